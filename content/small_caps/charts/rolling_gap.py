"""Small minus large over the twelve months before each month-end, in price return."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, by_month, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import INK
from generator.charts.scales import axis_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, symbols
from generator.metrics.windows import month_end_day, too_long
from small_caps.charts.looks import SERIES
from small_caps.metrics.indices import rolling_gap

MONTHS = 12
SIDES = {
    "above": (SERIES["IWM"].color, "triangle-up"),
    "below": (SERIES["SPY"].color, "triangle-down"),
}


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return ^RUT's minus ^GSPC's twelve-month price return by the month in which it ends."""
    view = evidence.view
    gaps = rolling_gap(view, MONTHS)
    if gaps.empty:
        raise too_long(view, "^RUT")
    rows = by_month(view, "^GSPC", {"gap": gaps})
    return describe(rows, ("yahoo:^RUT", "yahoo:^GSPC"), month_end_day(view))


@register(
    "rolling-gap", frame, Column("date", "month"), Column("gap", "pp"), hover=("gap",), yearly=True
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw the lead above and the lag below zero, each side named."""
    ticks = axis_ticks([0, *frame["gap"]], 6)
    base = alt.Chart(frame).encode(
        x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
        y=alt.Y("gap:Q")
        .scale(domain=[ticks[0], ticks[-1]])
        .axis(
            values=ticks,
            labelExpr=style.number("pp", ticks, sign=True),
            gridColor=base_line(0),
        ),
        tooltip=[alt.Tooltip("date:T"), alt.Tooltip("gap:Q", format="+.1%")],
    )
    areas = [
        base.transform_calculate(side=f"{cut}(datum.gap, 0)")
        .mark_area(color=color)
        .encode(y=alt.Y("side:Q"))
        for cut, (color, _) in zip(("max", "min"), SIDES.values(), strict=True)
    ]
    last = frame.tail(1).assign(
        side="above" if frame["gap"].iloc[-1] > 0 else "below",
        label=style.format.pp(frame["gap"].iloc[-1], 1),
    )
    now = alt.Chart(last).encode(x=alt.X("date:T"), y=alt.Y("gap:Q"))
    return alt.layer(
        *areas,
        base.mark_line(color=INK, strokeWidth=1.2),
        now.mark_point(size=44).encode(
            **symbols(SIDES, "side", style.legend(style.labels(SIDES), left=40))
        ),
        now.mark_text(align="left", dx=7, fontWeight="bold").encode(text=alt.Text("label:N")),
        height=style.pick(260, 240),
    )
