"""The policy rate: since 2022, and since the first target, with the turns of each cycle."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, about, dated, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import BAND, INK
from generator.charts.scales import axis_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, symbols
from generator.core.model import Unavailable
from small_caps.charts.original import publication
from small_caps.metrics.events import events, first_hikes, recession_months

SINCE, LEAST = 2022, 4
"""The year in which the short chart begins; it shows at least so many years."""

LOOKS = {
    "first_cut": ("var(--c-ijr)", "triangle-down"),
    "first_rise": ("var(--c-tna)", "triangle-up"),
    "recession": (BAND, "square"),
}
COLUMNS = (
    Column("date", "date"),
    Column("lower", "pct", 2),
    Column("upper", "pct", 2),
    Column("event", "label", sparse=True),
)


def whole(evidence: Evidence) -> pd.DataFrame:
    """Return the target's bounds at every change, the turns marked, and the recessions known."""
    view = evidence.view
    if len(view.rate_changes) < 2:
        raise Unavailable("no_rate_change")
    turns = {change.date: "first_cut" for change in events(view, "first_cut")}
    turns |= {change.date: "first_rise" for change in first_hikes(view)}
    last = view.rate_changes[-1]
    rows = [(each.date, each.lower, each.upper, turns.get(each.date)) for each in view.rate_changes]
    if last.date < view.as_of:
        rows.append((view.as_of, last.lower, last.upper, None))
    sources, lacks = ["fred:DFEDTAR", "fred:DFEDTARL", "fred:DFEDTARU"], []
    try:
        recession = recession_months(view)
        sources.append("nber")
    except Unavailable as absent:
        recession, lacks = frozenset(), [absent.reason]
    found = dated(pd.DataFrame(rows, columns=[column.key for column in COLUMNS]), "date")
    return describe(found, sources, view.as_of, lacks=lacks, recession=sorted(recession))


def recent(evidence: Evidence) -> pd.DataFrame:
    """Return the same since 2022, beginning with the rate that held then."""
    found = whole(evidence)
    start = pd.Timestamp(min(SINCE, evidence.view.as_of.year - LEAST), 1, 1)
    before = found[found["date"] < start].tail(1).assign(date=start, event=None)
    rows = pd.concat([before, found[found["date"] >= start]], ignore_index=True)
    rows.attrs = found.attrs
    return rows


@register("policy-rate", recent, *COLUMNS, hover=("upper",), stepped=True)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a stepped line over bands of recession."""
    last = frame.tail(1).assign(label=style.format.pct(frame["upper"].iloc[-1], 2))
    bands = _bands(about(frame).values["recession"], frame["date"].iloc[0])
    shown = {key: look for key, look in LOOKS.items() if key in {*frame["event"], *bands["event"]}}
    looks = symbols(shown, "event", style.legend(style.labels(shown), left=40) if shown else None)
    ticks = axis_ticks([0, 0.01, *frame["upper"]], 6)
    base = alt.Chart(frame).encode(
        x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
        y=alt.Y("upper:Q")
        .scale(domain=[0, ticks[-1]])
        .axis(values=ticks, labelExpr=style.number("pct", ticks), gridColor=base_line(0)),
        tooltip=[alt.Tooltip("date:T"), alt.Tooltip("upper:Q", format=".2%")],
    )
    layers: list[alt.Chart] = [base.mark_line(interpolate="step-after", color=INK, strokeWidth=1.8)]
    if len(bands):
        areas = alt.Chart(bands).mark_rect()
        layers.insert(0, areas.encode(x=alt.X("start:T"), x2=alt.X2("end:T"), color=looks["color"]))
    if frame["event"].notna().any():
        shift = alt.expr("datum.event == 'first_cut' ? -10 : 10")
        turns = base.transform_filter("datum.event").mark_point(yOffset=shift, size=64)
        layers.append(turns.encode(**looks))
    now = alt.Chart(last).mark_text(align="left", dx=6, fontWeight="bold")
    layers.append(now.encode(x=alt.X("date:T"), y=alt.Y("upper:Q"), text=alt.Text("label:N")))
    return alt.layer(*layers, *publication(frame["date"], style), height=style.pick(270, 250))


@register("policy-rate-long", whole, *COLUMNS, hover=("upper",), stepped=True, yearly=True)
def long_chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw the same over all years."""
    return chart.draw(frame, style)


def _bands(months: list[int], first: pd.Timestamp) -> pd.DataFrame:
    """Return the recessions from first day to the day after; months are numbers of months."""
    numbers = pd.Series(months, dtype=int)
    runs = numbers.groupby(numbers - numbers.index).agg(["min", "max"])
    starts = [pd.Timestamp(month // 12, month % 12 + 1, 1) for month in runs["min"]]
    ends = [pd.Timestamp(n // 12, n % 12 + 1, 1) for n in runs["max"] + 1]
    found = dated(
        pd.DataFrame({"start": starts, "end": ends, "event": "recession"}), "start", "end"
    )
    return found[found["end"] > first].assign(
        start=lambda each: each["start"].where(each["start"] > first, first)
    )
