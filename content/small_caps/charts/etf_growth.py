"""Three ETFs since VTWO began: growth of 100, and each against IWM."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.labels import end_labels
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, series
from generator.metrics.windows import month_end_day, yahoo
from small_caps.charts.growth import growth_lines, indexed
from small_caps.charts.looks import SERIES, looks

FUNDS = ("IWM", "VTWO", "IJR")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the funds' total return at month-ends, 100 at VTWO's first."""
    found, lacks = indexed(evidence.view, FUNDS, ("IWM", "VTWO"))
    return describe(found, yahoo(*found.columns[1:]), month_end_day(evidence.view), lacks=lacks)


@register(
    "etf-growth",
    frame,
    Column("date", "month"),
    *(Column(fund, "index", 1) for fund in FUNDS),
    hover=FUNDS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw growth above, and below it each fund's lead over IWM."""
    others = [fund for fund in frame.columns[1:] if fund != "IWM"]
    leads = frame[["date"]].join(frame[others].div(frame["IWM"], axis=0) - 1)
    ticks = axis_ticks([-0.02, 0.02, *leads[others].to_numpy().ravel()], 4)
    domain, height = (ticks[0], ticks[-1]), style.pick(130, 120)
    lines = (
        alt.Chart(leads)
        .transform_fold([*others], as_=["fund", "lead"])
        .mark_line()
        .encode(
            x=alt.X("date:T").axis(tickCount=year_ticks(leads["date"], style.pick(7, 6))),
            y=alt.Y("lead:Q")
            .scale(domain=domain)
            .axis(
                values=ticks,
                labelExpr=style.number("pct", ticks, sign=True),
                gridColor=base_line(0),
            ),
            tooltip=[
                alt.Tooltip("fund:N"),
                alt.Tooltip("date:T"),
                alt.Tooltip("lead:Q", format="+.1%"),
            ],
            **series(looks(others)),
        )
    )
    last = leads.iloc[-1]
    ends = [(f, last[f], f"{style(f)} {style.format.pct(last[f], 1, sign=True)}") for f in others]
    labels = end_labels(ends, style, height, domain, SERIES)
    below = alt.layer(lines, *labels, title=style("lead"), width=style.width, height=height)
    above = growth_lines(frame, style, style.pick(256, 246))
    panels = alt.vconcat(above, below, spacing=14)
    alone: alt.VConcatChart = panels.resolve_scale(
        color="independent", strokeDash="independent", size="independent"
    )
    return alone
