"""States of the claims' evidence: whether a range of published figures is one figure or several."""

from __future__ import annotations

from generator.language.states import compare

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
    compare("claims.vintages_range", "evidence.vintages.best_gap", "evidence.vintages.worst_gap"),
)
