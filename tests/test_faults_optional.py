"""The refresh under faults of its optional sources: what is stored stays, with its dates."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import payloads
import pytest
from languages import CONFIG
from payloads import Fault, Market, SourceServer
from refreshing import (
    CONTENT,
    Case,
    Round,
    accepting,
    contents,
    failing,
    first_word,
    fred_case,
    refresh,
    required,
    rounds,
    serving,
    whole,
    with_holdings,
)
from sites import text_files

from generator.snapshot import view as snapshot


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    with serving() as source:
        yield source


@pytest.fixture(scope="module")
def base(server: SourceServer) -> Path:
    """A snapshot made from whole answers."""
    return whole(server)


def without_modules(name: str, *dropped: str) -> Case:
    """Return a case in which Yahoo's answer for IWM lacks modules."""

    def change(market: Market) -> Market:
        return market.with_fund("IWM", lambda modules: [modules.pop(each) for each in dropped])  # type: ignore[arg-type,return-value]

    return Case(("fund facts", *dropped), change=change, name=name)


def held(name: str, change: Callable[[str], str], *words: str) -> Case:
    """Return a case in which IWM's holdings file is changed."""
    return Case(
        ("holdings", *words),
        change=lambda m: with_holdings(m, change),
        name=name,
    )


OPTIONAL = (
    failing("500", "quoteSummary/*", "fund facts"),
    failing("empty", "quoteSummary/IWM", "fund facts"),
    failing("html", "quoteSummary/TNA", "fund facts"),
    failing("empty", "quote", "fund facts"),
    failing("500", "quote", "fund facts"),
    without_modules("no-top-holdings", "topHoldings"),
    without_modules("no-profile", "fundProfile", "summaryDetail"),
    without_modules("no-name", "quoteType"),
    Case(("fund facts", "sector weights"), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["topHoldings"]["sectorWeightings"].pop()
        and modules["topHoldings"]["sectorWeightings"].pop(1)), name="sectors-short"),
    Case(("fund facts", "long_name"), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["quoteType"].update(longName={"raw": 1})), name="odd-name"),
    Case(("fund facts", "not a number"), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["summaryDetail"].update(totalAssets="5B")), name="odd-size"),
    Case(("fund facts", "in EUR, not in USD"), change=lambda m: m.with_fund(
        "IJR", lambda modules: modules["summaryDetail"].update(currency="EUR")), name="in-euros"),
    Case(("fund facts",), change=lambda m: m.with_fund(
        "SPY", lambda modules: modules["fundProfile"].update(feesExpensesInvestment=[1])),
        name="odd-fees"),
    Case(("screener", "symbol"), change=lambda m: replace(m, universe=[
        {key: value for key, value in quote.items() if key != "symbol"} if not number else quote
        for number, quote in enumerate(m.universe)]), name="quote-without-symbol"),
    failing("500", "screener/500", "screener"),
    failing("429", "screener/250", "screener", "429"),
    failing("empty", "screener/0", "screener"),
    failing("empty", "screener/1500", "screener"),
    failing("truncated", "screener/750", "screener"),
    failing("503", "holdings/IVV", "holdings"),
    failing("html", "holdings/IWM", "holdings"),
    failing("empty", "holdings/IJR", "holdings"),
    failing("truncated", "holdings/IWM", "holdings"),
    held("no-date", lambda text: text.replace('"Sep 25, 2026"', '"-"'), "no data"),
    held("older", lambda text: text.replace("Sep 25, 2026", "Jul 01, 2026"), "older"),
    held("of-the-future", lambda text: text.replace("Sep 25, 2026", "Oct 25, 2026"), "to come"),
    held("other-fund", lambda text: text.replace("Russell 2000", "Other"), "another fund"),
    held("not-a-number", lambda text: text.replace('"100,000,000.00"', '"NaN"'), "not a number"),
    held("other-unit", lambda text: text.replace('"100,000,000.00"', '"100,000.00"'), "agree"),
    held("half", lambda text: "\n".join(text.splitlines()[:900]) + '\n\n"end"\n', "weights"),
    failing("500", "static/*", "French"),
    failing("truncated", "static/*", "French", "zip"),
    failing("html", "static/*", "French"),
    *(
        Case(("French", cause), change=lambda m, new=new: replace(  # type: ignore[misc]
            m, factors=re.sub(r"(?m)^199903,.*$", new, m.factors)), name=f"french-{name}")
        for name, new, cause in (
            ("other-code", "199903, -99.9, -99.9, -99.9, 0.1", "implausible"),
            ("two-values", "199903, 1, 1, 1, 0.1\n199903, 1, 2, 1, 0.1", "two different"),
            ("cut-short", "", "ends before"),
        )
    ),
    failing("500", "fred/USREC", "USREC"),
    failing("empty", "fred/USREC", "USREC"),
    fred_case("USREC", "neither", lambda rows: [*rows[:-1], (rows[-1][0], 2.0)]),
    fred_case("USREC", "decades-short", lambda rows: rows[:-300], "further before"),
    fred_case("USREC", "month-missing", lambda rows: rows[:100] + rows[101:]),
)  # fmt: skip


