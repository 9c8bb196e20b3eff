"""Takes the pictures in docs/images/: both languages, phone and desk, light and dark.

``make pictures`` builds the site and photographs it, by the clock of the data's own date.
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Literal

from browser import launch
from conftest import serve
from playwright.sync_api import Browser, sync_playwright
from sites import built

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images"
# Name: width and height of the window, where on the page.
VIEWS = {"phone": (390, 844, "#lead"), "desk": (1280, 800, "")}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def take(browser: Browser, address: str, language: str, view: str) -> None:
    """Write the pictures of one language and window."""
    width, height, place = VIEWS[view]
    for scheme in SCHEMES:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        page = context.new_page()
        page.goto(f"{address}{language}/")
        day = page.locator("html").get_attribute("data-as-of") or ""
        page.clock.set_fixed_time(datetime.fromisoformat(day))
        page.goto("about:blank")
        page.goto(f"{address}{language}/{place}")
        page.locator("html.faces").wait_for()
        page.screenshot(path=FOLDER / f"{language}-{view}-{scheme}.png", animations="disabled")
        context.close()


def main() -> None:
    """Take all pictures."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with serve() as serve_dir, sync_playwright() as playwright:
        browser = launch(playwright)
        address = serve_dir(built())
        for language in sorted(each.parent.name for each in built().glob("*/feed.xml")):
            for view in VIEWS:
                take(browser, address, language, view)
        browser.close()


if __name__ == "__main__":
    main()
