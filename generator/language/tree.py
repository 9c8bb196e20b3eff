"""What a template is made of.

Content may name numbers and choose words by state, but not compute: the tree has no conditions,
loops or assignments. That lets every branch be checked, and rendered in tests, without data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from generator.core.errors import Problem

Constant: TypeAlias = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Prose:
    """Text as typed."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function or filter with its arguments, all of them literals."""

    name: str
    args: tuple[Constant, ...]
    kwargs: tuple[tuple[str, Constant], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the arguments that are text."""
        return tuple(each for each in self.args if isinstance(each, str))


@dataclass(frozen=True, slots=True)
class Output:
    """``{{ value | filter | … }}``; the value is a call, a variable's name or literal text."""

    value: Call | Variable | str
    filters: tuple[Call, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that the caller fills in when the template is rendered."""

    name: str


@dataclass(frozen=True, slots=True)
class Branch:
    """What a state says in one of its values, or in several that share a text."""

    values: tuple[str, ...]
    body: Body
    line: int


@dataclass(frozen=True, slots=True)
class Choice:
    """``{% state %}``: one branch is said."""

    state: str
    branches: tuple[Branch, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Have:
    """``{% have %}``: the first part where all ids have a value, else the second."""

    ids: tuple[str, ...]
    present: Body
    missing: Body
    line: int


@dataclass(frozen=True, slots=True)
class Callout:
    """``{% callout %}``: a box of its own."""

    kind: str
    body: Body
    line: int


Piece: TypeAlias = Prose | Output | Choice | Have | Callout
Body: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True)
class Template:
    """A parsed text: where it stands and what it is made of.

    ``needs`` are ids that are known to have a value wherever it is rendered; ``why`` those that
    an argumentless ``why()`` outside any branch explains.
    """

    file: str
    line: int
    id: str
    body: Body
    needs: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    def problem(self, message: str, line: int | None = None, hint: str | None = None) -> Problem:
        """Return a problem at a line of this text."""
        return Problem(message, self.file, line or self.line, self.id or None, hint)


def walk(body: Body) -> Iterator[Piece]:
    """Yield every piece, outer before inner, in the order of the text."""
    for piece in body:
        yield piece
        for inner in bodies(piece):
            yield from walk(inner)


def bodies(piece: Piece) -> tuple[Body, ...]:
    """Return the texts inside a piece, of which some may stay unsaid."""
    if isinstance(piece, Choice):
        return tuple(branch.body for branch in piece.branches)
    if isinstance(piece, Have):
        return (piece.present, piece.missing)
    return (piece.body,) if isinstance(piece, Callout) else ()


def calls(body: Body) -> Iterator[tuple[Call, int]]:
    """Yield every function call in the text with its line."""
    for piece in walk(body):
        if isinstance(piece, Output) and isinstance(piece.value, Call):
            yield piece.value, piece.line
