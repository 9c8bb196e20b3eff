"""The ledger of claims in one language: a card a claim, and how the rules have changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from markupsafe import Markup

from generator.charts.figure import Figure
from generator.claims import Judged
from generator.claims.ledger import CLAIMS_TOPIC
from generator.claims.registry import groups
from generator.content.edition import Edition
from generator.language.renderer import Renderer
from generator.pages import cards, numbers
from generator.pages.blocks import PageBlocks
from generator.pages.claims import VERDICTS, Score, claim_text, counts, evidence_text, score
from generator.pages.frame import Frame, Page
from generator.pages.reviews import reviews

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
    page = frame.page(bare, "claims", texts="ledger", claims=len(edition.judged))
    blocks = PageBlocks(frame, edition, page, figures)
    words = edition.words(lang, blocks, link_base=page.home)
    judged = tuple(edition.judged.values())
    kinds = groups(frame.config.package)
    entries = [entry(edition, words, each, headings) for each in judged]
    html = frame.render(
        "ledger.html",
        page,
        words,
        score=score_text(frame, words, score(judged, kinds[0]), score(judged)) if kinds else "",
        counts=counts(each.verdict for each in judged),
        all_verdicts=[v for v in VERDICTS if v != "outdated" or frame.config.original_date],
        groups=[(group, score(judged, group).total) for group in kinds],
        entries=entries,
        changed=[each for each in entries if each["change"]],
        history=blocks.chart(HISTORY, words) if HISTORY in figures else Markup(""),
        json_ld=reviews(frame, edition, words, page),
    )
    return page, html


def claim_page(frame: Frame, edition: Edition, lang: str, judged: Judged) -> tuple[Page, str]:
    """Return a page with one claim, for links to it; its picture says the same."""
    bare = edition.words(lang)
    verdict = frame.plain(bare, f"verdict.{judged.verdict}")
    page = Page(
        lang,
        "claim",
        f"claims/{judged.id}/",
        bare.text(CLAIMS_TOPIC, f"{judged.id}.statement"),
        f"{verdict}: {evidence_text(bare, judged)}",
        image=cards.claim_path(judged.id, lang),
        smaller=cards.SMALLER,
    )
    words = edition.words(lang, PageBlocks(frame, edition, page, {}), link_base=page.home)
    return page, frame.render("claim.html", page, words, claim=claim_text(words, judged))


def score_text(frame: Frame, words: Renderer, thesis: Score, everything: Score) -> Markup:
    """Return how the claims behind the thesis fare, and then all of them."""
    return frame.translator(words)(
        "ledger.score",
        thesis_good=words.format.count(thesis.good),
        thesis=words.format.count(thesis.tested),
        good=words.format.count(everything.good),
        tested=words.format.count(everything.tested),
        untestable=words.format.count(everything.total - everything.tested),
    )


def entry(
    edition: Edition, words: Renderer, judged: Judged, headings: Mapping[str, str]
) -> dict[str, Any]:
    """Return a claim with all that the ledger says of it."""
    text = claim_text(words, judged)
    found = [edition.metrics.get(each) for each in judged.outcome.metrics]
    return {
        **{each.name: getattr(text, each.name) for each in fields(text)},
        "kind": judged.claim.kind,
        "at_publication": judged.at_publication,
        "previous": judged.previous.verdict,
        "previous_month": words.format.month(judged.previous.month_end),
        "section_title": headings.get(text.section, ""),
        "numbers": [(words.label(each), numbers.linked(words, each)) for each in found],
    }
