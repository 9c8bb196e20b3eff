"""The chart of growth in won: what the same funds became for a reader who counts in won."""

from __future__ import annotations

import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.style import Style
from generator.metrics.exchange import SOURCE
from generator.metrics.windows import month_end_day, yahoo
from small_caps.charts.growth import FUNDS, growth_lines, in_won, indexed
from small_caps.states.charts import grown


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return month-ends of the funds' total return in won, 100 at the first they share."""
    view = evidence.view
    dollars, lacks = indexed(view, FUNDS, ("SPY", "IWM"))
    found = in_won(view, dollars)
    variant = grown(found["IWM"].iloc[-1] / found["SPY"].iloc[-1])
    sources = (*yahoo(*found.columns[1:]), SOURCE)
    return describe(found, sources, month_end_day(view), lacks=lacks, variant=variant)


@register(
    "growth-won",
    frame,
    Column("date", "month"),
    *(Column(fund, "index", 0) for fund in FUNDS),
    hover=FUNDS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw lines on a logarithmic scale, each labelled with its end value."""
    return growth_lines(frame, style, style.pick(340, 300))
