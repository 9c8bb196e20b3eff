"""Figures and facts that others published, each with source, address and date.

``content/published.toml`` holds one table per fact. A fact counts from the day it was published
(else from the day it describes), so that a view of the past knows only what could be read then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from generator.core.errors import Problem, UserError, nearest_hint
from generator.snapshot.fact import Fact, last_day
from generator.snapshot.published_file import read_facts

__all__ = ["Fact", "Published", "last_day"]


@dataclass(frozen=True)
class Published:
    """The facts known at one time, in the order of the file."""

    facts: tuple[Fact, ...]

    @classmethod
    def load(cls, path: Path) -> Published:
        """Read and check the file, where there is one; a UserError lists every problem in it."""
        return cls(read_facts(path) if path.exists() else ())

    @cached_property
    def _by_id(self) -> Mapping[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    def __contains__(self, fact_id: object) -> bool:
        """Return whether a fact is known."""
        return fact_id in self._by_id

    def get(self, fact_id: str) -> Fact | None:
        """Return a fact, or None where it is not known (at this time, or at all)."""
        return self._by_id.get(fact_id)

    def require(self, fact_id: str) -> Fact:
        """Return a fact; a UserError names the nearest id where there is none."""
        fact = self.get(fact_id)
        if fact is None:
            hint = nearest_hint(fact_id, self._by_id)
            raise UserError(Problem("no such published fact", id=fact_id, hint=hint))
        return fact

    def untranslated(self, languages: Iterable[str]) -> Iterator[Problem]:
        """Yield the facts that do not say in each of the languages what they say in others."""
        for fact in self.facts:
            for key, texts in (("statement", fact.statement), ("caveat", fact.caveat)):
                for language in languages if texts else ():
                    if language not in texts:
                        yield Problem(f"lacks {key}.{language}", id=fact.id)

    def by_subject(self, subject: str) -> tuple[Fact, ...]:
        """Return the facts on a subject, in the order of the file."""
        return tuple(fact for fact in self.facts if fact.subject == subject)

    def view(self, day: date, newest: bool) -> Published:
        """Return what was known on a day; undated facts count in the newest view only."""
        return Published(tuple(fact for fact in self.facts if _known(fact, day, newest)))


def _known(fact: Fact, day: date, newest: bool) -> bool:
    known = fact.known_from
    return newest if known is None else known <= day
