"""The days since the last month-end: the same windows to as_of, and the month so far.

A closed window says nothing of the days after it. Each metric here starts where its closed sibling
does and ends at as_of, so that a text can tell whether those days turn a word.
"""

from __future__ import annotations

import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_number, month_of
from generator.metrics.registry import Result, family
from generator.metrics.series import (
    DAILY_SUMS,
    daily_sigma,
    price_ratio,
    require,
    return_since,
)
from generator.metrics.windows import (
    FUND_KEYS,
    MONTHS,
    PUBLISHED_ON,
    row_of,
    session_of,
    ticker,
    window,
    yahoo,
)
from generator.snapshot.view import View


def _before(view: View) -> int:
    """Return the month before as_of's, at whose end the month so far begins."""
    return month_of(view.as_of) - 1


def _window(view: View, symbol: str, month: int) -> str:
    return f"{session_of(view, month, symbol)}..{view.as_of}"


@family(
    "total_return_month",
    "{fund}.total_return.mtd",
    unit="ratio",
    formula="TR_as_of / TR_start − 1, from the last session of the month before as_of's",
    fund=FUND_KEYS,
)
def total_return_month(view: View, fund: str) -> Result:
    """Total return from the end of the month before as_of's to as_of, dividends included."""
    symbol = ticker(fund)
    require(view, symbol)
    value = return_since(view, symbol, _before(view))
    return Result(value, view.as_of, _window(view, symbol, _before(view)), yahoo(symbol))


@family(
    "lead_before_month",
    "relative.iwm_spy.before_month",
    unit="pp",
    formula="IWM − SPY, total return from 2025-11-28 to the end of the month before as_of's",
)
def lead_before_month(view: View) -> Result:
    """IWM’s lead over SPY since the original as it stood when as_of's month began."""
    month, start = _before(view), month_of(PUBLISHED_ON)
    if month <= start:
        raise Unavailable("before_publication", date=PUBLISHED_ON.isoformat())
    values = []
    for symbol in ("IWM", "SPY"):
        levels = view.monthly(symbol).tr_index
        now, then = (levels.iloc[row_of(view, symbol, each)] for each in (month, start))
        values.append(float(now / then))
    day = session_of(view, month)
    return Result(values[0] - values[1], day, f"{PUBLISHED_ON}..{day}", yahoo("IWM", "SPY"))


@family(
    "relative_year_to_date",
    "relative.iwm_spy.1y_to_date",
    unit="pp",
    formula="IWM − SPY, total return from the start of the 1y window to as_of",
)
def relative_year(view: View) -> Result:
    """IWM’s total return minus SPY’s over the closed year and the days since."""
    start = view.month_end - MONTHS["1y"]
    small, large = (return_since(view, symbol, start) for symbol in ("IWM", "SPY"))
    return Result(small - large, view.as_of, _window(view, "SPY", start), yahoo("IWM", "SPY"))


def _year_to_date(view: View, fund: str) -> pd.DataFrame:
    """Return the months of the closed year and those since."""
    closed = window(view, ticker(fund), MONTHS["1y"])
    return view.monthly(ticker(fund)).loc[closed.index[0] :]


@family(
    "volatility_to_date",
    "{fund}.volatility.1y_to_date",
    unit="ratio",
    formula="stdev(daily log total return) × √252 from the start of the 1y window to as_of",
    fund=FUND_KEYS,
)
def volatility_to_date(view: View, fund: str) -> Result:
    """Annualised volatility over the closed year and the days since."""
    rows = _year_to_date(view, fund)
    value = daily_sigma(*(rows[name].to_numpy() for name in DAILY_SUMS))
    if value is None:
        raise Unavailable("too_few_returns", ticker=ticker(fund))
    text = _window(view, ticker(fund), view.month_end - MONTHS["1y"])
    return Result(value, view.as_of, text, yahoo(ticker(fund)))


@family(
    "big_days_to_date",
    "{fund}.big_days_2pct.1y_to_date",
    unit="ratio",
    formula="share of sessions with |TR| ≥ 2 % from the start of the 1y window to as_of",
    fund=FUND_KEYS,
)
def big_days_to_date(view: View, fund: str) -> Result:
    """Share of sessions that moved by 2 % or more, over the closed year and the days since."""
    rows = _year_to_date(view, fund)
    sessions = int(rows.n_returns.sum())
    if sessions == 0:
        raise Unavailable("too_few_returns", ticker=ticker(fund))
    text = _window(view, ticker(fund), view.month_end - MONTHS["1y"])
    return Result(int(rows.days_2pct.sum()) / sessions, view.as_of, text, yahoo(ticker(fund)))


@family(
    "price_ratio_percentile_to_date",
    "relative.price_ratio.percentile_to_date",
    unit="ratio",
    formula="share of month-ends since 1987-09 with ^RUT / ^GSPC at or below as_of's",
)
def percentile_to_date(view: View) -> Result:
    """Rank of the price ratio at as_of among the month-ends since 1987-09."""
    closed = price_ratio(view)
    if closed.empty:
        raise Unavailable("no_complete_window")
    first = month_number(closed.index[0])
    grown = []
    for symbol in ("^RUT", "^GSPC"):
        levels = view.monthly(symbol).price_index
        grown.append(float(levels.iloc[-1] / levels.iloc[row_of(view, symbol, first)]))
    # The same division in another order may differ in the last bit.
    now = grown[0] / grown[1] * 100 * (1 + 1e-12)
    text = f"{session_of(view, first, '^RUT')}..{view.as_of}"
    share = int((closed <= now).sum()) / len(closed)
    return Result(share, view.as_of, text, yahoo("^RUT", "^GSPC"))
