"""Small minus large after turns of the policy rate, beside the base rate of any month."""

from __future__ import annotations

from datetime import date
from statistics import median

import pandas as pd

from generator.core.model import Unavailable, Value
from generator.core.months import month_index, month_of
from generator.metrics.cached import cached_per_view
from generator.metrics.drawdowns import return_after
from generator.metrics.registry import Result, family
from generator.metrics.series import growth
from generator.metrics.windows import MONTHS, last_of, month_end_day, row_at, span, until, yahoo
from generator.snapshot.view import View
from small_caps.metrics.events import (
    EVENTS,
    Change,
    cycles,
    events,
    met_recession,
    rate_sources,
    recession_source,
)
from small_caps.metrics.indices import GAP_START, index_gaps

HORIZONS = ("6m", "12m", "24m")
GROUPS = ("recession", "no_recession")
_PRICE = "price return of ^RUT − of ^GSPC from the event's month-end over the months"


@cached_per_view
def event_gaps(view: View, event: str, horizon: str) -> list[tuple[Change, float]]:
    """Return the events with both month-ends, each with ^RUT's minus ^GSPC's price return."""
    gaps = index_gaps(view, MONTHS[horizon])
    rows = ((change, row_at(gaps, month_of(change.date))) for change in events(view, event))
    return [(change, float(gaps.iloc[row])) for change, row in rows if row is not None]


@cached_per_view
def event_fund_gaps(view: View, event: str, horizon: str) -> list[tuple[Change, float]]:
    """Return the same with IWM's and SPY's total return, where both funds existed."""
    found = []
    for change in events(view, event):
        month = month_of(change.date)
        small = return_after(view, "IWM", month, MONTHS[horizon])
        large = return_after(view, "SPY", month, MONTHS[horizon])
        if small is not None and large is not None:
            found.append((change, small - large))
    return found


@cached_per_view
def small_after_first_cuts(view: View) -> list[tuple[Change, float, bool]]:
    """Return each first cut with ^RUT's price return in the 12 months after its month-end.

    The flag says whether one of those months lay in a recession. Only complete windows.
    """
    year = growth(view.snapshot, "^RUT", 12, price=True).loc[GAP_START:]
    year = until(year, last_of(view, "^RUT") - 12)
    found = []
    for change in events(view, "first_cut"):
        month = month_of(change.date)
        row = row_at(year, month)
        if row is not None:
            found.append((change, float(year.iloc[row]), met_recession(view, month)))
    return found


def _rates(view: View) -> dict[str, date]:
    return rate_sources(view, "DFEDTAR", "DFEDTARU")


def _day(view: View) -> date:
    """Return the end of the windows; earlier where the rate is not known up to it."""
    return min(month_end_day(view), view.rate_observed)


def _prices(view: View, *tickers: str) -> dict[str, date]:
    return dict.fromkeys(yahoo(*tickers), month_end_day(view))


def _result(view: View, value: Value) -> Result:
    text = span(month_index(GAP_START), view.month_end)
    sources = _prices(view, "^RUT", "^GSPC") | _rates(view)
    return Result(value, _day(view), text, sources)


def _base(view: View, value: Value) -> Result:
    text = span(month_index(GAP_START), view.month_end)
    return Result(value, month_end_day(view), text, yahoo("^RUT", "^GSPC"))


def _funds(view: View, value: Value) -> Result:
    text = span(month_index("2000-05"), view.month_end)
    sources = _prices(view, "IWM", "SPY") | _rates(view)
    return Result(value, _day(view), text, sources)


def _gaps(view: View, event: str, horizon: str) -> list[float]:
    found = [gap for _, gap in event_gaps(view, event, horizon)]
    if not found:
        raise Unavailable("no_complete_window")
    return found


def _fund_gaps(view: View, event: str, horizon: str) -> list[float]:
    found = [gap for _, gap in event_fund_gaps(view, event, horizon)]
    if not found:
        raise Unavailable("no_complete_window")
    return found


