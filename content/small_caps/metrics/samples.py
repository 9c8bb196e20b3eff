"""Samples that are large enough to say anything: below that the count itself is missing.

A claim that needs such a sample is then untestable, with the reason that every missing number has.
"""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, yahoo
from generator.snapshot.view import View
from small_caps.metrics.bears import followed
from small_caps.metrics.cycles import event_gaps, small_after_first_cuts
from small_caps.metrics.evidence import count_down_months
from small_caps.metrics.evidence_facts import followed_vintages
from small_caps.metrics.leverage import flat_windows
from small_caps.metrics.regimes import gaps_by_regime

LEAST = 5
"""Fewer cases cannot show what happens often."""


def _sample(n: int, view: View, *tickers: str) -> Result:
    if n < LEAST:
        raise Unavailable("too_few", n=str(n), needed=str(LEAST))
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
    return _sample(len(event_gaps(view, "first_cut", horizon)), view, "^RUT", "^GSPC")


@family(
    "sample_landings",
    "evidence.sample.landings",
    unit="count",
    formula="first cuts with 12 months after, missing below 5",
    optional=True,
)
def sample_landings(view: View) -> Result:
    """First cuts with twelve months after, soft and hard landings together, if at least five."""
    return _sample(len(small_after_first_cuts(view)), view, "^RUT")


@family(
    "sample_regime",
    "evidence.sample.{regime}_months",
    unit="count",
    formula="regime.gap.n, missing below 5",
    regime=("tightening", "easing"),
)
def sample_regime(view: View, regime: str) -> Result:
    """Months that began while the policy rate rose, or fell, if they are at least five."""
    return _sample(len(gaps_by_regime(view, regime)[0]), view, "^RUT", "^GSPC")


@family(
    "sample_lows",
    "evidence.sample.bear_lows",
    unit="count",
    formula="bear.12m.n, missing below 5",
)
def sample_lows(view: View) -> Result:
    """Large falls of SPY with twelve months after their low, if they are at least five."""
    return _sample(len(followed(view)), view, "SPY", "IWM")


@family(
    "sample_down_months",
    "evidence.sample.down_months",
    unit="count",
    formula="evidence.down_months.n, missing below 5",
)
def sample_down_months(view: View) -> Result:
    """Months in which SPY lost five percent or more, if they are at least five."""
    return _sample(count_down_months(view)[0], view, "SPY", "IWM")


@family(
    "sample_flat_years",
    "evidence.sample.flat_years",
    unit="count",
    formula="leverage.flat_12m.n, missing below 5",
)
def sample_flat_years(view: View) -> Result:
    """Flat twelve-month windows of IWM, if they are at least five."""
    return _sample(len(flat_windows(view)), view, "IWM", "TNA")


@family(
    "sample_vintages",
    "evidence.sample.vintages",
    unit="count",
    formula="evidence.vintages.n, missing below 5",
    optional=True,
)
def sample_vintages(view: View) -> Result:
    """Published wide gaps with a year after them, if they are at least five."""
    return _sample(len(followed_vintages(view)), view, "IWM", "SPY")
