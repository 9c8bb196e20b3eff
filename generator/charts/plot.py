"""A rectangle with two scales on a canvas, and the ways to label it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.charts import measure
from generator.charts.canvas import Canvas
from generator.charts.scales import Scale, spread, year_ticks
from generator.charts.theme import AXIS, Style

LEADER = 5
"""A label moved by more than this (user units) is joined to its line's end."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A rectangle with two scales on a canvas, and the ways to label it."""

    canvas: Canvas
    x: Scale
    y: Scale

    @property
    def left(self) -> float:
        """Return the left edge in user units."""
        return min(self.x.start, self.x.end)

    @property
    def right(self) -> float:
        """Return the right edge in user units."""
        return max(self.x.start, self.x.end)

    @property
    def top(self) -> float:
        """Return the upper edge in user units."""
        return min(self.y.start, self.y.end)

    @property
    def bottom(self) -> float:
        """Return the lower edge in user units."""
        return max(self.y.start, self.y.end)

    @property
    def width(self) -> float:
        """Return the width in user units."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return the height in user units."""
        return self.bottom - self.top

    def grid_y(self, labels: Mapping[float, str], *, base: float | None = None) -> None:
        """Draw horizontal lines with their labels to the left; the base line is stronger."""
        self._grid(labels, base)
        for value, label in labels.items():
            self.canvas.text(self.left - 6, self.y.at(value), label, align="right", middle=True)

    def _grid(self, values: Iterable[float], base: float | None) -> None:
        lines = [(self.left, self.y.at(v), self.right, self.y.at(v)) for v in values if v != base]
        self.canvas.rules(lines)
        if base is not None:
            at = self.y.at(base)
            self.canvas.rules([(self.left, at, self.right, at)], AXIS)

    def grid_x(self, labels: Mapping[float, str], *, base: float | None = None) -> None:
        """Draw vertical lines with their labels below; the base line is stronger."""
        lines = [(self.x.at(v), self.top, self.x.at(v), self.bottom) for v in labels if v != base]
        self.canvas.rules(lines)
        if base is not None:
            at = self.x.at(base)
            self.canvas.rules([(at, self.top, at, self.bottom)], AXIS)
        self.labels_x(labels)

    def labels_x(self, labels: Mapping[float, str]) -> None:
        """Write labels below the plot, within the drawing; every second or third if it is tight."""
        size, edge = self.canvas.pen.size, self.canvas.width - 1
        placed = []
        for value, label in labels.items():
            half = measure.width(label, size) / 2
            placed.append((min(max(self.x.at(value), half + 1), edge - half), half, label))
        values = list(labels)
        every = 1
        while True:
            # Zero keeps its label, whichever of the others go.
            start = values.index(0) % every if 0 in values else 0
            chosen = placed[start::every]
            if all(b - a > h + k + 5 for (a, h, _), (b, k, _) in pairwise(chosen)):
                break
            every += 1
        for at, _, label in chosen:
            self.canvas.text(at, self.bottom + size + 6, label, align="center")

    def ticks_x(self, labels: Mapping[float, str]) -> None:
        """Draw short marks below the plot with their labels, for years."""
        lines = [(self.x.at(v), self.bottom, self.x.at(v), self.bottom + 4) for v in labels]
        self.canvas.rules(lines, AXIS)
        self.labels_x(labels)

    def years(self, most: float) -> None:
        """Mark the years of an axis of years."""
        found = year_ticks(self.x.low, self.x.high, int(most))
        self.ticks_x({float(year): str(year) for year in found})

    def line(
        self, points: Iterable[tuple[float, float]], style: Style, *, stepped: bool = False
    ) -> None:
        """Draw a line through values of both scales."""
        self.canvas.line(points, self.x, self.y, style, stepped=stepped)

    def area(
        self,
        points: Iterable[tuple[float, float]],
        base: float,
        style: Style,
        *,
        line: bool = False,
    ) -> None:
        """Fill between values and a base value, with a line through the values if wanted."""
        self.canvas.area(points, base, self.x, self.y, style, line=line)

    def end_labels(self, ends: Sequence[tuple[float, str, str]]) -> None:
        """Write (value, text, colour) labels to the right of the lines' ends, none over another."""
        size = self.canvas.pen.size
        wanted = [self.y.at(value) for value, _, _ in ends]
        placed = spread(wanted, size * 1.25, self.top + size / 2, self.bottom - size / 2)
        moved = [abs(end - y) > LEADER for end, y in zip(wanted, placed, strict=True)]
        start = self.right + (12 if any(moved) else 6)
        for (_, text, color), end, y, far in zip(ends, wanted, placed, moved, strict=True):
            if far:
                self.canvas.rules([(self.right + 2, end, start - 3, y)], color)
            self.canvas.text(start, y, text, color=color, middle=True, bold=True)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of both scales in user units."""
        return self.x.at(x), self.y.at(y)
