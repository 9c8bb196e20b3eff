"""The days since the last month-end: the same windows to as_of, and the month so far.

A closed window says nothing of the days after it. Each metric here starts where its closed sibling
does and ends at as_of, so that a text can tell whether those days turn a word.
"""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.core.months import month_of
from generator.metrics.registry import Result, family
from generator.metrics.series import (
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
    yahoo,
)
from generator.snapshot.view import View


def _before(view: View) -> int:
    """Return the month before as_of's, at whose end the month so far begins."""
    return month_of(view.as_of) - 1


def _window(view: View, symbol: str, month: int) -> str:
    return f"{session_of(view.monthly(symbol), month)}..{view.as_of}"


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
    require(view.monthly(symbol))
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
        data = view.monthly(symbol)
        values.append(
            float(data.tr_index[row_of(data, month)] / data.tr_index[row_of(data, start)])
        )
    day = session_of(view.monthly("SPY"), month)
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


@family(
    "volatility_to_date",
    "{fund}.volatility.1y_to_date",
    unit="ratio",
    formula="stdev(daily log total return) × √252 from the start of the 1y window to as_of",
    fund=FUND_KEYS,
)
def volatility_to_date(view: View, fund: str) -> Result:
    """Annualised volatility over the closed year and the days since."""
    data = view.monthly(ticker(fund))
    closed = data.window(view.month_end, MONTHS["1y"])
    value = daily_sigma(data, slice(closed.start, len(data.month)))
    if value is None:
        raise Unavailable("too_few_returns", ticker=data.ticker)
    text = _window(view, data.ticker, view.month_end - MONTHS["1y"])
    return Result(value, view.as_of, text, yahoo(data.ticker))


@family(
    "big_days_to_date",
    "{fund}.big_days_2pct.1y_to_date",
    unit="ratio",
    formula="share of sessions with |TR| ≥ 2 % from the start of the 1y window to as_of",
    fund=FUND_KEYS,
)
def big_days_to_date(view: View, fund: str) -> Result:
    """Share of sessions that moved by 2 % or more, over the closed year and the days since."""
    data = view.monthly(ticker(fund))
    rows = slice(data.window(view.month_end, MONTHS["1y"]).start, len(data.month))
    sessions = int(data.n_returns[rows].sum())
    if sessions == 0:
        raise Unavailable("too_few_returns", ticker=data.ticker)
    text = _window(view, data.ticker, view.month_end - MONTHS["1y"])
    return Result(int(data.days_2pct[rows].sum()) / sessions, view.as_of, text, yahoo(data.ticker))


@family(
    "price_ratio_percentile_to_date",
    "relative.price_ratio.percentile_to_date",
    unit="ratio",
    formula="share of month-ends since 1987-09 with ^RUT / ^GSPC at or below as_of's",
)
def percentile_to_date(view: View) -> Result:
    """Rank of the price ratio at as_of among the month-ends since 1987-09."""
    closed = price_ratio(view)
    if len(closed.months) == 0:
        raise Unavailable("no_complete_window")
    first = int(closed.months[0])
    grown = []
    for symbol in ("^RUT", "^GSPC"):
        data = view.monthly(symbol)
        grown.append(float(data.price_index[-1] / data.price_index[row_of(data, first)]))
    now = grown[0] / grown[1] * 100
    # The same division in another order may differ in the last bit.
    below = sum(1 for value in closed.values.tolist() if value <= now * (1 + 1e-12))
    text = f"{session_of(view.monthly('^RUT'), first)}..{view.as_of}"
    return Result(below / len(closed.values), view.as_of, text, yahoo("^RUT", "^GSPC"))
