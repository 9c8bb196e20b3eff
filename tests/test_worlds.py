"""In worlds that never were the article is still built, and its words still follow its numbers.

Every world is built as a site is, in both languages; only the drawing of charts is left out. Then
the pages are read like a stranger reads them: words beside the numbers that the same page shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import worlds
from pencil import NoPencil
from worlds import WORLDS

from generator.build import make
from generator.content import Content, gather, load_content
from generator.edition import Edition, edition
from generator.history import History
from generator.htmlread import PageFacts, read_page
from generator.original import Original
from generator.published import Published
from generator.snapshot import load
from generator.stamp import ROOT
from generator.states.engine import MISSING

CONTENT = ROOT / "content"
LANGUAGES = ("ko", "en")
HOLE = re.compile(r"\{%|%\}|\b(?:None|nan|NaN|inf|undefined)\b")


@dataclass
class Seen:
    """A world as built: its pages by path, its numbers, and what chose its words."""

    pages: Mapping[str, str]
    metrics: Mapping[str, Any]
    verdicts: Mapping[str, str]
    edition: Edition
    read: dict[str, PageFacts] = field(default_factory=dict)

    def value(self, metric: str) -> Any:
        """Return a metric of metrics.json, None where it is missing."""
        found = self.metrics.get(metric)
        return found["value"] if found else None

    def page(self, lang: str) -> PageFacts:
        """Return the article in a language as read."""
        if lang not in self.read:
            self.read[lang] = read_page(self.pages[f"{lang}/index.html"])
        return self.read[lang]

    def text(self, lang: str) -> str:
        """Return the article's visible text on one line."""
        return " ".join(self.page(lang).text.split())

    def titles(self, lang: str) -> dict[str, str]:
        """Return the charts' titles by chart."""
        found = re.findall(
            r'class="chart-title" id="([a-z-]+)-title">(.*?)</p>', self.pages[f"{lang}/index.html"]
        )
        return {name: re.sub(r"<[^>]+>", "", title) for name, title in found}

    def heading(self, lang: str, id: str) -> str:
        """Return a heading's text."""
        page = self.pages[f"{lang}/index.html"]
        found = re.search(rf'<h[1-4] id="{id}"[^>]*>(.*?)</h[1-4]>', page, re.DOTALL)
        assert found, id
        return re.sub(r"<[^>]+>", "", found[1])


@cache
def article() -> Content:
    """Return the committed texts, read once."""
    return load_content(CONTENT, gather(CONTENT))


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Seen]:
    """Return what builds a world by its name, once."""

    @cache
    def seen(name: str) -> Seen:
        data = worlds.write(WORLDS[name], tmp_path_factory.mktemp("world"))
        files = make(data, CONTENT, NoPencil())
        snapshot = load(data, Published.load(CONTENT / "published.toml"))
        history = History(snapshot, Original.load(CONTENT / "text" / "original.toml"))
        claims = json.loads(files["data/claims.json"])["claims"]
        return Seen(
            pages={path: body.decode() for path, body in files.items() if path.endswith(".html")},
            metrics=json.loads(files["data/metrics.json"])["metrics"],
            verdicts={each["id"]: each["verdict"] for each in claims},
            edition=edition(article(), history),
        )

    return seen


Build = Callable[[str], Seen]


# --- Every world ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WORLDS)
def test_a_world_is_built_in_both_languages(build: Build, name: str) -> None:
    """Both pages carry the same numbers, headings and figures, and none shows a hole."""
    seen = build(name)
    korean, english = (seen.page(lang) for lang in LANGUAGES)
    assert [each[0] for each in korean.headings] == [each[0] for each in english.headings]
    assert korean.figures == english.figures
    assert sorted(each[:2] for each in korean.metrics) == sorted(
        each[:2] for each in english.metrics
    )
    for lang in LANGUAGES:
        assert not HOLE.search(seen.text(lang)), lang


