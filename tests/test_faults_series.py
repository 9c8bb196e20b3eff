"""Optional series and lists that are wrong without a word: kept, named, flagged, and mended."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
import payloads
import pytest
import requests
from languages import CONFIG
from payloads import Market, SourceServer
from refreshing import PRICES, contents, refresh, required, serving, whole, with_holdings

from generator.core.errors import RefreshError
from generator.snapshot import view as snapshot
from generator.sources import ishares
from generator.sources.http import HOSTS

WEEK = slice(-8, None)
LISTED = next(each for each in CONFIG.holdings if each.symbol == "IWM")


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    with serving() as source:
        yield source


@pytest.fixture(scope="module")
def base(server: SourceServer) -> Path:
    """A snapshot made from whole answers."""
    return whole(server)


def _french(change: Callable[[float], float], years: str) -> Callable[[Market], Market]:
    """Return a change of the size portfolios' returns in years that match a pattern."""

    def line(found: re.Match[str]) -> str:
        month, *cells = found[0].split(",")
        return ",".join([month, cells[0], *(f"{change(float(cell)):.6f}" for cell in cells[1:])])

    return lambda m: replace(m, portfolios=re.sub(rf"(?m)^{years}\d\d,.*$", line, m.portfolios))


def _won(change: Callable[[date, float], float | None]) -> Callable[[Market], Market]:
    def changed(market: Market) -> Market:
        rows = [(day, change(day, value)) for day, value in market.fred["DEXKOUS"]]
        kept = [(day, value) for day, value in rows if value is not None]
        return market.with_fred("DEXKOUS", kept)

    return changed


def _rsp(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Market], Market]:
    return lambda market: market.with_bars("RSP", change)


