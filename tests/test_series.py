"""A further price series is one row of the settings, wherever it trades and whatever it is in."""

from __future__ import annotations

import json
import math
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import exchange_calendars
import numpy as np
import pandas as pd
import payloads
import pytest
from languages import CONFIG
from payloads import Market, SourceServer
from refreshing import CONTENT, contents, refresh, serving, whole

from generator.content.load import load_content, load_vocabulary
from generator.core.errors import UserError
from generator.core.model import Missing
from generator.core.settings import load_config
from generator.language.states import Chosen
from generator.metrics import MetricSet
from generator.snapshot import series
from generator.snapshot import view as snapshot

SEOUL = """
[series.small]
symbol = "229200.KS"
name = { ko = "코스닥150", en = "KOSDAQ 150" }
calendar = "XKRX"
currency = "KRW"
"""
COIN = """
[series.coin]
symbol = "BTC-USD"
name = { ko = "비트코인", en = "Bitcoin" }
calendar = "24/7"
largest_daily_move = 0.6
"""
YOUNG = """
[series.young]
name = { ko = "새 펀드", en = "A new fund" }
"""


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine."""
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def base(server: SourceServer) -> Path:
    """Return a snapshot of the article's own series."""
    return whole(server)


def settings(folder: Path, *rows: str) -> Path:
    """Return a copy of the content whose settings have further rows."""
    content = folder / "content"
    shutil.copytree(CONTENT, content, ignore=shutil.ignore_patterns("data"), dirs_exist_ok=True)
    path = content / "article.toml"
    path.write_text("".join([(CONTENT / "article.toml").read_text("utf-8"), *rows]), "utf-8")
    return content


def market() -> Market:
    """Return a market with a fund in Seoul, a coin that trades every day, and a new fund."""
    whole = payloads.market()
    rng = np.random.default_rng(7)

    def walk(exchange: str, first: pd.Timestamp) -> pd.DataFrame:
        days = payloads.sessions(first.date(), payloads.LAST, exchange)
        return payloads.bars(pd.Series(rng.normal(0.0004, 0.01, len(days)), days), 5, dividend=0.0)

    added = {
        "229200.KS": walk("XKRX", pd.Timestamp(2024, 1, 2)),
        "BTC-USD": walk("24/7", pd.Timestamp(2024, 1, 1)),
        "YOUNG": walk("XNYS", pd.Timestamp(2026, 6, 1)),
    }
    places = {"229200.KS": ("KRW", "Asia/Seoul", 32400), "BTC-USD": ("USD", "UTC", 0)}
    return replace(whole, bars={**whole.bars, **added}, places=places)


def metrics(data: Path, content: Path) -> MetricSet:
    """Return the metrics of a snapshot under settings."""
    config = load_config(content)
    return MetricSet(snapshot.load(data, config).newest())


def test_a_row_is_all_that_a_series_takes(server: SourceServer, base: Path, tmp_path: Path) -> None:
    """A refresh adds it to the stored snapshot, in which nothing else changes."""
    data, content = shutil.copytree(base, tmp_path / "data"), settings(tmp_path, SEOUL, COIN, YOUNG)
    refresh(server, data, market(), content=content)
    before, after = contents(base), contents(data)
    added = {"monthly/SMALL.csv", "monthly/COIN.csv", "monthly/YOUNG.csv"}
    assert set(after) - set(before) == added
    assert {name for name in before if before[name] != after[name]} == {"lock.json"}
    lock = json.loads(after["lock.json"])
    assert lock["files"]["monthly/SMALL.csv"]["address"].endswith("/229200.KS")
    found = metrics(data, content)
    bars = market().bars["229200.KS"]["adj_close"]
    ends = [bars[: f"{year}-08-31"].iloc[-1] for year in (2025, 2026)]
    assert found["small.total_return.1y"].number == pytest.approx(ends[1] / ends[0] - 1, rel=1e-9)
    assert found["small.volatility.1y"].number > 0


