"""States of the claims' evidence: one figure or several, which part is met, what followed."""

from __future__ import annotations

from generator.claims.criteria import at_least, at_most
from generator.claims.model import Metrics
from generator.language.states import compare, custom, sign
from small_caps.claims.criteria import level
from small_caps.claims.rates import after_first_cuts, cut_metrics
from small_caps.claims.risks import HARD, SOFT
from small_caps.claims.rotation import NO_RISE
from small_caps.claims.valuation import R2000_PE

_LANDINGS = (
    "cycles.first_cut.no_recession.up_share",
    "cycles.first_cut.recession.up_share",
)
_R2000 = ("valuation.r2000.forward_pe.ex_losses", "valuation.r2000.forward_pe.all")
_LEADERS = ("lead.6m.iwm_return", "evidence.lead_6m.ijr", "evidence.lead_6m.rsp")


def _spans(metrics: Metrics) -> str:
    """Return whether the record over one of the two spans is too poor to be often."""
    answers = [after_first_cuts(metrics, horizon).answer for horizon in ("6m", "12m")]
    return "seldom" if "fails" in answers else "open"


def _near(metrics: Metrics) -> str:
    """Return whether one way of counting comes near the stated multiple."""
    found = (level(metrics[each].number, R2000_PE) for each in _R2000)
    return "one" if "holds" in found else "none"


def _why(metrics: Metrics) -> str:
    """Return whether small caps themselves failed to rise, or moved much as large caps did."""
    return "fell" if metrics["lead.6m.iwm_return"].number <= NO_RISE else "level"


def _all(metrics: Metrics) -> str:
    return "rose" if any(metrics[each].number > NO_RISE for each in _LEADERS) else "fell"


def _low_ratio(metrics: Metrics) -> str:
    return "some" if metrics["relative.low_ratio_12m.n"].number else "none"


def _landings(metrics: Metrics) -> str:
    soft, hard = (metrics[each].number for each in _LANDINGS)
    as_claimed = (at_least(soft, SOFT), at_most(hard, HARD))
    words = {(True, True): "both", (True, False): "soft", (False, True): "hard"}
    return words.get(as_claimed, "none")


STATES = (
    compare(
        "claims.floating_debt_range",
        "evidence.floating_debt.highest_multiple",
        "evidence.floating_debt.lowest_multiple",
        shown=0.1,
    ),
    *(
        compare(
            f"claims.average_pe_{index}_range",
            f"evidence.average_pe.{index}.high",
            f"evidence.average_pe.{index}.low",
            shown=0.1,
        )
        for index in ("sp500", "r2000")
    ),
    compare(
        "claims.relative_pe_range",
        "evidence.relative_pe_average.high",
        "evidence.relative_pe_average.low",
        shown=0.01,
    ),
    compare(
        "claims.active_funds_range",
        "evidence.active_funds.highest_behind",
        "evidence.active_funds.lowest_behind",
    ),
    custom(
        "claims.first_cut_spans",
        ("open", "seldom"),
        tuple(dict.fromkeys((*cut_metrics("6m"), *cut_metrics("12m")))),
        _spans,
    ),
    custom("claims.pe_r2000_near", ("one", "none"), _R2000, _near),
    custom("claims.low_ratio", ("some", "none"), ("relative.low_ratio_12m.n",), _low_ratio),
    custom("claims.rotation_why", ("fell", "level"), ("lead.6m.iwm_return",), _why),
    custom("claims.lead_6m_all", ("fell", "rose"), _LEADERS, _all),
    custom("claims.landing_parts", ("both", "soft", "hard", "none"), _LANDINGS, _landings),
    *(
        sign(f"claims.{regime}_side", f"regime.gap.{regime}.t", shown=0.01)
        for regime in ("tightening", "easing")
    ),
    compare("claims.vintages_range", "evidence.vintages.best_gap", "evidence.vintages.worst_gap"),
)
