"""The tests that this article's rules share beside the common ones: levels, regimes, methods."""

from __future__ import annotations

from generator.claims.criteria import at_least, at_most, ladder
from generator.core.model import Answer

LEVEL_HOLDS = 0.10
"""Forecasts of earnings, and so forward P/Es, differ by about a tenth between vendors."""
LEVEL_PARTLY = 0.25
REGIME_HOLDS = 2.0
"""Two standard errors: chance alone gives as much about once in forty."""
REGIME_PARTLY = 1.0
BEST = ("holds", "partly", "unsupported", "fails", "untestable")
"""Answers from the best to the worst."""


def both(*held: bool) -> Answer:
    """Return holds where all parts hold, partly where at least one does."""
    return ladder(all(held), any(held))


def methods(*answers: Answer) -> Answer:
    """Return the answer of several methods: all hold; one holds or all hold partly; else fails."""
    if all(answer == "holds" for answer in answers):
        return "holds"
    return ladder(False, "holds" in answers or all(answer == "partly" for answer in answers))


def at_best_partly(answer: Answer) -> Answer:
    """Return the answer; holds counts as partly."""
    return "partly" if answer == "holds" else answer


def level(value: float, stated: float) -> Answer:
    """Return how near a value is to a stated level: within a tenth, within a quarter."""
    distance = abs(value / stated - 1)
    return ladder(at_most(distance, LEVEL_HOLDS), at_most(distance, LEVEL_PARTLY))


def regime(t: float) -> Answer:
    """Return what Welch's t says of a regime's mean gap, signed as the claim has it."""
    if at_least(t, REGIME_HOLDS):
        return "holds"
    if at_least(t, REGIME_PARTLY):
        return "partly"
    return "fails" if at_most(t, -REGIME_HOLDS) else "unsupported"


def better(*answers: Answer) -> Answer:
    """Return the one answer of all parts, else the best of them, at best partly."""
    best = min(answers, key=BEST.index)
    return best if len(set(answers)) == 1 else at_best_partly(best)
