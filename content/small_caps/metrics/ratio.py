"""The price of small caps against large caps: ^RUT / ^GSPC at month-ends since 1987-09."""

from __future__ import annotations

from datetime import date

import pandas as pd

from generator.core.model import Unavailable, Value
from generator.core.months import month_number
from generator.metrics.registry import Result, family
from generator.metrics.windows import (
    month_end_day,
    month_window,
    row_at,
    session_of,
    span,
    too_long,
    yahoo,
)
from generator.snapshot.view import View
from small_caps.metrics.indices import index_gaps, price_ratio

BUBBLE_START = "2000-01"
"""Start of the comparison that the original calls the widest since the dot-com bubble."""


def _ratio(view: View) -> pd.Series:
    series = price_ratio(view)
    if row_at(series, view.month_end) is None:
        raise too_long(view, "^RUT")
    return series


def _result(view: View, value: Value, series: pd.Series) -> Result:
    text = span(series.index[0], view.month_end)
    return Result(value, month_end_day(view), text, yahoo("^RUT", "^GSPC"))


def share_at_or_below(series: pd.Series) -> float:
    """Return the share of a series' values that its last one reaches or exceeds."""
    return int((series <= series.iloc[-1]).sum()) / len(series)


def _day(view: View, month: pd.Period) -> date:
    return session_of(view, month_number(month), "^RUT")


@family(
    "price_ratio_percentile",
    "relative.price_ratio.percentile",
    unit="ratio",
    formula="share of month-ends since 1987-09 with ^RUT / ^GSPC at or below today's",
)
def percentile(view: View) -> Result:
    """Rank of the price ratio among all month-ends since 1987-09; low means small caps cheap."""
    series = _ratio(view)
    return _result(view, share_at_or_below(series), series)


@family(
    "price_ratio_percentile_2000",
    "relative.price_ratio.percentile_2000",
    unit="ratio",
    formula="share of month-ends since 2000-01 with ^RUT / ^GSPC at or below today's",
)
def percentile_2000(view: View) -> Result:
    """Rank of the price ratio among the month-ends since the dot-com bubble (2000-01)."""
    series = _ratio(view).loc[BUBBLE_START:]
    if series.empty:
        raise Unavailable("no_complete_window")
    return _result(view, share_at_or_below(series), series)


@family(
    "price_ratio_n",
    "relative.price_ratio.n",
    unit="count",
    formula="month-ends from 1987-09 to month_end",
)
def ratio_n(view: View) -> Result:
    """Number of month-ends that the price ratio is compared with."""
    series = _ratio(view)
    return _result(view, len(series), series)


@family(
    "price_ratio",
    "relative.price_ratio.value",
    unit="index",
    formula="^RUT / ^GSPC at month_end, 1987-09 = 100",
)
def ratio_value(view: View) -> Result:
    """Price of small against large caps, as an index that was 100 at the end of 1987-09."""
    series = _ratio(view)
    return _result(view, float(series.iloc[-1]), series)


@family(
    "price_ratio_extreme",
    "relative.price_ratio.{end}",
    unit="index",
    formula="lowest (highest) month-end of ^RUT / ^GSPC, 1987-09 = 100",
    end=("low", "high"),
)
def ratio_extreme(view: View, end: str) -> Result:
    """Lowest or highest month-end of the price ratio."""
    series = _ratio(view)
    value = series.min() if end == "low" else series.max()
    return _result(view, float(value), series)


@family(
    "price_ratio_extreme_date",
    "relative.price_ratio.{end}_date",
    unit="date",
    formula="last session of the month with the lowest (highest) ^RUT / ^GSPC",
    end=("low", "high"),
)
def ratio_extreme_date(view: View, end: str) -> Result:
    """Month-end at which the price ratio was lowest or highest."""
    series = _ratio(view)
    month = series.index[int(series.argmin() if end == "low" else series.argmax())]
    return _result(view, _day(view, month).isoformat(), series)


@family(
    "price_ratio_from",
    "relative.price_ratio.from_{end}",
    unit="ratio",
    formula="value at month_end / lowest (highest) month-end − 1",
    end=("low", "high"),
)
def ratio_from(view: View, end: str) -> Result:
    """Distance of the price ratio from its lowest or highest month-end."""
    series = _ratio(view)
    base = series.min() if end == "low" else series.max()
    return _result(view, float(series.iloc[-1] / base - 1), series)


@family(
    "rolling_gap",
    "relative.rolling_gap.{horizon}",
    unit="pp",
    formula="price return of ^RUT − of ^GSPC over the months to month_end",
    horizon=("12m",),
)
def rolling_gap(view: View, horizon: str) -> Result:
    """Lead of small caps over the last twelve complete months, in price return."""
    months = int(horizon.removesuffix("m"))
    gaps = index_gaps(view, months)
    row = row_at(gaps, view.month_end - months)
    if row is None:
        raise too_long(view, "^RUT")
    text = month_window(view, months)
    return Result(float(gaps.iloc[row]), month_end_day(view), text, yahoo("^RUT", "^GSPC"))


@family(
    "rolling_gap_rank",
    "relative.rolling_gap.{horizon}.percentile",
    unit="ratio",
    formula="share of the 12-month gaps since 1987-09 at or below the latest",
    horizon=("12m",),
)
def rolling_gap_rank(view: View, horizon: str) -> Result:
    """Rank of the latest twelve-month lead among all since 1987-09."""
    months = int(horizon.removesuffix("m"))
    gaps = index_gaps(view, months)
    if row_at(gaps, view.month_end - months) is None:
        raise too_long(view, "^RUT")
    text = span(gaps.index[0] + months, view.month_end)
    return Result(share_at_or_below(gaps), month_end_day(view), text, yahoo("^RUT", "^GSPC"))
