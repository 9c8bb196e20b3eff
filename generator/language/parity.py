"""Parity of languages: two texts that say the same must use the same numbers, states and blocks."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.errors import Problem
from generator.language.checks import BLOCKS
from generator.language.tree import Body, Call, Callout, Choice, Output, Template, walk

_KIND = {"m": "metric", "cell": "metric", "as_of": "metric", "window": "metric"}
_COMPARED = (
    "metric",
    "fact",
    "cite",
    "statement",
    "orig",
    "state",
    "verdict",
    "more",
    *BLOCKS,
    "callout",
)


def uses(body: Body) -> dict[str, dict[str, int]]:
    """Return what a text uses in all its branches: kind → id → line of first use, in order."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in _COMPARED}
    for piece in walk(body):
        if isinstance(piece, Choice):
            found["state"].setdefault(piece.state, piece.line)
        elif isinstance(piece, Callout):
            count = sum(name.startswith(piece.kind) for name in found["callout"])
            found["callout"][f"{piece.kind} {count + 1}"] = piece.line
        elif isinstance(piece, Output) and isinstance(piece.value, Call) and piece.value.ids:
            kind = _KIND.get(piece.value.name, piece.value.name)
            if kind == "claim" and len(piece.value.ids) > 1:
                kind = "verdict"  # within a sentence, whose order is the language's own
            if kind in found:
                found[kind].setdefault(piece.value.ids[0], piece.line)
    return found


def parity(one: Template, other: Template) -> Iterator[Problem]:
    """Yield what one of two texts that say the same uses and the other does not."""
    mine, theirs = uses(one.body), uses(other.body)
    for kind in _COMPARED:
        for template, left, right, elsewhere in (
            (one, mine[kind], theirs[kind], other),
            (other, theirs[kind], mine[kind], one),
        ):
            for name, line in left.items():
                if name not in right:
                    message = f"uses the {kind} {name}, which {elsewhere.file} does not"
                    yield template.problem(message, line)
        if kind in BLOCKS and set(mine[kind]) == set(theirs[kind]):
            for name, counterpart in zip(mine[kind], theirs[kind], strict=True):
                if name != counterpart:
                    message = f"the {kind} {name} stands where {one.file} has {counterpart}"
                    yield other.problem(message, theirs[kind][counterpart])
                    break
