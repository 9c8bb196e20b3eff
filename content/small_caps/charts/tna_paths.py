"""TNA over its window: against IWM, and against what daily tripling gives before costs."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, by_month, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import SOFT
from generator.charts.style import Style
from generator.core.model import Unavailable
from generator.metrics.windows import MONTHS, month_end_day, with_base, yahoo
from generator.snapshot.view import View
from small_caps.charts.growth import growth_lines

PATHS = ("IWM", "TNA", "3X")
WINDOWS = ("10y", "5y", "1y")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return growth of 100 over the longest of ten, five and one years that TNA has."""
    view, lacks = evidence.view, []
    for window in WINDOWS:
        try:
            rows = _paths(view, MONTHS[window])
        except Unavailable as absent:
            lacks.append(absent.reason)
            continue
        return describe(rows, yahoo("TNA", "IWM"), month_end_day(view), lacks=lacks[:1])
    raise Unavailable(lacks[0].code, **lacks[0].params)


def _paths(view: View, months: int) -> pd.DataFrame:
    """Return the three paths from the month-end before the window, 100 there."""
    small, levered = with_base(view, "IWM", months), with_base(view, "TNA", months)
    tripled = small.daily3x.cumprod()
    paths = {"IWM": small.tr_index, "TNA": levered.tr_index, "3X": tripled}
    return by_month(view, "IWM", {k: v / v.iloc[0] * 100 for k, v in paths.items()})


@register(
    "tna-paths",
    frame,
    Column("date", "month"),
    *(Column(key, "index", 1) for key in PATHS),
    hover=PATHS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw the paths on a logarithmic scale, and three times IWM's gain as a level."""
    # A deep fall of IWM makes it negative, which no logarithmic scale has.
    gain = 100 + 3 * (frame["IWM"].iloc[-1] - 100)
    height = style.pick(320, 290)
    if gain <= 0:
        return growth_lines(frame, style, height)
    text = f"{style('three_times')} {style.format.index(gain, 0)}"
    level = alt.Chart(pd.DataFrame({"index": [gain], "label": [text]})).encode(y=alt.Y("index:Q"))
    name = level.mark_text(align="left", dx=4, dy=-9, color=SOFT)
    layers = (
        level.mark_rule(strokeDash=[2, 3]),
        name.encode(x=alt.XValue(0), text=alt.Text("label:N")),
    )
    return growth_lines(frame, style, height, gain, layers)
