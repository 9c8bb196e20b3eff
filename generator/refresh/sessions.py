"""Trading sessions of an exchange, from a calendar that needs no network."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cached_property

import exchange_calendars
import pandas as pd

from generator.snapshot.series import NEW_YORK

FIRST = "1927-12-30"
SATURDAY = 5


class Sessions:
    """The sessions that were over at a moment; days without hour are those of the exchange.

    That is the New York Stock Exchange where no other calendar is named.
    """

    def __init__(self, now: datetime, calendar: str = NEW_YORK) -> None:
        """Take the moment of the refresh, with its time zone."""
        self.now = now
        last = (now + timedelta(days=40)).date().isoformat()
        first = pd.Timestamp(FIRST)
        if calendar != NEW_YORK:
            # Some exchanges' holidays are not known that far back.
            known = exchange_calendars.get_calendar(calendar).bound_min()
            first = max(first, known or first)
        self._calendar = exchange_calendars.get_calendar(calendar, start=first, end=last)

    @cached_property
    def days(self) -> pd.DatetimeIndex:
        """Return all sessions known, some of them still to come; naive midnights."""
        return pd.DatetimeIndex(self._calendar.sessions).tz_localize(None)

    @property
    def at_weekends(self) -> bool:
        """Whether there are sessions on Saturdays or Sundays."""
        return bool((self.days.day_of_week >= SATURDAY).any())

    @cached_property
    def last_over(self) -> date:
        """Return the last session that has closed."""
        closes = pd.Series(pd.DatetimeIndex(self._calendar.closes), index=self.days)
        over = closes[closes <= pd.Timestamp(self.now).tz_convert("UTC")]
        return pd.Timestamp(over.index[-1]).date()

    def between(self, first: date, last: date) -> int:
        """Return how many sessions lie after ``first``, up to ``last``; negative backwards."""
        start, end = (
            int(self.days.searchsorted(pd.Timestamp(day), "right")) for day in (first, last)
        )
        return end - start

    def longest_gap(self, bars: pd.DatetimeIndex) -> tuple[int, date | None]:
        """Return the most sessions in a row without a bar, and the first of them."""
        expected = self.days[(self.days >= bars[0]) & (self.days <= bars[-1])]
        absent = ~expected.isin(bars)
        longest, length, first = 0, 0, None
        for position, is_absent in enumerate(absent):
            length = length + 1 if is_absent else 0
            if length > longest:
                longest, first = length, expected[position - length + 1].date()
        return longest, first

    def last_of(self, month: int) -> date:
        """Return the last session of a month (see months.py)."""
        return self._last_of[month]

    @cached_property
    def _last_of(self) -> dict[int, date]:
        return {day.year * 12 + day.month - 1: day.date() for day in self.days}

    def month_end(self, as_of: date) -> int:
        """Return the last month (see months.py) whose last session is not after ``as_of``."""
        month = as_of.year * 12 + as_of.month - 1
        later = self.days[self.days > pd.Timestamp(as_of)]
        following = later[0]
        same = following.year * 12 + following.month - 1 == month
        return month - 1 if same else month
