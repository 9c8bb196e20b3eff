"""Falls and what followed, read from monthly statistics of daily levels."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from generator.core.months import month_index, month_number
from generator.metrics.cached import cached_per_view
from generator.metrics.series import growth
from generator.metrics.windows import last_of, row_at
from generator.snapshot.view import View

BEAR_DEPTH = -0.19
"""A fall counts as a bear market from here on."""

BEARS_SINCE = "2000-01"


@dataclass(frozen=True, slots=True)
class Fall:
    """One fall of a fund between two of its highs; months are numbers of months.

    ``depth``: lowest daily level against the high, a negative fraction. ``recovered``: month of
    the next high, None while there is none.
    """

    start: int
    low: int
    depth: float
    recovered: int | None


def falls(months: pd.DataFrame) -> list[Fall]:
    """Return every fall in a ticker's months, oldest first, each from one high to the next.

    A month with a new high may hold the end of one fall and the start of the next; its lowest
    level is given to the side whose month-end was lower.
    """
    found: list[Fall] = []
    high, level = months.tr_running_max.tolist(), months.tr_index.tolist()
    depths, numbers = months.low_drawdown.tolist(), [month_number(each) for each in months.index]
    start, low, depth = 0, 0, 0.0
    for row in range(len(high)):
        if row > 0 and high[row] > high[row - 1]:
            before = level[row - 1] / high[row - 1] < level[row] / high[row]
            if before and depths[row] < depth:
                low, depth = row, depths[row]
            if depth < 0:
                found.append(Fall(numbers[start], numbers[low], depth, numbers[row]))
            start, low, depth = row, row, 0.0 if before else depths[row]
        elif depths[row] < depth:
            low, depth = row, depths[row]
    if depth < 0:
        found.append(Fall(numbers[start], numbers[low], depth, None))
    return found


@cached_per_view
def bear_markets(view: View, symbol: str) -> list[Fall]:
    """Return the falls of 19 % or more whose low lies in 2000 or later, oldest first."""
    since = month_index(BEARS_SINCE)
    return [f for f in falls(view.monthly(symbol)) if f.depth <= BEAR_DEPTH and f.low >= since]


def depth_between(view: View, symbol: str, first: int, last: int) -> float | None:
    """Return the deepest drawdown against a ticker's own high in some months, if it has them."""
    months = view.monthly(symbol)
    a, b = row_at(months, first), row_at(months, last)
    return None if a is None or b is None else float(months.low_drawdown.iloc[a : b + 1].min())


def return_after(view: View, symbol: str, month: int, months: int) -> float | None:
    """Return the total return of the months after a month-end; None if month_end is too early."""
    if not len(view.monthly(symbol)) or month + months > last_of(view, symbol):
        return None
    found = growth(view.snapshot, symbol, months)
    row = row_at(found, month)
    return None if row is None else float(found.iloc[row])
