"""SPY with a share of IWM, rebalanced every month, over the history both have."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping
from datetime import date
from itertools import pairwise

import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_number
from generator.metrics.cached import cached_per_view
from generator.metrics.exchange import NEAR, SOURCE, rate_at
from generator.metrics.registry import Result, family
from generator.metrics.series import drawdown, level
from generator.metrics.windows import month_end_day, session_of, span, yahoo
from generator.snapshot.view import View

SHARES = tuple(str(share) for share in range(0, 51, 5))
"""Percent of IWM; the rest is SPY."""

_NOTE = "monthly total returns s · IWM + (1 − s) · SPY, rebalanced monthly"


@cached_per_view
def mix_levels(view: View, percent: int) -> pd.Series:
    """Return the growth of 1 for a share of IWM, 1 at the first common month-end."""
    levels = pd.DataFrame({"small": level(view, "IWM"), "large": level(view, "SPY")}).dropna()
    if len(levels) < 13:
        raise Unavailable("no_complete_window")
    share = percent / 100
    growth = levels / levels.shift()
    return (share * growth.small + (1 - share) * growth.large).fillna(1.0).cumprod()


@cached_per_view
def won_rates(view: View) -> tuple[pd.Series, date]:
    """Return won per dollar at each month-end of the mix, and the day of the last of them."""
    months = mix_levels(view, 0).index
    found = [rate_at(view, session_of(view, month_number(month)), NEAR) for month in months]
    return pd.Series([krw for krw, _ in found], index=months), found[-1][1]


def _cagr(levels: pd.Series) -> float:
    return float((levels.iloc[-1] / levels.iloc[0]) ** (12 / (len(levels) - 1)) - 1)


def _volatility(levels: pd.Series) -> float:
    logs = [math.log(after / before) for before, after in pairwise(levels.tolist())]
    return statistics.stdev(logs) * math.sqrt(12)


def _deepest(levels: pd.Series) -> float:
    return float(drawdown(levels).min())


def _worst_12m(levels: pd.Series) -> float:
    return float((levels / levels.shift(12)).min() - 1)


MEASURES: Mapping[str, Callable[[pd.Series], float]] = {
    "cagr": _cagr,
    "volatility": _volatility,
    "max_drawdown": _deepest,
    "worst_12m": _worst_12m,
}


def _window(levels: pd.Series) -> str:
    return span(levels.index[1], levels.index[-1])


def _result(view: View, share: str, measure: str) -> Result:
    levels = mix_levels(view, int(share))
    value = MEASURES[measure](levels)
    return Result(value, month_end_day(view), _window(levels), yahoo("IWM", "SPY"))


@family(
    "mix_cagr",
    "mix.{share}.cagr",
    unit="ratio",
    formula=f"(end / start)^(12/n) − 1 of {_NOTE}",
    share=SHARES,
)
def mix_cagr(view: View, share: str) -> Result:
    """Return a year of SPY with that percentage of IWM, over the whole common history."""
    return _result(view, share, "cagr")


@family(
    "mix_volatility",
    "mix.{share}.volatility",
    unit="ratio",
    formula=f"stdev(monthly log return) × √12 of {_NOTE}",
    share=SHARES,
)
def mix_volatility(view: View, share: str) -> Result:
    """Volatility of the mix from monthly returns, annualised."""
    return _result(view, share, "volatility")


@family(
    "mix_max_drawdown",
    "mix.{share}.max_drawdown",
    unit="ratio",
    formula=f"min over month-ends of level / running maximum − 1 of {_NOTE}",
    share=SHARES,
)
def mix_max_drawdown(view: View, share: str) -> Result:
    """Deepest fall of the mix between month-ends; daily lows lie deeper."""
    return _result(view, share, "max_drawdown")


@family(
    "mix_worst_12m",
    "mix.{share}.worst_12m",
    unit="ratio",
    formula=f"lowest 12-month return of {_NOTE}",
    share=SHARES,
)
def mix_worst_12m(view: View, share: str) -> Result:
    """Worst twelve months of the mix, from month-end to month-end."""
    return _result(view, share, "worst_12m")


@family(
    "mix_won",
    "mix.{share}.krw.{measure}",
    unit="ratio",
    formula=f"the same of (1 + TR) × FX_end / FX_start; TR: {_NOTE}",
    optional=True,
    share=SHARES,
    measure=tuple(MEASURES),
)
def mix_won(view: View, share: str, measure: str) -> Result:
    """Return what the mix did in won: its month-end levels times won per dollar."""
    levels, (rates, day) = mix_levels(view, int(share)), won_rates(view)
    sources = dict.fromkeys(yahoo("IWM", "SPY"), month_end_day(view)) | {SOURCE: day}
    value = MEASURES[measure](levels * rates)
    return Result(value, min(sources.values()), _window(levels), sources)
