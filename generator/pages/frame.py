"""What all pages share: their place in the site, the frame around them, the interface's words."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from generator.content.edition import Edition
from generator.content.load import Content
from generator.core.cache import BuildCache
from generator.core.publisher import report_address
from generator.core.settings import Config, Language
from generator.language.renderer import Renderer
from generator.pages import assets, cards
from generator.pages.address import Address
from generator.pages.figures import inlined, size

NAVIGATION = (
    ("article", ""),
    ("evidence", "evidence/"),
    ("claims", "claims/"),
    ("tools", "tools/"),
    ("changes", "changes/"),
    ("methods", "methods/"),
)


def policy(style: str) -> str:
    """Return the content security policy of a page: its own files, and this one style sheet."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self'; style-src 'sha256-{digest}'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def template_environment(templates: Path) -> Environment:
    """Return the environment of the templates in a folder; an undefined name is an error."""
    environment = Environment(
        loader=FileSystemLoader(templates),
        comment_start_string="<#",
        comment_end_string="#>",
        undefined=StrictUndefined,
        autoescape=True,
    )
    environment.filters |= {"svg": inlined, "size": size}
    return environment


Translate = Callable[..., Markup]
T = TypeVar("T")


@dataclass(frozen=True)
class Page:
    """One page of a language: its kind, path within the language, and what cards say of it.

    ``image`` is the path of a picture of its own in the site, so many times smaller than others.
    """

    lang: str
    kind: str
    inner: str
    title: str
    description: str
    og_type: str = "website"
    image: str = ""
    smaller: int = 1

    @property
    def path(self) -> str:
        """Return the path within the site, a folder ending with a slash."""
        return f"{self.lang}/{self.inner}"

    @property
    def home(self) -> str:
        """Return the relative way to the language's root: empty on the article itself."""
        return "../" * self.inner.count("/")

    @property
    def root(self) -> str:
        """Return the relative way to the site's root."""
        return f"{self.home}../"