# Then Yahoo is asked for nothing else.
LIMITED = (failing("429", "quoteSummary/*", "fund facts", "429"), Case(("screener", "not asked")))


@pytest.mark.parametrize("case", [*rounds(OPTIONAL, source=first_word), Round(LIMITED)], ids=str)
def test_an_optional_source_that_fails_is_named_and_keeps_its_values(
    case: Round,
    server: SourceServer,
    base: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No exit status, each source named with its cause, and every stored value as it was."""
    data = shutil.copytree(base, tmp_path / "data")
    faults = case.spoilers()
    refresh(server, data, case.market(), *faults)
    said = capsys.readouterr().err.splitlines()
    for each in case.cases:
        source, *words = each.words
        assert any(
            line.startswith(f"warning: {source}: ") and all(word in line for word in words)
            for line in said
        ), (each.words, said)
    assert all(fault.strikes for fault in faults)
    assert contents(data) == contents(base)


ALL_OPTIONAL = tuple(
    Fault("500", where)
    for where in (
        "quote*",
        "screener/*",
        "holdings/*",
        "static/*",
        "fred/USREC",
        "fred/DEXKOUS",
        "chart/RSP",
    )
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
    for name in ("fund facts", "screener", "holdings", "French", "USREC", "DEXKOUS", "RSP"):
        assert f"warning: {name}:" in said
    assert snapshot.load(data, CONFIG).newest().fund_fact("IWM", "fee") is None


def test_a_source_that_fails_keeps_its_own_date_while_the_rest_moves_on(
    server: SourceServer, tmp_path: Path
) -> None:
    """A stored fact is dated by its last fetch, not by the newer prices beside it."""
    data = tmp_path / "data"
    earlier = payloads.LAST - timedelta(days=7)
    week = timedelta(days=7)
    refresh(server, data, payloads.market().until(earlier), now=payloads.NOW - week)
    refresh(server, data, None, Fault("500", "quoteSummary/*"))
    view = snapshot.load(data, CONFIG).newest()
    fee = view.fund_fact("IWM", "fee")
    assert view.as_of == payloads.LAST
    assert fee is not None
    assert fee.as_of == (payloads.NOW - week).date()


def test_one_fund_that_fails_leaves_the_others_their_newer_date(
    server: SourceServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fund facts come fund by fund: the one that is lacking is named, and keeps its day."""
    data, week = tmp_path / "data", timedelta(days=7)
    refresh(server, data, payloads.market().until(payloads.LAST - week), now=payloads.NOW - week)
    refresh(server, data, None, Fault("500", "quoteSummary/QQQ"))
    assert "QQQ: " in capsys.readouterr().err
    view = snapshot.load(data, CONFIG).newest()
    dates = {fund: fact.as_of for fund in ("QQQ", "SPY") if (fact := view.fund_fact(fund, "fee"))}
    assert dates == {"QQQ": (payloads.NOW - week).date(), "SPY": payloads.NOW.date()}


@pytest.mark.parametrize("days", [1, 70])
def test_lists_and_quotes_newer_than_the_prices_stop_nothing(
    server: SourceServer, tmp_path: Path, days: int
) -> None:
    """Where prices are out, a site is built of what there is, and no chart's date lies ahead."""
    data = tmp_path / "data"
    refresh(server, data, payloads.market().outage(payloads.LAST - timedelta(days=days)))
    view = snapshot.load(data, CONFIG).newest()
    listed = view.holdings("IWM", "holdings_count")
    assert listed is not None
    assert listed.as_of > view.as_of
    dates = [
        date.fromisoformat(row[key])
        for path, body in text_files(data, CONTENT).items()
        if path.startswith("data/charts/") and path.endswith(".csv")
        for row in csv.DictReader(body.decode().splitlines())
        for key in ("date", "month", "month_end", "day", "as_of")
        if len(row.get(key) or "") == 10
    ]
    assert dates
    assert max(dates) <= view.as_of


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
    kept = snapshot.load(data, CONFIG).newest().fund_fact("IWM", "net_assets")
    assert kept is not None
    assert kept.number == 5e10
    content = accepting(tmp_path, capsys.readouterr().err)
    refresh(server, data, assets(9.3e10), content=content)
    taken = snapshot.load(data, CONFIG).newest().fund_fact("IWM", "net_assets")
    assert taken is not None
    assert taken.number == 9.3e10
    assert not json.loads((data / "lock.json").read_text())["flags"]


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
