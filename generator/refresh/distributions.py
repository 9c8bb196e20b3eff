"""Payments that are missing from a fund's own calendar, or of a size that it never paid.

A payment that a vendor lost is absent from dividends and adjusted close alike, so nothing
contradicts it but the fund's past: who paid around a day in three years pays in the fourth.
"""

from __future__ import annotations

import itertools
import math
import statistics
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from generator.core.months import month_of
from generator.refresh.facts import Ledger
from generator.refresh.siblings import SiblingPair
from generator.snapshot import accepted

NEAR = timedelta(days=21)  # how far ex-dates of the same quarter lie apart between years
YEARS = 3  # in a row that make a habit
LEAST_FACTOR = 3.0  # times the usual size, or a third of it, is common enough
LEAST_JUDGED = 8  # payments with a habit before them, until their sizes tell what is usual
MARGIN = 1.5  # times the largest departure so far, in logarithms
# A payment this far from the usual is doubted where the price fell by the usual one: the two lie
# so many usual differences from the sibling apart, and the usual one fits so many times better.
# From 1993 to 2026 no true payment was.
OTHER_FACTOR, CLEAR, NEARER = 1.4, 3.0, 2.0
# A payment of the last year so far above the usual is doubted where the price cannot tell, as it is
# when a source lists one twice: of 255 true payments from 2016 to 2026 eight were.
LARGE_FACTOR, RECENT = 1.5, timedelta(days=400)
SESSIONS, SHORTEST = 250, 60  # before the day, that tell how far siblings usually part
MISSING = "expected payment missing"
UNUSUAL = "payment of unusual size"
UNLIKE_FALL = "payment unlike the fall of the price"
LARGE = "payment far above the usual"
NEVER = "no payment listed at all"
NONE = "no payment"


@dataclass(frozen=True)
class _Doubt:
    fund: str
    day: date
    reason: str
    seen: float | None  # the payment as a share of the price; None where there is none
    usual: float


def flag(
    daily: Mapping[str, pd.DataFrame],
    funds: tuple[str, ...],
    ledger: Ledger,
    pairs: Sequence[SiblingPair] = (),
) -> None:
    """Flag and name the doubtful payments of the funds, but for those that a person accepted."""
    for fund in funds:
        for doubt in _doubts(fund, daily, pairs):
            value = NONE if doubt.seen is None else round(doubt.seen, 6)
            key = f"{fund} payment {doubt.day}"
            if key in ledger.known and ledger.known[key].allows(value, 1e-4):
                continue
            name = f"{fund.lower()}.distributions.{doubt.day}"
            ledger.keep(name, "" if doubt.seen is None else f"{doubt.seen:.4%}", None, doubt.reason)
            seen = "none" if doubt.seen is None else f"{doubt.seen:.2%} of the price"
            when = f"around {doubt.day} ({seen}, usual are {doubt.usual:.2%})"
            if doubt.reason == NEVER:
                when = f"since {doubt.day}"
            ledger.notes.append(
                f"{fund}: {doubt.reason} {when}; total returns and yields over it are in doubt; "
                f"to accept it, add to accepted.toml: {accepted.line(key, value, ledger.today)}"
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


def _doubts(
    fund: str, daily: Mapping[str, pd.DataFrame], pairs: Sequence[SiblingPair]
) -> Iterator[_Doubt]:
    frame = daily[fund]
    every = (frame["distribution"] / frame["close"].shift()).fillna(0.0)
    shares = every[every > 0]
    paid = _Payments([day.date() for day in pd.DatetimeIndex(shares.index)], shares.tolist())
    first, last = (pd.Timestamp(frame.index[place]).date() for place in (0, -1))
    if not paid.days and last - first > RECENT:
        yield _Doubt(fund, first, NEVER, None, 0.0)
    yield from _missing(fund, paid, last)
    unusual = list(_unusual(fund, paid))
    yield from unusual
    pair = next((each for each in pairs if each.first == fund and each.second in daily), None)
    fell = pd.Series(math.nan, index=frame.index)
    if pair is not None:
        other = daily[pair.second]["adj_close"].pct_change() * pair.times
        fell = frame["close"].pct_change() - other  # on sessions of both; else not a number
    known = {doubt.day for doubt in unusual}
    yield from (each for each in _unlike(fund, paid, every, fell) if each.day not in known)


def _unlike(fund: str, paid: _Payments, every: pd.Series, fell: pd.Series) -> Iterator[_Doubt]:
    """Yield payments of which the price's fall beside the sibling's move says: it was the usual.

    Where it says neither that nor that all was paid, one of late far above the usual is doubted.
    """
    apart = (fell + every).abs().rolling(SESSIONS, min_periods=SHORTEST).median().shift()
    since = (pd.Timestamp(every.index[-1]) - RECENT).date()
    for day, share, usual in _seasons(paid):
        stamp = pd.Timestamp(day)
        stated, as_usual = abs(fell[stamp] + share), abs(fell[stamp] + usual)
        clear = abs(share - usual) > CLEAR * apart[stamp]
        other = abs(math.log(share / usual)) > math.log(OTHER_FACTOR)
        told = clear and stated * NEARER < as_usual
        if other and clear and as_usual * NEARER < stated:
            yield _Doubt(fund, day, UNLIKE_FALL, share, usual)
        elif share > LARGE_FACTOR * usual and day > since and not told:
            yield _Doubt(fund, day, LARGE, share, usual)


def _seasons(paid: _Payments) -> Iterator[tuple[date, float, float]]:
    """Yield each payment with the usual one of its season, by the years before it."""
    for day, share in zip(paid.days, paid.shares, strict=True):
        past = [paid.around(day, -back) for back in range(1, YEARS + 1)]
        if all(past):
            yield day, share, statistics.median(itertools.chain(*past))


def _missing(fund: str, paid: _Payments, end: date) -> Iterator[_Doubt]:
    """Yield the days around which a payment was due, by the years before, and did not come."""
    for day in paid.days:
        due = _shifted(day, 1)
        habit = [paid.around(day, -back) for back in range(YEARS)]
        if due + NEAR <= end and all(habit) and not paid.around(day, 1):
            yield _Doubt(fund, due, MISSING, None, sum(habit[0]))


def _unusual(fund: str, paid: _Payments) -> Iterator[_Doubt]:
    """Yield payments that depart from those of the same season more than any before them."""
    largest = math.log(LEAST_FACTOR)
    for judged, (day, share, usual) in enumerate(_seasons(paid), start=1):
        departure = abs(math.log(share / usual))
        if departure > MARGIN * largest and judged > LEAST_JUDGED:
            yield _Doubt(fund, day, UNUSUAL, share, usual)
        largest = max(largest, departure)
