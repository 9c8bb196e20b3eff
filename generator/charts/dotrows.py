"""Rows of dots on a common axis: events with their dates, grouped under headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.charts import measure
from generator.charts.canvas import Canvas
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import AXIS, GRID, INK, SOFT, Style


@dataclass(frozen=True, slots=True)
class Symbol:
    """How one kind of value looks."""

    style: Style
    hollow: bool = False
    area: float = 70


@dataclass(frozen=True, slots=True)
class Row:
    """An event: its label and its values by kind; None where one is not known."""

    label: str
    values: Mapping[str, float | None]
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Events under one heading."""

    heading: str
    rows: Sequence[Row]


def dot_rows(
    pen: Pen,
    groups: Sequence[Group],
    symbols: Mapping[str, Symbol],
    *,
    reference: tuple[float, str] | None = None,
) -> Canvas:
    """Return groups of rows; values are differences, written in percentage points.

    ``reference`` is a value drawn as a dashed line with its name, such as a base rate.
    """
    step, line, gap = pen.pick(22, 22), pen.size * 1.35, 12
    limit = pen.width - 8
    heads = [measure.wrap(group.heading, pen.size, limit, bold=True) for group in groups]
    top = 26 + (20 if reference else 0)
    heights = [
        len(head) * line + 4 + step * len(group.rows) + gap
        for head, group in zip(heads, groups, strict=True)
    ]
    canvas = Canvas(pen, top + sum(heights) + 26)
    left = room((row.label for group in groups for row in group.rows), pen.size) + 12
    plot = _plot(canvas, groups, left, top, reference)
    if reference:
        x, text = plot.x.at(reference[0]), reference[1]
        half = room([text], pen.size) / 2
        at = min(max(x, half + 2), pen.width - half - 2)
        canvas.text(at, top - 6, text, color=SOFT, align="center")
    y = float(top)
    for group, head, height in zip(groups, heads, heights, strict=True):
        for n, words in enumerate(head):
            canvas.text(0, y + line * (n + 0.8), words, color=INK, bold=True)
        first = y + len(head) * line + 4
        marks = [value for value in plot_marks(plot) if value != 0]
        bottom = first + step * len(group.rows)
        canvas.rules([(plot.x.at(v), first, plot.x.at(v), bottom) for v in marks], GRID)
        canvas.rules([(plot.x.at(0), first, plot.x.at(0), bottom)], AXIS)
        if reference:
            x = plot.x.at(reference[0])
            canvas.rules([(x, first, x, bottom)], SOFT, dash=(3, 3))
        _rows(plot, group.rows, symbols, first, step)
        y += height
    canvas.key(
        0, 10, [(pen.word(key), symbol.style, symbol.hollow) for key, symbol in symbols.items()]
    )
    plot.labels_x({value: pen.format.pp(value, 0) for value in plot_marks(plot)})
    return canvas


def plot_marks(plot: Plot) -> tuple[float, ...]:
    """Return the values that the axis names."""
    return linear_ticks(plot.x.low, plot.x.high, int(plot.canvas.pen.pick(8, 4)))


def _plot(
    canvas: Canvas,
    groups: Sequence[Group],
    left: float,
    top: float,
    reference: tuple[float, str] | None,
) -> Plot:
    values = [v for g in groups for row in g.rows for v in row.values.values() if v is not None]
    values += [0.0, *([reference[0]] if reference else [])]
    marks = linear_ticks(min(values), max(values), int(canvas.pen.pick(8, 4)))
    edge = room([canvas.pen.format.pp(marks[-1], 0)], canvas.pen.size) / 2 + 2
    x = Scale(marks[0], marks[-1], left + 8, canvas.width - max(edge, 12))
    return Plot(canvas, x, Scale(0, 1, canvas.height - 26, top))


def _rows(
    plot: Plot, rows: Sequence[Row], symbols: Mapping[str, Symbol], top: float, step: float
) -> None:
    canvas = plot.canvas
    places: dict[str, list[tuple[float, float]]] = {key: [] for key in symbols}
    joins = []
    for n, row in enumerate(rows):
        y = top + step * (n + 0.5)
        found = {k: plot.x.at(v) for k in symbols if (v := row.values.get(k)) is not None}
        if len(found) > 1:
            joins.append((min(found.values()), y, max(found.values()), y))
        for key, x in found.items():
            places[key].append((x, y))
        color = INK if row.strong else SOFT
        canvas.text(plot.left - 12, y, row.label, color=color, align="right", middle=True)
    canvas.rules(joins, AXIS, width=1.5)
    # Hollow symbols go over filled ones, so that neither hides the other.
    for key, symbol in sorted(symbols.items(), key=lambda pair: pair[1].hollow):
        canvas.dots(places[key], symbol.style, area=symbol.area, hollow=symbol.hollow)
