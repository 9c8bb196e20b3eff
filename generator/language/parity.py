"""Parity of languages: two texts that say the same must use the same numbers, states and blocks."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from generator.core.errors import Problem
from generator.language.environment import BLOCKS
from generator.language.extension import CalloutBlock, StateBlock, call_of, name_of, texts_of
from generator.language.template import Template

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


def uses(template: Template) -> dict[str, dict[str, int]]:
    """Return what a text uses in all its branches: kind → id → line of first use, in order."""
    found: dict[str, dict[str, int]] = {kind: {} for kind in _COMPARED}
    for node in template.walk():
        if isinstance(node, StateBlock):
            found["state"].setdefault(node.state, node.lineno)
        elif isinstance(node, CalloutBlock):
            count = sum(name.startswith(node.kind) for name in found["callout"])
            found["callout"][f"{node.kind} {count + 1}"] = node.lineno
        elif (call := call_of(node)) is not None and (ids := texts_of(call)):
            kind = _KIND.get(name_of(call), name_of(call))
            if kind == "claim" and len(ids) > 1:
                kind = "verdict"  # within a sentence, whose order is the language's own
            if kind in found:
                found[kind].setdefault(ids[0], call.lineno)
    return found


def parity(
    one: Template, other: Template, known: Mapping[str, Container[str]]
) -> Iterator[Problem]:
    """Yield what one of two texts that say the same uses and the other does not.

    ``known`` are the names of each kind: where one of the texts has a wrong name, which is told
    elsewhere, names of its kind are not compared.
    """
    if one.source == other.source:
        return
    mine, theirs = uses(one), uses(other)
    for kind in _COMPARED:
        names = known.get(kind)
        if names is not None and not all(each in names for each in (*mine[kind], *theirs[kind])):
            continue
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
