"""Large falls of SPY: how deep each fund fell, and what the next twelve months brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence, yahoo
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import AXIS, INK, SERIES
from generator.core.model import Unavailable
from generator.metrics.drawdowns import bear_markets, depth_between, return_after
from generator.metrics.windows import session_of, too_long

ID = "bear-markets"
FUNDS = ("SPY", "IWM")
PANELS = ("depth", "after")


def data(evidence: Evidence) -> Data:
    """Return every fall of SPY of 19 % or more since 2000, both funds in it and after it."""
    view = evidence.view
    small, large = view.monthly("IWM"), view.monthly("SPY")
    rows: list[tuple[Cell, ...]] = []
    for fall in bear_markets(view):
        rows.append(
            (
                session_of(large, fall.start),
                session_of(large, fall.low),
                fall.depth,
                depth_between(small, fall.start, fall.low),
                return_after(view, "SPY", fall.low, 12),
                return_after(view, "IWM", fall.low, 12),
            )
        )
    if not rows:
        raise Unavailable("no_bear_market")
    # A fall that began before IWM did cannot be compared in depth.
    lacks = (too_long(small).reason,) if any(row[3] is None for row in rows) else ()
    return Data(
        columns=(
            Column("high", "month"),
            Column("low", "month"),
            *(Column(f"{fund}_{panel}", "pct") for panel in PANELS for fund in FUNDS),
        ),
        rows=tuple(rows),
        sources=yahoo(FUNDS),
        as_of=view.as_of,  # the lows are those of days, up to the last one
        lacks=lacks,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return two panels of dumbbells: side by side, on a phone one above the other."""
    rows = data.records()
    labels = [_label(pen, row) for row in rows]
    step, head, foot = 34, 60, 28
    height = head + step * len(rows) + foot
    canvas = Canvas(pen, height if pen.wide else height * 2 - 24)
    canvas.key(0, 10, [(pen.word(fund), SERIES[fund], False) for fund in FUNDS])
    names = room(labels, pen.size) + 14
    middle = names + (pen.width - names) * 0.47
    for n, panel in enumerate(PANELS):
        first = n == 0
        if pen.wide:
            top = 0.0
            left, right = (names, middle) if first else (middle + 20, float(pen.width))
        else:
            top, left, right = n * (height - 24), names, float(pen.width)
        # Room for the labels outside the outermost symbols.
        plot = _plot(canvas, rows, panel, (left + 38, top + head, right - 44, step))
        title = (left if pen.wide else 0.0, top + head - 14)
        canvas.text(*title, pen.word(panel), color=INK, bold=True)
        if first or not pen.wide:
            for k, label in enumerate(labels):
                y = top + head + step * (k + 0.5)
                canvas.text(names - 8, y, label, color=INK, align="right", middle=True)
        _dumbbells(plot, rows, panel, step)
    return canvas


def _label(pen: Pen, row: Mapping[str, Any]) -> str:
    return pen.word("low_in").replace("[]", pen.format.month(row["low"]))


def _plot(
    canvas: Canvas,
    rows: Sequence[Mapping[str, Any]],
    panel: str,
    box: tuple[float, float, float, float],
) -> Plot:
    left, top, right, step = box
    values = [row[f"{fund}_{panel}"] for row in rows for fund in FUNDS]
    known = [value for value in values if value is not None]
    marks = linear_ticks(min(0.0, *known), max(0.0, *known), int(canvas.pen.pick(4, 4)))
    plot = Plot(
        canvas,
        Scale(marks[0], marks[-1], left, right),
        Scale(0, 1, top + step * len(rows), top),
    )
    labels = {value: canvas.pen.format.pct(value, 0, panel == "after") for value in marks}
    plot.grid_x(labels, base=0)
    return plot


def _dumbbells(plot: Plot, rows: Sequence[Mapping[str, Any]], panel: str, step: float) -> None:
    canvas, form = plot.canvas, plot.canvas.pen.format
    for n, row in enumerate(rows):
        y = plot.top + step * (n + 0.5)
        found = {f: v for f in FUNDS if (v := row[f"{f}_{panel}"]) is not None}
        if not found:
            canvas.text(plot.x.at(0) + 6, y, canvas.pen.word("open"), middle=True)
            continue
        places = {fund: plot.x.at(value) for fund, value in found.items()}
        if len(places) == 2:
            canvas.rules([(places["SPY"], y, places["IWM"], y)], AXIS, width=2)
        order = sorted(places, key=lambda fund: places[fund])
        for fund, x in places.items():
            canvas.dots([(x, y)], SERIES[fund], area=90)
            outer = fund == order[0] and len(order) == 2
            canvas.text(
                x + (-9 if outer else 9),
                y,
                form.pct(found[fund], 0, panel == "after"),
                color=SERIES[fund].color,
                align="right" if outer else "left",
                middle=True,
                small=True,
            )
