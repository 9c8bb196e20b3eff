"""A fund's distributions a year earlier: did its yield fall because one large payout is past?"""

from __future__ import annotations

from generator.metrics.registry import Result, family
from generator.metrics.series import Floats
from generator.metrics.windows import FUND_KEYS, row_of, session_of, span, ticker, yahoo
from generator.model import Unavailable
from generator.snapshot import View


def _paid_year_before(view: View, fund: str) -> tuple[Floats, float]:
    """Return the monthly distributions of the 12 months before the last 12, and the close then.

    Both are in the units of the price index.
    """
    data = view.monthly(ticker(fund))
    last = view.month_end - 12
    row_of(data, last)  # says since when there are prices, where they begin later
    rows = data.window(last, 12)
    # Each month stores its distributions as a share of its own closing price.
    paid: Floats = data.distributions[rows] * data.price_index[rows]
    return paid, float(data.price_index[rows.stop - 1])


def _result(view: View, fund: str, value: float) -> Result:
    text = span(view.month_end - 23, view.month_end - 12)
    day = session_of(view.monthly("SPY"), view.month_end - 12)
    return Result(value, day, text, yahoo(ticker(fund)))


@family(
    "yield_year_before",
    "{fund}.yield.year_before",
    unit="ratio",
    formula="distributions with ex-date in the 12 months to month_end − 12 months / close then",
    fund=FUND_KEYS,
)
def yield_year_before(view: View, fund: str) -> Result:
    """Yield as it stood a year before month_end."""
    paid, close = _paid_year_before(view, fund)
    return _result(view, fund, float(paid.sum()) / close)


@family(
    "payout_largest",
    "{fund}.yield.year_before.largest_share",
    unit="ratio",
    formula="largest month's distributions / all distributions of those 12 months",
    fund=FUND_KEYS,
)
def payout_largest(view: View, fund: str) -> Result:
    """Share of that year's distributions that came in its largest month."""
    paid, _ = _paid_year_before(view, fund)
    total = float(paid.sum())
    if total <= 0:
        raise Unavailable("no_payout", fund=ticker(fund))
    return _result(view, fund, float(paid.max()) / total)
