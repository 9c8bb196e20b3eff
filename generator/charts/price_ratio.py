"""The price of small caps against large caps since 1987, with where it stands today."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Column, Data, Evidence, monthly, points
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import INK, SERIES
from generator.metrics.ratio import share_at_or_below
from generator.metrics.series import price_ratio
from generator.metrics.windows import month_end_day, too_long

ID = "price-ratio"
HOVER = (("ratio", "index", 1),)


def data(evidence: Evidence) -> Data:
    """Return ^RUT / ^GSPC at month-ends, 100 at the first, and today's rank among them."""
    view = evidence.view
    series = price_ratio(view)
    if len(series.months) < 2:
        raise too_long(view.monthly("^RUT"))
    return Data(
        columns=(Column("date", "month"), Column("ratio", "index")),
        rows=tuple(monthly(view, "^GSPC", {"ratio": series})),
        sources=("yahoo:^RUT", "yahoo:^GSPC"),
        as_of=month_end_day(view),
        extra={"share": share_at_or_below(series)},
        yearly=True,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return the line with its highest, lowest and latest value named."""
    canvas = Canvas(pen, pen.pick(340, 310))
    line = points(data, "ratio")
    values = [value for _, value in line]
    # Room below the lowest and above the highest value for their names.
    pad = (max(values) - min(values)) * 0.12
    marks = linear_ticks(min(values) - pad, max(values) + pad, 6, least=1)
    ticks = {value: pen.format.index(value, 0) for value in marks}
    share = pen.word("percentile").replace("[]", pen.format.pct(data.extra["share"], 0))
    now = pen.format.index(values[-1], 1)
    left = room(ticks.values(), pen.size) + 8
    right = pen.width - room([now], pen.size, bold=True) - 14
    plot = Plot(
        canvas,
        Scale(line[0][0], line[-1][0], left, right),
        Scale(marks[0], marks[-1], canvas.height - 28, 34),
    )
    plot.grid_y(ticks)
    plot.years(pen.pick(7, 6))
    x, y = plot.place(*line[-1])
    canvas.rules([(left, y, x, y)], INK, dash=(3, 3))
    plot.line(line, SERIES["IWM"])
    canvas.dots([(x, y)], SERIES["IWM"], area=50)
    canvas.text(x + 8, y, now, color=INK, bold=True, middle=True)
    _name(plot, max(line, key=lambda p: p[1]), "high", above=True)
    # The latest value is named anyway: a low that lies there needs no second name.
    lowest = min(line, key=lambda p: p[1])
    if lowest[0] < line[-1][0] - 2:
        _name(plot, lowest, "low", above=False)
    canvas.rules([(0, 12, 18, 12)], INK, dash=(3, 3))
    canvas.text(24, 12, share, color=INK, middle=True)
    canvas.hover(plot)
    return canvas


def _name(plot: Plot, point: tuple[float, float], key: str, *, above: bool) -> None:
    """Name an extreme with its month, kept within the plot."""
    canvas, pen = plot.canvas, plot.canvas.pen
    x, y = plot.place(*point)
    text = f"{pen.word(key)} {pen.format.index(point[1], 0)}"
    half = room([text], pen.size) / 2
    x = min(max(x, plot.left + half + 2), plot.right - half - 2)
    canvas.text(x, y - 6 if above else y + pen.size + 3, text, align="center")
