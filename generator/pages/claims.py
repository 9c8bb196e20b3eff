"""Claims in words: what stands inline, in the ledger, in editions and in claims.json."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from generator.claims import Judged, evidence_keys
from generator.claims.history import UNTESTABLE
from generator.claims.ledger import CLAIMS_TOPIC
from generator.claims.model import Group
from generator.language.renderer import Renderer

SCHEMA = 1
"""The version of claims.json."""
VERDICTS = ("holds", "partly", "unsupported", "refuted", "outdated", "untestable")
"""In the order in which readers see them."""


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim with its verdict in one language, for chips, cards and the ledger.

    ``then`` is the verdict at publication where it differs from today's and both could be tested,
    else None; ``n`` the number of cases as text, None where the rule counts none. ``since`` is the
    day from which the rule reads so, ``change`` why it was changed; ``caveat`` and ``change`` may
    be empty.
    """

    id: str
    verdict: str
    then: str | None
    group: str
    section: str
    n: str | None
    as_of: str
    statement: Markup
    evidence: Markup
    rule: Markup
    caveat: Markup
    change: Markup
    since: str


def then(judged: Judged) -> str | None:
    """Return the verdict at publication where both could be tested and they differ.

    A verdict that has become testable, or no longer is, has not changed its mind.
    """
    pair = (judged.at_publication, judged.verdict)
    return None if UNTESTABLE in pair or pair[0] == pair[1] else judged.at_publication


def claim_text(words: Renderer, judged: Judged) -> ClaimText:
    """Return a claim's texts, evidence chosen by its answer."""
    say = words.wording.topics[CLAIMS_TOPIC]

    def optional(key: str) -> Markup:
        text = say.get(f"{judged.id}.{key}")
        return words.html(text) if text else Markup("")

    return ClaimText(
        id=judged.id,
        verdict=judged.verdict,
        then=then(judged),
        group=judged.claim.group,
        section=judged.claim.section,
        n=None if judged.outcome.n is None else words.format.count(judged.outcome.n),
        as_of=words.format.date(judged.outcome.as_of),
        statement=words.html(say[f"{judged.id}.statement"]),
        evidence=Markup(" ").join(
            words.html(words.wording.topics[topic][key]) for topic, key in evidence_keys(judged)
        ),
        rule=words.html(say[f"{judged.id}.rule"]),
        caveat=optional("caveat"),
        change=optional("change"),
        since=words.format.date(judged.claim.since),
    )


def evidence_text(words: Renderer, judged: Judged) -> str:
    """Return a claim's evidence without markup."""
    return " ".join(words.text(*key) for key in evidence_keys(judged))


def counts(verdicts: Iterable[str]) -> list[tuple[str, int]]:
    """Return how many claims have each verdict, in the usual order."""
    found = Counter(verdicts)
    return [(verdict, found[verdict]) for verdict in VERDICTS]


@dataclass(frozen=True, slots=True)
class Score:
    """How a group of claims fares: verdicts with their counts, in the usual order.

    ``good`` are those that hold or are half true, ``tested`` all that could be tested.
    """

    group: Group | None
    counts: tuple[tuple[str, int], ...]
    good: int
    tested: int
    total: int


def score(judged: Iterable[Judged], group: Group | None = None) -> Score:
    """Return the score of a group of claims; of all for None."""
    verdicts = [each.verdict for each in judged if group in (None, each.claim.group)]
    return Score(
        group=group,
        counts=tuple(counts(verdicts)),
        good=sum(each in ("holds", "partly") for each in verdicts),
        tested=sum(each != UNTESTABLE for each in verdicts),
        total=len(verdicts),
    )


def claims_json(
    judged: Iterable[Judged], as_of: date, words: Mapping[str, Renderer]
) -> dict[str, Any]:
    """Return the content of claims.json; ``words`` by language."""
    entries = [_entry(each, words) for each in judged]
    return {"schema": SCHEMA, "as_of": as_of.isoformat(), "claims": entries}


def _entry(judged: Judged, words: Mapping[str, Renderer]) -> dict[str, Any]:
    def texts(*keys: tuple[str, str]) -> dict[str, str]:
        return {lang: " ".join(each.text(*key) for key in keys) for lang, each in words.items()}

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
