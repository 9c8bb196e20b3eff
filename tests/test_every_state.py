"""Every text of the article, in every state it can be in and with everything missing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from render_states import Rendering, render_all

from generator.content.load import Content, load_content, load_vocabulary
from generator.language.extension import StateBlock

ROOT = Path(__file__).parents[1] / "content"

UNFINISHED = re.compile(r"[\ue000-\ue003]|\{\{|\}\}|\{%|%\}|\bNone\b|\bnan\b|\bTrue\b|\bFalse\b")
EMPTY = re.compile(r"\(\s*\)|\s[,.;:!?](?=\s|$)|<p>\s*</p>|,,|\.\.(?!\.)")


@pytest.fixture(scope="module")
def content() -> Content:
    """The article as it is written."""
    return load_content(ROOT, load_vocabulary(ROOT))


@pytest.fixture(scope="module")
def renderings(content: Content) -> list[Rendering]:
    """Every text in every world that leads into one of its branches."""
    return list(render_all(content))


def visible(found: Rendering) -> str:
    """Return what a reader sees."""
    return html.unescape(re.sub(r"<[^>]*>", "", found.plain or found.html))


def place(found: Rendering) -> str:
    """Return where a text stands and what it was told."""
    return f"{found.text.file}:{found.text.line} [{found.text.id}] in {found.world}"


def wrong(renderings: list[Rendering], pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the places that match a pattern, with what is around them.

    What an author typed so is meant so: "False" is also a verdict.
    """
    for found in renderings:
        text = visible(found)
        if (match := pattern.search(text)) and match[0] not in found.text.source:
            yield f"{place(found)}: {text[max(0, match.start() - 40) : match.end() + 10]!r}"


def test_content_is_sound(content: Content) -> None:
    """The whole content passes its checks: ids, guards, states, digits, parity."""
    assert content.sections(content.config.default_language)


def test_no_two_words_of_a_state_say_the_same(content: Content) -> None:
    """Values that share a text share a branch: a copy that was never adapted is a mistake."""
    same = []
    for language, text in content.templates():
        for piece in text.walk():
            if isinstance(piece, StateBlock):
                lines = re.compile(r"lineno=\d+|Const\(\d+\)")
                bodies = [lines.sub("", repr(branch.body)) for branch in piece.branches]
                if len(set(bodies)) < len(bodies):
                    same.append(f"{text.file}: [{piece.state}] {language}")
    assert not same


def test_every_branch_renders(renderings: list[Rendering]) -> None:
    """No state, and no missing metric, leaves a mark, a tag or a Python word in the text."""
    assert len(renderings) > 50
    assert not list(wrong(renderings, UNFINISHED))


def test_no_branch_leaves_a_hole(renderings: list[Rendering]) -> None:
    """No branch leaves empty brackets, doubled punctuation or an empty paragraph."""
    assert not list(wrong(renderings, EMPTY))


def test_other_languages_hold_no_hangul(renderings: list[Rendering]) -> None:
    """A text of a language without Korean particles holds no Hangul."""
    foreign = [found for found in renderings if found.language != "ko"]
    assert not list(wrong(foreign, re.compile("[가-힣]")))
