"""Share of days that moved by two percent or more, by year: IWM's bars, SPY's marks."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence, yahoo
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import SERIES
from generator.metrics.series import big_days_by_year
from generator.metrics.windows import too_long

ID = "big-days"
FUNDS = ("IWM", "SPY")
HOVER = tuple((fund, "pct", 1) for fund in FUNDS)
FEWEST = 100
"""Sessions from which a year is shown; the first and the current one may be shorter."""


def data(evidence: Evidence) -> Data:
    """Return the share of sessions of ±2 % by calendar year, the current one to as_of."""
    view = evidence.view
    years = {
        fund: {year: (days, n) for year, days, n in big_days_by_year(view, fund.lower())}
        for fund in FUNDS
    }
    rows: list[tuple[Cell, ...]] = []
    for year, (days, n) in years["IWM"].items():
        other, of = years["SPY"].get(year, (0, 0))
        if n >= FEWEST and of >= FEWEST:
            rows.append((year, days / n, other / of, n))
    if not rows:
        raise too_long(view.monthly("IWM"))
    return Data(
        columns=(
            Column("year", "year"),
            Column("IWM", "pct"),
            Column("SPY", "pct"),
            Column("sessions", "count"),
        ),
        rows=tuple(rows),
        sources=yahoo(FUNDS),
        as_of=view.as_of,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return a bar and a mark per year."""
    canvas = Canvas(pen, pen.pick(320, 300))
    years = data.column("year")
    marks = linear_ticks(0, max(*data.column("IWM"), *data.column("SPY")), 5)
    ticks = {value: pen.format.pct(value, 0) for value in marks}
    left = room(ticks.values(), pen.size) + 8
    plot = Plot(
        canvas,
        Scale(years[0] - 0.6, years[-1] + 0.6, left, pen.width - 6),
        Scale(0, marks[-1], canvas.height - 28, 34),
    )
    plot.grid_y(ticks, base=0)
    half = plot.width / (years[-1] - years[0] + 1.2) / 2
    bars, ends = [], []
    for row in data.records():
        x, y = plot.place(row["year"], row["IWM"])
        bars.append((x - half * 0.72, y, x + half * 0.72, plot.bottom))
        other = plot.y.at(row["SPY"])
        ends.append((x - half * 0.9, other, x + half * 0.9, other))
    canvas.boxes(bars, SERIES["IWM"].color, 0.75)
    canvas.rules(ends, SERIES["SPY"].color, width=2.6)
    plot.years(pen.pick(7, 5))
    key = {fund: pen.word(f"{fund}_mark") for fund in FUNDS}
    canvas.boxes([(left + 1, 7, left + 11, 17)], SERIES["IWM"].color, 0.75)
    canvas.text(left + 16, 12, key["IWM"], color=SERIES["IWM"].color, bold=True, middle=True)
    at = left + 34 + room([key["IWM"]], pen.size, bold=True)
    canvas.rules([(at, 12, at + 12, 12)], SERIES["SPY"].color, width=2.6)
    canvas.text(at + 17, 12, key["SPY"], color=SERIES["SPY"].color, bold=True, middle=True)
    canvas.hover(plot)
    return canvas
