"""The refresh under faults of its sources: real clients and small payloads on loopback."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import payloads
import pytest
from payloads import Fault, Market, SourceServer

from generator.core.errors import RefreshError, UserError
from generator.refresh import store
from generator.refresh.run import Settings, run
from generator.snapshot import view as snapshot

CHANGE = date(2024, 9, 19)  # a day on which the payloads' target range moves
CONTENT = Path(__file__).resolve().parent.parent / "content"
Change = Callable[[Market], Market]


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    source = SourceServer(payloads.market())
    with payloads.redirected(source.port):
        yield source
    source.close()


@pytest.fixture(scope="module")
def base(server: SourceServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot made from whole answers."""
    data = tmp_path_factory.mktemp("base") / "data"
    refresh(server, data)
    return data


def refresh(
    server: SourceServer,
    data: Path,
    market: Market | None = None,
    *faults: Fault,
    content: Path = CONTENT,
    now: datetime = payloads.NOW,
) -> None:
    """Refresh a folder from a market, under faults, without waits."""
    server.market = market or payloads.market()
    server.faults = list(faults)
    payloads.forget()
    run(Settings(data=data, content=content, wait=0, now=now, timeout=0.6))


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def required(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the required files of a snapshot."""
    return {
        name: data
        for name, data in files.items()
        if name.startswith("monthly/") or "policy" in name
    }


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


def _faults(kind: str, where: str, *words: str, count: int | None = None) -> Case:
    return Case(words, ((kind, where),), count)


def _bars(
    ticker: str, name: str, change: Callable[[pd.DataFrame], pd.DataFrame], *words: str
) -> Case:
    return Case(
        (ticker, *words), change=lambda m: m.with_bars(ticker, change), name=f"{name}-{ticker}"
    )


def _at(row: int, **factors: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change of one bar: columns times factors."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        for name, factor in factors.items():
            frame[name] = frame[name].astype(float)
            frame.loc[frame.index[row], name] *= factor
        return frame

    return change


PRICES = ("open", "high", "low", "close", "adj_close")


def _all(factor: float) -> dict[str, float]:
    return dict.fromkeys(PRICES, factor)


def _split(power: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that applies the split of the bars once more (1) or takes it back (-1)."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        day = frame.index[frame["split"] > 0][0]
        ratio = frame.loc[day, "split"] ** power
        frame.loc[frame.index < day, list(PRICES)] /= ratio
        return frame

    return change


def _no_events(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(dividend=0.0, split=0.0)


def _unadjusted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(adj_close=frame["close"])


def _dividend(factor: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        last = frame.index[frame["dividend"] > 0][-1]
        frame.loc[last, "dividend"] *= factor
        return frame

    return change


def _without_close(frame: pd.DataFrame) -> pd.DataFrame:
    frame.loc[frame.index[-1], list(PRICES)] = float("nan")
    return frame


def _swapped(frame: pd.DataFrame) -> pd.DataFrame:
    last = frame.index[-1]
    frame.loc[last, ["high", "low"]] = frame.loc[last, ["low", "high"]].to_numpy()
    return frame


def _split_late(frame: pd.DataFrame) -> pd.DataFrame:
    """A 2:1 split that is listed a day before prices follow it."""
    frame.loc[frame.index[-4], "split"] = 2.0
    frame.loc[frame.index[-3:], list(PRICES)] /= 2
    return frame


def _bar_on(day: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Return a change that repeats the bar before a day on that day."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        row = frame[frame.index < day].iloc[[-1]].assign(dividend=0.0, split=0.0)
        row.index = pd.DatetimeIndex([day])
        return pd.concat([frame, row]).sort_index()

    return change


def _dropped(first: int, rows: int) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda frame: frame.drop(frame.index[first : first + rows])


def _fred(series: str, name: str, change: Callable[[list], list], *words: str) -> Case:  # type: ignore[type-arg]
    return Case(
        (series, *words),
        change=lambda m: m.with_fred(series, change(list(m.fred[series]))),
        name=f"{name}-{series}",
    )


# What a required source may not do: each stops the refresh and changes nothing.
FATAL = (
    _faults("429", "*", "SPY", "429"),
    _faults("429", "chart/IWM", "IWM", "429"),
    _faults("500", "chart/QQQ", "QQQ"),
    _faults("404", "tz/SPY", "SPY"),
    _faults("html", "chart/TNA", "TNA"),
    _faults("truncated", "chart/SPY", "SPY"),
    _faults("partial", "chart/QQQ", "QQQ"),
    _faults("blank", "chart/IWM", "IWM"),
    _faults("empty", "chart/SPY", "SPY"),
    _faults("reset", "chart/SPY", "SPY"),
    _faults("hangup", "chart/QQQ", "QQQ"),
    _faults("timeout", "chart/SPY", "SPY"),
    _faults("503", "fred/DFEDTARU", "DFEDTARU"),
    _faults("html", "fred/DFEDTAR", "DFEDTAR"),
    _faults("empty", "fred/DFEDTARL", "DFEDTARL"),
    _faults("truncated", "fred/DFEDTARU", "DFEDTARU"),
    _bars("SPY", "spike", _at(-1, **_all(10)), "moved"),
    _bars("QQQ", "negative", _at(-1, **_all(-1)), "not positive"),
    _bars("IWM", "zero", _at(-1, **_all(0)), "not positive"),
    _bars("IJR", "crossed", _swapped, "low and high"),
    _bars("VTWO", "volume-without-close", _without_close, "no close"),
    _bars("^RUT", "gap", _dropped(300, 6), "no bar for 6 sessions"),
    _bars("^NDX", "short-gap", _dropped(300, 3), "bars up to"),
    _bars("TNA", "split-twice", _split(1), "applied twice"),
    _bars("IJR", "split-not-applied", _split(-1), "not applied"),
    _bars("SPY", "no-events", _no_events, "distributions"),
    _bars("VTWO", "unadjusted", _unadjusted, "distributions"),
    _bars("IWM", "huge-dividend", _dividend(100), "implausible distribution"),
    _bars("IWM", "wrong-dividend", _dividend(2), "distributions"),
    _bars("QQQ", "past-month-changed", _at(300, **_all(1.02)), "2024-03", "accepted.toml"),
    _bars("QQQ", "stale", lambda frame: frame.iloc[:-2], "before the stored"),
    _bars("^GSPC", "very-stale", lambda frame: frame.iloc[:-10], "sessions before"),
    _bars("TNA", "split-listed-a-day-early", _split_late, "split"),
    _bars("IWM", "bar-on-a-saturday", _bar_on("2024-03-02"), "no session", "2024-03-02"),
    _bars("SPY", "negative-volume", _at(-1, volume=-1), "negative volume"),
    _bars("TNA", "late-start", lambda frame: frame.iloc[5:], "begin"),
    _fred("DFEDTARU", "spike", lambda rows: [*rows[:-1], (rows[-1][0], 60.0)]),
    _fred("DFEDTARL", "above-upper", lambda rows: [*rows[:-1], (rows[-1][0], 6.5)], "below"),
    _fred("DFEDTARU", "negative", lambda rows: [*rows[:-1], (rows[-1][0], -1.0)]),
    _fred("DFEDTARU", "hole", lambda rows: rows[:3000] + rows[3010:], "no value between"),
    _fred("DFEDTARU", "stale", lambda rows: rows[:-30], "sessions before"),
    _fred("DFEDTARL", "absent-on-a-change", lambda rows: [r for r in rows if r[0] != CHANGE],
          "only one of", CHANGE.isoformat()),
    _fred("DFEDTARU", "rewritten", lambda rows: [(d, v + 0.25 * (d.year == 2015)) for d, v in rows],
          "2015-01-01", "accepted.toml"),
)  # fmt: skip


@pytest.mark.parametrize("case", FATAL, ids=str)
def test_a_required_source_that_fails_stops_the_refresh_and_changes_nothing(
    case: Case, server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """Exit 3, the series named with its cause, the snapshot byte for byte as it was."""
    data = tmp_path / "data"
    shutil.copytree(base, data)
    faults = case.spoilers()
    market = case.change(payloads.market()) if case.change else None
    with pytest.raises(RefreshError) as caught:
        refresh(server, data, market, *faults)
    assert caught.value.exit_code == 3
    for word in case.words:
        assert word in str(caught.value)
    assert all(fault.strikes for fault in faults)
    assert contents(data) == contents(base)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def _passing(name: str, change: Change) -> Case:
    return Case((), change=change, name=name)


def _future_rates(market: Market) -> Market:
    """Rows after the last session, absurd but not impossible: they are not used."""
    later = [(payloads.LAST + timedelta(days=1), 19.0)]
    return market.with_fred("DFEDTARU", [*market.fred["DFEDTARU"], *later])


def _with_holdings(market: Market, change: Callable[[str], str]) -> Market:
    return replace(market, holdings={**market.holdings, "IWM": change(market.holdings["IWM"])})


def _first_row_twice(text: str) -> str:
    lines = text.splitlines()
    row = next(number for number, line in enumerate(lines) if '"Equity"' in line)
    return "\n".join([*lines[: row + 1], *lines[row:]])


# Failures that pass: two in a row on one series. yfinance repeats a status once by itself.
PASSING = (
    _faults("429", "chart/SPY", count=4),
    _faults("500", "chart/IWM", count=4),
    _faults("429", "tz/QQQ", count=4),
    _faults("html", "chart/QQQ", count=2),
    _faults("truncated", "chart/TNA", count=2),
    _faults("hangup", "chart/^RUT", count=3),
    _faults("timeout", "chart/IJR", count=2),
    _faults("429", "fred/DFEDTARU", count=2),
    _faults("html", "fred/DFEDTAR", count=2),
    _faults("401", "quoteSummary/*", count=1),
    _faults("500", "screener/250", count=2),
    _faults("hangup", "cookie"),
    Case((), change=lambda m: m.with_fred("DFEDTARU",
                                          [r for r in m.fred["DFEDTARU"] for _ in "ab"]),
         name="fred-rows-twice"),
    _passing("rows-of-the-future", _future_rates),
    _passing("usrec-of-the-future", lambda m: m.with_fred("USREC", [
        *m.fred["USREC"], *((date(2026, month, 1), float(month > 9)) for month in range(1, 13))])),
    _passing("fred-day-missing", lambda m: m.with_fred("DFEDTARL", [
        row for row in m.fred["DFEDTARL"] if row[0] != CHANGE + timedelta(days=2)])),
    _passing("bar-after-the-last-session", lambda m: m.with_bars("IWM", _bar_on("2026-09-26"))),
    _passing("holdings-row-twice", lambda m: _with_holdings(m, _first_row_twice)),
    _passing("holdings-quoted-header", lambda m: _with_holdings(
        m, lambda text: text.replace("Ticker,Name", '"Ticker","Name"'))),
    _passing("holdings-longer-preamble", lambda m: _with_holdings(
        m, lambda text: 'Generated by,"the manager"\n' + text)),
    Case((), change=lambda m: replace(m, universe=[*m.universe, *m.universe[-9:]]),
         name="screener-rows-twice"),
)  # fmt: skip


@pytest.mark.parametrize("case", PASSING, ids=str)
def test_two_failures_in_a_row_leave_no_trace(
    case: Case, server: SourceServer, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A passing fault and rows that come twice change no byte, and no source is said to fail."""
    data = tmp_path / "data"
    shutil.copytree(base, data)
    faults = case.spoilers()
    refresh(server, data, case.change(payloads.market()) if case.change else None, *faults)
    assert all(fault.strikes >= (fault.count or 1) for fault in faults)
    assert contents(data) == contents(base)
    assert "kept" not in capsys.readouterr().err


def _modules(name: str, *dropped: str) -> Case:
    def change(market: Market) -> Market:
        return market.with_fund("IWM", lambda modules: [modules.pop(each) for each in dropped])  # type: ignore[arg-type,return-value]

    return Case(("fund facts", *dropped), change=change, name=name)


def _held(name: str, change: Callable[[str], str], *words: str) -> Case:
    return Case(
        ("holdings", *words),
        change=lambda m: _with_holdings(m, change),
        name=name,
    )


OPTIONAL = (
    _faults("500", "quoteSummary/*", "fund facts"),
    _faults("429", "quoteSummary/*", "fund facts", "screener"),
    _faults("empty", "quoteSummary/IWM", "fund facts"),
    _faults("html", "quoteSummary/TNA", "fund facts"),
    _faults("empty", "quote", "fund facts"),
    _faults("500", "quote", "fund facts"),
    _modules("no-top-holdings", "topHoldings"),
    _modules("no-profile", "fundProfile", "summaryDetail"),
    _modules("no-name", "quoteType"),
    Case(("fund facts", "sector weights"), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["topHoldings"]["sectorWeightings"].pop()
        and modules["topHoldings"]["sectorWeightings"].pop(1)), name="sectors-short"),
    Case(("fund facts", "long_name"), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["quoteType"].update(longName={"raw": 1})), name="odd-name"),
    Case(("fund facts", "not a number"), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["summaryDetail"].update(totalAssets="5B")), name="odd-size"),
    Case(("fund facts",), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["fundProfile"].update(feesExpensesInvestment=[1])),
        name="odd-fees"),
    Case(("screener", "symbol"), change=lambda m: replace(m, universe=[
        {key: value for key, value in quote.items() if key != "symbol"} if not number else quote
        for number, quote in enumerate(m.universe)]), name="quote-without-symbol"),
    _faults("500", "screener/500", "screener"),
    _faults("429", "screener/250", "screener", "429"),
    _faults("empty", "screener/0", "screener"),
    _faults("empty", "screener/1500", "screener"),
    _faults("truncated", "screener/750", "screener"),
    _faults("503", "holdings/IVV", "holdings"),
    _faults("html", "holdings/IWM", "holdings"),
    _faults("empty", "holdings/IJR", "holdings"),
    _faults("truncated", "holdings/IWM", "holdings"),
    _held("no-date", lambda text: text.replace('"Sep 25, 2026"', '"-"'), "no data"),
    _held("older", lambda text: text.replace("Sep 25, 2026", "Jul 01, 2026"), "older"),
    _held("of-the-future", lambda text: text.replace("Sep 25, 2026", "Oct 25, 2026"), "to come"),
    _held("other-fund", lambda text: text.replace("Russell 2000", "Other"), "another fund"),
    _held("not-a-number", lambda text: text.replace('"100,000,000.00"', '"NaN"'), "not a number"),
    _held("other-unit", lambda text: text.replace('"100,000,000.00"', '"100,000.00"'), "agree"),
    _held("half", lambda text: "\n".join(text.splitlines()[:900]) + '\n\n"end"\n', "weights"),
    _faults("500", "static/*", "French"),
    _faults("truncated", "static/*", "French", "zip"),
    _faults("html", "static/*", "French"),
    *(
        Case(("French", cause), change=lambda m, new=new: replace(  # type: ignore[misc]
            m, factors=re.sub(r"(?m)^199903,.*$", new, m.factors)), name=f"french-{name}")
        for name, new, cause in (
            ("other-code", "199903, -99.9, -99.9, -99.9, 0.1", "implausible"),
            ("two-values", "199903, 1, 1, 1, 0.1\n199903, 1, 2, 1, 0.1", "two different"),
            ("cut-short", "", "ends before"),
        )
    ),
    _faults("500", "fred/USREC", "USREC"),
    _faults("empty", "fred/USREC", "USREC"),
    _fred("USREC", "neither", lambda rows: [*rows[:-1], (rows[-1][0], 2.0)]),
    _fred("USREC", "month-missing", lambda rows: rows[:100] + rows[101:]),
)  # fmt: skip


