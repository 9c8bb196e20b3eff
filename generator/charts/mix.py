"""SPY with a share of IWM: return against volatility, by share."""

from __future__ import annotations

from generator.charts.canvas import Canvas
from generator.charts.data import Cell, Column, Data, Evidence
from generator.charts.pen import Pen, room
from generator.charts.plot import Plot
from generator.charts.scales import Scale, linear_ticks
from generator.charts.theme import INK, SERIES, Style
from generator.metrics.mix import SHARES
from generator.metrics.windows import month_end_day

ID = "mix"
MEASURES = ("volatility", "cagr", "max_drawdown", "worst_12m")
LEAST = 0.03
"""An axis spans three points at least, so that a small difference looks small."""


def data(evidence: Evidence) -> Data:
    """Return return, volatility, drawdown and worst year of every share of IWM."""
    metrics = evidence.metrics
    rows: list[tuple[Cell, ...]] = [
        (int(share) / 100, *(metrics[f"mix.{share}.{m}"].number for m in MEASURES))
        for share in SHARES
    ]
    return Data(
        columns=(Column("share", "pct", 0), *(Column(m, "pct") for m in MEASURES)),
        rows=tuple(rows),
        sources=("yahoo:SPY", "yahoo:IWM"),
        as_of=month_end_day(evidence.view),
    )


def _span(values: list[float]) -> tuple[float, float]:
    """Return bounds around values, never closer than LEAST."""
    middle = (min(values) + max(values)) / 2
    half = max((max(values) - min(values)) / 2 * 1.3, LEAST / 2)
    return middle - half, middle + half


def draw(data: Data, pen: Pen) -> Canvas:
    """Return the line of shares, every second one labelled."""
    canvas = Canvas(pen, pen.pick(320, 310))
    x, y = data.column("volatility"), data.column("cagr")
    across = linear_ticks(*_span(x), int(pen.pick(6, 4)))
    up = linear_ticks(*_span(y), 5)
    ticks = {value: pen.format.pct(value, 1) for value in up}
    left = room(ticks.values(), pen.size) + 8
    plot = Plot(
        canvas,
        Scale(across[0], across[-1], left, pen.width - 14),
        Scale(up[0], up[-1], canvas.height - 50, 30),
    )
    plot.grid_y(ticks)
    plot.grid_x({value: pen.format.pct(value, 1) for value in across})
    canvas.text(left, 14, pen.word("up"), bold=True)
    canvas.text(plot.right, canvas.height - 8, pen.word("across"), align="right", bold=True)
    line = list(zip(x, y, strict=True))
    plot.line(line, Style(SERIES["IWM"].color, width=2))
    canvas.dots([plot.place(*point) for point in line], SERIES["IWM"], area=36)
    _labels(plot, data.column("share"), line)
    return canvas


def _labels(plot: Plot, shares: list[float], line: list[tuple[float, float]]) -> None:
    """Name both ends and, where there is room, every tenth percent between them."""
    canvas, pen = plot.canvas, plot.canvas.pen
    last = len(line) - 1
    taken: list[tuple[float, float]] = []
    for n in (0, last, *range(2, last, 2)):
        end = n in (0, last)
        x, y = plot.place(*line[n])
        text = pen.format.pct(shares[n], 0)
        if end:
            text = pen.word("half" if n else "only_spy")
            canvas.dots([(x, y)], SERIES["IWM"], area=90)
        half = room([text], pen.size, bold=end) / 2
        at = min(max(x, plot.left + half + 4), plot.right - half)
        if any(at - half < b + 8 and a - 8 < at + half for a, b in taken):
            continue
        taken.append((at - half, at + half))
        canvas.text(at, y - 11, text, color=INK, align="center", bold=end)
