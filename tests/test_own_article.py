"""An article of one's own: the skeleton, the second article, and what the guide tells to do."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import payloads
import pytest
from browsing import opened, ready
from payloads import Market, SourceServer
from playwright.sync_api import Browser, expect
from refreshing import contents, refresh, serving
from sites import CONTENT, DATA, text_files
from test_articles import speak

from generator import __main__ as command
from generator.build import steps
from generator.build.audit import BuiltSite, audit
from generator.build.output import replace_site as put
from generator.content.load import load_content, load_vocabulary
from generator.content.scaffold import new_article
from generator.core.cache import BuildCache
from generator.core.errors import Problem, RefreshError, UserError
from generator.core.inputs import ROOT
from generator.core.settings import data_folder, load_config
from generator.metrics import MetricSet
from generator.refresh.summary import Summary
from generator.snapshot.view import load

EXAMPLE = ROOT / "examples" / "equal-weight"
GUIDE = (ROOT / "docs" / "own-article.md").read_text(encoding="utf-8")
TODAY = date(2026, 10, 3)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Return a copy of the first article that a test may change, without its data."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("data"))
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine."""
    with serving() as found:
        yield found


@pytest.fixture(scope="module")
def example() -> dict[str, bytes]:
    """Return the second article's site, with its editions."""
    return text_files(EXAMPLE / "data", EXAMPLE, editions=1)


def audited(files: dict[str, bytes], folder: Path) -> None:
    """Audit a site as `make audit` does."""
    put(folder / "site", files)
    audit(folder / "site", lambda line: None)


# --- The skeleton ---------------------------------------------------------------------------------


def test_a_new_article_builds_as_it_is(content: Path, tmp_path: Path) -> None:
    """One section, claim, chart and table in each language; claims, tally and feed of its own."""
    place = new_article(content, "first-try", TODAY)
    files = text_files(DATA, content, editions=0)
    audited(files, tmp_path)
    claims = json.loads(files["first-try/data/claims.json"])["claims"]
    assert [each["id"] for each in claims] == ["a_good_year"]
    assert claims[0]["rule_since"] == TODAY.isoformat()
    for language in load_config(content).languages:
        page = files[f"first-try/{language.code}/index.html"].decode()
        assert 'data-metric="market.1y"' in page
        assert 'id="market"' in page
        assert 'data-claim="a_good_year"' in page
        assert f'href="first-try/{language.code}/"' in files["index.html"].decode()
    assert '"datePublished":"2025' not in page, "its dates are its own"
    assert "since_published" not in files["first-try/data/metrics.json"].decode()
    first = json.loads(files["data/claims.json"])["claims"]
    assert "a_good_year" not in {each["id"] for each in first}
    assert load_config(place).package == "first_try"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Bond", "no name of an article"),
        ("2030", "no name of an article"),
        ("../away", "no name of an article"),
        ("tables", "something of this name"),
        ("en", "the site has a folder en already"),
        ("assets", "the site has a folder assets already"),
        ("json", "Python has a package json already"),
    ],
)
def test_a_name_that_cannot_be_one(content: Path, name: str, said: str) -> None:
    """It is refused with a hint, and nothing is left behind."""
    before = contents(content)
    with pytest.raises(UserError, match=re.escape(said)):
        new_article(content, name, TODAY)
    assert contents(content) == before


def test_a_new_article_speaks_the_site_s_languages(content: Path) -> None:
    """A language that the skeleton is not written in begins with the words of one that it is."""
    speak(content, "xx", like="en")
    place = new_article(content, "short", TODAY)
    found = load_content(place, load_vocabulary(place), content)
    assert [*found.wordings] == [each.code for each in load_config(content).languages]
    assert found.sections("xx")[0].text.source == found.sections("en")[0].text.source


