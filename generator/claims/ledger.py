"""The ledger as data: what ``claims.json`` says of every claim, in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias

from generator.claims.model import Judged

SCHEMA = 1
CLAIMS_TOPIC = "claims"
NOTES_TOPIC = "ledger"

Render: TypeAlias = Callable[[str, str, str], str]
"""Plain text in a language: render("ko", "claims", "vol_order.statement")."""


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


def to_json(
    judged: Iterable[Judged], as_of: date, languages: Sequence[str], render: Render
) -> dict[str, Any]:
    """Return the content of claims.json."""
    return {
        "schema": SCHEMA,
        "as_of": as_of.isoformat(),
        "claims": [_entry(each, languages, render) for each in judged],
    }


def _entry(judged: Judged, languages: Sequence[str], render: Render) -> dict[str, Any]:
    def texts(*keys: tuple[str, str]) -> dict[str, str]:
        return {lang: " ".join(render(lang, *key) for key in keys) for lang in languages}

    outcome = judged.outcome
    return {
        "id": judged.id,
        "section": judged.claim.section,
        "statement": texts((CLAIMS_TOPIC, f"{judged.id}.statement")),
        "rule": texts((CLAIMS_TOPIC, f"{judged.id}.rule")),
        "rule_since": judged.claim.since.isoformat(),
        "group": judged.claim.group,
        "verdict": judged.verdict,
        "at_publication": judged.at_publication,
        "previous": {
            "month_end": judged.previous.month_end.isoformat()[:7],
            "verdict": judged.previous.verdict,
        },
        "evidence": texts(*evidence_keys(judged)),
        "metrics": list(outcome.metrics),
        "n": outcome.n,
        "as_of": outcome.as_of.isoformat(),
        "expired": outcome.expired,
    }
