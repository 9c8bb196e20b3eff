"""What an article is made of in one language: its wording, its sections, the blocks in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from markupsafe import Markup

from generator.language.markdown import Heading
from generator.language.tables import RenderedTable, Table
from generator.language.template import Template


class Blocks(Protocol):
    """What the pages make of the parts that are more than text; ``words`` is their renderer."""

    def chart(self, chart: str, words: Any, /) -> Markup:
        """Return a chart's figure."""

    def table(self, table: RenderedTable, words: Any, /) -> Markup:
        """Return a table with its note and the reasons of what is missing."""

    def claim(self, claim: str, words: Any, /) -> Markup:
        """Return a claim with verdict, evidence and rule."""

    def claimed(self, claim: str, phrase: str, words: Any, /) -> Markup:
        """Return a claim as a phrase within a line, with its verdict behind it."""

    def more(self, place: str, words: Any, /) -> Markup:
        """Return a link within a line to a place of the dossier, ``page#id``."""

    def verdict(self, claim: str, words: Any, /) -> Markup:
        """Return a claim's verdict as a badge within a line."""

    def tool(self, tool: str, words: Any, /) -> Markup:
        """Return a tool with its filled table."""

    def callout(self, kind: str, body: Markup, words: Any, /) -> Markup:
        """Return a box around a text."""


@dataclass(frozen=True)
class Wording:
    """The texts of one language: topics by dotted key, tables by id, readings of names.

    ``labels`` remembers the names of metrics, which are the same in every edition.
    """

    topics: Mapping[str, Mapping[str, Template]]
    tables: Mapping[str, Table]
    readings: Mapping[str, str] = field(default_factory=dict)
    labels: dict[tuple[str, bool], str] = field(default_factory=dict, repr=False, compare=False)

    def get(self, topic: str, key: str) -> Template | None:
        """Return a text, None where there is none."""
        return self.topics.get(topic, {}).get(key)


@dataclass(frozen=True)
class Section:
    """A section as written in one language; ``headings`` are (level, id, line).

    ``digest`` names its text: equal ones read the same. ``page`` is the page of the dossier that
    it is part of, empty for the article.
    """

    id: str
    language: str
    text: Template
    headings: tuple[tuple[int, str, int], ...]
    digest: str
    page: str = ""


@dataclass(frozen=True)
class RenderedSection:
    """A section for readers: its HTML and the headings in it."""

    id: str
    html: Markup
    headings: tuple[Heading, ...]
