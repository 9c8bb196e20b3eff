"""TNA over its window: against IWM, and against what daily tripling gives before costs."""

from __future__ import annotations

import numpy as np

from generator.charts.canvas import Canvas
from generator.charts.data import Column, Data, Evidence, monthly, yahoo
from generator.charts.growth import growth_plot
from generator.charts.pen import Pen
from generator.charts.plot import Plot
from generator.charts.theme import AXIS, SOFT
from generator.core.model import Unavailable
from generator.metrics.series import Series
from generator.metrics.windows import MONTHS, month_end_day, too_long
from generator.snapshot.view import View

ID = "tna-paths"
SERIES_SHOWN = ("IWM", "TNA", "3X")
WINDOWS = ("10y", "5y", "1y")
HOVER = tuple((key, "index", 0) for key in SERIES_SHOWN)


def data(evidence: Evidence) -> Data:
    """Return growth of 100 over the longest of ten, five and one years that TNA has."""
    view = evidence.view
    lacks = []
    for window in WINDOWS:
        try:
            found = _paths(view, MONTHS[window])
        except Unavailable as absent:
            lacks.append(absent.reason)
            continue
        return Data(
            columns=(Column("date", "month"), *(Column(key, "index", 1) for key in found)),
            rows=tuple(monthly(view, "IWM", found)),
            sources=yahoo(("TNA", "IWM")),
            as_of=month_end_day(view),
            lacks=tuple(lacks[:1]),
            yearly=True,
        )
    raise Unavailable(lacks[0].code, **lacks[0].params)


def _paths(view: View, months: int) -> dict[str, Series]:
    """Return the three paths from the month-end before the window, 100 there."""
    small, levered = view.monthly("IWM"), view.monthly("TNA")
    a, b = small.window(view.month_end, months), levered.window(view.month_end, months)
    if small.daily3x is None:
        raise too_long(small)
    when = small.month[a.start - 1 : a.stop]
    tripled = np.concatenate((np.ones(1), np.cumprod(small.daily3x[a]))) * 100
    return {
        "IWM": Series(
            when, small.tr_index[a.start - 1 : a.stop] / small.tr_index[a.start - 1] * 100
        ),
        "TNA": Series(
            when, levered.tr_index[b.start - 1 : b.stop] / levered.tr_index[b.start - 1] * 100
        ),
        "3X": Series(when, tripled),
    }


def draw(data: Data, pen: Pen) -> Canvas:
    """Return the paths on a logarithmic scale, and three times IWM's gain as a level."""
    canvas = Canvas(pen, pen.pick(370, 340))
    plot = growth_plot(
        canvas, data, top=12, bottom=canvas.height - 28, most_years=6, reach=_tripled(data)
    )
    _three_times(plot, data)
    canvas.hover(plot)
    return canvas


def _tripled(data: Data) -> float:
    """Return 100 plus three times IWM's gain; a deep fall of IWM makes it negative."""
    return float(100 + 3 * (data.column("IWM")[-1] - 100))


def _three_times(plot: Plot, data: Data) -> None:
    """Mark 100 plus three times IWM's gain, where it is a value on the scale."""
    gain = _tripled(data)
    if gain <= 0:
        return
    y, pen = plot.y.at(gain), plot.canvas.pen
    text = f"{pen.word('three_times')} {pen.format.index(gain, 0)}"
    plot.canvas.rules([(plot.left, y, plot.right, y)], AXIS, dash=(2, 3))
    plot.canvas.text(plot.left + 4, y - 5, text, color=SOFT)
