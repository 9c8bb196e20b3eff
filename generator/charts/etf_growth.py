"""Three ETFs since VTWO began: growth of 100, and each against IWM."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Column, Data, Evidence, monthly, points, yahoo
from generator.charts.growth import growth_plot, indexed
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import SERIES
from generator.metrics.windows import month_end_day

ID = "etf-growth"
FUNDS = ("IWM", "VTWO", "IJR")
REQUIRED = ("IWM", "VTWO")
HOVER = tuple((fund, "index", 1) for fund in FUNDS)


def data(evidence: Evidence) -> Data:
    """Return the funds' total return at month-ends, 100 at VTWO's first."""
    found, lacks = indexed(evidence.view, FUNDS, REQUIRED)
    return Data(
        columns=(Column("date", "month"), *(Column(fund, "index", 1) for fund in found)),
        rows=tuple(monthly(evidence.view, "IWM", found)),
        sources=yahoo(found),
        as_of=month_end_day(evidence.view),
        lacks=lacks,
        yearly=True,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return growth above, and below it each fund's lead over IWM."""
    canvas = Canvas(pen, pen.pick(470, 450))
    split = pen.pick(268, 258)
    leads = _leads(data)
    values = [value for line in leads.values() for _, value in line]
    marks = linear_ticks(min(-0.02, *values), max(0.02, *values), 4)
    ticks = {value: pen.format.pct(value, 0, True) for value in marks}
    ends = {f: f"{pen.word(f)} {pen.format.pct(leads[f][-1][1], 1, True)}" for f in leads}
    margins = (room(ticks.values(), pen.size), room(ends.values(), pen.size, bold=True))
    above = growth_plot(canvas, data, 12, split, margins=margins)
    canvas.hover(above)
    below = Plot(canvas, above.x, Scale(marks[0], marks[-1], canvas.height - 28, split + 62))
    canvas.text(above.left, split + 48, pen.word("lead"), bold=True)
    below.grid_y(ticks, base=0)
    below.years(pen.pick(7, 6))
    for fund, line in leads.items():
        below.line(line, SERIES[fund])
    below.end_labels([(leads[f][-1][1], text, SERIES[f].color) for f, text in ends.items()])
    return canvas


def _leads(data: Data) -> dict[str, list[tuple[float, float]]]:
    """Return each other fund's level against IWM's, minus one."""
    base = dict(points(data, "IWM"))
    return {
        column.key: [(when, value / base[when] - 1) for when, value in points(data, column.key)]
        for column in data.columns[1:]
        if column.key != "IWM"
    }
