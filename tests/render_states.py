"""Renders every branch of every text without data: stubs give the choices that lead to it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jinja2 import nodes
from languages import PUBLISHED_ON
from markupsafe import Markup

from generator.content.load import Content
from generator.core.model import Metric, Missing, Reason, Unit
from generator.language.extension import CalloutBlock, HaveBlock, StateBlock, block_of
from generator.language.renderer import Renderer
from generator.language.states import CLAIM, Chosen
from generator.language.tables import RenderedTable
from generator.language.template import Template
from generator.language.vocabulary import PUBLISHED, Vocabulary, absent_value
from generator.snapshot.published import Fact

AS_OF = datetime.date(2026, 9, 25)
VALUES: Mapping[Unit, Any] = {
    "ratio": 0.18742435549881087,
    "pp": -0.0841,
    "bp": -25,
    "multiple": 15.13,
    "index": 104.25,
    "usd": 71_930_000_000.0,
    "krw": 1356.51,
    "count": 1924,
    "date": "2025-12-11",
    "text": "Example Holdings Corp",
}


@dataclass(frozen=True)
class World:
    """What must be so for one branch to be said: values of states, ids there and ids missing."""

    states: Mapping[str, str] = field(default_factory=dict)
    there: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()

    @property
    def possible(self) -> bool:
        """Return whether nothing is both there and missing."""
        return not self.there & self.missing

    def having(self, ids: tuple[str, ...]) -> World:
        """Return the world in which these are there, too."""
        return replace(self, there=self.there | set(ids))

    def lacking(self, ids: tuple[str, ...]) -> World:
        """Return the world in which those of these are missing that may be."""
        absent = frozenset(ids) - self.there
        return replace(self, missing=self.missing | (absent or set(ids)))

    def in_state(self, state: str, value: str) -> World:
        """Return the world in which a state has a value; an impossible one if it has another."""
        if self.states.get(state, value) != value:
            return replace(self, there=frozenset({state}), missing=frozenset({state}))
        return replace(self, states={**self.states, state: value})


def worlds(text: Template, vocabulary: Vocabulary) -> Iterator[World]:
    """Yield worlds that together lead into every branch of a text that can be reached."""
    start = World().having(text.needs)
    yield start
    yield from _inside(text.body, start, vocabulary)
    if text.why:
        yield World().lacking(text.why)


def _inside(body: Iterable[nodes.Node], world: World, vocabulary: Vocabulary) -> Iterator[World]:
    for node in body:
        found = block_of(node)
        if isinstance(found, StateBlock):
            state = vocabulary.all_states[found.state]
            for branch in found.branches:
                for value in branch.values:
                    # A claim may be untestable for other reasons than a missing metric.
                    absent = value == absent_value(state) and state.needs
                    chosen = world.in_state(found.state, value)
                    chosen = chosen.lacking(state.needs) if absent else chosen.having(state.needs)
                    yield from _reached(branch.body, chosen, vocabulary)
        elif isinstance(found, HaveBlock):
            yield from _reached(found.present, world.having(found.ids), vocabulary)
            yield from _reached(found.missing, world.lacking(found.ids), vocabulary)
        elif isinstance(found, CalloutBlock):
            yield from _inside(found.body, world, vocabulary)


def _reached(body: Iterable[nodes.Node], world: World, vocabulary: Vocabulary) -> Iterator[World]:
    if world.possible:
        yield world
        yield from _inside(body, world, vocabulary)


class StubMetrics:
    """Metrics with a value by their unit, except those that the world lacks."""

    as_of = AS_OF
    month_end = 2026 * 12 + 7
    original_date = PUBLISHED_ON

    def __init__(self, units: Mapping[str, Unit], world: World, reason: Reason) -> None:
        self.units = units
        self.world = world
        self.reason = reason

    def get(self, metric_id: str) -> Metric | Missing:
        """Return a metric or the stub's reason."""
        if metric_id in self.world.missing:
            return Missing(metric_id, self.reason, "stub")
        unit = self.units[metric_id]
        return Metric(
            metric_id,
            VALUES[unit],
            unit,
            AS_OF,
            "stub",
            {"stub": AS_OF},
            "stub",
            {},
            "2025-09..2026-08",
        )

    def __getitem__(self, metric_id: str) -> Metric:
        """Return a metric that the world has."""
        found = self.get(metric_id)
        assert isinstance(found, Metric), metric_id
        return found


class StubChosen(Chosen):
    """States as the world has them; others take their first value that fits."""

    def __init__(self, vocabulary: Vocabulary, metrics: StubMetrics) -> None:
        super().__init__(vocabulary.states, metrics)
        self.all_states = vocabulary.all_states
        self.world = metrics.world

    def __getitem__(self, state_id: str) -> str:
        """Return a state's value."""
        state = self.all_states[state_id]
        absent = absent_value(state)
        if state_id in self.world.states:
            return self.world.states[state_id]
        if absent and set(state.needs) & self.world.missing:
            return absent
        return state.values[0]


