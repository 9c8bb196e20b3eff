"""The refresh under faults of its required sources: real clients, small payloads on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import payloads
import pytest
from payloads import Fault, Market, SourceServer
from refreshing import (
    CHANGE,
    PRICES,
    Case,
    Round,
    accepting,
    all_prices,
    at_row,
    bar_on,
    changed,
    contents,
    dropped,
    failing,
    first_word,
    fred_case,
    no_events,
    refresh,
    refused,
    resplit,
    rounds,
    scaled_dividend,
    serving,
    split_late,
    swapped,
    unadjusted,
    whole,
    with_holdings,
    without_close,
)

from generator.core.errors import RefreshError


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    with serving() as source:
        yield source


@pytest.fixture(scope="module")
def base(server: SourceServer) -> Path:
    """A snapshot made from whole answers."""
    return whole(server)


# What a required source may not do: each stops the refresh and changes nothing.
UNANSWERED = (
    failing("429", "*", "SPY", "429"),
    failing("429", "chart/IWM", "IWM", "429"),
    failing("500", "chart/QQQ", "QQQ"),
    failing("404", "tz/SPY", "SPY"),
    failing("html", "chart/TNA", "TNA"),
    failing("truncated", "chart/SPY", "SPY"),
    failing("partial", "chart/QQQ", "QQQ"),
    failing("blank", "chart/IWM", "IWM"),
    failing("empty", "chart/SPY", "SPY"),
    failing("reset", "chart/SPY", "SPY"),
    failing("hangup", "chart/QQQ", "QQQ"),
    failing("timeout", "chart/SPY", "SPY"),
    failing("503", "fred/DFEDTARU", "DFEDTARU"),
    failing("html", "fred/DFEDTAR", "DFEDTAR"),
    failing("empty", "fred/DFEDTARL", "DFEDTARL"),
    failing("truncated", "fred/DFEDTARU", "DFEDTARU"),
)  # fmt: skip

# Wrong in itself, beside what else is wrong in itself.
WRONG = (
    changed("SPY", "spike", at_row(-1, **all_prices(10)), "moved"),
    changed("QQQ", "negative", at_row(-1, **all_prices(-1)), "not positive"),
    changed("IWM", "zero", at_row(-1, **all_prices(0)), "not positive"),
    changed("IJR", "crossed", swapped, "low and high"),
    changed("VTWO", "volume-without-close", without_close, "no close"),
    changed("^RUT", "gap", dropped(300, 6), "no bar for 6 sessions"),
    changed("TNA", "split-twice", resplit(1), "applied twice"),
    changed("IJR", "split-not-applied", resplit(-1), "not applied"),
    changed("SPY", "no-events", no_events, "distributions"),
    changed("VTWO", "unadjusted", unadjusted, "distributions"),
    changed("IWM", "huge-dividend", scaled_dividend(100), "implausible distribution"),
    changed("IWM", "wrong-dividend", scaled_dividend(2), "distributions"),
    changed("TNA", "split-listed-a-day-early", split_late, "split"),
    changed("IWM", "bar-on-a-saturday", bar_on("2024-03-02"), "no session", "2024-03-02"),
    changed("SPY", "negative-volume", at_row(-1, volume=-1), "negative volume"),
    fred_case("DFEDTARU", "spike", lambda rows: [*rows[:-1], (rows[-1][0], 60.0)]),
    fred_case("DFEDTARU", "negative", lambda rows: [*rows[:-1], (rows[-1][0], -1.0)]),
    fred_case("DFEDTARU", "hole", lambda rows: rows[:3000] + rows[3010:], "no value between"),
)  # fmt: skip


# Wrong beside the other series, and beside what is stored.
LATE = (
    changed("^GSPC", "very-stale", lambda frame: frame.iloc[:-10], "sessions before"),
    fred_case("DFEDTARU", "stale", lambda rows: rows[:-30], "sessions before"),
)  # fmt: skip
BEHIND = (changed("QQQ", "stale", lambda frame: frame.iloc[:-2], "before the stored"),)
CONTRADICTING = (
    changed("^NDX", "short-gap", dropped(300, 3), "bars up to"),
    changed("QQQ", "past-month-changed", at_row(300, **all_prices(1.02)), "2024-03",
            "accepted.toml"),
    changed("TNA", "late-start", lambda frame: frame.iloc[5:], "begin"),
    fred_case("DFEDTARL", "above-upper", lambda rows: [*rows[:-1], (rows[-1][0], 6.5)], "below"),
    fred_case("DFEDTARL", "absent-on-a-change", lambda rows: [r for r in rows if r[0] != CHANGE],
          "only one of", CHANGE.isoformat()),
    fred_case("DFEDTARU", "rewritten", lambda rows: [
        (d, v + 0.25 * (d.year == 2015)) for d, v in rows], "2015-01-01", "accepted.toml"),
)  # fmt: skip


def one_rate(case: Case) -> str:
    """Return the series that a case names; the target's are judged together."""
    return "rate" if case.words[0].startswith("DFEDTAR") else case.words[0]


