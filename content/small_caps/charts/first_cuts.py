"""Small minus large in the year after each first cut, apart by whether a recession followed."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, about, dated, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import SOFT
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, colors
from generator.core.model import Metric, Unavailable
from generator.core.months import month_of
from generator.metrics.windows import month_end_day
from small_caps.charts.labels import headed, outer_labels
from small_caps.charts.looks import SERIES
from small_caps.metrics.cycles import event_gaps
from small_caps.metrics.events import EVENTS, events, met_recession

HORIZONS = ("6m", "12m", "24m")
GROUPS = {"no": SERIES["IWM"].color, "yes": SERIES["QQQ"].color, "unknown": SERIES["SPY"].color}


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return every first, third and last cut with its gaps, and the base rate of twelve months."""
    view, lacks = evidence.view, []
    rows = []
    for event in EVENTS:
        gaps = {h: {c.date: gap for c, gap in event_gaps(view, event, h)} for h in HORIZONS}
        for change in events(view, event):
            row = {"event": event, "date": change.date, "recession": None}
            row |= {f"gap_{h}": gaps[h].get(change.date) for h in HORIZONS}
            try:
                row["recession"] = "yes" if met_recession(view, month_of(change.date)) else "no"
            except Unavailable as absent:
                lacks.append(absent.reason)
            rows.append(row)
    found = pd.DataFrame(
        rows, columns=["event", "date", "recession", *(f"gap_{h}" for h in HORIZONS)]
    )
    found = found.dropna(subset=["gap_6m"]).astype({f"gap_{h}": float for h in HORIZONS})
    if found[found["event"] == "first_cut"]["gap_12m"].dropna().empty:
        raise Unavailable("no_complete_window")
    base = evidence.metrics.get("cycles.any_month.12m.median_gap")
    sources = ["yahoo:^RUT", "yahoo:^GSPC", "fred:DFEDTAR", "fred:DFEDTARU"]
    return describe(
        dated(found.reset_index(drop=True), "date"),
        [*sources, *([] if lacks else ["nber"])],
        month_end_day(view),
        lacks=lacks[:1],
        median=base.number if isinstance(base, Metric) else None,
    )


@register(
    "first-cuts",
    frame,
    Column("event", "label"),
    Column("date", "date"),
    Column("recession", "label"),
    *(Column(f"gap_{h}", "pp") for h in HORIZONS),
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a dot per first cut, in groups with and without a recession, over the base rate."""
    form, median = style.format, about(frame).values["median"]
    cuts = frame[frame["event"] == "first_cut"].dropna(subset=["gap_12m"])
    cuts = cuts.assign(
        group=cuts["recession"].fillna("unknown"),
        row=cuts["date"].map(lambda day: form.month(day.date())),
        label=cuts["gap_12m"].map(form.pp),
        side=(cuts["gap_12m"] > 0).map({True: "right", False: "left"}),
    )
    groups = {}
    for group, part in cuts.groupby("group"):
        text = style(f"{group}_recession").replace("[n]", form.count(len(part)))
        groups[text.replace("[wins]", form.count(int((part["gap_12m"] > 0).sum())))] = part
    rows, y, headings = headed(groups, style)
    layers = [headings]
    rows["tip"] = rows["row"] + " · " + rows["label"]
    low, high = (pick(0, median or 0, *cuts["gap_12m"]) for pick in (min, max))
    # Room for the labels outside the dots.
    room = (high - low) * (style.room(cuts["label"]) + 14) / (style.width - 150)
    ticks = axis_ticks([low - room * (low < 0), high + room * (high > 0)], style.pick(8, 4))
    color = colors(GROUPS, "group")
    base = alt.Chart(rows.dropna(subset=["gap_12m"])).encode(
        x=alt.X("gap_12m:Q")
        .scale(domain=[ticks[0], ticks[-1]])
        .axis(
            values=ticks,
            labelExpr=style.number("pp", ticks, sign=True),
            gridColor=base_line(0),
        ),
        y=y,
        color=color,
        tooltip=[alt.Tooltip("date:T"), alt.Tooltip("gap_12m:Q", format="+.1%")],
    )
    dots = base.mark_point(size=92, aria=True).encode(description=alt.Description("tip:N"))
    stems = base.mark_bar(height=1.5)
    if median is not None:
        rule = alt.Chart(pd.DataFrame({"median": [median]})).encode(x=alt.X("median:Q"))
        said = style.wrap(style("base", form.pp(median, 1)))
        note = rule.mark_text(color=SOFT, dy=-10, baseline="bottom", align="left")
        layers += [
            rule.mark_rule(strokeDash=[3, 3], color=SOFT),
            note.encode(x=alt.XValue(0), y=alt.YValue(0), text=alt.TextValue(said)),
        ]
    return alt.layer(stems, dots, *outer_labels(base, color), *layers, height=alt.Step(24))
