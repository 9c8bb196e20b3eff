"""IWM's total return minus SPY's since the original, with the moves of the policy rate."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, dated, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import AXIS, INK
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, symbols
from generator.core.model import Unavailable
from generator.metrics.windows import row_of, since
from small_caps.metrics.events import changes

FUNDS = ("IWM", "SPY")
MOVES = {"cut": ("var(--c-ijr)", "triangle-down"), "rise": ("var(--c-tna)", "triangle-up")}


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the lead at month-ends and the data's date, and a row for each move of the rate."""
    view = evidence.view
    month, published = since(view, "since_published")
    returns = {}
    for fund in FUNDS:
        data = view.monthly(fund).iloc[row_of(view, fund, month) :]
        days = pd.DatetimeIndex(data.last_session.astype("datetime64[us]"))
        returns[fund] = pd.Series((data.tr_index / data.tr_index.iloc[0] - 1).array, index=days)
    rows = pd.DataFrame(returns).rename_axis("date").reset_index()
    rows.insert(1, "gap", rows["IWM"] - rows["SPY"])
    moved = [
        {"date": each.date, "move": "cut" if each.is_cut else "rise"}
        for each in changes(view)
        if each.date > published
    ]
    marks = dated(pd.DataFrame(moved, columns=["date", "move"]), "date")
    both = pd.concat([rows, marks], ignore_index=True).sort_values("date", kind="stable")
    if len(rows) < 2:
        raise Unavailable("no_complete_window")
    sources = ("yahoo:IWM", "yahoo:SPY", "fred:DFEDTARU")
    return describe(both.reset_index(drop=True), sources, view.as_of)


@register(
    "lead",
    frame,
    Column("date", "date"),
    Column("gap", "pp", sparse=True),
    *(Column(fund, "pct", sparse=True) for fund in FUNDS),
    Column("move", "label", sparse=True),
    hover=("gap", *FUNDS),
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw the lead over zero, its end named, and the moves of the rate across it."""
    lead = frame[frame["gap"].notna()]
    moves = frame[frame["move"].notna()]
    ticks = axis_ticks([-0.01, 0.01, *lead["gap"]], 6)
    base = alt.Chart(lead).encode(
        x=alt.X("date:T").axis(**style.days(lead["date"], style.pick(7, 3))),
        y=alt.Y("gap:Q")
        .scale(domain=[ticks[0], ticks[-1]])
        .axis(
            values=ticks,
            labelExpr=style.number("pp", ticks, sign=True),
            gridColor=base_line(0),
        ),
    )
    layers = [
        base.mark_area(color="var(--c-iwm)").encode(tooltip=[alt.Tooltip("gap:Q", format="+.1%")]),
        base.mark_line(color="var(--c-iwm)", strokeWidth=2.4),
        base.mark_point(color="var(--c-iwm)", size=26),
    ]
    if len(moves):
        shown = {key: MOVES[key] for key in MOVES if key in {*moves["move"]}}
        marks = alt.Chart(moves).encode(x=alt.X("date:T"))
        looks = symbols(shown, "move", style.legend(style.labels(shown), left=60))
        layers.insert(0, marks.mark_rule(color=AXIS, strokeDash=[2, 2]))
        layers.append(marks.mark_point(size=70).encode(y=alt.YValue(6), **looks))
    last = lead.tail(1).assign(label=style.format.pp(lead["gap"].iloc[-1]))
    end = alt.Chart(last).mark_text(align="left", dx=8, fontWeight="bold", color=INK)
    layers.append(end.encode(x=alt.X("date:T"), y=alt.Y("gap:Q"), text=alt.Text("label:N")))
    return alt.layer(*layers, height=style.pick(250, 230))
