"""Monthly series of a view, shared by metrics, claims and charts; all end at month_end."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_text
from generator.metrics.cached import cached_per_snapshot, cached_per_view
from generator.metrics.windows import (
    base_rows,
    column,
    first_of,
    last_of,
    row_of,
    too_long,
)
from generator.snapshot.view import Snapshot, View

EPSILON = 1e-9
"""Decimals are not exact in binary: a value that prints as a limit counts as being on it."""

DAILY_SUMS = ("n_returns", "sum_log", "sum_log_sq")
"""The monthly sums from which daily returns of any window are merged."""


@cached_per_view
def level(view: View, symbol: str, *, price: bool = False) -> pd.Series:
    """Return the month-end levels of a ticker: total return, or price where told so."""
    data = view.monthly(symbol)
    rows = last_of(view, symbol) - first_of(view.snapshot, symbol) + 1 if len(data) else 0
    levels: pd.Series = data["price_index" if price else "tr_index"].iloc[: max(rows, 0)]
    return levels


def window_return(view: View, symbol: str, months: int, *, price: bool = False) -> float:
    """Return end / start − 1 over the months that end with month_end, as a fraction."""
    rows = base_rows(view, symbol, months)
    levels = column(view.snapshot, symbol, "price_index" if price else "tr_index")
    return float(levels[rows.stop - 1] / levels[rows.start] - 1)


def return_since(view: View, symbol: str, month: int) -> float:
    """Return the total return from a month's last session to as_of, as a fraction.

    Raises:
        Unavailable: where the ticker lacks a close on one of the two days.
    """
    start, last = row_of(view, symbol, month), len(view.monthly(symbol)) - 1
    if not column(view.snapshot, symbol, "complete")[start]:
        raise Unavailable("month_not_complete", ticker=symbol, month=month_text(month))
    if view.monthly(symbol).last_session.iloc[-1].date() != view.as_of:
        raise Unavailable("no_close", ticker=symbol, date=view.as_of.isoformat())
    levels = column(view.snapshot, symbol, "tr_index")
    return float(levels[last] / levels[start] - 1)


@cached_per_view
def monthly_returns(view: View, symbol: str, months: int) -> pd.Series:
    """Return the simple monthly total returns of the months that end with month_end."""
    rows = base_rows(view, symbol, months)
    return _all_returns(view.snapshot, symbol).iloc[rows.start + 1 : rows.stop]


@cached_per_snapshot
def _all_returns(snapshot: Snapshot, symbol: str) -> pd.Series:
    return snapshot.monthly[symbol].tr_index.pct_change()


def dot(left: pd.Series, right: pd.Series) -> float:
    """Return the scalar product, correctly rounded: the same on every machine.

    NumPy's ``@`` leaves it to a library that adds in another order on another processor.
    """
    return math.fsum((left * right).tolist())


@cached_per_snapshot
def growth(snapshot: Snapshot, symbol: str, months: int, *, price: bool = False) -> pd.Series:
    """Return, per starting month-end, a ticker's return over the next months: total, or price."""
    levels = snapshot.monthly[symbol]["price_index" if price else "tr_index"]
    return (levels.shift(-months) / levels - 1).dropna()


def daily_sigma(n_returns: np.ndarray, sum_log: np.ndarray, sum_log_sq: np.ndarray) -> float | None:
    """Return the sample standard deviation of the daily log returns of months, annualised.

    Merged from monthly sums; None with fewer than two returns.
    """
    n = int(n_returns.sum())
    if n < 2:
        return None
    total = float(sum_log.sum())
    # Rounding can leave a tiny negative variance when all returns are equal.
    variance = max(float(sum_log_sq.sum()) - total * total / n, 0.0) / (n - 1)
    return math.sqrt(variance * 252)


def drawdown(levels: pd.Series) -> pd.Series:
    """Return each level against the highest so far, minus 1."""
    return levels / levels.cummax() - 1


def require(view: View, symbol: str) -> pd.DataFrame:
    """Return a ticker's months where it has any, or give the reason."""
    data = view.monthly(symbol)
    if data.empty:
        raise too_long(view, symbol)
    return data
