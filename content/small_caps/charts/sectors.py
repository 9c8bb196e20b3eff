"""Sector weights of IWM and SPY, one dumbbell per sector."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, symbols
from generator.core.model import Unavailable
from small_caps.charts.labels import outer_labels, sides
from small_caps.charts.looks import SERIES

FUNDS = ("IWM", "SPY")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return Yahoo's sector weights of both funds, IWM's largest first."""
    found = {fund: evidence.view.sectors(fund) for fund in FUNDS}
    for fund, each in found.items():
        if each is None or not each.weights:
            raise Unavailable("no_sectors", fund=fund)
    known = {fund: each for fund, each in found.items() if each}
    weights = pd.DataFrame({fund: pd.Series(each.weights) for fund, each in known.items()})
    weights = weights.fillna(0.0).rename_axis("sector").reset_index()
    rows = weights.sort_values(["IWM", "sector"], ascending=[False, True], ignore_index=True)
    as_of = min(each.as_of for each in known.values())
    return describe(rows, ("yahoo:IWM", "yahoo:SPY"), as_of)


@register("sectors", frame, Column("sector", "label"), Column("IWM", "pct"), Column("SPY", "pct"))
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw rows with both weights, joined, each labelled on its far side."""
    names = {sector: style(sector) for sector in frame["sector"]}
    rows = frame.melt("sector", var_name="fund", value_name="weight")
    rows["label"] = rows["weight"].map(style.format.pct)
    rows["side"] = sides(rows, "sector", "weight")
    rows["tip"] = rows["sector"].map(names) + " · " + rows["fund"] + " " + rows["label"]
    ticks = axis_ticks([0, rows["weight"].max()], style.pick(5, 4))
    base = alt.Chart(rows).encode(
        x=alt.X("weight:Q")
        .scale(domain=[0, ticks[-1]])
        .axis(values=ticks, labelExpr=style.number("pct", ticks), gridColor=base_line(0)),
        # The smallest weights have their label to the left of zero.
        y=alt.Y("sector:N", sort=list(names)).axis(labelExpr=style.names(names), labelPadding=46),
    )
    legend = style.legend({f: style(f"{f}_index") for f in FUNDS}, left=style.room(names.values()))
    looks = symbols({f: (SERIES[f].color, SERIES[f].shape) for f in FUNDS}, "fund", legend)
    joins = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("min(weight):Q"), x2=alt.X2("max(weight):Q"), detail=alt.Detail("sector:N")
    )
    dots = base.mark_point(size=95, aria=True).encode(
        tooltip=[
            alt.Tooltip("sector:N"),
            alt.Tooltip("fund:N"),
            alt.Tooltip("weight:Q", format=".1%"),
        ],
        description=alt.Description("tip:N"),
        **looks,
    )
    return alt.layer(joins, dots, *outer_labels(base, looks["color"]), height=alt.Step(30))
