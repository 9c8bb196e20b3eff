"""Ticks: the round values that an axis names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import pandas as pd

LEAST = 0.001
"""The finest step of an axis: a tenth of a percent, the least that a chart prints."""


def step(low: float, high: float, count: int) -> float:
    """Return the round step (1, 2 or 5 × 10ⁿ) that cuts a range into at most ``count`` parts."""
    raw = (high - low) / count
    power: float = 10.0 ** math.floor(math.log10(raw))
    return next(size * power for size in (1, 2, 5, 10) if raw <= size * power * (1 + 1e-9))


def axis_ticks(values: Iterable[float | None], count: int, least: float = LEAST) -> list[float]:
    """Return the ticks of an axis that encloses all values; the first and last are its domain."""
    known = [float(value) for value in values if value is not None and value == value]
    return list(linear_ticks(min(known), max(known), count, least))


def decimals(ticks: Sequence[float]) -> int:
    """Return with how many decimals ticks are told apart."""
    return next(n for n in range(8) if all(abs(round(t, n) - t) < 1e-9 for t in ticks) or n == 7)


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


def year_ticks(days: pd.Series, most: int) -> dict[str, str | int]:
    """Return the ``tickCount`` of a time axis that names at most about ``most`` years."""
    length = (days.max() - days.min()).days / 365.25
    size = next(n for n in (1, 2, 5, 10, 20, 50) if length / n <= most)
    return {"interval": "year", "step": size}
