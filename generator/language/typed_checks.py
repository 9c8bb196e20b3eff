"""Checks of what is typed between the tags: no digits but names', little HTML, safe links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from jinja2 import nodes

from generator.core.errors import Problem
from generator.language.template import Template

TAGS = {"br", "abbr", "span", "sup", "sub", "em", "strong", "kbd", "small", "cite", "q", "i", "b"}

_TAG = re.compile(r"""</?([a-zA-Z]\w*)((?:\s+(?:lang|title|class)="[^"<>]*")*)\s*/?>""")
_AUTOLINK = re.compile(r"<(?:https://|mailto:)[^<>\s]+>")
_SCHEME = re.compile(r"\]\(\s*(?!https:|mailto:)([a-zA-Z][\w+.-]*):")
# Digits that are no number in the prose: attribute lists, link targets, list numbers, entities.
_NOT_PROSE = re.compile(
    r"\{[#:][^{}]*\}|\]\([^()\s]*\)|^[ \t]*\d+\.(?=\s)|&#?\w+;|<[^<>]*>", re.MULTILINE
)
_INTERESTING = re.compile(r"[\d<]|\]\(")


class Typed:
    """What holds for the typed text of one language; ``names`` may be typed with their digits."""

    def __init__(self, names: tuple[str, ...], particles: str | None) -> None:
        self.names = names
        self.particles = particles

    @cached_property
    def _names(self) -> re.Pattern[str]:
        """Return a pattern of all names, the longest first."""
        longest = sorted(self.names, key=len, reverse=True)
        return re.compile(
            rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![0-9])"
        )

    def check(
        self, node: nodes.TemplateData, before: nodes.Node | None, template: Template
    ) -> Iterator[Problem]:
        """Yield what is wrong in typed text; ``before`` is the expression that it follows."""
        text = node.data
        if not _INTERESTING.search(text):
            return
        for found in _SCHEME.finditer(text):
            message = f"links may not begin with {found[1]}:"
            yield template.problem(message, _line(node, found), "https: or mailto:")
        plain = _TAG.sub(_blank_if_allowed, _AUTOLINK.sub(_blank, text))
        for found in re.finditer(r"<(?=[A-Za-z/!?])", plain):
            message = "this HTML is not allowed in content"
            hint = f"only {', '.join(sorted(TAGS))} with lang, title or class"
            yield template.problem(message, _line(node, found), hint)
        left = self._names.sub(_blank, _NOT_PROSE.sub(_blank, plain))
        for line, row in enumerate(left.split("\n")):
            if digits := re.search(r"\d[\d.,]*", row):
                message = f"the digits {digits[0]!r} are typed"
                hint = "use m(), orig(), fact() or q(), or add the name to content/glossary.toml"
                yield template.problem(message, node.lineno + line, hint)


def _blank_if_allowed(found: re.Match[str]) -> str:
    return _blank(found) if found[1].lower() in TAGS else found[0]


def _blank(found: re.Match[str]) -> str:
    """Return white space of the same length and with the same line breaks."""
    return re.sub(r"[^\n]", " ", found[0])


def _line(node: nodes.TemplateData, found: re.Match[str]) -> int:
    return node.lineno + node.data.count("\n", 0, found.start())
