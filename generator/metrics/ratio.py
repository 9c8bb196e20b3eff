"""The price of small caps against large caps: ^RUT / ^GSPC at month-ends since 1987-09."""

from __future__ import annotations

from datetime import date

import numpy as np

from generator.core.model import Unavailable, Value
from generator.metrics.registry import Result, family
from generator.metrics.series import Series, index_gaps, price_ratio, since_start
from generator.metrics.windows import (
    month_end_day,
    month_window,
    session_of,
    span,
    too_long,
    yahoo,
)
from generator.snapshot.view import View

BUBBLE_START = "2000-01"
"""Start of the comparison that the original calls the widest since the dot-com bubble."""


def _ratio(view: View) -> Series:
    series = price_ratio(view)
    if series.at(view.month_end) is None:
        raise too_long(view.monthly("^RUT"))
    return series


def _result(view: View, value: Value, series: Series) -> Result:
    text = span(int(series.months[0]), view.month_end)
    return Result(value, month_end_day(view), text, yahoo("^RUT", "^GSPC"))


def share_at_or_below(series: Series) -> float:
    """Return the share of a series' values that its last one reaches or exceeds."""
    return int((series.values <= series.values[-1]).sum()) / len(series.values)


def _day(view: View, month: int) -> date:
    return session_of(view.monthly("^RUT"), month)


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
    series = since_start(_ratio(view), BUBBLE_START)
    if len(series.values) == 0:
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
    return _result(view, len(series.values), series)


@family(
    "price_ratio",
    "relative.price_ratio.value",
    unit="index",
    formula="^RUT / ^GSPC at month_end, 1987-09 = 100",
)
def ratio_value(view: View) -> Result:
    """Price of small against large caps, as an index that was 100 at the end of 1987-09."""
    series = _ratio(view)
    return _result(view, float(series.values[-1]), series)


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
    value = series.values.min() if end == "low" else series.values.max()
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
    row = int(series.values.argmin() if end == "low" else series.values.argmax())
    return _result(view, _day(view, int(series.months[row])).isoformat(), series)


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
    base = series.values.min() if end == "low" else series.values.max()
    return _result(view, float(series.values[-1] / base - 1), series)


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
    gap = index_gaps(view, months).at(view.month_end - months)
    if gap is None:
        raise too_long(view.monthly("^RUT"))
    text = month_window(view, months)
    return Result(gap, month_end_day(view), text, yahoo("^RUT", "^GSPC"))


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
    series = index_gaps(view, months)
    if series.at(view.month_end - months) is None:
        raise too_long(view.monthly("^RUT"))
    ahead = np.count_nonzero(series.values <= series.values[-1]) / len(series.values)
    text = span(int(series.months[0]) + months, view.month_end)
    return Result(float(ahead), month_end_day(view), text, yahoo("^RUT", "^GSPC"))
