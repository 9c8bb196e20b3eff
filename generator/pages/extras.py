"""Pages beside the article: choice of language, page not found, disclaimer, single charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from generator.charts.figure import Figure
from generator.content.edition import Edition
from generator.language.renderer import Renderer
from generator.pages.assets import widest_face
from generator.pages.blocks import PageBlocks
from generator.pages.cards import chart_path
from generator.pages.frame import Frame, Page, tidy


def language_choice(frame: Frame, edition: Edition, others: Sequence[Edition]) -> str:
    """Return the site's root: the languages, each in its own words; needs no script.

    Other articles stand under each language that they are written in.
    """
    choices = []
    for language in frame.config.languages:
        words = edition.words(language.code, link_base=f"{language.code}/")
        choices.append(
            {
                "lang": language.code,
                "name": frame.plain(words, "choice.go"),
                "title": words.plain(frame.content.text("top", language.code, "title")),
                "answer": words.plain(frame.content.text("top", language.code, "description")),
                "more": frame.plain(words, "choice.more"),
                "others": list(_others(others, language.code)),
                **_age(frame, words),
            }
        )
    code = frame.config.default_language
    page = {
        "title": " · ".join(each.site_name for each in frame.config.languages),
        "description": next(each["answer"] for each in choices if each["lang"] == code),
        "canonical": frame.address.url,
        "alternates": frame.alternates(""),
        "image": frame.address.of(f"assets/card-{code}.png"),
    }
    return _in_all_languages(frame, "index.html", page, choices, root="")


def _in_all_languages(
    frame: Frame, template: str, page: dict[str, Any], choices: list[dict[str, Any]], root: str
) -> str:
    """Return a page that speaks every language; ``root`` is the way to the site's root."""
    language = frame.language(frame.config.default_language)
    face = widest_face(frame.config)
    page = {"lang": language.code, "rises": language.rise, "face": face, **page}
    given = {"page": page, "choices": choices, "head": frame.head(root), "clock": frame.clock}
    return tidy(frame.environment.get_template(template).render(given))


def _age(frame: Frame, words: Renderer) -> dict[str, str]:
    """Return the date of the data, and what is said where that is long ago."""
    return {"dated": frame.plain(words, "foot.stamp"), "stale": frame.plain(words, "top.stale")}


def _others(others: Sequence[Edition], lang: str) -> Iterator[dict[str, str]]:
    """Yield the title and the path of each other article that speaks a language."""
    for each in others:
        content = each.content
        if lang in content.wordings:
            title = each.words(lang).plain(content.text("top", lang, "title"))
            yield {"title": title, "href": f"{content.path}{lang}/"}


def not_found(frame: Frame, edition: Edition) -> str:
    """Return 404.html; served at any depth, so its addresses start at the host's root."""
    choices = []
    for language in frame.config.languages:
        words = edition.words(language.code)
        choices.append(
            {
                "lang": language.code,
                "name": language.site_name,
                "title": frame.plain(words, "lost.title"),
                "text": frame.plain(words, "lost.text"),
                **_age(frame, words),
            }
        )
    page = {
        "title": " · ".join(each["title"] for each in choices),
        "description": " ".join(each["text"] for each in choices),
    }
    return _in_all_languages(frame, "404.html", page, choices, root=frame.address.path)


def disclaimer(frame: Frame, edition: Edition, lang: str) -> tuple[Page, str]:
    """Return the disclaimer, with what the publisher holds."""
    bare = edition.words(lang)
    page = frame.page(bare, "disclaimer")
    words = edition.words(lang, link_base=page.home)
    html = frame.render(
        "disclaimer.html",
        page,
        words,
        body=words.html(frame.content.text("disclaimer", lang, "body")),
        holdings=frame.config.holdings_disclosure[lang],
    )
    return page, html


def chart_page(
    frame: Frame, edition: Edition, lang: str, figure: Figure, context: str | None
) -> tuple[Page, str]:
    """Return a page with one chart, for embedding elsewhere; ``context`` is where it stands."""
    page = Page(
        lang,
        "chart",
        f"charts/{figure.id}/",
        figure.title,
        figure.description,
        image=chart_path(figure.id, lang),
    )
    blocks = PageBlocks(frame, edition, page, {figure.id: figure})
    words = edition.words(lang, blocks, link_base=page.home)
    html = frame.render(
        "chart.html",
        page,
        words,
        figure=blocks.chart(figure.id, words),
        context=context,
        snippet=snippet(frame.address.of(page.path), figure.title),
    )
    return page, html


def snippet(address: str, title: str) -> str:
    """Return the HTML with which others embed a chart."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="640" '
        'loading="lazy"></iframe>'
    )
