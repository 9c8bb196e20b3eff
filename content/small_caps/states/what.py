"""States of the section on the Russell 2000: how old its list is, how many lose money."""

from __future__ import annotations

from generator.claims.model import Metrics
from generator.language.states import bands, needing, state


@state("what.list_age", "before", "after", needs=("iwm.holdings_date", "evidence.reconstituted"))
def list_age(metrics: Metrics) -> str:
    """Return whether IWM's list is older than the last reconstitution that is known to have been.

    One takes force after the close: a list of that day is still of before it.
    """
    listed, redrawn = (
        str(metrics[each].value) for each in ("iwm.holdings_date", "evidence.reconstituted")
    )
    return "before" if listed <= redrawn else "after"


losses = needing(
    bands(
        "what.losses",
        "losses.r2000.share",
        ((0.1, "rare"), (0.25, "some"), (0.45, "many"), "about_half_or_more"),
        shown=0.01,
    ),
    "losses.r2000.coverage",
)