def _any_month(view: View, horizon: str) -> pd.Series:
    gaps = index_gaps(view, MONTHS[horizon])
    if gaps.empty:
        raise Unavailable("no_complete_window")
    return gaps


@family(
    "cycle_n",
    "cycles.{event}.{horizon}.n",
    unit="count",
    formula="events with both month-ends, from 1987-09 to month_end",
    event=EVENTS,
    horizon=HORIZONS,
)
def cycle_n(view: View, event: str, horizon: str) -> Result:
    """Number of events after which the whole window is known."""
    return _result(view, len(event_gaps(view, event, horizon)))


@family(
    "cycle_wins",
    "cycles.{event}.{horizon}.wins",
    unit="count",
    formula=f"events with gap > 0; gap = {_PRICE}",
    event=EVENTS,
    horizon=HORIZONS,
)
def cycle_wins(view: View, event: str, horizon: str) -> Result:
    """Number of events after which small caps (^RUT) were ahead of large caps (^GSPC)."""
    wins = sum(gap > 0 for _, gap in event_gaps(view, event, horizon))
    return _result(view, wins)


@family(
    "cycle_win_rate",
    "cycles.{event}.{horizon}.win_rate",
    unit="ratio",
    formula="events with gap > 0 / events",
    event=EVENTS,
    horizon=HORIZONS,
)
def cycle_win_rate(view: View, event: str, horizon: str) -> Result:
    """Share of the events after which small caps were ahead."""
    gaps = _gaps(view, event, horizon)
    return _result(view, sum(gap > 0 for gap in gaps) / len(gaps))


@family(
    "cycle_median",
    "cycles.{event}.{horizon}.median_gap",
    unit="pp",
    formula=f"median of the gaps; gap = {_PRICE}",
    event=EVENTS,
    horizon=HORIZONS,
)
def cycle_median(view: View, event: str, horizon: str) -> Result:
    """Median lead of small caps after the event, in price return."""
    return _result(view, median(_gaps(view, event, horizon)))


@family(
    "cycle_extreme",
    "cycles.{event}.{horizon}.{end}_gap",
    unit="pp",
    formula="smallest (worst) and largest (best) gap",
    event=EVENTS,
    horizon=HORIZONS,
    end=("worst", "best"),
)
def cycle_extreme(view: View, event: str, horizon: str, end: str) -> Result:
    """Smallest or largest lead of small caps after the event."""
    gaps = _gaps(view, event, horizon)
    return _result(view, min(gaps) if end == "worst" else max(gaps))


@family(
    "cycle_fund_n",
    "cycles.{event}.{horizon}.total_return.n",
    unit="count",
    formula="events with both month-ends of IWM and SPY",
    event=EVENTS,
    horizon=HORIZONS,
)
def cycle_fund_n(view: View, event: str, horizon: str) -> Result:
    """Number of events whose window lies in the life of IWM and SPY."""
    return _funds(view, len(event_fund_gaps(view, event, horizon)))


@family(
    "cycle_fund_wins",
    "cycles.{event}.{horizon}.total_return.wins",
    unit="count",
    formula="events after which IWM's total return exceeds SPY's",
    event=EVENTS,
    horizon=HORIZONS,
)
def cycle_fund_wins(view: View, event: str, horizon: str) -> Result:
    """Number of events after which IWM was ahead of SPY, dividends included."""
    return _funds(view, sum(gap > 0 for _, gap in event_fund_gaps(view, event, horizon)))


@family(
    "cycle_fund_median",
    "cycles.{event}.{horizon}.total_return.median_gap",
    unit="pp",
    formula="median of IWM's − SPY's total return over the months",
    event=EVENTS,
    horizon=HORIZONS,
)
def cycle_fund_median(view: View, event: str, horizon: str) -> Result:
    """Median lead of IWM over SPY after the event, dividends included."""
    return _funds(view, median(_fund_gaps(view, event, horizon)))


