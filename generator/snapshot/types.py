"""What a snapshot gives out: frozen values, and one ticker's months as read-only arrays."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from generator.core.model import Unavailable
from generator.core.months import month_text

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Fact:
    """One stored value, as text, with the date that the page shows and where it is from."""

    value: str
    as_of: date
    retrieved_on: date
    source: str

    @property
    def number(self) -> float:
        """Return the value as a float; a ValueError for words."""
        return float(self.value)


@dataclass(frozen=True, slots=True)
class RateChange:
    """A change of the federal funds target, by its first effective day; rates are fractions."""

    date: date
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class WonRate:
    """An observation of the exchange rate, in won per dollar."""

    date: date
    krw: float


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A peak or trough of the US economy; ``month`` as in months.py."""

    event: str
    month: int
    announced_on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """One of the largest holdings of a fund; ``weight`` is a fraction."""

    rank: int
    symbol: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class HoldingList:
    """The largest holdings of a fund by one source."""

    rows: tuple[Holding, ...]
    as_of: date
    retrieved_on: date
    source: str


@dataclass(frozen=True, slots=True)
class SectorWeights:
    """Sector weights of a fund by one source, as fractions by Yahoo's sector keys."""

    weights: Mapping[str, float]
    as_of: date
    retrieved_on: date
    source: str


@dataclass(frozen=True, slots=True)
class French:
    """Ken French's size portfolios by month.

    Indices are 100 before the first month; ``smb_sum`` adds up monthly SMB as fractions. A month
    without a value is NaN; ``ends`` holds each column's last month, absent if it has none.
    """

    month: Ints
    lo30_index: Floats
    hi30_index: Floats
    smb_sum: Floats
    ends: Mapping[str, int]


@dataclass(frozen=True)
class Monthly:
    """One ticker's contiguous months, oldest first; names and units as in derive.py.

    ``worst_day`` and ``best_day`` are NaN exactly where ``n_returns`` is 0, and
    ``mean_dollar_volume`` where ``n_volume`` is 0: use the counts as masks. Only IWM has
    ``daily3x``, only TNA ``pair_n`` and the sums.
    """

    ticker: str
    month: Ints
    last_session: tuple[date, ...]
    complete: npt.NDArray[np.bool_]
    n_returns: Ints
    tr_index: Floats
    price_index: Floats
    tr_running_max: Floats
    low_drawdown: Floats
    sum_log: Floats
    sum_log_sq: Floats
    worst_day: Floats
    best_day: Floats
    days_2pct: Ints
    days_3pct: Ints
    distributions: Floats
    mean_dollar_volume: Floats
    n_volume: Ints
    daily3x: Floats | None = None
    pair_n: Ints | None = None
    sum_x: Floats | None = None
    sum_y: Floats | None = None
    sum_xx: Floats | None = None
    sum_yy: Floats | None = None
    sum_xy: Floats | None = None

    def __len__(self) -> int:
        """Return the number of months, the current one included."""
        return len(self.month)

    @cached_property
    def since(self) -> str:
        """Return the first month as ``YYYY-MM``."""
        return month_text(int(self.month[0]))

    def row(self, month: int) -> int | None:
        """Return the position of a month, None where there is none."""
        if not len(self.month):
            return None
        position = month - int(self.month[0])
        return position if 0 <= position < len(self.month) else None

    def window(self, end: int, months: int) -> slice:
        """Return the rows of the ``months`` complete months that end with month ``end``.

        Raises:
            Unavailable: ``window_too_long`` where there is no close before them,
                ``month_not_complete`` where this ticker has no close on the last session of
                ``end`` or of the month before the window.
        """
        last = self.row(end)
        if last is None:
            raise Unavailable("month_not_complete", ticker=self.ticker, month=month_text(end))
        if last - months < 0:
            raise Unavailable("window_too_long", ticker=self.ticker, since=self.since)
        for row in (last, last - months):
            if not self.complete[row]:
                month = month_text(int(self.month[row]))
                raise Unavailable("month_not_complete", ticker=self.ticker, month=month)
        return slice(last - months + 1, last + 1)

    def cut(self, day: date) -> Monthly:
        """Return the months whose last session is not after ``day``."""
        count = bisect_right(self.last_session, day)
        if count == len(self):
            return self
        names = (name for name in self.__dataclass_fields__ if name != "ticker")
        parts = {name: getattr(self, name) for name in names}
        cut: dict[str, Any] = {
            name: None if part is None else part[:count] for name, part in parts.items()
        }
        return Monthly(ticker=self.ticker, **cut)
