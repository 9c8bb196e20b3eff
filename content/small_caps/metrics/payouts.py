"""How a year's distributions were spread: one large payout can lift a yield and then leave it."""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.metrics.funds import distribution_yield
from generator.metrics.registry import FUNDS, Result, family
from generator.metrics.windows import row_of, session_of, span, ticker, window, yahoo
from generator.snapshot.view import View


@family(
    "yield_year_ago",
    "{fund}.yield.year_ago",
    unit="ratio",
    digits=2,
    formula="distributions in the 12 months to month_end − 12 / close then",
    fund=(FUNDS,),
)
def yield_year_ago(view: View, fund: str) -> Result:
    """The 12-month yield as it was one year earlier, to show what has left the window."""
    symbol, last = ticker(fund), view.month_end - 12
    row_of(view, symbol, last)
    value = distribution_yield(view, symbol, last)
    return Result(value, session_of(view, last), span(last - 11, last), yahoo(symbol))


@family(
    "payout_largest",
    "{fund}.yield.year_ago.largest_share",
    unit="ratio",
    formula="largest month's distributions / all distributions of the 12 months to month_end − 12",
    fund=(FUNDS,),
)
def payout_largest(view: View, fund: str) -> Result:
    """Share of the year-ago yield that came from the one month that paid most."""
    symbol, last = ticker(fund), view.month_end - 12
    row_of(view, symbol, last)  # says since when there are prices, where they begin later
    rows = window(view, symbol, 12, last)
    # Each month stores its distributions as a share of its own closing price.
    paid = rows.distributions * rows.price_index
    total = float(paid.sum())
    if total <= 0:
        raise Unavailable("no_payout", fund=symbol)
    text = span(last - 11, last)
    return Result(float(paid.max()) / total, session_of(view, last), text, yahoo(symbol))
