"""What machines read beside the pages: feed, sitemap, robots, web manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

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
    address: Address, lang: str, title: str, author: str, start: date, entries: Sequence[Entry]
) -> str:
    """Return an Atom feed, newest entry first; its dates are those of the data.

    ``start`` dates a feed that has no entry yet.
    """
    ordered = sorted(entries, key=lambda entry: (entry.day, entry.key), reverse=True)
    home, own = address.of(f"{lang}/"), address.of(f"{lang}/feed.xml")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<title>{escape(title)}</title>",
        f"<id>{escape(f'{address.tag}{lang}/feed')}</id>",
        f'<link rel="self" type="application/atom+xml" href="{escape(own)}"/>',
        f'<link rel="alternate" type="text/html" href="{escape(home)}"/>',
        f"<author><name>{escape(author)}</name></author>",
        f"<updated>{_moment(ordered[0].day if ordered else start)}</updated>",
    ]
    for entry in ordered:
        lines += [
            "<entry>",
            f"<title>{escape(entry.title)}</title>",
            f"<id>{escape(f'{address.tag}{lang}/{entry.key}')}</id>",
            f'<link rel="alternate" type="text/html" href="{escape(address.of(entry.path))}"/>',
            f"<updated>{_moment(entry.day)}</updated>",
            f'<content type="text">{escape(entry.text)}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def sitemap(address: Address, pages: Iterable[Listed], default: str) -> str:
    """Return the sitemap with each page's other languages; ``default`` is the root's path."""
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        ' xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for page in pages:
        lines += [
            "<url>",
            f"<loc>{escape(address.of(page.path))}</loc>",
            f"<lastmod>{page.day.isoformat()}</lastmod>",
        ]
        for lang, path in page.versions:
            href = escape(address.of(path))
            lines.append(f'<xhtml:link rel="alternate" hreflang="{lang}" href="{href}"/>')
        if page.versions:
            other = next((path for lang, path in page.versions if lang == default), page.path)
            href = escape(address.of(other))
            lines.append(f'<xhtml:link rel="alternate" hreflang="x-default" href="{href}"/>')
        lines.append("</url>")
    return "\n".join([*lines, "</urlset>", ""])


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
