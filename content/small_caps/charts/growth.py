"""What 100 dollars became since IWM began: three indices' funds and the small caps of S&P."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from generator.charts.frames import Column, by_month, describe
from generator.charts.labels import end_labels
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import log_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, series
from generator.core.model import Reason
from generator.metrics.exchange import NEAR, rate_at
from generator.metrics.series import level
from generator.metrics.windows import month_end_day, too_long, yahoo
from generator.snapshot.view import View
from small_caps.charts.looks import SERIES, looks

FUNDS = ("SPY", "QQQ", "IWM", "IJR")


def indexed(
    view: View, funds: tuple[str, ...], required: tuple[str, ...]
) -> tuple[pd.DataFrame, tuple[Reason, ...]]:
    """Return total return by month-end, 100 at the first of all required funds, and who came later.

    Raises:
        Unavailable: when a required fund has less than a year of month-ends.
    """
    levels = {fund: level(view, fund) for fund in funds}
    for fund in required:
        if len(levels[fund]) < 13:
            raise too_long(view, fund)
    start = max(levels[fund].index[0] for fund in required)
    found = by_month(view, required[0], levels, start).set_index("date")
    young = [fund for fund in funds if pd.isna(found[fund].iloc[0])]
    found = found.drop(columns=young)
    lacks = tuple(too_long(view, fund).reason for fund in young)
    return (found / found.iloc[0] * 100).reset_index(), lacks


def in_won(view: View, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of growth in dollars as growth in won; Unavailable where a rate is missing."""
    rates = [rate_at(view, day.date(), NEAR)[0] for day in frame["date"]]
    change = pd.Series(rates, index=frame.index) / rates[0]
    return frame[["date"]].join(frame.drop(columns="date").mul(change, axis=0))


def growth_lines(
    frame: pd.DataFrame, style: Style, height: int, reach: float = 0, more: Sequence[alt.Chart] = ()
) -> Drawing:
    """Return lines on a logarithmic scale that holds ``reach``, each labelled with its end.

    ``more`` are further layers.
    """
    funds = list(frame.columns[1:])
    values = frame[funds].to_numpy(float)
    low, high = float(values.min()) * 0.95, max(float(values.max()), reach) * 1.06
    if reach > 0:
        low = min(low, reach * 0.95)
    ticks = log_ticks(low, high)
    lines = (
        alt.Chart(frame)
        .transform_fold([*funds], as_=["fund", "index"])
        .mark_line()
        .encode(
            x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
            y=alt.Y("index:Q")
            .scale(type="log", domain=[low, high], nice=False)
            .axis(values=ticks, labelExpr=style.number("index", ticks), gridColor=base_line(100)),
            tooltip=[
                alt.Tooltip("fund:N"),
                alt.Tooltip("date:T"),
                alt.Tooltip("index:Q", format=",.1f"),
            ],
            **series(looks(funds)),
        )
    )
    last = frame.iloc[-1]
    ends = [
        (fund, last[fund], f"{style(fund)} {style.format.index(last[fund], 0)}") for fund in funds
    ]
    labels = end_labels(ends, style, height, (low, high), SERIES, log=True)
    return alt.layer(lines, *labels, *more, width=style.width, height=height)


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return month-ends of the funds' total return, 100 at the first they share."""
    found, lacks = indexed(evidence.view, FUNDS, ("SPY", "IWM"))
    return describe(found, yahoo(*found.columns[1:]), month_end_day(evidence.view), lacks=lacks)


@register(
    "growth",
    frame,
    Column("date", "month"),
    *(Column(fund, "index", 0) for fund in FUNDS),
    hover=FUNDS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw lines on a logarithmic scale, each labelled with its end value."""
    return growth_lines(frame, style, style.pick(340, 300))
