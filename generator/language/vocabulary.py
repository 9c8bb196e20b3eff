"""What content may name: metrics, states, claims, charts and the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from generator.core.errors import Problem, nearest_hint
from generator.core.model import Answer, Unit
from generator.language.states import CLAIM, MISSING, UNTESTABLE, State
from generator.snapshot.original import OriginalNumber

PUBLISHED = "published."
CALLOUTS = ("note", "warning", "original")


@dataclass(frozen=True, slots=True)
class ClaimInfo:
    """A claim's kind (law or level) and the metrics that it cannot be judged without.

    ``answers`` are those that its rule can give; none for claims that no data can decide.
    ``stand_in`` are the published figures that decide where those metrics are missing. ``texts``
    are the keys that its texts must have, also for answers that only another date would give.
    """

    kind: Literal["L", "V"]
    needs: tuple[str, ...]
    answers: tuple[Answer, ...] = ("holds", "partly", "fails")
    stand_in: tuple[str, ...] = ()
    texts: tuple[str, ...] = ("statement",)

    @property
    def verdicts(self) -> tuple[str, ...]:
        """Return the verdicts that it can get."""
        found: list[str] = [each for each in self.answers if each != "fails"]
        if "fails" in self.answers:
            found.append("refuted")
            if self.kind == "V" and {"holds", "partly"} & set(self.answers):
                found.append("outdated")
        return (*found, UNTESTABLE)


@dataclass(frozen=True)
class Vocabulary:
    """Every id that a text may use. ``facts`` have None as unit where they are no number.

    ``series`` are the names of the series that the settings add, by key and language.
    """

    metrics: Mapping[str, Unit]
    states: Mapping[str, State] = field(default_factory=dict)
    claims: Mapping[str, ClaimInfo] = field(default_factory=dict)
    charts: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    originals: Mapping[str, OriginalNumber] = field(default_factory=dict)
    facts: Mapping[str, Unit | None] = field(default_factory=dict)
    families: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    series: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def all_states(self) -> dict[str, State]:
        """Return the states together with one per claim, its verdict."""
        verdicts = {f"{CLAIM}{name}": _verdict(name, info) for name, info in self.claims.items()}
        return {**self.states, **verdicts}

    @cached_property
    def present(self) -> frozenset[str]:
        """Return the ids that can be asked for in ``have``: metrics and facts."""
        return frozenset((*self.metrics, *(f"{PUBLISHED}{fact}" for fact in self.facts)))

    def problems(self) -> Iterator[Problem]:
        """Yield states and claims that need metrics which do not exist."""
        for name, state in self.all_states.items():
            for each in state.needs:
                if each not in self.present:
                    hint = nearest_hint(each, self.present)
                    yield Problem(f"needs {each}, which is no metric", id=name, hint=hint)


def absent_value(state: State) -> str | None:
    """Return the value that a state has when something it needs is missing."""
    return next((each for each in (MISSING, UNTESTABLE) if each in state.values), None)


def _verdict(name: str, info: ClaimInfo) -> State:
    # A published figure may have decided: then the claim's own metrics are not there.
    needs = () if info.stand_in else info.needs
    return State(f"{CLAIM}{name}", info.verdicts, needs, _not_chosen)


def _not_chosen(metrics: object) -> str:
    raise TypeError("a verdict is judged, not chosen")
