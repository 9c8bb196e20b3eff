"""TNA against IWM: what three times the daily move becomes over months and years."""

from __future__ import annotations

import math
from statistics import median

import pandas as pd

from generator.core.model import Unavailable, Value
from generator.core.months import month_number
from generator.metrics import windows
from generator.metrics.cached import cached_per_snapshot, cached_per_view
from generator.metrics.registry import Result, family
from generator.metrics.risk import sigma
from generator.metrics.series import require, window_return
from generator.metrics.windows import MONTHS, last_of, month_end_day, month_window, span, yahoo
from generator.snapshot.view import Snapshot, View

LONG = ("1y", "5y", "10y")
FLAT = 0.05
"""A 12-month window counts as sideways while IWM stays within ± this."""


def _result(view: View, window: str, value: Value, *tickers: str) -> Result:
    text = month_window(view, MONTHS[window])
    return Result(value, month_end_day(view), text, yahoo(*tickers))


def _daily3x(view: View, window: str) -> float:
    growth: pd.Series = windows.window(view, "IWM", MONTHS[window]).daily3x
    value: float = growth.to_numpy().prod() - 1
    return float(value)


def _returns(view: View, window: str) -> tuple[float, float]:
    """Return TNA's and IWM's total return over a window's key."""
    months = MONTHS[window]
    return window_return(view, "TNA", months), window_return(view, "IWM", months)


@cached_per_view
def flat_windows(view: View) -> list[tuple[int, float, float]]:
    """Return (starting month, IWM's, TNA's 12-month total return) of all sideways windows.

    From every month-end of TNA on; the windows overlap.
    """
    last = last_of(view, "IWM", "TNA") - 12
    return [each for each in _all_flat_windows(view.snapshot) if each[0] <= last]


@cached_per_snapshot
def _all_flat_windows(snapshot: Snapshot) -> list[tuple[int, float, float]]:
    monthly = snapshot.monthly
    levels = pd.DataFrame({"own": monthly["IWM"].tr_index, "levered": monthly["TNA"].tr_index})
    levels = levels.dropna()
    year = (levels.shift(-12) / levels - 1).dropna()
    flat = year[year.own.abs() <= FLAT]
    return [(month_number(month), own, levered) for month, own, levered in flat.itertuples()]


def _flat(view: View) -> list[tuple[int, float, float]]:
    found = flat_windows(view)
    if not found:
        raise Unavailable("no_flat_window")
    return found


def _flat_result(view: View, value: Value) -> Result:
    first = require(view, "TNA").index[0]
    return Result(value, month_end_day(view), span(first, view.month_end), yahoo("TNA", "IWM"))


@family(
    "daily3x_return",
    "leverage.daily3x_return.{window}",
    unit="ratio",
    formula="Π(1 + 3 · IWM's daily simple total return) − 1, before costs",
    window=LONG,
)
def daily3x_return(view: View, window: str) -> Result:
    """What exactly three times IWM's daily return would have made, before costs."""
    return _result(view, window, _daily3x(view, window), "IWM")


@family(
    "tna_return",
    "leverage.tna_return.{window}",
    unit="ratio",
    formula="TR_end / TR_start − 1 of TNA",
    window=LONG,
)
def tna_return(view: View, window: str) -> Result:
    """Total return of TNA over the window."""
    return _result(view, window, window_return(view, "TNA", MONTHS[window]), "TNA")


@family(
    "iwm_return",
    "leverage.iwm_return.{window}",
    unit="ratio",
    formula="TR_end / TR_start − 1 of IWM",
    window=LONG,
)
def iwm_return(view: View, window: str) -> Result:
    """Total return of IWM over the window."""
    return _result(view, window, window_return(view, "IWM", MONTHS[window]), "IWM")


@family(
    "three_times",
    "leverage.three_times.{window}",
    unit="ratio",
    formula="3 × total return of IWM",
    window=LONG,
)
def three_times(view: View, window: str) -> Result:
    """Three times IWM's total return over the window: what many expect of TNA."""
    return _result(view, window, 3 * window_return(view, "IWM", MONTHS[window]), "IWM")


