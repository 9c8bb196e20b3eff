"""States of the section on valuation: two ways of counting, ranks, averages, vintages."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from generator.language.states import Metrics, State, bands, custom

# Discounts are printed to the percent: less than one is no difference.
LEVEL = 0.01
SHOWN_RANK = 0.01
# The original's ranges of "normal" multiples.
AVERAGES = {"sp500": (17, 18), "r2000": (15, 16)}

_METHODS = ("valuation.discount.ex_losses", "valuation.discount.all")


def _side(discount: float) -> str:
    if abs(discount) < LEVEL:
        return "level"
    return "cheaper" if discount < 0 else "dearer"


def _methods(metrics: Metrics) -> str:
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


STATES: tuple[State, ...] = (
    custom(
        "valuation.methods",
        (
            "both_cheaper",
            "flip",
            "half_cheaper",
            "both_level",
            "half_dearer",
            "reverse",
            "both_dearer",
        ),
        needs=(
            *_METHODS,
            *(
                f"valuation.{index}.forward_pe.{method}"
                for index in ("r2000", "sp500")
                for method in ("ex_losses", "all")
            ),
        ),
        choose=_methods,
    ),
    bands(
        "valuation.discount",
        "valuation.discount.ex_losses",
        (
            (-0.35, "larger"),
            (-0.25, "as_said"),
            (-LEVEL, "smaller"),
            (LEVEL, "level"),
            "dearer",
        ),
    ),
    *(
        custom(
            f"valuation.{index}_vs_normal",
            ("below", "within", "above"),
            needs=(f"valuation.{index}.forward_pe.ex_losses",),
            choose=_against(index),
        )
        for index in AVERAGES
    ),
    bands(
        "valuation.rank",
        "relative.price_ratio.percentile",
        (
            (0.03, "bottom"),
            (0.11, "low"),
            (0.45, "below"),
            (0.55, "middle"),
            (0.9, "above"),
            "high",
        ),
        shown=SHOWN_RANK,
    ),
    bands("valuation.coverage", "valuation.r2000.coverage", ((0.9, "thin"), "broad")),
)
