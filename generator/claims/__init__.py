"""The claims of the original: rules over metrics, and the verdicts that follow from them.

``rules.py`` holds every rule in one file; ``generator.claims.history`` judges them at any date.
"""

from __future__ import annotations

from generator.claims.judge import answer, verdict
from generator.claims.ledger import evidence_keys, to_json
from generator.claims.model import Claim, Judged, Metrics, Outcome, Previous
from generator.claims.table import claims

CLAIMS: tuple[Claim, ...] = tuple(claims())

__all__ = [
    "CLAIMS",
    "Claim",
    "Judged",
    "Metrics",
    "Outcome",
    "Previous",
    "answer",
    "evidence_keys",
    "to_json",
    "verdict",
]
