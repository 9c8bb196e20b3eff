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
        figure = rebased(self.figures[chart], self.page.home)
        shown = self.frame.shown(self.page)
        macro = self._module("macros.html").figure
        currency = self._currency(chart)
        return Markup(macro(figure, self._say(words), shown, self.drawings, currency))

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
        macro = self._module("macros.html").table
        address = csv if self.figures is not None else ""
        return Markup(macro(readable(table, words.language.currency), self._say(words), address))

    def claim(self, claim: str, words: Renderer, /) -> Markup:
        """Return a claim with verdict, evidence and rule."""
        text = claim_text(words, self.edition.judged[claim])
        return Markup(self._module("macros.html").claim(text, self._say(words), self._entry(claim)))

    def verdict(self, claim: str, words: Renderer, /) -> Markup:
        """Return a claim's verdict as a chip that leads to the ledger."""
        return self.claimed(claim, "", words)

    def claimed(self, claim: str, phrase: str, words: Renderer, /) -> Markup:
        """Return a phrase that claims something, underlined, and its verdict as a chip."""
        judged = self.edition.judged[claim]
        macro = self._module("macros.html").claimed
        return Markup(macro(judged, then(judged), phrase, self._say(words), self._entry(claim)))

    def more(self, place: str, words: Renderer, /) -> Markup:
        """Return a link to a place of the dossier; none from editions, which have none."""
        if self.figures is None:
            return Markup("")
        page, _, id = place.partition("#")
        title = self.frame.content.text(DOSSIER, words.language.code, f"{page}.title")
        href = f"{self.page.home}{page}/{f'#{id}' if id else ''}"
        macro = self._module("macros.html").more
        return Markup(macro(href, words.plain(title), self._say(words)))

    def tool(self, tool: str, words: Renderer, /) -> Markup:
        """Return a calculator with its filled table."""
        if self.figures is None:
            return Markup("")
        made = tools(self.frame.config.package)[tool]
        values = made.values(self.frame, self.edition, words)
        return self._macro("tools.html", tool, values, words, page=tool == "mix")

    def callout(self, kind: str, body: Markup, words: Renderer, /) -> Markup:
        """Return a box around a text."""
        return Markup(self._module("macros.html").callout(kind, body, self._say(words)))

    def _macro(
        self, template: str, name: str, value: Any, words: Renderer, *, page: bool = False
    ) -> Markup:
        macro = getattr(self._module(template), name)
        more = (self.frame.shown(self.page),) if page else ()
        return Markup(macro(value, self._say(words), *more))

    def _module(self, template: str) -> Any:
        return self.frame.environment.get_template(template).module

    def _say(self, words: Renderer) -> Any:
        return self.frame.words_of(words)

    def _entry(self, claim: str) -> str:
        """Return the link to a claim's entry in the ledger; an edition has a list of its own."""
        ledger = f"{self.page.home}claims/" if self.figures is not None else ""
        return f"{ledger}#claim-{claim}"
