"""Samples that are large enough to say anything: below that the count itself is missing.

A claim that needs such a sample is then untestable, with the reason that every missing number has.
"""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.metrics.bears import followed
from generator.metrics.cycles import event_gaps
from generator.metrics.evidence_facts import followed_vintages
from generator.metrics.leverage import flat_n
from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, yahoo
from generator.snapshot.view import View

OFTEN_N = 5
"""Fewer cases cannot show what happens often."""

LOWS_N = 4
"""Large falls are rare: four are the least that a share can be read from."""


def _sample(n: int, needed: int, view: View, *tickers: str) -> Result:
    if n < needed:
        raise Unavailable("too_few", n=str(n), needed=str(needed))
    return Result(n, month_end_day(view), None, yahoo(*tickers))


@family(
    "sample_first_cuts",
    "evidence.sample.first_cut_{horizon}",
    unit="count",
    formula="cycles.first_cut.n, missing below 5",
    horizon=("6m", "12m"),
)
def sample_first_cuts(view: View, horizon: str) -> Result:
    """First cuts with a complete window, if they are at least five."""
    return _sample(len(event_gaps(view, "first_cut", horizon)), OFTEN_N, view, "^RUT", "^GSPC")


@family(
    "sample_lows",
    "evidence.sample.bear_lows",
    unit="count",
    formula="bear.12m.n, missing below 4",
)
def sample_lows(view: View) -> Result:
    """Large falls of SPY with twelve months after their low, if they are at least four."""
    return _sample(len(followed(view)), LOWS_N, view, "SPY", "IWM")


@family(
    "sample_flat_years",
    "evidence.sample.flat_years",
    unit="count",
    formula="leverage.flat_12m.n, missing below 5",
)
def sample_flat_years(view: View) -> Result:
    """Flat twelve-month windows of IWM, if they are at least five."""
    n = flat_n.compute(view)
    return _sample(int(n.value), OFTEN_N, view, "IWM", "TNA")


@family(
    "sample_vintages",
    "evidence.sample.vintages",
    unit="count",
    formula="evidence.vintages.n, missing below 5 unless IWM fell behind after one of them",
    optional=True,
)
def sample_vintages(view: View) -> Result:
    """Published wide gaps with a year after them: one loss decides, else it takes five."""
    found = [gap for _, gap in followed_vintages(view)]
    needed = 1 if any(gap <= 0 for gap in found) else OFTEN_N
    return _sample(len(found), needed, view, "IWM", "SPY")
