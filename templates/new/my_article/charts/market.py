"""What 100 in the market became over the last ten years."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, by_month, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line
from generator.metrics.series import level
from generator.metrics.windows import month_end_day, too_long, yahoo

TEN_YEARS = 120


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the rows that the chart, its table and its CSV file show, one a month."""
    view = evidence.view
    market = view.snapshot.config.market_ticker
    levels = level(view, market).iloc[-TEN_YEARS - 1 :]
    if len(levels) < 2:
        raise too_long(view, market)
    rows = by_month(view, market, {"market": levels / levels.iloc[0] * 100})
    return describe(rows, yahoo(market), month_end_day(view))


@register(
    "market",
    frame,
    Column("date", "month"),
    Column("market", "index", 0),
    hover=("market",),
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw one line; the same function draws wide and narrow, in every language."""
    ticks = axis_ticks([100, *frame["market"]], 5)
    line: alt.Chart = (
        alt.Chart(frame)
        .mark_line(color="var(--accent)")
        .encode(
            x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
            y=alt.Y("market:Q")
            .scale(domain=[ticks[0], ticks[-1]])
            .axis(values=ticks, labelExpr=style.number("index", ticks), gridColor=base_line(100)),
            tooltip=[alt.Tooltip("date:T"), alt.Tooltip("market:Q", format=".0f")],
        )
        .properties(width=style.width, height=style.pick(260, 240))
    )
    return line
