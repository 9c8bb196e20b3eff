"""Small minus large over the twelve months before each month-end, in price return."""

from __future__ import annotations

from collections.abc import Callable

from generator.charts.canvas import Canvas
from generator.charts.data import Column, Data, Evidence, monthly, points
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import INK, SERIES, Style
from generator.metrics.series import rolling_gap
from generator.metrics.windows import month_end_day, too_long

ID = "rolling-gap"
MONTHS = 12
HOVER = (("gap", "pp", 1),)
SMALL, LARGE = SERIES["IWM"].color, SERIES["SPY"].color


def data(evidence: Evidence) -> Data:
    """Return ^RUT's minus ^GSPC's twelve-month price return by the month in which it ends."""
    view = evidence.view
    series = rolling_gap(view, MONTHS)
    if not len(series.months):
        raise too_long(view.monthly("^RUT"))
    return Data(
        columns=(Column("date", "month"), Column("gap", "pp")),
        rows=tuple(monthly(view, "^GSPC", {"gap": series})),
        sources=("yahoo:^RUT", "yahoo:^GSPC"),
        as_of=month_end_day(view),
        yearly=True,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return the lead above and the lag below zero, each side named."""
    canvas = Canvas(pen, pen.pick(320, 300))
    line = points(data, "gap")
    marks = linear_ticks(min(0, *(v for _, v in line)), max(0, *(v for _, v in line)), 6)
    ticks = {value: pen.format.pp(value, 0) for value in marks}
    value = line[-1][1]
    now = pen.format.pp(value, 1)
    left = room(ticks.values(), pen.size) + 8
    right = pen.width - room([now], pen.size, bold=True) - 10
    plot = Plot(
        canvas,
        Scale(line[0][0], line[-1][0], left, right),
        Scale(marks[0], marks[-1], canvas.height - 28, 32),
    )
    plot.grid_y(ticks, base=0)
    plot.years(pen.pick(7, 6))
    plot.area(_side(line, max), 0, Style(SMALL))
    plot.area(_side(line, min), 0, Style(LARGE))
    plot.line(line, Style(INK, width=1.2))
    sides = (("above", SMALL, "triangle-up"), ("below", LARGE, "triangle-down"))
    canvas.key(0, 12, [(pen.word(key), Style(c, shape=shape), False) for key, c, shape in sides])
    x, y = plot.place(*line[-1])
    canvas.dots([(x, y)], Style(SMALL if value > 0 else LARGE), area=44)
    canvas.text(x + 7, y, now, color=INK, middle=True, bold=True)
    canvas.hover(plot)
    return canvas


def _side(
    line: list[tuple[float, float]], cut: Callable[[float, float], float]
) -> list[tuple[float, float]]:
    """Return the line cut at zero, with a point wherever it crosses."""
    found: list[tuple[float, float]] = []
    for n, (x, y) in enumerate(line):
        if n and (line[n - 1][1] < 0) != (y < 0):
            x0, y0 = line[n - 1]
            found.append((x0 + (x - x0) * y0 / (y0 - y), 0.0))
        found.append((x, cut(y, 0.0)))
    return found
