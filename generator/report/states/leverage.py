"""States of the section on leverage: what TNA made of IWM's moves."""

from __future__ import annotations

from collections.abc import Callable

from generator.language.states import Metrics, State, custom, sign

# Returns are printed to a tenth of a percent.
SHOWN = 0.001
# As in the claim `tna_3x_daily`.
LOW, HIGH = 2.85, 3.15

_BETAS = ("leverage.daily_beta.1y", "leverage.daily_beta.5y")
_FLAT = tuple(f"leverage.flat_12m.{part}" for part in ("median_tna", "median_iwm", "n", "below"))


def _beta(metrics: Metrics) -> str:
    """Return whether TNA moved three times IWM's day over one year and over five."""
    inside = [LOW <= metrics[each].number <= HIGH for each in _BETAS]
    return "both" if all(inside) else "one" if any(inside) else "neither"


def _record(window: str) -> tuple[str, str, str]:
    return (
        f"leverage.tna_return.{window}",
        f"leverage.iwm_return.{window}",
        f"leverage.three_times.{window}",
    )


def _outcome(window: str) -> Callable[[Metrics], str]:
    """Return a chooser of how TNA's return stands to IWM's and to three times it."""

    def choose(metrics: Metrics) -> str:
        tna, iwm, three = (round(metrics[each].number / SHOWN) for each in _record(window))
        if abs(tna - three) <= 1:
            return "about_three"
        if iwm > 0 > tna:
            return "lost_while_iwm_rose"
        # Where IWM fell, three times it lies below IWM: being below IWM then says nothing.
        if iwm > 0 and tna < iwm:
            return "below_iwm"
        return "below_three" if tna < three else "above_three"

    return choose


def _flat(metrics: Metrics) -> str:
    """Return the sign of TNA's median return over the years in which IWM went sideways."""
    steps = round(metrics[_FLAT[0]].number / SHOWN)
    return "flat" if steps == 0 else "lost" if steps < 0 else "gained"


STATES: tuple[State, ...] = (
    custom("leverage.beta", ("both", "one", "neither"), _BETAS, _beta),
    *(
        custom(
            f"leverage.outcome.{window}",
            ("about_three", "lost_while_iwm_rose", "below_iwm", "below_three", "above_three"),
            _record(window),
            _outcome(window),
        )
        for window in ("5y", "10y")
    ),
    sign("leverage.cost", "leverage.cost_gap.10y", shown=SHOWN),
    custom("leverage.flat", ("lost", "flat", "gained"), _FLAT, _flat),
)
