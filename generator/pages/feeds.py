"""What machines read beside the pages: feed, sitemap, robots, web manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from jinja2 import Environment

from generator.pages.address import Address


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news; its ``key`` (after the site's own tag) stays once it was published."""

    key: str
    day: date
    title: str
    text: str
    path: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page for the sitemap: its path, the day of its data, its versions (language, path)."""

    path: str
    day: date
    versions: tuple[tuple[str, str], ...]


def atom(
    environment: Environment,
    address: Address,
    lang: str,
    title: str,
    author: str,
    start: date,
    entries: Sequence[Entry],
) -> str:
    """Return an Atom feed, newest entry first; its dates are those of the data.

    ``start`` dates a feed that has no entry yet.
    """
    ordered = sorted(entries, key=lambda entry: (entry.day, entry.key), reverse=True)
    given = {"address": address, "lang": lang, "title": title, "author": author, "start": start}
    return environment.get_template("feed.xml").render(given, entries=ordered) + "\n"


def sitemap(
    environment: Environment, address: Address, pages: Iterable[Listed], default: str
) -> str:
    """Return the sitemap with each page's other languages; ``default`` is the root's language."""
    template = environment.get_template("sitemap.xml")
    return template.render(address=address, pages=pages, default=default) + "\n"


def robots(addresses: Sequence[Address]) -> str:
    """Return robots.txt: everything may be read; each article has a sitemap."""
    maps = "".join(f"Sitemap: {each.of('sitemap.xml')}\n" for each in addresses)
    return f"User-agent: *\nAllow: /\n\n{maps}"


def manifest(name: str, paper: str, lang: str) -> str:
    """Return the web manifest; its paths are relative, so it works under any address."""
    data = {
        "name": name,
        "short_name": name,
        "lang": lang,
        "start_url": "./",
        "scope": "./",
        "display": "browser",
        "background_color": paper,
        "theme_color": paper,
        "icons": [
            {"src": "assets/icon.svg", "sizes": "any", "type": "image/svg+xml"},
            {"src": "assets/icon-180.png", "sizes": "180x180", "type": "image/png"},
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
