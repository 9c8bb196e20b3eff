"""The record of equal weight beside the index, since the fund with equal weights began."""

from __future__ import annotations

import pandas as pd

from generator.core.model import Unavailable
from generator.metrics.cached import cached_per_view
from generator.metrics.drawdowns import bear_markets, depth_between
from generator.metrics.registry import Result, family
from generator.metrics.series import level
from generator.metrics.windows import month_end_day, span, yahoo
from generator.snapshot.view import View

SHORTEST = 36
"""Months without which there is no record to speak of."""


@cached_per_view
def both(view: View) -> pd.DataFrame:
    """Return total return by month of RSP and SPY, from the first month-end of both."""
    levels = pd.DataFrame({fund: level(view, fund) for fund in ("RSP", "SPY")}).dropna()
    if len(levels) <= SHORTEST:
        raise Unavailable("no_complete_window")
    return levels


def _result(view: View, value: float) -> Result:
    months = both(view).index
    return Result(value, month_end_day(view), span(months[0] + 1, months[-1]), yahoo("RSP", "SPY"))


@family(
    "since_start",
    "since.{fund}",
    unit="ratio",
    digits=2,
    formula="(TR_end / TR_start)^(12/months) − 1, from RSP's first month-end to month_end",
    fund=("rsp", "spy"),
)
def since_start(view: View, fund: str) -> Result:
    """Total return a year since equal weight can be bought, distributions reinvested."""
    levels = both(view)[fund.upper()]
    return _result(view, float((levels.iloc[-1] / levels.iloc[0]) ** (12 / (len(levels) - 1)) - 1))


@family(
    "since_gap",
    "since.gap",
    unit="pp",
    digits=2,
    formula="RSP's yearly total return since its start − SPY's",
)
def since_gap(view: View) -> Result:
    """Yearly lead of equal weight over the index since it can be bought."""
    own, index = (since_start.compute(view, fund=fund) for fund in ("rsp", "spy"))
    return _result(view, float(own.value) - float(index.value))


@cached_per_view
def _falls(view: View) -> tuple[int, int]:
    """Return how many large falls of SPY both funds went through, and how often RSP fell less."""
    first = both(view).index[0]
    pairs = [
        (fall.depth, depth_between(view, "RSP", fall.start, fall.low))
        for fall in bear_markets(view, "SPY")
        if fall.start >= first.year * 12 + first.month - 1
    ]
    known = [(index, own) for index, own in pairs if own is not None]
    return len(known), sum(own > index for index, own in known)


@family(
    "falls",
    "falls.{part}",
    unit="count",
    formula="falls of SPY by 19 % or more since RSP began (n); those in which RSP's own deepest "
    "drawdown up to SPY's low was smaller (shallower)",
    part=("n", "shallower"),
)
def falls(view: View, part: str) -> Result:
    """Large falls of the index since equal weight can be bought, and how often it fell less."""
    n, shallower = _falls(view)
    return _result(view, n if part == "n" else shallower)


@family(
    "start",
    "start.month",
    unit="date",
    formula="first month-end of RSP and SPY",
)
def start(view: View) -> Result:
    """First month-end from which the two funds are compared."""
    first = view.monthly("SPY").last_session[both(view).index[0]].date()
    return Result(first.isoformat(), month_end_day(view), None, yahoo("RSP", "SPY"))
