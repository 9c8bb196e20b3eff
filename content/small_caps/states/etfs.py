"""States of the dossier's page on funds: where a yield went."""

from __future__ import annotations

from generator.claims.model import Metrics
from generator.language.states import state

# Fees and yields are printed to a hundredth of a percent; decimals are not exact in binary.
SHOWN, EPSILON = 0.0001, 1e-9
# A fund that pays every quarter pays about a fourth at a time; two fifths at once stand out.
OUTSIZED = 0.4

_PAYOUT = ("ijr.yield.12m", "ijr.yield.year_ago", "ijr.yield.year_ago.largest_share")


@state("etfs.ijr_payout", "one_payout", "fell", "lower", "flat", "rose", needs=_PAYOUT)
def ijr_payout(metrics: Metrics) -> str:
    """Return where IJR's yield went.

    ``one_payout``: an outsized month explains the fall; ``fell``: not even the largest one does.
    """
    now, before, largest = (metrics[each].number for each in _PAYOUT)
    if abs(now - before) < SHOWN - EPSILON:
        return "flat"
    if now > before:
        return "rose"
    if before * (1 - largest) > now:
        return "fell"
    return "one_payout" if largest >= OUTSIZED else "lower"
