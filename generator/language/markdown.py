"""From Markdown to HTML, and from marks in a text to what they stand for."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from markdown import Markdown
from markupsafe import Markup

# Marks are private-use characters around a number: inline HTML, a block, a particle.
INLINE, BLOCK, PARTICLE, END = "\ue000", "\ue001", "\ue002", "\ue003"

_RESERVED = re.compile("[\ue000-\ue003]")
_INLINE = re.compile(f"{INLINE}(\\d+){END}")
_LONE_BLOCK = re.compile(f"<p>{BLOCK}(\\d+){END}</p>")
_BLOCK = re.compile(f"{BLOCK}(\\d+){END}")
_SPLIT = re.compile(f"(<[^>]*>)|{PARTICLE}(\\d+){END}")
_NEW_LINE = re.compile(r"</?(?:p|li|ul|ol|h\d|td|th|dd|dt|dl|div|blockquote|br)\b")
_RELATIVE = re.compile(r'(<a [^>]*?href=")(?![a-z]+:|[#/"])')
_HEADING = re.compile(r'<h([1-6]) id="([^"]*)"[^>]*>(.*?)</h\1>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_MARKDOWN = re.compile(r"[*_`\[\]<>&\\#\n{]|^\s*(?:[-+:]|\d+\.)\s")
_PLAIN = (
    (re.compile(r"<[^<>]*>"), ""),
    (re.compile(r"!?\[([^\]]+)\]\([^()]*\)"), r"\1"),
    (re.compile(r"\*\*|`"), ""),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]*\S)\*(?![\w*])"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section: ``text`` is its plain text."""

    level: int
    id: str
    html: Markup
    text: str


def clean(text: str) -> str:
    """Return text from outside without the characters that are our marks."""
    return _RESERVED.sub("", text)


def mark(kind: str, number: int) -> str:
    """Return a mark that stands for the numbered thing."""
    return f"{kind}{number}{END}"


@lru_cache(maxsize=4096)
def convert(text: str, paragraphs: bool) -> str:
    """Return Markdown as HTML; a single paragraph is a phrase unless ``paragraphs``.

    Editions say mostly the same words around other numbers, so a text is converted once.
    """
    if not paragraphs and not _MARKDOWN.search(text):
        return text
    converter = _converter()
    converter.reset()
    found = converter.convert(text)
    if not paragraphs and found.startswith("<p>") and found.count("<p>") == 1:
        inner = found.removeprefix("<p>").removesuffix("</p>")
        return inner if len(inner) == len(found) - len("<p></p>") else found
    return found


@cache
def _converter() -> Markdown:
    return Markdown(extensions=["attr_list", "def_list", "sane_lists"], output_format="html")


def rebase(found: str, link_base: str) -> str:
    """Let relative links start from the language's root instead of the page."""
    return _RELATIVE.sub(rf"\g<1>{link_base}", found) if link_base else found


def fill(found: str, inline: Sequence[Markup]) -> str:
    """Put inline HTML in the place of its marks."""
    return _INLINE.sub(lambda match: inline[int(match[1])], found) if inline else found


def place(found: str, blocks: Sequence[Markup]) -> tuple[str, list[int]]:
    """Put blocks in the place of their paragraphs; return also those not alone in one."""
    if not blocks:
        return found, []
    placed = _LONE_BLOCK.sub(lambda match: blocks[int(match[1])], found)
    return placed, [int(number) for number in _BLOCK.findall(found) if mark_left(placed, number)]


def mark_left(found: str, number: str) -> bool:
    """Return whether a block's mark still stands."""
    return mark(BLOCK, int(number)) in found


def particles(found: str, choose: Callable[[str, int], str]) -> str:
    """Put ``choose(visible text before, number)`` in the place of each particle's mark."""
    if PARTICLE not in found:
        return found
    out: list[str] = []
    before = ""
    position = 0
    for match in _SPLIT.finditer(found):
        text = found[position : match.start()]
        out.append(text)
        before += html.unescape(text)
        position = match.end()
        if match[1]:
            out.append(match[1])
            if _NEW_LINE.match(match[1]):
                before = ""
        else:
            chosen = choose(before, int(match[2]))
            out.append(chosen)
            before += chosen
    out.append(found[position:])
    return "".join(out)


def without_markdown(text: str) -> str:
    """Return typed text without emphasis, links and tags, its white space single."""
    for pattern, replacement in _PLAIN:
        text = pattern.sub(replacement, text)
    return text


def headings(found: str) -> Iterator[Heading]:
    """Yield the headings in HTML."""
    for level, id, inner in _HEADING.findall(found):
        yield Heading(int(level), id, Markup(inner), visible(inner))


def visible(found: str) -> str:
    """Return the visible text of HTML on one line."""
    return " ".join(html.unescape(_TAG.sub("", found)).split())
