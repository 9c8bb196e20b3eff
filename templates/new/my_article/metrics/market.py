"""The market's own returns, whatever series the settings call the market."""

from __future__ import annotations

from generator.metrics.registry import Result, family
from generator.metrics.returns import total_return
from generator.metrics.windows import MONTHS, month_end_day, yahoo
from generator.snapshot.view import View


# The decorator registers the function: its docstring is what the number means, the names in the
# pattern are its arguments. Texts, methods and metrics.json know market.1y and market.5y at once.
@family(
    "market",
    "market.{window}",
    unit="ratio",
    formula="(TR_end / TR_start)^(1/years) − 1",
    window=("1y", "5y"),
)
def market(view: View, window: str) -> Result:
    """Total return of the market, a year where the window is longer than one."""
    key = view.snapshot.config.market
    # Where the data do not reach back so far, this raises the reason, and the page shows it.
    growth, text = total_return(view, key, window)
    years = MONTHS[window] / 12
    value = (1 + growth) ** (1 / years) - 1
    return Result(value, month_end_day(view), text, yahoo(view.snapshot.config.market_ticker))
