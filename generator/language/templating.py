"""Reading templates: Jinja's syntax, of which content uses a small part, into a tree of our own.

The part is small enough to be read directly, which takes a fifth of the time that Jinja's own
parser needs for the thousands of texts of an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from generator.core.errors import Problem, UserError
from generator.language.expressions import STRING, Expression, Wrong
from generator.language.tree import (
    Body,
    Branch,
    Call,
    Callout,
    Choice,
    Have,
    Output,
    Piece,
    Prose,
    Template,
)

_MARKUP = re.compile(
    rf"<\#.*?\#>|\{{\{{((?:{STRING}|[^\"'])*?)\}}\}}|\{{%((?:{STRING}|[^\"'])*?)%\}}", re.DOTALL
)
_OPEN = re.compile(r"\{\{|\{%|<#")
_TAGS = ("state", "have", "callout")
_KNOWN = (*_TAGS, "when", "missing", *(f"end{tag}" for tag in _TAGS))


def parse(
    source: str,
    file: str,
    line: int = 1,
    id: str = "",
    needs: tuple[str, ...] = (),
    why: tuple[str, ...] = (),
) -> Template:
    """Parse a text that begins on a line of a file; a UserError with the line when it cannot be."""
    try:
        body = _Reader(line).read(source) if source else ()
    except Wrong as wrong:
        raise UserError(Problem(wrong.message, file, wrong.line, id or None)) from None
    return Template(file, line, id, body, needs, why)


@cache
def parse_filters(spec: str) -> tuple[Call, ...]:
    """Parse the filters of ``cell("id", "pct(2)")``; a ValueError when they cannot be."""
    try:
        expression = Expression(spec)
        found = [expression.call()]
        while not expression.ended:
            expression.expect("|")
            found.append(expression.call())
    except Wrong as wrong:
        raise ValueError(f"{spec!r} is not a format: {wrong.message}") from None
    return tuple(found)


@dataclass
class _Frame:
    """A tag that is not closed yet, with the branches that it has so far."""

    tag: str
    args: tuple[str, ...]
    line: int
    branches: list[tuple[tuple[str, ...], list[Piece], int]] = field(default_factory=list)


class _Reader:
    """Reads one text; lines count from the top of its file."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.root: list[Piece] = []
        self.open: list[_Frame] = []

    def read(self, source: str) -> Body:
        """Return the pieces of a text."""
        position = 0
        for found in _MARKUP.finditer(source):
            self.prose(source[position : found.start()])
            try:
                if found[1] is not None:
                    self.body.append(_output(found[1], self.line))
                elif found[2] is not None:
                    self.tag(found[2])
            except Wrong as wrong:
                raise Wrong(wrong.message, wrong.line or self.line) from None
            self.line += found[0].count("\n")
            position = found.end()
        self.prose(source[position:])
        if self.open:
            raise Wrong(f"{self.open[-1].tag} is not closed", self.open[-1].line)
        return tuple(self.root)

    @property
    def body(self) -> list[Piece]:
        """Return the pieces to which the next one belongs."""
        return self.open[-1].branches[-1][1] if self.open else self.root

    def prose(self, text: str) -> None:
        if not text:
            return
        if stray := _OPEN.search(text):
            raise Wrong(f"{stray[0]} is not closed", self.line + text.count("\n", 0, stray.start()))
        self.body.append(Prose(text, self.line))
        self.line += text.count("\n")

    def tag(self, source: str) -> None:
        name, args = _tag(source)
        frame = self.open[-1] if self.open else None
        if name in _TAGS:
            if not args or (name != "have" and len(args) > 1):
                raise Wrong(f"{name} takes {'ids' if name == 'have' else 'one id'}")
            # What stands before the first `when` of a state belongs to no value.
            values = args if name != "state" else ()
            self.open.append(_Frame(name, args, self.line, [(values, [], self.line)]))
        elif name == "when" and frame and frame.tag == "state":
            if not args:
                raise Wrong("when takes values")
            frame.branches.append((args, [], self.line))
        elif name == "missing" and frame and frame.tag == "have" and len(frame.branches) == 1:
            frame.branches.append(((), [], self.line))
        elif name.removeprefix("end") in _TAGS and frame:
            if name != f"end{frame.tag}":
                raise Wrong(f"{frame.tag} is not closed", frame.line)
            self.open.pop()
            self.body.append(_CLOSE[frame.tag](frame))
        else:
            raise Wrong(f"{name} does not belong here")


def _choice(frame: _Frame) -> Choice:
    (_, before, _), *rest = frame.branches
    if any(not isinstance(piece, Prose) or piece.text.strip() for piece in before):
        raise Wrong("text between state and its first when", frame.line)
    branches = tuple(Branch(values, _trimmed(body), line) for values, body, line in rest)
    return Choice(frame.args[0], branches, frame.line)


def _have(frame: _Frame) -> Have:
    if len(frame.branches) < 2:
        raise Wrong("have lacks its {% missing %} part", frame.line)
    (_, present, _), (_, missing, _) = frame.branches
    return Have(frame.args, _trimmed(present), _trimmed(missing), frame.line)


def _callout(frame: _Frame) -> Callout:
    return Callout(frame.args[0], _trimmed(frame.branches[0][1]), frame.line)


_CLOSE: dict[str, Callable[[_Frame], Piece]] = {
    "state": _choice,
    "have": _have,
    "callout": _callout,
}


def _trimmed(pieces: list[Piece]) -> Body:
    """Drop white space with a line break at both ends: tags may stand on lines of their own."""
    if pieces and isinstance(first := pieces[0], Prose):
        rest = first.text.lstrip()
        blank = first.text[: len(first.text) - len(rest)]
        if "\n" in blank:
            pieces[0] = Prose(rest, first.line + blank.count("\n"))
    if pieces and isinstance(last := pieces[-1], Prose):
        rest = last.text.rstrip()
        if "\n" in last.text[len(rest) :]:
            pieces[-1] = Prose(rest, last.line)
    return tuple(piece for piece in pieces if not isinstance(piece, Prose) or piece.text)


def _tag(source: str) -> tuple[str, tuple[str, ...]]:
    """Return a tag's name and its arguments, literal texts set apart by commas."""
    expression = Expression(source)
    name = expression.name()
    if name not in _KNOWN:
        raise Wrong(f"{name} is not for content: it knows state, have and callout")
    args: list[str] = []
    while not expression.ended:
        if args:
            expression.expect(",")
        value = expression.constant()
        if not isinstance(value, str):
            raise Wrong(f"{name} takes literal texts")
        args.append(value)
    return name, tuple(args)


def _output(source: str, line: int) -> Output:
    """Return what ``{{ value | filter | … }}`` says."""
    expression = Expression(source)
    value = expression.value()
    filters: list[Call] = []
    while not expression.ended:
        expression.expect("|")
        filters.append(expression.call())
    return Output(value, tuple(filters), line)
