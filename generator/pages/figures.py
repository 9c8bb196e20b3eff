"""Charts for the pages: their words, their drawings, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from generator.charts.export import Draft, Figure, finish
from generator.drawing import Drawer

_RELATIVE = re.compile(r'(<a [^>]*?href=")(?![a-z]+:|[#/"])')


def figures(prepared: Mapping[str, Draft], drawer: Drawer) -> dict[str, Figure]:
    """Return the charts with their drawings, which were asked for before."""
    return {
        name: finish(each, tuple(drawer.svg(spec) for spec in each.specs))
        for name, each in prepared.items()
    }


def rebased(figure: Figure, home: str) -> Figure:
    """Return a figure whose links, written for the article, start from another page."""
    if not home:
        return figure
    return replace(
        figure,
        title_html=_rebased(figure.title_html, home),
        description_html=_rebased(figure.description_html, home),
    )


def _rebased(text: Markup, home: str) -> Markup:
    return Markup(_RELATIVE.sub(rf"\g<1>{home}", str(text)))


def inlined(drawing: str, chart: str, layout: str) -> Markup:
    """Return a drawing with what makes it a named picture on a page, and the class of its layout.

    The description stands in the text beside it, the numbers in the table below.
    """
    named = (
        f'<svg class="marks {layout}" role="img" aria-labelledby="{chart}-title" '
        f'aria-describedby="{chart}-text"'
    )
    start = '<svg class="marks" xmlns="http://www.w3.org/2000/svg"'
    if not drawing.startswith(start):
        raise ValueError(f"the drawing of {chart} does not begin as expected")
    # Inside HTML the namespace goes without saying.
    return Markup(named + drawing.removeprefix(start))
