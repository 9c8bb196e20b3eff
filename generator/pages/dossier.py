"""The dossier: pages of their own for what the article's sentences rest on, and their list."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.charts.figure import Figure
from generator.content.edition import Edition
from generator.content.load import Content
from generator.content.read import DOSSIER
from generator.content.review import places
from generator.language.renderer import Renderer
from generator.language.texts import Section
from generator.pages.article import FinishedPage, contents, written_sections
from generator.pages.blocks import PageBlocks
from generator.pages.frame import NAVIGATION, Frame, Page
from generator.pages.page_claims import PageClaims

TOOLS = "tools"
"""The page of the calculators, which has a place of its own in the navigation."""
RETIRED = (("ledger", "claims/"),)
"""Places of the article in its first form, and where their matter is."""


def charts_of(sections: Iterable[Section]) -> tuple[str, ...]:
    """Return the charts that sections show, in order."""
    found = (ids[0] for each in sections for name, ids, _ in each.text.calls() if name == "chart")
    return tuple(dict.fromkeys(found))


def dossier_page(
    frame: Frame,
    edition: Edition,
    lang: str,
    name: str,
    figures: Mapping[str, Figure],
    drawings: str,
) -> FinishedPage:
    """Return a page of the dossier; ``drawings`` is the address of its charts' drawings."""
    bare = edition.words(lang)
    title, description = (_plain(frame, bare, name, part) for part in ("title", "description"))
    kind = TOOLS if name == TOOLS else "evidence"
    page = Page(lang, kind, f"{name}/", title, description, og_type="article")
    words = edition.words(
        lang, PageBlocks(frame, edition, page, figures, drawings), link_base=page.home
    )
    sections = written_sections(frame, words, page, drawings, name)
    answer = words.html(frame.content.text(DOSSIER, lang, f"{name}.answer"))
    headings = [heading for section in sections for heading in section.headings]
    html = frame.render(
        "dossier.html",
        page,
        words,
        title=title,
        answer=answer,
        siblings=list(_siblings(frame, bare, name)) if kind == "evidence" else [],
        toc=contents(headings),
        sections=[section.html for section in sections],
        cards=PageClaims(edition, words).with_chip([answer, *(each.html for each in sections)]),
    )
    return FinishedPage(page, html, {heading.id: heading.text for heading in headings})


def evidence_page(frame: Frame, edition: Edition, lang: str) -> tuple[Page, str]:
    """Return the list of the dossier's pages, each with its answer."""
    bare = edition.words(lang)
    page = frame.page(bare, "evidence")
    words = edition.words(lang, link_base=page.home)
    entries = [
        {**each, "answer": words.html(frame.content.text(DOSSIER, lang, f"{each['name']}.answer"))}
        for each in _siblings(frame, bare)
    ]
    return page, frame.render("evidence.html", page, words, entries=entries)


def _siblings(frame: Frame, words: Renderer, current: str = "") -> Iterator[dict[str, Any]]:
    for name in frame.content.pages:
        if name != TOOLS:
            title = _plain(frame, words, name, "title")
            yield {"name": name, "title": title, "current": name == current}


def _plain(frame: Frame, words: Renderer, name: str, part: str) -> str:
    return words.plain(frame.content.text(DOSSIER, words.language.code, f"{name}.{part}"))


def moved_places(content: Content, lang: str, claims: Iterable[str]) -> str:
    """Return where places that an old link to the article may name are now, as JSON.

    Only ids that the article does not have; main.js asks for the file when a place is not there.
    An address without a place of its own has the id on its page.
    """
    here = {id for section in content.sections(lang) for id in places(section)}
    found = {f"claim-{id}": "claims/" for id in claims}
    for name in content.pages:
        for section in content.sections(lang, name):
            for id in places(section):
                if id not in here:
                    found.setdefault(id, f"{name}/")
    found |= {name: f"{page}#main" for name, page in (*NAVIGATION, *RETIRED) if page}
    found |= {name: f"{name}/#main" for name in content.pages}
    found = {id: place for id, place in found.items() if id not in here}
    return json.dumps(found, separators=(",", ":")) + "\n"
