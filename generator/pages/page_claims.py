"""Claims in the text of a page: the chips in its sentences, the cards behind them, and the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from generator.content.edition import Edition
from generator.language.renderer import Renderer
from generator.language.texts import RenderedSection
from generator.pages.claims import ClaimText, claim_text

_CLAIM = re.compile(r' data-claim="([^"]+)"')
_CHIP = re.compile(r' data-card="([^"]+)"')


@dataclass(frozen=True)
class PageClaims:
    """The claims of an edition as one page shows them, each in words once."""

    edition: Edition
    words: Renderer
    _texts: dict[str, ClaimText] = field(default_factory=dict)

    def text(self, claim: str) -> ClaimText:
        """Return a claim's texts."""
        if claim not in self._texts:
            self._texts[claim] = claim_text(self.words, self.edition.judged[claim])
        return self._texts[claim]

    def texts(self, claims: Iterable[str]) -> list[ClaimText]:
        """Return the texts of claims."""
        return [self.text(each) for each in claims]

    def with_chip(self, parts: Iterable[Markup]) -> list[ClaimText]:
        """Return the claims that have a chip in parts of the page, in the ledger's order."""
        shown = {each for part in parts for each in _CHIP.findall(part)}
        return self.texts(each for each in self.edition.judged if each in shown)

    def elsewhere(
        self, parts: Iterable[Markup], sections: Sequence[RenderedSection]
    ) -> Mapping[str, list[str]]:
        """Return the claims that no part of the page shows, by the section that they belong to.

        That is the one with the claim's heading, the last one where no section has it.
        """
        shown = {each for part in parts for each in _CLAIM.findall(part)}
        home = {heading.id: each.id for each in sections for heading in each.headings}
        found: dict[str, list[str]] = {each.id: [] for each in sections}
        for id, judged in self.edition.judged.items():
            if id not in shown and sections:
                found[home.get(judged.claim.section, sections[-1].id)].append(id)
        return found
