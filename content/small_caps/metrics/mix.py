"""SPY with a share of IWM, rebalanced every month, over the history both have."""

from __future__ import annotations

import math
import statistics
from itertools import pairwise

import pandas as pd

from generator.core.model import Unavailable
from generator.metrics.memo import per_view
from generator.metrics.registry import Result, family
from generator.metrics.series import drawdown, level
from generator.metrics.windows import month_end_day, span, yahoo
from generator.snapshot.view import View

SHARES = tuple(str(share) for share in range(0, 51, 5))
"""Percent of IWM; the rest is SPY."""

_NOTE = "monthly total returns s · IWM + (1 − s) · SPY, rebalanced monthly"


@per_view
def mix_levels(view: View, percent: int) -> pd.Series:
    """Return the growth of 1 for a share of IWM, 1 at the first common month-end."""
    levels = pd.DataFrame({"small": level(view, "IWM"), "large": level(view, "SPY")}).dropna()
    if len(levels) < 13:
        raise Unavailable("no_complete_window")
    share = percent / 100
    growth = levels / levels.shift()
    return (share * growth.small + (1 - share) * growth.large).fillna(1.0).cumprod()


def _result(view: View, levels: pd.Series, value: float) -> Result:
    text = span(levels.index[1], levels.index[-1])
    return Result(value, month_end_day(view), text, yahoo("IWM", "SPY"))


@family(
    "mix_cagr",
    "mix.{share}.cagr",
    unit="ratio",
    formula=f"(end / start)^(12/n) − 1 of {_NOTE}",
    share=SHARES,
)
def mix_cagr(view: View, share: str) -> Result:
    """Return a year of SPY with that percentage of IWM, over the whole common history."""
    levels = mix_levels(view, int(share))
    return _result(view, levels, float(levels.iloc[-1] ** (12 / (len(levels) - 1)) - 1))


@family(
    "mix_volatility",
    "mix.{share}.volatility",
    unit="ratio",
    formula=f"stdev(monthly log return) × √12 of {_NOTE}",
    share=SHARES,
)
def mix_volatility(view: View, share: str) -> Result:
    """Volatility of the mix from monthly returns, annualised."""
    levels = mix_levels(view, int(share))
    logs = [math.log(after / before) for before, after in pairwise(levels.tolist())]
    return _result(view, levels, statistics.stdev(logs) * math.sqrt(12))


@family(
    "mix_max_drawdown",
    "mix.{share}.max_drawdown",
    unit="ratio",
    formula=f"min over month-ends of level / running maximum − 1 of {_NOTE}",
    share=SHARES,
)
def mix_max_drawdown(view: View, share: str) -> Result:
    """Deepest fall of the mix between month-ends; daily lows lie deeper."""
    levels = mix_levels(view, int(share))
    return _result(view, levels, float(drawdown(levels).min()))


@family(
    "mix_worst_12m",
    "mix.{share}.worst_12m",
    unit="ratio",
    formula=f"lowest 12-month return of {_NOTE}",
    share=SHARES,
)
def mix_worst_12m(view: View, share: str) -> Result:
    """Worst twelve months of the mix, from month-end to month-end."""
    levels = mix_levels(view, int(share))
    return _result(view, levels, float((levels / levels.shift(12)).min() - 1))