@pytest.mark.parametrize("name", WORLDS)
def test_what_a_page_shows_is_what_was_computed(build: Build, name: str) -> None:
    """Each number on a page is the one of metrics.json, in every world."""
    seen = build(name)
    for lang in LANGUAGES:
        for metric, shown, _ in seen.page(lang).metrics:
            value = seen.value(metric)
            assert value is not None, metric
            assert shown == (value if isinstance(value, str) else json.dumps(value)), metric


SIDES = {"higher": 1, "up": 1, "same": 0, "flat": 0, "lower": -1, "down": -1}
WIDE = 0.02
"""A state may call alike what differs by half a point, or over decades by a fiftieth; no more."""


@pytest.mark.parametrize("name", WORLDS)
def test_a_word_of_direction_agrees_with_its_numbers(build: Build, name: str) -> None:
    """Higher is higher, the same is nearly the same, and missing is missing, for every state."""
    seen = build(name)
    checked = 0
    for state in article().vocabulary.states.values():
        word = seen.edition.chosen[state.id]
        values = [seen.value(each) for each in state.needs]
        assert (word == MISSING) == any(value is None for value in values), state.id
        if word not in SIDES or set(state.values) - set(SIDES) - {MISSING}:
            continue
        first, *others = values
        single = {"up", "flat", "down"} & set(state.values)
        gap = first if single else first - others[0]
        size = 1 if single else max(abs(first), abs(others[0]), 1)
        if SIDES[word]:
            assert gap * SIDES[word] > 0, f"{state.id} says {word}, the gap is {gap}"
        else:
            assert abs(gap) <= WIDE * size, f"{state.id} says {word}, the gap is {gap}"
        checked += 1
    assert checked > 25 or name in ("nothing optional", "fund too young")


# --- Reading words beside numbers -----------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """A sentence's form with two shown numbers, and how they must stand if it is used."""

    lang: str
    form: str
    holds: Callable[[float, float], bool]


def _number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


NUMBER = r"([+−]?[\d,]+(?:\.\d+)?)"
# The top box gives both returns after its verdict.
EN_SINCE = rf": [^.]*? {NUMBER}%[^%]*?SPY {NUMBER}%"
KO_SINCE = rf"\..*?수익률은 {NUMBER}%, S&P 500 ETF인 SPY는 {NUMBER}%"
AGAINST = rf"{NUMBER}(?:%|×) against {NUMBER}(?:%|×)"
BOTH = rf"IWM returned {NUMBER}% and SPY {NUMBER}%, so"
TEN_YEARS = rf"{NUMBER}% a year for IWM and {NUMBER}% for SPY\."


def _level(a: float, b: float) -> bool:
    """Return whether two numbers with one decimal differ by no more than rounding makes."""
    return abs(a - b) < 0.11


