"""The ledger as data: what ``claims.json`` says of every claim, in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, TypeAlias

from generator.claims.model import Judged

SCHEMA = 1
TOPIC = "claims"
"""The texts: ``content/text/claims.<language>.toml``."""

Render: TypeAlias = Callable[[str, str], str]
"""Plain text of a key such as ``vol_order.statement`` in a language: render(language, key)."""


def evidence_keys(judged: Judged) -> tuple[str, ...]:
    """Return the texts that together are a claim's evidence, in order.

    The sentence for the answer; for an outdated claim that could not be tested at publication a
    note that says so; a note where the evidence is a published figure older than 180 days.
    """
    keys = [f"{judged.id}.evidence.{judged.outcome.answer}"]
    if judged.outcome.answer == "untestable" and judged.claim.never:
        keys.append(f"{judged.id}.would_test")
    if judged.verdict == "outdated" and judged.at_publication == "untestable":
        keys.append("notes.untested_then")
    if judged.outcome.expired:
        keys.append("notes.expired")
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
    outcome = judged.outcome
    return {
        "id": judged.id,
        "section": judged.claim.section,
        "statement": {lang: render(lang, f"{judged.id}.statement") for lang in languages},
        "rule": {lang: render(lang, f"{judged.id}.rule") for lang in languages},
        "verdict": judged.verdict,
        "at_publication": judged.at_publication,
        "previous": {
            "month_end": judged.previous.month_end.isoformat()[:7],
            "verdict": judged.previous.verdict,
        },
        "evidence": {
            lang: " ".join(render(lang, key) for key in evidence_keys(judged)) for lang in languages
        },
        "metrics": list(outcome.metrics),
        "n": outcome.n,
        "as_of": outcome.as_of.isoformat(),
        "expired": outcome.expired,
    }