def test_an_article_in_one_language(content: Path, tmp_path: Path) -> None:
    """It needs no word of the other, offers no switch to it, and passes the audit."""
    codes = [each.code for each in load_config(content).languages]
    for code in codes:
        place = new_article(content, f"only-{code}", TODAY)
        for other in set(codes) - {code}:
            for path in place.rglob(f"*.{other}.*"):
                path.unlink()
            table = place / "tables/market.toml"
            lines = table.read_text("utf-8").splitlines(keepends=True)
            kept = [line for line in lines if not re.match(rf"(\w+\.)?{other} = ", line)]
            table.write_text("".join(kept), "utf-8")
            settings = place / "article.toml"
            text = settings.read_text("utf-8")
            row = rf"(?m)^\[languages\.{other}\]\n(.+\n)+"
            settings.write_text(re.sub(row, "", text), "utf-8")
    files = text_files(DATA, content, editions=0)
    audited(files, tmp_path)
    for code in codes:
        pages = [
            text.decode()
            for name, text in files.items()
            if name.startswith(f"only-{code}/") and name.endswith(".html")
        ]
        for other in set(codes) - {code}:
            assert f"only-{code}/{other}/index.html" not in files
            assert not [page for page in pages if f'hreflang="{other}"' in page]
        assert not [page for page in pages if 'class="langs"' in page]
        assert load_config(content / f"only-{code}").default_language == code


def test_words_missing_in_a_language_are_named(content: Path) -> None:
    """Each by its file and key, when the settings name a language that has no texts yet."""
    place = new_article(content, "later", TODAY)
    settings = place / "article.toml"
    first = (content / "article.toml").read_text("utf-8")
    row = first[first.index("[languages.en]") :].replace("[languages.en", "[languages.xx")
    told = 'holdings_disclosure = { ko = "a", en = "b", xx = "c" }\n'
    settings.write_text(told + settings.read_text("utf-8") + "\n" + row, "utf-8")
    with pytest.raises(UserError) as error:
        load_vocabulary(place)
    named = [each.id for each in error.value.problems]
    assert named == [f"series.{each.key}.name" for each in load_config(place).series]
    texts = content / "article.toml"
    named_too = re.sub(r"(?m)^(name = \{ ko = .*) \}$", r'\1, xx = "x" }', first)
    texts.write_text(named_too, "utf-8")
    with pytest.raises(UserError) as error:
        load_content(place, load_vocabulary(place), content)
    said = [str(each) for each in error.value.problems]
    assert len(said) == len(set(said))
    for name in ("010-start.xx.md", "text/claims.xx.toml", "text/reasons.xx.toml"):
        assert len([each for each in said if f"{name}:" in each]) == 1, name
    assert any("[columns.0] has no text in xx" in each for each in said)


def test_make_new_names_the_place(content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command makes the folder and says where it is and how to go on."""
    assert command.main(["new", "--content", str(content), "fees-alone"]) == 0
    said = capsys.readouterr().err
    assert str(content / "fees-alone") in said
    assert (content / "fees-alone" / "fees_alone" / "__init__.py").is_file()
    assert command.main(["new", "--content", str(content), "fees-alone"]) != 0


# --- The second article ---------------------------------------------------------------------------


def test_the_second_article_is_whole(example: dict[str, bytes], tmp_path: Path) -> None:
    """It passes the audit, and all that it counts is its own."""
    audited(example, tmp_path)
    claims = json.loads(example["data/claims.json"])["claims"]
    metrics = json.loads(example["data/metrics.json"])
    own = {each["id"] for each in claims}
    assert len({each["group"] for each in claims}) > 1
    assert {each["verdict"] for each in claims} >= {"holds", "refuted", "untestable"}
    first = {each.id for each in load_vocabulary(CONTENT).states.values()} | set(
        load_vocabulary(CONTENT).claims
    )
    assert not own & first
    named = {key for key in metrics["metrics"] if key.split(".")[0] in ("iwm", "ijr", "tna")}
    assert not named
    assert not {each for claim in claims for each in claim["metrics"]} & set(metrics["missing"])


def test_the_second_article_shares_no_sentence_with_the_first() -> None:
    """Its words are its own: sections, claims, charts, tops and methods."""
    for code in ("ko", "en"):
        own, other = (
            {
                line.strip()
                for path in (
                    *folder.glob(f"*.{code}.md"),
                    *(folder / "text").glob(f"*.{code}.toml"),
                )
                if not path.name.startswith("ui.")
                for line in re.split(r"(?<=[.?!요])\s|\n", path.read_text(encoding="utf-8"))
                if len(line.strip()) > 40 and "{{ why() }}" not in line and line[0] != "#"
            }
            for folder in (EXAMPLE, CONTENT)
        )
        assert not own & other


def test_the_second_article_s_numbers_follow_from_its_months() -> None:
    """Worked out again from the stored months, without the metrics' own functions."""
    config = load_config(EXAMPLE)
    load_vocabulary(EXAMPLE)
    snapshot = load(EXAMPLE / "data", config)
    found = MetricSet(snapshot.newest())
    months = {
        fund: pd.read_csv(EXAMPLE / f"data/monthly/{fund}.csv").query("complete")
        for fund in ("RSP", "SPY")
    }
    both = months["RSP"].merge(months["SPY"], on="month", suffixes=("_rsp", "_spy"))
    years = (len(both) - 1) / 12
    yearly = {
        fund: (both[f"tr_index_{fund}"].iloc[-1] / both[f"tr_index_{fund}"].iloc[0]) ** (1 / years)
        - 1
        for fund in ("rsp", "spy")
    }
    assert found["since.rsp"].number == pytest.approx(yearly["rsp"], rel=1e-12)
    assert found["since.gap"].number == pytest.approx(yearly["rsp"] - yearly["spy"], rel=1e-9)
    held = pd.read_csv(EXAMPLE / "data/top_holdings.csv").query("fund == 'SPY'")
    newest = held[held.retrieved_on == held.retrieved_on.max()].nsmallest(10, "rank")
    assert found["spy.top_ten"].number == pytest.approx(newest.weight.sum(), rel=1e-12)


def test_the_second_article_is_refreshed_by_itself(server: SourceServer, tmp_path: Path) -> None:
    """It fetches its three funds and their facts, nothing else, and builds from them."""
    folder = tmp_path / "example"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("data"))
    settings = folder / "article.toml"
    settings.write_text(settings.read_text("utf-8").replace("../../content", str(CONTENT)), "utf-8")
    refresh(server, folder / "data", content=folder, build=True)
    listed = set(json.loads((folder / "data/lock.json").read_bytes())["files"])
    assert listed <= {
        *(f"monthly/{each.ticker}.csv" for each in load_config(EXAMPLE).series),
        *("fund_facts.csv", "sectors.csv", "top_holdings.csv"),
    }
    before = contents(folder / "data")
    refresh(server, folder / "data", content=folder, build=True)
    assert contents(folder / "data") == before


