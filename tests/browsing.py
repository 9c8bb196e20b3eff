"""Pages opened as a reader opens them, with an eye on what a reader never sees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

# Every type of page, in both languages where both differ in more than words.
PAGES = (
    "",
    "404.html",
    "ko/",
    "en/",
    "ko/claims/",
    "en/methods/",
    "en/evidence/",
    "ko/rates/",
    "en/tools/",
    "ko/changes/",
    "en/disclaimer/",
    "en/charts/growth/",
    "ko/editions/",
)


def ready(page: Page) -> None:
    """Wait until the scripts are there, which come after the first paint."""
    page.locator("link[rel=manifest]").wait_for(state="attached")


def settings(page: Page) -> None:
    """Open the menu of language, theme, colours and currency."""
    page.locator("[data-menu]:not([open]) > summary").click()


@contextmanager
def opened(browser: Browser, **context: Any) -> Iterator[Page]:
    """A page in a context of its own; fails if it complained, broke its policy or went outside.

    A breach of the policy is an error on the console; so is a file that is not there.
    """
    complaints: list[str] = []

    def asked(request: Request) -> None:
        if urlsplit(request.url).hostname not in ("127.0.0.1", None):
            complaints.append(f"asked {request.url}")

    def failed(request: Request) -> None:
        # What is under way when the page is left is given up, which is no fault.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.failure}: {request.url}")

    made = browser.new_context(**{"reduced_motion": "reduce", **context})
    page = made.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", asked)
    page.on("requestfailed", failed)
    yield page
    made.close()
    assert complaints == []
