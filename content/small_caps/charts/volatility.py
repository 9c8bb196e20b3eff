"""Volatility over time: daily moves of the twelve months before each month-end, a year."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, by_month, describe
from generator.charts.labels import end_labels
from generator.charts.model import Drawing, Evidence, register
from generator.charts.scales import axis_ticks, year_ticks
from generator.charts.style import Style
from generator.charts.theme import base_line, series
from generator.core.months import period
from generator.metrics.series import DAILY_SUMS
from generator.metrics.windows import month_end_day, ticker_of, too_long, yahoo
from generator.snapshot.view import View
from small_caps.charts.looks import SERIES, looks

FUNDS = ("SPY", "QQQ", "IWM")
MONTHS = 12


def rolling_volatility(view: View, key: str, months: int) -> pd.Series:
    """Return the annualised daily volatility of the months before each month-end."""
    data = view.monthly(ticker_of(view, key)).loc[: period(view.month_end)]
    # The first row has no close before it, so the first window starts at the second.
    sums = data[list(DAILY_SUMS)].iloc[1:].cumsum()
    moved = (sums - sums.shift(months).fillna(0)).iloc[months - 1 :]
    n, total, squares = moved.n_returns, moved.sum_log, moved.sum_log_sq
    variance = (squares - total**2 / n).clip(lower=0) / (n - 1)
    return (variance * 252) ** 0.5


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the rolling volatility of the three funds from IWM's first full year on."""
    view = evidence.view
    found = {fund: rolling_volatility(view, fund.lower(), MONTHS) for fund in FUNDS}
    for fund in ("SPY", "IWM"):
        if found[fund].empty:
            raise too_long(view, fund)
    start = max(found[fund].index[0] for fund in ("SPY", "IWM"))
    shown = {fund: each for fund, each in found.items() if len(each)}
    lacks = [too_long(view, fund).reason for fund in FUNDS if fund not in shown]
    rows = by_month(view, "SPY", shown, start)
    return describe(rows, yahoo(*shown), month_end_day(view), lacks=lacks)


@register(
    "volatility",
    frame,
    Column("date", "month"),
    *(Column(fund, "pct") for fund in FUNDS),
    hover=FUNDS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw three lines from zero on, each labelled with its latest value."""
    funds = list(frame.columns[1:])
    height = style.pick(300, 270)
    ticks = axis_ticks([0, *frame[funds].max()], 5)
    lines = (
        alt.Chart(frame)
        .transform_fold([*funds], as_=["fund", "volatility"])
        .mark_line()
        .encode(
            x=alt.X("date:T").axis(tickCount=year_ticks(frame["date"], style.pick(7, 6))),
            y=alt.Y("volatility:Q")
            .scale(domain=[0, ticks[-1]])
            .axis(values=ticks, labelExpr=style.number("pct", ticks), gridColor=base_line(0)),
            tooltip=[
                alt.Tooltip("fund:N"),
                alt.Tooltip("date:T"),
                alt.Tooltip("volatility:Q", format=".1%"),
            ],
            **series(looks(funds)),
        )
    )
    last = frame.iloc[-1]
    ends = [(fund, last[fund], f"{style(fund)} {style.format.pct(last[fund])}") for fund in funds]
    labels = end_labels(ends, style, height, (0, ticks[-1]), SERIES)
    return alt.layer(lines, *labels, height=height)
