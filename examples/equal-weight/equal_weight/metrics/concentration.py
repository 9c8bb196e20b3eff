"""How much of a fund its ten largest companies make up."""

from __future__ import annotations

from generator.core.model import Unavailable
from generator.metrics.registry import FUNDS, Result, family
from generator.metrics.windows import ticker, yahoo
from generator.snapshot.view import View

TEN = 10


@family(
    "top_ten",
    "{fund}.top_ten",
    unit="ratio",
    formula="sum of the weights of the ten largest holdings, by Yahoo's list",
    optional=True,
    fund=(FUNDS,),
)
def top_ten(view: View, fund: str) -> Result:
    """Weight of the fund's ten largest holdings together."""
    found = view.top_holdings(ticker(fund), "yahoo")
    if found is None or len(found.rows) < TEN:
        raise Unavailable("no_top_holdings", fund=ticker(fund))
    value = sum(row.weight for row in found.rows[:TEN])
    return Result(float(value), found.as_of, None, yahoo(ticker(fund)))
