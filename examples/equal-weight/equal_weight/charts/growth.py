"""What 100 became in each fund since equal weight can be bought."""

from __future__ import annotations

import altair as alt
import pandas as pd

from equal_weight.charts.looks import LOOKS
from equal_weight.metrics.record import both
from generator.charts.frames import Column, by_month, describe
from generator.charts.labels import end_labels
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import log_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, series
from generator.metrics.windows import month_end_day, yahoo

FUNDS = ("SPY", "RSP")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return month-ends of both funds' total return, 100 at the first that they share."""
    levels = both(evidence.view)
    indexed = {fund: levels[fund] / levels[fund].iloc[0] * 100 for fund in FUNDS}
    rows = by_month(evidence.view, "SPY", indexed)
    return describe(rows, yahoo(*FUNDS), month_end_day(evidence.view))


@register(
    "growth",
    frame,
    Column("date", "month"),
    *(Column(fund, "index", 0) for fund in FUNDS),
    hover=FUNDS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw two lines on a logarithmic scale, each labelled with its end."""
    values = frame[list(FUNDS)].to_numpy(float)
    domain = (float(values.min()) * 0.95, float(values.max()) * 1.06)
    ticks, height = log_ticks(*domain), style.pick(300, 270)
    lines = (
        alt.Chart(frame)
        .transform_fold(list(FUNDS), as_=["fund", "index"])
        .mark_line()
        .encode(
            x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
            y=alt.Y("index:Q")
            .scale(type="log", domain=list(domain), nice=False)
            .axis(values=ticks, labelExpr=style.number("index", ticks), gridColor=base_line(100)),
            tooltip=[alt.Tooltip("fund:N"), alt.Tooltip("date:T"), alt.Tooltip("index:Q")],
            **series({fund: LOOKS[fund] for fund in FUNDS}),
        )
    )
    last = frame.iloc[-1]
    ends = [(fund, last[fund], f"{fund} {style.format.index(last[fund], 0)}") for fund in FUNDS]
    labels = end_labels(ends, style, height, domain, LOOKS, log=True)
    return alt.layer(lines, *labels, width=style.width, height=height)
