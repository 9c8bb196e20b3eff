"""States of the section on the Russell 2000: how old its list is, how many lose money."""

from __future__ import annotations

from generator.claims.model import Metrics
from generator.core.model import Metric
from generator.language.states import bands, needing, state

RECONSTITUTIONS = ("published.recon_2026_june_effective", "published.recon_2026_dec_effective")


@state("what.list_age", "before", "after", needs=("iwm.holdings_date", RECONSTITUTIONS[0]))
def list_age(metrics: Metrics) -> str:
    """Return whether IWM's list is older than the last reconstitution that is known to have been.

    One takes force after the close: a list of that day is still of before it.
    """
    listed = str(metrics["iwm.holdings_date"].value)
    known = (metrics.get(each) for each in RECONSTITUTIONS)
    done = [str(each.value) for each in known if isinstance(each, Metric)]
    past = [day for day in done if day < metrics.as_of.isoformat()]
    return "before" if past and listed <= max(past) else "after"


losses = needing(
    bands(
        "what.losses",
        "losses.r2000.share",
        ((0.1, "rare"), (0.25, "some"), (0.45, "many"), "about_half_or_more"),
        shown=0.01,
    ),
    "losses.r2000.coverage",
)
