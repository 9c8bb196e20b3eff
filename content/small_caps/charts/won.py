"""IWM in dollars and in won: what the exchange rate added or took."""

from __future__ import annotations

import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.style import Style
from generator.metrics.exchange import SOURCE
from generator.metrics.windows import month_end_day, too_long, yahoo
from small_caps.charts.growth import growth_lines, in_won, indexed

MONTHS = 120
PATHS = ("USD", "KRW")


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return IWM's total return over ten years in both currencies, 100 at the start.

    Raises:
        Unavailable: where IWM is younger, or a rate of won is missing.
    """
    view = evidence.view
    found, _ = indexed(view, ("IWM",), ("IWM",))
    if len(found) <= MONTHS:
        raise too_long(view, "IWM")
    last = found.tail(MONTHS + 1).reset_index(drop=True)
    dollars = last.assign(IWM=last["IWM"] / last["IWM"].iloc[0] * 100)
    rows = dollars.rename(columns={"IWM": "USD"}).assign(KRW=in_won(view, dollars)["IWM"])
    return describe(rows, (*yahoo("IWM"), SOURCE), month_end_day(view))


@register(
    "won",
    frame,
    Column("date", "month"),
    *(Column(key, "index", 1) for key in PATHS),
    hover=PATHS,
    yearly=True,
)
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw both lines on a logarithmic scale, each labelled with its end value."""
    return growth_lines(frame, style, style.pick(270, 250))
