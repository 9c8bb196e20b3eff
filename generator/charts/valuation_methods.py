"""Forward P/E of three indices, with loss-makers left out and with losses counted."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import AXIS, INK, Style
from generator.core.model import Missing, Unavailable
from generator.metrics.valuation import FUND_OF, METHODS

ID = "valuation-methods"
INDICES = ("sp500", "r2000", "sp600")
STYLES = {
    "ex_losses": Style("var(--c-ijr)", shape="circle"),
    "all": Style("var(--c-tna)", shape="diamond"),
}


def data(evidence: Evidence) -> Data:
    """Return both multiples and their coverage for every index that has a holdings file."""
    metrics = evidence.metrics
    rows: list[tuple[Cell, ...]] = []
    lacks, days = [], []
    for index in INDICES:
        found = [metrics.get(f"valuation.{index}.forward_pe.{method}") for method in METHODS]
        share = metrics.get(f"valuation.{index}.coverage")
        lacks += [each.reason for each in found if isinstance(each, Missing)]
        values = [None if isinstance(each, Missing) else each.number for each in found]
        if any(value is not None for value in values):
            days += [each.as_of for each in found if not isinstance(each, Missing)]
            rows.append((index, *values, None if isinstance(share, Missing) else share.number))
    if not rows:
        raise Unavailable(lacks[0].code, **lacks[0].params)
    funds = [f"ishares:{FUND_OF[str(row[0])]}" for row in rows]
    return Data(
        columns=(
            Column("index", "label"),
            Column("ex_losses", "multiple"),
            Column("all", "multiple"),
            Column("coverage", "pct"),
        ),
        rows=tuple(rows),
        sources=(*funds, "yahoo:screener"),
        as_of=min(days),
        lacks=tuple(lacks),
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return one row per index with both multiples, joined and labelled."""
    step, top = pen.pick(58, 62), 34
    canvas = Canvas(pen, top + step * len(data.rows) + 30)
    names = {index: pen.word(index) for index in data.column("index")}
    values = [v for method in METHODS for v in data.column(method) if v is not None]
    marks = linear_ticks(min(*values, 10), max(values), int(pen.pick(6, 4)))
    # On a phone the names stand above their rows.
    left = room(names.values(), pen.size, bold=True) + 18 if pen.wide else 14.0
    x = Scale(marks[0], marks[-1], left, pen.width - 26)
    plot = Plot(canvas, x, Scale(0, 1, top + step * len(data.rows), top))
    plot.grid_x({value: pen.format.multiple(value, 0) for value in marks})
    for n, row in enumerate(data.records()):
        y = top + step * (n + 0.5) + pen.pick(4, 10)
        if pen.wide:
            canvas.text(
                left - 12, y, names[row["index"]], color=INK, align="right", middle=True, bold=True
            )
        else:
            canvas.text(left, y - 20, names[row["index"]], color=INK, bold=True)
        _row(plot, row, y)
    canvas.key(left, 12, [(pen.word(m), STYLES[m], False) for m in METHODS])
    return canvas


def _row(plot: Plot, row: dict[str, float | None], y: float) -> None:
    """Draw an index's multiples; labels stand outside so that near ones do not meet."""
    canvas, form = plot.canvas, plot.canvas.pen.format
    found = [(plot.x.at(value), m, value) for m in METHODS if (value := row[m]) is not None]
    found.sort()
    if len(found) == 2:
        canvas.rules([(found[0][0], y, found[1][0], y)], AXIS, width=2)
    for n, (x, method, value) in enumerate(found):
        canvas.dots([(x, y)], STYLES[method], area=130)
        outer = n == 0 and len(found) == 2
        canvas.text(
            x + (-11 if outer else 11),
            y,
            form.multiple(value, 1),
            color=STYLES[method].color,
            align="right" if outer else "left",
            middle=True,
            bold=True,
        )
