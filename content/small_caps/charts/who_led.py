"""Who led from the start of which year to the end of which: IWM or SPY."""

from __future__ import annotations

from itertools import combinations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.palette import AXIS
from generator.charts.style import Style
from generator.claims.criteria import OFTEN_RATE, at_least, at_most
from generator.metrics.series import level
from generator.metrics.windows import month_end_day, too_long
from small_caps.charts.looks import SERIES

SMALL, LARGE = SERIES["IWM"].color, SERIES["SPY"].color
CLASSES = {
    "small_far": (0.03, SMALL, 1.0),
    "small": (0.005, SMALL, 0.5),
    "level": (-0.005, AXIS, 0.25),
    "large": (-0.03, LARGE, 0.45),
    "large_far": (float("-inf"), LARGE, 1.0),
}
"""From which lead a year on (a fraction), colour, opacity."""


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the lead a year for every span of calendar years; the last one may be under way."""
    view = evidence.view
    levels = pd.DataFrame({fund: level(view, fund) for fund in ("IWM", "SPY")}).dropna()
    # Decembers, and the last complete month for the year that is under way.
    last = levels.index == levels.index.max()
    ends = levels[(pd.PeriodIndex(levels.index).month == 12) | last]
    rows = []
    for first, end in combinations(ends.index, 2):
        years = max((end - first).n / 12, 1)
        # Python's own power: NumPy's depends on the processor in the last digits.
        small, large = (
            float(ends.at[end, fund] / ends.at[first, fund]) ** (1 / years)
            for fund in ("IWM", "SPY")
        )
        rows.append(((first + 1).year, end.year, small - large))
    if not rows:
        raise too_long(view, "IWM")
    found = pd.DataFrame(rows, columns=["start", "end", "gap"])
    share = float((found["gap"] > 0).mean())
    often, seldom = at_least(share, OFTEN_RATE), at_most(share, 1 - OFTEN_RATE)
    variant = "small" if often else "large" if seldom else "mixed"
    return describe(found, ("yahoo:IWM", "yahoo:SPY"), month_end_day(view), variant=variant)


def summary(frame: pd.DataFrame) -> pd.DataFrame:
    """Return, by first year, over how many spans IWM led, and its lead to the last year."""
    starts = frame.groupby("start")["gap"]
    ahead = (frame["gap"] > 0).groupby(frame["start"]).sum()
    found = pd.DataFrame({"spans": starts.size(), "ahead": ahead, "now": starts.last()})
    return found.reset_index()


@register(
    "who-led",
    frame,
    Column("start", "year"),
    Column("end", "year"),
    Column("gap", "pp"),
    Column("spans", "count"),
    Column("ahead", "count"),
    Column("now", "pp"),
    summary=summary,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a cell per span of years, in the colour of who led."""
    led = [next(k for k, (least, _, _) in CLASSES.items() if gap >= least) for gap in frame["gap"]]
    shown = [key for key in CLASSES if key in {*led}]
    # One class after the other: its paint is written once for all of its cells.
    rows = frame.assign(led=led).sort_values("led", kind="stable")
    years = (
        rows["start"].astype(str) + style.format.language.formats.range + rows["end"].astype(str)
    )
    years = years.where(rows["start"] < rows["end"], rows["end"].astype(str))
    rows["tip"] = years + " · " + rows["gap"].map(style.format.pp)
    legend = style.legend(style.labels(shown), left=50, symbolType="square")
    named = [year for year in sorted({*frame["start"], *frame["end"]}) if year % 5 == 0]
    colors = alt.Scale(domain=shown, range=[CLASSES[key][1] for key in shown])
    opacity = alt.Scale(type="ordinal", domain=shown, range=[CLASSES[key][2] for key in shown])
    drawing: alt.Chart = (
        alt.Chart(rows)
        .mark_rect(aria=True)
        .encode(
            x=alt.X("end:O").axis(values=named, labelAngle=0),
            y=alt.Y("start:O").axis(values=named),
            color=alt.Color("led:N", scale=colors, legend=legend),
            opacity=alt.Opacity("led:N", scale=opacity, legend=legend),
            description=alt.Description("tip:N"),
            tooltip=[
                alt.Tooltip("start:O"), alt.Tooltip("end:O"), alt.Tooltip("gap:Q", format="+.1%"),
            ],
        )
        .properties(height=alt.Step(style.pick(13, 10)))
    )  # fmt: skip
    return drawing
