"""Checks of what is typed between the tags: no digits but names', little HTML, safe links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cached_property

from jinja2 import nodes

from generator.core.errors import Problem
from generator.core.settings import Language
from generator.language import particles
from generator.language.template import Template

TAGS = {"br", "abbr", "span", "sup", "sub", "em", "strong", "kbd", "small", "cite", "q", "i", "b"}

_TAG = re.compile(r"""</?([a-zA-Z]\w*)((?:\s+(?:lang|title|class)="[^"<>]*")*)\s*/?>""")
_AUTOLINK = re.compile(r"<(?:https://|mailto:)[^<>\s]+>")
_SCHEME = re.compile(r"\]\(\s*(?!https:|mailto:)([a-zA-Z][\w+.-]*):")
# Digits that are no number in the prose: attribute lists, link targets, list numbers, entities.
_NOT_PROSE = re.compile(
    r"\{[#:][^{}]*\}|\]\([^()\s]*\)|^[ \t]*\d+\.(?=\s)|&#?\w+;|<[^<>]*>", re.MULTILINE
)
_PARTICLE = re.compile(r"(?:은|는|이|가|을|를|과|와|으로|로|이에요|예요)(?=[\s,.)!?…·]|$)")
_DIRECTION = re.compile(
    r"(?:(?:[가-힣%]{0,3}\s+)?(?:(?:크게|조금|많이|더|훨씬|소폭)\s+)?"
    r"(?P<word>(?:올랐|올라|오른|내렸|내려|내린|떨어|뛰었|상승|하락|늘었|늘어|줄었|줄어|앞섰|앞서|앞선"
    r"|뒤졌|뒤처|뒤진|높|낮|비싸|비싼|싸요|싼|웃돌|웃돈|밑돌|밑돈|많|적어|적은)[가-힣]*))"
    r"|(?:\s+(?:\w+\s+)?(?P<english>higher|lower|ahead|behind|above|below|more|less|cheaper|dearer"
    r"|larger|smaller|stronger|weaker|up|down|rose|fell|gained|lost|grew|shrank|outperformed|lagged"
    r"|trailed)\b)"
)
_SIZE = re.compile(
    r"[가-힣%]{0,3},?\s+(?:(?:거의|약)\s+)?(?P<word>(?:두|세|네|다섯|여섯|일곱|여덟|아홉|열)\s배)"
    r"|,?\s+(?P<english>twice|double|triple|(?:two|three|four|five) times)\b"
)
_INTERESTING = re.compile(r"[\d<]|\]\(")


class TypedText:
    """What holds for the typed text of one language; ``names`` may be typed with their digits."""

    def __init__(self, names: tuple[str, ...], language: Language) -> None:
        self.names = names
        self.language = language

    @cached_property
    def _names(self) -> re.Pattern[str]:
        """Return a pattern of all names, the longest first."""
        longest = sorted(self.names, key=len, reverse=True)
        return re.compile(
            rf"(?<![A-Za-z0-9])(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?![0-9])"
        )

    def check(self, node: nodes.TemplateData, template: Template) -> Iterator[Problem]:
        """Yield what is wrong in typed text."""
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

    def after_number(
        self, node: nodes.TemplateData, shown: Collection[str], template: Template, *, free: bool
    ) -> Iterator[Problem]:
        """Yield warnings for words that the data may turn wrong, right after a number.

        ``shown`` are ways in which the number may read; ``free`` means that no state has chosen
        the text, so that words of direction and size are only typed.
        """
        text = node.data
        if self.language.particles and (found := _PARTICLE.match(text)):
            yield from self._particle(node, found[0], shown, template)
        if free and (found := _DIRECTION.match(text) or _SIZE.match(text)):
            message = (
                f"{(found['word'] or found['english'])!r} is typed after a number that may change"
            )
            yield _warning(template, message, node.lineno, "let a state choose it")

    def _particle(
        self,
        node: nodes.TemplateData,
        typed: str,
        shown: Collection[str],
        template: Template,
    ) -> Iterator[Problem]:
        pair = next(pair for pair in particles.PAIRS.values() if typed in pair)
        right = {particles.particle(each, "/".join(pair), {}) for each in shown}
        if right != {typed}:
            message = f"the particle {typed!r} is typed after a number"
            yield _warning(template, message, node.lineno, f'{{{{ josa("{"/".join(pair)}") }}}}')


def _warning(template: Template, message: str, line: int, hint: str) -> Problem:
    return replace(template.problem(message, line, hint), warning=True)


def _blank_if_allowed(found: re.Match[str]) -> str:
    return _blank(found) if found[1].lower() in TAGS else found[0]


def _blank(found: re.Match[str]) -> str:
    """Return white space of the same length and with the same line breaks."""
    return re.sub(r"[^\n]", " ", found[0])


def _line(node: nodes.TemplateData, found: re.Match[str]) -> int:
    return node.lineno + node.data.count("\n", 0, found.start())
