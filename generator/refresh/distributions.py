"""Payments that are missing from a fund's own calendar, or of a size that it never paid.

A payment that a vendor lost is absent from dividends and adjusted close alike, so nothing
contradicts it but the fund's past: who paid around a day in three years pays in the fourth.
"""

from __future__ import annotations

import itertools
import math
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from generator.core.months import month_of
from generator.refresh.facts import Ledger
from generator.snapshot import accepted

NEAR = timedelta(days=21)  # how far ex-dates of the same quarter lie apart between years
YEARS = 3  # in a row that make a habit
LEAST_FACTOR = 3.0  # times the usual size, or a third of it, is common enough
LEAST_JUDGED = 8  # payments with a habit before them, until their sizes tell what is usual
MARGIN = 1.5  # times the largest departure so far, in logarithms
MISSING = "expected payment missing"
UNUSUAL = "payment of unusual size"
NONE = "no payment"


@dataclass(frozen=True)
class _Doubt:
    fund: str
    day: date
    reason: str
    seen: float | None  # the payment as a share of the price; None where there is none
    usual: float


def flag(daily: Mapping[str, pd.DataFrame], funds: tuple[str, ...], ledger: Ledger) -> None:
    """Flag and name the doubtful payments of the funds, but for those that a person accepted."""
    for fund in funds:
        for doubt in _doubts(fund, daily[fund]):
            value = NONE if doubt.seen is None else round(doubt.seen, 6)
            key = f"{fund} payment {doubt.day}"
            if key in ledger.known and ledger.known[key].allows(value, 1e-4):
                continue
            name = f"{fund.lower()}.distributions.{doubt.day}"
            ledger.keep(name, "" if doubt.seen is None else f"{doubt.seen:.4%}", None, doubt.reason)
            ledger.notes.append(
                f"{fund}: {doubt.reason} around {doubt.day} "
                f"({'none' if doubt.seen is None else f'{doubt.seen:.2%} of the price'}, usual are "
                f"{doubt.usual:.2%}); total returns and yields over it are in doubt; to accept it, "
                f"add to content/accepted.toml: {accepted.line(key, value, ledger.today)}"
            )


def doubted(fund: str, flags: Iterable[Mapping[str, Any]]) -> set[int]:
    """Return the months (see months.py) into which a payment that was flagged may come late."""
    start = f"{fund.lower()}.distributions."
    found: set[int] = set()
    for flag in flags:
        if flag["id"].startswith(start):
            day = date.fromisoformat(flag["id"].removeprefix(start)[:10])
            found |= {month_of(each) for each in (day - NEAR, day, day + NEAR)}
    return found


@dataclass(frozen=True)
class _Payments:
    """A fund's payments by day, as shares of the price before."""

    days: list[date]
    shares: list[float]

    def around(self, day: date, years: int) -> list[float]:
        """Return the payments near the day some years later, or earlier where negative."""
        middle = _shifted(day, years)
        first = bisect_left(self.days, middle - NEAR)
        return self.shares[first : bisect_right(self.days, middle + NEAR)]


def _shifted(day: date, years: int) -> date:
    """Return the same day of another year; 28 February for a leap day."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _doubts(fund: str, frame: pd.DataFrame) -> Iterator[_Doubt]:
    shares = (frame["distribution"] / frame["close"].shift()).dropna()
    shares = shares[shares > 0]
    paid = _Payments([day.date() for day in pd.DatetimeIndex(shares.index)], shares.tolist())
    yield from _missing(fund, paid, pd.Timestamp(frame.index[-1]).date())
    yield from _unusual(fund, paid)


def _missing(fund: str, paid: _Payments, end: date) -> Iterator[_Doubt]:
    """Yield the days around which a payment was due, by the years before, and did not come."""
    for day in paid.days:
        due = _shifted(day, 1)
        habit = [paid.around(day, -back) for back in range(YEARS)]
        if due + NEAR <= end and all(habit) and not paid.around(day, 1):
            yield _Doubt(fund, due, MISSING, None, sum(habit[0]))


def _unusual(fund: str, paid: _Payments) -> Iterator[_Doubt]:
    """Yield payments that depart from those of the same season more than any before them."""
    largest, judged = math.log(LEAST_FACTOR), 0
    for day, share in zip(paid.days, paid.shares, strict=True):
        past = [paid.around(day, -back) for back in range(1, YEARS + 1)]
        if not all(past):
            continue
        usual = statistics.median(itertools.chain(*past))
        departure = abs(math.log(share / usual))
        judged += 1
        if departure > MARGIN * largest and judged > LEAST_JUDGED:
            yield _Doubt(fund, day, UNUSUAL, share, usual)
        largest = max(largest, departure)
