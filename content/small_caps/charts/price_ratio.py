"""The price of small caps against large caps since 1987, and what followed when it was this low."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, about, by_month, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import INK
from generator.charts.scales import axis_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import colors
from generator.metrics.windows import month_end_day, too_long
from small_caps.charts.looks import SERIES
from small_caps.metrics.indices import index_gaps, price_ratio
from small_caps.metrics.ratio import share_at_or_below

COLORS = {"led": SERIES["IWM"].color, "trailed": SERIES["SPY"].color}
"""Of the two rows of strokes at the bottom: what followed the month-ends there."""
ROW, GAP = 8, 2
"""Height of a row of strokes and the gap below it, in pixels."""


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return ^RUT / ^GSPC at month-ends, 100 at the first, and their gap in the next 12 months."""
    view = evidence.view
    ratio = price_ratio(view)
    if len(ratio) < 2:
        raise too_long(view, "^RUT")
    rows = by_month(view, "^GSPC", {"ratio": ratio, "gap_12m": index_gaps(view, 12)})
    sources = ("yahoo:^RUT", "yahoo:^GSPC")
    return describe(rows, sources, month_end_day(view), share=share_at_or_below(ratio))


@register(
    "price-ratio",
    frame,
    Column("date", "month"),
    Column("ratio", "index"),
    Column("gap_12m", "pp"),
    hover=("ratio",),
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw the line, today's level across it, and what followed each month-end at or below it."""
    form, now = style.format, frame["ratio"].iloc[-1]
    # Room for the names of the lowest and highest value, the strokes below, the words above.
    least, most = frame["ratio"].min(), frame["ratio"].max()
    ticks = axis_ticks([least - (most - least) * 0.24, most + (most - least) * 0.2], 6, least=1)
    low = frame[(frame["ratio"] <= now) & frame["gap_12m"].notna()]
    low = low.assign(after=(low["gap_12m"] > 0).map({True: "led", False: "trailed"}))
    counts = {key: form.count(int((low["after"] == key).sum())) for key in COLORS}
    height = style.pick(290, 260)
    names_of = {key: style(key, counts[key]) for key in COLORS}
    base = alt.Chart(frame).encode(
        x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
        y=alt.Y("ratio:Q")
        .scale(domain=[ticks[0], ticks[-1]], zero=False)
        .axis(values=ticks, labelExpr=style.number("index", ticks)),
        tooltip=[alt.Tooltip("date:T"), alt.Tooltip("ratio:Q", format=".1f")],
    )
    named = _extremes(frame).assign(
        label=lambda rows: (
            rows["key"].map(style) + " " + rows["ratio"].map(lambda n: form.index(n, 0))
        )
    )
    last = frame.tail(1).assign(
        label=form.index(now, 1),
        start=frame["date"].iloc[0],
        share=style("percentile", form.pct(about(frame).values["share"], 0)),
    )
    end = alt.Chart(last).encode(x=alt.X("date:T"), y=alt.Y("ratio:Q"))
    color = colors(
        COLORS, "after", style.legend(names_of, symbolType="stroke", symbolStrokeWidth=7)
    )
    strokes = [
        alt.Chart(low[low["after"] == key])
        .mark_rule(strokeWidth=style.pick(1.6, 1))
        .encode(
            x=alt.X("date:T"),
            y=alt.YValue(height - row * (ROW + GAP)),
            y2=alt.Y2Value(height - row * (ROW + GAP) + ROW),
            color=color,
        )
        for key, row in (("led", 2), ("trailed", 1))
        if (low["after"] == key).any()
    ]
    names = alt.Chart(named).mark_text(
        align=alt.expr("datum.align"), dy=alt.expr("datum.key == 'high' ? -9 : 13")
    )
    return alt.layer(
        end.mark_rule(strokeDash=[3, 3], color=INK).encode(x=alt.X("start:T"), x2=alt.X2("date:T")),
        base.mark_line(color=SERIES["IWM"].color, strokeWidth=2),
        *strokes,
        end.mark_point(color=SERIES["IWM"].color, size=50),
        end.mark_text(align="left", dx=8, fontWeight="bold").encode(text=alt.Text("label:N")),
        end.mark_text(align="left", dx=4, dy=10).encode(
            x=alt.XValue(0), y=alt.YValue(0), text=alt.Text("share:N")
        ),
        names.encode(x=alt.X("date:T"), y=alt.Y("ratio:Q"), text=alt.Text("label:N")),
        height=height,
    )


def _extremes(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the highest and lowest month-end, and on which side their names have room.

    The latest value is named anyway: a low that lies there needs no second name.
    """
    found = frame.loc[[frame["ratio"].idxmax(), frame["ratio"].idxmin()]]
    found = found.assign(key=["high", "low"])
    share = (found["date"] - frame["date"].min()) / (frame["date"].max() - frame["date"].min())
    found["align"] = ["left" if at < 0.15 else "right" if at > 0.85 else "center" for at in share]
    late = frame["date"].iloc[-1] - pd.DateOffset(years=2)
    kept: pd.DataFrame = found[(found["key"] == "high") | (found["date"] < late)]
    return kept
