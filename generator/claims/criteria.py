"""The tests that rules share: limits read as decimals, levels, habits, regimes.

A limit belongs to the better answer (60 % counts as "at least 60 %"). Binary floating point makes
0.35 − 0.25 a little less than 0.1: comparisons read values as the decimals that they print as.
"""

from __future__ import annotations

import math

from generator.claims.model import Metrics
from generator.core.model import Answer
from generator.metrics.series import EPSILON

OFTEN_RATE = 0.60
"""Three in five: what the word "often" promises at least."""
OFTEN_LEAD = 0.10
"""Ten points above any month's rate: more than a habit that is there anyway."""
OFTEN_HALF = 0.50
OFTEN_CASES = 10
"""From ten cases on, three in five differ from a coin toss by more than one case."""
OFTEN_CHANCE = 0.05
"""If "often" were true so few wins would come up less than once in twenty."""

LEVEL_HOLDS = 0.10
"""Forecasts of earnings, and so forward P/Es, differ by about a tenth between vendors."""
LEVEL_PARTLY = 0.25

REGIME_HOLDS = 2.0
"""Two standard errors: chance alone gives as much about once in forty."""
REGIME_PARTLY = 1.0

BEST = ("holds", "partly", "unsupported", "fails", "untestable")
"""Answers from the best to the worst."""


def at_least(value: float, limit: float) -> bool:
    """Return whether a value reaches a limit, read as decimals."""
    return value >= limit - EPSILON


def at_most(value: float, limit: float) -> bool:
    """Return whether a value stays within a limit, read as decimals."""
    return value <= limit + EPSILON


def above(value: float, limit: float) -> bool:
    """Return whether a value lies beyond a limit and not on it, read as decimals."""
    return value > limit + EPSILON


def between(value: float, low: float, high: float) -> bool:
    """Return whether a value lies in a range, its ends included."""
    return at_least(value, low) and at_most(value, high)


def ladder(holds: bool, partly: bool) -> Answer:
    """Return holds, else partly, else fails."""
    return "holds" if holds else "partly" if partly else "fails"


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


def often(wins: int, n: int, base: float) -> Answer:
    """Return whether ``wins`` of ``n`` cases are often, beside the rate ``base`` of any month.

    Holds: three in five of ten cases or more, and ten points above the base rate. Partly: the same
    with fewer cases, or more than half and more than the base rate. Fails: so few wins would come
    up in less than one of twenty samples if three in five were true. Else the data do not show it.
    """
    if n == 0:
        return "unsupported"
    rate = wins / n
    clear = at_least(rate, OFTEN_RATE) and at_least(rate - base, OFTEN_LEAD)
    if clear:
        return "holds" if n >= OFTEN_CASES else "partly"
    if n >= OFTEN_CASES and above(rate, OFTEN_HALF) and above(rate, base):
        return "partly"
    return "fails" if at_most_wins(wins, n, OFTEN_RATE) < OFTEN_CHANCE else "unsupported"


def at_most_wins(wins: int, n: int, rate: float) -> float:
    """Return the binomial probability of at most so many wins in n cases, each with a rate."""
    return math.fsum(
        math.comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(min(wins, n) + 1)
    )


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


def numbers(m: Metrics, *ids: str) -> tuple[float, ...]:
    """Return the values of several metrics."""
    return tuple(m[each].number for each in ids)


def count(m: Metrics, metric_id: str) -> int:
    """Return a metric that counts."""
    return round(m[metric_id].number)
