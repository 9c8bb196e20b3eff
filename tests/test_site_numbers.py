"""Where a number comes from: beside it for mouse, finger and keys, by its link for all others."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from browsing import opened
from playwright.sync_api import Browser, expect
from sites import built, read

Serve = Callable[..., str]
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}


def _entry(language: str, id: str) -> tuple[str, list[str]]:
    """Return a metric's label and the cells of its row on the methods page."""
    page = (built() / language / "methods/index.html").read_text(encoding="utf-8")
    (row,) = re.findall(rf'<tr id="{re.escape(id)}"[^>]*>(.*?)</tr>', page, re.DOTALL)
    label = unescape(re.findall(r"<th[^>]*>(.*?)<", row, re.DOTALL)[0]).strip()
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    return label, [unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells]


@pytest.mark.parametrize(
    ("way", "language"), [("mouse", "ko"), ("finger", "en"), ("keys", "ko"), ("mouse", "en")]
)
def test_a_number_says_where_it_comes_from(
    browser: Browser, serve_dir: Serve, language: str, way: str
) -> None:
    """Name, definition, window, date and source stand beside it, as on the methods page."""
    with opened(browser, **(PHONE if way == "finger" else DESK)) as page:
        address = f"{serve_dir(built())}{language}/"
        page.goto(address)
        page.locator("html.faces").wait_for()
        number = page.locator('.answer .num:has(data[data-metric$="since_published"])').first
        card = page.locator("#origin")
        expect(card).to_be_hidden()
        if way == "finger":
            number.tap()
            expect(card).to_be_focused()
        elif way == "mouse":
            number.hover()
        else:
            number.focus()
            page.keyboard.press("Shift+Tab")
            page.keyboard.press("Tab")
            expect(number).to_be_focused()
        expect(card).to_be_visible()
        assert page.url == address
        link = number.evaluate("link => link.href")
        assert f"/{language}/methods/#" in link
        label, cells = _entry(language, link.partition("#")[2])
        assert cells[1:]
        said = card.inner_text()
        assert said.startswith(label)
        for cell in cells[1:]:
            assert cell in said
        box, width = card.bounding_box(), page.viewport_size["width"] if page.viewport_size else 0
        assert box is not None
        assert 0 <= box["x"] < box["x"] + box["width"] <= width
        assert card.locator("a").first.get_attribute("href") == number.evaluate("link => link.href")
        # The browser would write its own tooltip over the card.
        assert number.get_attribute("title") == ""
        page.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(number).to_have_attribute("title", re.compile(f"^{re.escape(label)}"))
        if way != "mouse":
            # The focus comes back to the number, which does not open the card again.
            page.wait_for_timeout(600)
            expect(card).to_be_hidden()


def test_the_card_stays_while_the_mouse_is_on_it(browser: Browser, serve_dir: Serve) -> None:
    """A reader can go from the number into its card; elsewhere the card goes."""
    with opened(browser, **DESK) as page:
        page.goto(f"{serve_dir(built())}en/")
        page.locator("html.faces").wait_for()
        card = page.locator("#origin")
        page.locator(".answer .num").first.hover()
        expect(card).to_be_visible()
        box = card.locator("a").last.bounding_box()
        assert box is not None
        # Step by step, across the gap between the number and its card.
        page.mouse.move(box["x"] + 5, box["y"] + 5, steps=40)
        page.wait_for_timeout(600)
        expect(card).to_be_visible()
        page.locator("h1").hover()
        expect(card).to_be_hidden()


def test_the_keyboard_goes_through_the_card(browser: Browser, serve_dir: Serve) -> None:
    """Tab leads from the number to the card's links, then on to the next number."""
    with opened(browser, **DESK) as page:
        page.goto(f"{serve_dir(built())}en/")
        page.locator("html.faces").wait_for()
        page.locator(".switch").last.focus()
        numbers = page.locator(".answer .num")
        page.keyboard.press("Tab")
        page.locator(".answer").wait_for()
        while not numbers.first.evaluate("link => link === document.activeElement"):
            page.keyboard.press("Tab")
        card = page.locator("#origin")
        expect(card).to_be_visible()
        for link in card.locator("a").all():
            page.keyboard.press("Tab")
            expect(link).to_be_focused()
            expect(card).to_be_visible()
        page.keyboard.press("Tab")
        expect(numbers.nth(1)).to_be_focused()


def test_a_published_figure_names_its_source(browser: Browser, serve_dir: Serve) -> None:
    """Statement, source, date and caveat of its entry."""
    with opened(browser, **PHONE) as page:
        page.goto(f"{serve_dir(built())}en/")
        page.locator("html.faces").wait_for()
        number = page.locator('p .num[href*="#m-published."]').first
        number.tap()
        card = page.locator("#origin")
        expect(card).to_be_visible()
        statement = (number.get_attribute("title") or "").partition(" · ")[0]
        assert card.inner_text().startswith(statement)
        assert {"Source", "Date"} <= set(card.locator("dt").all_inner_texts())


def test_what_changed_names_its_numbers(browser: Browser, serve_dir: Serve) -> None:
    """Also where a number is of no edition: no card without a name."""
    with opened(browser, **DESK) as page:
        page.goto(f"{serve_dir(built())}en/changes/")
        page.locator(".num").first.hover()
        card = page.locator("#origin")
        expect(card).to_be_visible()
        assert card.locator("strong").inner_text().strip()


def test_no_card_beside_a_number_that_was_left(browser: Browser, serve_dir: Serve) -> None:
    """Whatever arrives late, once the mouse has gone on."""
    with opened(browser, **DESK) as page:
        page.route("**/numbers.js", lambda route: (page.wait_for_timeout(400), route.continue_()))
        page.goto(f"{serve_dir(built())}en/")
        page.locator("html.faces").wait_for()
        page.locator(".answer .num").first.hover()
        page.locator("h1").hover()
        page.wait_for_timeout(1200)
        expect(page.locator("#origin")).to_be_hidden()


def test_a_past_number_is_not_dated_today(browser: Browser, serve_dir: Serve) -> None:
    """The card of a past edition's number has that edition's window and no other."""
    month = sorted(path for path in read().files if path.startswith("en/editions/2"))[0]
    with opened(browser, **DESK) as page:
        page.goto(f"{serve_dir(built())}{month.removesuffix('index.html')}")
        number = page.locator('.num[href*="#m-iwm."]').first
        title = number.get_attribute("title") or ""
        number.hover()
        card = page.locator("#origin")
        expect(card).to_be_visible()
        assert card.inner_text().startswith(title)
        assert card.locator("dt").all_inner_texts() == ["Source"]


@pytest.mark.parametrize("context", [{"java_script_enabled": False}, {}])
def test_a_link_is_left_where_the_card_cannot_be_made(
    browser: Browser, serve_dir: Serve, context: dict[str, bool]
) -> None:
    """Without scripts, or where the script does not arrive, a touch leads to the entry."""
    made = browser.new_context(**PHONE, **context)
    page = made.new_page()
    page.route("**/numbers.js", lambda route: route.abort())
    page.goto(f"{serve_dir(built())}en/")
    number = page.locator(".answer .num").first
    address = number.get_attribute("href") or ""
    number.tap()
    page.wait_for_url(f"**/{address}")
    made.close()
