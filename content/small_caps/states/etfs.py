"""States about funds: where a yield went, and what the dollar did for a saver in won."""

from __future__ import annotations

from generator.claims.criteria import at_least
from generator.claims.model import Metrics
from generator.language.states import state

# Fees and yields are printed to a hundredth of a percent.
SHOWN = 0.0001
# A fund that pays every quarter pays about a fourth at a time; two fifths at once stand out.
OUTSIZED = 0.4

_PAYOUT = ("ijr.yield.12m", "ijr.yield.year_ago", "ijr.yield.year_ago.largest_share")


@state("etfs.ijr_payout", "one_payout", "fell", "lower", "flat", "rose", needs=_PAYOUT)
def ijr_payout(metrics: Metrics) -> str:
    """Return where IJR's yield went.

    ``one_payout``: an outsized month explains the fall; ``fell``: not even the largest one does.
    """
    now, before, largest = (metrics[each].number for each in _PAYOUT)
    if not at_least(abs(now - before), SHOWN):
        return "flat"
    if now > before:
        return "rose"
    if before * (1 - largest) > now:
        return "fell"
    return "one_payout" if largest >= OUTSIZED else "lower"


_DOLLAR = "fx.usdkrw.change.since_published"
# A tenth of a percent is the smallest move that the text prints.
STILL = 0.0005


@state("korea.dollar", "rose", "still", "fell", needs=(_DOLLAR,))
def dollar(metrics: Metrics) -> str:
    """Return where the dollar went against the won since the original."""
    change = metrics[_DOLLAR].number
    if abs(change) < STILL:
        return "still"
    return "rose" if change > 0 else "fell"
