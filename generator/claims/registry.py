"""How a claim is declared: a decorator beside the function that is its rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache

from generator.claims.model import Claim, Decided, Facts, Group, Kind, Rule, Substitute
from generator.core.errors import Problem, UserError
from generator.core.model import Answer
from generator.core.registry import entries, subpackage


def claim(
    section: str,
    kind: Kind,
    group: Group,
    *needs: str,
    answers: tuple[Answer, ...] = ("holds", "partly", "fails"),
    since: date | None = None,
    facts: Facts | None = None,
    also: tuple[str, ...] = (),
    substitute: Substitute | None = None,
    own_test: bool = False,
    decided: Decided | None = None,
) -> Callable[[Rule], Claim]:
    """Declare a claim: its rule's name becomes the id, its docstring says why the limits are so."""

    def declare(rule: Rule) -> Claim:
        return Claim(
            id=rule.__name__,
            section=section,
            kind=kind,
            group=group,
            since=since or date.min,
            revised=since is not None,
            needs=needs,
            rule=rule,
            answers=answers,
            facts=facts,
            also=also,
            substitute=substitute,
            own_test=own_test,
            decided=decided,
        )

    return declare


def undecidable(id: str, section: str, kind: Kind, group: Group) -> Claim:
    """Return a claim that no data at hand can decide; its text says what would test it."""
    return Claim(id, section, kind, group, date.min, (), None, (), own_test=True)


@cache
def claims(package: str) -> tuple[Claim, ...]:
    """Return every claim of an article: by group, then module by module as they are written."""
    found = [
        each if each.revised else replace(each, since=written(package))
        for each in entries(subpackage(package, "claims"), Claim)
    ]
    order = groups(package)
    return tuple(sorted(found, key=lambda each: order.index(each.group)))


def written(package: str) -> date:
    """Return the day on which an article's first rules were written.

    Raises:
        UserError: where its package of claims does not say.
    """
    found = getattr(subpackage(package, "claims"), "WRITTEN", None)
    if not isinstance(found, date):
        text = "does not say when its rules were written"
        hint = "add WRITTEN = date(year, month, day)"
        raise UserError(Problem(text, f"{package}/claims/__init__.py", hint=hint))
    return found


@cache
def groups(package: str) -> tuple[Group, ...]:
    """Return an article's groups of claims; the first is the one that it stands or falls with."""
    listed: tuple[Group, ...] = getattr(subpackage(package, "claims"), "GROUPS", ())
    found = (each.group for each in entries(subpackage(package, "claims"), Claim))
    return tuple(dict.fromkeys((*listed, *found)))
