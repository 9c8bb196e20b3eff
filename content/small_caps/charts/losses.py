"""How many companies of each index make a loss, by count with its range, and by weight."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from generator.charts.frames import Column, about, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import INK, PAPER, SOFT
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, colors
from generator.core.model import Metric, Missing, Unavailable

INDICES = ("sp500", "sp600", "r2000")
MEASURES = {"share": "var(--c-iwm)", "weight": "var(--c-spy)"}
NEEDED = (*MEASURES, "coverage")
RANGE = ("share_low", "share_high")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return shares of loss-makers, and between what the companies without data leave them."""
    rows, lacks, sources = [], [], dict[str, date]()
    for index in INDICES:
        found = {m: evidence.metrics.get(f"losses.{index}.{m}") for m in (*NEEDED, *RANGE)}
        missing = [each for m, each in found.items() if isinstance(each, Missing) and m in NEEDED]
        if missing:
            lacks.append(missing[0].reason)
            continue
        known = {m: each for m, each in found.items() if isinstance(each, Metric)}
        rows.append({"index": index, **{m: each.number for m, each in known.items()}})
        for each in known.values():
            sources |= each.sources
    if not rows:
        raise Unavailable(lacks[0].code, **lacks[0].params)
    original = evidence.originals.get("zombie.share")
    return describe(
        pd.DataFrame(rows),
        sources,
        min(sources.values()),
        lacks=lacks,
        original=original.value if original else None,
    )


@register("losses", frame, Column("index", "label"), *(Column(m, "pct") for m in (*NEEDED, *RANGE)))
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw two bars per index, the range of the first, and the original's figure as a line."""
    original = about(frame).values["original"]
    names = {index: style(index) for index in frame["index"]}
    rows = frame.melt(["index", *RANGE], list(MEASURES), var_name="measure", value_name="value")
    rows["label"] = rows["measure"].map(style) + " " + rows["value"].map(style.format.pct)
    counted = rows["measure"] == "share"
    rows["end"] = rows["value"].where(~counted, rows[[*RANGE, "value"]].max(axis=1))
    ticks = axis_ticks([0, (original or 0) * 1.08, *rows["end"]], 5)
    # Inside its bar where it fits, so that no line crosses it; else beyond bar and range.
    plot = style.width - style.room(names.values(), bold=True) - 24
    length = rows["value"].where(~counted, rows[[*RANGE, "value"]].min(axis=1)) / ticks[-1] * plot
    rows["inside"] = [
        style.room([text], bold=True) + 16 < n
        for text, n in zip(rows["label"], length, strict=True)
    ]
    order = list(MEASURES)
    base = alt.Chart(rows).encode(
        x=alt.X("value:Q")
        .scale(domain=[0, ticks[-1]])
        .axis(values=ticks, labelExpr=style.number("pct", ticks), gridColor=base_line(0)),
        y=alt.Y("index:N", sort=list(names)).axis(
            labelExpr=style.names(names), labelFontWeight="bold"
        ),
        yOffset=alt.YOffset("measure:N", sort=order),
        color=colors(MEASURES, "measure"),
    )  # fmt: skip
    shares = base.transform_filter("datum.measure == 'share'")
    opacity = alt.expr("datum.measure == 'share' ? 0.9 : 0.3")
    bars = base.mark_bar(height=18, fillOpacity=opacity, aria=True)
    ranges = shares.mark_rule(color=INK, strokeWidth=2).encode(
        x=alt.X("share_low:Q"), x2=alt.X2("share_high:Q"), color=alt.value(INK)
    )
    text = base.mark_text(align="left", dx=7, fontWeight="bold").encode(text=alt.Text("label:N"))
    on_bar = f"datum.measure == 'share' ? '{PAPER}' : '{INK}'"
    inside = text.transform_filter("datum.inside").encode(
        x=alt.XValue(0), color=alt.value(alt.expr(on_bar))
    )
    outside = text.transform_filter("!datum.inside").encode(x=alt.X("end:Q"))
    # So that the original's line does not cross out a number.
    halo = outside.mark_text(
        align="left", dx=7, fontWeight="bold", stroke=PAPER, strokeWidth=4, strokeJoin="round"
    )
    layers = [bars.encode(description=alt.Description("label:N")), ranges, inside, halo, outside]
    if original is not None:
        said = style("original", style.format.pct(original, 0))
        line = alt.Chart(pd.DataFrame({"value": [original], "text": [said]})).encode(
            x=alt.X("value:Q")
        )
        layers.insert(0, line.mark_rule(strokeDash=[4, 3], color=SOFT, strokeWidth=1.6))
        name = line.mark_text(align="right", dx=4, dy=-9, color=SOFT)
        layers.append(name.encode(y=alt.YValue(0), text=alt.Text("text:N")))
    return alt.layer(*layers, height=alt.Step(24))
