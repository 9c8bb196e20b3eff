"""Pictures for shared links (1200 × 630) and icons, drawn at build from the day's own chart."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from generator.charts.figure import Figure
from generator.charts.measure import text_width, wrap_text
from generator.charts.palette import INK, PAPER, SOFT
from generator.charts.standalone import standalone
from generator.claims import Judged
from generator.claims.ledger import CLAIMS_TOPIC
from generator.content.edition import Edition
from generator.core.settings import Config
from generator.language.renderer import Renderer
from generator.pages.claims import evidence_text

WIDTH, HEIGHT, EDGE = 1200, 630, 60
TITLE, BIG, LINE, SMALL = 50, 40, 34, 26
PAD = 24
LEADING = 1.25
SMALLER = 2
"""A claim's picture holds words alone: half the size shows them."""


def card(title: str, site_name: str, stamp: str, number: str, figure: Figure | None) -> str:
    """Return the picture as SVG: title, one number of the day, the key chart, the data date."""
    parts, y = _lines(title, EDGE + TITLE, TITLE, 2, "bold")
    below, _ = _lines(number, y, SMALL + 4, 1)
    parts, y = [*parts, *below], y + 24
    if figure and figure.wide:
        room = HEIGHT - y - EDGE - 20
        parts.append(_placed(figure.wide, y, room))
    return _sheet([*parts, *_foot(site_name, stamp)])


def chart_card(edition: Edition, lang: str, figure: Figure) -> str:
    """Return the picture for links to a chart's page; where the chart lacks data, it says why."""
    words, config = edition.words(lang), edition.content.config
    stamp = _stamp(edition, words)
    said = figure.reason or figure.unit
    drawn = card(figure.title, config.language(lang).site_name, stamp, said, figure)
    return standalone(drawn, config)


def claim_card(edition: Edition, lang: str, judged: Judged) -> str:
    """Return the picture for links to a claim: statement, verdict, evidence; of half the size."""
    words, content = edition.words(lang), edition.content
    statement = words.text(CLAIMS_TOPIC, f"{judged.id}.statement")
    parts, y = _lines(statement, EDGE + TITLE, TITLE, 4, "bold")
    verdict = words.plain(content.text("ui", lang, f"verdict.{judged.verdict}"))
    wide, colour = text_width(verdict, BIG, bold=True) + 2 * PAD, f"var(--v-{judged.verdict})"
    parts.append(
        f'<rect x="{EDGE}" y="{y}" width="{wide:.1f}" height="72" rx="12" fill="{colour}"/>'
    )
    parts.append(_text(EDGE + PAD, y + 52, BIG, verdict, "bold", PAPER))
    y += 72 + BIG + 24
    shown = max(1, round((HEIGHT - EDGE - LINE - y) / (LINE * LEADING)))
    below, _ = _lines(evidence_text(words, judged), y, LINE, shown)
    parts += below
    parts += _foot(content.config.language(lang).site_name, _stamp(edition, words))
    return standalone(_sheet(parts, SMALLER), content.config)


def claim_path(claim: str, lang: str) -> str:
    """Return where the picture of a claim lies in the site."""
    return f"assets/claims/{claim}-{lang}.png"


def chart_path(chart: str, lang: str) -> str:
    """Return where the picture of a chart lies in the site."""
    return f"assets/charts/{chart}-{lang}.png"


def _sheet(parts: Iterable[str], smaller: int = 1) -> str:
    """Return a picture's parts on paper, so many times smaller than it is drawn."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH // smaller}" '
        f'height="{HEIGHT // smaller}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="100%" height="100%" fill="{PAPER}"/>{"".join(parts)}</svg>'
    )


def _stamp(edition: Edition, words: Renderer) -> str:
    text = edition.content.text("ui", words.language.code, "image.stamp")
    return words.plain(text, as_of=words.format.date(edition.as_of))


def _foot(site_name: str, stamp: str) -> tuple[str, str]:
    """Return whose picture it is, and the date of its data."""
    foot, end = HEIGHT - EDGE / 2, WIDTH - EDGE - text_width(stamp, SMALL - 2)
    return (
        _text(EDGE, foot, SMALL - 2, site_name, "bold", SOFT),
        _text(end, foot, SMALL - 2, stamp, "normal", SOFT),
    )


def _lines(
    text: str, y: float, size: int, most: int, weight: str = "normal"
) -> tuple[list[str], float]:
    """Return a text from ``y`` on in at most so many lines, and where it ends.

    It is set smaller, down to two thirds, before it is cut.
    """
    room, bold = WIDTH - 2 * EDGE, weight == "bold"
    for smaller in range(size, size * 2 // 3, -2):
        lines = wrap_text(text, smaller, room, bold=bold)
        if len(lines) <= most:
            break
    else:
        lines = (*lines[: most - 1], f"{lines[most - 1].rsplit(' ', 1)[0]} …")
    step = round(smaller * LEADING)
    ends = y + step * len(lines)
    return [
        _text(EDGE, y + n * step, smaller, line, weight, INK) for n, line in enumerate(lines)
    ], ends


def _text(x: float, y: float, size: int, text: str, weight: str, colour: str) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" font-weight="{weight}" '
        f'fill="{colour}">{escape(text)}</text>'
    )


def _placed(drawing: str, top: float, room: float) -> str:
    """Return a chart moved and scaled into the room that is left."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawing)
    if found is None:
        raise ValueError("a chart's drawing has no viewBox")
    scale = min((WIDTH - 2 * EDGE) / float(found[1]), room / float(found[2]))
    # The drawing's root becomes a group, so that its text sizes and colours come along.
    size = re.search(r'font-size="([\d.]+)"', drawing)
    inner = drawing[drawing.index(">") + 1 : drawing.rindex("</svg>")]
    left = (WIDTH - float(found[1]) * scale) / 2
    place = f"translate({left:.1f} {top:g}) scale({scale:.4f})"
    return f'<g transform="{place}" font-size="{size[1] if size else 12}">{inner}</g>'


def icon(size: int, config: Config) -> str:
    """Return the site's icon, so many pixels wide: a large bar beside a small one."""
    light, dark = config.colours, config.colours_dark
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="{light["accent"]}"/>'
        f'<rect x="7" y="9" width="7" height="16" fill="{light["paper"]}"/>'
        f'<rect x="18" y="17" width="7" height="8" fill="{dark["accent"]}"/></svg>'
    )
