"""When each claim would have held: claims by month-ends, judged by what was known then."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, dated, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import BAND, INK, VERDICTS
from generator.charts.style import Style
from generator.charts.theme import colors
from generator.core.model import Unavailable

COLORS = {each: BAND if each == "untestable" else look.color for each, look in VERDICTS.items()}
HEIGHT = (
    "{holds: 12, partly: 8.4, unsupported: 5, refuted: 2.4, outdated: 2.4, untestable: 12}"
    "[datum.verdict]"
)
"""A verdict is told by height as well as by colour: the full row, parts of it, a line."""
MONTHS, FEWEST = 84, 60
"""Month-ends shown at most, and below which there is no history to show."""


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return every claim's verdict at every month-end."""
    history = evidence.history
    days = [d for d in history.month_ends if d <= evidence.view.as_of] if history else []
    if history is None or len(days) < FEWEST:
        raise Unavailable("no_history")
    verdicts = {day: history.verdicts(day) for day in days[-MONTHS:]}
    rows = [(day, claim, verdicts[day][claim]) for claim in verdicts[days[-1]] for day in verdicts]
    found = dated(pd.DataFrame(rows, columns=["month_end", "claim", "verdict"]), "month_end")
    # A failed level is refuted before publication and may be outdated after: the same answer.
    answers = found["verdict"].replace("outdated", "refuted")
    asked = answers[answers != "untestable"].groupby(found["claim"]).nunique()
    variant = "mostly_turning" if (asked > 1).mean() >= 0.5 else "mostly_steady"
    return describe(found, ("claims",), days[-1], variant=variant)


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Return how often each claim had which verdict, and its last."""
    claims = frame.groupby("claim", sort=False)["verdict"]
    counts = {
        each: (frame["verdict"] == each).groupby(frame["claim"], sort=False).sum()
        for each in VERDICTS
    }
    found = pd.DataFrame({**counts, "now": claims.last()}).reset_index()
    return found.assign(claim="claim." + found["claim"])


@register(
    "claim-history",
    frame,
    Column("month_end", "month"),
    Column("claim", "label"),
    Column("verdict", "label"),
    *(Column(each, "count") for each in VERDICTS),
    Column("now", "label"),
    summary=summary,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a strip per claim; on a phone its name stands above it."""
    claims = frame["claim"].unique()
    limit = style.pick(400, 336)
    names = {claim: style.short(style(f"claim.{claim}"), limit) for claim in claims}
    rows = _runs(frame)
    first, last = rows["start"].min(), rows["end"].max()
    day = pd.Timestamp(style.original_date or first)
    y = alt.Y("claim:N", sort=list(claims)).axis(labelExpr=style.names(names))
    y = y if style.wide else y.axis(None)
    base = alt.Chart(rows).encode(y=y)
    shown = {each: COLORS[each] for each in VERDICTS if each in {*rows["verdict"]}}
    left = style.room(names.values()) + 8 if style.wide else 0
    legend = style.legend(style.labels(shown), left=left, symbolType="square", offset=26)
    strips = alt.Chart(pd.DataFrame({"claim": claims, "start": first, "end": last}))
    layers = [
        strips.mark_bar(color=BAND, size=12).encode(x=alt.X("start:T"), x2=alt.X2("end:T"), y=y),
        base.mark_bar(size=alt.expr(HEIGHT), yOffset=alt.expr(f"(12 - {HEIGHT}) / 2")).encode(
            x=alt.X("start:T").axis(
                orient="top", tickCount={"interval": "year", "step": style.pick(1, 2)}
            ),
            x2=alt.X2("end:T"),
            color=colors(shown, "verdict", legend),
            tooltip=[
                alt.Tooltip("claim:N"),
                alt.Tooltip("verdict:N"),
                alt.Tooltip("start:T"),
                alt.Tooltip("end:T"),
            ],
        ),
    ]
    if first < day <= last:
        then = alt.Chart(pd.DataFrame({"claim": claims, "date": day})).encode(x=alt.X("date:T"))
        name = alt.Chart(pd.DataFrame({"date": [day]})).mark_text(dy=-30, align="right", dx=20)
        layers += [
            then.mark_tick(color=INK, size=16, thickness=1).encode(y=y),
            name.encode(x=alt.X("date:T"), y=alt.YValue(0), text=alt.TextValue(style("original"))),
        ]
    if not style.wide:
        written = pd.DataFrame({"claim": names.keys(), "text": names.values()})
        texts = alt.Chart(written).mark_text(align="left", dy=-15)
        layers.append(texts.encode(y=y, x=alt.XValue(0), text=alt.Text("text:N")))
    return alt.layer(*layers, height=alt.Step(style.pick(19, 33)))


def _runs(frame: pd.DataFrame) -> pd.DataFrame:
    """Return equal neighbours as one row; a month's verdict holds from the month-end before."""
    before = frame.groupby("claim")["month_end"].shift()
    start = before.fillna(frame["month_end"] - pd.Timedelta(days=30))
    run = (frame["verdict"] != frame.groupby("claim")["verdict"].shift()).cumsum()
    rows = frame.assign(start=start).groupby(run.rename("run"))
    found = rows.agg({"claim": "first", "verdict": "first", "start": "first", "month_end": "last"})
    # One verdict after the other, so that one path draws all of its runs.
    return found.rename(columns={"month_end": "end"}).sort_values("verdict", kind="stable")
