"""What followed when small caps' price against large caps was as low as at the last month-end."""

from __future__ import annotations

from statistics import median

from generator.core.model import Unavailable, Value
from generator.core.months import month_index
from generator.metrics.cached import cached_per_view
from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, row_at, span, yahoo
from generator.snapshot.view import View
from small_caps.metrics.indices import GAP_START, index_gaps, price_ratio

HORIZON = 12
_CASES = "month-ends since 1987-09 with ^RUT / ^GSPC at or below its value at month_end"


@cached_per_view
def gaps_after_low_ratio(view: View) -> tuple[float, ...]:
    """Return ^RUT − ^GSPC price return over the 12 months after each such month-end."""
    ratio, gaps = price_ratio(view), index_gaps(view, HORIZON)
    row = row_at(ratio, view.month_end)
    if row is None:
        return ()
    low = ratio[ratio <= ratio.iloc[row]].index
    return tuple(gaps[gaps.index.isin(low)].tolist())


def _result(view: View, value: Value) -> Result:
    text = span(month_index(GAP_START), view.month_end)
    return Result(value, month_end_day(view), text, yahoo("^RUT", "^GSPC"))


@family(
    "low_ratio_n",
    "relative.low_ratio_12m.n",
    unit="count",
    formula=f"{_CASES} and 12 complete months after",
)
def low_ratio_n(view: View) -> Result:
    """Number of month-ends with a price ratio as low as now and a year known after them."""
    return _result(view, len(gaps_after_low_ratio(view)))


@family(
    "low_ratio_wins",
    "relative.low_ratio_12m.wins",
    unit="count",
    formula="of these, price return of ^RUT > of ^GSPC over the 12 months after",
)
def low_ratio_wins(view: View) -> Result:
    """Number of these month-ends after which small caps were ahead a year later."""
    return _result(view, sum(gap > 0 for gap in gaps_after_low_ratio(view)))


@family(
    "low_ratio_median",
    "relative.low_ratio_12m.median_gap",
    unit="pp",
    formula="median price return of ^RUT − of ^GSPC over the 12 months after these month-ends",
)
def low_ratio_median(view: View) -> Result:
    """Median lead of small caps in the year after month-ends with a price ratio this low."""
    found = gaps_after_low_ratio(view)
    if not found:
        raise Unavailable("no_low_ratio")
    return _result(view, median(found))
