"""The largest holdings of the funds, by symbol."""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.metrics.registry import Result, family
from generator.metrics.windows import ticker
from generator.snapshot.view import View

SHOWN = 3
# The manager's own file where there is one: Yahoo's list of IWM lags behind it.
SOURCES = {"spy": "yahoo", "qqq": "yahoo", "iwm": "ishares"}


@family(
    "largest",
    "{fund}.largest",
    unit="text",
    formula="symbols of the three largest holdings, by Yahoo's list or the manager's file",
    optional=True,
    fund=tuple(SOURCES),
)
def largest(view: View, fund: str) -> Result:
    """Symbols of the fund's three largest holdings, the largest first."""
    source = SOURCES[fund]
    found = view.top_holdings(ticker(fund), source)
    if found is None or not found.rows:
        raise Unavailable("no_top_holdings", fund=ticker(fund))
    symbols = ", ".join(row.symbol for row in found.rows[:SHOWN])
    return Result(symbols, found.as_of, None, (f"{source}:{ticker(fund)}",))
