"""What search engines read of the claims: one review for each that was tested."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from generator.claims import Judged
from generator.claims.ledger import CLAIMS_TOPIC
from generator.content.edition import Edition
from generator.language.renderer import Renderer
from generator.pages.frame import Frame, Page

RATINGS = {"holds": 5, "partly": 3, "unsupported": 2, "outdated": 2, "refuted": 1}
"""From 1 (false) to 5 (true), schema.org's order; the verdict's own word stands beside it."""


def reviews(frame: Frame, edition: Edition, words: Renderer, page: Page) -> Markup:
    """Return a ClaimReview for each claim that could be tested, as JSON-LD."""
    tested = (each for each in edition.judged.values() if each.verdict in RATINGS)
    graph = [_review(frame, edition, words, page, each) for each in tested]
    return json_ld_script({"@context": "https://schema.org", "@graph": graph})


def json_ld_script(data: dict[str, Any]) -> Markup:
    """Return data as a script element's content, without a ``<`` that could end it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def date_published(frame: Frame) -> dict[str, str]:
    """Return the day of the original as schema.org takes it, nothing where there is none."""
    day = frame.config.original_date
    return {"datePublished": day.isoformat()} if day else {}


def _review(
    frame: Frame, edition: Edition, words: Renderer, page: Page, judged: Judged
) -> dict[str, Any]:
    address = frame.address.of(page.path)
    return {
        "@type": "ClaimReview",
        "url": f"{address}#claim-{judged.id}",
        "claimReviewed": words.text(CLAIMS_TOPIC, f"{judged.id}.statement"),
        "datePublished": edition.as_of.isoformat(),
        "inLanguage": page.lang,
        "author": {"@type": "Organization", "name": frame.config.author},
        "itemReviewed": {
            "@type": "Claim",
            **date_published(frame),
            "author": {"@type": "Organization", "name": frame.plain(words, "ledger.original")},
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS[judged.verdict],
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": frame.plain(words, f"verdict.{judged.verdict}"),
        },
    }
