"""The time machine: metrics, answers and verdicts at any month-end, and what changed between two.

Everything follows from the snapshot as it was known at each date; nothing looks ahead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Protocol

from generator.claims.judge import answer, verdict
from generator.claims.model import Claim, Judged, Outcome, Previous
from generator.claims.moves import Move, moves
from generator.claims.registry import claims as registered
from generator.core.errors import Problem, UserError
from generator.core.model import Verdict
from generator.metrics import MetricSet
from generator.snapshot.original import Original
from generator.snapshot.view import Snapshot

UNTESTABLE = "untestable"


class Word(Protocol):
    """A word that the data choose, as ``language.states.State`` is one."""

    @property
    def id(self) -> str:
        """What the word is about."""

    def value(self, metrics: MetricSet, /) -> str:
        """Return the word at a date."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim or state that says something else than before."""

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two dates; testability is told apart from flips of the verdict."""

    before: date
    after: date
    flips: tuple[Flip, ...]
    now_testable: tuple[Flip, ...]
    now_untestable: tuple[Flip, ...]
    states: tuple[Flip, ...]
    moves: tuple[Move, ...]


class History:
    """A snapshot's metrics and verdicts by date; each is computed once."""

    def __init__(
        self,
        snapshot: Snapshot,
        original: Original | None = None,
        claims: Sequence[Claim] | None = None,
    ) -> None:
        """Take the snapshot, and the original's numbers for ``change.*`` metrics."""
        self.snapshot = snapshot
        self.month_ends = snapshot.month_ends()
        self._original = original
        self._claims = tuple(registered(snapshot.config.package) if claims is None else claims)
        self._metrics: dict[date, MetricSet] = {}
        self._outcomes: dict[date, Mapping[str, Outcome]] = {}

    def metric_set(self, day: date | None = None) -> MetricSet:
        """Return the metrics as of a date: the newest view for none or for the snapshot's own."""
        day = self._day(day)
        if day not in self._metrics:
            self._metrics[day] = MetricSet(self.snapshot.view(day), self._original)
        return self._metrics[day]

    def outcomes(self, day: date | None = None) -> Mapping[str, Outcome]:
        """Return every claim's answer as of a date."""
        day = self._day(day)
        if day not in self._outcomes:
            metrics = self.metric_set(day)
            self._outcomes[day] = MappingProxyType(
                {claim.id: answer(claim, metrics) for claim in self._claims}
            )
        return self._outcomes[day]

    def judge(self, day: date | None = None) -> tuple[Judged, ...]:
        """Return every claim's verdict as of a date, at publication and a month-end before."""
        as_of = self.metric_set(day).as_of
        before = self.previous(as_of)
        outcomes, verdicts = self.outcomes(day), self.verdicts(day)
        then, earlier = self._at_publication(as_of), self.verdicts(before)
        return tuple(
            Judged(
                claim=claim,
                outcome=outcomes[claim.id],
                verdict=verdicts[claim.id],
                at_publication=then[claim.id] if then else None,
                previous=Previous(before, earlier[claim.id]),
            )
            for claim in self._claims
        )

    def verdicts(self, day: date | None = None) -> Mapping[str, Verdict]:
        """Return every claim's verdict as of a date, by id."""
        as_of = self.metric_set(day).as_of
        original = self.snapshot.config.original_date
        then = self._at_publication(as_of) if original and as_of > original else None
        found = self.outcomes(day)
        return {
            claim.id: verdict(claim.kind, found[claim.id].answer, then[claim.id] if then else None)
            for claim in self._claims
        }

    def previous(self, as_of: date) -> date:
        """Return the last month-end strictly before a date; a UserError where there is none."""
        earlier = [day for day in self.month_ends if day < as_of]
        if not earlier:
            raise UserError(Problem(f"no month-end lies before {as_of}: nothing to compare with"))
        return earlier[-1]

    def changes(
        self, before: date, after: date | None = None, states: Iterable[Word] = (), top: int = 8
    ) -> Changes:
        """Return what changed from one date to another: verdicts, states, the largest moves."""
        old, new = self.verdicts(before), self.verdicts(after)
        turned = [Flip(id, old[id], new[id]) for id in old if old[id] != new[id]]
        first, last = self.metric_set(before), self.metric_set(after)
        return Changes(
            before=first.as_of,
            after=last.as_of,
            flips=_where(turned, lambda flip: UNTESTABLE not in (flip.before, flip.after)),
            now_testable=_where(turned, lambda flip: flip.before == UNTESTABLE),
            now_untestable=_where(turned, lambda flip: flip.after == UNTESTABLE),
            states=tuple(_turned(states, first, last)),
            moves=moves(first, last, self.snapshot.config.headlines)[:top],
        )

    def _day(self, day: date | None) -> date:
        return self.snapshot.as_of if day is None else min(day, self.snapshot.as_of)

    def _at_publication(self, as_of: date) -> Mapping[str, Verdict] | None:
        """Return the verdicts of the original's date; None for dates before it, or without one.

        An edition of that very day is its own publication.
        """
        day = self.snapshot.config.original_date
        return None if day is None or as_of < day else self.verdicts(day)


def _where(flips: Iterable[Flip], keep: Callable[[Flip], bool]) -> tuple[Flip, ...]:
    return tuple(flip for flip in flips if keep(flip))


def _turned(states: Iterable[Word], first: MetricSet, last: MetricSet) -> Iterable[Flip]:
    """Yield the states that say something else at the second date."""
    for state in states:
        before, after = state.value(first), state.value(last)
        if before != after:
            yield Flip(state.id, before, after)
