"""Synthetic snapshots for tests: daily prices made in code, stored as ``content/data`` is.

``write_snapshot(directory, **options)`` writes one, ``synthetic_snapshot(directory, **options)``
writes and loads it. The options are the fields of ``Options``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from files import FILES, FUNDS, REQUIRED_TICKERS
from languages import CONFIG
from pandas.tseries.holiday import (
    AbstractHolidayCalendar,
    GoodFriday,
    Holiday,
    USLaborDay,
    USMartinLutherKingJr,
    USMemorialDay,
    USPresidentsDay,
    USThanksgivingDay,
    nearest_workday,
)

from generator.core.months import month_of, month_text
from generator.refresh import derive
from generator.snapshot import schema as schema
from generator.snapshot.published import Published
from generator.snapshot.schema import Cell
from generator.snapshot.view import Snapshot, load

Rows = list[dict[str, Cell]]

# First sessions as on the market; a test of young funds overrides them.
STARTS: Mapping[str, date] = {
    "SPY": date(1993, 1, 29), "QQQ": date(1999, 3, 10), "IWM": date(2000, 5, 26),
    "VTWO": date(2010, 9, 22), "IJR": date(2000, 5, 26), "TNA": date(2008, 11, 19),
    "^GSPC": date(1985, 1, 2), "^NDX": date(1985, 10, 1), "^RUT": date(1987, 9, 10),
}  # fmt: skip
OPTIONAL = ("won", "recessions", "french", "fund_facts", "holdings", "constituents")
SECTOR_KEYS = (
    "technology", "financial_services", "healthcare", "consumer_cyclical", "consumer_defensive",
    "industrials", "energy", "utilities", "realestate", "basic_materials", "communication_services",
)  # fmt: skip


class _Holidays(AbstractHolidayCalendar):
    """Close to the NYSE's: enough that month-ends fall where they do, Good Friday included."""

    rules = [  # noqa: RUF012 - pandas reads this class attribute
        Holiday("New Year", month=1, day=1, observance=nearest_workday),
        USMartinLutherKingJr,
        USPresidentsDay,
        GoodFriday,
        USMemorialDay,
        Holiday("Juneteenth", month=6, day=19, start_date="2022-06-01", observance=nearest_workday),
        Holiday("Independence", month=7, day=4, observance=nearest_workday),
        USLaborDay,
        USThanksgivingDay,
        Holiday("Christmas", month=12, day=25, observance=nearest_workday),
    ]


@cache
def sessions(start: date, end: date) -> pd.DatetimeIndex:
    """Return the trading days from ``start`` to ``end``, both included."""
    days = pd.bdate_range(start, end)
    holidays = _Holidays().holidays(pd.Timestamp(start), pd.Timestamp(end))
    return days.difference(holidays)


def month_end_of(day: date) -> int:
    """Return the number of the last complete month: the one whose last session is not after."""
    following = sessions(day, (pd.Timestamp(day) + pd.DateOffset(days=10)).date())
    after = next(session.date() for session in following if session.date() > day)
    return month_of(day) if month_of(after) > month_of(day) else month_of(day) - 1


def make_daily(
    seed: int,
    start: date,
    end: date,
    *,
    drift: float = 0.08,
    volatility: float = 0.18,
    dividend: float = 0.012,
    market: pd.Series | None = None,
    beta: float = 0.0,
    first_price: float = 100.0,
    volume: float = 1e6,
) -> pd.DataFrame:
    """Return daily prices as derive.py takes them.

    Yearly ``drift``, ``volatility`` and ``dividend`` (a quarter of it every March, June, September
    and December) are fractions. ``market`` are daily log returns that enter with ``beta``.
    """
    rng = np.random.default_rng(seed)
    days = sessions(start, end)
    shocks = pd.Series(rng.standard_normal(len(days)) * volatility / np.sqrt(252), index=days)
    log = shocks + drift / 252
    if market is not None:
        log = log + beta * market.reindex(days).fillna(0.0)
    gross = np.exp(log.cumsum() - log.iloc[0])
    paid = _payouts(days, dividend)
    # A distribution of d (a fraction of the last close) lowers the price, not the total return.
    close = first_price * gross * (1 - paid).cumprod()
    distribution = (paid * close.shift()).fillna(0.0)
    scale = close.iloc[-1] / gross.iloc[-1]
    shares = rng.integers(volume / 2, volume * 2, len(days)).astype(float)
    return pd.DataFrame(
        {
            "close": close,
            "adj_close": gross * scale,
            "volume": shares,
            "distribution": distribution,
        }
    )


