"""Turns of the policy rate and recessions, as they were known at a view's date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_of
from generator.metrics.cached import cached_per_snapshot, cached_per_view
from generator.snapshot.view import Snapshot, View

EVENTS = ("first_cut", "third_cut", "last_cut")

FIRST_CUT_SPACING = 540
"""Days between two accepted first cuts."""

SINGLE, SINGLE_END = "DFEDTAR", date(2008, 12, 15)
"""The series of the target while it was one rate, and its last day."""

HOLD_AFTER = 270
"""Days after the last change from which the rate counts as on hold."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the target's upper bound, by its effective date; fractions."""

    date: date
    before: float
    upper: float

    @property
    def is_cut(self) -> bool:
        """Return whether the upper bound fell."""
        return self.upper < self.before

    @property
    def bp(self) -> int:
        """Return the change in whole basis points, signed."""
        return round((self.upper - self.before) * 10_000)


@dataclass(frozen=True, slots=True)
class Cycle:
    """An accepted first cut with its third and last cut, as far as they are known."""

    first: Change
    third: Change | None
    last: Change | None


@cached_per_view
def changes(view: View) -> list[Change]:
    """Return all changes of the upper bound, oldest first; the first observation is none."""
    found = []
    for before, after in pairwise(view.rate_changes):
        if after.upper != before.upper:
            found.append(Change(after.date, before.upper, after.upper))
    return found


def rate_sources(view: View, *series: str) -> dict[str, date]:
    """Return FRED's series of the target with the date of the last observation that went in.

    ``series`` are among DFEDTAR, DFEDTARL, DFEDTARU; one that had not begun, or that another has
    followed, is left out or bears the day on which it ended.
    """
    seen = view.rate_observed
    days = {each: seen if each != SINGLE else min(seen, SINGLE_END) for each in series}
    return {f"fred:{each}": day for each, day in days.items() if each == SINGLE or day > SINGLE_END}


SESSIONS_LATE = 1
"""A rate observed this many sessions before as_of is still of that day."""


def is_late(view: View) -> bool:
    """Return whether the rate was last observed more than one session before as_of."""
    return _sessions(view.rate_observed, view.as_of) > SESSIONS_LATE


def _sessions(first: date, last: date) -> int:
    """Return how many sessions of New York lie after ``first``, up to ``last``."""
    day, near = timedelta(days=1), timedelta(days=10)
    if first >= last or np.busday_count(first + day, last + day) <= SESSIONS_LATE:
        return int(first < last)  # too few weekdays to be late: no calendar is needed
    from exchange_calendars import get_calendar  # half a second that a build can mostly do without

    days = get_calendar("XNYS", start=first - near, end=last + near).sessions
    return int(((days > np.datetime64(first)) & (days <= np.datetime64(last))).sum())


def rate_day(view: View) -> date:
    """Return the day up to which the rate decides: as_of, or where late its last observation."""
    return view.rate_observed if is_late(view) else view.as_of


def _cycle(moves: Sequence[Change], position: int) -> Cycle:
    cuts = []
    ended = False
    for move in moves[position:]:
        if not move.is_cut:
            ended = True
            break
        cuts.append(move)
    return Cycle(cuts[0], cuts[2] if len(cuts) > 2 else None, cuts[-1] if ended else None)


@cached_per_view
def cycles(view: View) -> list[Cycle]:
    """Return the accepted first cuts, oldest first, with what followed each."""
    moves = changes(view)
    found: list[Cycle] = []
    for position in range(1, len(moves)):
        move = moves[position]
        if not move.is_cut or moves[position - 1].is_cut:
            continue
        if found and (move.date - found[-1].first.date).days < FIRST_CUT_SPACING:
            continue
        found.append(_cycle(moves, position))
    return found


def events(view: View, event: str) -> list[Change]:
    """Return the changes that an event's definition picks, oldest first."""
    if event == "first_cut":
        return [cycle.first for cycle in cycles(view)]
    if event == "third_cut":
        return [cycle.third for cycle in cycles(view) if cycle.third]
    return [cycle.last for cycle in cycles(view) if cycle.last]


def first_hikes(view: View) -> list[Change]:
    """Return the rises whose preceding change was a cut, oldest first (for charts)."""
    moves = changes(view)
    return [after for before, after in pairwise(moves) if before.is_cut and not after.is_cut]


def regime(moves: Sequence[Change], day: date) -> str:
    """Return ``easing``, ``tightening`` or ``hold`` on a day, from the changes up to it."""
    past = [move for move in moves if move.date <= day]
    if not past:
        raise Unavailable("no_rate_change")
    if (day - past[-1].date).days > HOLD_AFTER:
        return "hold"
    return "easing" if past[-1].is_cut else "tightening"


@cached_per_view
def regimes(view: View) -> pd.Series:
    """Return the regime on each month's last session by month, up to the last observed rate.

    ``easing``, ``tightening`` or ``hold``; missing before the first change. The sessions are those
    of ^GSPC, so no month needs a calendar of its own.
    """
    days = view.monthly("^GSPC").last_session
    known = int(days.searchsorted(pd.Timestamp(rate_day(view)), side="right"))
    return _all_regimes(view.snapshot).iloc[:known]


@cached_per_snapshot
def _all_regimes(snapshot: Snapshot) -> pd.Series:
    # No later change of the rate can alter what was in force on a day.
    found = changes(snapshot.newest())
    moves = pd.DataFrame(
        {"date": pd.to_datetime([move.date for move in found]).astype("datetime64[s]"),
         "regime": ["easing" if move.is_cut else "tightening" for move in found]}
    )  # fmt: skip
    days = snapshot.monthly["^GSPC"].last_session.rename("day")
    known = pd.merge_asof(days.reset_index(), moves, left_on="day", right_on="date")
    age = (known.day - known.date).dt.days
    return known.regime.mask(age > HOLD_AFTER, "hold").set_axis(days.index)


@cached_per_view
def recession_months(view: View) -> frozenset[int]:
    """Return the months in recession as announced by as_of: after a peak, through its trough.

    A recession without an announced trough runs on to as_of.
    """
    if view.recessions is None:
        raise Unavailable("no_recessions")
    found: set[int] = set()
    peak: int | None = None
    for point in sorted(view.recessions, key=lambda p: p.month):
        if point.event == "peak":
            peak = point.month
        elif peak is not None:
            found.update(range(peak + 1, point.month + 1))
            peak = None
    if peak is not None:
        found.update(range(peak + 1, month_of(view.as_of) + 1))
    return frozenset(found)


def recession_source(view: View) -> dict[str, date]:
    """Return the NBER with the day of its last announcement that went in."""
    if not view.recessions:
        return {"nber": view.as_of}
    return {"nber": min(max(point.announced_on for point in view.recessions), view.as_of)}


def met_recession(view: View, month: int, months: int = 12) -> bool:
    """Return whether any of the months after a month lay in a recession."""
    inside = recession_months(view)
    return any(month + step in inside for step in range(1, months + 1))


def latest(moves: Sequence[Change], *, cut: bool) -> Change | None:
    """Return the last cut, or the last rise."""
    for move in reversed(moves):
        if move.is_cut == cut:
            return move
    return None
