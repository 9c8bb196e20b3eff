"""What equal weight has brought: return, falls, steadiness, and its price."""

from __future__ import annotations

from generator.claims.criteria import above, at_least, at_most, count, ladder, numbers, often
from generator.claims.model import Answered, Metrics
from generator.claims.registry import claim

CLEAR_A_YEAR = 0.005
"""Half a point a year is more than fees explain; over twenty years it is a tenth of the whole."""
CLEAR = 0.01
"""Two funds on the same companies part by a point in a quiet year."""
COIN = 0.5


@claim("record", "L", "record", "since.gap", "since.rsp", "since.spy")
def won_in_the_long_run(m: Metrics) -> Answered:
    """Half a point a year ahead holds, any lead at all is half true."""
    (gap,) = numbers(m, "since.gap")
    return Answered(ladder(at_least(gap, CLEAR_A_YEAR), above(gap, 0.0)))


@claim(
    "record",
    "V",
    "record",
    "relative.rsp_spy.1y",
    "rsp.total_return.1y",
    "spy.total_return.1y",
    answers=("holds", "unsupported", "fails"),
)
def leads_again(m: Metrics) -> Answered:
    """A point either way is no lead; beyond it one of the two was ahead."""
    (gap,) = numbers(m, "relative.rsp_spy.1y")
    if at_least(gap, CLEAR):
        return Answered("holds")
    return Answered("fails" if at_most(gap, -CLEAR) else "unsupported")


@claim(
    "record",
    "L",
    "record",
    "falls.n",
    "falls.shallower",
    answers=("holds", "partly", "unsupported", "fails"),
)
def falls_less(m: Metrics) -> Answered:
    """The common test of “often”, beside a coin: few falls cannot show much."""
    n = count(m, "falls.n")
    return Answered(often(count(m, "falls.shallower"), n, COIN), n)


@claim(
    "record",
    "L",
    "record",
    "rsp.volatility.10y",
    "spy.volatility.10y",
    answers=("holds", "unsupported", "fails"),
)
def steadier(m: Metrics) -> Answered:
    """Half a point of volatility is more than chance parts two funds by in ten years."""
    equal, index = numbers(m, "rsp.volatility.10y", "spy.volatility.10y")
    if at_least(index - equal, CLEAR_A_YEAR):
        return Answered("holds")
    return Answered("fails" if at_least(equal - index, CLEAR_A_YEAR) else "unsupported")


@claim("price", "V", "cost", "rsp.fee", "spy.fee")
def costs_twice(m: Metrics) -> Answered:
    """Twice the fee is claimed; any more than the index fund's is half true."""
    equal, index = numbers(m, "rsp.fee", "spy.fee")
    return Answered(ladder(at_least(equal, 2 * index), above(equal, index)))
