"""The days since the last month-end: the same windows to as_of, and the month so far.

A closed window says nothing of the days after it. Each metric here starts where its closed sibling
does and ends at as_of, so that a text can tell whether those days turn a word.
"""

from __future__ import annotations

import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_of
from generator.metrics.registry import SERIES, Result, family
from generator.metrics.series import DAILY_SUMS, daily_sigma, require, return_since
from generator.metrics.windows import MONTHS, session_of, ticker_of, window, yahoo
from generator.snapshot.view import View


def month_before(view: View) -> int:
    """Return the month before as_of's, at whose end the month so far begins."""
    return month_of(view.as_of) - 1


def window_to_date(view: View, symbol: str, month: int) -> str:
    """Return the window from a month's last session to as_of."""
    return f"{session_of(view, month, symbol)}..{view.as_of}"


@family(
    "total_return_month",
    "{fund}.total_return.mtd",
    unit="ratio",
    formula="TR_as_of / TR_start − 1, from the last session of the month before as_of's",
    fund=(SERIES,),
)
def total_return_month(view: View, fund: str) -> Result:
    """Total return from the end of the month before as_of's to as_of, dividends included."""
    symbol = ticker_of(view, fund)
    require(view, symbol)
    start = month_before(view)
    return _to_date(view, symbol, return_since(view, symbol, start), start)


def _to_date(view: View, symbol: str, value: float, month: int) -> Result:
    """Return a value from a month's last session to as_of."""
    return Result(value, view.as_of, window_to_date(view, symbol, month), yahoo(symbol))


def _year_to_date(view: View, symbol: str) -> pd.DataFrame:
    """Return the months of the closed year and those since."""
    closed = window(view, symbol, MONTHS["1y"])
    return view.monthly(symbol).loc[closed.index[0] :]


@family(
    "volatility_to_date",
    "{fund}.volatility.1y_to_date",
    unit="ratio",
    formula="stdev(daily log total return) × √252 from the start of the 1y window to as_of",
    fund=(SERIES,),
)
def volatility_to_date(view: View, fund: str) -> Result:
    """Annualised volatility over the closed year and the days since."""
    symbol = ticker_of(view, fund)
    rows = _year_to_date(view, symbol)
    value = daily_sigma(*(rows[name].to_numpy() for name in DAILY_SUMS))
    if value is None:
        raise Unavailable("too_few_returns", ticker=symbol)
    return _to_date(view, symbol, value, view.month_end - MONTHS["1y"])


@family(
    "big_days_to_date",
    "{fund}.big_days_2pct.1y_to_date",
    unit="ratio",
    formula="share of sessions with |TR| ≥ 2 % from the start of the 1y window to as_of",
    fund=(SERIES,),
)
def big_days_to_date(view: View, fund: str) -> Result:
    """Share of sessions that moved by 2 % or more, over the closed year and the days since."""
    symbol = ticker_of(view, fund)
    rows = _year_to_date(view, symbol)
    sessions = int(rows.n_returns.sum())
    if sessions == 0:
        raise Unavailable("too_few_returns", ticker=symbol)
    share = int(rows.days_2pct.sum()) / sessions
    return _to_date(view, symbol, share, view.month_end - MONTHS["1y"])
