"""In worlds that never were the article is still built, and its words still follow its numbers.

Every world is built as a site is, in both languages; only the drawing of charts is left out. Then
the pages are read like a stranger reads them: words beside the numbers that the same page shows.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import worlds
from meanings import MEANINGS
from sentences import Form, sentences
from sites import text_files
from worlds import WORLDS

from generator.build import audit, steps
from generator.build.html import PageFacts, read_page
from generator.content.edition import Edition
from generator.content.load import Content, load_content, load_vocabulary
from generator.core.inputs import ROOT
from generator.language.states import MISSING
from generator.pages.reading_time import visible_words

CONTENT = ROOT / "content"
LANGUAGES = ("ko", "en")
HOLE = re.compile(r"\{%|%\}|\b(?:None|nan|NaN|inf|undefined)\b")


@dataclass
class Seen:
    """A world as built: its pages by path, its numbers, and what chose its words."""

    pages: Mapping[str, str]
    tables: Mapping[str, str]
    metrics: Mapping[str, Any]
    verdicts: Mapping[str, str]
    edition: Edition
    read: dict[str, PageFacts] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def value(self, metric: str) -> Any:
        """Return a metric of metrics.json, None where it is missing."""
        found = self.metrics.get(metric)
        return found["value"] if found else None

    def page(self, lang: str) -> PageFacts:
        """Return the article in a language as read."""
        if lang not in self.read:
            self.read[lang] = read_page(self.pages[f"{lang}/index.html"])
        return self.read[lang]

    def written(self, lang: str) -> list[str]:
        """Return the pages of the article and of its dossier."""
        names = ("", *(f"{page}/" for page in article().pages))
        return [self.pages[f"{lang}/{name}index.html"] for name in names]

    def text(self, lang: str) -> str:
        """Return the visible text of the article and of its dossier on one line."""
        if lang not in self.texts:
            self.texts[lang] = " ".join(
                " ".join(read_page(page).text.split()) for page in self.written(lang)
            )
        return self.texts[lang]

    def titles(self, lang: str) -> dict[str, str]:
        """Return the charts' titles by chart."""
        found = re.findall(
            r'class="chart-title" id="([a-z-]+)-title">(.*?)</p>', "".join(self.written(lang))
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
    return load_content(CONTENT, load_vocabulary(CONTENT))


def _recorded(patch: pytest.MonkeyPatch, module: ModuleType, name: str) -> list[Any]:
    """Return what a module's function returns from now on."""
    function, results = getattr(module, name), list[Any]()

    def recorded(*given: Any) -> Any:
        results.append(function(*given))
        return results[-1]

    patch.setattr(module, name, recorded)
    return results


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Seen]:
    """Return what builds a world by its name, once."""

    @cache
    def seen(name: str) -> Seen:
        data = worlds.write(WORLDS[name], tmp_path_factory.mktemp("world"))
        with pytest.MonkeyPatch.context() as patch:
            judged = _recorded(patch, steps, "judge")
            files = text_files(data, CONTENT)
        claims = json.loads(files["data/claims.json"])["claims"]
        return Seen(
            pages={path: body.decode() for path, body in files.items() if path.endswith(".html")},
            tables={path: body.decode() for path, body in files.items() if path.endswith(".csv")},
            metrics=json.loads(files["data/metrics.json"])["metrics"],
            verdicts={each["id"]: each["verdict"] for each in claims},
            edition=judged[0],
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
        assert len(seen.written(lang)) > 1


@pytest.mark.parametrize("name", WORLDS)
def test_what_a_page_shows_is_what_was_computed(build: Build, name: str) -> None:
    """Each number on a page is the one of metrics.json, in every world."""
    seen = build(name)
    for lang in LANGUAGES:
        for metric, shown, _ in seen.page(lang).metrics:
            value = seen.value(metric)
            assert value is not None, metric
            assert shown == (value if isinstance(value, str) else json.dumps(value)), metric


@pytest.mark.parametrize("name", WORLDS)
def test_every_word_means_what_the_numbers_are(build: Build, name: str) -> None:
    """Each state says something that is true of metrics.json, and is missing as its needs are."""
    seen = build(name)
    wrong = []
    for state in article().vocabulary.states.values():
        word = seen.edition.chosen[state.id]
        absent = [each for each in state.needs if seen.value(each) is None]
        assert (word == MISSING) == bool(absent), f"{state.id} says {word} without {absent}"
        if word != MISSING and not MEANINGS[state.id][word](seen.value):
            wrong.append(f"{state.id} says {word}: {[(i, seen.value(i)) for i in state.needs]}")
    assert not wrong


@pytest.mark.parametrize("name", WORLDS)
def test_the_article_stays_short_in_every_world(build: Build, name: str) -> None:
    """Whatever the numbers say, or fail to say, some words are left below what is allowed."""
    for lang, most in (("ko", audit.WORDS_OTHERWISE), ("en", audit.WORDS_LATIN)):
        assert visible_words(build(name).pages[f"{lang}/index.html"]) <= most - 30, lang


def test_every_word_has_a_meaning() -> None:
    """A new state or a new word of one must be given its meaning a second time."""
    states = article().vocabulary.states
    assert {name: set(state.values) - {MISSING} for name, state in states.items()} == {
        name: set(words) for name, words in MEANINGS.items()
    }


def test_the_worlds_turn_most_words(build: Build) -> None:
    """The worlds differ enough to read by: of the states that numbers turn, most say two things."""
    said: dict[str, set[str]] = {}
    for name in WORLDS:
        for state, word in build(name).edition.chosen.all().items():
            said.setdefault(state, set()).add(word)
    still = [state for state, words in said.items() if len(words - {MISSING}) < 2]
    turned = [state for state in MEANINGS if state not in still]
    assert len(turned) > 0.75 * len(MEANINGS), (len(turned), len(MEANINGS), still)


@pytest.mark.parametrize("name", WORLDS)
def test_the_depths_of_the_text_are_in_the_chart(build: Build, name: str) -> None:
    """The deepest fall that a title names is the lowest point drawn, even if it is this month's."""
    seen = build(name)
    rows = list(csv.DictReader(seen.tables["data/charts/drawdowns.csv"].splitlines()))
    for fund in ("SPY", "IWM"):
        low = min(float(row[fund]) for row in rows)
        # SPY's record is older than the chart, but its deepest fall is not.
        assert low == pytest.approx(seen.value(f"{fund.lower()}.max_drawdown.max"))


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
# The top box gives the returns after its verdict.
EN_SINCE = (
    rf"\. Since the article small caps \(IWM\) returned {NUMBER}%, the S&P 500 \(SPY\) {NUMBER}%"
)
KO_SINCE = rf"\. [^①]*?달러로[^%]*? {NUMBER}%, (?:S&P 500\(SPY\) )?{NUMBER}%"
AGAINST = rf"{NUMBER}(?:%|×) against {NUMBER}(?:%|×)"


def _level(a: float, b: float) -> bool:
    """Return whether two numbers with one decimal differ by a point, or what rounding makes.

    The word itself is given to gaps below a point, so a reader may see one of 1.1 beside it.
    """
    return abs(a - b) < 1.11


READINGS = (
    Reading("en", rf"So far: small caps lead{EN_SINCE}", float.__gt__),
    Reading("en", rf"So far: small caps just ahead{EN_SINCE}", float.__gt__),
    Reading("en", rf"So far: a dead heat{EN_SINCE}", _level),
    Reading("en", rf"So far: small caps just behind{EN_SINCE}", float.__lt__),
    Reading("en", rf"So far: large caps lead{EN_SINCE}", float.__lt__),
    Reading("ko", rf"성적표: 소형주 승{KO_SINCE}", float.__gt__),
    Reading("ko", rf"성적표: 소형주가 조금 앞서요{KO_SINCE}", float.__gt__),
    Reading("ko", rf"성적표: 거의 무승부{KO_SINCE}", _level),
    Reading("ko", rf"성적표: 소형주가 조금 뒤져요{KO_SINCE}", float.__lt__),
    Reading("ko", rf"성적표: 대형주 승{KO_SINCE}", float.__lt__),
    Reading("en", rf"deeper than SPY’s: {AGAINST}", float.__lt__),
    Reading("en", rf"deeper than IWM’s: {AGAINST}", float.__lt__),
    Reading("ko", rf"최대 낙폭은 IWM이 더 컸어요: {NUMBER}% 대 {NUMBER}%", float.__lt__),
    Reading("ko", rf"최대 낙폭은 SPY가 더 컸어요: {NUMBER}% 대 {NUMBER}%", float.__lt__),
    Reading("en", rf"became \${NUMBER} in IWM, more than the \${NUMBER} in SPY", float.__gt__),
    Reading("en", rf"became \${NUMBER} in IWM, less than the \${NUMBER} in SPY", float.__lt__),
    Reading("en", rf"TNA made less than plain IWM: {AGAINST}", float.__lt__),
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


# Renderer that compare; what only names something (large caps, losses left out) is not among them.
COMPARES = {
    "en": r"\b(more|higher|lower|ahead|behind|above|below|better|worse|cheaper|dearer|deeper|only|"
    r"shallower|calmer|rougher|led|trailed|risen|fallen|grown|shrunk|fell|rose|fewer|less|premium|"
    r"gained|lost|short of|far|seldom|rare|in favour|too (?:little|few)|runs the other way)\b",
    "ko": r"높|낮|앞[서섰질]|뒤[처졌]|더 |덜 |크게|작[은았게]|많[은았이]|적[은었게]|깊|얕|"
    r"비싸|비싼|싸[요게졌]|싼|올랐|올라|내렸|내려|늘었|줄었|나은|나았|못했|못 |잃|벌었|"
    r"훨씬|조금|약간|이상|넘|미치|모자라",
}

ELSEWHERE = (
    "above theirs", "평소 수준보다", "아무 달에서나 시작하면",
    # A regime's mean stands beside its distance, in standard errors, from a mean not shown.
    "that of all other months", "나머지 달의 평균보다",
    # "At least" here is part of what a day is counted for.
    "이상 움직인 날",
)  # fmt: skip
"""Words of sentences that compare with something other than the numbers around them."""


def test_no_sentence_stays_the_same_while_its_numbers_turn(build: Build) -> None:
    """A sentence that compares is wrong somewhere if worlds say it with the numbers either way.

    Needs no list of sentences: of every two numbers of one kind in it, and of every signed one,
    at least one relation must be the same in all worlds that use the sentence's words. The article
    has a quarter of the words that it once had, hence the number of sentences that must compare.
    """
    wrong = []
    for lang, lexicon in COMPARES.items():
        forms: dict[Form, list[str]] = {}
        for name in WORLDS:
            pages = (*build(name).written(lang), build(name).pages[f"{lang}/claims/index.html"])
            for page in pages:
                for sentence in sentences(page):
                    forms.setdefault(sentence.form, []).append(name)
        assert len(forms) > 400
        comparing = {form: names for form, names in forms.items() if re.search(lexicon, form[0])}
        assert len(comparing) > 70, (lang, len(comparing))
        for (words, metrics, before), names in comparing.items():
            relations = [_relations(build(name), metrics, before) for name in names]
            turned = {
                key: {each[key] for each in relations} - {0} == {-1, 1} for key in relations[0]
            }
            if turned and all(turned.values()) and not any(each in words for each in ELSEWHERE):
                wrong.append(f"{lang}: {words} {metrics} in {names}")
    assert not wrong


def _relations(
    seen: Seen, metrics: tuple[str, ...], before: tuple[str, ...]
) -> dict[tuple[str, ...], int]:
    """Return how the numbers of a sentence stand to each other, and signed ones to zero.

    A single number without a sign is compared with those of the sentences before.
    """
    found: dict[tuple[str, ...], int] = {}
    distinct = list(dict.fromkeys(metrics))
    for metric in distinct:
        unit = seen.metrics[metric]["unit"]
        if unit in ("pp", "bp"):
            found[(metric,)] = _direction(seen.value(metric), 0)
        elif unit == "multiple" and ("capture" in metric or "_vs" in metric):
            found[(metric,)] = _direction(seen.value(metric), 1, 0.05)
    pairs = [*combinations(distinct, 2)]
    if not found and len(distinct) == 1:
        pairs = [(distinct[0], other) for other in dict.fromkeys(before) if other != distinct[0]]
    for a, b in pairs:
        units = {seen.metrics[each]["unit"] for each in (a, b)}
        if len(units) == 1 and not units & {"text", "date"}:
            found[a, b] = _direction(seen.value(a), seen.value(b))
    return found


def _direction(a: float, b: float, alike: float = 0.001) -> int:
    """Return the sign of a − b; 0 where a reader would hardly see the difference."""
    return 0 if abs(a - b) <= alike * max(1, abs(a)) else 1 if a > b else -1


# --- What each world must say ---------------------------------------------------------------------


@dataclass(frozen=True)
class Says:
    """Where a world must say what: a heading, chart or verdict by id, description or text."""

    where: str
    ko: str
    en: str


EXPECTED: Mapping[str, tuple[Says, ...]] = {
    "small caps calmer": (
        Says("verdict:iwm_for_stability", "holds", "holds"),
        Says("chart:drawdowns", "최대 낙폭은 SPY가 더 컸어요", "SPY’s deepest fall was deeper"),
    ),
    "rates falling": (
        Says("heading:rates", "그 뒤로도 내렸어요", "cut further"),
        Says("chart:policy-rate", "엔 인하", "was down"),
        Says("description", "마지막 변경은 인하", "last change a cut"),
        Says("text", "원문 뒤로도 내렸고", "The Fed has cut since"),
    ),
    "rates on hold": (
        Says("heading:rates", "그 뒤로 그대로예요", "unchanged since"),
        Says("chart:policy-rate", "그대로", "has not moved since"),
        Says("description", "동결 중", "on hold"),
        Says("text", "올라 원화 수익률을 키웠어요", "which lifts returns in won"),
    ),
    "small caps dearer": (
        Says("heading:valuation", "어느 계산으로도 싸지 않아요", "cheap by neither method"),
        Says("chart:valuation-methods", "비싸", "Small caps are dearer than large caps"),
    ),
    "losses rare": (
        Says("chart:losses", "보다 적어요", "fewer than"),
        Says("text", "실제로도 대부분 돈을 벌어요", "Most of them do earn money"),
    ),
    "first cuts won": (
        Says("chart:first-cuts", "평소보다 나아요", "better than usual"),
        Says("text", "평소보다 나아요", "better than usual"),
    ),
    "crash": (
        Says("text", "성적표: 대형주 승", "So far: large caps lead"),
        Says("text", "고점에서 IWM은", "below its high, SPY"),
        Says("text", "이번 달에만 IWM", "This month alone IWM"),
    ),
    "crash after calm": (
        Says("chart:drawdowns", "최대 낙폭은 SPY가 더 컸어요", "SPY’s deepest fall was deeper"),
        Says("text", "성적표: 대형주 승", "So far: large caps lead"),
    ),
    "tie": (
        Says("text", "성적표: 거의 무승부", "So far: a dead heat"),
        Says("chart:growth", "비슷", "about alike"),
        Says("chart:rolling-gap", "나란히", "were level"),
        Says("heading:valuation", "대형주와 차이가 없어요", "no gap to large caps"),
    ),
    "small and large exchanged": (
        Says("chart:sectors", "비중이 커요", "IWM holds more technology than SPY"),
        Says("chart:losses", "보다 적어요", "fewer than"),
    ),
    "fund too young": (
        Says("text", "VTWO 시세가", "VTWO has prices only since"),
        Says("chart:tna-paths", "아직", "cannot be compared yet"),
    ),
    "nothing optional": (
        Says("heading:valuation", "지금은 잴 수 없어요", "no measure today"),
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
                "verdict": lambda: seen.verdicts[id],  # noqa: B023
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