def _payouts(days: pd.DatetimeIndex, dividend: float) -> pd.Series:
    """Return what part of the price is paid out on each session: on the 15th or after."""
    paid = pd.Series(0.0, index=days)
    for _, part in paid.groupby([days.year, days.month]):
        later = part.index[part.index.day >= 15]
        if len(later) and later[0].month % 3 == 0 and later[0] != days[0]:
            paid[later[0]] = dividend / 4
    return paid


@dataclass(frozen=True)
class Options:
    """What a synthetic snapshot is like.

    ``omit`` names optional parts to leave out (see OPTIONAL; ``("all",)`` leaves out all of them),
    ``starts`` first days by ticker, ``daily`` whole frames by ticker in place of the made-up ones,
    ``rates`` changes of the target as (ISO date, lower, upper), ``facts`` fund facts in place of
    the usual ones as {(fund, field): value} with None to leave one out.
    """

    seed: int = 7
    as_of: date = date(2026, 9, 25)
    starts: Mapping[str, date] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    daily: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    rates: tuple[tuple[str, float, float], ...] | None = None
    recessions: tuple[tuple[str, str, str], ...] | None = None
    facts: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    constituents: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    holdings: Mapping[tuple[str, str], str | None] = field(default_factory=dict)
    retrieved_on: date | None = None

    def has(self, part: str) -> bool:
        """Whether an optional part is wanted."""
        return part not in self.omit and "all" not in self.omit

    @property
    def fetched(self) -> date:
        """The day on which facts were fetched; as_of unless given."""
        return self.retrieved_on or self.as_of


def make_prices(options: Options) -> dict[str, pd.DataFrame]:
    """Return the daily prices of all nine tickers, correlated as small and large caps are."""
    starts = {**STARTS, **options.starts}
    seed, end = options.seed, options.as_of
    market = _log_noise(seed, min(starts.values()), end, 0.15)
    small = _log_noise(seed + 1, min(starts.values()), end, 0.10)
    rut = small + market
    frames = {}
    plans: dict[str, dict[str, Any]] = {
        "SPY": {"market": market, "beta": 1.0, "volatility": 0.005, "volume": 7e7},
        "QQQ": {"market": market, "beta": 1.15, "volatility": 0.08, "volume": 4e7, "drift": 0.11},
        "IWM": {"market": rut, "beta": 1.1, "volatility": 0.005, "volume": 3e7},
        "VTWO": {"market": rut, "beta": 1.1, "volatility": 0.004, "volume": 1e6},
        "IJR": {"market": rut, "beta": 1.05, "volatility": 0.02, "volume": 5e6},
        "TNA": {"market": rut, "beta": 3.3, "volatility": 0.02, "volume": 1e7, "drift": -0.05},
        "^GSPC": {"market": market, "beta": 1.0, "volatility": 0.001, "dividend": 0.0},
        "^NDX": {"market": market, "beta": 1.15, "volatility": 0.05, "dividend": 0.0},
        "^RUT": {"market": rut, "beta": 1.1, "volatility": 0.001, "dividend": 0.0},
    }
    for number, ticker in enumerate(REQUIRED_TICKERS):
        plan = plans[ticker]
        frames[ticker] = make_daily(seed * 100 + number, starts[ticker], end, **plan)
    return {**frames, **options.daily}


def _log_noise(seed: int, start: date, end: date, volatility: float) -> pd.Series:
    days = sessions(start, end)
    noise = np.random.default_rng(seed + 1000).standard_normal(len(days))
    return pd.Series(noise * volatility / np.sqrt(252), index=days)


