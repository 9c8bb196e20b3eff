"""What an audit needs to know of a file: ids, links, policy, numbers, structure, words.

It is found once for a content, however many checks, pages and sites ask for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from xml.etree import ElementTree

from generator.pages.reading_time import VOID, visible_words

_LINKS = {
    "a": "href", "link": "href", "script": "src", "img": "src", "source": "srcset", "use": "href",
}  # fmt: skip


@dataclass
class PageFacts:
    """One page as found; lines are those of the file."""

    lang: str = ""
    face: str = ""
    policy: str | None = None
    styles: list[str] = field(default_factory=list)
    ids: list[tuple[str, int]] = field(default_factory=list)
    links: list[tuple[str, str, int]] = field(default_factory=list)
    metrics: list[tuple[str, str, int]] = field(default_factory=list)
    headings: list[tuple[str, str]] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    rels: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    inline: list[tuple[str, int]] = field(default_factory=list)
    unclosed: list[tuple[str, int]] = field(default_factory=list)
    text: str = ""


def read_page(source: str) -> PageFacts:
    """Return what a page holds."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    reader.facts.unclosed += [(tag, line) for tag, line in reader.open]
    reader.facts.text = "".join(reader.text)
    return reader.facts


@cache
def page_facts(content: bytes) -> PageFacts:
    """Return what the page in a file holds; to be read only."""
    return read_page(content.decode())


@cache
def word_count(content: bytes) -> int:
    """Return how many words the page in a file shows."""
    return visible_words(content.decode())


@cache
def drawing_ids(drawings: bytes) -> frozenset[str]:
    """Return the ids in a file of drawings; a page shows one of these by its id."""
    return frozenset(each.get("id", "") for each in ElementTree.fromstring(drawings).iter())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.facts = PageFacts()
        self.open: list[tuple[str, int]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append((tag, line))
        self._note(tag, values, line)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._note(tag, values, self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1][0] == tag:
            self.open.pop()
        elif tag not in VOID:
            self.facts.unclosed.append((f"/{tag}", self.getpos()[0]))

    def handle_data(self, data: str) -> None:
        within = self.open[-1][0] if self.open else ""
        if within == "style":
            self.facts.styles[-1] += data
        elif within != "script":
            self.text.append(data)

    def _note(self, tag: str, values: dict[str, str], line: int) -> None:
        facts = self.facts
        if "id" in values:
            facts.ids.append((values["id"], line))
        for name in values:
            if name == "style" or name.startswith("on"):
                facts.inline.append((f"{name} attribute on <{tag}>", line))
        if tag in _LINKS and _LINKS[tag] in values:
            facts.links.append((tag, values[_LINKS[tag]], line))
        if "data-metric" in values:
            facts.metrics.append((values["data-metric"], values.get("value", ""), line))
        if tag == "html":
            facts.lang, facts.face = values.get("lang", ""), values.get("data-face", "")
        elif tag in ("h1", "h2", "h3", "h4"):
            facts.headings.append((tag, values.get("id", "")))
        elif tag == "figure":
            facts.figures.append(values.get("id", ""))
        elif tag == "table":
            facts.tables.append((0, 0))
        elif tag in ("tr", "td", "th") and facts.tables:
            rows, cells = facts.tables[-1]
            facts.tables[-1] = (rows + 1, cells) if tag == "tr" else (rows, cells + 1)
        elif tag == "meta":
            self._meta(values)
        elif tag == "link":
            facts.rels.setdefault(values.get("rel", ""), []).append(values)
        elif tag == "script":
            self._script(values, line)
        elif tag == "style":
            facts.styles.append("")

    def _meta(self, values: dict[str, str]) -> None:
        content = values.get("content", "")
        if values.get("http-equiv", "").lower() == "content-security-policy":
            self.facts.policy = content
        for key in ("name", "property"):
            if key in values:
                self.facts.meta[values[key]] = content

    def _script(self, values: dict[str, str], line: int) -> None:
        if "src" in values:
            self.facts.scripts.append(values["src"])
        elif values.get("type") != "application/ld+json":
            self.facts.inline.append(("<script> without src", line))