READINGS = (
    Reading("en", rf"Prices have sided with it so far{EN_SINCE}", float.__gt__),
    Reading("en", rf"Small caps are slightly ahead{EN_SINCE}", float.__ge__),
    Reading("en", rf"have run level{EN_SINCE}", _level),
    Reading("en", rf"Prices have gone against it so far{EN_SINCE}", float.__lt__),
    Reading("ko", rf"가격은 그 글의 편이에요{KO_SINCE}", float.__gt__),
    Reading("ko", rf"소형주가 조금 앞섰어요{KO_SINCE}", float.__ge__),
    Reading("ko", rf"나란히 왔어요{KO_SINCE}", _level),
    Reading("ko", rf"그 글과 반대로 움직였어요{KO_SINCE}", float.__lt__),
    Reading("en", rf"small caps are the cheaper ones, at {AGAINST}", float.__lt__),
    Reading("en", rf"small caps are the dearer ones, at {AGAINST}", float.__gt__),
    Reading("ko", rf"적자 기업을 빼면 {NUMBER}배 대 {NUMBER}배로 소형주가 더 싸", float.__lt__),
    Reading("ko", rf"넣으면 {NUMBER}배 대 {NUMBER}배로 소형주가 더 비싸", float.__gt__),
    Reading("en", rf"deeper than SPY's: {AGAINST}", float.__lt__),
    Reading("en", rf"deeper than IWM's: {AGAINST}", float.__lt__),
    Reading("en", rf"became \${NUMBER} in IWM, more than the \${NUMBER} in SPY", float.__gt__),
    Reading("en", rf"became \${NUMBER} in IWM, less than the \${NUMBER} in SPY", float.__lt__),
    Reading("en", rf"{BOTH} small caps led", float.__gt__),
    Reading("en", rf"{BOTH} large caps led", float.__lt__),
    Reading("ko", rf"IWM {NUMBER}%, SPY {NUMBER}%로 소형주가 앞섰", float.__gt__),
    Reading("ko", rf"IWM {NUMBER}%, SPY {NUMBER}%로 대형주가 앞섰", float.__lt__),
    Reading("en", rf"{TEN_YEARS} Large caps paid more", float.__lt__),
    Reading("en", rf"{TEN_YEARS} Small caps paid more", float.__gt__),
    Reading("en", rf"TNA made less than plain IWM: {AGAINST}", float.__lt__),
    Reading("en", rf"volatility was {NUMBER}%, far above SPY's {NUMBER}%", float.__gt__),
    Reading("ko", rf"변동성은 {NUMBER}%로 SPY의 {NUMBER}%보다 훨씬 높았", float.__gt__),
)


def test_words_agree_with_the_numbers_beside_them(build: Build) -> None:
    """Every form of sentence that compares is met in some world, and never says the contrary."""
    met: set[str] = set()
    for name in WORLDS:
        seen = build(name)
        for reading in READINGS:
            for first, second in re.findall(reading.form, seen.text(reading.lang)):
                met.add(reading.form)
                a, b = _number(first), _number(second)
                assert reading.holds(a, b), f"{name} ({reading.lang}): {reading.form}: {a}, {b}"
    assert len(met) > 0.6 * len(READINGS), [each.form for each in READINGS if each.form not in met]


# --- What each world must say ---------------------------------------------------------------------


@dataclass(frozen=True)
class Says:
    """Where a world must say what: a heading or chart by id, the description, or the text."""

    where: str
    ko: str
    en: str


EXPECTED: Mapping[str, tuple[Says, ...]] = {
    "small caps calmer": (
        Says("text", "IWM이 알맞다. 맞아요", "IWM suits an investor who wants stability. Holds"),
        Says("chart:drawdowns", "SPY가 IWM보다 깊었어요", "SPY's deepest fall was deeper"),
        Says("text", "덜 내린 셈", "it fell less"),
    ),
    "rates falling": (
        Says("heading:rates", "인하", "a cut"),
        Says("chart:policy-rate", "내려가는 중", "coming down"),
        Says("description", "마지막 변경은 인하", "last change a cut"),
        Says("text", "아직 살아 있습니다", "still holds"),
        Says("text", "원문의 전제대로 움직이고", "run the way the original assumed"),
    ),
    "rates on hold": (
        Says("heading:rates", "오래 멈춰 선", "no move for a long while"),
        Says("chart:policy-rate", "그대로", "has not moved since"),
        Says("description", "동결 중", "on hold"),
    ),
    "small caps dearer": (
        Says("heading:valuation", "어떻게 세어도 더 비싸다", "dearer, whichever way one counts"),
        Says("chart:valuation-methods", "비싸", "Small caps are dearer than large caps"),
        Says("text", "어느 방식으로 세어도 보이지 않아요", "does not hold by either way"),
    ),
    "losses rare": (
        Says("chart:losses", "보다 적어요", "fewer than"),
        Says("text", "오히려 더 많았어요", "it was more"),
    ),
    "first cuts won": (
        Says("chart:first-cuts", "여느 때보다 좋았어요", "better than usual"),
        Says("text", "7번 가운데 7번", "7 of 7"),
    ),
    "crash": (
        Says("text", "그 글과 반대로 움직였어요", "Prices have gone against it"),
        Says("text", "−25", "−25"),
    ),
    "tie": (
        Says("text", "나란히 왔어요", "have run level"),
        Says("chart:growth", "비슷", "about alike"),
        Says("chart:rolling-gap", "나란히", "were level"),
        Says("heading:valuation", "차이랄 것이 없다", "no gap to speak of"),
    ),
    "fund too young": (
        Says("text", "VTWO 시세가 2025", "VTWO has prices only since"),
        Says("chart:tna-paths", "아직", "cannot be compared yet"),
    ),
    "nothing optional": (
        Says("heading:valuation", "무엇을 재어야 하나", "what one would have to measure"),
        Says("chart:sectors", "비교할 수 없어요", "cannot be compared"),
        Says("chart:losses", "", "not known"),
    ),
}


