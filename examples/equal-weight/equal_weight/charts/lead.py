"""Equal weight's lead over the index in every three years so far."""

from __future__ import annotations

import altair as alt
import pandas as pd

from equal_weight.charts.looks import LOOKS
from equal_weight.metrics.record import SHORTEST, both
from generator.charts.frames import Column, by_month, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line
from generator.metrics.windows import month_end_day, yahoo


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return by month-end RSP's yearly total return over three years minus SPY's."""
    levels = both(evidence.view)
    yearly = (levels / levels.shift(SHORTEST)) ** (12 / SHORTEST) - 1
    gap = (yearly["RSP"] - yearly["SPY"]).dropna()
    rows = by_month(evidence.view, "SPY", {"gap": gap})
    return describe(rows, yahoo("RSP", "SPY"), month_end_day(evidence.view))


@register(
    "three-years",
    frame,
    Column("date", "month"),
    Column("gap", "pp"),
    hover=("gap",),
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw one line around zero: above it equal weight was ahead."""
    ticks = axis_ticks([0, *frame["gap"]], 5)
    line: alt.Chart = (
        alt.Chart(frame)
        .mark_line(color=LOOKS["RSP"].color, strokeWidth=2)
        .encode(
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
        .properties(width=style.width, height=style.pick(260, 240))
    )
    return line
