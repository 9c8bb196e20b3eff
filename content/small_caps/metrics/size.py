"""The size effect since 1926, from Kenneth French's monthly returns."""

from __future__ import annotations

from datetime import date

import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_number
from generator.metrics.registry import Result, family
from generator.metrics.windows import row_at, span
from generator.snapshot.view import View

STARTS = {"since_1926": "1926-07", "since_1980": "1980-01"}


PORTFOLIOS, FACTORS = "french:Portfolios_Formed_on_ME", "french:F-F_Research_Data_Factors"


def _day(view: View, end: pd.Period) -> date:
    """Return the last session of the last month that a file has, where prices reach back to it."""
    row = row_at(view.monthly("^GSPC"), month_number(end))
    if row is None:
        return end.end_time.date()
    day: date = view.monthly("^GSPC").last_session.iloc[row].date()
    return day


def _result(view: View, value: float, levels: pd.Series, source: str) -> Result:
    first, last = levels.index[1], levels.index[-1]
    return Result(value, _day(view, last), span(first, last), (source,))


def size_levels(view: View, column: str, start: str) -> pd.Series:
    """Return a column from the month before ``start`` to the last month that its file has.

    Index columns begin at 100, the running sum of SMB at 0, in the month before their first.
    """
    french = view.french
    if french is None:
        raise Unavailable("no_french")
    known = french[column].loc[
        french[column].first_valid_index() : french[column].last_valid_index()
    ]
    if known.isna().all():
        raise Unavailable("no_french")
    first = pd.Period(start, "M")
    if known.index[0] > first:
        raise Unavailable("french_too_short")
    base = pd.Series([0.0 if column == "smb_sum" else 100.0], index=[known.index[0] - 1])
    levels: pd.Series = pd.concat([base, known]).loc[first - 1 :]
    if levels.isna().any():
        raise Unavailable("french_gap")
    if len(levels) < 2:
        raise Unavailable("french_too_short")
    return levels


def _growth(levels: pd.Series) -> float:
    """Return the yearly growth as a factor."""
    return float((levels.iloc[-1] / levels.iloc[0]) ** (12 / (len(levels) - 1)))


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
    small, large = (size_levels(view, f"{side}_index", STARTS[since]) for side in ("lo30", "hi30"))
    if len(small) != len(large):
        raise Unavailable("french_gap")
    return _result(view, _growth(small) - _growth(large), small, PORTFOLIOS)


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
    levels = size_levels(view, f"{side}_index", STARTS[since])
    return _result(view, _growth(levels) - 1, levels, PORTFOLIOS)


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
    sums = size_levels(view, "smb_sum", STARTS[since])
    value = 12 * (sums.iloc[-1] - sums.iloc[0]) / (len(sums) - 1)
    return _result(view, float(value), sums, FACTORS)


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
    end = size_levels(view, column, STARTS["since_1980"]).index[-1]
    source = FACTORS if part == "smb" else PORTFOLIOS
    return Result(end.end_time.date().isoformat(), _day(view, end), None, (source,))
