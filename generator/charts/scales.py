"""Scales and ticks: where a value stands, and which values an axis names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

LEAST = 0.001
"""The finest step of an axis: a tenth of a percent, the least that a chart prints."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear or logarithmic scale from a domain to user units."""

    low: float
    high: float
    start: float
    end: float
    kind: Literal["linear", "log"] = "linear"

    def at(self, value: float) -> float:
        """Return the position of a value in user units."""
        low, high = self.low, self.high
        if self.kind == "log":
            low, high, value = math.log(low), math.log(high), math.log(value)
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def channel(self, field: str) -> dict[str, Any]:
        """Return the Vega-Lite channel that draws a field on this scale."""
        scale = {
            "type": self.kind,
            "domain": [self.low, self.high],
            "range": [round(self.start, 1), round(self.end, 1)],
            "nice": False,
            "zero": False,
        }
        return {"field": field, "type": "quantitative", "scale": scale, "axis": None}


def step(low: float, high: float, count: int) -> float:
    """Return the round step (1, 2 or 5 × 10ⁿ) that cuts a range into at most ``count`` parts."""
    raw = (high - low) / count
    power: float = 10.0 ** math.floor(math.log10(raw))
    return next(size * power for size in (1, 2, 5, 10) if raw <= size * power * (1 + 1e-9))


def linear_ticks(low: float, high: float, count: int, least: float = LEAST) -> tuple[float, ...]:
    """Return two or more round values that enclose low … high, no nearer than ``least``."""
    size = step(low, max(high, low + least * count), count)
    first, last = math.floor(low / size + 1e-9), math.ceil(high / size - 1e-9)
    return tuple(round(n * size, 10) for n in range(first, max(last, first + 1) + 1))


def log_ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Return round values within low … high, evenly spread on a logarithmic scale."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for steps in ((1, 2, 5), (1, 3), (1,)):
        found = [n * 10.0**p for p in powers for n in steps]
        found = [round(value, 10) for value in found if low <= value <= high]
        if len(found) <= most:
            break
    return tuple(found)


def year_ticks(first: float, last: float, most: int) -> tuple[int, ...]:
    """Return the years within first … last that an axis names, at most about ``most``."""
    size = next(n for n in (1, 2, 5, 10, 20, 50) if (last - first) / n <= most)
    start = math.ceil(first / size) * size
    return tuple(range(start, math.floor(last) + 1, size))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> tuple[float, ...]:
    """Return positions near the wanted ones, at least ``gap`` apart, within low … high.

    Labels that would overlap share the room around their common middle.
    """
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    # Each group is [sum of (wanted − offset), size]: labels that touch move as one.
    groups: list[list[float]] = []
    for n in order:
        groups.append([wanted[n], 1])
        while len(groups) > 1 and _top(groups[-2], gap) + gap > _first(groups[-1]):
            total, size = groups.pop()
            groups[-1][0] += total - size * groups[-1][1] * gap
            groups[-1][1] += size
    placed: list[float] = []
    for total, size in groups:
        placed.extend(total / size + k * gap for k in range(int(size)))
    over = max(0.0, placed[-1] - high) if placed else 0.0
    placed = _push(placed, gap, high) if over else placed
    placed = [-p for p in _push([-p for p in reversed(placed)], gap, -low)][::-1]
    result = [0.0] * len(wanted)
    for n, position in zip(order, placed, strict=True):
        result[n] = position
    return tuple(result)


def _first(group: Sequence[float]) -> float:
    return group[0] / group[1]


def _top(group: Sequence[float], gap: float) -> float:
    return group[0] / group[1] + (group[1] - 1) * gap


def _push(placed: Iterable[float], gap: float, high: float) -> list[float]:
    """Return rising positions moved down so that none exceeds a limit."""
    result: list[float] = []
    limit = high
    for position in reversed(list(placed)):
        limit = min(position, limit)
        result.append(limit)
        limit -= gap
    return result[::-1]