def write_snapshot(directory: Path, options: Options | None = None, **changes: Any) -> Path:
    """Write a valid synthetic snapshot into ``directory`` and return it."""
    options = replace(options or Options(), **changes)
    files: dict[str, Rows]
    if options.daily:
        files = monthly_files(make_prices(options), month_end_of(options.as_of))
    else:
        files = {**_usual_months(options.seed, options.as_of, tuple(options.starts.items()))}
    files["policy_rate.csv"] = _policy_rate(options)
    for part, make in _PARTS.items():
        if options.has(part):
            files.update(make(options))
    write_files(directory, files, options)
    return directory


def synthetic_snapshot(
    directory: Path,
    published: Published | None = None,
    options: Options | None = None,
    **changes: Any,
) -> Snapshot:
    """Write a synthetic snapshot and load it."""
    return load(write_snapshot(directory, options, **changes), CONFIG, published)


def monthly_files(daily: Mapping[str, pd.DataFrame], month_end: int) -> dict[str, Rows]:
    """Return the monthly files of tickers from their daily prices."""
    files = {}
    for ticker in daily:
        rows = derive.monthly(daily[ticker], month_end)
        if ticker == "IWM":
            rows = derive.add_daily3x(rows, daily["IWM"])
        if ticker == "TNA":
            rows = derive.add_pairs(rows, daily["IWM"], daily["TNA"])
        files[schema.monthly_file(ticker)] = rows
    return files


@cache
def _usual_months(
    seed: int, as_of: date, starts: tuple[tuple[str, date], ...]
) -> Mapping[str, Rows]:
    """Return the monthly files of the made-up prices, which most snapshots share."""
    made = make_prices(Options(seed=seed, as_of=as_of, starts=dict(starts)))
    return monthly_files(made, month_end_of(as_of))


def write_files(directory: Path, files: Mapping[str, Rows], options: Options) -> None:
    """Write files with a lock that vouches for them."""
    (directory / "monthly").mkdir(parents=True, exist_ok=True)
    entries = {}
    for name in sorted(files):
        data = schema.csv_text(FILES[name], files[name]).encode()
        (directory / name).write_bytes(data)
        entries[name] = {
            "source": "generated in code", "address": "https://example.org/",
            "retrieved_at": options.fetched.isoformat(),
            "confirmed_as_of": options.as_of.isoformat(), "rows": len(files[name]),
            "first": "", "last": "", "sha256": schema.sha256(data), "obtained": "made for a test",
        }  # fmt: skip
    lock = {
        "schema": schema.SCHEMA,
        "as_of": options.as_of.isoformat(),
        "month_end": month_text(month_end_of(options.as_of)),
        "obtained": "made for a test",
        "flags": [],
        "files": entries,
    }
    (directory / schema.LOCK).write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


# Five first cuts since 1987, as history had them, in shape: hikes, cuts, holds.
_RATES = (
    ("1982-09-27", 0.1025, 0.1025), ("1983-05-25", 0.0850, 0.0850), ("1984-08-09", 0.1150, 0.1150),
    ("1984-10-02", 0.1000, 0.1000), ("1986-08-21", 0.0588, 0.0588), ("1987-04-30", 0.0650, 0.0650),
    ("1989-02-24", 0.0975, 0.0975), ("1989-06-06", 0.0950, 0.0950), ("1989-07-07", 0.0925, 0.0925),
    ("1991-12-20", 0.0400, 0.0400), ("1992-09-04", 0.0300, 0.0300), ("1994-02-04", 0.0325, 0.0325),
    ("1995-02-01", 0.0600, 0.0600), ("1995-07-06", 0.0575, 0.0575), ("1995-12-19", 0.0550, 0.0550),
    ("1996-01-31", 0.0525, 0.0525), ("1997-03-25", 0.0550, 0.0550), ("2000-05-16", 0.0650, 0.0650),
    ("2001-01-03", 0.0600, 0.0600), ("2001-01-31", 0.0550, 0.0550), ("2001-03-20", 0.0500, 0.0500),
    ("2003-06-25", 0.0100, 0.0100), ("2004-06-30", 0.0125, 0.0125), ("2006-06-29", 0.0525, 0.0525),
    ("2007-09-18", 0.0475, 0.0475), ("2007-10-31", 0.0450, 0.0450), ("2007-12-11", 0.0425, 0.0425),
    ("2008-12-16", 0.0000, 0.0025), ("2015-12-17", 0.0025, 0.0050), ("2018-12-20", 0.0225, 0.0250),
    ("2019-08-01", 0.0200, 0.0225), ("2019-09-19", 0.0175, 0.0200), ("2019-10-31", 0.0150, 0.0175),
    ("2020-03-16", 0.0000, 0.0025), ("2022-03-17", 0.0025, 0.0050), ("2023-07-27", 0.0525, 0.0550),
    ("2024-09-19", 0.0475, 0.0500), ("2024-11-08", 0.0450, 0.0475), ("2024-12-19", 0.0425, 0.0450),
    ("2025-12-11", 0.0350, 0.0375), ("2026-09-17", 0.0375, 0.0400),
)  # fmt: skip
_RECESSIONS = (
    ("peak", "1980-01", "1980-06-03"), ("trough", "1980-07", "1981-07-08"),
    ("peak", "1981-07", "1982-01-06"), ("trough", "1982-11", "1983-07-08"),
    ("peak", "1990-07", "1991-04-25"), ("trough", "1991-03", "1992-12-22"),
    ("peak", "2001-03", "2001-11-26"), ("trough", "2001-11", "2003-07-17"),
    ("peak", "2007-12", "2008-12-01"), ("trough", "2009-06", "2010-09-20"),
    ("peak", "2020-02", "2020-06-08"), ("trough", "2020-04", "2021-07-19"),
)  # fmt: skip


