"""The tests that rules share: limits read as decimals, and what "often" means.

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


def numbers(m: Metrics, *ids: str) -> tuple[float, ...]:
    """Return the values of several metrics."""
    return tuple(m[each].number for each in ids)


def count(m: Metrics, metric_id: str) -> int:
    """Return a metric that counts."""
    return round(m[metric_id].number)