@pytest.mark.parametrize("language", ["ko", "en"])
def test_readers_of_the_second_article(
    example: dict[str, bytes],
    browser: Browser,
    serve_dir: Callable[..., str],
    tmp_path: Path,
    language: str,
) -> None:
    """On a phone nothing scrolls sideways, and a chip shows its card at a touch."""
    put(tmp_path / "site", example)
    with opened(
        browser, viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True
    ) as page:
        page.goto(f"{serve_dir(tmp_path / 'site')}{language}/")
        ready(page)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        chip = page.locator("article [data-card]").first
        card = page.locator(f"#card-{chip.get_attribute('data-card')}")
        expect(card).to_be_hidden()
        chip.scroll_into_view_if_needed()
        chip.tap()
        expect(card).to_be_visible()


# --- The guide ------------------------------------------------------------------------------------


def blocks(language: str) -> list[str]:
    """Return the guide's code in a language."""
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", GUIDE, re.DOTALL | re.MULTILINE)
    return [re.sub(r"^   ", "", each, flags=re.MULTILINE) for each in found]


def seoul() -> Market:
    """Return a market in which the guide's two Korean funds are traded."""
    whole = payloads.market()
    rng = np.random.default_rng(11)
    days = payloads.sessions(date(2019, 1, 2), payloads.LAST, "XKRX")
    moves = pd.Series(rng.normal(0.0003, 0.01, len(days)), days)
    added = {
        symbol: payloads.bars(moves + rng.normal(0, 0.002, len(days)), number, dividend=0.0)
        for number, symbol in enumerate(("069500.KS", "229200.KS"), start=3)
    }
    places = dict.fromkeys(added, ("KRW", "Asia/Seoul", 32400))
    return replace(whole, bars={**whole.bars, **added}, places=places)