def _policy_rate(options: Options) -> Rows:
    rates = options.rates if options.rates is not None else _RATES
    return [
        {"date": date.fromisoformat(day), "lower": lower, "upper": upper}
        for day, lower, upper in rates
        if day <= options.as_of.isoformat()
    ]


def _won(options: Options) -> dict[str, Rows]:
    """Return won per dollar at every month's last session and at as_of, observed that day."""
    days = sessions(date(1985, 1, 2), options.as_of).to_series()
    ends = list(days.groupby([days.dt.year, days.dt.month]).max().dt.date)
    moves = np.random.default_rng(options.seed + 9).normal(0, 0.02, len(ends))
    rates = 1100 * np.exp(np.cumsum(moves) * 0.3)
    rows: Rows = [
        {"for_date": day, "date": day, "krw": round(float(krw), 2)}
        for day, krw in zip(ends, rates, strict=True)
    ]
    return {"usdkrw.csv": rows}


def _recessions(options: Options) -> dict[str, Rows]:
    points = options.recessions if options.recessions is not None else _RECESSIONS
    month = schema.RECESSIONS[1]
    rows: Rows = [
        {
            "event": event,
            "month": schema.read_cell(month, text),
            "announced_on": date.fromisoformat(announced),
            "source": "NBER",
        }
        for event, text, announced in points
        if announced <= options.as_of.isoformat()
    ]
    return {"recessions.csv": rows}


def _french(options: Options) -> dict[str, Rows]:
    rng = np.random.default_rng(options.seed + 5)
    first, end = 1926 * 12 + 6, month_end_of(options.as_of)
    months = range(first, end + 1)
    low = 100 * np.cumprod(1 + rng.normal(0.010, 0.06, len(months)))
    high = 100 * np.cumprod(1 + rng.normal(0.008, 0.045, len(months)))
    smb = np.cumsum(rng.normal(0.002, 0.03, len(months)))
    portfolios_end = end - 9  # the two files end in different months
    rows: Rows = [
        {
            "month": month,
            "lo30_index": float(low[i]) if month <= portfolios_end else None,
            "hi30_index": float(high[i]) if month <= portfolios_end else None,
            "smb_sum": float(smb[i]),
        }
        for i, month in enumerate(months)
    ]
    return {"french.csv": rows}


