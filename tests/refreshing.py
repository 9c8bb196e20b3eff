"""Refreshing from made payloads: what the tests of faults share."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from functools import cache, partialmethod
from itertools import zip_longest
from pathlib import Path

import pandas as pd
import payloads
import pytest
from files import REQUIRED
from payloads import Fault, Market, SourceServer

from generator.core.errors import RefreshError
from generator.refresh import run as refreshed
from generator.refresh.run import Settings, run
from generator.sources.yahoo import Yahoo

CHANGE = date(2024, 9, 19)  # a day on which the payloads' target range moves
CONTENT = Path(__file__).resolve().parent.parent / "content"
Change = Callable[[Market], Market]


@contextmanager
def serving() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    source = SourceServer(payloads.market())
    with payloads.redirected(source.port, source.mute_for):
        yield source
    source.close()


def refresh(
    server: SourceServer,
    data: Path,
    market: Market | None = None,
    *faults: Fault,
    content: Path = CONTENT,
    now: datetime = payloads.NOW,
    build: bool = False,
) -> None:
    """Refresh a folder from a market, under faults, without waits.

    What moved is not computed: tests/test_summary.py does so, through the command.
    """
    server.market = market or payloads.market()
    server.faults = list(faults)
    payloads.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refreshed, "load_before", lambda data, content: None)
        patch.setattr(Yahoo, "history", partialmethod(_history, server, Yahoo.history))
        run(Settings(data, content, wait=0, now=now, timeout=60.0, build=build))


_HISTORIES: dict[tuple[str, int], tuple[pd.DataFrame, pd.DataFrame]] = {}
"""By ticker and bars: the bars, and what the client made of the answer with them."""


def _history(
    yahoo: Yahoo, server: SourceServer, ask: Callable[[Yahoo, str], pd.DataFrame], ticker: str
) -> pd.DataFrame:
    """Return what the client reads of bars that it has read before, or asks for if it has not.

    Where a fault may strike the ticker, or the session, it always asks.
    """
    bars = server.market.bars.get(ticker)
    spoiled = [
        fault
        for fault in server.faults
        for each in (f"chart/{ticker}", f"tz/{ticker}", "cookie", "crumb")
        if fnmatchcase(each, fault.where)
    ]
    if bars is None or spoiled or ticker in server.market.places:
        return ask(yahoo, ticker)
    if (ticker, id(bars)) not in _HISTORIES:
        _HISTORIES[ticker, id(bars)] = bars, ask(yahoo, ticker)
    return _HISTORIES[ticker, id(bars)][1].copy()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="snapshot-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def whole(server: SourceServer) -> Path:
    """Return a snapshot made from whole answers, once; tests only read it."""
    data = _folder() / "data"
    if not data.exists():
        refresh(server, data)
    return data


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def required(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the required files of a snapshot."""
    return {name: data for name, data in files.items() if name in REQUIRED}


