"""Falls and what followed, read from monthly statistics of daily levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from generator.metrics.memo import per_view
from generator.metrics.windows import first_month, row_of
from generator.snapshot.view import Monthly, View

BEAR_DEPTH = -0.19
"""A fall counts as a bear market from here on."""

BEARS_SINCE = "2000-01"


def common_drawdown(series: Monthly, start: int) -> float:
    """Return the deepest drawdown since a month, as a fraction.

    Months know their lowest level against the all-time high. Once that high lies after the start
    this is exact; until then the lowest levels are compared with earlier month-ends, which is
    never too deep.
    """
    first = row_of(series, start)
    if first == 0:
        # The series itself starts here, so its all-time high always lies after the start.
        return float(series.low_drawdown.min())
    levels, high = series.tr_index[first:], series.tr_running_max[first:]
    own_high = np.maximum.accumulate(levels)
    depths = [float((levels / own_high - 1).min())]
    risen = high > series.tr_running_max[first - 1]
    old = ~risen[1:]
    lows = high[1:][old] * (1 + series.low_drawdown[first + 1 :][old])
    depths += (lows / own_high[:-1][old] - 1).tolist()
    # The month of the first new high still holds days measured against the old one.
    depths += series.low_drawdown[first:][risen][1:].tolist()
    return min(depths)


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


def falls(series: Monthly) -> list[Fall]:
    """Return every fall of a series, oldest first, each from one high to the next.

    A month with a new high may hold the end of one fall and the start of the next; its lowest
    level is given to the side whose month-end was lower.
    """
    found: list[Fall] = []
    high, level = series.tr_running_max.tolist(), series.tr_index.tolist()
    depths, months = series.low_drawdown.tolist(), series.month.tolist()
    start, low, depth = 0, 0, 0.0
    for row in range(len(high)):
        if row > 0 and high[row] > high[row - 1]:
            before = level[row - 1] / high[row - 1] < level[row] / high[row]
            if before and depths[row] < depth:
                low, depth = row, depths[row]
            if depth < 0:
                found.append(Fall(months[start], months[low], depth, months[row]))
            start, low, depth = row, row, 0.0 if before else depths[row]
        elif depths[row] < depth:
            low, depth = row, depths[row]
    if depth < 0:
        found.append(Fall(months[start], months[low], depth, None))
    return found


@per_view
def bear_markets(view: View, symbol: str = "SPY") -> list[Fall]:
    """Return the falls of 19 % or more whose low lies in 2000 or later, oldest first."""
    since = first_month(BEARS_SINCE)
    return [f for f in falls(view.monthly(symbol)) if f.depth <= BEAR_DEPTH and f.low >= since]


def depth_between(series: Monthly, first: int, last: int) -> float | None:
    """Return the deepest drawdown against the fund's own high in some months, if it has them."""
    a, b = series.row(first), series.row(last)
    return None if a is None or b is None else float(series.low_drawdown[a : b + 1].min())


def return_after(view: View, symbol: str, month: int, months: int) -> float | None:
    """Return the total return of the months after a month-end; None if month_end is too early."""
    data = view.monthly(symbol)
    a, b = data.row(month), data.row(month + months)
    if a is None or b is None or month + months > view.month_end:
        return None
    return float(data.tr_index[b] / data.tr_index[a] - 1)
