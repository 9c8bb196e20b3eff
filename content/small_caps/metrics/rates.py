"""The policy rate: where it stands and how it last moved."""

from __future__ import annotations

from datetime import date

from generator.core.model import Unavailable, Value
from generator.metrics.registry import Result, family
from generator.metrics.windows import original_date, since
from generator.snapshot.view import View
from small_caps.metrics.events import (
    SINGLE,
    Change,
    changes,
    cycles,
    is_late,
    latest,
    rate_day,
    rate_sources,
    regime,
)


def _upper(view: View, value: Value, window: str | None = None) -> Result:
    sources = rate_sources(view, "DFEDTAR", "DFEDTARU")
    return Result(value, view.rate_observed, window, sources)


def _last(view: View) -> Change:
    moves = changes(view)
    if not moves:
        raise Unavailable("no_rate_change")
    return moves[-1]


def _turn(view: View, *, cut: bool) -> Change:
    found = latest(changes(view), cut=cut)
    if found is None:
        raise Unavailable("no_cut" if cut else "no_hike")
    return found


def _since_first_cut(view: View) -> list[Change]:
    """Return the cuts of the latest cycle, from its first to the last before a rise or as_of."""
    known = cycles(view)
    if not known:
        raise Unavailable("no_first_cut")
    start: date = known[-1].first.date
    run: list[Change] = []
    for move in changes(view):
        if move.date < start:
            continue
        if not move.is_cut:
            break
        run.append(move)
    return run


@family(
    "rate_target",
    "rate.target_{bound}",
    unit="ratio",
    digits=2,
    formula="DFEDTAR to 2008-12-15, then DFEDTARL (lower) and DFEDTARU (upper)",
    bound=("lower", "upper"),
)
def rate_target(view: View, bound: str) -> Result:
    """Federal funds target: the bound of the range in force at as_of."""
    if not view.rate_changes:
        raise Unavailable("no_rate")
    row = view.rate_changes[-1]
    value = row.lower if bound == "lower" else row.upper
    series = "DFEDTARL" if bound == "lower" else "DFEDTARU"
    # Since the range began, the single rate before it says nothing of the present one.
    in_force = rate_sources(view, series) or rate_sources(view, SINGLE)
    return Result(value, view.rate_observed, None, in_force)


@family(
    "rate_observed",
    "rate.observed_date",
    unit="date",
    formula="day of the last observation of DFEDTAR, later DFEDTARU, by as_of",
)
def rate_observed(view: View) -> Result:
    """Day on which the target was last observed."""
    return _upper(view, view.rate_observed.isoformat())


@family(
    "rate_observation",
    "rate.observation",
    unit="text",
    formula="late if observed more than one session before as_of, else current",
)
def rate_observation(view: View) -> Result:
    """Whether the target is known up to the date of the data: current or late."""
    return _upper(view, "late" if is_late(view) else "current")


@family(
    "rate_last_change_date",
    "rate.last_change_date",
    unit="date",
    formula="effective date of the last change of the upper bound",
)
def last_change_date(view: View) -> Result:
    """Day on which the target's upper bound last changed (FRED's effective date)."""
    return _upper(view, _last(view).date.isoformat())


@family(
    "rate_last_change_bp",
    "rate.last_change_bp",
    unit="bp",
    formula="upper bound after − before the last change",
)
def last_change_bp(view: View) -> Result:
    """Size of the last change of the upper bound; a cut is negative."""
    return _upper(view, _last(view).bp)


@family(
    "rate_before_change",
    "rate.previous_upper",
    unit="ratio",
    digits=2,
    formula="upper bound before the last change",
)
def previous_upper(view: View) -> Result:
    """Upper bound that held before the last change."""
    return _upper(view, _last(view).before)


@family(
    "rate_regime",
    "rate.regime",
    unit="text",
    formula="sign of the last change; hold if it lies more than 270 days before as_of",
)
def rate_regime(view: View) -> Result:
    """Direction of policy: easing, tightening or hold."""
    return _upper(view, regime(changes(view), rate_day(view)))


@family(
    "rate_days_since_change",
    "rate.days_since_change",
    unit="count",
    formula="calendar days from the last change of the upper bound to as_of",
)
def days_since_change(view: View) -> Result:
    """Days since the upper bound last changed."""
    return _upper(view, (rate_day(view) - _last(view).date).days)


@family(
    "rate_last_cut_date",
    "rate.last_cut_date",
    unit="date",
    formula="effective date of the last decrease of the upper bound",
)
def last_cut_date(view: View) -> Result:
    """Day of the latest cut."""
    return _upper(view, _turn(view, cut=True).date.isoformat())


@family(
    "rate_last_hike_date",
    "rate.last_hike_date",
    unit="date",
    formula="effective date of the last increase of the upper bound",
)
def last_hike_date(view: View) -> Result:
    """Day of the latest rise."""
    return _upper(view, _turn(view, cut=False).date.isoformat())


@family(
    "rate_first_cuts",
    "rate.first_cuts.n",
    unit="count",
    formula="decreases after an increase, at least 540 days after the previous accepted one",
)
def first_cuts(view: View) -> Result:
    """Number of first cuts since 1982-09-27, also those without a window of returns."""
    return _upper(view, len(cycles(view)))


@family(
    "rate_last_first_cut_date",
    "rate.last_first_cut_date",
    unit="date",
    formula="effective date of the latest first cut",
)
def last_first_cut_date(view: View) -> Result:
    """Day on which the latest round of cuts began."""
    return _upper(view, _since_first_cut(view)[0].date.isoformat())


@family(
    "rate_cycle_cuts",
    "rate.cycle_cuts.n",
    unit="count",
    formula="decreases from the latest first cut on with no increase in between",
)
def cycle_cuts(view: View) -> Result:
    """Number of cuts in the latest round of cuts."""
    return _upper(view, len(_since_first_cut(view)))


@family(
    "rate_cycle_bp",
    "rate.cycle_cuts.bp",
    unit="bp",
    formula="sum of the decreases from the latest first cut on with no increase in between",
)
def cycle_bp(view: View) -> Result:
    """Size of the latest round of cuts in all; negative."""
    return _upper(view, sum(move.bp for move in _since_first_cut(view)))


@family(
    "rate_cycle_peak",
    "rate.cycle_cuts.from_upper",
    unit="ratio",
    digits=2,
    formula="upper bound before the latest first cut",
)
def cycle_peak(view: View) -> Result:
    """Upper bound from which the latest round of cuts began."""
    return _upper(view, _since_first_cut(view)[0].before)


def _upper_at_publication(view: View) -> float:
    _, published = since(view, "since_published")
    if rate_day(view) < published:
        raise Unavailable("no_rate_then", date=published.isoformat())
    past = [row for row in view.rate_changes if row.date <= published]
    if not past:
        raise Unavailable("no_rate")
    return past[-1].upper


@family(
    "rate_at_publication",
    "rate.at_publication.upper",
    unit="ratio",
    digits=2,
    formula="upper bound in force on {original_date}",
)
def at_publication(view: View) -> Result:
    """Upper bound of the target on the original's date."""
    return _upper(view, _upper_at_publication(view))


@family(
    "rate_since_publication",
    "rate.since_published.bp",
    unit="bp",
    formula="upper bound at as_of − upper bound on {original_date}",
)
def since_publication(view: View) -> Result:
    """Change of the upper bound since the original's date; a cut is negative."""
    before = _upper_at_publication(view)
    value = round((view.rate_changes[-1].upper - before) * 10_000)
    return _upper(view, value, f"{original_date(view)}..{rate_day(view)}")
