"""Windows of months and days, and the texts and dates that go with them."""

from __future__ import annotations

from datetime import date

from generator.core.model import Unavailable
from generator.core.months import month_index, month_of, month_text
from generator.snapshot.view import Monthly, View

FUND_KEYS = ("spy", "qqq", "iwm", "vtwo", "ijr", "tna")
"""The funds as ids write them; ``ticker()`` gives the symbol."""

EQUAL_WEIGHT = ("rsp",)
"""The S&P 500 with equal weights, as ids write it: optional beside the funds."""

MONTHS = {"3m": 3, "6m": 6, "12m": 12, "24m": 24, "1y": 12, "3y": 36, "5y": 60, "10y": 120}
"""Length of a window in months."""

PUBLISHED_ON = date(2025, 11, 28)
"""The original article's estimated date, a session."""


def ticker(key: str) -> str:
    """Return the symbol of a fund's key."""
    return key.upper()


def yahoo(*tickers: str) -> tuple[str, ...]:
    """Return the source names of price series."""
    return tuple(f"yahoo:{each}" for each in tickers)


def month_end_day(view: View) -> date:
    """Return the last session of the last complete month."""
    return session_of(view.monthly("SPY"), view.month_end)


def row_of(series: Monthly, month: int) -> int:
    """Return the row of a month, or say since when there are prices."""
    row = series.row(month)
    if row is None:
        raise too_long(series)
    return row


def session_of(series: Monthly, month: int) -> date:
    """Return the last session of a month."""
    day: date = series.last_session[row_of(series, month)]
    return day


def too_long(series: Monthly) -> Unavailable:
    """Return the reason of a window that begins before the prices do."""
    if len(series.month) == 0:
        return Unavailable("no_prices", ticker=series.ticker)
    since = month_text(int(series.month[0]))
    return Unavailable("window_too_long", ticker=series.ticker, since=since)


def month_window(view: View, months: int) -> str:
    """Return ``YYYY-MM..YYYY-MM`` for the months that end with the view's month_end."""
    return f"{month_text(view.month_end - months + 1)}..{month_text(view.month_end)}"


def span(first: int, last: int) -> str:
    """Return ``YYYY-MM..YYYY-MM`` for two months' numbers."""
    return f"{month_text(first)}..{month_text(last)}"


def since(view: View, key: str) -> tuple[int, date]:
    """Return month and day of the session that ``ytd`` or ``since_published`` counts from."""
    if key == "ytd":
        month = (view.as_of.year - 1) * 12 + 11
        return month, session_of(view.monthly("SPY"), month)
    if view.as_of <= PUBLISHED_ON:
        raise Unavailable("before_publication", date=PUBLISHED_ON.isoformat())
    return month_of(PUBLISHED_ON), PUBLISHED_ON


def first_month(text: str) -> int:
    """Return the number of a month that a definition names, such as ``1987-09``."""
    return month_index(text)
