"""SPY with a share of IWM: return against volatility, by share."""

from __future__ import annotations

from generator.charts.canvas import Canvas, Pen, Plot, room
from generator.charts.data import Cell, Column, Data, Evidence
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
    canvas = Canvas(pen, pen.pick(360, 340))
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
    """Name the ends and, where there is room, every tenth percent between them."""
    canvas, pen = plot.canvas, plot.canvas.pen
    places = [plot.place(*point) for point in line]
    last: tuple[float, float] | None = None
    for n, (share, (x, y)) in enumerate(zip(shares, places, strict=True)):
        end = n in (0, len(places) - 1)
        canvas.dots([(x, y)], SERIES["IWM"], area=90) if end else None
        text = pen.format.pct(share, 0)
        if n == 0:
            text = pen.word("only_spy")
        elif end:
            text = pen.word("half")
        far = last is None or abs(x - last[0]) + abs(y - last[1]) > 34
        to_end = abs(x - places[-1][0]) + abs(y - places[-1][1])
        if end or (n % 2 == 0 and far and to_end > 34):
            half = room([text], pen.size, bold=True) / 2
            at = min(max(x, plot.left + half + 4), plot.right - half)
            canvas.text(at, y - 11, text, color=INK, align="center", bold=end)
            last = (x, y)
