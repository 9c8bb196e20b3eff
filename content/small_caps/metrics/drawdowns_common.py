"""Drawdowns over the history that the funds share."""

from __future__ import annotations

from generator.core.months import month_number
from generator.metrics.drawdowns import common_drawdown
from generator.metrics.registry import FUNDS, Result, family
from generator.metrics.series import require
from generator.metrics.windows import span, ticker, yahoo
from generator.snapshot.view import View


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
