"""The chart of the mix in won: return against volatility for a reader who counts in won."""

from __future__ import annotations

import pandas as pd

from generator.charts.frames import Column
from generator.charts.model import Drawing, Evidence, register
from generator.charts.style import Style
from small_caps.charts.mix import MEASURES, mix_line, mixes


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return return, volatility, drawdown and worst year in won of every share of IWM."""
    return mixes(evidence, "krw.")


@register("mix-won", frame, Column("share", "pct", 0), *(Column(m, "pct") for m in MEASURES))
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw the line of shares, both ends named and some between them."""
    return mix_line(frame, style)
