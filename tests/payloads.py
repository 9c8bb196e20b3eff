"""What the sources of a refresh answer, made in code and served on this machine.

``Market`` holds the data, ``SourceServer`` serves it as Yahoo, FRED, Ken French's library and
iShares do, and ``redirected`` leads yfinance's and requests' connections to it below the address,
so that the real client code runs. Faults spoil single answers; falsified data is another market.
"""

from __future__ import annotations

import io
import json
import os
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatchcase
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from weakref import WeakSet

import exchange_calendars
import numpy as np
import pandas as pd
from files import FUNDS, TICKERS

from generator.sources import french, ishares

LAST = date(2026, 9, 25)
NOW = datetime(2026, 9, 26, 12, tzinfo=UTC)  # the Saturday after
FIRST = date(2023, 1, 3)
NEW_YORK = ("USD", "America/New_York", -18000)
UNIVERSE = 1700
HOLDINGS = {"IVV": 500, "IWM": 1650, "IJR": 600}
NAMES = {
    "SPY": "SPDR S&P 500 ETF", "QQQ": "Invesco QQQ Trust", "IWM": "iShares Russell 2000 ETF",
    "VTWO": "Vanguard Russell 2000 ETF", "IJR": "iShares Core S&P Small-Cap ETF",
    "TNA": "Direxion Daily Small Cap Bull 3X",
}  # fmt: skip
ISHARES_TITLES = {
    "IVV": "iShares Core S&P 500 ETF", "IWM": "iShares Russell 2000 ETF",
    "IJR": "iShares Core S&P Small-Cap ETF",
}  # fmt: skip
FEES = {"SPY": 0.0009, "QQQ": 0.0018, "IWM": 0.0019, "VTWO": 0.0007, "IJR": 0.0006, "TNA": 0.01}
SECTORS = ("Financials", "Industrials", "Health Care", "Information Technology", "Energy")

Frame = pd.DataFrame


@cache
def sessions(first: date, last: date, exchange: str = "XNYS") -> pd.DatetimeIndex:
    """Return the sessions of an exchange between two days."""
    calendar = exchange_calendars.get_calendar(exchange, start=first, end=last)
    return pd.DatetimeIndex(calendar.sessions).tz_localize(None)


# What each ticker follows (a market of large shares or one of small ones), how strongly, and the
# daily noise of its own: as a fund follows its index, and an index its neighbours.
FOLLOWS = {
    "^GSPC": ("large", 1.0, 0.0), "SPY": ("large", 1.0, 0.0002), "RSP": ("large", 1.0, 0.002),
    "^NDX": ("nasdaq", 1.0, 0.0), "QQQ": ("nasdaq", 1.0, 0.0002),
    "^RUT": ("small", 1.0, 0.0), "IWM": ("small", 1.0, 0.0002), "VTWO": ("small", 1.0, 0.0003),
    "IJR": ("small", 1.0, 0.002), "TNA": ("small", 3.0, 0.0006),
}  # fmt: skip


def returns(first: date, last: date) -> Frame:
    """Return daily total returns of all tickers, in which siblings agree as they do in life."""
    days = sessions(first, last)
    rng = np.random.default_rng(1)
    large = rng.normal(0.0003, 0.009, len(days))
    markets = {
        "large": large,
        "nasdaq": 1.1 * large + rng.normal(0, 0.004, len(days)),
        "small": large + rng.normal(0, 0.006, len(days)),
    }
    return pd.DataFrame(
        {
            ticker: times * markets[name] + rng.normal(0, 1, len(days)) * noise
            for ticker, (name, times, noise) in FOLLOWS.items()
        },
        index=days,
    )