class StubPublished:
    """Published facts, except those that the world lacks."""

    def __init__(self, languages: tuple[str, ...], world: World) -> None:
        self.languages = languages
        self.world = world

    def get(self, fact_id: str) -> Fact | None:
        """Return a fact of our own making."""
        if f"{PUBLISHED}{fact_id}" in self.world.missing:
            return None
        words = {code: "사실" if code == "ko" else "a fact" for code in self.languages}
        return Fact(
            fact_id, "x", 0.5, "ratio", "Source", "https://example.org/", "primary", words, "2025"
        )


class StubBlocks:
    """Blocks as short as can be, but tables with all their cells."""

    def chart(self, chart: str, words: Renderer) -> Markup:
        """Return a figure."""
        return Markup('<figure id="{}"></figure>').format(chart)

    def table(self, table: RenderedTable, words: Renderer) -> Markup:
        """Return the whole table."""
        cells = (table.caption, *table.columns, *(cell for row in table.rows for cell in row))
        parts = Markup("</td><td>").join(cell.html for cell in cells)
        return Markup("<table><tr><td>{}</td></tr></table>{}").format(parts, table.note or "")

    def claim(self, claim: str, words: Renderer) -> Markup:
        """Return a claim's box."""
        return Markup('<div data-claim="{}"></div>').format(claim)

    def claimed(self, claim: str, phrase: str, words: Renderer) -> Markup:
        """Return the phrase, and the verdict's key behind it."""
        return Markup("<u>{}</u> <b>{}</b>").format(phrase, words.chosen[f"claim.{claim}"])

    def more(self, place: str, words: Renderer) -> Markup:
        """Return a link that says where it leads."""
        return Markup('<a href="{0}">{0}</a>').format(place)

    def verdict(self, claim: str, words: Renderer) -> Markup:
        """Return a badge."""
        return Markup('<a class="verdict">{}</a>').format(words.chosen[f"{CLAIM}{claim}"])

    def tool(self, tool: str, words: Renderer) -> Markup:
        """Return a tool's box."""
        return Markup('<div data-tool="{}"></div>').format(tool)

    def callout(self, kind: str, body: Markup, words: Renderer) -> Markup:
        """Return a box."""
        return Markup('<aside class="{}">{}</aside>').format(kind, body)


def a_reason(content: Content, language: str) -> Reason:
    """Return a reason that has a text, with something for each of its names."""
    texts = content.wordings[language].topics["reasons"]
    code, text = next(iter(texts.items()))
    return Reason(code, dict.fromkeys(variables(text), "IWM"))


def variables(text: Template) -> dict[str, Any]:
    """Return something for every name that a text expects: what its format fits."""
    found: dict[str, Any] = {}
    for node in text.walk():
        formats = set()
        while isinstance(node, nodes.Filter):
            formats.add(node.name)
            node = node.node  # type: ignore[assignment]
        if isinstance(node, nodes.Name):
            number = 3 if formats - {"josa"} else "3"
            found[node.name] = AS_OF if formats & {"date", "month"} else number
    return found


def words_in(content: Content, language: str, world: World, reason: Reason) -> Renderer:
    """Return the words of a world."""
    metrics = StubMetrics(content.vocabulary.metrics, world, reason)
    words = content.words(
        language,
        StubChosen(content.vocabulary, metrics),
        published=StubPublished(tuple(content.wordings), world),  # type: ignore[arg-type]
        blocks=StubBlocks(),
    )
    return words


@dataclass(frozen=True)
class Rendering:
    """One text in one world."""

    language: str
    text: Template
    world: World
    html: str
    plain: str | None


def everything_missing(vocabulary: Vocabulary) -> World:
    """Return the world in which no metric and no fact is there."""
    return World(missing=vocabulary.present)


def render_all(content: Content) -> Iterator[Rendering]:
    """Yield every section, text and table cell in worlds that reach all their branches."""
    reasons = {language: a_reason(content, language) for language in content.wordings}
    sections = {
        id(section.text)
        for code in content.wordings
        for page in ("", *content.pages)
        for section in content.sections(code, page)
    }
    for language, text in content.templates():
        reason = reasons[language]
        tried = list(worlds(text, content.vocabulary))
        if not text.needs:
            tried.append(everything_missing(content.vocabulary))
        for world in tried:
            words = words_in(content, language, world, reason)
            given = variables(text)
            found = words.html(text, because=reason, **given)
            is_section = id(text) in sections
            plain = None if is_section else words.plain(text, because=reason, **given)
            yield Rendering(language, text, world, str(found), plain)
