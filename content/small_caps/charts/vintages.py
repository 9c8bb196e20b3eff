"""Published ratios of small to large caps' forward P/E, and what followed each."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from generator.charts.frames import Column, dated, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import PAPER
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line
from generator.core.model import Metric, Unavailable
from small_caps.charts.labels import headed
from small_caps.charts.looks import SERIES
from small_caps.metrics.vintages import R2000, SP600

HORIZONS = ("gap_12m", "gap_24m")
INDICES = {"r2000": R2000, "sp600": SP600}


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the ratios known at the date, with the lead of small caps afterwards."""
    view, metrics = evidence.view, evidence.metrics
    rows = []
    for index, facts in INDICES.items():
        found = [view.published.get(fact) for fact in facts] if view.published else []
        for fact in sorted((f for f in found if f), key=lambda f: f.as_of_day or date.min):
            gaps = {each: metrics.get(f"{fact.id}.{each.replace('_', '.')}") for each in HORIZONS}
            day = min(fact.as_of_day or view.as_of, view.as_of)
            row = {"index": index, "date": day, "ratio": fact.number}
            row |= {k: gap.number if isinstance(gap, Metric) else None for k, gap in gaps.items()}
            rows.append(row | {"fact": fact.id, "source": fact.source, "address": fact.url})
    if not rows:
        raise Unavailable("no_published_figure")
    table = dated(pd.DataFrame(rows), "date").astype(dict.fromkeys(HORIZONS, float))
    return describe(table, ("published", "yahoo:IWM", "yahoo:IJR", "yahoo:SPY"), view.as_of)


@register(
    "vintages",
    frame,
    Column("index", "label"),
    Column("date", "date"),
    Column("ratio", "multiple", 2),
    *(Column(each, "pp") for each in HORIZONS),
    Column("fact", "fact"),
    Column("source", "text", shown=False),
    Column("address", "text", shown=False),
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a group of rows per index, its ratios by date, the lead after each as dots."""
    form = style.format
    when = frame["date"].map(lambda day: form.month(day.date()))
    shown = frame.assign(row=when + " · " + frame["ratio"].map(lambda n: form.index(n, 2)))
    # What two weeks of a month had in print alike is followed by the same.
    shown = shown.drop_duplicates(["index", "row"])
    groups = {style(f"{index}_heading"): part for index, part in shown.groupby("index", sort=False)}
    ticks = axis_ticks([0, *frame[list(HORIZONS)].to_numpy().ravel()], style.pick(8, 4))
    rows, y, headings = headed(groups, style)
    dots = rows.melt(["key", "row"], list(HORIZONS), var_name="horizon", value_name="gap").dropna()
    dots["tip"] = dots["row"] + " · " + dots["horizon"].map(style) + " " + dots["gap"].map(form.pp)
    base = alt.Chart(dots).encode(
        x=alt.X("gap:Q")
        .scale(domain=[ticks[0], ticks[-1]])
        .axis(
            values=ticks,
            labelExpr=style.number("pp", ticks, sign=True),
            gridColor=base_line(0),
        ),
        y=y,
    )
    near, far = SERIES["IWM"].color, SERIES["QQQ"].color
    legend = style.legend(style.labels(HORIZONS), left=style.room(when) + 40, scale="stroke")

    def look(channel: type[Any], *values: str | float) -> Any:
        scale = alt.Scale(domain=list(HORIZONS), range=list(values), type="ordinal")
        return channel("horizon:O", scale=scale, legend=legend)

    joins = base.mark_rule(strokeWidth=1.5).encode(
        x=alt.X("min(gap):Q"), x2=alt.X2("max(gap):Q"), detail=alt.Detail("key:N")
    )
    points = base.mark_point(filled=False, aria=True).encode(
        description=alt.Description("tip:N"),
        tooltip=[
            alt.Tooltip("row:N"),
            alt.Tooltip("horizon:N"),
            alt.Tooltip("gap:Q", format="+.1%"),
        ],
        stroke=look(alt.Stroke, near, far),
        fill=look(alt.Fill, near, PAPER),
        shape=look(alt.Shape, "circle", "diamond"),
        size=look(alt.Size, 86, 60),
        order=alt.Order("horizon:N"),
    )
    return alt.layer(headings, joins, points, height=alt.Step(22))
