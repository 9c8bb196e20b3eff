"""Three ETFs since VTWO began: growth of 100, and each against IWM."""

from __future__ import annotations

from generator.charts.canvas import Canvas, Pen, Plot
from generator.charts.data import Column, Data, Evidence, monthly, points, yahoo
from generator.charts.growth import growth_plot, indexed
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
    plot = growth_plot(canvas, data, top=12, bottom=split)
    canvas.hover(plot)
    _lead(canvas, data, plot, split + 62, canvas.height - 28)
    return canvas


def _lead(canvas: Canvas, data: Data, above: Plot, top: float, bottom: float) -> None:
    """Draw each other fund's level against IWM's, as a lead in percent."""
    pen = canvas.pen
    others = [column.key for column in data.columns[1:] if column.key != "IWM"]
    base = dict(points(data, "IWM"))
    leads = {
        fund: [(when, value / base[when] - 1) for when, value in points(data, fund)]
        for fund in others
    }
    values = [value for line in leads.values() for _, value in line]
    marks = linear_ticks(min(-0.02, *values), max(0.02, *values), 4)
    plot = Plot(
        canvas,
        Scale(above.x.low, above.x.high, above.x.start, above.x.end),
        Scale(marks[0], marks[-1], bottom, top),
    )
    canvas.text(above.left, top - 14, pen.word("lead"), bold=True)
    plot.grid_y({value: pen.format.pct(value, 0, True) for value in marks}, base=0)
    plot.years(pen.pick(7, 4))
    for fund in others:
        plot.line(leads[fund], SERIES[fund])
    plot.end_labels(
        [
            (leads[f][-1][1], f"{pen.word(f)} {pen.format.pct(leads[f][-1][1], 1, True)}", SERIES[f].color)
            for f in others
        ]
    )


