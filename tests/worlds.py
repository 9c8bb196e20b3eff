"""Worlds that never were: snapshots made from the committed one, each consistent in itself.

Prices are bent in their monthly statistics: a month's sum of log returns is moved or its swings
are damped, and everything that follows from it (squares, extremes, levels, highs) is made anew.
"""

from __future__ import annotations

import csv
import json
import math
import random
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import factory
from files import FILES, OPTIONAL, TICKERS

from generator.core.inputs import ROOT
from generator.core.months import month_of
from generator.snapshot import schema as schema

DATA = ROOT / "content" / "data"
Files = dict[str, factory.Rows]
SMALL = ("IWM", "VTWO", "IJR", "^RUT")
PARITY = 1200.0
"""Won to a dollar, about which the exchange rate is mirrored."""
HAIR = 2e-5
"""Log returns by which the funds of a tie part in a month; a hundred of them are not seen."""
Change = Callable[[Files], None]


@dataclass(frozen=True)
class World:
    """What a world is called and how it differs from the real one."""

    name: str
    change: Change


def real() -> Files:
    """Return the rows of the committed snapshot by file."""
    files: Files = {}
    for name, columns in FILES.items():
        with (DATA / name).open(encoding="utf-8", newline="") as source:
            files[name] = [
                {each.name: schema.read_cell(each, row[each.name]) for each in columns}
                for row in csv.DictReader(source)
            ]
    return files


def write(world: World, folder: Path) -> Path:
    """Write a world's snapshot into a folder and return it."""
    files = real()
    world.change(files)
    factory.write_files(folder, files, factory.Options(as_of=as_of()))
    return folder


def as_of() -> date:
    """Return the last day of the committed snapshot: the worlds move on with it."""
    lock = json.loads((DATA / schema.LOCK).read_text(encoding="utf-8"))
    return date.fromisoformat(lock["as_of"])


# --- Bending prices -------------------------------------------------------------------------------


def bend(
    files: Files, ticker: str, moves: Mapping[int, float] | None = None, calm: float = 1.0
) -> None:
    """Move a ticker's months by log returns, and damp its swings around its mean by ``calm``."""
    rows = files[schema.monthly_file(ticker)]
    moves = moves or {}
    mean = _total(rows, "sum_log") / _total(rows, "n_returns")
    level, price, peak = 100.0, 100.0, 100.0
    before = 100.0
    for row in rows:
        n, old = _float(row, "n_returns"), _float(row, "sum_log")
        move = moves.get(int(_float(row, "month")), 0.0)
        new = n * mean + calm * (old - n * mean) + move
        inside = _float(row, "sum_log_sq") - (old**2 / n if n else 0.0)
        dip = _float(row, "low_drawdown") - (
            _float(row, "tr_index") / _float(row, "tr_running_max") - 1
        )
        price *= _float(row, "price_index") / before * math.exp(new - old)
        before = _float(row, "price_index")
        level *= math.exp(new)
        peak = max(peak, level)
        row["sum_log"] = new
        row["sum_log_sq"] = calm**2 * inside + (new**2 / n if n else 0.0)
        row["tr_index"], row["price_index"], row["tr_running_max"] = level, price, peak
        row["low_drawdown"] = max(-0.999, level / peak - 1 + calm * min(dip, 0.0))
        if n:
            _bend_days(row, calm, move / n)
        if "daily3x" in row:
            row["daily3x"] = math.exp(3 * new - 3 * _float(row, "sum_log_sq"))
        if "sum_x" in row:
            _bend_pairs(row, calm)


def _bend_days(row: dict[str, Any], calm: float, move: float) -> None:
    """Bend the extremes of a month's days, and say how many were large."""
    for name in ("worst_day", "best_day"):
        row[name] = math.expm1(calm * math.log1p(row[name]) + move)
    n, deviation = row["n_returns"], math.sqrt(row["sum_log_sq"] / row["n_returns"])
    for name, limit in (("days_2pct", 0.02), ("days_3pct", 0.03)):
        if abs(move) > limit:
            row[name] = n
        elif max(-row["worst_day"], row["best_day"]) < limit:
            row[name] = 0
        elif deviation < limit:
            row[name] = min(row[name], n)
    row["days_3pct"] = min(row["days_2pct"], row["days_3pct"])


def _bend_pairs(row: dict[str, Any], calm: float) -> None:
    """Damp both series of a regression: its slope stays."""
    for name, power in (("sum_x", 1), ("sum_y", 1), ("sum_xx", 2), ("sum_yy", 2), ("sum_xy", 2)):
        row[name] *= calm**power


def follow(
    files: Files, ticker: str, leader: str, months: Iterable[int] | None = None, lead: float = 0.0
) -> None:
    """Let a ticker return what a leader does plus ``lead`` in log terms, in months or always."""
    leading = {int(_float(row, "month")): row for row in files[schema.monthly_file(leader)]}
    wanted = set(leading) if months is None else set(months) & set(leading)
    moves = {
        month: _float(leading[month], "sum_log") + lead - _float(row, "sum_log")
        for row in files[schema.monthly_file(ticker)]
        if (month := int(_float(row, "month"))) in wanted
        and row["n_returns"] == leading[month]["n_returns"]
    }
    bend(files, ticker, moves)


