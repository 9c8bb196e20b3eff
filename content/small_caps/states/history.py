"""States of the dossier's page on the past: one closed year, and whether the days since turn it."""

from __future__ import annotations

from generator.claims.criteria import at_least
from generator.claims.model import Metrics
from generator.language.states import SHOWN, compare, needing, sign, state
from small_caps.states.guards import turned

FUNDS = ("spy", "qqq", "iwm")

_YEAR = tuple(f"{fund}.volatility.1y" for fund in FUNDS)


@state("what.most_volatile.1y", *FUNDS, "tie", needs=_YEAR)
def most_volatile(metrics: Metrics) -> str:
    """Return the most volatile fund; ``tie`` if it leads by less than is shown."""
    found = ((metrics[each].number, each.split(".")[0]) for each in _YEAR)
    first, second, _ = sorted(found, reverse=True)
    return first[1] if at_least(first[0] - second[0], SHOWN) else "tie"


most_volatile_turned = turned(most_volatile, {each: f"{each}_to_date" for each in _YEAR})

one_year = needing(
    sign("history.one_year", "relative.iwm_spy.1y"), "iwm.total_return.1y", "spy.total_return.1y"
)
one_year_turned = turned(one_year, {"relative.iwm_spy.1y": "relative.iwm_spy.1y_to_date"})

big_days = compare("risks.big_days_recent", "iwm.big_days_2pct.1y", "iwm.big_days_2pct.10y")
big_days_turned = turned(big_days, {"iwm.big_days_2pct.1y": "iwm.big_days_2pct.1y_to_date"})
