"""Past editions: one page of text, tables and verdicts for each, and their list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from generator.content.edition import Edition
from generator.core.months import month_of, month_text
from generator.language.renderer import Renderer
from generator.language.texts import Section
from generator.pages.blocks import PageBlocks
from generator.pages.claims import VERDICTS, claim_text, counts
from generator.pages.frame import Frame, Page, tidy

SLOT = "\ue003"
"""Stands where a section goes; no text holds it."""


def edition_days(
    month_ends: Sequence[date], as_of: date, last: int, published: date | None
) -> tuple[date, ...]:
    """Return the month-ends that have a page, newest first.

    The last ``last`` ones, and all since the month of the original: an address once given stays.
    The first month-end of the data has none, as there is nothing before it to compare with.
    """
    known = [day for day in month_ends[1:] if day <= as_of]
    since = [day for day in known if published and month_of(day) >= month_of(published)]
    return tuple(sorted({*known[-last:], *since}, reverse=True))


def edition_page(frame: Frame, edition: Edition, lang: str) -> tuple[Page, str]:
    """Return a past edition: nothing in it is bound to today's metrics or later than its date."""
    sections = frame.content.sections(lang)
    place = f"{lang}/editions/{edition.month}/"
    page, around = frame.cached(
        f"{place}{len(sections)}", lambda: _around(frame, edition, lang, len(sections))
    )
    before, *between = around.split(SLOT)
    said = [
        frame.cached(f"{place}{each.digest}", partial(_section, frame, edition, page, each))
        for each in sections
    ]
    return page, before + "".join(map("".join, zip(said, between, strict=True)))


def _section(frame: Frame, edition: Edition, page: Page, section: Section) -> str:
    return tidy(_words(frame, edition, page).section(section).html).removesuffix("\n")


def _words(frame: Frame, edition: Edition, page: Page) -> Renderer:
    blocks = PageBlocks(frame, edition, page, None)
    return edition.words(page.lang, blocks, link_base=page.home, bind=False)


def _around(frame: Frame, edition: Edition, lang: str, sections: int) -> tuple[Page, str]:
    """Return the page with slots for so many sections."""
    bare = edition.words(lang)
    say = frame.content.text
    title = bare.plain(say("top", lang, "title"))
    month = bare.format.month(edition.month)
    page = Page(
        lang,
        "editions",
        f"editions/{edition.month}/",
        frame.plain(bare, "editions.page_title", title=title, month=month),
        bare.plain(say("top", lang, "description")),
        og_type="article",
    )
    words = _words(frame, edition, page)
    html = frame.render(
        "edition.html",
        page,
        words,
        title=title,
        month=month,
        day=words.format.date(edition.as_of),
        answer=words.html(say("top", lang, "answer")),
        counts=counts(each.verdict for each in edition.judged.values()),
        sections=[SLOT] * sections,
        entries=[claim_text(words, each) for each in edition.judged.values()],
    )
    return page, html


def editions_page(
    frame: Frame, newest: Edition, lang: str, editions: Sequence[Edition]
) -> tuple[Page, str]:
    """Return the list of editions, newest first."""
    words = newest.words(lang, link_base="../")
    page = frame.page(words, "editions")
    rows: list[dict[str, Any]] = [
        {
            "month": each.month,
            "title": frame.plain(words, "editions.name", month=words.format.month(each.month)),
            "counts": [
                words.format.count(count)
                for _, count in counts(judged.verdict for judged in each.judged.values())
            ],
        }
        for each in editions
    ]
    return page, frame.render("editions.html", page, words, editions=rows, verdicts=VERDICTS)


def month_name(day: date) -> str:
    """Return the name of a month-end's edition, ``YYYY-MM``."""
    return month_text(month_of(day))