@pytest.mark.parametrize("name", WORLDS)
def test_headings_titles_and_descriptions_follow(build: Build, name: str) -> None:
    """What a world is about stands in its headings, chart titles and social description."""
    seen = build(name)
    for says in EXPECTED[name]:
        for lang, words in (("ko", says.ko), ("en", says.en)):
            kind, _, id = says.where.partition(":")
            found = {
                "heading": lambda: seen.heading(lang, id),  # noqa: B023 - called at once
                "chart": lambda: seen.titles(lang)[id],  # noqa: B023
                "description": lambda: seen.page(lang).meta["description"],  # noqa: B023
                "text": lambda: seen.text(lang),  # noqa: B023
            }[kind]()
            assert words in found, f"{says.where} ({lang}): {found[:300]}"


@pytest.mark.parametrize("name", WORLDS)
def test_social_cards_say_what_the_page_says(build: Build, name: str) -> None:
    """The description for search engines is that of the cards."""
    seen = build(name)
    for lang in LANGUAGES:
        meta = seen.page(lang).meta
        assert meta["og:description"] == meta["description"]
        assert meta["og:title"]


# --- The worlds themselves ------------------------------------------------------------------------


def test_the_worlds_are_what_their_names_say(build: Build) -> None:
    """Each world's numbers are as announced: a test that reads an unchanged world tests nothing."""
    value = {name: build(name).value for name in WORLDS}
    calm = value["small caps calmer"]
    assert calm("iwm.volatility.5y") < calm("spy.volatility.5y")
    assert value["rates falling"]("rate.regime") == "easing"
    assert value["rates on hold"]("rate.regime") == "hold"
    dear = value["small caps dearer"]
    assert dear("valuation.discount.ex_losses") > 0 < dear("valuation.discount.all")
    assert value["losses rare"]("losses.r2000.share") < value["losses rare"]("losses.sp500.share")
    won = value["first cuts won"]
    assert won("cycles.first_cut.12m.wins") == won("cycles.first_cut.12m.n") >= 5
    assert value["crash"]("iwm.total_return.since_published") < -0.2
    tie = value["tie"]
    for metric in ("relative.iwm_spy.since_published", "relative.rolling_gap.12m"):
        assert 0 < abs(tie(metric)) < 0.0005
    assert value["fund too young"]("vtwo.cagr.5y") is None
    assert value["nothing optional"]("iwm.fee") is None


def test_only_the_committed_snapshot_is_read() -> None:
    """The worlds are made from content/data, which they leave as it is."""
    before = {path: path.read_bytes() for path in sorted(Path(worlds.DATA).rglob("*.csv"))}
    for world in WORLDS.values():
        world.change(worlds.real())
    assert before == {path: path.read_bytes() for path in sorted(Path(worlds.DATA).rglob("*.csv"))}
