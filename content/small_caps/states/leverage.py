"""States of the section on leverage: what TNA made of IWM's moves."""

from __future__ import annotations

from generator.claims.model import Metrics
from generator.language.states import SHOWN, state

_RECORD = ("leverage.tna_return.10y", "leverage.iwm_return.10y", "leverage.three_times.10y")


@state(
    "leverage.outcome.10y",
    "about_three",
    "lost_while_iwm_rose",
    "below_iwm",
    "below_three",
    "above_three",
    needs=_RECORD,
)
def outcome(metrics: Metrics) -> str:
    """Return how TNA's ten years stand to IWM's and to three times them."""
    tna, iwm, three = (round(metrics[each].number / SHOWN) for each in _RECORD)
    if abs(tna - three) <= 1:
        return "about_three"
    if iwm > 0 > tna:
        return "lost_while_iwm_rose"
    # Where IWM fell, three times it lies below IWM: being below IWM then says nothing.
    if iwm > 0 and tna < iwm:
        return "below_iwm"
    return "below_three" if tna < three else "above_three"
