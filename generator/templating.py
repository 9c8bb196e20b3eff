"""Reading templates: Jinja's syntax, of which content uses a small part, into a tree of our own.

The part is small enough to be read directly, which takes a fifth of the time that Jinja's own
parser needs for the thousands of texts of an article.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

from generator.errors import Problem, UserError
from generator.tree import (
    Body,
    Branch,
    Call,
    Callout,
    Choice,
    Constant,
    Have,
    Output,
    Piece,
    Prose,
    Template,
    Variable,
)

# Strings in a tag may hold its closing marks.
_STRING = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'"
_MARKUP = re.compile(
    rf"<\#.*?\#>|\{{\{{((?:{_STRING}|[^\"'])*?)\}}\}}|\{{%((?:{_STRING}|[^\"'])*?)%\}}", re.DOTALL
)
_OPEN = re.compile(r"\{\{|\{%|<#")
_TOKEN = re.compile(rf"\s*(?:({_STRING})|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|([|(),=]))")
_WORDS = {"True": True, "true": True, "False": False, "false": False}
_TAGS = ("state", "have", "callout")
_KNOWN = (*_TAGS, "when", "missing", *(f"end{tag}" for tag in _TAGS))


class _Wrong(Exception):  # noqa: N818 - never leaves this module
    """What cannot be read, with its line in the text."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


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
    except _Wrong as wrong:
        raise UserError(Problem(wrong.message, file, wrong.line, id or None)) from None
    return Template(file, line, id, source, body, needs, why)


@cache
def parse_filters(spec: str) -> tuple[Call, ...]:
    """Parse the filters of ``cell("id", "pct(2)")``; a ValueError when they cannot be."""
    try:
        expression = _Expression(spec)
        found = [expression.call()]
        while not expression.ended:
            expression.expect("|")
            found.append(expression.call())
    except _Wrong as wrong:
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
            except _Wrong as wrong:
                raise _Wrong(wrong.message, wrong.line or self.line) from None
            self.line += found[0].count("\n")
            position = found.end()
        self.prose(source[position:])
        if self.open:
            raise _Wrong(f"{self.open[-1].tag} is not closed", self.open[-1].line)
        return tuple(self.root)

    @property
    def body(self) -> list[Piece]:
        """Return the pieces to which the next one belongs."""
        return self.open[-1].branches[-1][1] if self.open else self.root

    def prose(self, text: str) -> None:
        if not text:
            return
        if stray := _OPEN.search(text):
            raise _Wrong(
                f"{stray[0]} is not closed", self.line + text.count("\n", 0, stray.start())
            )
        self.body.append(Prose(text, self.line))
        self.line += text.count("\n")

    def tag(self, source: str) -> None:
        name, args = _tag(source)
        frame = self.open[-1] if self.open else None
        if name in _TAGS:
            if not args or (name != "have" and len(args) > 1):
                raise _Wrong(f"{name} takes {'ids' if name == 'have' else 'one id'}")
            # What stands before the first `when` of a state belongs to no value.
            values = args if name != "state" else ()
            self.open.append(_Frame(name, args, self.line, [(values, [], self.line)]))
        elif name == "when" and frame and frame.tag == "state":
            if not args:
                raise _Wrong("when takes values")
            frame.branches.append((args, [], self.line))
        elif name == "missing" and frame and frame.tag == "have" and len(frame.branches) == 1:
            frame.branches.append(((), [], self.line))
        elif name.removeprefix("end") in _TAGS and frame:
            if name != f"end{frame.tag}":
                raise _Wrong(f"{frame.tag} is not closed", frame.line)
            self.open.pop()
            self.body.append(_CLOSE[frame.tag](frame))
        else:
            raise _Wrong(f"{name} does not belong here")


def _choice(frame: _Frame) -> Choice:
    (_, before, _), *rest = frame.branches
    if any(not isinstance(piece, Prose) or piece.text.strip() for piece in before):
        raise _Wrong("text between state and its first when", frame.line)
    branches = tuple(Branch(values, _trimmed(body), line) for values, body, line in rest)
    return Choice(frame.args[0], branches, frame.line)


def _have(frame: _Frame) -> Have:
    if len(frame.branches) < 2:
        raise _Wrong("have lacks its {% missing %} part", frame.line)
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
    expression = _Expression(source)
    name = expression.name()
    if name not in _KNOWN:
        raise _Wrong(f"{name} is not for content: it knows state, have and callout")
    args: list[str] = []
    while not expression.ended:
        if args:
            expression.expect(",")
        value = expression.constant()
        if not isinstance(value, str):
            raise _Wrong(f"{name} takes literal texts")
        args.append(value)
    return name, tuple(args)


def _output(source: str, line: int) -> Output:
    """Return what ``{{ value | filter | … }}`` says."""
    expression = _Expression(source)
    value = expression.value()
    filters: list[Call] = []
    while not expression.ended:
        expression.expect("|")
        filters.append(expression.call())
    return Output(value, tuple(filters), line)


class _Expression:
    """The inside of a tag, token by token."""

    def __init__(self, source: str) -> None:
        self.tokens = list(_tokens(source.strip()))
        self.position = 0

    @property
    def ended(self) -> bool:
        """Return whether all tokens are taken."""
        return self.position == len(self.tokens)

    def peek(self) -> tuple[str, str]:
        """Return kind and text of the next token."""
        return ("end", "") if self.ended else self.tokens[self.position]

    def take(self) -> tuple[str, str]:
        """Return the next token and step over it."""
        found = self.peek()
        self.position += 1
        return found

    def expect(self, mark: str) -> None:
        """Step over a mark, or tell that it lacks."""
        if self.peek() != ("mark", mark):
            raise _Wrong(f"expected {mark!r} before {self.peek()[1]!r}")
        self.take()

    def name(self) -> str:
        """Take a name."""
        kind, text = self.take()
        if kind != "name":
            raise _Wrong("only a function, a name or a text can stand here")
        return text

    def value(self) -> Call | Variable | str:
        """Take a function with its arguments, a variable or a literal text."""
        kind, text = self.peek()
        if kind == "string":
            self.take()
            return _unquoted(text)
        call = self.call()
        return call if self.tokens[self.position - 1] == ("mark", ")") else Variable(call.name)

    def call(self) -> Call:
        """Take a name, and its arguments where it has brackets."""
        name = self.name()
        args: list[Constant] = []
        kwargs: list[tuple[str, Constant]] = []
        if self.peek() != ("mark", "("):
            return Call(name, ())
        self.take()
        while self.peek() != ("mark", ")"):
            if args or kwargs:
                self.expect(",")
            key = self.peek()[1]
            if self.tokens[self.position + 1 : self.position + 2] == [("mark", "=")]:
                self.position += 2
                kwargs.append((key, self.constant()))
            else:
                args.append(self.constant())
        self.take()
        return Call(name, tuple(args), tuple(kwargs))

    def constant(self) -> Constant:
        """Take a literal text, number or truth value."""
        kind, text = self.take()
        if kind == "string":
            return _unquoted(text)
        if kind == "number":
            return float(text) if "." in text else int(text)
        if text in _WORDS:
            return _WORDS[text]
        raise _Wrong("arguments must be literal texts or numbers")


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            raise _Wrong("only a function, a name or a text can stand here")
        kind = ("string", "number", "name", "mark")[(found.lastindex or 1) - 1]
        yield kind, found[found.lastindex or 0]
        position = found.end()


def _unquoted(text: str) -> str:
    return str(ast.literal_eval(text)) if "\\" in text else text[1:-1]
