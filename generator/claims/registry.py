"""How a claim is declared: a decorator beside the function that is its rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

from generator.claims.model import GROUPS, Claim, Decided, Facts, Group, Kind, Rule, Substitute
from generator.core.model import Answer
from generator.core.registry import entries, part

FIRST_RULES = date(2026, 11, 25)
"""The day on which the first rules were written, before the data was looked at."""


def claim(
    section: str,
    kind: Kind,
    group: Group,
    *needs: str,
    answers: tuple[Answer, ...] = ("holds", "partly", "fails"),
    since: date = FIRST_RULES,
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
            since=since,
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
    return Claim(id, section, kind, group, FIRST_RULES, (), None, (), own_test=True)


@cache
def claims(package: str) -> tuple[Claim, ...]:
    """Return every claim of an article: by group, then module by module as they are written."""
    found = entries(part(package, "claims"), Claim)
    return tuple(sorted(found, key=lambda each: GROUPS.index(each.group)))
