"""How far below its highest level each fund stood, month by month at its lowest day."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, by_month, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, series
from generator.metrics.windows import too_long, yahoo
from small_caps.charts.looks import looks

FUNDS = ("SPY", "QQQ", "IWM")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return each month's lowest day against the highest level before it, since IWM began."""
    view = evidence.view
    lows = {fund: view.monthly(fund).low_drawdown for fund in FUNDS}
    for fund in ("SPY", "IWM"):
        if len(lows[fund]) < 13:
            raise too_long(view, fund)
    start = max(lows[fund].index[0] for fund in ("SPY", "IWM"))
    found = by_month(view, "SPY", lows, start)
    young = [fund for fund in FUNDS if pd.isna(found[fund].iloc[0])]
    found = found.drop(columns=young)
    lacks = [too_long(view, fund).reason for fund in young]
    return describe(found, yahoo(*found.columns[1:]), view.as_of, lacks=lacks)


@register(
    "drawdowns",
    frame,
    Column("date", "month"),
    *(Column(fund, "pct") for fund in FUNDS),
    hover=FUNDS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a row per fund on a common scale, the deepest point of each labelled."""
    funds = list(frame.columns[1:])
    rows = frame.melt("date", var_name="fund", value_name="drawdown")
    lowest = rows.loc[rows.groupby("fund")["drawdown"].idxmin()]
    rows["label"] = lowest["drawdown"].map(style.format.pct)
    rows["late"] = rows["date"] > frame["date"].mean()
    low = min(-0.2, rows["drawdown"].min() * 1.04)
    ticks = [-n / 5 for n in range(6) if -n / 5 >= low]
    base = alt.Chart().encode(
        x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
        y=alt.Y("drawdown:Q")
        .scale(domain=[low, 0], nice=False)
        .axis(values=ticks, labelExpr=style.number("pct", ticks), gridColor=base_line(0)),
    )
    channels = series(looks(funds))
    label = base.transform_filter("isValid(datum.label)").mark_text(
        align=alt.expr("datum.late ? 'right' : 'left'"),
        dx=alt.expr("datum.late ? -8 : 8"),
        dy=6,
        fontWeight="bold",
    )
    tooltip = [
        alt.Tooltip("fund:N"),
        alt.Tooltip("date:T"),
        alt.Tooltip("drawdown:Q", format=".1%"),
    ]
    layers = alt.layer(
        base.mark_area().encode(color=channels["color"]),
        base.mark_line().encode(tooltip=tooltip, **channels),
        label.encode(text=alt.Text("label:N")),
        data=rows,
        width=style.width,
        height=style.pick(112, 100),
    )
    names = alt.Header(
        labelExpr=style.names(style.labels(funds)),
        labelColor=alt.expr("scale('color', parent.fund)"),
    )
    return layers.facet(row=alt.Row("fund:N", sort=funds, header=names), spacing={"row": 8})
