"""The article's own page in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from generator.charts.figure import Figure
from generator.claims.history import Changes
from generator.claims.registry import groups
from generator.content.edition import Edition
from generator.language.markdown import Heading
from generator.language.renderer import Renderer
from generator.language.texts import RenderedSection
from generator.pages.blocks import PageBlocks
from generator.pages.claims import score
from generator.pages.frame import Frame, Page
from generator.pages.page_claims import PageClaims
from generator.pages.reading_time import minutes
from generator.pages.reviews import date_published, json_ld_script

LEAD = "lead"
"""The chart beside the answers at the top."""
ASK = "ask."
"""Begins the interface's questions, each with the heading that answers it."""


@dataclass(frozen=True)
class FinishedPage:
    """A finished page of sections, with the headings that other pages refer to by id."""

    page: Page
    html: str
    headings: Mapping[str, str]


def article(
    frame: Frame,
    edition: Edition,
    lang: str,
    figures: Mapping[str, Figure],
    drawings: str,
    changes: Changes | None,
    last: Edition | None,
) -> FinishedPage:
    """Return the article.

    ``drawings`` is the address of its charts' drawings; ``last`` the newest edition whose address
    stays, if there is one.
    """
    bare = edition.words(lang)
    title = bare.plain(frame.content.text("top", lang, "title"))
    description = bare.plain(frame.content.text("top", lang, "description"))
    page = Page(lang, "article", "", title, description, og_type="article")
    blocks = PageBlocks(frame, edition, page, figures, drawings)
    words = edition.words(lang, blocks, link_base=page.home)
    sections = written_sections(frame, words, page, drawings)
    answer = words.html(frame.content.text("top", lang, "answer"))
    claims = PageClaims(edition, words)
    others = claims.elsewhere([answer, *(each.html for each in sections)], sections)
    headings = [heading for section in sections for heading in section.headings]
    ids = {heading.id for heading in headings}
    keys = frame.content.keys("ui", lang)
    asked = [key.removeprefix(ASK) for key in keys if key.startswith(ASK)]
    read = Markup("").join(each.html for each in sections)
    html = frame.render(
        "article.html",
        page,
        words,
        title=title,
        answer=answer,
        thesis=score(edition.judged.values(), next(iter(groups(frame.config.package)), None)),
        every=score(edition.judged.values()),
        minutes=minutes(answer + read, frame.language(lang).words_a_minute),
        lead=blocks.chart(LEAD, words) if LEAD in figures and f'id="{LEAD}"' not in read else "",
        asks=[each for each in asked if each in ids],
        changed=changed(frame, words, changes),
        toc=contents(headings),
        sections=[
            {"html": section.html, "also": claims.texts(others[section.id])} for section in sections
        ],
        cards=claims.texts(edition.judged),
        citations=citations(frame, edition, last, lang),
        json_ld=json_ld(frame, edition, page),
    )
    return FinishedPage(page, html, {heading.id: heading.text for heading in headings})


def written_sections(
    frame: Frame, words: Renderer, page: Page, drawings: str, name: str = ""
) -> list[RenderedSection]:
    """Return the sections of the article, or of a page of the dossier.

    ``drawings`` is part of what is kept: the address in each section names all their charts.
    """
    return [
        frame.cached(f"{page.path}{each.digest}{drawings}", partial(words.section, each))
        for each in frame.content.sections(page.lang, name)
    ]


def contents(headings: list[Heading]) -> list[dict[str, Any]]:
    """Return the table of contents: headings of level 2 with those of level 3 below them."""
    found: list[dict[str, Any]] = []
    for heading in headings:
        entry = {"id": heading.id, "text": heading.text, "parts": []}
        if heading.level == 2:
            found.append(entry)
        elif heading.level == 3 and found:
            found[-1]["parts"].append(entry)
    return found


def changed(frame: Frame, words: Renderer, changes: Changes | None) -> Markup:
    """Return one sentence on what changed since the last edition."""
    say = frame.translator(words)
    if changes is None:
        return say("top.changed_first")
    month = words.format.month(changes.before)
    if not changes.flips:
        return say("top.changed_none", month=month)
    return say("top.changed_some", month=month, count=len(changes.flips))


def citations(
    frame: Frame, edition: Edition, last: Edition | None, lang: str
) -> list[dict[str, str]]:
    """Return how to cite what the reader sees, and the last edition, whose page never changes.

    Each has its own title and the date of its own data.
    """
    found = [citation(frame, edition, lang, "")]
    if last is not None:
        found.append(citation(frame, last, lang, f"editions/{last.month}/"))
    return found


def citation(frame: Frame, edition: Edition, lang: str, place: str) -> dict[str, str]:
    """Return how to cite the page of an edition; ``place`` is empty for the one that moves on."""
    words = edition.words(lang)
    title = words.plain(frame.content.text("top", lang, "title"))
    address = frame.address.of(f"{words.language.code}/{place}")
    author, day = frame.config.author, edition.as_of
    kind = "edition" if place else "page"
    text = frame.plain(
        words,
        f"cite.{kind}",
        author=author,
        title=title,
        month=words.format.month(edition.month),
        day=words.format.date(day),
        address=address,
    )
    name = f"{frame.config.name}-{edition.month if place else day.isoformat()}"
    note = frame.plain(words, "cite.note", day=words.format.date(day))
    bibtex = (
        f"@misc{{{name},\n  author = {{{{{author}}}}},\n"
        f"  title = {{{title}}},\n  year = {{{day.year}}},\n  month = {{{day.month}}},\n"
        f"  note = {{{note}}},\n  url = {{{address}}}\n}}"
    )
    return {"text": text, "bibtex": bibtex}


def json_ld(frame: Frame, edition: Edition, page: Page) -> Markup:
    """Return what search engines read: the article and the data behind it."""
    address = frame.address
    author = {"@type": "Organization", "name": frame.config.author}
    graph = [
        {
            "@type": "Article",
            "headline": page.title,
            "description": page.description,
            "inLanguage": page.lang,
            **date_published(frame),
            "dateModified": edition.as_of.isoformat(),
            "author": author,
            "image": address.of(f"assets/card-{page.lang}.png"),
            "mainEntityOfPage": address.of(page.path),
            "license": frame.config.licence_url,
        },
        {
            "@type": "Dataset",
            "name": page.title,
            "description": page.description,
            "creator": author,
            "license": frame.config.licence_url,
            "dateModified": edition.as_of.isoformat(),
            "isAccessibleForFree": True,
            "url": address.of(f"{page.lang}/methods/"),
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": "application/json",
                    "contentUrl": address.of(f"data/{name}.json"),
                }
                for name in ("metrics", "claims", "datapackage")
            ],
        },
    ]
    data = {"@context": "https://schema.org", "@graph": graph}
    return json_ld_script(data)
