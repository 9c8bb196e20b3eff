"""Which texts together are the evidence of a claim in the ledger."""

from __future__ import annotations

from generator.claims.model import Judged

CLAIMS_TOPIC = "claims"
NOTES_TOPIC = "ledger"


def evidence_keys(judged: Judged) -> tuple[tuple[str, str], ...]:
    """Return the texts (topic, key) that together are a claim's evidence, in order.

    The numbers and what follows from them for the answer; for an untestable claim what would test
    it; a note where the evidence is a published figure older than 180 days.
    """
    given = judged.outcome.answer
    if judged.outcome.published:
        keys = [(CLAIMS_TOPIC, f"{judged.id}.published.{given}")]
    elif given == "untestable":
        keys = [(CLAIMS_TOPIC, f"{judged.id}.evidence.{given}")]
    else:
        keys = [(CLAIMS_TOPIC, f"{judged.id}.{part}") for part in ("numbers", f"evidence.{given}")]
    if judged.outcome.answer == "untestable" and judged.claim.own_test:
        keys.append((CLAIMS_TOPIC, f"{judged.id}.would_test"))
    elif judged.outcome.answer == "untestable":
        keys.append((NOTES_TOPIC, "notes.would_test"))
    if judged.outcome.expired:
        keys.append((NOTES_TOPIC, "notes.expired"))
    return tuple(keys)
