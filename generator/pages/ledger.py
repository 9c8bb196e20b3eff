"""The ledger of claims in one language, grouped by verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from generator.charts.export import Figure
from generator.claims import Judged
from generator.content.edition import Edition
from generator.language.renderer import Renderer
from generator.pages import numbers
from generator.pages.blocks import PageBlocks
from generator.pages.claims import VERDICTS, claim_text, counts
from generator.pages.frame import Frame, Page

HISTORY = "claim-history"


def ledger(
    frame: Frame,
    edition: Edition,
    lang: str,
    figures: Mapping[str, Figure],
    headings: Mapping[str, str],
) -> tuple[Page, str]:
    """Return the ledger page; ``headings`` are the article's, by id."""
    bare = edition.words(lang)
    page = Page(
        lang,
        "claims",
        "claims/",
        frame.plain(bare, "ledger.title"),
        frame.plain(bare, "ledger.description", claims=len(edition.judged)),
    )
    blocks = PageBlocks(frame, edition, page, figures)
    words = edition.words(lang, blocks, link_base=page.home)
    entries = [entry(edition, words, each, headings) for each in edition.judged.values()]
    groups = [
        {"verdict": verdict, "entries": [each for each in entries if each["verdict"] == verdict]}
        for verdict in VERDICTS
    ]
    html = frame.render(
        "ledger.html",
        page,
        words,
        counts=counts(each.verdict for each in edition.judged.values()),
        verdicts=VERDICTS,
        groups=[group for group in groups if group["entries"]],
        history=blocks.chart(HISTORY, words) if HISTORY in figures else Markup(""),
    )
    return page, html


def entry(
    edition: Edition, words: Renderer, judged: Judged, headings: Mapping[str, str]
) -> dict[str, Any]:
    """Return a claim with all that the ledger says of it."""
    text, outcome = claim_text(words, judged), judged.outcome
    found = [edition.metrics.get(each) for each in outcome.metrics]
    return {
        "id": text.id,
        "verdict": text.verdict,
        "statement": text.statement,
        "evidence": text.evidence,
        "rule": text.rule,
        "caveat": text.caveat,
        "kind": judged.claim.kind,
        "at_publication": judged.at_publication,
        "previous": judged.previous.verdict,
        "previous_month": words.format.month(judged.previous.month_end),
        "n": None if outcome.n is None else words.format.count(outcome.n),
        "as_of": words.format.date(outcome.as_of),
        "section": text.section,
        "section_title": headings.get(text.section, ""),
        "numbers": [(words.label(each), numbers.linked(words, each)) for each in found],
    }
