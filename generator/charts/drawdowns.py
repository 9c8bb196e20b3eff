"""How far below its highest level each fund stood, month by month at its lowest day."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Column, Data, Evidence, monthly, points, yahoo, year_of
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale
from generator.charts.theme import INK, SERIES
from generator.metrics.series import Series
from generator.metrics.windows import too_long
from generator.snapshot.view import View

ID = "drawdowns"
FUNDS = ("SPY", "QQQ", "IWM")
HOVER = tuple((fund, "pct", 1) for fund in FUNDS)


def _lows(view: View, fund: str) -> Series:
    """Return each month's lowest day; the current month counts as far as it goes."""
    data = view.monthly(fund)
    return Series(data.month, data.low_drawdown)


def data(evidence: Evidence) -> Data:
    """Return each month's lowest day against the highest level before it, since IWM began."""
    view = evidence.view
    found = {fund: _lows(view, fund) for fund in FUNDS}
    for fund in ("SPY", "IWM"):
        if len(found[fund].months) < 13:
            raise too_long(view.monthly(fund))
    start = max(int(found[fund].months[0]) for fund in ("SPY", "IWM"))
    young = [fund for fund in found if found[fund].at(start) is None]
    lacks = tuple(too_long(view.monthly(fund)).reason for fund in young)
    shown = {fund: series for fund, series in found.items() if fund not in young}
    return Data(
        columns=(Column("date", "month"), *(Column(fund, "pct") for fund in shown)),
        rows=tuple(monthly(view, "SPY", shown, start)),
        sources=yahoo(shown),
        as_of=view.as_of,
        lacks=lacks,
        yearly=True,
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return one row per fund on a common scale, the deepest point of each labelled."""
    funds = [column.key for column in data.columns[1:]]
    row, gap, foot = pen.pick(112, 100), 24, 28
    canvas = Canvas(pen, len(funds) * (row + gap) + foot)
    days = data.column("date")
    deepest = min(value for fund in funds for value in data.column(fund) if value is not None)
    low = min(-0.2, deepest * 1.04)
    ticks = {-step / 5: pen.format.pct(-step / 5, 0) for step in range(6) if -step / 5 >= low}
    left, right = room(ticks.values(), pen.size) + 8, pen.width - 14
    years = Scale(year_of(days[0]), year_of(days[-1]), left, right)
    for n, fund in enumerate(funds):
        top = n * (row + gap) + gap
        plot = Plot(canvas, years, Scale(low, 0, top + row, top))
        plot.grid_y(ticks, base=0)
        line = points(data, fund)
        plot.area(line, 0, SERIES[fund], line=True)
        canvas.text(left, top - 7, pen.word(fund), color=SERIES[fund].color, bold=True)
        _mark_low(plot, line)
    whole = Plot(canvas, years, Scale(low, 0, plot.bottom, gap))
    plot.years(pen.pick(7, 6))
    canvas.hover(whole, readings=False)
    return canvas


def _mark_low(plot: Plot, line: list[tuple[float, float]]) -> None:
    """Write the lowest value beside its place, on the side with more room."""
    pen = plot.canvas.pen
    when, value = min(line, key=lambda point: point[1])
    x, y = plot.place(when, value)
    left = x > (plot.left + plot.right) / 2
    text = pen.format.pct(value, 1)
    plot.canvas.text(
        x + (-8 if left else 8),
        y + 10,
        text,
        color=INK,
        bold=True,
        align="right" if left else "left",
    )
