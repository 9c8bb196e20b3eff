"""What a reader sets: language, theme, the colours of rise and fall."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import opened, ready, settings
from playwright.sync_api import Browser, Page, expect
from sites import built

Serve = Callable[..., str]
PAPER = "getComputedStyle(document.documentElement).backgroundColor"
RISE = "getComputedStyle(document.querySelector('.switch .up')).color"
LIGHT, DARK = "rgb(252, 251, 248)", "rgb(20, 23, 26)"
GREEN, RED = "rgb(22, 115, 72)", "rgb(192, 38, 45)"


def _top(page: Page, name: str) -> float:
    found = page.evaluate("id => document.getElementById(id).getBoundingClientRect().top", name)
    return float(found)


@pytest.mark.parametrize(("width", "place"), [(360, "valuation"), (1280, "risks"), (360, "losses")])
def test_another_language_keeps_the_section(
    browser: Browser, serve_dir: Serve, width: int, place: str
) -> None:
    """Whoever changes the language in the middle reads on at the same heading or chart."""
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{serve_dir(built())}ko/#{place}")
        page.locator("html.faces").wait_for()
        settings(page)
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**/en/**")
        assert page.url.endswith(f"/en/#{place}")
        page.locator("html.faces").wait_for()
        assert 0 <= _top(page, place) <= 120


def test_the_theme_follows_the_system_until_chosen(browser: Browser, serve_dir: Serve) -> None:
    """The choice outlives the page, holds in every language, and is there with the first paint."""
    address = serve_dir(built(), base="/report/")
    with opened(browser, color_scheme="light") as page:
        page.goto(f"{address}en/claims/")
        assert page.evaluate(PAPER) == LIGHT
        ready(page)
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(PAPER) == DARK
        settings(page)
        button = page.get_by_role("button", name="Dark")
        expect(button).to_have_attribute("aria-pressed", "true")
        button.click()
        assert page.evaluate(PAPER) == LIGHT
        assert button.get_attribute("aria-pressed") == "false"
        # Without the other scripts, which run after the first paint.
        page.route(
            "**/main.js", lambda route: route.fulfill(body="", content_type="text/javascript")
        )
        for path in ("en/claims/", "ko/", "", "404.html"):
            page.goto(address + path)
            assert page.evaluate(PAPER) == LIGHT, path


@pytest.mark.parametrize(("language", "habit", "other"), [("en", GREEN, RED), ("ko", RED, GREEN)])
def test_rises_have_the_colour_of_the_language_until_chosen(
    browser: Browser, serve_dir: Serve, language: str, habit: str, other: str
) -> None:
    """Green in English, red in Korean, and the other one from a click on, on every page."""
    address = serve_dir(built())
    with opened(browser, color_scheme="light") as page:
        page.goto(f"{address}{language}/claims/")
        assert page.evaluate(RISE) == habit
        ready(page)
        settings(page)
        page.locator("[data-switch=rise]").click()
        assert page.evaluate(RISE) == other
        page.route(
            "**/main.js", lambda route: route.fulfill(body="", content_type="text/javascript")
        )
        page.goto(f"{address}ko/disclaimer/")
        assert page.evaluate(RISE) == other


def test_a_storage_that_refuses_changes_nothing(browser: Browser, serve_dir: Serve) -> None:
    """Where a browser lets nothing be stored, the switches work for the page."""
    with opened(browser, color_scheme="light") as page:
        page.add_init_script(
            "for (const name of ['localStorage', 'sessionStorage'])"
            "Object.defineProperty(window, name, { get() { throw new Error('refused'); } });"
        )
        page.goto(f"{serve_dir(built())}en/disclaimer/")
        ready(page)
        settings(page)
        page.get_by_role("button", name="Dark").click()
        assert page.evaluate(PAPER) == DARK
        page.locator("html.faces").wait_for()


CURRENCY = "document.documentElement.dataset.currency"


@pytest.mark.parametrize(
    ("language", "habit", "other"), [("ko", "krw", "usd"), ("en", "usd", "krw")]
)
def test_returns_are_in_the_currency_of_the_language_until_chosen(
    browser: Browser, serve_dir: Serve, language: str, habit: str, other: str
) -> None:
    """Before any script, too; a press of a key turns it over for every page to come."""
    address = serve_dir(built())
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{address}{language}/")
        assert page.locator("html").get_attribute("data-currency") == habit
    with opened(browser) as page:
        page.goto(f"{address}{language}/disclaimer/")
        ready(page)
        settings(page)
        button = page.locator("[data-switch=currency]")
        expect(button).to_have_attribute("aria-pressed", str(habit == "krw").lower())
        button.focus()
        page.keyboard.press("Space")
        expect(button).to_have_attribute("aria-pressed", str(other == "krw").lower())
        page.route(
            "**/main.js", lambda route: route.fulfill(body="", content_type="text/javascript")
        )
        for path in ("ko/", "en/claims/"):
            page.goto(address + path)
            assert page.evaluate(CURRENCY) == other


@pytest.mark.parametrize("width", [360, 1280])
def test_a_column_in_the_other_currency_needs_room(
    browser: Browser, serve_dir: Serve, width: int
) -> None:
    """On a desk both stand side by side, on a phone the chosen one, whose name says which it is."""
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{serve_dir(built())}ko/#table-returns")
        ready(page)
        cells = page.locator("#table-returns tbody tr:first-child td:visible")

        def seen() -> list[str | None]:
            return [each.get_attribute("data-currency") for each in cells.all()]

        assert seen() == (["krw", "krw"] if width == 360 else ["krw", "usd"] * 2)
        settings(page)
        page.locator("[data-switch=currency]").click()
        assert seen() == (["usd", "usd"] if width == 360 else ["krw", "usd"] * 2)


def test_growth_is_drawn_in_the_chosen_currency(browser: Browser, serve_dir: Serve) -> None:
    """One of the two charts is there, before any script as well; a link to the other shows it."""
    address = f"{serve_dir(built())}ko/history/"
    growth, won = "figure#growth", "figure#growth-won"
    with opened(browser, java_script_enabled=False) as page:
        page.goto(address)
        assert [page.locator(each).is_visible() for each in (growth, won)] == [False, True]
        page.goto(f"{address}#growth")
        assert page.locator(growth).is_visible()
    with opened(browser) as page:
        page.goto(address)
        ready(page)
        settings(page)
        page.locator("[data-switch=currency]").click()
        assert [page.locator(each).is_visible() for each in (growth, won)] == [True, False]


def test_the_menu_closes_by_key_and_by_touch(browser: Browser, serve_dir: Serve) -> None:
    """Escape gives the focus back to it; a press beside it closes it as well."""
    with opened(browser) as page:
        page.goto(f"{serve_dir(built())}en/disclaimer/")
        ready(page)
        menu = page.locator("[data-menu]")
        settings(page)
        page.keyboard.press("Escape")
        expect(menu).not_to_have_attribute("open", "")
        expect(menu.locator("summary")).to_be_focused()
        settings(page)
        page.locator("h1").click()
        expect(menu).not_to_have_attribute("open", "")
