"""Calendar months as plain integers, so that a window is a subtraction, and as pandas' periods."""

from __future__ import annotations

from datetime import date
from functools import cache

import pandas as pd

_EPOCH = 1970 * 12


def month_index(text: str) -> int:
    """Return the number of a month ``YYYY-MM``: years × 12 + months, January being 0."""
    year, month = text.split("-")
    return int(year) * 12 + int(month) - 1


def month_text(index: int) -> str:
    """Return ``YYYY-MM`` for a month's number."""
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_of(day: date) -> int:
    """Return the number of the month that holds a day."""
    return day.year * 12 + day.month - 1


@cache
def period(index: int) -> pd.Period:
    """Return a month's number as pandas' monthly period."""
    return pd.Period(ordinal=index - _EPOCH, freq="M")


def month_number(month: pd.Period) -> int:
    """Return the number of a monthly period."""
    return int(month.ordinal) + _EPOCH
