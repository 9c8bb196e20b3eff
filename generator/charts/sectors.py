"""Sector weights of IWM and SPY, one dumbbell per sector."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import AXIS, INK, SERIES
from generator.core.model import Unavailable

ID = "sectors"
FUNDS = ("IWM", "SPY")


def data(evidence: Evidence) -> Data:
    """Return Yahoo's sector weights of both funds, IWM's largest first."""
    weights = {}
    for fund in FUNDS:
        found = evidence.view.sectors(fund)
        if found is None or not found.weights:
            raise Unavailable("no_sectors", fund=fund)
        weights[fund] = found
    iwm, spy = (weights[fund].weights for fund in FUNDS)
    rows: list[tuple[Cell, ...]] = [
        (name, iwm.get(name, 0.0), spy.get(name, 0.0)) for name in sorted({*iwm, *spy})
    ]
    rows.sort(key=lambda row: (-float(str(row[1])), str(row[0])))
    return Data(
        columns=(Column("sector", "label"), Column("IWM", "pct"), Column("SPY", "pct")),
        rows=tuple(rows),
        sources=("yahoo:IWM", "yahoo:SPY"),
        as_of=min(weights[fund].as_of for fund in FUNDS),
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return rows with both weights, joined, the larger labelled on its far side."""
    names = {name: pen.word(name) for name in data.column("sector")}
    step, top = pen.pick(30, 30), 30
    canvas = Canvas(pen, top + step * len(names) + 30)
    edge = room(names.values(), pen.size)
    # The smallest weights have their label to the left of zero.
    left = edge + pen.pick(50, 44)
    highest = max(*data.column("IWM"), *data.column("SPY"))
    marks = linear_ticks(0, highest, 5 if pen.wide else 4)
    x = Scale(0, marks[-1], left, pen.width - pen.pick(50, 46))
    plot = Plot(canvas, x, Scale(0, 1, top + step * len(names), top))
    plot.grid_x({value: pen.format.pct(value, 0) for value in marks}, base=0)
    for n, row in enumerate(data.records()):
        y = top + step * (n + 0.5)
        canvas.text(edge, y, names[row["sector"]], color=INK, align="right", middle=True)
        ends = {fund: x.at(row[fund]) for fund in FUNDS}
        canvas.rules([(ends["IWM"], y, ends["SPY"], y)], AXIS, width=2)
        for fund in reversed(FUNDS):
            canvas.dots([(ends[fund], y)], SERIES[fund], area=pen.pick(110, 90))
        _values(canvas, row, ends, y)
    canvas.key(0, 12, [(pen.word(f"{fund}_index"), SERIES[fund], False) for fund in FUNDS])
    return canvas


def _values(canvas: Canvas, row: dict[str, float], ends: dict[str, float], y: float) -> None:
    """Write both weights, each on the outer side of its symbol."""
    first, last = sorted(FUNDS, key=lambda fund: ends[fund])
    for fund, shift, align in ((first, -9, "right"), (last, 9, "left")):
        canvas.text(
            ends[fund] + shift,
            y,
            canvas.pen.format.pct(row[fund], 1),
            color=SERIES[fund].color,
            align=align,
            middle=True,
            small=True,
        )