FATAL = [
    *(Round((case,)) for case in UNANSWERED),
    *rounds(WRONG, LATE, BEHIND, source=first_word),
    *rounds(CONTRADICTING, source=one_rate),
]


@pytest.mark.parametrize("case", FATAL, ids=str)
def test_a_required_source_that_fails_stops_the_refresh_and_changes_nothing(
    case: Round, server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """Exit 3, the series named with its cause, the snapshot byte for byte as it was."""
    refused(case, server, shutil.copytree(base, tmp_path / "data"))
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def passing(name: str, change: Callable[[Market], Market]) -> Case:
    """Return a case that leaves no trace."""
    return Case((), change=change, name=name)


def future_rates(market: Market) -> Market:
    """Rows after the last session, absurd but not impossible: they are not used."""
    later = [(payloads.LAST + timedelta(days=1), 19.0)]
    return market.with_fred("DFEDTARU", [*market.fred["DFEDTARU"], *later])


def first_row_twice(text: str) -> str:
    """Return a holdings file whose first share comes in two equal lines."""
    lines = text.splitlines()
    row = next(number for number, line in enumerate(lines) if '"Equity"' in line)
    return "\n".join([*lines[: row + 1], *lines[row:]])


# Failures that pass: two in a row on one series. yfinance repeats a status once by itself.
PASSING = (
    failing("429", "chart/SPY", count=4),
    failing("500", "chart/IWM", count=4),
    failing("429", "tz/QQQ", count=4),
    failing("html", "chart/QQQ", count=2),
    failing("truncated", "chart/TNA", count=2),
    failing("hangup", "chart/^RUT", count=3),
    failing("timeout", "chart/IJR", count=2),
    failing("429", "fred/DFEDTARU", count=2),
    failing("html", "fred/DFEDTAR", count=2),
    failing("401", "quoteSummary/*", count=1),
    failing("500", "screener/250", count=2),
    failing("hangup", "cookie"),
    Case((), change=lambda m: m.with_fred("DFEDTARU",
                                          [r for r in m.fred["DFEDTARU"] for _ in "ab"]),
         name="fred-rows-twice"),
    passing("rows-of-the-future", future_rates),
    passing("usrec-of-the-future", lambda m: m.with_fred("USREC", [
        *m.fred["USREC"], *((date(2026, month, 1), float(month > 9)) for month in range(1, 13))])),
    passing("fred-day-missing", lambda m: m.with_fred("DFEDTARL", [
        row for row in m.fred["DFEDTARL"] if row[0] != CHANGE + timedelta(days=2)])),
    passing("bar-after-the-last-session", lambda m: m.with_bars("IWM", bar_on("2026-09-26"))),
    passing("holdings-row-twice", lambda m: with_holdings(m, first_row_twice)),
    passing("holdings-quoted-header", lambda m: with_holdings(
        m, lambda text: text.replace("Ticker,Name", '"Ticker","Name"'))),
    passing("holdings-longer-preamble", lambda m: with_holdings(
        m, lambda text: 'Generated by,"the manager"\n' + text)),
    Case((), change=lambda m: replace(m, universe=[*m.universe, *m.universe[-9:]]),
         name="screener-rows-twice"),
)  # fmt: skip


def place(case: Case) -> str:
    """Return the series that a fault strikes, or what the case's name begins with."""
    where = case.faults[0][1] if case.faults else case.name
    return where.rpartition("/")[2] if case.faults else where.partition("-")[0]


@pytest.mark.parametrize("case", rounds(PASSING, source=place), ids=str)
def test_two_failures_in_a_row_leave_no_trace(
    case: Round,
    server: SourceServer,
    base: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A passing fault and rows that come twice change no byte, and no source is said to fail."""
    data = shutil.copytree(base, tmp_path / "data")
    faults = case.spoilers()
    refresh(server, data, case.market(), *faults)
    assert all(fault.strikes >= (fault.count or 1) for fault in faults)
    assert contents(data) == contents(base)
    assert "kept" not in capsys.readouterr().err


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
    market = payloads.market().with_bars("SPY", at_row(-1, **all_prices(10)))
    market = market.with_bars("^RUT", at_row(-1, **all_prices(-1)))
    with pytest.raises(RefreshError) as caught:
        refresh(server, data, market)
    assert {problem.id for problem in caught.value.problems} == {"SPY", "^RUT"}


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
    content = accepting(tmp_path, str(caught.value))
    refresh(server, data, corrected(1.00002), content=content)
    old, new = ((folder / "monthly/QQQ.csv").read_text().splitlines() for folder in (base, data))
    count = sum(line < "2024-03" for line in old[1:]) + 1
    assert old[:count] == new[:count]
    assert old[count] != new[count]
    after = contents(data)
    refresh(server, data, corrected(1.00002), content=content)
    assert contents(data) == after
