"""Windows of months and days, and the texts and dates that go with them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_number, month_of, month_text, period
from generator.metrics.cached import cached_per_snapshot, cached_per_view
from generator.snapshot.view import Snapshot, View

MONTHS = {"3m": 3, "6m": 6, "12m": 12, "24m": 24, "1y": 12, "3y": 36, "5y": 60, "10y": 120}
"""Length of a window in months."""


def original_date(view: View) -> date:
    """Return the day of the original; Unavailable for an article that has none."""
    day = view.snapshot.config.original_date
    if day is None:
        raise Unavailable("no_original")
    return day


def ticker(key: str) -> str:
    """Return the symbol of a fund's key."""
    return key.upper()


def ticker_of(view: View, key: str) -> str:
    """Return what the snapshot calls the series of a key: an index with its caret."""
    return view.snapshot.config.tickers.get(key, ticker(key))


def yahoo(*tickers: str) -> tuple[str, ...]:
    """Return the source names of price series."""
    return tuple(f"yahoo:{each}" for each in tickers)


def row_at(data: pd.DataFrame | pd.Series, month: int) -> int | None:
    """Return the row of a month in contiguous months, None where there is none."""
    if len(data) == 0:
        return None
    row = month - month_number(data.index[0])
    return row if 0 <= row < len(data) else None


@cached_per_snapshot
def first_of(snapshot: Snapshot, symbol: str) -> int:
    """Return the first month of a ticker that has any."""
    return month_number(snapshot.monthly[symbol].index[0])


@cached_per_snapshot
def column(snapshot: Snapshot, symbol: str, name: str) -> np.ndarray:
    """Return a column of a ticker's months as an array, for windows of many views."""
    return snapshot.monthly[symbol][name].to_numpy()


@cached_per_view
def last_of(view: View, *symbols: str) -> int:
    """Return the last month, by month_end, that all these tickers have; before any, where none."""
    found = view.month_end
    for symbol in symbols:
        n = len(view.monthly(symbol))
        found = min(found, first_of(view.snapshot, symbol) + n - 1) if n else -1
    return found


def until(series: pd.Series, month: int) -> pd.Series:
    """Return the values of a series by month up to a month."""
    ordinals = pd.PeriodIndex(series.index).asi8
    return series.iloc[: int(ordinals.searchsorted(period(month).ordinal, side="right"))]


def row_of(view: View, symbol: str, month: int) -> int:
    """Return the row of a month among a ticker's months, or say since when there are prices."""
    n = len(view.monthly(symbol))
    row = month - first_of(view.snapshot, symbol) if n else -1
    if not 0 <= row < n:
        raise too_long(view, symbol)
    return row


@cached_per_view
def window(view: View, symbol: str, months: int, end: int | None = None) -> pd.DataFrame:
    """Return a ticker's rows of the months that end with ``end`` (None: with month_end).

    Raises:
        Unavailable: ``window_too_long`` where there is no close before them,
            ``month_not_complete`` where the ticker has no close on the last session of ``end`` or
            of the month before the window.
    """
    return with_base(view, symbol, months, end).iloc[1:]


@cached_per_view
def with_base(view: View, symbol: str, months: int, end: int | None = None) -> pd.DataFrame:
    """Return the rows of a window (see ``window``) and of the month before it."""
    return view.monthly(symbol).iloc[base_rows(view, symbol, months, end)]


@cached_per_view
def base_rows(view: View, symbol: str, months: int, end: int | None = None) -> slice:
    """Return where the rows of ``with_base`` lie among a ticker's months."""
    month = view.month_end if end is None else end
    n = len(view.monthly(symbol))
    if not n:
        raise too_long(view, symbol)
    last = month - first_of(view.snapshot, symbol)
    if not 0 <= last < n:
        raise Unavailable("month_not_complete", ticker=symbol, month=month_text(month))
    if last < months:
        raise too_long(view, symbol)
    complete = column(view.snapshot, symbol, "complete")
    for row, back in ((last, 0), (last - months, months)):
        if not complete[row]:
            text = month_text(month - back)
            raise Unavailable("month_not_complete", ticker=symbol, month=text)
    return slice(last - months, last + 1)


def values(view: View, symbol: str, name: str, months: int, end: int | None = None) -> np.ndarray:
    """Return a column of ``window``: the same errors, without the frame around it."""
    rows = base_rows(view, symbol, months, end)
    return column(view.snapshot, symbol, name)[rows.start + 1 : rows.stop]


def month_end_day(view: View) -> date:
    """Return the last session of the last complete month."""
    return session_of(view, view.month_end)


@cached_per_view
def session_of(view: View, month: int, symbol: str = "") -> date:
    """Return the last session of a month, by a ticker that has it: the market's for none."""
    symbol = symbol or view.snapshot.config.market_ticker
    row = row_of(view, symbol, month)
    day: date = view.monthly(symbol).last_session.iloc[row].date()
    return day


def series_end(view: View, fund: str, window: str = "") -> date:
    """Return a series' own last session in a window: other exchanges rest on other days."""
    sessions = view.monthly(ticker_of(view, fund)).last_session
    if window in MONTHS:
        sessions = sessions[sessions.index <= period(view.month_end)]
    if sessions.empty:
        raise too_long(view, ticker_of(view, fund))
    day: date = sessions.iloc[-1].date()
    return min(day, view.as_of)


def too_long(view: View, symbol: str) -> Unavailable:
    """Return the reason of a window that begins before the prices do."""
    data = view.monthly(symbol)
    if data.empty:
        return Unavailable("no_prices", ticker=symbol)
    return Unavailable("window_too_long", ticker=symbol, since=str(data.index[0]))


def month_window(view: View, months: int) -> str:
    """Return ``YYYY-MM..YYYY-MM`` for the months that end with the view's month_end."""
    return f"{month_text(view.month_end - months + 1)}..{month_text(view.month_end)}"


def span(first: int | pd.Period, last: int | pd.Period) -> str:
    """Return ``YYYY-MM..YYYY-MM`` for two months."""
    return f"{_text(first)}..{_text(last)}"


def _text(month: int | pd.Period) -> str:
    return str(month) if isinstance(month, pd.Period) else month_text(month)


def since(view: View, key: str) -> tuple[int, date]:
    """Return month and day of the session that ``ytd`` or ``since_published`` counts from."""
    if key == "ytd":
        month = (view.as_of.year - 1) * 12 + 11
        return month, session_of(view, month)
    day = original_date(view)
    if view.as_of <= day:
        raise Unavailable("before_publication", date=day.isoformat())
    return month_of(day), day
