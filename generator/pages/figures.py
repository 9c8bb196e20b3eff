"""Charts for the pages: their words, their drawings, in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from markupsafe import Markup

from generator.charts.figure import Figure
from generator.language.markdown import rebase

_START = '<svg class="marks" xmlns="http://www.w3.org/2000/svg"'
_SIZE = re.compile(rf'{_START} width="([\d.]+)" height="([\d.]+)"')


def rebased(figure: Figure, home: str) -> Figure:
    """Return a figure whose links, written for the article, start from another page."""
    return replace(
        figure,
        title_html=Markup(rebase(str(figure.title_html), home)),
        description_html=Markup(rebase(str(figure.description_html), home)),
    )


def inlined(drawing: str, chart: str, layout: str) -> Markup:
    """Return a drawing with what makes it a named picture on a page, and the class of its layout.

    The description stands in the text beside it, the numbers in the table below.
    """
    named = (
        f'<svg class="marks {layout}" role="img" aria-labelledby="{chart}-title" '
        f'aria-describedby="{chart}-text"'
    )
    if not drawing.startswith(_START):
        raise ValueError(f"the drawing of {chart} does not begin as expected")
    # Inside HTML the namespace goes without saying.
    return Markup(named + drawing.removeprefix(_START))


def size(drawing: str) -> tuple[int, int]:
    """Return the width and height of a drawing in whole CSS pixels."""
    found = _SIZE.match(drawing)
    if not found:
        raise ValueError("the drawing does not begin as expected")
    return round(float(found[1])), round(float(found[2]))


def sheet(figures: Mapping[str, Figure], colours: str) -> str:
    """Return one SVG with every drawing; its address with ``#chart-layout`` shows one of them.

    ``colours`` is the style that sets the drawings' variables: as a picture they follow the
    reader's system, as part of a page its own style.
    """
    # Without a size of its own, a drawing fills the picture.
    parts = [
        str(inlined(_SIZE.sub(_START, drawing), name, layout)).replace(
            "<svg ", f'<svg id="{name}-{layout}" ', 1
        )
        for name, each in figures.items()
        for layout, drawing in (("wide", each.wide), ("narrow", each.narrow))
        if drawing
    ]
    style = (
        ":root{color-scheme:light dark;font-family:sans-serif}"
        f"{colours}:root>svg:not(:target){{display:none}}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg"><style>{style}</style>'
    return "\n".join([head, *parts, "</svg>\n"])
