"""The lead and the price ratio to the data's date, beside what the last month-end says."""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.core.months import month_number, month_of
from generator.metrics.registry import Result, family
from generator.metrics.series import return_since
from generator.metrics.windows import MONTHS, original_date, row_of, session_of, yahoo
from generator.snapshot.view import View
from small_caps.metrics.indices import price_ratio
from small_caps.metrics.windows_to_date import month_before, window_to_date


@family(
    "lead_before_month",
    "relative.iwm_spy.before_month",
    unit="pp",
    formula="IWM − SPY, total return from {original_date} to the end of the month before as_of's",
)
def lead_before_month(view: View) -> Result:
    """IWM’s lead over SPY since the original as it stood when as_of's month began."""
    published = original_date(view)
    month, start = month_before(view), month_of(published)
    if month <= start:
        raise Unavailable("before_publication", date=published.isoformat())
    values = []
    for symbol in ("IWM", "SPY"):
        levels = view.monthly(symbol).tr_index
        now, then = (levels.iloc[row_of(view, symbol, each)] for each in (month, start))
        values.append(float(now / then))
    day = session_of(view, month)
    return Result(values[0] - values[1], day, f"{published}..{day}", yahoo("IWM", "SPY"))


@family(
    "relative_year_to_date",
    "relative.iwm_spy.1y_to_date",
    unit="pp",
    formula="IWM − SPY, total return from the start of the 1y window to as_of",
)
def relative_year(view: View) -> Result:
    """IWM’s total return minus SPY’s over the closed year and the days since."""
    start = view.month_end - MONTHS["1y"]
    small, large = (return_since(view, symbol, start) for symbol in ("IWM", "SPY"))
    return Result(
        small - large, view.as_of, window_to_date(view, "SPY", start), yahoo("IWM", "SPY")
    )


@family(
    "price_ratio_percentile_to_date",
    "relative.price_ratio.percentile_to_date",
    unit="ratio",
    formula="share of month-ends since 1987-09 with ^RUT / ^GSPC at or below as_of's",
)
def percentile_to_date(view: View) -> Result:
    """Rank of the price ratio at as_of among the month-ends since 1987-09."""
    closed = price_ratio(view)
    if closed.empty:
        raise Unavailable("no_complete_window")
    first = month_number(closed.index[0])
    grown = []
    for symbol in ("^RUT", "^GSPC"):
        levels = view.monthly(symbol).price_index
        grown.append(float(levels.iloc[-1] / levels.iloc[row_of(view, symbol, first)]))
    # The same division in another order may differ in the last bit.
    now = grown[0] / grown[1] * 100 * (1 + 1e-12)
    text = f"{session_of(view, first, '^RUT')}..{view.as_of}"
    share = int((closed <= now).sum()) / len(closed)
    return Result(share, view.as_of, text, yahoo("^RUT", "^GSPC"))
