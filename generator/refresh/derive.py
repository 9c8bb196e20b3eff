"""Daily prices to monthly statistics: pure, and all that the committed snapshot keeps of them.

A daily frame has a naive, increasing ``DatetimeIndex`` of sessions and the columns ``close``,
``adj_close`` (dollars, split-adjusted), ``volume`` (shares) and ``distribution`` (dollars a share,
dividends and capital gains with that ex-date). No cell is missing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from generator.snapshot.schema import Cell

Row = dict[str, Cell]


def daily_returns(daily: pd.DataFrame) -> pd.Series:
    """Return the simple total returns by session; the first session has none."""
    return daily["adj_close"].pct_change().iloc[1:]


def monthly(daily: pd.DataFrame, month_end: int) -> list[Row]:
    """Return one row a month, oldest first, with the columns of ``schema.MONTHLY``.

    ``month_end`` is the number of the last complete month. A return counts in the month in which
    it ends. Cells that are not defined (a month without a return or a volume) are None.
    """
    simple = daily["adj_close"].pct_change()
    log = np.log(daily["adj_close"]).diff()
    total = daily["adj_close"] / daily["adj_close"].iloc[0] * 100
    peak = total.cummax()
    traded = daily["volume"] > 0
    terms = pd.DataFrame(
        {
            "tr_index": total,
            "price_index": daily["close"] / daily["close"].iloc[0] * 100,
            "tr_running_max": peak,
            "low_drawdown": total / peak - 1,
            "n_returns": simple.notna().astype(int),
            "sum_log": log,
            "sum_log_sq": log**2,
            "worst_day": simple,
            "best_day": simple,
            "days_2pct": (simple.abs() >= 0.02).astype(int),
            "days_3pct": (simple.abs() >= 0.03).astype(int),
            "distributions": daily["distribution"],
            "mean_dollar_volume": (daily["close"] * daily["volume"]).where(traded),
            "n_volume": traded.astype(int),
            "close": daily["close"],
            "last_session": daily.index,
        }
    )
    stats = terms.groupby(_month_numbers(terms)).agg(_HOW)
    stats["distributions"] /= stats["close"]
    by_month: dict[Any, dict[Any, Any]] = stats.to_dict("index")
    return [_row(int(month), row, month_end) for month, row in by_month.items()]


_HOW = {
    "last_session": "last",
    "n_returns": "sum",
    "tr_index": "last",
    "price_index": "last",
    "tr_running_max": "last",
    "low_drawdown": "min",
    "sum_log": "sum",
    "sum_log_sq": "sum",
    "worst_day": "min",
    "best_day": "max",
    "days_2pct": "sum",
    "days_3pct": "sum",
    "distributions": "sum",
    "mean_dollar_volume": "mean",
    "n_volume": "sum",
    "close": "last",
}


def _row(month: int, stats: dict[str, Any], month_end: int) -> Row:
    """Return one month's cells: plain numbers, None where a statistic is not defined."""
    row: Row = {"month": month, "last_session": stats["last_session"].date()}
    row["complete"] = month <= month_end
    for name, value in stats.items():
        if name not in ("last_session", "close"):
            row[name] = None if pd.isna(value) else value
    return row


def add_daily3x(rows: list[Row], daily: pd.DataFrame) -> list[Row]:
    """Return the rows with ``daily3x``: the month's product of 1 + 3 × daily return."""
    factors = 1 + 3 * daily_returns(daily)
    products = factors.groupby(_month_numbers(factors)).prod()
    return [{**row, "daily3x": float(products.get(row["month"], 1.0))} for row in rows]


def add_pairs(rows: list[Row], base: pd.DataFrame, fund: pd.DataFrame) -> list[Row]:
    """Return a leveraged fund's rows with the sums of a regression of daily returns.

    It is that of the fund's (y) on those of what it multiplies (x).

    Only sessions count on which both have a return.
    """
    pairs = pd.DataFrame({"x": daily_returns(base), "y": daily_returns(fund)}).dropna()
    x, y = pairs["x"], pairs["y"]
    terms = pd.DataFrame(
        {"pair_n": 1, "sum_x": x, "sum_y": y, "sum_xx": x * x, "sum_yy": y * y, "sum_xy": x * y}
    )
    sums = terms.groupby(_month_numbers(terms)).sum()
    by_month: dict[Cell, Row] = {
        month: dict(zip(sums.columns, values, strict=True))
        for month, values in zip(sums.index.tolist(), sums.to_numpy().tolist(), strict=True)
    }
    empty: Row = dict.fromkeys(terms.columns, 0.0)
    return [{**row, **by_month.get(row["month"], empty)} for row in rows]


def _month_numbers(data: pd.Series | pd.DataFrame) -> np.ndarray:
    """Return the month's number of each session."""
    index = pd.DatetimeIndex(data.index)
    return np.asarray(index.year * 12 + index.month - 1)