def bars(total: pd.Series, seed: int, *, dividend: float = 0.003, split: float = 0) -> Frame:
    """Return daily bars as Yahoo keeps them, with a dividend a quarter and one split on request.

    ``total`` are daily total returns, ``dividend`` is a fraction of the price that is paid away,
    ``split`` a ratio that is applied already.
    """
    rng = np.random.default_rng(seed)
    days = pd.DatetimeIndex(total.index)
    paid = pd.Series(0.0, days)
    for month in (3, 6, 9, 12) if dividend else ():
        for _, part in paid[(days.month == month) & (days.day >= 15)].groupby(lambda day: day.year):
            paid[part.index[0]] = dividend
    close = 100 * ((1 + total) * (1 - paid)).cumprod()
    frame = pd.DataFrame({"close": close, "volume": rng.integers(10_000, 90_000, len(days))}, days)
    frame["dividend"] = close / (1 - paid) * paid
    frame["split"] = 0.0
    if split:
        frame.loc[days[len(days) // 2], "split"] = split
    frame["open"] = frame["close"] * (1 + rng.normal(0, 0.001, len(days)))
    frame["high"] = frame[["open", "close"]].max(axis=1) * 1.002
    frame["low"] = frame[["open", "close"]].min(axis=1) * 0.998
    return adjusted(frame)


def adjusted(frame: Frame) -> Frame:
    """Return the bars with the adjusted close that goes with close and dividends."""
    factor = 1 - frame["dividend"] / frame["close"].shift()
    after = factor.fillna(1.0)[::-1].cumprod()[::-1].shift(-1).fillna(1.0)
    return frame.assign(adj_close=frame["close"] * after)


@dataclass(frozen=True)
class Market:
    """What all sources know; a changed copy is another market."""

    bars: Mapping[str, Frame]
    fred: Mapping[str, Sequence[tuple[date, float]]]
    holdings: Mapping[str, str]
    funds: Mapping[str, Mapping[str, Any]]
    quotes: Mapping[str, Mapping[str, Any]]
    universe: Sequence[Mapping[str, Any]]
    factors: str
    portfolios: str
    places: Mapping[str, tuple[str, str, int]] = field(default_factory=dict)
    """Currency, time zone and seconds from UTC of what is not traded in New York."""

    def with_bars(self, ticker: str, change: Callable[[Frame], Frame]) -> Market:
        """Return a market in which one ticker's bars are changed."""
        return replace(self, bars={**self.bars, ticker: change(self.bars[ticker].copy())})

    def with_fred(self, series: str, rows: Sequence[tuple[date, float]]) -> Market:
        """Return a market with another series at FRED."""
        return replace(self, fred={**self.fred, series: rows})

    def with_fund(self, fund: str, change: Callable[[dict[str, Any]], None]) -> Market:
        """Return a market in which Yahoo's modules of a fund are changed."""
        modules: dict[str, Any] = json.loads(json.dumps(self.funds[fund]))
        change(modules)
        return replace(self, funds={**self.funds, fund: modules})

    def until(self, last: date) -> Market:
        """Return the market as it was on an earlier day: prices, FRED, lists and quotes."""
        return replace(
            self.outage(last),
            holdings={
                fund: text.replace(f"{_listed(text):%b %d, %Y}", f"{last:%b %d, %Y}")
                for fund, text in self.holdings.items()
            },
            universe=[{**share, "regularMarketTime": _closed(last)} for share in self.universe],
        )

    def outage(self, last: date) -> Market:
        """Return the market whose prices and FRED end early; lists and quotes are newer."""
        return replace(
            self,
            bars={ticker: _ended(frame, last) for ticker, frame in self.bars.items()},
            fred={
                name: [row for row in rows if row[0] <= last] for name, rows in self.fred.items()
            },
        )


_ENDED: dict[tuple[int, date], tuple[Frame, Frame]] = {}
"""By bars and last day: the bars, and what is left of them, made once."""


def _ended(frame: Frame, last: date) -> Frame:
    key = id(frame), last
    if key not in _ENDED:
        _ENDED[key] = frame, adjusted(frame[frame.index <= pd.Timestamp(last)])
    return _ENDED[key][1]


@cache
def market(last: date = LAST, first: date = FIRST) -> Market:
    """Return a whole market whose answers pass every check."""
    frames = {}
    moves = returns(first, last)
    for number, ticker in enumerate(TICKERS):
        paid = 0.0 if ticker.startswith("^") else 0.003
        split = 2.0 if ticker in ("TNA", "IJR") else 0.0
        frames[ticker] = bars(moves[ticker], number + 1, dividend=paid, split=split)
    universe = [_share(number) for number in range(UNIVERSE)]
    return Market(
        bars=frames,
        fred=_fred(last),
        holdings={fund: holdings_file(fund, count, last) for fund, count in HOLDINGS.items()},
        funds={fund: _modules(fund) for fund in FUNDS},
        quotes={
            fund: {"symbol": fund, "netExpenseRatio": round(100 * FEES[fund], 4)} for fund in FUNDS
        },
        universe=universe,
        factors=_factors(),
        portfolios=_portfolios(),
    )


def _share(number: int) -> dict[str, Any]:
    """Return a screener's quote; every fifth share makes a loss and has no trailing P/E."""
    share: dict[str, Any] = {
        "symbol": ticker_of(number), "marketCap": 10**12 // (number + 1),
        "regularMarketTime": _closed(LAST),
    }  # fmt: skip
    share["forwardPE"] = 12.0 + number % 13 if number % 7 else -20.0
    if number % 5:
        share["trailingPE"] = 15.0 + number % 17
    return share


def _closed(day: date) -> int:
    """Return the second at which a day's trading ended."""
    return int(datetime(day.year, day.month, day.day, 20, tzinfo=UTC).timestamp())


def _listed(text: str) -> date:
    """Return the day that a holdings file prints."""
    return pd.Timestamp(text.split('as of,"')[1].split('"')[0]).date()


def ticker_of(number: int) -> str:
    """Return the ticker of a made-up share."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return "".join(letters[number // power % 26] for power in (17576, 676, 26, 1))


def holdings_file(fund: str, count: int, day: date) -> str:
    """Return a fund's holdings as iShares serves them: cash row, dashes, long footer."""
    total = sum(1 / (number + 10) for number in range(count)) * 1e9 / 0.99
    lines = [
        ISHARES_TITLES[fund], f'Fund Holdings as of,"{day:%b %d, %Y}"',
        'Inception Date,"May 22, 2000"',
        "\xa0", "Ticker,Name,Sector,Asset Class,Market Value,Weight (%),Price",
    ]  # fmt: skip
    for number in range(count):
        value = 1e9 / (number + 10)
        sector = SECTORS[number % len(SECTORS)]
        weight = 100 * value / total
        lines.append(
            f'"{ticker_of(number)}","Company {number}, Inc","{sector}","Equity","{value:,.2f}",'
            f'"{weight:.5f}","10.00"'
        )
    lines += [f'"USD","USD CASH","Cash and/or Derivatives","Cash","{total / 100:,.2f}","1.00","-"']
    lines += ["", "\xa0", '"Made for a test, and not for investment."']
    return "\n".join(lines) + "\n"


def _modules(fund: str) -> dict[str, Any]:
    weights = [0.2, 0.3, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.04, 0.03, 0.03]
    keys = (
        "technology", "financial_services", "healthcare", "industrials", "energy", "utilities",
        "realestate", "consumer_cyclical", "consumer_defensive", "basic_materials",
        "communication_services",
    )  # fmt: skip
    return {
        "quoteType": {"symbol": fund, "longName": NAMES[fund], "quoteType": "ETF"},
        "summaryDetail": {"totalAssets": 50_000_000_000, "currency": "USD"},
        "defaultKeyStatistics": {"category": "Blend"},
        "fundProfile": {
            "family": "A Family", "categoryName": "Blend",
            "feesExpensesInvestment": {"annualReportExpenseRatio": FEES[fund]},
        },
        "topHoldings": {
            "holdings": [
                {"symbol": f"{fund}{rank}", "holdingName": f"Share {rank}", "holdingPercent": 0.05}
                for rank in range(10)
            ],
            "equityHoldings": {"priceToEarnings": 0.04},
            "sectorWeightings": [
                {key: weight} for key, weight in zip(keys, weights, strict=True)
            ],
        },
    }  # fmt: skip


def _fred(last: date) -> dict[str, list[tuple[date, float]]]:
    target = _daily(date(1982, 9, 27), date(2008, 12, 15), {date(1982, 9, 27): 10.0,
                    date(1995, 7, 6): 9.0, date(2001, 1, 3): 8.0,
                    date(2008, 10, 8): 7.0})  # fmt: skip
    upper = _daily(date(2008, 12, 16), last, {date(2008, 12, 16): 6.5, date(2024, 9, 19): 6.0,
                   date(2026, 9, 17): 6.25})  # fmt: skip
    recession = {(2001, month) for month in range(4, 12)} | {(2020, 3), (2020, 4)}
    months = pd.date_range("1979-01-01", "2025-12-01", freq="MS")
    return {
        "DEXKOUS": _won(last),
        "DFEDTAR": target,
        "DFEDTARU": upper,
        "DFEDTARL": [(day, value - 0.25) for day, value in upper],
        "USREC": [
            (
                day.date(),
                float(
                    (day.year, day.month) in recession
                    or (day.year == 1980 and day.month < 8 and day.month > 1)
                ),
            )
            for day in months
        ],
    }


def _won(last: date) -> list[tuple[date, float]]:
    """Return won per dollar by weekday, holidays left out; published a week late."""
    days = list(sessions(date(1981, 4, 13), last - timedelta(days=7)))
    moves = np.random.default_rng(3).normal(0, 0.004, len(days))
    return [(day.date(), round(1100 * float(np.exp(x)), 2))
            for day, x in zip(days, np.cumsum(moves), strict=True)]  # fmt: skip


def _daily(first: date, last: date, changes: Mapping[date, float]) -> list[tuple[date, float]]:
    rows, value = [], changes[first]
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        value = changes.get(day, value)
        rows.append((day, value))
    return rows


def _months() -> Iterator[str]:
    for month in pd.period_range("1926-07", "2026-08", freq="M"):
        yield f"{month:%Y%m}"


def _factors() -> str:
    lines = ["A preamble of some lines", "", ",Mkt-RF,SMB,HML,RF"]
    smb = np.random.default_rng(5).normal(0.2, 3.0, 1300)
    lines += [f"{month},   1.00,  {value:.2f},  0.10,  0.20"
              for month, value in zip(_months(), smb, strict=False)]  # fmt: skip
    return "\r\n".join(
        [*lines, "", " Annual Factors", ",Mkt-RF,SMB,HML,RF", "  1927, 9, 9, 9, 9", ""]
    )


def _portfolios() -> str:
    lines = ["A preamble", "", "  Value Weight Returns -- Monthly", ",<= 0,Lo 30,Med 40,Hi 30"]
    moves = np.random.default_rng(6).normal((1.2, 0.9), (8.0, 5.0), (1300, 2))
    lines += [f"{month},  -99.99,  {low:.2f},  1.10,  {high:.2f}"
              for month, (low, high) in zip(_months(), moves, strict=False)]  # fmt: skip
    lines += ["", "", "  Equal Weight Returns -- Monthly", ",<= 0,Lo 30,Med 40,Hi 30"]
    return "\r\n".join([*lines, "192607,  -99.99,  50.0,  50.0,  50.0", ""])


def zipped(text: str) -> bytes:
    """Return a text as Ken French's library serves it."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("file.csv", text)
    return memory.getvalue()


# --- Serving ------------------------------------------------------------------------------------


@dataclass
class Fault:
    """Spoils answers of an endpoint (``chart/SPY``, a pattern), ``count`` times or always.

    ``kind`` is a status number, ``html``, ``blank``, ``empty``, ``truncated``, ``partial``,
    ``reset``, ``hangup``, ``timeout``; ``strikes`` counts what it did. A request that is to time
    out goes where nobody answers, and waits there for no time that a busy machine could need.
    """

    kind: str
    where: str
    count: int | None = None
    strikes: int = 0

    def hits(self, endpoint: str) -> bool:
        """Whether this answer is to be spoiled; counts it."""
        if not fnmatchcase(endpoint, self.where) or self.strikes == self.count:
            return False
        self.strikes += 1
        return True


_CHARTS: dict[str, tuple[Frame, tuple[str, str, int] | None, bytes]] = {}
"""The last answer for each ticker, with the bars and the place that it was written from."""


@dataclass
class SourceServer:
    """All sources on one port of this machine."""

    market: Market
    faults: list[Fault] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        handler = type("Handler", (_Handler,), {"source": self})
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._http.daemon_threads = True
        self.port = self._http.server_port
        self._mute = socket.create_server(("127.0.0.1", 0))  # connects, and never accepts
        threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        """Stop serving."""
        self._http.shutdown()
        self._http.server_close()
        self._mute.close()

    def mute_for(self, address: str) -> int | None:
        """Return the port on which a fault has a request wait in vain; None for all others."""
        faults = [fault for fault in self.faults if fault.kind == "timeout"]
        if not faults:
            return None
        url = urlsplit(address)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        endpoint, _ = self.answer(unquote(url.path), query, b'{"offset": 0, "size": 0}')
        hit = any(fault.hits(endpoint) for fault in faults)
        return int(self._mute.getsockname()[1]) if hit else None

    def answer(self, path: str, query: Mapping[str, str], body: bytes) -> tuple[str, Any]:
        """Return an endpoint's name with its answer: JSON, text or bytes."""
        last = path.rsplit("/", 1)[-1]
        if "/v8/finance/chart/" in path:
            name = "tz" if query.get("range") == "1d" else "chart"
            return f"{name}/{last}", self._chart_of(last)
        if "/quoteSummary/" in path:
            return f"quoteSummary/{last}", {
                "quoteSummary": {"result": [self.market.funds[last]], "error": None}
            }
        if path.endswith("/v7/finance/quote"):
            rows = [self.market.quotes[symbol] for symbol in query["symbols"].split(",")]
            return "quote", {"quoteResponse": {"result": rows, "error": None}}
        if path.endswith("/v1/finance/screener"):
            return self._screener(json.loads(body))
        if path.endswith("fredgraph.csv"):
            return f"fred/{query['id']}", self._fred(query["id"])
        if path.endswith(".ajax"):
            fund = query["fileName"].removesuffix("_holdings")
            return f"holdings/{fund}", "\ufeff" + self.market.holdings[fund]
        if path.endswith(".zip"):
            text = self.market.factors if last in french.FACTORS else self.market.portfolios
            return f"static/{last}", zipped(text)
        return ("crumb", "a-crumb") if last == "getcrumb" else ("cookie", "no page here")

    def _chart_of(self, ticker: str) -> bytes:
        """Return the answer for a ticker, written once for the same bars."""
        bars, place = self.market.bars[ticker], self.market.places.get(ticker)
        known = _CHARTS.get(ticker)
        if known is None or known[0] is not bars or known[1] != place:
            known = _CHARTS[ticker] = bars, place, json.dumps(self._chart(ticker)).encode()
        return known[2]

    def _chart(self, ticker: str) -> Any:
        frame = self.market.bars[ticker]
        currency, zone, offset = self.market.places.get(ticker, NEW_YORK)
        opened = 9 * 3600 + 1800 - offset
        stamps = [int(day.timestamp()) + opened for day in frame.index.tz_localize("UTC")]
        plain = {
            name: [None if pd.isna(cell) else cell for cell in frame[name].tolist()]
            for name in ("open", "high", "low", "close", "volume", "adj_close")
        }
        events: dict[str, Any] = {}
        for stamp, paid, ratio in zip(stamps, frame["dividend"], frame["split"], strict=True):
            if paid:
                events.setdefault("dividends", {})[str(stamp)] = {"amount": paid, "date": stamp}
            if ratio:
                events.setdefault("splits", {})[str(stamp)] = {
                    "date": stamp, "numerator": ratio, "denominator": 1,
                    "splitRatio": f"{ratio:g}:1",
                }  # fmt: skip
        adjusted_close = plain.pop("adj_close")
        for stamp, gain in zip(stamps, frame.get("capital_gain", ()), strict=False):
            if gain:
                gains = events.setdefault("capitalGains", {})
                gains[str(stamp)] = {"amount": gain, "date": stamp}
        kind = "INDEX" if ticker.startswith("^") else "ETF"
        meta = {
            "currency": currency, "symbol": ticker, "exchangeName": "PCX", "instrumentType": kind,
            "exchangeTimezoneName": zone, "timezone": "XXX", "gmtoffset": offset,
            "firstTradeDate": stamps[0], "regularMarketTime": stamps[-1], "dataGranularity": "1d",
            "priceHint": 6, "regularMarketPrice": plain["close"][-1], "validRanges": ["max"],
            "hasPrePostMarketData": False,
        }  # fmt: skip
        result = {
            "meta": meta, "timestamp": stamps, "events": events,
            "indicators": {"quote": [plain], "adjclose": [{"adjclose": adjusted_close}]},
        }  # fmt: skip
        return {"chart": {"result": [result], "error": None}}

    def _screener(self, wanted: Mapping[str, Any]) -> tuple[str, Any]:
        offset, size = wanted["offset"], wanted["size"]
        page = list(self.market.universe[offset : offset + size])
        result = {
            "start": offset, "count": len(page), "total": len(self.market.universe), "quotes": page,
        }  # fmt: skip
        return f"screener/{offset}", {"finance": {"result": [result], "error": None}}

    def _fred(self, series: str) -> str:
        rows = [f"{day.isoformat()},{value:g}" for day, value in self.market.fred[series]]
        return "\n".join([f"observation_date,{series}", *rows]) + "\n"


_ROOTS = {"chart": "chart", "tz": "chart", "quoteSummary": "quoteSummary", "quote": "quoteResponse"}


class _Handler(BaseHTTPRequestHandler):
    """Answers one request: ``/<host>/<path of the host>``."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # header and body in one packet: two would wait 40 ms for each other
    source: SourceServer

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        path = unquote(url.path).removeprefix("/").partition("/")[2]
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        endpoint, answer = self.source.answer("/" + path, query, body)
        self.source.asked.append(endpoint)
        data = answer if isinstance(answer, bytes) else (
            answer if isinstance(answer, str) else json.dumps(answer)).encode()  # fmt: skip
        status = 404 if endpoint == "cookie" else 200
        for fault in self.source.faults:
            if fault.kind != "timeout" and fault.hits(endpoint):
                self._spoil(fault.kind, endpoint, status, data)
                return
        self._send(status, data)

    do_POST = do_GET  # noqa: N815 - the base class calls it so

    def _spoil(self, kind: str, endpoint: str, status: int, data: bytes) -> None:
        if kind.isdigit():
            self._send(int(kind), b"Too Many Requests" if kind == "429" else b"<html>Error</html>")
        elif kind == "html":
            self._send(200, b"<html><body>Before you continue ...</body></html>")
        elif kind == "blank":
            self._send(200, b"")
        elif kind == "empty":
            self._send(200, _emptied(endpoint, data))
        elif kind == "truncated":
            self._send(200, data[: len(data) // 2])
        elif kind == "partial":
            self._send(200, data, sent=len(data) // 2)
        else:
            self._cut(kind)

    def _cut(self, kind: str) -> None:
        self.close_connection = True
        if kind == "reset":
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            os.close(self.connection.detach())

    def _send(self, status: int, data: bytes, sent: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:sent])
        self.wfile.flush()
        if sent is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


def _emptied(endpoint: str, data: bytes) -> bytes:
    """Return a well-formed answer with nothing in it."""
    name = endpoint.split("/")[0]
    if name in _ROOTS:
        return json.dumps({_ROOTS[name]: {"result": [], "error": None}}).encode()
    if name == "screener":
        result = {"start": 0, "count": 0, "total": 0, "quotes": []}
        return json.dumps({"finance": {"result": [result], "error": None}}).encode()
    lines = data.decode(errors="replace").splitlines()
    return next(line for line in lines if line.startswith(("obs", "Ticker"))).encode() + b"\n"


# --- Leading the clients there ------------------------------------------------------------------


VAIN = 0.02  # seconds that a request waits where nobody answers


@contextmanager
def redirected(
    port: int, mute_for: Callable[[str], int | None] = lambda _address: None
) -> Iterator[None]:
    """Lead every connection of curl_cffi and requests to the server on this machine.

    Where ``mute_for`` gives a port for an address, a request goes there instead, and times out.
    """
    import curl_cffi
    import requests

    setopt, send = curl_cffi.Curl.setopt, requests.adapters.HTTPAdapter.send
    vain: WeakSet[Any] = WeakSet()

    def local(url: str) -> tuple[str, bool]:
        mute = mute_for(url)
        return f"http://127.0.0.1:{mute or port}/" + url.split("://", 1)[1], mute is not None

    def local_setopt(self: Any, option: Any, value: Any) -> Any:
        if option == curl_cffi.CurlOpt.URL:
            address, mute = local(value.decode() if isinstance(value, bytes) else value)
            (vain.add if mute else vain.discard)(self)
            value = address.encode()
        elif option == curl_cffi.CurlOpt.TIMEOUT_MS and self in vain:
            value = int(VAIN * 1000)
        return setopt(self, option, value)

    def local_send(self: Any, request: Any, **options: Any) -> Any:
        request.url, mute = local(request.url)
        timeout = {"timeout": VAIN} if mute else {}
        return send(self, request, **{**options, "proxies": {}, **timeout})

    curl_cffi.Curl.setopt = local_setopt  # type: ignore[method-assign]
    requests.adapters.HTTPAdapter.send = local_send  # type: ignore[method-assign]
    try:
        yield
    finally:
        curl_cffi.Curl.setopt = setopt  # type: ignore[method-assign]
        requests.adapters.HTTPAdapter.send = send  # type: ignore[method-assign]


def forget() -> None:
    """Make yfinance forget what a process remembers: session, crumb, answers, open databases."""
    from yfinance import cache as kept
    from yfinance.data import YfData

    type(YfData)._instances.clear()
    YfData.cache_get.cache_clear()
    kept._TzCacheManager._tz_cache = None
    kept._CookieCacheManager._Cookie_cache = None
    kept._ISINCacheManager._isin_cache = None


__all__ = [
    "FIRST", "LAST", "NOW", "Fault", "Market", "SourceServer", "adjusted", "bars", "holdings_file",
    "ishares", "market", "redirected", "sessions", "zipped",
]  # fmt: skip