@pytest.mark.parametrize("case", OPTIONAL, ids=str)
def test_an_optional_source_that_fails_is_named_and_keeps_its_values(
    case: Case, server: SourceServer, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No exit status, the source named, and every stored value as it was."""
    data = tmp_path / "data"
    shutil.copytree(base, data)
    faults = case.spoilers()
    refresh(server, data, case.change(payloads.market()) if case.change else None, *faults)
    said = capsys.readouterr().err
    for word in case.words:
        assert word in said
    assert all(fault.strikes for fault in faults)
    assert contents(data) == contents(base)


ALL_OPTIONAL = tuple(
    Fault("500", where)
    for where in ("quote*", "screener/*", "holdings/*", "static/*", "fred/USREC")
)


def test_without_any_optional_source_the_required_files_are_the_same(
    server: SourceServer, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Required files do not depend on optional sources; each absent one is named."""
    data = tmp_path / "data"
    refresh(server, data, None, *ALL_OPTIONAL)
    assert required(contents(data)) == required(contents(base))
    assert {*contents(data)} == {*required(contents(base)), "lock.json"}
    said = capsys.readouterr().err
    for name in ("fund facts", "screener", "holdings", "French", "USREC"):
        assert f"warning: {name}:" in said
    assert snapshot.load(data).newest().fund_fact("IWM", "fee") is None


def test_a_source_that_fails_keeps_its_own_date_while_the_rest_moves_on(
    server: SourceServer, tmp_path: Path
) -> None:
    """A stored fact is dated by its last confirmation, not by the newer prices beside it."""
    data = tmp_path / "data"
    earlier = payloads.LAST - timedelta(days=7)
    refresh(server, data, payloads.market().until(earlier))
    refresh(server, data, None, Fault("500", "quoteSummary/*"))
    view = snapshot.load(data).newest()
    fee = view.fund_fact("IWM", "fee")
    assert view.as_of == payloads.LAST
    assert fee is not None
    assert fee.as_of == earlier


@pytest.mark.parametrize(
    "fault", [Fault("500", "chart/SPY"), Fault("500", "fred/DFEDTAR")], ids=str
)
def test_from_nothing_a_failure_leaves_nothing(
    fault: Fault, server: SourceServer, tmp_path: Path
) -> None:
    """Not even the folder is left where the first refresh fails."""
    with pytest.raises(RefreshError):
        refresh(server, tmp_path / "new" / "data", None, replace(fault, strikes=0))
    assert list(tmp_path.iterdir()) == []


def test_every_wrong_series_is_named_at_once(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """A person sees all wrong series in one run."""
    data = tmp_path / "data"
    shutil.copytree(base, data)
    market = payloads.market().with_bars("SPY", _at(-1, **_all(10)))
    market = market.with_bars("^RUT", _at(-1, **_all(-1)))
    with pytest.raises(RefreshError) as caught:
        refresh(server, data, market)
    assert {problem.id for problem in caught.value.problems} == {"SPY", "^RUT"}


def _accepting(folder: Path, said: str) -> Path:
    """Return a content folder whose accepted.toml is the line that a message printed."""
    content = folder / "content"
    shutil.copytree(CONTENT, content, ignore=shutil.ignore_patterns("data", "accepted.toml"))
    found = re.search(r'"[^"]+" = \{ value = .*? \}', said)
    assert found
    (content / "accepted.toml").write_text(found[0] + "\n")
    return content


def test_the_printed_line_accepts_a_fact(
    server: SourceServer, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Flagged and kept at first; taken over once the line stands in accepted.toml, as drifted."""
    data = tmp_path / "data"
    shutil.copytree(base, data)

    def assets(value: float) -> Market:
        return payloads.market().with_fund(
            "IWM", lambda modules: modules["summaryDetail"].update(totalAssets=value)
        )

    refresh(server, data, assets(9e10))
    kept = snapshot.load(data).newest().fund_fact("IWM", "net_assets")
    assert kept is not None
    assert kept.number == 5e10
    content = _accepting(tmp_path, capsys.readouterr().err)
    refresh(server, data, assets(9.3e10), content=content)
    taken = snapshot.load(data).newest().fund_fact("IWM", "net_assets")
    assert taken is not None
    assert taken.number == 9.3e10
    assert not json.loads((data / "lock.json").read_text())["flags"]


def test_the_printed_line_accepts_a_past_month_and_changes_none_before_it(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """The months before the correction keep their bytes, though the vendor rescaled them."""
    data = tmp_path / "data"
    shutil.copytree(base, data)

    def corrected(jitter: float) -> Market:
        def change(frame: pd.DataFrame) -> pd.DataFrame:
            frame.loc[frame.index >= "2024-03-11", list(PRICES)] *= 1.02
            frame["adj_close"] *= 0.9
            frame.loc[frame.index >= "2024-03-14", "adj_close"] *= jitter
            return frame

        return payloads.market().with_bars("QQQ", change)

    with pytest.raises(RefreshError) as caught:
        refresh(server, data, corrected(1))
    assert len(caught.value.problems) == 1
    content = _accepting(tmp_path, str(caught.value))
    refresh(server, data, corrected(1.00002), content=content)
    old, new = ((folder / "monthly/QQQ.csv").read_text().splitlines() for folder in (base, data))
    count = sum(line < "2024-03" for line in old[1:]) + 1
    assert old[:count] == new[:count]
    assert old[count] != new[count]
    after = contents(data)
    refresh(server, data, corrected(1.00002), content=content)
    assert contents(data) == after


def test_a_day_later_the_same_answers_change_no_byte(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """Neither a value nor the lock knows how often it was asked for."""
    data = tmp_path / "data"
    shutil.copytree(base, data)
    refresh(server, data, now=payloads.NOW + timedelta(days=1))
    assert contents(data) == contents(base)


def test_a_value_out_of_range_keeps_its_flag_while_its_source_fails(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """A negative P/E is flagged with what was seen, and the flag outlives a failure."""
    data = tmp_path / "data"
    shutil.copytree(base, data)
    refresh(server, data, payloads.market().with_fund(
        "IWM", lambda modules: modules["topHoldings"]["equityHoldings"].update(
            priceToEarnings=-0.05)))  # fmt: skip
    flags = json.loads((data / "lock.json").read_text())["flags"]
    assert [(flag["id"], flag["seen"], flag["kept"]) for flag in flags] == [
        ("iwm.pe_trailing", "-20", "25")
    ]
    before = contents(data)
    refresh(server, data, None, Fault("500", "quoteSummary/*"))
    assert contents(data) == before


def _killed_at(stop: int, data: Path, files: dict[str, bytes]) -> None:
    """Replace a snapshot in a process that kills itself after some steps."""
    done: list[str] = []

    def step(name: str) -> None:
        done.append(name)
        if len(done) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    store.replace(data, files, step)


@pytest.mark.parametrize("from_nothing", [False, True])
def test_a_refresh_killed_after_any_step_leaves_a_snapshot_that_loads(
    from_nothing: bool, server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """The old snapshot before the commit, the new one after it; the next refresh tidies up."""
    old, new = tmp_path / "old", contents(base)
    old.mkdir()
    if not from_nothing:
        refresh(server, old, payloads.market().until(payloads.LAST - timedelta(days=7)))
    before = contents(old)
    changed = {name: data for name, data in new.items() if before.get(name) != data}
    steps: list[str] = []
    store.replace(shutil.copytree(old, tmp_path / "whole"), changed, steps.append)
    assert contents(tmp_path / "whole") == new
    commit = steps.index("commit") + 1
    for stop in range(1, len(steps) + 1):
        data = shutil.copytree(old, tmp_path / f"at-{stop}")
        child = multiprocessing.get_context("fork").Process(
            target=_killed_at, args=(stop, data, changed)
        )
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        expected = new if stop >= commit else before
        if expected:
            lock = json.loads(expected["lock.json"])
            assert str(snapshot.load(data).as_of) == lock["as_of"]
        with store.exclusive(data):
            store.recover(data)
        assert contents(data) == expected
        assert not list(data.glob(".*"))


def test_a_full_disk_changes_nothing(
    server: SourceServer, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written whole is cleared away and said, with exit status 3."""
    data = tmp_path / "data"
    refresh(server, data, payloads.market().until(payloads.LAST - timedelta(days=7)))
    before, flushed = contents(data), os.fsync

    def full(handle: int) -> None:
        if len(list(data.glob(".next.*/monthly/*.csv"))) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flushed(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefreshError, match="No space left"):
        refresh(server, data)
    assert contents(data) == before
    assert not list(data.glob(".*"))


def test_a_place_that_is_a_file_is_refused_before_anything_is_fetched(
    server: SourceServer, tmp_path: Path
) -> None:
    """Neither the file itself nor a folder below it can be a snapshot."""
    (tmp_path / "file").write_text("x")
    for data in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(UserError, match="cannot be written here"):
            refresh(server, data)
    assert (tmp_path / "file").read_text() == "x"
