"""What 100 dollars became since IWM began: three indices' funds and the small caps of S&P."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Column, Data, Evidence, monthly, points, yahoo, year_of
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, log_ticks
from generator.charts.theme import SERIES
from generator.core.model import Reason
from generator.metrics.series import Series, level
from generator.metrics.windows import month_end_day, too_long
from generator.snapshot.view import View

ID = "growth"
FUNDS = ("SPY", "QQQ", "IWM", "IJR")
REQUIRED = ("SPY", "IWM")
HOVER = tuple((fund, "index", 0) for fund in FUNDS)


def indexed(
    view: View, funds: tuple[str, ...], required: tuple[str, ...]
) -> tuple[dict[str, Series], tuple[Reason, ...]]:
    """Return funds from the first month-end of all required ones, 100 there, and who came later.

    Raises:
        Unavailable: when a required fund has less than a year of month-ends.
    """
    levels = {fund: level(view, fund) for fund in funds}
    for fund in required:
        if len(levels[fund].months) < 13:
            raise too_long(view.monthly(fund))
    start = max(int(levels[fund].months[0]) for fund in required)
    found, lacks = {}, []
    for fund, series in levels.items():
        base = series.at(start)
        if base is None:
            lacks.append(too_long(view.monthly(fund)).reason)
            continue
        skip = start - int(series.months[0])
        found[fund] = Series(series.months[skip:], series.values[skip:] / base * 100)
    return found, tuple(lacks)


def data(evidence: Evidence) -> Data:
    """Return month-ends of the funds' total return, 100 at the first they share."""
    found, lacks = indexed(evidence.view, FUNDS, REQUIRED)
    return Data(
        columns=(Column("date", "month"), *(Column(fund, "index", 0) for fund in found)),
        rows=tuple(monthly(evidence.view, "SPY", found)),
        sources=yahoo(found),
        as_of=month_end_day(evidence.view),
        lacks=lacks,
        yearly=True,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return lines on a logarithmic scale, each labelled with its end value."""
    canvas = Canvas(pen, pen.pick(380, 340))
    plot = growth_plot(canvas, data, top=12, bottom=canvas.height - 28)
    canvas.hover(plot)
    return canvas


def growth_plot(
    canvas: Canvas,
    data: Data,
    top: float,
    bottom: float,
    *,
    most_years: int = 7,
    reach: float | None = None,
    margins: tuple[float, float] = (0, 0),
) -> Plot:
    """Draw all series of a growth chart between two heights.

    ``reach`` is a further value that the scale must hold, ``margins`` are the least room for
    labels to the left and to the right.
    """
    pen = canvas.pen
    funds = [column.key for column in data.columns[1:]]
    values = [v for fund in funds for v in data.column(fund) if v is not None]
    values += [reach] if reach is not None and reach > 0 else []
    low, high = min(values) * 0.95, max(values) * 1.06
    days = data.column("date")
    ends = [
        (data.column(fund)[-1], f"{pen.word(fund)} {pen.format.index(data.column(fund)[-1], 0)}")
        for fund in funds
    ]
    ticks = {v: pen.format.index(v, 0) for v in log_ticks(low, high, 6)}
    left = max(room(ticks.values(), pen.size), margins[0]) + 8
    right = pen.width - max(room((t for _, t in ends), pen.size, bold=True), margins[1]) - 13
    plot = Plot(
        canvas,
        Scale(year_of(days[0]), year_of(days[-1]), left, right),
        Scale(low, high, bottom, top, "log"),
    )
    plot.grid_y(ticks, base=100.0 if 100.0 in ticks else None)
    plot.years(pen.pick(most_years, 6))
    for fund in funds:
        plot.line(points(data, fund), SERIES[fund])
    plot.end_labels(
        [
            (value, label, SERIES[fund].color)
            for fund, (value, label) in zip(funds, ends, strict=True)
        ]
    )
    return plot
