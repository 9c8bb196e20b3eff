"""States of the section on risks: loss-makers, landings, large days."""

from __future__ import annotations

from generator.language.states import Metrics, State, bands, compare, custom

# Shares are printed to a tenth of a percent.
SHOWN = 0.001
# Decimals such as 0.36 are not exact in binary.
EPSILON = 1e-9
# As in the claim `zombie_40`: what counts as about forty percent.
ABOUT = (0.36, 0.44)
# As in the claim `big_moves`, with a step below it.
RARE, SOME, USUAL = 0.05, 0.1, 0.25
# A whole point between two median returns is the least that a handful of cases can show.
LANDING = 0.01

_GROUPS = ("no_recession", "recession")
_LANDING = tuple(
    f"cycles.first_cut.{group}.{part}" for part in ("median", "n", "up") for group in _GROUPS
)
_SAMPLE = tuple(f"cycles.first_cut.{group}.n" for group in _GROUPS)


def _losses(metrics: Metrics) -> str:
    """Return whether loss-makers are about as many as the zombies that the original names."""
    share = metrics["losses.r2000.share"].number
    low, high = ABOUT[0] - EPSILON, ABOUT[1] + EPSILON
    return "below" if share < low else "above" if share > high else "about"


def _landing(metrics: Metrics) -> str:
    """Return which first cuts small caps did better after: those without a recession or with."""
    calm, recession = (metrics[each].number for each in _LANDING[:2])
    if abs(calm - recession) < LANDING - EPSILON:
        return "same"
    return "better_without" if calm > recession else "better_with"


def _sample(metrics: Metrics) -> str:
    """Return how many cases the smaller group of first cuts has."""
    least = min(metrics[each].number for each in _SAMPLE)
    return "none" if least < 1 else "one" if least < 2 else "few" if least < 5 else "some"


STATES: tuple[State, ...] = (
    custom(
        "risks.losses",
        ("below", "about", "above"),
        ("losses.r2000.share", "losses.r2000.coverage"),
        _losses,
    ),
    compare("risks.losses_weight", "losses.r2000.weight", "losses.r2000.share", shown=SHOWN),
    compare("risks.losses_vs_large", "losses.r2000.share", "losses.sp500.share", shown=SHOWN),
    custom("risks.landing", ("better_without", "same", "better_with"), _LANDING, _landing),
    custom("risks.sample", ("none", "one", "few", "some"), _SAMPLE, _sample),
    bands(
        "risks.big_days",
        "iwm.big_days_2pct.10y",
        ((RARE, "rare"), (SOME, "some"), (USUAL, "often"), "usual"),
    ),
    compare("risks.big_days_vs_large", "iwm.big_days_2pct.10y", "spy.big_days_2pct.10y", SHOWN),
    compare("risks.big_days_recent", "iwm.big_days_2pct.1y", "iwm.big_days_2pct.10y", SHOWN),
)
