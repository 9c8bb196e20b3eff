"""Rendering: a template with the metrics and states of one date in one language becomes text.

A text is said in three steps: its pieces, with marks for numbers, blocks and particles; Markdown;
then what the marks stand for. So nothing that comes from data is ever read as Markdown or HTML,
and a particle follows from the visible text before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from generator.core.model import Reason
from generator.language import markdown
from generator.language.functions import render
from generator.language.rendering import Rendering
from generator.language.tables import Cell, RenderedTable
from generator.language.template import Template
from generator.language.texts import RenderedSection, Section
from generator.language.words import Words


@dataclass(frozen=True)
class Renderer(Words):
    """Renders texts in one language by the metrics and states of one date."""

    def plain(self, text: Template, /, because: Reason | None = None, **variables: Any) -> str:
        """Return a text without markup, on one line; it is not escaped."""
        return self._run(text, variables, because, plain=True).plain_text()

    def html(self, text: Template, /, because: Reason | None = None, **variables: Any) -> Markup:
        """Return a text as HTML: a phrase, or paragraphs where the text has several."""
        return self._run(text, variables, because).html()

    def section(self, section: Section) -> RenderedSection:
        """Return a section as HTML with its headings."""
        found = self._run(section.text, {}, None).html(paragraphs=True)
        return RenderedSection(section.id, found, tuple(markdown.headings(found)))

    def table(self, name: str) -> RenderedTable:
        """Return a table, each cell as HTML and text."""
        table = self.wording.tables[name]
        missing: dict[str, None] = {}
        rows = tuple(
            tuple(self.cell(each, missing) for each in (row.head, *row.cells)) for row in table.rows
        )
        return RenderedTable(
            id=name,
            caption=self.cell(table.caption, missing),
            columns=tuple(self.cell(each, missing) for each in table.columns),
            rows=rows,
            note=self.html(table.note) if table.note else None,
            missing=tuple(missing),
        )

    def cell(self, text: Template, missing: dict[str, None]) -> Cell:
        """Return a cell; the reasons of what it lacks are added to ``missing``."""
        render = self._run(text, {}, None)
        found = render.html()
        missing.update(dict.fromkeys(render.reasons))
        return Cell(found, markdown.visible(found), tuple(render.metrics))

    def _run(
        self,
        text: Template,
        variables: Mapping[str, Any],
        because: Reason | None,
        plain: bool = False,
    ) -> Rendering:
        return render(Rendering(self, text, because, plain), variables)


def anchor(metric_id: str) -> str:
    """Return the fragment of a metric's entry on the methods page."""
    return f"m-{metric_id}"
