"""What moved most between two dates, by what a reader would call a clear change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from generator.core.model import Metric
from generator.metrics import MetricSet

SEEN = 0.2
"""A fifth of a clear change is not worth a line."""


@dataclass(frozen=True, slots=True)
class Move:
    """A metric at two dates; ``steps`` is its change in multiples of a clear one."""

    id: str
    before: Metric
    after: Metric
    steps: float

    @property
    def change(self) -> float:
        """Return after − before, in the metric's unit."""
        return self.after.number - self.before.number


def moves(first: MetricSet, last: MetricSet, headlines: Mapping[str, float]) -> tuple[Move, ...]:
    """Return the headline metrics that moved, the largest move first.

    ``headlines`` gives for a metric what a reader would call a clear change of it, in its unit.
    """
    new_year = first.as_of.year != last.as_of.year
    found = []
    for metric_id, clear in headlines.items():
        if new_year and metric_id.endswith(".ytd"):
            continue  # it began anew: two years to date do not compare
        a, b = first.get(metric_id), last.get(metric_id)
        if isinstance(a, Metric) and isinstance(b, Metric):
            steps = abs(b.number - a.number) / clear
            if steps >= SEEN:
                found.append(Move(metric_id, a, b, steps))
    return tuple(sorted(found, key=lambda move: (-move.steps, move.id)))
