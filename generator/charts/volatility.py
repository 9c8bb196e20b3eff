"""Volatility over time: daily moves of the twelve months before each month-end, a year."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Column, Data, Evidence, monthly, points, yahoo, year_of
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import SERIES
from generator.metrics.series import rolling_volatility
from generator.metrics.windows import month_end_day, too_long

ID = "volatility"
FUNDS = ("SPY", "QQQ", "IWM")
MONTHS = 12
HOVER = tuple((fund, "pct", 1) for fund in FUNDS)


def data(evidence: Evidence) -> Data:
    """Return the rolling volatility of the three funds from IWM's first full year on."""
    view = evidence.view
    found = {fund: rolling_volatility(view, fund.lower(), MONTHS) for fund in FUNDS}
    for fund in ("SPY", "IWM"):
        if not len(found[fund].months):
            raise too_long(view.monthly(fund))
    start = max(int(found[fund].months[0]) for fund in ("SPY", "IWM"))
    absent = [fund for fund in found if not len(found[fund].months)]
    shown = {fund: series for fund, series in found.items() if fund not in absent}
    return Data(
        columns=(Column("date", "month"), *(Column(fund, "pct") for fund in shown)),
        rows=tuple(monthly(view, "SPY", shown, start)),
        sources=yahoo(shown),
        as_of=month_end_day(view),
        lacks=tuple(too_long(view.monthly(fund)).reason for fund in absent),
        yearly=True,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return three lines from zero on, each labelled with its latest value."""
    canvas = Canvas(pen, pen.pick(340, 310))
    funds = [column.key for column in data.columns[1:]]
    days = data.column("date")
    highest = max(value for fund in funds for value in data.column(fund) if value is not None)
    marks = linear_ticks(0, highest, 5)
    ticks = {value: pen.format.pct(value, 0) for value in marks}
    ends = [
        (data.column(fund)[-1], f"{pen.word(fund)} {pen.format.pct(data.column(fund)[-1], 1)}")
        for fund in funds
    ]
    left = room(ticks.values(), pen.size) + 8
    right = pen.width - room((label for _, label in ends), pen.size, bold=True) - 13
    plot = Plot(
        canvas,
        Scale(year_of(days[0]), year_of(days[-1]), left, right),
        Scale(0, marks[-1], canvas.height - 28, 12),
    )
    plot.grid_y(ticks, base=0)
    plot.years(pen.pick(7, 6))
    for fund in funds:
        plot.line(points(data, fund), SERIES[fund])
    plot.end_labels([(v, text, SERIES[f].color) for f, (v, text) in zip(funds, ends, strict=True)])
    canvas.hover(plot)
    return canvas
