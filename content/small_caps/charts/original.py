"""The original's date as a line across charts of time."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.palette import INK
from generator.charts.style import Style

LONGEST = 12
"""Years of a chart beyond which the line would say nothing."""


def publication(days: pd.Series, style: Style, *, below: bool = False) -> list[alt.Chart]:
    """Return the line and its name where the date lies within a chart's days.

    ``below`` writes the name at the foot of the line, where the head has something else.
    """
    first, last = days.min(), days.max()
    if style.original_date is None:
        return []
    day = pd.Timestamp(style.original_date)
    if not first < day <= last or (last - first).days > LONGEST * 366:
        return []
    late = day > first + (last - first) / 2
    base = alt.Chart(pd.DataFrame({"date": [day]})).encode(x=alt.X("date:T"))
    name = base.mark_text(
        align="right" if late else "left",
        dx=-5 if late else 5,
        dy=-8 if below else 8,
    )
    y = alt.YValue("height") if below else alt.YValue(0)
    return [
        base.mark_rule(color=INK, strokeDash=[1, 2]),
        name.encode(y=y, text=alt.TextValue(style("original"))),
    ]