@family(
    "any_month_n",
    "cycles.any_month.{horizon}.n",
    unit="count",
    formula="month-ends from 1987-09 whose window ends by month_end",
    horizon=HORIZONS,
)
def any_month_n(view: View, horizon: str) -> Result:
    """Number of months in the base rate; their windows overlap."""
    return _base(view, len(index_gaps(view, MONTHS[horizon])))


@family(
    "any_month_win_rate",
    "cycles.any_month.{horizon}.win_rate",
    unit="ratio",
    formula="month-ends with gap > 0 / month-ends",
    horizon=HORIZONS,
)
def any_month_win_rate(view: View, horizon: str) -> Result:
    """Share of all months after which small caps were ahead: the base rate."""
    gaps = _any_month(view, horizon)
    return _base(view, int((gaps > 0).sum()) / len(gaps))


@family(
    "any_month_median",
    "cycles.any_month.{horizon}.median_gap",
    unit="pp",
    formula=f"median of the gaps; gap = {_PRICE}",
    horizon=HORIZONS,
)
def any_month_median(view: View, horizon: str) -> Result:
    """Median lead of small caps after any month."""
    return _base(view, float(_any_month(view, horizon).median()))


def _group(view: View, group: str) -> list[tuple[Change, float]]:
    wanted = group == "recession"
    return [(c, value) for c, value, met in small_after_first_cuts(view) if met == wanted]


def _grouped(view: View, value: Value) -> Result:
    text = span(month_index(GAP_START), view.month_end)
    sources = _prices(view, "^RUT") | _rates(view) | recession_source(view)
    return Result(value, _day(view), text, sources)


@family(
    "third_is_last",
    "cycles.third_is_last.n",
    unit="count",
    formula="first cuts whose third and last cut are the same change",
)
def third_is_last(view: View) -> Result:
    """Number of rounds of cuts whose third cut was also their last: one event, two names."""
    same = sum(cycle.third is not None and cycle.third == cycle.last for cycle in cycles(view))
    return Result(same, view.rate_observed, None, _rates(view))


@family(
    "group_n",
    "cycles.first_cut.{group}.n",
    unit="count",
    formula="first cuts with (without) an announced recession month in the 12 months after",
    optional=True,
    group=GROUPS,
)
def group_n(view: View, group: str) -> Result:
    """Number of first cuts followed by a recession, or by none, within twelve months."""
    return _grouped(view, len(_group(view, group)))


@family(
    "group_up",
    "cycles.first_cut.{group}.up",
    unit="count",
    formula="of these, ^RUT's price return over the 12 months > 0",
    optional=True,
    group=GROUPS,
)
def group_up(view: View, group: str) -> Result:
    """Number of these first cuts after which ^RUT was higher twelve months later."""
    return _grouped(view, sum(value > 0 for _, value in _group(view, group)))


@family(
    "group_up_share",
    "cycles.first_cut.{group}.up_share",
    unit="ratio",
    formula="of these, share with ^RUT's price return over the 12 months > 0",
    optional=True,
    group=GROUPS,
)
def group_up_share(view: View, group: str) -> Result:
    """Share of these first cuts after which ^RUT was higher twelve months later."""
    values = [value for _, value in _group(view, group)]
    if not values:
        raise Unavailable("no_complete_window")
    return _grouped(view, sum(value > 0 for value in values) / len(values))


@family(
    "group_median",
    "cycles.first_cut.{group}.median",
    unit="ratio",
    formula="median of ^RUT's price return over the 12 months after these first cuts",
    optional=True,
    group=GROUPS,
)
def group_median(view: View, group: str) -> Result:
    """Median price return of ^RUT in the twelve months after these first cuts."""
    values = [value for _, value in _group(view, group)]
    if not values:
        raise Unavailable("no_complete_window")
    return _grouped(view, median(values))
