"""States of the conclusion: the takeaways today, and what a share of small caps did to a mix."""

from __future__ import annotations

from generator.metrics import MetricSet
from generator.states.engine import State, compare, custom, word

# Returns and volatilities are printed to a tenth of a percent.
SHOWN = 0.001
# Discounts are printed to the percent: less than one is no difference.
LEVEL = 0.01
# As in the claim `iwm_for_stability`.
CALM, NEAR = 1.1, 1.25

_DISCOUNTS = ("valuation.discount.ex_losses", "valuation.discount.all")
_STABILITY = ("iwm.volatility.5y", "spy.volatility.5y")


def _cheap(metrics: MetricSet) -> str:
    """Return by how many of the two ways of counting small caps are cheaper."""
    cheaper = [metrics[each].number <= -LEVEL for each in _DISCOUNTS]
    return "both" if all(cheaper) else "one" if any(cheaper) else "neither"


def _stability(metrics: MetricSet) -> str:
    """Return how IWM's five-year volatility stands to SPY's."""
    small, large = (metrics[each].number for each in _STABILITY)
    if round(small / SHOWN) < round(large / SHOWN):
        return "calmer"
    ratio = small / large
    return "alike" if ratio <= CALM else "rougher" if ratio <= NEAR else "much_rougher"


STATES: tuple[State, ...] = (
    word("conclusion.rates", "rate.regime", ("easing", "hold", "tightening")),
    custom("conclusion.cheap", ("both", "one", "neither"), _DISCOUNTS, _cheap),
    custom(
        "conclusion.stability",
        ("calmer", "alike", "rougher", "much_rougher"),
        _STABILITY,
        _stability,
    ),
    *(
        compare(f"conclusion.mix_{part}", f"mix.30.{part}", f"mix.0.{part}", shown=SHOWN)
        for part in ("cagr", "volatility", "max_drawdown", "worst_12m")
    ),
)
