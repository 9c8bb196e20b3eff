"""The parts of a section that are more than text: charts, tables, claims, tools, boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.charts.figure import Figure
from generator.content.edition import Edition
from generator.content.read import DOSSIER
from generator.content.tools import tools
from generator.language.renderer import Renderer
from generator.language.tables import RenderedTable
from generator.pages.claims import claim_text, then
from generator.pages.downloads import table_path
from generator.pages.figures import rebased
from generator.pages.frame import Frame, Page
from generator.pages.tables import readable

WON = "-won"
"""Ends the id of a chart in won; without it the id is that of the chart in dollars."""


@dataclass(frozen=True)
class PageBlocks:
    """Makes the blocks of one page.

    Without ``figures`` (past editions) charts and tools are left out: they would show later data.
    ``drawings`` is the address of the file with their drawings; without it a page holds its own.
    """

    frame: Frame
    edition: Edition
    page: Page
    figures: Mapping[str, Figure] | None
    drawings: str = ""

    def chart(self, chart: str, words: Renderer, /) -> Markup:
        """Return a chart's figure."""
        if self.figures is None:
            return Markup("")
        figure, t = rebased(self.figures[chart], self.page.home), self.frame.translator(words)
        page = self.frame.page_context(self.page)
        return self._macro("figure", figure, t, page, self.drawings, self._currency(chart))

    def _currency(self, chart: str) -> str | None:
        """Return the currency of a chart that another one shows in the other currency."""
        won = chart if chart.endswith(WON) else f"{chart}{WON}"
        pair = [(self.figures or {}).get(each) for each in (won, won.removesuffix(WON))]
        if not all(each and not each.reason for each in pair):
            return None
        return "krw" if chart == won else "usd"

    def table(self, table: RenderedTable, words: Renderer, /) -> Markup:
        """Return a table in a region that scrolls by itself."""
        csv = f"{self.page.root}data/{table_path(table.id, words.language.code)}"
        address = csv if self.figures is not None else ""
        shown = readable(table, words.language.currency)
        return self._macro("table", shown, self.frame.translator(words), address)

    def claim(self, claim: str, words: Renderer, /) -> Markup:
        """Return a claim with verdict, evidence and rule."""
        text = claim_text(words, self.edition.judged[claim])
        return self._macro("claim", text, self.frame.translator(words), self._entry(claim))

    def verdict(self, claim: str, words: Renderer, /) -> Markup:
        """Return a claim's verdict as a chip that leads to the ledger."""
        return self.claimed(claim, "", words)

    def claimed(self, claim: str, phrase: str, words: Renderer, /) -> Markup:
        """Return a phrase that claims something, underlined, and its verdict as a chip."""
        judged, t = self.edition.judged[claim], self.frame.translator(words)
        return self._macro("claimed", judged, then(judged), phrase, t, self._entry(claim))

    def more(self, place: str, words: Renderer, /) -> Markup:
        """Return a link to a place of the dossier; none from editions, which have none."""
        if self.figures is None:
            return Markup("")
        page, _, id = place.partition("#")
        title = self.frame.content.text(DOSSIER, words.language.code, f"{page}.title")
        href = f"{self.page.home}{page}/{f'#{id}' if id else ''}"
        return self._macro("more", href, words.plain(title), self.frame.translator(words))

    def tool(self, tool: str, words: Renderer, /) -> Markup:
        """Return a calculator with its filled table."""
        if self.figures is None:
            return Markup("")
        made = tools(self.frame.config.package)[tool]
        values = made.values(self.frame, self.edition, words)
        t = self.frame.translator(words)
        page = (self.frame.page_context(self.page),) if tool == "mix" else ()
        return self._macro(tool, values, t, *page, template="tools.html")

    def callout(self, kind: str, body: Markup, words: Renderer, /) -> Markup:
        """Return a box around a text."""
        return self._macro("callout", kind, body, self.frame.translator(words))

    def _macro(self, name: str, /, *values: Any, template: str = "macros.html") -> Markup:
        """Return what a macro of the templates makes of values."""
        return Markup(getattr(self.frame.environment.get_template(template).module, name)(*values))

    def _entry(self, claim: str) -> str:
        """Return the link to a claim's entry in the ledger; an edition has a list of its own."""
        ledger = f"{self.page.home}claims/" if self.figures is not None else ""
        return f"{ledger}#claim-{claim}"
