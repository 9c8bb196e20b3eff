"""Claims in words: what stands inline, in the ledger, in editions and in claims.json."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.claims import Judged, evidence_keys, to_json
from generator.claims.ledger import CLAIMS_TOPIC
from generator.content.edition import Edition
from generator.language.renderer import Renderer
from generator.language.states import verdict_state

VERDICTS = ("holds", "partly", "refuted", "outdated", "untestable")
"""In the order in which readers see them; ``outdated_untested`` counts as outdated."""


@dataclass(frozen=True, slots=True)
class ClaimText:
    """A claim with its verdict in one language; ``caveat`` is empty where there is none."""

    id: str
    label: str
    verdict: str
    section: str
    statement: Markup
    evidence: Markup
    rule: Markup
    caveat: Markup


def claim_text(words: Renderer, judged: Judged) -> ClaimText:
    """Return a claim's texts, evidence chosen by its answer."""
    say = words.wording.topics[CLAIMS_TOPIC]
    caveat = say.get(f"{judged.id}.caveat")
    return ClaimText(
        id=judged.id,
        label=verdict_state(judged),
        verdict=judged.verdict,
        section=judged.claim.section,
        statement=words.html(say[f"{judged.id}.statement"]),
        evidence=Markup(" ").join(
            words.html(words.wording.topics[topic][key]) for topic, key in evidence_keys(judged)
        ),
        rule=words.html(say[f"{judged.id}.rule"]),
        caveat=words.html(caveat) if caveat else Markup(""),
    )


def counts(verdicts: Iterable[str]) -> list[tuple[str, int]]:
    """Return how many claims have each verdict, in the usual order."""
    found = Counter(verdicts)
    return [(verdict, found[verdict]) for verdict in VERDICTS]


def claims_json(edition: Edition, words: Mapping[str, Renderer]) -> dict[str, Any]:
    """Return the content of claims.json; ``words`` by language."""

    def render(lang: str, topic: str, key: str) -> str:
        return words[lang].text(topic, key)

    return to_json(edition.judged.values(), edition.as_of, tuple(words), render)
