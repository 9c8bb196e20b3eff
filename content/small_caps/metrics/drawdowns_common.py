"""Drawdowns over the history that the funds share."""

from __future__ import annotations

import pandas as pd

from generator.core.months import month_number
from generator.metrics.registry import FUNDS, Result, family
from generator.metrics.series import drawdown, require
from generator.metrics.windows import row_of, span, ticker, yahoo
from generator.snapshot.view import View


def common_drawdown(view: View, symbol: str, start: int) -> float:
    """Return a ticker's deepest drawdown since a month, as a fraction.

    Months know their lowest level against the all-time high. Once that high lies after the start
    this is exact; until then the lowest levels are compared with earlier month-ends, which is
    never too deep.
    """
    first = row_of(view, symbol, start)
    months = view.monthly(symbol)
    if first == 0:
        # The series itself starts here, so its all-time high always lies after the start.
        return float(months.low_drawdown.min())
    before = months.tr_running_max.iloc[first - 1]
    months = months.iloc[first:]
    own_high = months.tr_index.cummax()
    risen = months.tr_running_max > before
    lows = months.tr_running_max * (1 + months.low_drawdown) / own_high.shift() - 1
    depths = (
        drawdown(months.tr_index),
        lows[~risen].iloc[1:],
        # The month of the first new high still holds days measured against the old one.
        months.low_drawdown[risen].iloc[1:],
    )
    return float(pd.concat(depths).min())


@family(
    "max_drawdown_common",
    "{fund}.max_drawdown.common",
    unit="ratio",
    formula="min over sessions since VTWO's first of TR / running maximum since then − 1; "
    "until the fund's first all-time high after that start its highs are month-ends",
    fund=(FUNDS,),
)
def max_drawdown_common(view: View, fund: str) -> Result:
    """Maximum drawdown since VTWO's first session, so that funds of different age compare."""
    start = month_number(require(view, "VTWO").index[0])
    value = common_drawdown(view, ticker(fund), start)
    text = span(start, view.monthly(ticker(fund)).index[-1])
    return Result(value, view.as_of, text, yahoo(ticker(fund)))
