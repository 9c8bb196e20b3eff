"""Reviewing an article as written: each text by itself, then the languages side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator import lint
from generator.errors import Problem
from generator.lint import Rules
from generator.parity import parity
from generator.reading import Written
from generator.tables import table_parity
from generator.tree import Template
from generator.vocabulary import Vocabulary
from generator.words import Section

# Texts of the pages and of metrics: the code fills in names.
WITH_VARIABLES = ("ui", "reasons", "definitions")


def checked(written: Written, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield the problems that each text has by itself."""
    for language in written.config.languages:
        code = language.code
        library = written.libraries[code]
        rules = Rules(vocabulary, language, tuple(library.tables), written.names)
        for section in written.sections[code]:
            yield from lint.check(section.text, rules, blocks=True)
        for topic, texts in library.topics.items():
            for text in texts.values():
                yield from lint.check(text, rules, variables=topic in WITH_VARIABLES)
        for table in library.tables.values():
            for text in table.templates():
                yield from lint.check(text, rules)
        yield from _twice(written.sections[code])


def _twice(sections: tuple[Section, ...]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for section in sections:
        for _, id, line in section.headings:
            if id in seen:
                message = f"the heading id {id} is used in {seen[id]} too"
                yield Problem(message, section.text.file, line, id)
            seen[id] = section.text.file


def compared(written: Written) -> Iterator[Problem]:
    """Yield where languages differ from the first one."""
    first, *others = (language.code for language in written.config.languages)
    for code in others:
        pairs = zip(written.sections[first], written.sections[code], strict=True)
        for one, other in pairs:
            yield from _same_headings(one, other)
            yield from parity(one.text, other.text)
        mine, theirs = written.libraries[first], written.libraries[code]
        for topic, texts in mine.topics.items():
            yield from _same_texts(texts, theirs.topics[topic])
        for name, table in mine.tables.items():
            yield from table_parity(table, theirs.tables[name])


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


def _same_texts(one: Mapping[str, Template], other: Mapping[str, Template]) -> Iterator[Problem]:
    for texts, twins in ((one, other), (other, one)):
        elsewhere = next((twin.file for twin in twins.values()), "the other language")
        for key, text in texts.items():
            if key not in twins:
                yield text.problem(f"has no counterpart in {elsewhere}")
    for key in one.keys() & other.keys():
        yield from parity(one[key], other[key])
