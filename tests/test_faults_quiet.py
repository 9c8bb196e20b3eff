"""Faults that say nothing: prices that are wrong only beside their siblings, or their own past."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pandas as pd
import payloads
import pytest
from files import REQUIRED_TICKERS as TICKERS
from languages import CONFIG
from payloads import Market, SourceServer
from refreshing import (
    PRICES,
    Case,
    Round,
    accepting,
    changed,
    contents,
    refresh,
    refused,
    rounds,
    serving,
)

from generator.build import pipeline
from generator.core.errors import RefreshError
from generator.refresh.draft import Draft
from generator.snapshot import view as snapshot

EARLIER = payloads.LAST - timedelta(days=42)  # in the month before: a month-end lies between
MONTH_END = pd.Timestamp("2026-08-31")
Change = Callable[[pd.DataFrame], pd.DataFrame]


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    with serving() as source:
        yield source


@pytest.fixture(scope="module")
def stored(server: SourceServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of some weeks ago."""
    data = tmp_path_factory.mktemp("stored") / "data"
    refresh(server, data, payloads.market().until(EARLIER))
    return data


@pytest.fixture(scope="module")
def clean(server: SourceServer, stored: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stored snapshot after a refresh without a fault."""
    data = tmp_path_factory.mktemp("clean") / "data"
    shutil.copytree(stored, data)
    refresh(server, data)
    return data


def frozen(sessions: int) -> Change:
    """Return a change that repeats a close on the last sessions, without volume."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame.index[-sessions:], list(PRICES)] = frame["close"].iloc[-sessions - 1]
        frame.loc[frame.index[-sessions:], "volume"] = 0
        return frame

    return change


def scaled(rows: slice, factor: float) -> Change:
    """Return a change that multiplies the prices of some sessions."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[frame.index[rows], list(PRICES)] *= factor
        return frame

    return change


def stuck(sessions: int) -> Change:
    """Return a change that repeats a close alone on the last sessions; the others stay true."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        last, close = frame.index[-sessions:], frame["close"].iloc[-sessions - 1]
        frame.loc[last, "close"] = close
        frame.loc[last, "high"] = frame.loc[last, "high"].clip(lower=close)
        frame.loc[last, "low"] = frame.loc[last, "low"].clip(upper=close)
        return payloads.adjusted(frame)

    return change


def doubled(frame: pd.DataFrame) -> pd.DataFrame:
    """Return bars whose prices and dividends are all twice as high, volumes as they were."""
    return frame.assign(**{name: 2 * frame[name] for name in (*PRICES, "dividend")})


def days_later(sessions: int) -> Change:
    """Return a change that puts every bar on another session, the events with it."""
    return lambda frame: frame.shift(sessions).dropna(subset=["close"])


def without_price(day: pd.Timestamp) -> Change:
    """Return a change that makes a day's bar one of nulls."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[day, [*PRICES, "volume"]] = float("nan")
        return frame

    return change


# What is wrong in itself, beside its siblings, and at a month's end.
ITSELF = (
    changed("QQQ", "frozen-1", frozen(1), "stand still"),
    changed("^NDX", "frozen-2", frozen(2), "stand still"),
    changed("IWM", "frozen-5", frozen(5), "stand still"),
    changed("IJR", "split-3-1", scaled(slice(-8, None), 1 / 3), "moved"),
    changed("VTWO", "split-1-4", scaled(slice(-8, None), 4), "moved"),
    changed("SPY", "halved", scaled(slice(-20, None), 1 / 2), "moved"),
)
SIBLINGS = (
    changed("TNA", "split-2-1", scaled(slice(-8, None), 1 / 2), "3 × IWM", "accepted.toml"),
    changed("QQQ", "split-6-5", scaled(slice(-3, None), 5 / 6), "^NDX", "accepted.toml"),
    changed("IJR", "bad-print-4pct", scaled(slice(-9, -8), 1.04), "IWM", "accepted.toml"),
    changed("^GSPC", "bad-print-2pct", scaled(slice(-5, -4), 0.98), "SPY", "accepted.toml"),
)
ELSE = (
    changed("QQQ", "close-stuck-2", stuck(2), "^NDX", "accepted.toml"),
    changed("SPY", "close-stuck-5", stuck(5), "^GSPC", "accepted.toml"),
    changed("IJR", "close-stuck-20", stuck(20), "IWM", "accepted.toml"),
    changed("^RUT", "all-doubled", doubled, "2 times", "^RUT turnover", "accepted.toml"),
    changed("TNA", "all-doubled", doubled, "2 times", "TNA turnover", "accepted.toml"),
)
TWO_SIBLINGS = (
    changed("IWM", "bad-print-at-the-end", scaled(slice(-1, None), 1.02), "^RUT"),
    Case(("IWM", "VTWO", "accepted.toml"), name="and-its-other-sibling"),
)
ENDS = (
    changed("VTWO", "null-at-month-end", without_price(MONTH_END), "2026-08-31", "accepted.toml"),
    changed("^RUT", "absent-at-month-end", lambda f: f.drop(MONTH_END), "last session"),
)
REFUSED = rounds(ITSELF, SIBLINGS, ELSE, TWO_SIBLINGS, ENDS, source=str)


@pytest.mark.parametrize("case", REFUSED, ids=str)
def test_a_quiet_fault_of_the_newest_prices_is_refused(
    case: Round, server: SourceServer, stored: Path, tmp_path: Path
) -> None:
    """Exit 3 and the cause, not a byte changed: the clean refresh after it is as without it."""
    refused(case, server, shutil.copytree(stored, tmp_path / "data"))


@pytest.mark.parametrize("ticker", ["SPY", "^NDX"])
def test_from_nothing_a_wrong_print_of_the_past_is_refused(
    ticker: str, server: SourceServer, tmp_path: Path
) -> None:
    """Without anything stored, the series' other years tell how far siblings part."""
    market = payloads.market().with_bars(ticker, scaled(slice(-300, -299), 1.05))
    with pytest.raises(RefreshError, match="ten years allow"):
        refresh(server, tmp_path / "data", market)
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("ticker", "sessions", "words"),
    [("VTWO", 1, "moves like \\^RUT one session before"), ("QQQ", -1, "\\^NDX one session after")],
)
def test_from_nothing_a_series_with_other_days_is_refused(
    ticker: str, sessions: int, words: str, server: SourceServer, tmp_path: Path
) -> None:
    """All days being wrong, the usual difference allows it; that another day fits better does not.

    A payment's day moves with its bar, so that the series agrees with itself.
    """
    market = payloads.market().with_bars(ticker, days_later(sessions))
    with pytest.raises(RefreshError, match=words):
        refresh(server, tmp_path / "data", market)
    assert not (tmp_path / "data").exists()


