"""States of the section on valuation: two ways of counting, ranks, averages, vintages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from generator.claims.criteria import OFTEN_RATE
from generator.claims.model import Metrics
from generator.language.states import bands, custom, state
from small_caps.claims.valuation import AVERAGES, LOW_RANK
from small_caps.states.guards import turned

# Discounts are printed to the percent: less than one is no difference.
LEVEL = 0.01
# A discount of exactly that is one: bands end below their limit.
CHEAPER = -0.0099999
SHOWN_RANK = 0.01

_LOW = "relative.low_ratio_12m"
_RANK = "relative.price_ratio.percentile"
_METHODS = ("valuation.discount.ex_losses", "valuation.discount.all")


def _side(discount: float) -> str:
    if abs(discount) < LEVEL:
        return "level"
    return "cheaper" if discount < 0 else "dearer"


@state(
    "valuation.methods",
    "both_cheaper",
    "flip",
    "half_cheaper",
    "both_level",
    "half_dearer",
    "reverse",
    "both_dearer",
    needs=(
        *_METHODS,
        *(
            f"valuation.{index}.forward_pe.{method}"
            for index in ("r2000", "sp500")
            for method in ("ex_losses", "all")
        ),
    ),
)
def methods(metrics: Metrics) -> str:
    """Return whether small caps are cheaper by both ways of counting, by one, or by none.

    Counting losses can only raise a multiple of the same shares, but it raises both indices'.
    """
    sides = tuple(_side(metrics[each].number) for each in _METHODS)
    if sides == ("cheaper", "dearer"):
        return "flip"
    if sides == ("dearer", "cheaper"):
        return "reverse"
    if sides[0] == sides[1]:
        return f"both_{sides[0]}"
    return "half_cheaper" if "cheaper" in sides else "half_dearer"


def _against(index: str) -> Callable[[Metrics], str]:
    """Return a chooser that compares a forward P/E with the original's normal range."""
    low, high = AVERAGES[index]

    def choose(metrics: Metrics) -> str:
        # Rounded as printed, so that a multiple shown as an end of the range lies in it.
        exact = Decimal(repr(metrics[f"valuation.{index}.forward_pe.ex_losses"].number))
        value = exact.quantize(Decimal("0.1"), ROUND_HALF_UP)
        return "below" if value < low else "above" if value > high else "within"

    return choose


@state(
    "valuation.low_ratio",
    *("mostly", "half", "seldom", "none", "not_low"),
    needs=(f"{_LOW}.n", f"{_LOW}.wins", _RANK),
)
def low_ratio(metrics: Metrics) -> str:
    """Return how often small caps led a year after the price ratio had been as low as now.

    Where it stands in the upper two thirds of its history nobody would call it low.
    """
    if metrics[_RANK].number >= 1 / 3:
        return "not_low"
    n, wins = (metrics[f"{_LOW}.{part}"].number for part in ("n", "wins"))
    if n < 1:
        return "none"
    share = wins / n
    return "mostly" if share >= OFTEN_RATE else "seldom" if share <= 1 - OFTEN_RATE else "half"


rank = bands(
    "valuation.rank",
    _RANK,
    (
        (0.03, "bottom"),
        (LOW_RANK + SHOWN_RANK, "low"),
        (0.45, "below"),
        (0.55, "middle"),
        (0.9, "above"),
        "high",
    ),
    shown=SHOWN_RANK,
)
rank_turned = turned(
    rank, {"relative.price_ratio.percentile": "relative.price_ratio.percentile_to_date"}
)
by_method = tuple(
    bands(
        f"valuation.{method}",
        f"valuation.discount.{method}",
        ((CHEAPER, "cheaper"), (LEVEL, "level"), "dearer"),
    )
    for method in ("ex_losses", "all")
)
against_normal = tuple(
    custom(
        f"valuation.{index}_vs_normal",
        ("below", "within", "above"),
        needs=(f"valuation.{index}.forward_pe.ex_losses",),
        choose=_against(index),
    )
    for index in AVERAGES
)