@family(
    "leverage_gap",
    "leverage.gap.{window}",
    unit="pp",
    formula="total return of TNA − 3 × total return of IWM",
    window=LONG,
)
def leverage_gap(view: View, window: str) -> Result:
    """TNA's return minus three times IWM's return over the window."""
    levered, own = _returns(view, window)
    return _result(view, window, levered - 3 * own, "TNA", "IWM")


@family(
    "leverage_cost",
    "leverage.cost_gap.{window}",
    unit="pp",
    formula="total return of TNA − leverage.daily3x_return",
    window=LONG,
)
def cost_gap(view: View, window: str) -> Result:
    """TNA's return minus that of three times the daily return: fees, interest, tracking."""
    value = window_return(view, "TNA", MONTHS[window]) - _daily3x(view, window)
    return _result(view, window, value, "TNA", "IWM")


@family(
    "daily_beta",
    "leverage.daily_beta.{window}",
    unit="multiple",
    digits=2,
    formula="least-squares slope of TNA's daily simple total return on IWM's, with intercept",
    window=("1y", "5y"),
)
def daily_beta(view: View, window: str) -> Result:
    """How many times IWM's daily return TNA moved, by least squares over daily returns."""
    n, x, y, xx, xy = (
        float(windows.values(view, "TNA", each, MONTHS[window]).sum())
        for each in ("pair_n", "sum_x", "sum_y", "sum_xx", "sum_xy")
    )
    spread = n * xx - x * x
    if n < 2 or spread <= 0:
        raise Unavailable("no_variation", ticker="IWM")
    slope = (n * xy - x * y) / spread
    return _result(view, window, slope, "TNA", "IWM")


@family(
    "erosion",
    "leverage.erosion.{window}",
    unit="ratio",
    formula="exp(−3σ²·T), σ = IWM's daily volatility a year over the window, T in years",
    window=LONG,
)
def erosion(view: View, window: str) -> Result:
    """Share of (1 + R)³ that daily tripling leaves after the measured volatility."""
    value = math.exp(-3 * sigma(view, "iwm", window) ** 2 * MONTHS[window] / 12)
    return _result(view, window, value, "IWM")


@family(
    "implied_return",
    "leverage.implied_return.{window}",
    unit="ratio",
    formula="(1 + R)³ · exp(−3σ²·T) − 1, R = IWM's total return over the window",
    window=LONG,
)
def implied_return(view: View, window: str) -> Result:
    """Return of daily tripling by the rule of thumb from IWM's return and volatility alone."""
    factor = math.exp(-3 * sigma(view, "iwm", window) ** 2 * MONTHS[window] / 12)
    growth = (1 + window_return(view, "IWM", MONTHS[window])) ** 3
    return _result(view, window, growth * factor - 1, "IWM")


@family(
    "flat_n",
    "leverage.flat_12m.n",
    unit="count",
    formula="12-month windows from month-ends with IWM's total return within ±5 %",
)
def flat_n(view: View) -> Result:
    """Number of sideways years of IWM in TNA's life; they overlap."""
    return _flat_result(view, len(flat_windows(view)))


@family(
    "flat_below",
    "leverage.flat_12m.below",
    unit="count",
    formula="of these, windows with TNA's total return < 3 × IWM's",
)
def flat_below(view: View) -> Result:
    """Number of sideways years in which TNA made less than three times IWM's return."""
    below = sum(levered < 3 * own for _, own, levered in flat_windows(view))
    return _flat_result(view, below)


@family(
    "flat_share",
    "leverage.flat_12m.share_below",
    unit="ratio",
    formula="windows with TNA < 3 × IWM / sideways windows",
)
def flat_share(view: View) -> Result:
    """Share of sideways years in which TNA made less than three times IWM's return."""
    found = _flat(view)
    below = sum(levered < 3 * own for _, own, levered in found)
    return _flat_result(view, below / len(found))


@family(
    "flat_median",
    "leverage.flat_12m.median_{fund}",
    unit="ratio",
    formula="median total return over the sideways windows",
    fund=("tna", "iwm"),
)
def flat_median(view: View, fund: str) -> Result:
    """Median total return of the fund over the sideways years."""
    column = 2 if fund == "tna" else 1
    return _flat_result(view, median(window[column] for window in _flat(view)))