def test_the_guide_s_steps_lead_to_an_article(
    content: Path, server: SourceServer, tmp_path: Path
) -> None:
    """Its metric and its Korean series, pasted into a new article, are fetched, computed, built."""
    name = re.findall(r"make new NAME=(\S+)", GUIDE)[0]
    place = new_article(content, name, TODAY)
    package = load_config(place).package
    module = place / package / "metrics" / "best.py"
    module.write_text(blocks("python")[0], "utf-8")
    for code in ("ko", "en"):
        path = place / f"text/definitions.{code}.toml"
        more = (
            '\n[families.best_year]\nlabel = "{{ fund }}"\n[args.fund]\nkospi = "K"\nkosdaq = "Q"\n'
        )
        pair = '[args.pair]\nkosdaq_kospi = "Q − K"\n'
        path.write_text(path.read_text("utf-8") + more + pair, "utf-8")
    settings = place / "article.toml"
    top, rows = blocks("toml")[0].split("\n\n", 1)
    settings.write_text(f"{top}\n{settings.read_text('utf-8')}\n{rows}", "utf-8")
    data = data_folder(place)
    assert data == place / "data"
    market = seoul()
    refresh(server, data, market, content=place)
    lock = json.loads((data / "lock.json").read_bytes())
    assert set(lock["files"]) == {"monthly/KOSPI.csv", "monthly/KOSDAQ.csv"}

    files = text_files(DATA, content, editions=0)
    metrics = json.loads(files[f"{name}/data/metrics.json"])["metrics"]
    closes = market.bars["229200.KS"]["adj_close"]
    ends = closes.groupby(closes.index.to_period("M")).last()[: lock["month_end"]]
    best = (ends / ends.shift(12) - 1).max()
    assert metrics["best.kosdaq"]["value"] == pytest.approx(best, rel=1e-9)
    assert "relative.kosdaq_kospi.1y" in metrics
    assert "iwm.fee" not in metrics
    # The first article's own data are untouched beside it.
    assert "iwm.fee" in json.loads(files["data/metrics.json"])["metrics"]


def test_figures_of_indices_and_of_further_funds(content: Path, server: SourceServer) -> None:
    """Two indices of Seoul, one of them the market, and a coin of which all figures are asked.

    What only a fund has, a yield or a fee, an index has not; beta is worked out by hand.
    """
    place = new_article(content, "seoul-indices", TODAY)
    settings = place / "article.toml"
    rows = "".join(
        f'[series.{key}]\nsymbol = "{symbol}"\nname = {{ ko = "{key}", en = "{key} index" }}\n'
        + more
        for key, symbol, more in (
            ("ks11", "^KS11", 'calendar = "XKRX"\ncurrency = "KRW"\nrequired = true\n'),
            ("kq11", "^KQ11", 'calendar = "XKRX"\ncurrency = "KRW"\nrequired = true\n'),
            ("coin", "BTC-USD", 'calendar = "24/7"\nfigures = "all"\n'),
            ("dull", "DULL", 'figures = "none"\n'),
        )
    )
    top = 'market = "ks11"\ncompare = ["kq11_ks11"]\nsources = ["fund_facts"]\n'
    settings.write_text(f"{top}{settings.read_text('utf-8')}\n{rows}", "utf-8")
    for code in ("ko", "en"):
        path = place / f"text/definitions.{code}.toml"
        path.write_text(path.read_text("utf-8") + '\n[args.pair]\nkq11_ks11 = "gap"\n', "utf-8")
    known = seoul()
    coins = payloads.sessions(date(2019, 1, 2), payloads.LAST, "24/7")
    moves = np.random.default_rng(5).normal(0.0004, 0.01, len(coins))
    found = {
        "^KS11": known.bars["069500.KS"],
        "^KQ11": known.bars["229200.KS"],
        "BTC-USD": payloads.bars(pd.Series(moves, coins), 5, dividend=0.0),
        "DULL": known.bars["SPY"],
    }
    korea = ("KRW", "Asia/Seoul", 32400)
    places = {"^KS11": korea, "^KQ11": korea, "BTC-USD": ("USD", "UTC", 0)}
    market = replace(known, bars={**known.bars, **found}, places=places)
    refresh(server, place / "data", market, content=place)

    files = text_files(DATA, content, editions=0)
    told = json.loads(files["seoul-indices/data/metrics.json"])
    metrics = told["metrics"]
    ends = {
        symbol: bars["adj_close"].groupby(bars.index.to_period("M")).last()["2021-08":"2026-08"]
        for symbol, bars in found.items()
    }
    own, base = (ends[symbol].pct_change().dropna() for symbol in ("^KQ11", "^KS11"))
    beta = metrics["kq11.beta.5y"]
    assert beta["value"] == pytest.approx(np.cov(own, base)[0, 1] / base.var(), rel=1e-9)
    assert set(beta["sources"]) == {"yahoo:^KQ11", "yahoo:^KS11"}
    year = ends["^KS11"].iloc[-1] / ends["^KS11"].iloc[-13] - 1
    assert metrics["market.1y"]["value"] == pytest.approx(year, rel=1e-9)
    assert metrics["ks11.total_return.1y"]["value"] == pytest.approx(year, rel=1e-9)
    there = {*metrics, *told["missing"]}
    for key in ("kq11", "coin"):
        for name in (
            "cagr.3y",
            "volatility.1y",
            "max_drawdown.max",
            "drawdown.now",
            "worst_day.1y",
        ):
            assert f"{key}.{name}" in metrics
    assert {"coin.yield.12m", "coin.fee"} <= there
    assert (
        not {f"{key}.{name}" for key in ("ks11", "kq11") for name in ("yield.12m", "fee")} & there
    )
    assert not [each for each in there if each.startswith("dull.")]
    assert "relative.kq11_ks11.1y" in metrics
    page = files["seoul-indices/en/methods/index.html"].decode()
    assert "kq11 index" in page


