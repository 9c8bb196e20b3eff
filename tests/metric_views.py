"""Views made in memory from a few prices, for metrics whose value can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from factory import make_daily, sessions
from files import FILES, MONTHLY, OPTIONAL, REQUIRED_TICKERS
from languages import CONFIG

from generator.core.months import month_index, month_of, period
from generator.refresh import derive
from generator.snapshot import schema as schema
from generator.snapshot.checks import DTYPES
from generator.snapshot.view import Snapshot, View

Daily = pd.DataFrame
Table = Mapping[str, Sequence[Any]]


def daily(
    prices: Mapping[str, float],
    *,
    closes: Mapping[str, float] | None = None,
    volumes: Mapping[str, float] | None = None,
    distributions: Mapping[str, float] | None = None,
) -> Daily:
    """Return a daily frame from adjusted closes by ISO date; closes equal them unless given."""
    days = list(prices)
    return pd.DataFrame(
        {
            "close": [(closes or prices)[day] for day in days],
            "adj_close": [prices[day] for day in days],
            "volume": [(volumes or {}).get(day, 1000.0) for day in days],
            "distribution": [(distributions or {}).get(day, 0.0) for day in days],
        },
        index=pd.DatetimeIndex(days),
    )


def month_ends(first: str, count: int) -> list[str]:
    """Return the last session of ``count`` months from ``YYYY-MM`` on."""
    start = month_index(first)
    days = []
    for month in range(start, start + count):
        last = date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)
        days.append(sessions(last - timedelta(days=9), last)[-1].date().isoformat())
    return days


def monthly_prices(first: str, levels: Sequence[float]) -> Daily:
    """Return a frame with one session a month, its last, at the given levels."""
    return daily(dict(zip(month_ends(first, len(levels)), levels, strict=True)))


def view(
    frames: Mapping[str, Daily],
    *,
    as_of: str | None = None,
    rates: Sequence[tuple[str, float, float]] = (),
    tables: Mapping[str, Table] | None = None,
    rate_observed: str = "",
) -> View:
    """Return the newest view of some tickers' prices; the others get dull prices of their own.

    The last month of the given frames counts as complete, as if as_of were its last session,
    unless ``as_of`` says otherwise: then the month before it is month_end.
    """
    end = max(frame.index[-1].date() for frame in frames.values())
    day = date.fromisoformat(as_of) if as_of else end
    month_end = month_of(day) - 1 if as_of else month_of(day)
    start = min(frame.index[0].date() for frame in frames.values())
    filled = {t: _dull(t, start, day) for t in REQUIRED_TICKERS} | dict(frames)
    rate_rows = [(date.fromisoformat(d), low, up) for d, low, up in rates]
    found: dict[str, Table] = {
        "policy_rate.csv": {
            "date": [row[0] for row in rate_rows],
            "lower": [row[1] for row in rate_rows],
            "upper": [row[2] for row in rate_rows],
        },
        **(tables or {}),
    }
    frames_by_file = {name: as_table(name, table) for name, table in found.items()}
    for ticker in dict.fromkeys((*REQUIRED_TICKERS, *frames)):
        given = ticker in frames or ticker == "TNA"
        frames_by_file[schema.monthly_file(ticker)] = (
            monthly(ticker, filled, month_end)
            if given
            else _dull_monthly(ticker, start, day, month_end)
        )
    confirmed = {name: {"confirmed_as_of": day.isoformat()} for name in OPTIONAL}
    confirmed["policy_rate.csv"] = {"last": rate_observed}
    snapshot = Snapshot(
        directory=Path(),
        lock={"files": confirmed, "flags": []},
        built_from="0" * 64,
        as_of=day,
        month_end=month_end,
        tables=frames_by_file,
        config=CONFIG,
    )
    return snapshot.newest()


def as_table(name: str, columns: Table) -> pd.DataFrame:
    """Return a file's columns of plain values (see schema.py) as the snapshot holds them."""
    kinds = {column.name: column.kind for column in FILES[name]}
    return pd.DataFrame(
        {
            each: pd.PeriodIndex([period(int(cell)) for cell in cells], freq="M")
            if kinds[each] == "month"
            else pd.Series(cells, dtype=DTYPES[kinds[each]])
            for each, cells in columns.items()
        }
    )


def monthly(ticker: str, frames: Mapping[str, Daily], month_end: int) -> pd.DataFrame:
    """Return a ticker's monthly statistics as the snapshot holds them."""
    rows = derive.monthly(frames[ticker], month_end)
    if ticker == "IWM":
        rows = derive.add_daily3x(rows, frames["IWM"])
    if ticker == "TNA":
        rows = derive.add_pairs(rows, frames["IWM"], frames["TNA"])
    columns = [column.name for column in MONTHLY[ticker]]
    cells = {name: [row[name] for row in rows] for name in columns}
    return as_table(schema.monthly_file(ticker), cells)


@cache
def _dull(ticker: str, start: date, end: date) -> Daily:
    """Return quiet prices; they are asked for again and again."""
    return make_daily(REQUIRED_TICKERS.index(ticker), start, end, volatility=0.05)


@cache
def _dull_monthly(ticker: str, start: date, end: date, month_end: int) -> pd.DataFrame:
    return monthly(ticker, {ticker: _dull(ticker, start, end)}, month_end)
