"""Small minus large in the year after first cuts, with a recession and without one."""

from __future__ import annotations

from statistics import median

from generator.core.model import Unavailable, Value
from generator.core.months import month_index, month_of
from generator.metrics.cached import cached_per_view
from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, span, yahoo
from generator.snapshot.view import View
from small_caps.metrics.cycles import GROUPS, event_gaps
from small_caps.metrics.events import met_recession, rate_sources, recession_source
from small_caps.metrics.indices import GAP_START

HORIZON = "12m"
_GAP = "price return of ^RUT − of ^GSPC over the 12 months after the event's month-end"


@cached_per_view
def gaps_by_recession(view: View, group: str) -> tuple[float, ...]:
    """Return ^RUT − ^GSPC price return over the 12 months after the first cuts of a group.

    ``recession``: one of those months lies in a recession announced by as_of; ``no_recession``:
    none does. Only complete windows; Unavailable where the recessions were never fetched.
    """
    wanted = group == "recession"
    return tuple(
        gap
        for change, gap in event_gaps(view, "first_cut", HORIZON)
        if met_recession(view, month_of(change.date)) == wanted
    )


def _result(view: View, value: Value) -> Result:
    text = span(month_index(GAP_START), view.month_end)
    day = month_end_day(view)
    sources = dict.fromkeys(yahoo("^RUT", "^GSPC"), day)
    sources |= rate_sources(view, "DFEDTAR", "DFEDTARU") | recession_source(view)
    return Result(value, min(day, view.rate_observed), text, sources)


@family(
    "first_cut_group_n",
    "cycles.first_cut.12m.{group}.n",
    unit="count",
    formula="first cuts with 12 complete months after, with (without) an announced recession "
    "month among them",
    optional=True,
    group=GROUPS,
)
def first_cut_group_n(view: View, group: str) -> Result:
    """Number of first cuts followed by a recession, or by none, and by twelve known months."""
    return _result(view, len(gaps_by_recession(view, group)))


@family(
    "first_cut_group_wins",
    "cycles.first_cut.12m.{group}.wins",
    unit="count",
    formula=f"of these, {_GAP} > 0",
    optional=True,
    group=GROUPS,
)
def first_cut_group_wins(view: View, group: str) -> Result:
    """Number of these first cuts after which small caps were ahead of large caps."""
    return _result(view, sum(gap > 0 for gap in gaps_by_recession(view, group)))


@family(
    "first_cut_group_median",
    "cycles.first_cut.12m.{group}.median_gap",
    unit="pp",
    formula=f"median of the gaps; gap = {_GAP}",
    optional=True,
    group=GROUPS,
)
def first_cut_group_median(view: View, group: str) -> Result:
    """Median lead of small caps over large caps in the year after these first cuts."""
    found = gaps_by_recession(view, group)
    if not found:
        raise Unavailable("no_complete_window")
    return _result(view, median(found))