_FACTS: Mapping[str, Mapping[str, str]] = {
    "SPY": {"long_name": "SPDR S&P 500 ETF Trust", "family": "State Street", "fee": "0.000945",
            "category": "Large Blend", "net_assets": "650000000000"},
    "QQQ": {"long_name": "Invesco QQQ Trust", "family": "Invesco", "fee": "0.0018",
            "category": "Large Growth", "net_assets": "480000000000", "pe_trailing": "29.2"},
    "IWM": {"long_name": "iShares Russell 2000 ETF", "family": "iShares", "fee": "0.0019",
            "category": "Small Blend", "net_assets": "72000000000"},
    "VTWO": {"long_name": "Vanguard Russell 2000 Index Fund ETF Shares", "family": "Vanguard",
             "fee": "0.0007", "category": "Small Blend"},
    "IJR": {"long_name": "iShares Core S&P Small-Cap ETF", "family": "iShares", "fee": "0.0006",
            "category": "Small Blend", "net_assets": "90000000000"},
    "TNA": {"long_name": "Direxion Daily Small Cap Bull 3X ETF", "family": "Direxion",
            "fee": "0.0105", "category": "Trading--Leveraged Equity", "net_assets": "2000000000"},
}  # fmt: skip


def _fund_facts(options: Options) -> dict[str, Rows]:
    facts: dict[tuple[str, str], str | None] = {
        (fund, name): value for fund in FUNDS for name, value in _FACTS[fund].items()
    }
    facts.update(options.facts)
    day = options.fetched
    tops: Rows = []
    sectors: Rows = []
    for fund in ("SPY", "QQQ", "IWM", "IJR", "TNA"):
        group: dict[str, Cell] = {
            "fund": fund, "source": "yahoo", "source_date": day, "retrieved_on": day,
        }  # fmt: skip
        tops += _top_ten(fund, group, 0.07 if fund in ("SPY", "QQQ") else 0.01)
        first = 0.45 if fund == "QQQ" else 0.2
        rest = (1 - first) / (len(SECTOR_KEYS) - 1)
        sectors += [
            {**group, "sector": key, "weight": first if key == "technology" else rest}
            for key in SECTOR_KEYS
        ]
    return {
        "fund_facts.csv": _facts("fund", facts, {"source_date": day, "retrieved_on": day}),
        "top_holdings.csv": tops,
        "sectors.csv": sectors,
    }


def _top_ten(fund: str, group: Mapping[str, Cell], largest: float) -> Rows:
    return [
        {**group, "rank": rank, "symbol": f"{fund}{rank}", "name": f"{fund} Holding {rank} Inc",
         "weight": largest / rank}
        for rank in range(1, 11)
    ]  # fmt: skip


def _facts(key: str, facts: Mapping[tuple[str, str], str | None], rest: Mapping[str, Cell]) -> Rows:
    return [
        {key: name, "field": field_name, "value": value, **rest}
        for (name, field_name), value in facts.items()
        if value is not None
    ]


def _holdings(options: Options) -> dict[str, Rows]:
    facts: dict[tuple[str, str], str | None] = {
        ("IWM", "holdings_count"): "1924", ("IWM", "top10_weight"): "0.072",
        ("IWM", "contains_smci"): "false", ("IJR", "holdings_count"): "633",
        ("IJR", "top10_weight"): "0.061", ("IVV", "holdings_count"): "503",
        ("IVV", "top10_weight"): "0.38",
    }  # fmt: skip
    facts.update(options.holdings)
    dates = {"source_date": options.as_of, "retrieved_on": options.fetched}
    return {"holdings.csv": _facts("fund", facts, dates)}


def _constituents(options: Options) -> dict[str, Rows]:
    figures = {
        "sp500": ("18.7", "18.8", "0.93", "0.06", "0.02", "0.97"),
        "r2000": ("15.3", "21.4", "0.91", "0.36", "0.30", "0.82"),
        "sp600": ("14.2", "14.9", "0.94", "0.17", "0.12", "0.90"),
    }
    names = (
        "forward_pe.ex_losses", "forward_pe.all", "coverage", "losses.share", "losses.weight",
        "losses.coverage",
    )  # fmt: skip
    facts: dict[tuple[str, str], str | None] = {
        (index, name): value
        for index, values in figures.items()
        for name, value in zip(names, values, strict=True)
    }
    facts.update(options.constituents)
    day = options.as_of
    dates = {"holdings_date": day, "quotes_date": day, "retrieved_on": options.fetched}
    return {"constituents.csv": _facts("index", facts, dates)}


_PARTS = {
    "won": _won,
    "recessions": _recessions,
    "french": _french,
    "fund_facts": _fund_facts,
    "holdings": _holdings,
    "constituents": _constituents,
}