def test_a_fund_of_which_no_payment_is_listed_is_doubted(
    server: SourceServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its adjusted prices are its prices, and nothing contradicts it: flagged until accepted."""

    def bare(frame: pd.DataFrame) -> pd.DataFrame:
        return frame.assign(dividend=0.0, adj_close=frame["close"])

    market, data = payloads.market().with_bars("IJR", bare), tmp_path / "data"
    refresh(server, data, market)
    said = capsys.readouterr().err
    assert "IJR: no payment listed at all" in said
    flags = snapshot.load(data, CONFIG).newest().flags
    assert [flag["reason"] for flag in flags] == ["no payment listed at all"]
    refresh(server, data, market, content=accepting(tmp_path, said))
    assert not snapshot.load(data, CONFIG).newest().flags


def test_a_crash_in_which_siblings_agree_passes(
    server: SourceServer, stored: Path, tmp_path: Path
) -> None:
    """Every series falls by a fifth in a day, the one that triples by three fifths."""
    market = payloads.market()
    for ticker in market.bars:
        market = market.with_bars(ticker, scaled(slice(-6, None), 0.4 if ticker == "TNA" else 0.8))
    data = shutil.copytree(stored, tmp_path / "data")
    refresh(server, data, market)
    months = snapshot.load(data, CONFIG).monthly
    assert months["SPY"]["worst_day"].iloc[-1] == pytest.approx(-0.2, abs=0.05)
    assert months["TNA"]["worst_day"].iloc[-1] == pytest.approx(-0.6, abs=0.1)


@pytest.mark.parametrize("ticker", ["QQQ", "IJR"])
def test_the_printed_line_accepts_what_siblings_contradict(
    ticker: str, server: SourceServer, stored: Path, tmp_path: Path
) -> None:
    """A person who has looked at both series pastes the lines; then the refresh goes on."""
    data = shutil.copytree(stored, tmp_path / "data")
    market = payloads.market().with_bars(ticker, scaled(slice(-1, None), 1.06))
    with pytest.raises(RefreshError) as caught:
        refresh(server, data, market)
    content = accepting(tmp_path, str(caught.value))
    refresh(server, data, market, content=content)
    assert snapshot.load(data, CONFIG).as_of == payloads.LAST


@pytest.mark.parametrize("ticker", ["VTWO", "^GSPC"])
def test_an_accepted_close_stands_in_for_the_bar_that_a_source_never_has(
    ticker: str, server: SourceServer, stored: Path, clean: Path, tmp_path: Path
) -> None:
    """All windows end on the same day: the month has the close that a person looked up."""
    data = shutil.copytree(stored, tmp_path / "data")
    market = payloads.market().with_bars(ticker, without_price(MONTH_END))
    with pytest.raises(RefreshError) as caught:
        refresh(server, data, market)
    refresh(server, data, market, content=accepting(tmp_path, str(caught.value)))
    months, whole = (snapshot.load(each, CONFIG).monthly[ticker] for each in (data, clean))
    assert months["last_session"].iloc[-2] == MONTH_END
    levels, others = months["price_index"], whole["price_index"]
    assert levels.iloc[-2] == pytest.approx(others.iloc[-2], rel=0.01)
    assert levels.iloc[-1] == pytest.approx(others.iloc[-1])


@pytest.mark.parametrize(("ticker", "late"), [("^RUT", 1), ("IJR", 5)])
def test_as_of_is_the_last_session_that_all_series_have(
    ticker: str, late: int, server: SourceServer, stored: Path, clean: Path, tmp_path: Path
) -> None:
    """One series ends some sessions early: all end there, and the next refresh goes on."""
    data = shutil.copytree(stored, tmp_path / "data")
    refresh(server, data, payloads.market().with_bars(ticker, lambda frame: frame.iloc[:-late]))
    found = snapshot.load(data, CONFIG)
    assert found.as_of == payloads.sessions(EARLIER, payloads.LAST)[-1 - late].date()
    ends = {found.monthly[ticker]["last_session"].iloc[-1] for ticker in TICKERS}
    assert ends == {pd.Timestamp(found.as_of)}
    refresh(server, data)
    assert contents(data) == contents(clean)


def test_a_series_more_than_five_sessions_late_is_refused(
    server: SourceServer, stored: Path, tmp_path: Path
) -> None:
    """Then it is no longer the others that wait for one."""
    data = shutil.copytree(stored, tmp_path / "data")
    with pytest.raises(RefreshError, match="6 sessions before the freshest"):
        refresh(server, data, payloads.market().with_bars("^GSPC", lambda frame: frame.iloc[:-6]))
    assert contents(data) == contents(stored)


def priced_in(currency: str | None, *tickers: str) -> Market:
    """Return a market whose answers name another currency for some tickers, or none."""
    other = (currency, *payloads.NEW_YORK[1:])
    return replace(payloads.market(), places=dict.fromkeys(tickers, other))


def test_prices_in_another_currency_are_refused(
    server: SourceServer, stored: Path, tmp_path: Path
) -> None:
    """The definitions are in dollars; every series that is not is named, and nothing changes."""
    data = shutil.copytree(stored, tmp_path / "data")
    with pytest.raises(RefreshError) as caught:
        refresh(server, data, priced_in("EUR", "QQQ", "^RUT"))
    said = [(each.id, each.message) for each in caught.value.problems]
    assert [ticker for ticker, text in said if "in EUR, the settings say USD" in text] == [
        "QQQ", "^RUT",
    ]  # fmt: skip
    assert contents(data) == contents(stored)


def test_a_currency_that_is_not_said_is_no_agreement(
    server: SourceServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The values count, flagged on the page and named on the console until a person accepts."""
    market, data = priced_in(None, "IWM", "^GSPC", "RSP"), tmp_path / "data"
    refresh(server, data, market)
    said = capsys.readouterr().err
    assert [
        (flag["id"], flag["reason"]) for flag in snapshot.load(data, CONFIG).newest().flags
    ] == [
        (name, "currency not given") for name in ("gspc.currency", "iwm.currency", "rsp.currency")
    ]
    assert said.count("currency not given; taken for USD") == 3
    refresh(server, data, market, content=accepting(tmp_path, said))
    assert not snapshot.load(data, CONFIG).newest().flags


def without_payment(month: str) -> Change:
    """Return a change that drops a month's dividend from events and adjustment alike."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        days = frame.index[(frame["dividend"] > 0) & (frame.index.strftime("%Y-%m") == month)]
        frame.loc[days, "dividend"] = 0.0
        return payloads.adjusted(frame)

    return change


def test_payments_that_the_funds_own_calendars_expect_are_missed(
    server: SourceServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Named on the console and flagged for the page; the lines accept that there were none."""
    market = payloads.market().with_bars("IJR", without_payment("2026-06"))
    market = market.with_bars("VTWO", without_payment("2026-03"))
    data = tmp_path / "data"
    refresh(server, data, market)
    said = capsys.readouterr().err
    flags = snapshot.load(data, CONFIG).newest().flags
    assert {flag["reason"] for flag in flags} == {"expected payment missing"}
    for (fund, month), flag in zip((("IJR", "2026-06"), ("VTWO", "2026-03")), flags, strict=True):
        assert f"{fund}: expected payment missing around {month}" in said
        assert flag["id"].startswith(f"{fund.lower()}.distributions.{month}-")
    refresh(server, data, market, content=accepting(tmp_path, said))
    assert not snapshot.load(data, CONFIG).newest().flags


def test_a_payment_that_was_missed_may_come_late(
    server: SourceServer, clean: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stored with a flag, months later than its own; when the source has it, all is well again.

    Only the payment may come: where the month's prices moved as well, it is a rewritten past.
    """
    data = tmp_path / "data"
    refresh(server, data, payloads.market().with_bars("IJR", without_payment("2026-06")))
    rewritten = payloads.market().with_bars("IJR", scaled(slice(None, -70), 1.003))
    with pytest.raises(RefreshError, match="2026-06 is not what was stored"):
        refresh(server, data, rewritten)
    refresh(server, data)
    found, expected = (snapshot.load(each, CONFIG) for each in (data, clean))
    assert not found.newest().flags
    for name in ("tr_index", "distributions"):
        pd.testing.assert_series_equal(
            found.monthly["IJR"][name], expected.monthly["IJR"][name], rtol=1e-9
        )


@pytest.mark.parametrize("doubled", [True, False], ids=["adjusted-twice", "adjusted-once"])
@pytest.mark.parametrize("dividend", [2.0, 2.042], ids=["equal", "contained"])
def test_a_capital_gain_listed_in_two_columns_counts_once(
    dividend: float,
    doubled: bool,
    server: SourceServer,
    stored: Path,
    clean: Path,
    tmp_path: Path,
) -> None:
    """TNA pays 2 of capital gains within its dividend; the columns say so twice."""
    paid = {}

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        day, before = frame.index[-3], frame["close"].iloc[-4]
        frame.loc[frame.index[-3] :, ["open", "high", "low", "close"]] *= 1 - dividend / before
        paid["share"] = dividend / frame.loc[day, "close"]
        frame.loc[day, "dividend"] = dividend + (2.0 if doubled else 0.0)
        frame = payloads.adjusted(frame)
        frame.loc[day, "dividend"], frame["capital_gain"] = dividend, 0.0
        frame.loc[day, "capital_gain"] = 2.0
        return frame

    data = shutil.copytree(stored, tmp_path / "data")
    refresh(server, data, payloads.market().with_bars("TNA", change))
    found, expected = (
        snapshot.load(each, CONFIG).monthly["TNA"].iloc[-1] for each in (data, clean)
    )
    assert found["tr_index"] == pytest.approx(expected["tr_index"], rel=1e-6)
    more = found["distributions"] - expected["distributions"]
    assert 0.8 * paid["share"] < more < 1.2 * paid["share"]


def test_what_does_not_build_never_replaces_what_does(
    server: SourceServer, stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new data is read back and built from in another place before the old goes.

    That a refresh with good data builds and ends, tests/test_publishers_day.py shows.
    """
    data = shutil.copytree(stored, tmp_path / "data")

    def broken(*_: object) -> None:
        raise ValueError("a page without a title")

    monkeypatch.setattr(pipeline, "make_files", broken)
    with pytest.raises(RefreshError, match="no site can be built"):
        refresh(server, data, build=True)
    assert contents(data) == contents(stored)
    whole = Draft.changed_files  # and what the reader would refuse

    def cut(self: Draft) -> dict[str, bytes]:
        return {**whole(self), "monthly/RUT.csv": b"month\n"}

    monkeypatch.setattr(Draft, "changed_files", cut)
    with pytest.raises(RefreshError, match="read back"):
        refresh(server, data)
    assert contents(data) == contents(stored)
