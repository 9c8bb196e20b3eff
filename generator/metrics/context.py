"""What the text sets beside other numbers: the rate when the original appeared, shared events."""

from __future__ import annotations

from bisect import bisect_right

from generator.metrics.events import cycles
from generator.metrics.registry import Result, family
from generator.metrics.windows import PUBLISHED_ON
from generator.model import Unavailable
from generator.snapshot import View

_UPPER = ("fred:DFEDTAR", "fred:DFEDTARU")


def _upper_at_publication(view: View) -> float:
    """Return the target's upper bound in force on the original's date, as a fraction."""
    if view.as_of < PUBLISHED_ON:
        raise Unavailable("before_publication", date=PUBLISHED_ON.isoformat())
    days = [change.date for change in view.rate_changes]
    row = bisect_right(days, PUBLISHED_ON)
    if row == 0:
        raise Unavailable("no_rate")
    return view.rate_changes[row - 1].upper


@family(
    "rate_at_publication",
    "rate.at_publication.target_upper",
    unit="ratio",
    formula="DFEDTARU in force on 2025-11-28",
)
def rate_at_publication(view: View) -> Result:
    """Upper bound of the target range on the day the original is estimated to have appeared."""
    return Result(_upper_at_publication(view), PUBLISHED_ON, None, _UPPER)


@family(
    "rate_change_since_published",
    "rate.since_published.bp",
    unit="bp",
    formula="DFEDTARU at as_of − DFEDTARU on 2025-11-28",
)
def rate_change_since_published(view: View) -> Result:
    """Change of the upper bound from the original's date to as_of."""
    change = view.rate_changes[-1].upper - _upper_at_publication(view)
    window = f"{PUBLISHED_ON}..{view.as_of}"
    return Result(round(change * 10_000), view.as_of, window, _UPPER)


@family(
    "cycle_shared",
    "cycles.third_is_last.n",
    unit="count",
    formula="first cuts whose third and last cut are the same change",
)
def cycle_shared(view: View) -> Result:
    """Number of rounds of cuts in which the third cut was also the last."""
    shared = sum(cycle.third is not None and cycle.third == cycle.last for cycle in cycles(view))
    return Result(shared, view.as_of, None, _UPPER)
