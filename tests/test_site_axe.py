"""Each type of page before axe, light and dark, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PAGES, opened
from playwright.sync_api import Browser
from sites import built

Serve = Callable[..., str]
ColorScheme = Literal["light", "dark"]

# Rows and entries beyond the first few are alike, and axe takes seconds for a thousand of them.
FEWER = """() => {
  for (const row of document.querySelectorAll("tbody tr:nth-child(n + 4)")) row.remove();
  for (const kind of ["section.family", "section.entry", "article.entry"])
    for (const entry of [...document.querySelectorAll(kind)].slice(6)) entry.remove();
}"""
# A theme changes nothing but colours, and a width no colour.
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
RUNS: tuple[tuple[int, ColorScheme, dict[str, Any]], ...] = (
    (360, "light", {}),
    (360, "dark", {"runOnly": COLOURS}),
    (1280, "light", {}),
)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(browser: Browser, serve_dir: Serve, path: str) -> None:
    """No rule of axe is broken, once the fonts are set and far sections laid out."""
    found = []
    with opened(browser, bypass_csp=True) as page:
        page.goto(serve_dir(built(), base="/report/") + path)
        page.locator("html.faces").wait_for()
        page.evaluate(FEWER)
        # What is far away is laid out in idle moments; until then its places are estimates.
        page.add_style_tag(
            content=".text > section, .entry { content-visibility: visible !important }"
        )
        for width, scheme, rules in RUNS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            results = Axe().run(page, options={"resultTypes": ["violations"], **rules})
            found += [
                f"{width} {scheme}: {each['id']} {each['nodes'][0]['html'][:120]}"
                for each in results.response["violations"]
            ]
    assert found == []
