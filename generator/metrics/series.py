"""Monthly series as arrays, shared by metrics, claims and charts; all end at month_end."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from generator.core.model import Unavailable
from generator.core.months import month_text
from generator.metrics.memo import per_view
from generator.metrics.windows import first_month, row_of, ticker, too_long
from generator.snapshot.view import Monthly, View

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

GAP_START = "1987-09"
"""First month-end that ^RUT has; every long comparison starts here."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values at month-ends: ``months`` are numbers of months, both arrays equally long."""

    months: Ints
    values: Floats

    def at(self, month: int) -> float | None:
        """Return the value at a month, None outside the series (months are contiguous)."""
        if len(self.months) == 0:
            return None
        row = month - int(self.months[0])
        return float(self.values[row]) if 0 <= row < len(self.values) else None


def complete_rows(view: View, series: Monthly) -> int:
    """Return how many rows end with the view's last complete month (a stop index)."""
    row = series.row(view.month_end)
    return 0 if row is None else row + 1


@per_view
def level(view: View, symbol: str, *, price: bool = False) -> Series:
    """Return the month-end levels of a ticker: total return, or price where told so."""
    data = view.monthly(symbol)
    stop = complete_rows(view, data)
    values = data.price_index if price else data.tr_index
    return Series(data.month[:stop], values[:stop])


def window_return(view: View, symbol: str, months: int, *, price: bool = False) -> float:
    """Return end / start − 1 over the months that end with month_end, as a fraction."""
    data = view.monthly(symbol)
    rows = data.window(view.month_end, months)
    values = data.price_index if price else data.tr_index
    return float(values[rows.stop - 1] / values[rows.start - 1] - 1)


def return_since(view: View, symbol: str, month: int) -> float:
    """Return the total return from a month's last session to as_of, as a fraction.

    Raises:
        Unavailable: where the ticker lacks a close on one of the two days.
    """
    data = view.monthly(symbol)
    start = row_of(data, month)
    if not data.complete[start]:
        raise Unavailable("month_not_complete", ticker=symbol, month=month_text(month))
    if data.last_session[-1] != view.as_of:
        raise Unavailable("no_close", ticker=symbol, date=view.as_of.isoformat())
    return float(data.tr_index[-1] / data.tr_index[start] - 1)


def monthly_returns(view: View, symbol: str, months: int) -> Floats:
    """Return the simple monthly total returns of the months that end with month_end."""
    data = view.monthly(symbol)
    rows = data.window(view.month_end, months)
    levels = data.tr_index[rows.start - 1 : rows.stop]
    return np.asarray(levels[1:] / levels[:-1] - 1)


def dot(left: Floats, right: Floats) -> float:
    """Return the scalar product, correctly rounded: the same on every machine.

    NumPy's ``@`` leaves it to a library that adds in another order on another processor.
    """
    return math.fsum((left * right).tolist())


def common(left: Series, right: Series) -> tuple[Ints, Floats, Floats]:
    """Return the months that both series have, with the values of each."""
    if len(left.months) == 0 or len(right.months) == 0:
        empty = np.empty(0)
        return np.empty(0, dtype=np.int64), empty, empty
    first = max(int(left.months[0]), int(right.months[0]))
    last = min(int(left.months[-1]), int(right.months[-1]))
    a, b = first - int(left.months[0]), first - int(right.months[0])
    n = max(last - first + 1, 0)
    return left.months[a : a + n], left.values[a : a + n], right.values[b : b + n]


def gaps(left: Series, right: Series, horizon: int) -> Series:
    """Return, per starting month-end, left's minus right's return over the next months.

    Only starts whose end lies in both series; fractions (0.01 is one percentage point).
    """
    months, a, b = common(left, right)
    if len(months) <= horizon:
        return Series(months[:0], a[:0])
    gap = a[horizon:] / a[:-horizon] - b[horizon:] / b[:-horizon]
    return Series(months[:-horizon], gap)


def since_start(series: Series, month: str) -> Series:
    """Return the part of a series from a month such as ``1987-09`` on."""
    if len(series.months) == 0:
        return series
    skip = max(first_month(month) - int(series.months[0]), 0)
    return Series(series.months[skip:], series.values[skip:])


@per_view
def index_gaps(view: View, horizon: int) -> Series:
    """Return ^RUT's minus ^GSPC's price return over the months after each month-end."""
    small = since_start(level(view, "^RUT", price=True), GAP_START)
    return gaps(small, level(view, "^GSPC", price=True), horizon)


def fund_gaps(view: View, small: str, large: str, horizon: int) -> Series:
    """Return one fund's minus another's total return over the months after each month-end."""
    return gaps(level(view, small), level(view, large), horizon)


def rolling_gap(view: View, months: int) -> Series:
    """Return the same index gaps by the month in which they end (for charts over time)."""
    found = index_gaps(view, months)
    return Series(found.months + months, found.values)


@per_view
def price_ratio(view: View) -> Series:
    """Return ^RUT / ^GSPC at month-ends from 1987-09 on, 100 at the first of them."""
    small = since_start(level(view, "^RUT", price=True), GAP_START)
    months, a, b = common(small, level(view, "^GSPC", price=True))
    ratio = a / b
    return Series(months, ratio / ratio[0] * 100 if len(ratio) else ratio)


def daily_sigma(series: Monthly, rows: slice) -> float | None:
    """Return the sample standard deviation of the daily log returns in rows, annualised.

    Merged from monthly sums; None with fewer than two returns.
    """
    n = int(series.n_returns[rows].sum())
    if n < 2:
        return None
    total = float(series.sum_log[rows].sum())
    squares = float(series.sum_log_sq[rows].sum())
    # Rounding can leave a tiny negative variance when all returns are equal.
    variance = max(squares - total * total / n, 0.0) / (n - 1)
    return float(np.sqrt(variance * 252))


def rolling_volatility(view: View, key: str, months: int) -> Series:
    """Return the annualised daily volatility of the months before each month-end."""
    data = view.monthly(ticker(key))
    stop = complete_rows(view, data)
    if stop <= months:
        return Series(data.month[:0], np.empty(0))
    zero = np.zeros(1)
    count = np.concatenate((zero, np.cumsum(data.n_returns[:stop])))
    total = np.concatenate((zero, np.cumsum(data.sum_log[:stop])))
    squares = np.concatenate((zero, np.cumsum(data.sum_log_sq[:stop])))
    # Row 0 has no close before it, so the first window starts at row 1.
    n = count[months + 1 :] - count[1 : stop - months + 1]
    s = total[months + 1 :] - total[1 : stop - months + 1]
    q = squares[months + 1 :] - squares[1 : stop - months + 1]
    variance = np.maximum(q - s * s / n, 0.0) / (n - 1)
    return Series(data.month[months:stop], np.sqrt(variance * 252))


def big_days_by_year(view: View, key: str, percent: int = 2) -> list[tuple[int, int, int]]:
    """Return (year, days of at least ±percent, sessions) per calendar year, to as_of."""
    data = view.monthly(ticker(key))
    days = data.days_2pct if percent == 2 else data.days_3pct
    years = data.month // 12
    return [
        (int(year), int(days[years == year].sum()), int(data.n_returns[years == year].sum()))
        for year in np.unique(years)
    ]


def drawdown(levels: Floats) -> Floats:
    """Return each level against the highest so far, minus 1."""
    return np.asarray(levels / np.maximum.accumulate(levels) - 1)


def require(series: Monthly) -> Monthly:
    """Return a series that has prices, or give the reason."""
    if len(series.month) == 0:
        raise too_long(series)
    return series
