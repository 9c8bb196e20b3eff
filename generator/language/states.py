"""States: a word for what the data says, chosen the same way wherever it is used.

Every comparison has a dead band: a difference smaller than what the reader is shown is no lead.
A state whose metrics are not all there is ``missing``; its ``choose`` is not asked then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from types import ModuleType
from typing import TypeAlias

from generator.claims import Judged
from generator.core.errors import Problem, UserError, nearest_hint
from generator.core.model import Missing
from generator.core.registry import entries_in_module, modules, subpackage
from generator.metrics import MetricSet

SHOWN = 0.001
"""Percentages are printed to a tenth: a smaller difference is one that no reader sees."""
MISSING = "missing"
UNTESTABLE = "untestable"
ABSENT = frozenset({MISSING, UNTESTABLE})
"""Values of a state for which something is missing."""
CLAIM = "claim."


Choose: TypeAlias = Callable[[MetricSet], str]


@dataclass(frozen=True, slots=True)
class State:
    """A question to the data with a fixed set of answers."""

    id: str
    values: tuple[str, ...]
    needs: tuple[str, ...]
    choose: Choose

    def value(self, metrics: MetricSet) -> str:
        """Return the answer; ``missing`` where a needed metric is."""
        if any(isinstance(metrics.get(each), Missing) for each in self.needs):
            return MISSING
        found = self.choose(metrics)
        if found not in self.values or found == MISSING:
            raise UserError(Problem(f"chose {found!r}, which is not one of its values", id=self.id))
        return found


def custom(id: str, values: tuple[str, ...], needs: tuple[str, ...], choose: Choose) -> State:
    """Return a state with a rule of its own; ``missing`` is added where it needs a metric."""
    known = tuple(value for value in values if value != MISSING)
    return State(id, (*known, MISSING) if needs else known, needs, choose)


def state(id: str, *values: str, needs: tuple[str, ...]) -> Callable[[Choose], State]:
    """Declare the function below as a state: it answers with one of the values."""

    def declare(choose: Choose) -> State:
        return custom(id, values, needs, choose)

    return declare


def compare(id: str, a: str, b: str, shown: float = SHOWN) -> State:
    """Return whether a is higher than b; ``same`` where they differ by less than is shown."""

    def choose(metrics: MetricSet) -> str:
        return _side(_exact(metrics, a) - _exact(metrics, b), shown, ("lower", "same", "higher"))

    return custom(id, ("higher", "same", "lower"), (a, b), choose)


def sign(id: str, metric: str, shown: float = SHOWN) -> State:
    """Return whether a metric is up or down; ``flat`` where it is smaller than what is shown."""

    def choose(metrics: MetricSet) -> str:
        return _side(_exact(metrics, metric), shown, ("down", "flat", "up"))

    return custom(id, ("up", "flat", "down"), (metric,), choose)


def bands(
    id: str, metric: str, steps: tuple[tuple[float, str] | str, ...], shown: float | None = None
) -> State:
    """Return the first band whose limit lies above the metric, else the last.

    With ``shown`` the metric is rounded to it first, so that number and word cannot disagree.
    """
    limits = [(_decimal(step[0]), step[1]) for step in steps if not isinstance(step, str)]
    names = [step for step in steps if isinstance(step, str)]
    if len(names) != 1 or steps[-1] != names[0] or limits != sorted(limits, key=lambda x: x[0]):
        raise ValueError(f"{id}: bands are rising limits with names, then one last name")

    def choose(metrics: MetricSet) -> str:
        value = _exact(metrics, metric)
        if shown is not None:
            value = _round_to(value, _decimal(shown))
        return next((name for limit, name in limits if value < limit), names[0])

    return custom(id, (*(name for _, name in limits), names[0]), (metric,), choose)


def word(id: str, metric: str, values: tuple[str, ...]) -> State:
    """Return the word that a text metric holds."""
    return custom(id, values, (metric,), lambda metrics: str(metrics[metric].value))


def needing(state: State, *metrics: str) -> State:
    """Return a state that needs further metrics, which its texts show beside the word."""
    return custom(state.id, state.values, (*state.needs, *metrics), state.choose)


def collect(package: str) -> dict[str, State]:
    """Return all states of an article's package by id; a UserError when two share one."""
    found: dict[str, tuple[str, State]] = {}
    problems = []
    for name, state in _declared(subpackage(package, "states")):
        if state.id in found:
            message = f"declared in {found[state.id][0]} and {name}"
            problems.append(Problem(message, id=state.id, hint="give one of them another id"))
        elif state.id.startswith(CLAIM):
            problems.append(Problem("claim.* is kept for verdicts", id=state.id))
        found[state.id] = (name, state)
    if problems:
        raise UserError(problems)
    return {id: state for id, (_, state) in found.items()}


def _declared(package: ModuleType | None) -> Iterator[tuple[str, State]]:
    seen: set[int] = set()
    for module in modules(package) if package else ():
        for state in entries_in_module(module, State):
            # A module may name a state that stands in its tuple too.
            if id(state) not in seen:
                seen.add(id(state))
                yield module.__name__, state


class Chosen:
    """The states and verdicts of one date; each is chosen once."""

    def __init__(
        self,
        states: Mapping[str, State],
        metrics: MetricSet,
        judged: Mapping[str, Judged] | Callable[[], Mapping[str, Judged]] | None = None,
    ) -> None:
        """Take the verdicts, or what judges when the first of them is asked for."""
        self.states = states
        self.metrics = metrics
        self._judged = judged or {}
        self._values: dict[str, str] = {}

    @cached_property
    def judged(self) -> Mapping[str, Judged]:
        """Return the verdicts by claim."""
        return self._judged() if callable(self._judged) else self._judged

    def __getitem__(self, state_id: str) -> str:
        """Return a state's value; ``claim.<id>`` is a verdict. A UserError for an unknown id."""
        if state_id not in self._values:
            self._values[state_id] = self._choose(state_id)
        return self._values[state_id]

    def all(self) -> dict[str, str]:
        """Return every state and verdict with its value."""
        verdicts = [f"{CLAIM}{claim}" for claim in self.judged]
        return {state_id: self[state_id] for state_id in (*self.states, *verdicts)}

    def _choose(self, state_id: str) -> str:
        if state_id in self.states:
            return self.states[state_id].value(self.metrics)
        claim = self.judged.get(state_id.removeprefix(CLAIM))
        if claim is not None and state_id.startswith(CLAIM):
            return claim.verdict
        known = [*self.states, *(f"{CLAIM}{each}" for each in self.judged)]
        raise UserError(Problem("no such state", id=state_id, hint=nearest_hint(state_id, known)))


def _side(difference: Decimal, shown: float, names: tuple[str, str, str]) -> str:
    if abs(difference) < _decimal(shown):
        return names[1]
    return names[0] if difference < 0 else names[2]


def _exact(metrics: MetricSet, metric: str) -> Decimal:
    """Return a metric as a decimal: 0.187 − 0.186 is 0.001, not a little less."""
    return _decimal(metrics[metric].number)


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))


def _round_to(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