@dataclass(frozen=True)
class Case:
    """Faults or a changed market, and the words that the messages have to hold."""

    words: tuple[str, ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    count: int | None = None
    change: Change | None = None
    name: str = field(default="")

    def __str__(self) -> str:
        return self.name or "-".join(f"{kind}@{where}" for kind, where in self.faults)

    def spoilers(self) -> list[Fault]:
        """Return fresh faults."""
        return [Fault(kind, where, self.count) for kind, where in self.faults]


@dataclass(frozen=True)
class Round:
    """Cases that do not meddle with each other, so that one refresh shows them all."""

    cases: tuple[Case, ...]

    def __str__(self) -> str:
        return "+".join(str(case) for case in self.cases)

    def spoilers(self) -> list[Fault]:
        """Return fresh faults of all cases."""
        return [fault for case in self.cases for fault in case.spoilers()]

    def market(self) -> Market:
        """Return the market with every case's change."""
        market = payloads.market()
        for case in self.cases:
            market = case.change(market) if case.change else market
        return market


def rounds(*groups: Sequence[Case], source: Callable[[Case], str]) -> list[Round]:
    """Return the cases of each group in as few rounds as go with one case of a source in each."""
    found = []
    for group in groups:
        queues: dict[str, list[Case]] = {}
        for case in group:
            queues.setdefault(source(case), []).append(case)
        for together in zip_longest(*queues.values()):
            found.append(Round(tuple(case for case in together if case is not None)))
    return found


def first_word(case: Case) -> str:
    """Return the source that a case names first."""
    return case.words[0]


def refused(round_: Round, server: SourceServer, data: Path) -> None:
    """Refresh under a round's faults: exit 3, every case named with its words, no byte changed."""
    before, faults = contents(data), round_.spoilers()
    with pytest.raises(RefreshError) as caught:
        refresh(server, data, round_.market(), *faults)
    assert caught.value.exit_code == 3
    said = [f"{each.id} {each.message} {each.hint}" for each in caught.value.problems]
    for case in round_.cases:
        assert any(all(word in text for word in case.words) for text in said), (case.words, said)
    assert all(fault.strikes for fault in faults)
    assert contents(data) == before


def failing(kind: str, where: str, *words: str, count: int | None = None) -> Case:
    """Return a case of one fault of a source."""
    return Case(words, ((kind, where),), count)


def changed(
    ticker: str, name: str, change: Callable[[pd.DataFrame], pd.DataFrame], *words: str
) -> Case:
    """Return a case in which a ticker's bars are changed."""
    return Case(
        (ticker, *words), change=lambda m: m.with_bars(ticker, change), name=f"{name}-{ticker}"
    )


def at_row(row: int, **factors: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change of one bar: columns times factors."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        for name, factor in factors.items():
            frame[name] = frame[name].astype(float)
            frame.loc[frame.index[row], name] *= factor
        return frame

    return change


PRICES = ("open", "high", "low", "close", "adj_close")


def all_prices(factor: float) -> dict[str, float]:
    """Return one factor for all prices of a bar."""
    return dict.fromkeys(PRICES, factor)


def resplit(power: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that applies the split of the bars once more (1) or takes it back (-1)."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        day = frame.index[frame["split"] > 0][0]
        ratio = frame.loc[day, "split"] ** power
        frame.loc[frame.index < day, list(PRICES)] /= ratio
        return frame

    return change


def no_events(frame: pd.DataFrame) -> pd.DataFrame:
    """Return bars without dividends and splits."""
    return frame.assign(dividend=0.0, split=0.0)


def unadjusted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return bars whose adjusted close is the close."""
    return frame.assign(adj_close=frame["close"])


def scaled_dividend(factor: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change of the size of the last dividend."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        last = frame.index[frame["dividend"] > 0][-1]
        frame.loc[last, "dividend"] *= factor
        return frame

    return change


def without_close(frame: pd.DataFrame) -> pd.DataFrame:
    """Return bars that end with a volume without a price."""
    frame.loc[frame.index[-1], list(PRICES)] = float("nan")
    return frame


def swapped(frame: pd.DataFrame) -> pd.DataFrame:
    """Return bars whose last high and low are exchanged."""
    last = frame.index[-1]
    frame.loc[last, ["high", "low"]] = frame.loc[last, ["low", "high"]].to_numpy()
    return frame


def split_late(frame: pd.DataFrame) -> pd.DataFrame:
    """A 2:1 split that is listed a day before prices follow it."""
    frame.loc[frame.index[-4], "split"] = 2.0
    frame.loc[frame.index[-3:], list(PRICES)] /= 2
    return frame


def bar_on(day: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that repeats the bar before a day on that day."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        row = frame[frame.index < day].iloc[[-1]].assign(dividend=0.0, split=0.0)
        row.index = pd.DatetimeIndex([day])
        return pd.concat([frame, row]).sort_index()

    return change


def dropped(first: int, rows: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that leaves out some bars."""
    return lambda frame: frame.drop(frame.index[first : first + rows])


def fred_case(series: str, name: str, change: Callable[[list], list], *words: str) -> Case:  # type: ignore[type-arg]
    """Return a case in which a series of FRED is changed."""
    return Case(
        (series, *words),
        change=lambda m: m.with_fred(series, change(list(m.fred[series]))),
        name=f"{name}-{series}",
    )


def with_holdings(market: Market, change: Callable[[str], str]) -> Market:
    """Return a market with another holdings file of IWM."""
    return replace(market, holdings={**market.holdings, "IWM": change(market.holdings["IWM"])})


def accepting(folder: Path, said: str) -> Path:
    """Return a content folder whose accepted.toml is the line that a message printed."""
    content = folder / "content"
    shutil.copytree(CONTENT, content, ignore=shutil.ignore_patterns("data", "accepted.toml"))
    found = re.findall(r'"[^"]+" = \{ value = .*? \}', said)
    assert found
    (content / "accepted.toml").write_text("\n".join(found) + "\n")
    return content
