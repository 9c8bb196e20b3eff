"""The weight of the ten largest holdings of each fund, as bars."""

from __future__ import annotations

import altair as alt
import pandas as pd

from equal_weight.charts.looks import LOOKS
from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import colors
from generator.core.model import Metric
from generator.metrics.windows import yahoo


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return each fund with its weight, the most crowded first."""
    metrics = evidence.metrics
    index = metrics["spy.top_ten"]  # without the index itself there is nothing to compare
    rows = [
        (fund, found.number)
        for fund in LOOKS
        if isinstance(found := metrics.get(f"{fund.lower()}.top_ten"), Metric)
    ]
    weights = pd.DataFrame(rows, columns=["fund", "weight"]).sort_values("weight", ascending=False)
    return describe(weights.reset_index(drop=True), yahoo(*weights["fund"]), index.as_of)


@register("top-ten", frame, Column("fund", "label"), Column("weight", "pct"))
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a bar for each fund, its weight written beside it."""
    ticks = axis_ticks([0, frame["weight"].max()], 5)
    rows = frame.assign(text=[style.format.pct(weight, 0) for weight in frame["weight"]])
    base = alt.Chart(rows).encode(
        x=alt.X("weight:Q")
        .scale(domain=[0, ticks[-1]])
        .axis(values=ticks, labelExpr=style.number("pct", ticks)),
        y=alt.Y("fund:N", sort=list(rows["fund"])).axis(
            labelExpr=style.names(style.labels(rows["fund"]))
        ),
        color=colors({fund: LOOKS[fund].color for fund in rows["fund"]}),
    )
    bars = base.mark_bar(height=18).encode(
        tooltip=[alt.Tooltip("fund:N"), alt.Tooltip("weight:Q", format=".1%")]
    )
    texts = base.mark_text(align="left", dx=6, fontWeight="bold").encode(text=alt.Text("text:N"))
    return alt.layer(bars, texts, height=alt.Step(34))