TAKEN = (
    "sum_log", "sum_log_sq", "worst_day", "best_day", "days_2pct", "days_3pct", "distributions",
    "mean_dollar_volume", "n_volume", "n_returns",
)  # fmt: skip


def take(files: Files, ticker: str, leading: factory.Rows) -> None:
    """Give a ticker the months of another, wherever that one has a month and the one before."""
    steps = {int(_float(row, "month")): (old, row) for old, row in pairwise(leading)}
    own = files[schema.monthly_file(ticker)]
    level, price, peak = 100.0, 100.0, 100.0
    before = own[0]
    for number, row in enumerate(own):
        old, new = steps.get(int(_float(row, "month")), (before, row))
        old, new = (before, row) if not number else (old, new)
        before = dict(row)
        level *= _float(new, "tr_index") / (_float(old, "tr_index") if number else 100.0)
        price *= _float(new, "price_index") / (_float(old, "price_index") if number else 100.0)
        peak = max(peak, level)
        dip = _float(new, "low_drawdown") - (
            _float(new, "tr_index") / _float(new, "tr_running_max") - 1
        )
        row.update({name: new[name] for name in TAKEN})
        row.update(tr_index=level, price_index=price, tr_running_max=peak)
        row["low_drawdown"] = level / peak - 1 + min(dip, 0.0)


def copy(files: Files, ticker: str, leader: str) -> None:
    """Give a ticker a leader's months, but for a hair that no text shows.

    A real tie is no identity: one month the one is ahead, the next month the other.
    """
    own = files[schema.monthly_file(ticker)]
    take(files, ticker, files[schema.monthly_file(leader)])
    hair = random.Random(len(ticker))
    bend(files, ticker, {int(_float(row, "month")): hair.uniform(-HAIR, HAIR) for row in own})


def begin(files: Files, ticker: str, month: int) -> None:
    """Let a fund be as young as a month."""
    name = schema.monthly_file(ticker)
    rows = [row for row in files[name] if int(_float(row, "month")) >= month]
    for series in ("tr_index", "price_index"):
        first = _float(rows[0], series)
        for row in rows:
            row[series] = _float(row, series) / first * 100
    peak = 100.0
    for row in rows:
        peak = max(peak, _float(row, "tr_index"))
        row["tr_running_max"] = peak
        row["low_drawdown"] = min(0.0, _float(row, "tr_index") / peak - 1)
    files[name] = rows


def _float(row: Mapping[str, Any], name: str) -> float:
    return float(row[name])


def _total(rows: factory.Rows, name: str) -> float:
    return math.fsum(_float(row, name) for row in rows)


# --- The worlds -----------------------------------------------------------------------------------


def _calm(files: Files) -> None:
    for ticker in (*SMALL, "TNA"):
        bend(files, ticker, calm=0.35)


def _falling(files: Files) -> None:
    _keep_rates(files, older_than=60)
    last = files["policy_rate.csv"][-1]
    cut = {bound: _float(last, bound) - 0.0025 for bound in ("lower", "upper")}
    files["policy_rate.csv"].append({"date": as_of() - timedelta(days=45), **cut})


def _hold(files: Files) -> None:
    """The Fed stands still, and the won goes the other way: it rises where it fell."""
    _keep_rates(files, older_than=400)
    for row in files["usdkrw.csv"]:
        row["krw"] = PARITY**2 / _float(row, "krw")


def _keep_rates(files: Files, older_than: int) -> None:
    """Forget the changes of the policy rate of so many last days."""
    last = as_of() - timedelta(days=older_than)
    files["policy_rate.csv"] = [
        row for row in files["policy_rate.csv"] if date.fromisoformat(str(row["date"])) < last
    ]


def _dear(files: Files) -> None:
    _set(files, "r2000", {"forward_pe.ex_losses": "24.5", "forward_pe.all": "31.25"})


def _rare_losses(files: Files) -> None:
    _set(files, "r2000", {"losses.share": "0.03125", "losses.weight": "0.0225"})
    _set(files, "sp600", {"losses.share": "0.04125", "losses.weight": "0.0325"})


def _set(files: Files, index: str, values: Mapping[str, str]) -> None:
    for row in files["constituents.csv"]:
        if row["index"] == index and str(row["field"]) in values:
            row["value"] = values[str(row["field"])]


def _exchange(
    files: Files,
    name: str,
    key: str,
    pair: tuple[str, str],
    value: str,
    source: Files | None = None,
) -> None:
    """Let two groups of a file trade their values, field by field; with a source only one takes."""
    rest = "sector" if value == "weight" else "field"
    found = {
        (row[key], row[rest]): row[value] for row in (source or files)[name] if row[key] in pair
    }
    for row in files[name]:
        if row[key] in (pair[:1] if source else pair) and row[rest] not in TEXTS:
            other = pair[1] if row[key] == pair[0] else pair[0]
            row[value] = found.get((other, row[rest]), row[value])


