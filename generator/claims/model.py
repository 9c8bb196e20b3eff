"""What a claim is, what its rule answers, and what that amounts to as a verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from generator.core.model import Answer, Missing, Verdict
from generator.metrics import MetricSet
from generator.snapshot.published import Fact
from generator.snapshot.view import View

Kind: TypeAlias = Literal["L", "V"]
Group: TypeAlias = str
"""What claims are counted by; an article's package lists its own in GROUPS of ``claims``."""


Metrics: TypeAlias = MetricSet
"""What a rule may ask: the metrics of one date, by id."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a rule says: its answer, and on how many cases it rests (None where it counts none)."""

    answer: Answer
    n: int | None = None


Rule: TypeAlias = Callable[[Metrics], Answered]
Facts: TypeAlias = Callable[[View], Sequence[Fact]]
Decided: TypeAlias = Callable[[Metrics], date]


@dataclass(frozen=True, slots=True)
class Substitute:
    """A published figure that decides where a claim's own metrics cannot be computed.

    ``needs``, ``rule``, ``answers`` and ``facts`` are to it what they are to a claim.
    """

    needs: tuple[str, ...]
    rule: Rule
    answers: tuple[Answer, ...]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim.

    ``section`` is the heading under which it stands; ``kind`` L is a law (timeless), V a level
    (true or not at a time); ``since`` the day from which its rule reads as it does, and
    whether it was ``revised`` then. ``needs`` are
    the metrics without which it cannot be tested, ``also`` those that its texts show beside them
    where they exist. ``facts`` picks the published figures that it rests on. ``rule`` is None for
    a claim that no available data can decide, and ``answers`` are those that it can give.
    ``own_test``: it takes data of another kind to test it, and its text says which. ``decided``
    gives the day of the event that decides it, where that is not the newest of its numbers' dates.
    """

    id: str
    section: str
    kind: Kind
    group: Group
    since: date
    needs: tuple[str, ...]
    rule: Rule | None
    answers: tuple[Answer, ...]
    facts: Facts | None = None
    also: tuple[str, ...] = ()
    substitute: Substitute | None = None
    own_test: bool = False
    decided: Decided | None = None
    revised: bool = False

    @property
    def never(self) -> bool:
        """Return whether no data that can be had decides it."""
        return self.rule is None

    @property
    def possible(self) -> tuple[Answer, ...]:
        """Return every answer that the rule or its substitute can give."""
        more = self.substitute.answers if self.substitute else ()
        return tuple(dict.fromkeys((*self.answers, *more)))


@dataclass(frozen=True, slots=True)
class Outcome:
    """A rule's answer at one date.

    ``metrics`` are the ids that were there and looked at; ``missing`` those that were not, with
    their reasons (empty also for a claim that no data can decide). ``published``: a substitute
    decided. ``expired``: it rests on a published figure older than 180 days.
    """

    answer: Answer
    as_of: date
    n: int | None = None
    metrics: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    expired: bool = False
    published: bool = False


@dataclass(frozen=True, slots=True)
class Previous:
    """The verdict as of the last month-end before a date."""

    month_end: date
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with its verdict at a date, at publication (None before it) and a month earlier."""

    claim: Claim
    outcome: Outcome
    verdict: Verdict
    at_publication: Verdict | None
    previous: Previous

    @property
    def id(self) -> str:
        """Return the claim's id."""
        return self.claim.id
