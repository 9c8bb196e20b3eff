"""The claims of the original: rules over metrics, and the verdicts that follow from them.

The rules themselves belong to the report; ``generator.claims.history`` judges them at any date.
"""

from __future__ import annotations

from generator.claims.judge import answer, verdict
from generator.claims.ledger import evidence_keys
from generator.claims.model import Claim, Group, Judged, Metrics, Outcome, Previous
from generator.claims.registry import claims

__all__ = [
    "Claim",
    "Group",
    "Judged",
    "Metrics",
    "Outcome",
    "Previous",
    "answer",
    "claims",
    "evidence_keys",
    "verdict",
]