@dataclass(frozen=True)
class Frame:
    """The site around the pages: settings, address, templates and the words of the interface.

    ``as_of`` is the date of its data; ``facts`` fill the placeholders that every text of the
    interface may use (data date, original's date), by language.
    """

    config: Config
    content: Content
    address: Address
    templates: Path
    facts: Mapping[str, Mapping[str, str]]
    as_of: date
    cache: BuildCache = field(default_factory=BuildCache)
    _translated: dict[tuple[object, ...], Markup] = field(default_factory=dict)

    def cached(self, name: str, make: Callable[[], T]) -> T:
        """Return a value that no section's text changes, of an earlier build where one made it."""
        return self.cache.get(f"{self.content.path}{name}", make)

    @cached_property
    def environment(self) -> Environment:
        """Return the templates' environment."""
        return template_environment(self.templates)

    @cached_property
    def _sheet(self) -> str:
        return assets.style_sheet(self.templates, self.config)

    def head(self, root: str) -> dict[str, str]:
        """Return what the head of a page is given; ``root`` is the way to the site's root.

        Style and icon stand in the page, which so shows itself after a single other file.
        """
        style = assets.with_root(self._sheet, root)
        icon = f"data:image/svg+xml,{quote(cards.icon(32, self.config))}"
        return {
            "root": root,
            "style": Markup(style),
            "policy": policy(style),
            "icon": icon,
            "paper": self.config.colours["paper"],
            "dark_paper": self.config.colours_dark["paper"],
        }

    def language(self, code: str) -> Language:
        """Return a language's row."""
        return self.config.language(code)

    def page(self, words: Renderer, kind: str, texts: str = "", **values: object) -> Page:
        """Return a page whose title and description are texts of the interface.

        Their keys begin with the page's ``kind``, which is its path as well, or with ``texts``.
        """
        title, text = f"{texts or kind}.title", f"{texts or kind}.description"
        description = self.plain(words, text, **values)
        lang = words.language.code
        return Page(lang, kind, f"{kind}/", self.plain(words, title), description)

    def translator(self, words: Renderer) -> Translate:
        """Return the function that gives a text of the interface as inline HTML."""

        def translate(key: str, **values: object) -> Markup:
            shown: dict[str, Any] = {
                **self.facts[words.language.code],
                **{name: _text(each) for name, each in values.items()},
            }
            given = tuple((name, shown[name], type(shown[name])) for name in sorted(shown))
            name = (words.language.code, key, given)
            if name not in self._translated:
                self._translated[name] = words.html(
                    self.content.text("ui", words.language.code, key), **shown
                )
            return self._translated[name]

        return translate

    def plain(self, words: Renderer, key: str, **values: object) -> str:
        """Return a text of the interface without markup."""
        shown: dict[str, Any] = {
            **self.facts[words.language.code],
            **{name: str(each) for name, each in values.items()},
        }
        return words.plain(self.content.text("ui", words.language.code, key), **shown)

    def render(self, template: str, page: Page, words: Renderer, **values: Any) -> str:
        """Return a page's HTML."""
        language = self.language(page.lang)
        html = self.environment.get_template(template).render(
            page=self.page_context(page),
            t=self.translator(words),
            head=self.head(page.root),
            site_name=language.site_name,
            navigation=[each for each in NAVIGATION if self._has_page(each[0])],
            clock=self.clock,
            report_address=report_address(self.config),
            **values,
        )
        return tidy(html)

    @property
    def clock(self) -> dict[str, Any]:
        """Return the date of the data, and after how many days it is old."""
        return {"as_of": self.as_of.isoformat(), "after": self.config.stale_after_days}

    def _has_page(self, kind: str) -> bool:
        """Return whether a page of the navigation is there: a small article has no dossier."""
        pages = self.content.pages
        return {"tools": "tools" in pages, "evidence": bool(pages)}.get(kind, True)

    def page_context(self, page: Page) -> dict[str, Any]:
        """Return what the frame's template asks of a page."""
        language = self.language(page.lang)
        others = [
            {"code": each.code, "name": each.name, "href": f"{page.root}{each.code}/{page.inner}"}
            for each in self.config.languages
            if each.code != page.lang
        ]
        return {
            **vars(page),
            "root": page.root,
            "home": page.home,
            "canonical": self.address.of(page.path),
            "alternates": self.alternates(page.inner),
            "image": self.address.of(page.image or f"assets/card-{page.lang}.png"),
            "image_size": (cards.WIDTH // page.smaller, cards.HEIGHT // page.smaller),
            "image_alt": page.title,
            "locale": language.locale,
            "rises": language.rise,
            "currency": language.currency,
            "won": "won" in self.config.sources,
            "others": others,
            "alone": page.kind == "chart",
        }

    def alternates(self, inner: str) -> list[tuple[str, str]]:
        """Return (language, absolute address) of a page's versions, x-default last."""
        found = [
            (each.code, self.address.of(f"{each.code}/{inner}")) for each in self.config.languages
        ]
        default = self.config.default_language
        # The article's default is the choice of language, which needs no script.
        other = self.address.of(f"{default}/{inner}") if inner else self.address.url
        return [*found, ("x-default", other)]


def facts(edition: Edition) -> dict[str, dict[str, str]]:
    """Return what every text of the interface may name, by language."""
    found = {}
    for language in edition.content.config.languages:
        write = edition.words(language.code).format
        original = edition.content.config.original_date
        found[language.code] = {
            "as_of": write.date(edition.as_of),
            "original": write.date(original) if original else "",
        }
    return found


_BLANK = re.compile(r"\n[ \t]*(?=\n)")


def tidy(html: str) -> str:
    """Return HTML without blank lines, outside of preformatted text."""
    parts = re.split(r"(<pre.*?</pre>)", html, flags=re.DOTALL)
    return (
        "".join(part if part.startswith("<pre") else _BLANK.sub("", part) for part in parts).strip()
        + "\n"
    )


def _text(value: object) -> str:
    """Return a value as text that stays markup if it is."""
    return value if isinstance(value, Markup) else str(value)