TEXTS = ("long_name", "family", "category", "missing_names")


def first_cuts(files: Files) -> list[int]:
    """Return the months of first cuts, by METRICS' definition, from the stored changes."""
    found: list[date] = []
    rows = files["policy_rate.csv"]
    steps = [
        (row["date"], float(str(row["upper"])) - float(str(rows[n]["upper"])))
        for n, row in enumerate(rows[1:])
    ]
    steps = [(day, step) for day, step in steps if step]
    for (_, earlier), (day, step) in pairwise(steps):
        assert isinstance(day, date)
        if earlier > 0 > step and (not found or (day - found[-1]).days >= 540):
            found.append(day)
    return [month_of(day) for day in found]


def _winning(files: Files) -> None:
    months = {month + step for month in first_cuts(files) for step in range(1, 25)}
    follow(files, "^RUT", "^GSPC", months, lead=0.01)
    for fund in ("IWM", "VTWO", "IJR"):
        follow(files, fund, "SPY", months, lead=0.01)


def _crash(files: Files) -> None:
    """Most of it in the running month, the rest in the one before: some six weeks."""
    now = month_of(as_of())
    falls = {"SPY": -0.33, "^GSPC": -0.33, "QQQ": -0.38, "^NDX": -0.38, "TNA": -1.3, "RSP": -0.36}
    for ticker in TICKERS:
        fall = falls.get(ticker, math.log(1 - 0.35))
        bend(files, ticker, {now - 1: fall * 0.4, now: fall * 0.6})


def _calm_then_crash(files: Files) -> None:
    """The deepest fall of small caps is the one of these weeks, in a month that is not over."""
    _calm(files)
    _crash(files)


def _tie(files: Files) -> None:
    copy(files, "QQQ", "SPY")
    for fund in ("IWM", "IJR", "VTWO"):
        copy(files, fund, "SPY")
    follow(files, "^RUT", "^GSPC")
    copy(files, "^RUT", "^GSPC")
    large = {
        str(row["field"]): str(row["value"])
        for row in files["constituents.csv"]
        if row["index"] == "sp500" and row["field"] != "missing_names"
    }
    for index in ("r2000", "sp600"):
        _set(files, index, large)
    for row in files["fund_facts.csv"]:
        if row["field"] == "fee" and row["fund"] in ("IWM", "VTWO", "IJR"):
            row["value"] = "0.001"
    sectors = {row["sector"]: row["weight"] for row in files["sectors.csv"] if row["fund"] == "SPY"}
    for row in files["sectors.csv"]:
        if row["fund"] == "IWM":
            row["weight"] = sectors.get(row["sector"], row["weight"])


def _mirror(files: Files) -> None:
    """Let small and large caps change places: whatever was the more is now the less."""
    true = deepcopy(files)
    for small, large in (("IWM", "SPY"), ("IJR", "QQQ"), ("^RUT", "^GSPC")):
        take(files, small, true[schema.monthly_file(large)])
        take(files, large, true[schema.monthly_file(small)])
    take(files, "VTWO", true[schema.monthly_file("QQQ")])
    moves = {
        int(_float(new, "month")): 3 * (_float(new, "sum_log") - _float(old, "sum_log"))
        for old, new in zip(
            true[schema.monthly_file("IWM")], files[schema.monthly_file("IWM")], strict=True
        )
    }
    bend(files, "TNA", moves)
    _exchange(files, "constituents.csv", "index", ("r2000", "sp500"), "value")
    _exchange(files, "constituents.csv", "index", ("sp600", "sp500"), "value", true)
    _exchange(files, "sectors.csv", "fund", ("IWM", "SPY"), "weight")
    _exchange(files, "fund_facts.csv", "fund", ("IWM", "IJR"), "value")
    for row in files["french.csv"]:
        row["lo30_index"], row["hi30_index"] = row["hi30_index"], row["lo30_index"]
        row["smb_sum"] = None if row["smb_sum"] is None else -_float(row, "smb_sum")


def _young(files: Files) -> None:
    now = month_of(as_of())
    begin(files, "VTWO", now - 18)
    begin(files, "TNA", now - 27)


def _bare(files: Files) -> None:
    for name in OPTIONAL:
        del files[name]


WORLDS: Mapping[str, World] = {
    world.name: world
    for world in (
        World("small caps calmer", _calm),
        World("rates falling", _falling),
        World("rates on hold", _hold),
        World("small caps dearer", _dear),
        World("losses rare", _rare_losses),
        World("first cuts won", _winning),
        World("crash", _crash),
        World("crash after calm", _calm_then_crash),
        World("tie", _tie),
        World("small and large exchanged", _mirror),
        World("fund too young", _young),
        World("nothing optional", _bare),
    )
}
