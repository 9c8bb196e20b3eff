"""Reviewing an article as written: each text by itself, then the languages side by side."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from generator.content.read import DOSSIER, ArticleTexts
from generator.content.section_checks import check_section, dead_anchors
from generator.core.errors import Problem, nearest_hint
from generator.core.inputs import ROOT
from generator.core.settings import Config
from generator.language import checks
from generator.language.checks import Rules
from generator.language.parity import parity
from generator.language.template import Template
from generator.language.texts import Section
from generator.language.vocabulary import Vocabulary

Sections = Mapping[str, tuple[Section, ...]]
Known = Mapping[str, Container[str]]

ASSETS = ROOT / "templates" / "assets"

# Texts of the pages and of metrics: the code fills in names.
WITH_VARIABLES = ("ui", "reasons", "definitions")


def check_sections(
    sections: Sections, texts: ArticleTexts, config: Config, vocabulary: Vocabulary
) -> Iterator[Problem]:
    """Yield the problems that each section has by itself."""
    for code, rules in _rules(texts, config, vocabulary):
        for section in sections[code]:
            yield from checks.check(section.text, rules, blocks=True)
            yield from check_section(section, ASSETS)
        for page in dict.fromkeys(section.page for section in sections[code]):
            yield from _twice([each for each in sections[code] if each.page == page])


def _dossier(sections: Sequence[Section]) -> dict[str, None]:
    """Return the places of the dossier that a link can lead to, in order."""
    return {
        name: None
        for each in sections
        if each.page
        for name in (each.page, *(f"{each.page}#{id}" for id in places(each)))
    }


def check_places(sections: Sections, texts: ArticleTexts) -> Iterator[Problem]:
    """Yield pages of the dossier without a title, and links to places that it does not have."""
    for code, found in sections.items():
        titles = texts.wordings[code].topics.get(DOSSIER, {})
        known = _dossier(found)
        for section in found:
            if section.page and f"{section.page}.title" not in titles:
                message = f"the page {section.page} has no title in text/{DOSSIER}.{code}.toml"
                yield Problem(message, section.text.file)
        for section in found:
            here = [place for each in found if each.page == section.page for place in places(each)]
            yield from dead_anchors(section, here)
            for name, ids, line in section.text.calls():
                if name == "more" and ids[0] not in known:
                    message = f"unknown place of the dossier {ids[0]!r}"
                    yield section.text.problem(message, line, nearest_hint(ids[0], known))


def places(section: Section) -> Iterator[str]:
    """Yield where a link can lead to in a section: headings, tables, charts and tools."""
    prefix = {"table": "table-", "chart": "", "tool": "tool-"}
    for _, id, _ in section.headings:
        yield id
    for name, ids, _ in section.text.calls():
        if name in prefix:
            yield prefix[name] + ids[0]


def check_texts(texts: ArticleTexts, config: Config, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield the problems that each text has by itself."""
    for code, rules in _rules(texts, config, vocabulary):
        wording = texts.wordings[code]
        for topic, found in wording.topics.items():
            for text in found.values():
                yield from checks.check(text, rules, variables=topic in WITH_VARIABLES)
        for table in wording.tables.values():
            for text in table.templates():
                yield from checks.check(text, rules)


def _rules(
    texts: ArticleTexts, config: Config, vocabulary: Vocabulary
) -> Iterator[tuple[str, Rules]]:
    for language in config.languages:
        yield language.code, Rules(vocabulary, language, texts.tables, texts.names)


def _twice(sections: Sequence[Section]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for section in sections:
        for _, id, line in section.headings:
            if id in seen:
                message = f"the heading id {id} is used in {seen[id]} too"
                yield Problem(message, section.text.file, line, id)
            seen[id] = section.text.file


def known_names(texts: ArticleTexts, vocabulary: Vocabulary) -> Known:
    """Return the names that there are of each kind that the languages share."""
    return {
        "metric": vocabulary.metrics,
        "fact": vocabulary.facts,
        "cite": vocabulary.facts,
        "statement": vocabulary.facts,
        "orig": vocabulary.originals,
        "state": vocabulary.all_states,
        "verdict": vocabulary.claims,
        "claim": vocabulary.claims,
        "table": texts.tables,
        "chart": vocabulary.charts,
        "tool": vocabulary.tools,
    }


def compare_sections(sections: Sections, known: Known) -> Iterator[Problem]:
    """Yield where the sections of languages differ from the first one's."""
    first, *others = sections.values()
    known = {**known, "more": _dossier(first)}
    for theirs in others:
        for one, other in zip(first, theirs, strict=True):
            yield from _same_headings(one, other)
            yield from parity(one.text, other.text, known)


def compare_texts(texts: ArticleTexts, known: Known) -> Iterator[Problem]:
    """Yield where the other texts of languages differ from the first one's."""
    mine, *others = texts.wordings.values()
    for theirs in others:
        for topic, found in mine.topics.items():
            yield from _same_texts(found, theirs.topics[topic], known)
        for name, table in mine.tables.items():
            pairs = zip(table.templates(), theirs.tables[name].templates(), strict=True)
            for one, other in pairs:
                yield from parity(one, other, known)


def _same_headings(one: Section, other: Section) -> Iterator[Problem]:
    mine = [(level, id) for level, id, _ in one.headings]
    theirs = [(level, id) for level, id, _ in other.headings]
    if mine == theirs:
        return
    number = next(
        (n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b),
        min(len(mine), len(theirs)),
    )
    line = other.headings[number][2] if number < len(theirs) else None
    here = _heading_name(theirs, number)
    there = _heading_name(mine, number)
    message = f"heading {number + 1} is {here}, in {one.text.file} it is {there}"
    yield Problem(message, other.text.file, line)


def _heading_name(headings: list[tuple[int, str]], number: int) -> str:
    if number >= len(headings):
        return "missing"
    level, id = headings[number]
    return f"{'#' * level} {id}"


def _same_texts(
    one: Mapping[str, Template], other: Mapping[str, Template], known: Known
) -> Iterator[Problem]:
    for texts, twins in ((one, other), (other, one)):
        elsewhere = next((twin.file for twin in twins.values()), "the other language")
        for key, text in texts.items():
            if key not in twins:
                yield text.problem(f"has no counterpart in {elsewhere}")
    for key in one.keys() & other.keys():
        yield from parity(one[key], other[key], known)