def test_a_series_has_sessions_of_its_own(server: SourceServer, base: Path, tmp_path: Path) -> None:
    """Seoul's month ends on a session of Seoul; a coin's with the funds', not at the weekend."""
    data, content = shutil.copytree(base, tmp_path / "data"), settings(tmp_path, SEOUL, COIN)
    refresh(server, data, market(), content=content)
    months = snapshot.load(data, CONFIG).monthly
    # The 31st was a Sunday; in Seoul the last of September 2025 was the 30th as well.
    assert months["COIN"].last_session["2026-05"] == pd.Timestamp(2026, 5, 29)
    assert months["COIN"].n_returns["2026-05"] == months["SPY"].n_returns["2026-05"]
    # The year's last session in Seoul is the day before New York's.
    assert months["SMALL"].last_session["2025-12"] == pd.Timestamp(2025, 12, 30)
    assert months["SPY"].last_session["2025-12"] == pd.Timestamp(2025, 12, 31)
    for name in ("COIN", "SMALL"):
        assert months[name].complete[:-1].all()


def test_volatility_of_what_never_rests_is_that_of_its_days(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """A year has the funds' number of returns, those after weekends longer."""
    data, content = shutil.copytree(base, tmp_path / "data"), settings(tmp_path, COIN)
    refresh(server, data, market(), content=content)
    prices = market().bars["BTC-USD"]["adj_close"]
    days = payloads.sessions(date(2025, 8, 29), date(2026, 8, 31))
    expected = np.log(prices[days]).diff().std() * math.sqrt(252)
    assert metrics(data, content)["coin.volatility.1y"].number == pytest.approx(expected, rel=1e-9)


def test_a_return_in_won_is_one_of_dollars(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """What is in another currency has no return in won made from the dollar's rate."""
    data, content = shutil.copytree(base, tmp_path / "data"), settings(tmp_path, SEOUL, COIN)
    refresh(server, data, market(), content=content)
    found = metrics(data, content)
    assert "coin.krw.total_return.1y" in found
    assert "small.krw.total_return.1y" not in found


def test_a_young_fund_lacks_only_what_needs_more(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """It says why a year is missing, and shortens nothing of the others."""
    data, content = shutil.copytree(base, tmp_path / "data"), settings(tmp_path, YOUNG)
    refresh(server, data, market(), content=content)
    found, alone = metrics(data, content), metrics(base, CONTENT)
    assert not found.has("young.total_return.1y")
    for each in alone.ids():
        assert found.get(each) == alone.get(each), each


def test_a_series_goes_by_the_name_that_the_settings_give_it(base: Path, tmp_path: Path) -> None:
    """In labels, sources and reasons: its key in capitals may be somebody else's ticker."""
    content = settings(tmp_path, SEOUL)
    article, found = load_content(content, load_vocabulary(content)), metrics(base, content)
    words = article.words("en", Chosen(article.vocabulary.states, found, {}))
    lacking = found.get("small.total_return.1y")
    assert isinstance(lacking, Missing)
    assert words.sources(("yahoo:SMALL",)).endswith("(KOSDAQ 150)")
    assert words.reason(lacking.reason) == "KOSDAQ 150 has no prices at this date"
    assert "KOSDAQ 150" in words.label(lacking)


def test_a_row_that_is_gone_takes_its_months_along(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """After the next refresh the snapshot is as if the series had never been there."""
    data, content = shutil.copytree(base, tmp_path / "data"), settings(tmp_path, YOUNG)
    refresh(server, data, market(), content=content)
    refresh(server, data, market())
    assert contents(data) == contents(base)


def test_a_source_that_is_gone_takes_its_files_along(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """After the next refresh the snapshot lists and holds what the settings still ask for."""
    data, content = shutil.copytree(base, tmp_path / "data"), settings(tmp_path)
    path = content / "article.toml"
    text = re.sub(
        r"(?m)^sources = .*$", 'sources = ["policy_rate", "won"]', path.read_text("utf-8")
    )
    path.write_text(re.sub(r"(?ms)^\[holdings\.\w+\]\n.*?\n\n", "", text), "utf-8")
    refresh(server, data, content=content)
    there = {name for name in contents(data) if "/" not in name}
    assert there == {"lock.json", "policy_rate.csv", "usdkrw.csv"}
    listed = json.loads((data / "lock.json").read_bytes())["files"]
    assert {name for name in listed if "/" not in name} == {"policy_rate.csv", "usdkrw.csv"}


def test_a_list_of_holdings_is_one_table_of_the_settings(
    server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """Its count and its shares' valuation are stored beside the others'; too few are refused."""
    row = """
[holdings.iwv]
address = "https://www.ishares.com/us/products/1/a-fund/2.ajax"
says = "Russell 3000"
index = "r3000"
shares = [{fewest}, 2000]
contains = ["AAAA"]
"""
    whole = payloads.market()
    file = whole.holdings["IWM"].replace("Russell 2000", "Russell 3000")
    added = replace(whole, holdings={**whole.holdings, "IWV": file})
    for fewest, there in ((1000, True), (1900, False)):
        folder = tmp_path / str(fewest)
        data, content = shutil.copytree(base, folder / "data"), settings(folder)
        with (content / "article.toml").open("a", encoding="utf-8") as settings_file:
            settings_file.write(row.format(fewest=fewest))
        refresh(server, data, added, content=content)
        fields = pd.read_csv(data / "holdings.csv").query("fund == 'IWV'").field
        assert set(fields) == (
            {"holdings_count", "top10_weight", "contains_aaaa"} if there else set()
        )
        joined = pd.read_csv(data / "constituents.csv")
        assert ("r3000" in set(joined["index"])) is there


def test_prices_in_another_currency_are_kept_out(
    server: SourceServer, base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The settings say what a series is in; an answer that says otherwise is named."""
    data = shutil.copytree(base, tmp_path / "data")
    content = settings(tmp_path, SEOUL.replace('currency = "KRW"\n', ""))
    refresh(server, data, market(), content=content)
    assert "SMALL: its prices are in KRW, the settings say USD" in capsys.readouterr().err
    assert not (data / "monthly/SMALL.csv").exists()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('[series.small]\nname = { ko = "펀드" }\n', "[series.small.name] a name is missing in en"),
        ('[series.Small]\nname = { ko = "a", en = "a" }\n', "series.Small"),
        ("[series.small]\n", "name"),
        (f'{SEOUL}siblings = ["spy"]\n', "[series.small.siblings] 'spy' is no series"),
        (f"{SEOUL}required = true\n", "[series.small.calendar] its sessions are XKRX"),
        (f"{YOUNG}leverage = 3\n", "[series.young.leverage] a leveraged fund is required"),
    ],
)
def test_a_row_is_checked(tmp_path: Path, row: str, said: str) -> None:
    """What a row lacks, or may not say, is told with its place before anything is fetched."""
    content = settings(tmp_path, row)
    with pytest.raises(UserError, match=re.escape(said)):
        load_vocabulary(content)


@pytest.mark.parametrize(
    ("calendar", "hint"),
    [
        ("KRX", "did you mean XKRX?"),
        ("xnys", "did you mean XNYS?"),
        ("Seoul", "such as XNYS, XKRX"),
    ],
)
def test_an_unknown_exchange_is_named(tmp_path: Path, calendar: str, hint: str) -> None:
    """The settings are refused, with the line and the nearest name, before anything is fetched."""
    content = settings(tmp_path, SEOUL.replace("XKRX", calendar))
    text = (content / "article.toml").read_text("utf-8")
    line = text[: text.index(f'calendar = "{calendar}"')].count("\n") + 1
    said = f"article.toml:{line}: [series.small.calendar] there is no calendar {calendar!r} (hint:"
    with pytest.raises(UserError, match=re.escape(said)) as error:
        load_vocabulary(content)
    assert hint in str(error.value)


def test_the_known_exchanges_are_those_of_the_library() -> None:
    """A build reads their names without importing it; a refresh finds each of them in it."""
    assert series.calendars() == set(exchange_calendars.get_calendar_names(include_aliases=False))
