"""How many companies of each index make a loss, by count and by weight."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import INK, PAPER, SOFT, Style
from generator.core.model import Missing, Unavailable
from generator.metrics.valuation import FUND_OF

ID = "losses"
INDICES = ("sp500", "sp600", "r2000")
MEASURES = ("share", "weight")
ORIGINAL = 0.4
"""The original's share of zombies, drawn for comparison: another definition."""
STYLES = {"share": Style("var(--c-iwm)"), "weight": Style("var(--c-spy)")}


def data(evidence: Evidence) -> Data:
    """Return shares of loss-makers by count and weight, with coverage, where they are known."""
    metrics = evidence.metrics
    rows: list[tuple[Cell, ...]] = []
    lacks, days = [], []
    for index in INDICES:
        found = [metrics.get(f"losses.{index}.{m}") for m in (*MEASURES, "coverage")]
        missing = [each for each in found if isinstance(each, Missing)]
        if missing:
            lacks.append(missing[0].reason)
            continue
        numbers = [each for each in found if not isinstance(each, Missing)]
        rows.append((index, *(each.number for each in numbers)))
        days += [each.as_of for each in numbers]
    if not rows:
        raise Unavailable(lacks[0].code, **lacks[0].params)
    funds = [f"ishares:{FUND_OF[str(row[0])]}" for row in rows]
    return Data(
        columns=(
            Column("index", "label"),
            Column("share", "pct"),
            Column("weight", "pct"),
            Column("coverage", "pct"),
        ),
        rows=tuple(rows),
        sources=(*funds, "yahoo:screener"),
        as_of=min(days),
        lacks=tuple(lacks),
    )


def draw(data: Data, pen: Pen) -> Canvas:
    """Return two bars per index, and the original's figure as a line."""
    bar, gap, head, top = 20, 4, 22, 30
    step = head + 2 * bar + gap + 14
    canvas = Canvas(pen, top + step * len(data.rows) + 30)
    highest = max(ORIGINAL * 1.08, *data.column("share"), *data.column("weight"))
    marks = linear_ticks(0, highest, 5)
    x = Scale(0, marks[-1], 4, pen.width - 30)
    plot = Plot(canvas, x, Scale(0, 1, top + step * len(data.rows), top))
    plot.grid_x({value: pen.format.pct(value, 0) for value in marks}, base=0)
    for n, row in enumerate(data.records()):
        y = top + step * n
        canvas.text(8, y + head - 7, pen.word(row["index"]), color=INK, bold=True)
        for k, measure in enumerate(MEASURES):
            a, b = y + head + k * (bar + gap), y + head + k * (bar + gap) + bar
            style, end = STYLES[measure], x.at(row[measure])
            filled = measure == "share"
            box = (x.at(0), a, end, b)
            canvas.boxes([box], style.color, 1 if filled else 0.25, stroke=style.color)
            text = f"{pen.word(measure)} {pen.format.pct(row[measure], 1)}"
            _label(canvas, text, box, style, PAPER if filled else INK)
    at = x.at(ORIGINAL)
    canvas.rules([(at, top - 6, at, plot.bottom)], SOFT, width=1.6, dash=(4, 3))
    said = pen.word("original").replace("[]", pen.format.pct(ORIGINAL, 0))
    half = room([said], pen.size) / 2
    canvas.text(min(at, pen.width - half - 2), top - 12, said, color=SOFT, align="center")
    return canvas


def _label(
    canvas: Canvas, text: str, box: tuple[float, float, float, float], style: Style, inside: str
) -> None:
    """Write a bar's label at its end: inside where it fits, so that no line crosses it."""
    left, top, right, bottom = box
    y = (top + bottom) / 2
    if room([text], canvas.pen.size, bold=True) + 14 < right - left:
        canvas.text(right - 7, y, text, color=inside, align="right", middle=True, bold=True)
    else:
        canvas.text(right + 6, y, text, color=style.color, middle=True, bold=True)
