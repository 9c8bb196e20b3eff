"""How much of a fund its ten largest companies make up."""

from __future__ import annotations

from generator.metrics.funds import largest_weight
from generator.metrics.registry import FUNDS, Result, family
from generator.snapshot.view import View


@family(
    "top_ten",
    "{fund}.top_ten",
    unit="ratio",
    formula="sum of the weights of the ten largest holdings, by Yahoo's list",
    optional=True,
    source="fund_facts",
    fund=(FUNDS,),
)
def top_ten(view: View, fund: str) -> Result:
    """Weight of the fund's ten largest holdings together."""
    return largest_weight(view, fund, 10)