def test_a_refresh_takes_all_articles_of_a_site(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those with series of their own get data of their own; one that shares has none to fetch."""
    own, shares = (new_article(content, name, TODAY) for name in ("own-data", "shares-data"))
    settings = own / "article.toml"
    row = '[series.spy]\nname = { ko = "SPY", en = "SPY" }\nrequired = true\n'
    settings.write_text(f'market = "spy"\n{settings.read_text("utf-8")}\n{row}', "utf-8")
    asked: list[tuple[Path, Path]] = []

    def note(data: Path, place: Path, *more: object) -> Summary:
        asked.append((data, place))
        return Summary(None, TODAY, [], [], [], [])

    monkeypatch.setattr("generator.refresh.articles.refresh", note)
    command.main(["refresh", "--content", str(content)])
    assert asked == [(content / "data", content), (own / "data", own)]
    assert data_folder(shares) == content / "data"


def test_an_article_without_data_yet_does_not_stop_the_first(
    content: Path, server: SourceServer, tmp_path: Path
) -> None:
    """The first article is refreshed while another has named its series and fetched nothing."""
    own = new_article(content, "no-data-yet", TODAY)
    settings = own / "article.toml"
    row = '[series.spy]\nname = { ko = "SPY", en = "SPY" }\nrequired = true\n'
    settings.write_text(f'market = "spy"\n{settings.read_text("utf-8")}\n{row}', "utf-8")
    refresh(server, tmp_path / "data", content=content, build=True)
    assert (tmp_path / "data/lock.json").is_file()


def test_a_past_month_of_two_articles(content: Path, server: SourceServer) -> None:
    """Each finds its own month-end; one that is younger than that is left out, and named."""
    young = new_article(content, "young-one", TODAY)
    settings = young / "article.toml"
    row = '[series.kospi]\nsymbol = "069500.KS"\nname = { ko = "K", en = "K" }\nrequired = true\n'
    row += 'calendar = "XKRX"\ncurrency = "KRW"\n'
    settings.write_text(f'market = "kospi"\n{settings.read_text("utf-8")}\n{row}', "utf-8")
    refresh(server, young / "data", seoul(), content=young)
    warned: list[str] = []
    for month, there in (("2026-06", True), ("2016-06", False)):
        found = steps.read(
            DATA, content, month, BuildCache(), lambda each: warned.append(str(each))
        )
        days = {each.content.path: each.day for each in found.articles}
        assert days[""] is not None
        assert ("young-one/" in days) is there
    assert any("young-one" in each and "2016-06" in each for each in warned)


def test_returns_since_the_original_begin_at_a_month_s_end(tmp_path: Path) -> None:
    """A date in the middle of a month would be counted from another day than it says."""
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("data"))
    settings = folder / "article.toml"
    text = re.sub(r"(?m)^original_date = .*$", "original_date = 2025-11-14", settings.read_text())
    settings.write_text(text, "utf-8")
    with pytest.raises(UserError, match="2025-11-14 is not the last session of its month"):
        load(DATA, load_config(folder))


def test_an_article_that_fails_costs_no_other_its_data(
    content: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are refreshed all the same; the command fails, and tells every cause."""
    new_article(content, "fails-too", TODAY)
    settings = content / "fails-too" / "article.toml"
    row = '[series.spy]\nname = { ko = "SPY", en = "SPY" }\nrequired = true\n'
    settings.write_text(f'market = "spy"\n{settings.read_text("utf-8")}\n{row}', "utf-8")

    def refuse(data: Path, place: Path, *more: object) -> Summary:
        if place.name in refused:
            raise RefreshError(Problem(f"no data for {place.name}"))
        return Summary(None, TODAY, [f"{place.name}.csv"], [], [], [])

    def stumble(data: Path, place: Path, *more: object) -> Summary:
        if place.name == "fails-too":
            exec(compile("1 / 0", str(place / "own/metrics.py"), "exec"))
        return refuse(data, place)

    refused: list[str] = []
    monkeypatch.setattr("generator.refresh.articles.refresh", stumble)
    assert command.main(["refresh", "--content", str(content)]) == UserError.exit_code
    said = capsys.readouterr().err
    assert "of fails-too failed" in said
    assert "own/metrics.py:1: ZeroDivisionError" in said

    monkeypatch.setattr("generator.refresh.articles.refresh", refuse)
    moved = content.parent / "moved.md"
    words = ["refresh", "--content", str(content), "--summary", str(moved)]
    for refused in (["content", "fails-too"], ["content"], ["fails-too"]):
        moved.unlink(missing_ok=True)
        assert command.main(words) == RefreshError.exit_code
        said = capsys.readouterr().err
        assert [name for name in ("content", "fails-too") if f"of {name} failed" in said] == refused
        assert all(f"error: no data for {name}" in said for name in refused)
        assert moved.exists() is (len(refused) == 1), "a summary is there once data were fetched"
        if moved.exists():
            first, inner = moved.read_text("utf-8").split("\n# fails-too\n\n")
            there = (f"Data to {TODAY}, the first", "- no data for ")
            assert there["content" in refused] in first
            assert there["fails-too" in refused] in inner


@pytest.mark.parametrize(
    ("name", "part", "code", "said"),
    [
        ("bad-syntax", "claims/more", "def rule(:\n", "more.py:1: SyntaxError: invalid syntax"),
        (
            "bad-name",
            "charts/more",
            "\nx = unheard_of\n",
            "more.py:2: NameError: name 'unheard_of'",
        ),
        ("bad-import", "states/more", "import unheard_of\n", "more.py:1: ModuleNotFoundError"),
        (
            "bad-number",
            "metrics/more",
            "from generator.metrics.registry import family\n\n\n"
            '@family("more", "more", unit="count", formula="1 / 0")\n'
            'def more(view):\n    """More."""\n    return 1 / 0\n',
            "more.py:7: ZeroDivisionError: division by zero",
        ),
        ("bad-twin", "claims/more", None, "more.py: [a_good_year] there is another in"),
        ("bad-copy", "claims/more", "copied", "more.py: [copied] there is another in"),
        ("bad-package", "__init__", "1 / 0\n", "__init__.py:1: ZeroDivisionError"),
    ],
)
def test_a_fault_of_the_article_s_own_code_is_one_line(
    content: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    part: str,
    code: str | None,
    said: str,
) -> None:
    """With its file and line, without a traceback, whenever it shows: read, drawn or computed."""
    place = new_article(content, name, TODAY)
    package = place / load_config(place).package
    copied = (package / "claims/main.py").read_text("utf-8")
    if code == "copied":
        # A second function that was copied in its own file with the first one's id.
        once = copied.replace("a_good_year", code)
        again = once[once.index("\n@claim") :]
        code = f"{once}\n\nfirst = {code}\n{again}"
    (package / f"{part}.py").write_text(copied if code is None else code, "utf-8")
    for language in ("ko", "en"):
        path = place / f"text/definitions.{language}.toml"
        label = '\n[families.more]\ntitle = "a"\nlabel = "b"\ndefinition = "c"\n'
        if part.startswith("metrics"):
            path.write_text(path.read_text("utf-8") + label, "utf-8")
    site = tmp_path / "site"
    words = ["build", "--content", str(content), "--site", str(site), "--data", str(DATA)]
    assert command.main(words) == UserError.exit_code
    (line,) = [each for each in capsys.readouterr().err.splitlines() if each.startswith("error:")]
    assert said in line
    assert not site.exists()


def test_links_between_articles(content: Path) -> None:
    """Each article's links lead within its own site."""
    new_article(content, "apart", TODAY)
    files = text_files(DATA, content, editions=0)
    assert set(BuiltSite(files).articles) == {"", "apart/"}
