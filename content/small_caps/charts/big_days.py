"""Share of days that moved by two percent or more, by year: IWM's bars, SPY's marks."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, colors
from generator.metrics.windows import ticker_of, too_long, yahoo
from generator.snapshot.view import View
from small_caps.charts.looks import SERIES

FUNDS = ("IWM", "SPY")
FEWEST = 100
"""Sessions from which a year is shown; the first and the current one may be shorter."""


def days_by_year(view: View, key: str) -> pd.DataFrame:
    """Return days of at least ±2 % and sessions per calendar year, to as_of."""
    months = view.monthly(ticker_of(view, key))
    year = pd.PeriodIndex(months.index).year.rename("year")
    years = months[["days_2pct", "n_returns"]].groupby(year).sum().reset_index()
    return years.set_axis(["year", "days", "sessions"], axis="columns")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the share of sessions of ±2 % by calendar year, the current one to as_of."""
    view = evidence.view
    iwm, spy = (days_by_year(view, fund.lower()) for fund in FUNDS)
    both = iwm.merge(spy, on="year", suffixes=("", "_spy"))
    both = both[(both["sessions"] >= FEWEST) & (both["sessions_spy"] >= FEWEST)]
    if both.empty:
        raise too_long(view, "IWM")
    rows = pd.DataFrame(
        {
            "year": both["year"],
            "IWM": both["days"] / both["sessions"],
            "SPY": both["days_spy"] / both["sessions_spy"],
            "sessions": both["sessions"],
        }
    ).reset_index(drop=True)
    return describe(rows, yahoo(*FUNDS), view.as_of)


@register(
    "big-days",
    frame,
    Column("year", "year"),
    *(Column(fund, "pct") for fund in FUNDS),
    Column("sessions", "count"),
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a bar and a mark per year."""
    ticks = axis_ticks([0, *frame["IWM"], *frame["SPY"]], 5)
    step = next(n for n in (1, 2, 5, 10, 20) if len(frame) / n <= style.pick(7, 5))
    shares = frame[list(FUNDS)].map(style.format.pct)
    tips = frame["year"].astype(str) + " · IWM " + shares["IWM"] + " · SPY " + shares["SPY"]
    base = (
        alt.Chart(frame.assign(tip=tips))
        .transform_fold(list(FUNDS), as_=["fund", "share"])
        .encode(
            x=alt.X("year:O")
            .scale(paddingInner=0.25)
            .axis(values=[n for n in frame["year"] if n % step == 0], labelAngle=0),
            y=alt.Y("share:Q")
            .scale(domain=[0, ticks[-1]])
            .axis(values=ticks, labelExpr=style.number("pct", ticks), gridColor=base_line(0)),
            color=colors(
                {fund: SERIES[fund].color for fund in FUNDS},
                legend=style.legend(
                    {fund: style(f"{fund}_mark") for fund in FUNDS}, symbolType="square"
                ),
            ),
            tooltip=[
                alt.Tooltip("year:O"),
                alt.Tooltip("fund:N"),
                alt.Tooltip("share:Q", format=".1%"),
            ],
            description=alt.Description("tip:N"),
        )
    )
    bars = base.transform_filter("datum.fund == 'IWM'").mark_bar(opacity=0.75, aria=True)
    marks = base.transform_filter("datum.fund == 'SPY'").mark_tick(
        orient="horizontal", thickness=2.6, opacity=1, bandSize=style.pick(20, 9)
    )
    return alt.layer(bars, marks, height=style.pick(250, 230))
