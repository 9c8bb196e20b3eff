"""The size effect since 1926, from Kenneth French's monthly returns."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np

from generator.core.model import Unavailable
from generator.metrics.registry import Result, family
from generator.metrics.windows import first_month, span
from generator.snapshot.view import View

STARTS = {"since_1926": "1926-07", "since_1980": "1980-01"}


PORTFOLIOS, FACTORS = "french:Portfolios_Formed_on_ME", "french:F-F_Research_Data_Factors"


def _last_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, monthrange(month // 12, month % 12 + 1)[1])


def _day(view: View, end: int) -> date:
    """Return the last session of the last month that a file has, where prices reach back to it."""
    data = view.monthly("^GSPC")
    row = data.row(end)
    return _last_day(end) if row is None else data.last_session[row]


def _result(view: View, value: float, start: int, end: int, source: str) -> Result:
    return Result(value, _day(view, end), span(start, end), (source,))


def size_levels(view: View, column: str, start: int) -> tuple[np.ndarray, int]:
    """Return a column from the month before ``start`` to the last month that its file has.

    Index columns begin at 100, the running sum of SMB at 0, in the month before their first.
    """
    french = view.french
    if french is None:
        raise Unavailable("no_french")
    values = getattr(french, column)
    known = np.flatnonzero(~np.isnan(values) & (french.month <= view.month_end))
    if len(known) == 0:
        raise Unavailable("no_french")
    first, last = int(french.month[known[0]]), int(known[-1])
    if first > start:
        raise Unavailable("french_too_short")
    rows = values[known[0] : last + 1]
    base = 0.0 if column == "smb_sum" else 100.0
    levels = np.concatenate((np.array([base]), rows))[start - first :]
    if np.isnan(levels).any():
        raise Unavailable("french_gap")
    if len(levels) < 2:
        raise Unavailable("french_too_short")
    return levels, int(french.month[last])


@family(
    "lo30_hi30",
    "size.lo30_hi30.{since}",
    unit="pp",
    formula="CAGR of Lo 30 − CAGR of Hi 30, value-weighted; CAGR = Π(1 + r)^(12/n) − 1",
    optional=True,
    since=tuple(STARTS),
)
def lo30_hi30(view: View, since: str) -> Result:
    """Yearly return of the smallest 30 % of US stocks minus that of the largest 30 %."""
    start = first_month(STARTS[since])
    small, end = size_levels(view, "lo30_index", start)
    large, _ = size_levels(view, "hi30_index", start)
    if len(small) != len(large):
        raise Unavailable("french_gap")
    power = 12 / (len(small) - 1)
    value = (small[-1] / small[0]) ** power - (large[-1] / large[0]) ** power
    return _result(view, float(value), start, end, PORTFOLIOS)


@family(
    "size_cagr",
    "size.{side}.{since}",
    unit="ratio",
    formula="Π(1 + r)^(12/n) − 1, value-weighted monthly returns",
    optional=True,
    side=("lo30", "hi30"),
    since=tuple(STARTS),
)
def size_cagr(view: View, side: str, since: str) -> Result:
    """Yearly return of the smallest (lo30) or largest (hi30) 30 % of US stocks."""
    start = first_month(STARTS[since])
    levels, end = size_levels(view, f"{side}_index", start)
    value = (levels[-1] / levels[0]) ** (12 / (len(levels) - 1)) - 1
    return _result(view, float(value), start, end, PORTFOLIOS)


@family(
    "smb",
    "size.smb.{since}",
    unit="ratio",
    formula="12 × mean monthly SMB",
    optional=True,
    since=tuple(STARTS),
)
def smb(view: View, since: str) -> Result:
    """Mean yearly return of small minus big (the SMB factor)."""
    start = first_month(STARTS[since])
    sums, end = size_levels(view, "smb_sum", start)
    value = 12 * (sums[-1] - sums[0]) / (len(sums) - 1)
    return _result(view, float(value), start, end, FACTORS)


@family(
    "size_end",
    "size.{part}.end",
    unit="date",
    formula="last day of the last month that the file has, at most month_end",
    optional=True,
    part=("lo30_hi30", "smb"),
)
def size_end(view: View, part: str) -> Result:
    """Last month of Ken French's file; the two files end in different months."""
    column = "smb_sum" if part == "smb" else "lo30_index"
    _, end = size_levels(view, column, first_month("1980-01"))
    source = FACTORS if part == "smb" else PORTFOLIOS
    return Result(_last_day(end).isoformat(), _day(view, end), None, (source,))
