"""States of the conclusion: the takeaways today, and what a share of small caps did to a mix."""

from __future__ import annotations

from generator.language.states import Metrics, State, compare, custom, word

# Returns and volatilities are printed to a tenth of a percent.
SHOWN = 0.001
# Discounts are printed to the percent: less than one is no difference.
LEVEL = 0.01
# Decimals such as 0.01 are not exact in binary.
EPSILON = 1e-9
# As in the claim `iwm_for_stability`.
CALM, NEAR = 1.1, 1.25

_DISCOUNTS = ("valuation.discount.ex_losses", "valuation.discount.all")
_STABILITY = ("iwm.volatility.5y", "spy.volatility.5y")


def _cheap(metrics: Metrics) -> str:
    """Return by how many of the two ways of counting small caps are cheaper."""
    cheaper = [metrics[each].number <= EPSILON - LEVEL for each in _DISCOUNTS]
    return "both" if all(cheaper) else "one" if any(cheaper) else "neither"


def _stability(metrics: Metrics) -> str:
    """Return how IWM's five-year volatility stands to SPY's."""
    small, large = (metrics[each].number for each in _STABILITY)
    if large - small >= SHOWN - EPSILON:
        return "calmer"
    if small <= large * CALM + EPSILON:
        return "alike"
    return "rougher" if small <= large * NEAR + EPSILON else "much_rougher"


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