def _scaled(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[frame.index[WEEK], list(PRICES)] *= 0.75
    return frame


def _twice_the_past(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[frame.index < "2024-05-06", list(PRICES)] *= 1.05
    return frame


def _renamed_sector(market: Market) -> Market:
    def change(modules: dict[str, object]) -> None:
        parts = modules["topHoldings"]["sectorWeightings"]  # type: ignore[index]
        parts[0] = {"artificial_intelligence": parts[0]["technology"]}

    return market.with_fund("QQQ", change)  # type: ignore[arg-type]


def _without(fund: str, module: str, key: str) -> Callable[[Market], Market]:
    """Return a change in which a module of a fund lacks what stood under a key."""

    def change(modules: dict[str, object]) -> None:
        modules[module][key] = None  # type: ignore[index]

    return lambda market: market.with_fund(fund, change)  # type: ignore[arg-type]


def _three_of_ten(market: Market) -> Market:
    def change(modules: dict[str, Any]) -> None:
        modules["topHoldings"]["holdings"] = modules["topHoldings"]["holdings"][:3]

    return market.with_fund("QQQ", change)


@dataclass(frozen=True)
class Kept:
    """A change of an optional source, the flag that it leaves, and words on the console."""

    flag: str
    change: Callable[[Market], Market]
    words: tuple[str, ...]
    name: str

    def __str__(self) -> str:
        return self.name


KEPT = (
    Kept("source.French", _french(lambda x: x / 100, r"\d{4}"), ("another unit",), "fractions"),
    Kept("source.French", _french(lambda x: -x, "195[0-9]"), ("another past",), "other-decade"),
    Kept("source.French", _french(lambda x: x + 5, "1987"), ("another past",), "other-year"),
    Kept("source.DEXKOUS", _won(lambda day, krw: krw * (1.3 if day.year == 2026 else 1)),
         ("accepted.toml",), "won-jumps"),
    Kept("source.DEXKOUS", _won(lambda day, krw: krw + (day == date(2020, 2, 28))),
         ("2020-02-28", "accepted.toml"), "won-of-the-past"),
    Kept("source.DEXKOUS", _won(lambda day, krw: 1 / krw), ("won on 1981-04-13",), "won-inverted"),
    Kept("source.USREC", lambda m: m.with_fred("USREC", [(d, 1 - x) for d, x in m.fred["USREC"]]),
         ("NBER", "cannot be"), "recessions-inverted"),
    Kept("source.RSP", _rsp(_scaled), ("SPY", "apart"), "rsp-unlisted-split"),
    Kept("source.RSP", _rsp(_twice_the_past), ("RSP", "accepted.toml"), "rsp-of-the-past"),
    Kept("qqq.sectors", _renamed_sector, ("unknown sector",), "sector-renamed"),
    Kept("qqq.top_holdings", _without("QQQ", "topHoldings", "holdings"),
         ("no longer given", str(payloads.NOW.date())), "top-ten-empty"),
    Kept("qqq.top_holdings", _three_of_ten, ("no longer given", "qqq.top_holdings"), "top-three"),
    Kept("ijr.sectors", _without("IJR", "topHoldings", "sectorWeightings"),
         ("no longer given", str(payloads.NOW.date())), "sectors-empty"),
    Kept("tna.net_assets", _without("TNA", "summaryDetail", "currency"),
         ("without a currency", "accepted.toml"), "size-in-no-currency"),
    Kept("holdings.iwm.sectors",
         lambda m: with_holdings(m, lambda text: text.replace('"Energy"', '"New Energy"')),
         ("unknown sector", "New Energy"), "manager-sector-renamed"),
)  # fmt: skip


def by_flag(cases: tuple[Kept, ...]) -> list[tuple[Kept, ...]]:
    """Return the cases in as few refreshes as go with one case of a flag in each."""
    queues: dict[str, list[Kept]] = {}
    for case in cases:
        queues.setdefault(case.flag, []).append(case)
    return [tuple(case for case in each if case) for each in zip_longest(*queues.values())]


@pytest.mark.parametrize("cases", by_flag(KEPT), ids=lambda each: "+".join(map(str, each)))
def test_a_wrong_answer_of_an_optional_source_is_kept_out_named_and_flagged(
    cases: tuple[Kept, ...],
    server: SourceServer,
    base: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Values stay, the console and the lock say why; a clean answer leaves no trace of it."""
    data, market = shutil.copytree(base, tmp_path / "data"), payloads.market()
    for case in cases:
        market = case.change(market)
    refresh(server, data, market)
    said = capsys.readouterr().err.splitlines()
    for case in cases:
        assert any(all(word in line for word in (*case.words, "kept")) for line in said), case
    flags = snapshot.load(data, CONFIG).newest().flags
    assert [flag["id"] for flag in flags] == sorted(case.flag for case in cases)
    before, after = contents(base), contents(data)
    assert {name for name in before if before[name] != after[name]} == {"lock.json"}
    refresh(server, data)
    assert contents(data) == before


CUT = (
    _won(lambda day, krw: None if day.year > 2015 else krw),
    _won(lambda day, krw: -krw if day.year == 2025 else krw),
    lambda market: _rsp(lambda frame: frame.iloc[:-30])(
        _won(lambda day, krw: None if day.year < 1990 else krw)(market)
    ),
)


@pytest.mark.parametrize("change", CUT, ids=["cut", "negative", "late-start-and-rsp-stale"])
def test_a_cut_or_impossible_optional_series_keeps_what_is_stored(
    change: Callable[[Market], Market], server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """No data file changes, required ones least of all."""
    data = shutil.copytree(base, tmp_path / "data")
    refresh(server, data, change(payloads.market()))
    before, after = contents(base), contents(data)
    assert {name for name in before if before[name] != after[name]} <= {"lock.json"}


def test_a_later_observation_replaces_the_one_before_a_months_end(
    server: SourceServer, tmp_path: Path
) -> None:
    """The rate is published a week late: what counted for the day gives way to the day's own."""
    rows = payloads.market().fred["DEXKOUS"]
    short = payloads.market().with_fred(
        "DEXKOUS", [row for row in rows if row[0] <= date(2026, 8, 27)]
    )
    data = tmp_path / "data"
    refresh(server, data, short)
    refresh(server, data)
    table = snapshot.load(data, CONFIG).tables["usdkrw.csv"].set_index("for_date")
    month_end = pd.Timestamp("2026-08-31")
    assert table.loc[month_end, "date"] == month_end
    assert table.index[-1] == pd.Timestamp(payloads.LAST)
    assert pd.Timestamp("2025-11-28") in table.index


def test_a_series_that_a_snapshot_lacks_is_added_beside_what_is_dated(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """A file that came to be wanted later is fetched whole; every dated fact stays as it is."""
    data = shutil.copytree(base, tmp_path / "data")
    lock = json.loads((data / "lock.json").read_text())
    for name in ("monthly/RSP.csv", "usdkrw.csv", "monthly/VTWO.csv"):
        (data / name).unlink()
        del lock["files"][name]
    (data / "lock.json").write_text(json.dumps(lock))
    refresh(server, data)
    before, after = contents(base), contents(data)
    assert {name for name in before if before[name] != after[name]} <= {"lock.json"}


def test_rsp_never_moves_the_date_of_the_data(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """Ending sessions early, equal weight leaves the required files as they are."""
    data = tmp_path / "data"
    refresh(server, data, payloads.market().with_bars("RSP", lambda frame: frame.iloc[:-2]))
    assert required(contents(data)) == required(contents(base))
    found = snapshot.load(data, CONFIG)
    assert found.as_of == payloads.LAST
    last = found.monthly["RSP"]["last_session"].iloc[-1]
    assert last < pd.Timestamp(payloads.LAST)


@pytest.mark.parametrize(("sessions", "named"), [(5, False), (400, True)])
def test_a_further_series_that_ended_long_ago_is_named(
    sessions: int,
    named: bool,
    server: SourceServer,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """From nothing, no stored month contradicts a history that a source has cut off."""
    market = payloads.market().with_bars("RSP", lambda frame: frame.iloc[:-sessions])
    refresh(server, tmp_path / "data", market)
    assert ("RSP: it ends on" in capsys.readouterr().err) is named


def _halves(text: str, rows: int) -> str:
    """Return a holdings file in which the largest share stands in several rows."""
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if '"Equity"' in line)
    cells = lines[place].split('","')
    value, weight = float(cells[4].replace(",", "")), float(cells[5])
    parts = []
    for number in range(rows):
        share = (number + 1) / sum(range(1, rows + 1))
        cells[4], cells[5] = f"{value * share:,.2f}", f"{weight * share:.5f}"
        parts.append('","'.join(cells))
    return "\n".join([*lines[:place], *lines[place + 1 : -3], *parts, *lines[-3:]]) + "\n"


@pytest.mark.parametrize("rows", [2, 3])
def test_rows_of_one_share_are_one_position(rows: int) -> None:
    """Counting and ranking come after adding up; the sum is the share's."""
    text = payloads.market().holdings["IWM"]
    whole = ishares.parse(text.encode(), LISTED)
    parted = ishares.parse(_halves(text, rows).encode(), LISTED)
    assert whole is not None
    assert parted is not None
    assert len(parted.positions) == len(whole.positions)
    assert parted.positions[0].ticker == whole.positions[0].ticker
    assert parted.positions[0].value == pytest.approx(whole.positions[0].value, rel=1e-6)


def test_without_a_network_one_message_comes_soon(
    server: SourceServer, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each host is tried once, and no source asked in vain for minutes; the snapshot stays."""
    data = shutil.copytree(base, tmp_path / "data")
    tried: list[str] = []

    def unreachable(_session: object, method: str, url: str, **_: object) -> None:
        assert method == "get"
        tried.append(url)
        raise requests.ConnectionError("no route to host")

    monkeypatch.setattr(requests.Session, "request", unreachable)
    server.asked.clear()
    with pytest.raises(RefreshError, match="there is no network") as caught:
        refresh(server, data)
    assert len(caught.value.problems) == 1
    assert sorted(tried) == sorted(HOSTS)
    assert not server.asked
    assert contents(data) == contents(base)
