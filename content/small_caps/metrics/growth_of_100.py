"""What 100 became: growth of the funds over the longest history that they share."""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.core.months import month_number
from generator.metrics.registry import Result, family
from generator.metrics.series import level
from generator.metrics.windows import month_end_day, row_of, span, ticker, yahoo
from generator.snapshot.view import View

# The fund whose first month-end is 100; all others are compared from there.
BASES = {"long": "IWM", "trio": "VTWO"}


def _growth(view: View, fund: str, start: str) -> tuple[float, int]:
    """Return a fund's level at month_end and the month in which the base fund's level is 100."""
    base = level(view, BASES[start])
    if len(base) < 13:
        raise Unavailable("no_complete_window")
    first = month_number(base.index[0])
    levels = view.monthly(ticker(fund)).tr_index
    a, b = (row_of(view, ticker(fund), month) for month in (first, view.month_end))
    return float(levels.iloc[b] / levels.iloc[a] * 100), first


@family(
    "growth",
    "growth.{start}.{fund}",
    unit="index",
    formula="TR at month_end / TR at IWM's first month-end × 100",
    start=("long",),
    fund=("spy", "qqq", "iwm", "ijr"),
)
def growth_long(view: View, start: str, fund: str) -> Result:
    """What 100 dollars became since the first month-end of IWM, dividends included."""
    value, first = _growth(view, fund, start)
    text = span(first + 1, view.month_end)
    return Result(value, month_end_day(view), text, yahoo(ticker(fund)))


@family(
    "growth_trio",
    "growth.{start}.{fund}",
    unit="index",
    formula="TR at month_end / TR at VTWO's first month-end × 100",
    start=("trio",),
    fund=("iwm", "vtwo", "ijr"),
)
def growth_trio(view: View, start: str, fund: str) -> Result:
    """What 100 dollars became since the first month-end of VTWO, dividends included."""
    value, first = _growth(view, fund, start)
    text = span(first + 1, view.month_end)
    return Result(value, month_end_day(view), text, yahoo(ticker(fund)))


@family(
    "growth_start",
    "growth.{start}.start",
    unit="date",
    formula="first month-end of the younger fund (IWM, VTWO)",
    start=tuple(BASES),
)
def growth_start(view: View, start: str) -> Result:
    """Month-end at which every fund of the comparison counts 100."""
    base = view.monthly(BASES[start])
    if base.empty:
        raise Unavailable("no_complete_window")
    day = base.last_session.iloc[0].date()
    return Result(day.isoformat(), month_end_day(view), None, yahoo(BASES[start]))
