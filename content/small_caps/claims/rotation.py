"""Is money moving to small caps, and is the rise broad?"""

from __future__ import annotations

from generator.claims.criteria import above, at_least, ladder, numbers
from generator.claims.model import Answered, Metrics
from generator.claims.registry import claim
from small_caps.claims import REVISED

LEAD_CLEAR = 0.03
LEAD_SEEN = 0.01
"""Two ETFs on one market drift apart by a point in a quiet half-year; three is a move."""

NO_RISE = 0.0

_WINDOW = ("evidence.lead_6m.start", "evidence.lead_6m.end")


@claim(
    "intro",
    "V",
    "thesis",
    "lead.6m.iwm",
    "lead.6m.iwm_return",
    "evidence.lead_6m.spy",
    *_WINDOW,
    answers=("holds", "partly", "unsupported", "fails"),
    since=REVISED,
)
def rotation(m: Metrics) -> Answered:
    """Money that moves in lifts prices: a lead counts only where small caps rose themselves."""
    lead, own = numbers(m, "lead.6m.iwm", "lead.6m.iwm_return")
    if not above(own, NO_RISE):
        return Answered("unsupported")
    if above(lead, LEAD_SEEN):
        return Answered("holds" if above(lead, LEAD_CLEAR) else "partly")
    return Answered("unsupported" if at_least(lead, -LEAD_SEEN) else "fails")


@claim(
    "conclusion",
    "V",
    "thesis",
    "lead.6m.iwm",
    "lead.6m.ijr",
    "lead.6m.rsp",
    "lead.6m.iwm_return",
    "evidence.lead_6m.ijr",
    "evidence.lead_6m.rsp",
    "evidence.lead_6m.spy",
    *_WINDOW,
    since=REVISED,
)
def broadening(m: Metrics) -> Answered:
    """A broad rise lifts small caps by either index, and the average large company."""
    returns = numbers(m, "lead.6m.iwm_return", "evidence.lead_6m.ijr", "evidence.lead_6m.rsp")
    leads = numbers(m, "lead.6m.iwm", "lead.6m.ijr", "lead.6m.rsp")
    ahead = sum(
        above(own, NO_RISE) and at_least(lead, LEAD_SEEN)
        for own, lead in zip(returns, leads, strict=True)
    )
    return Answered(ladder(ahead == 3, ahead == 2))
