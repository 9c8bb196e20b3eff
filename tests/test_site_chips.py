"""Claims in the text: a chip opens its card for keys, mouse and finger, and is a link otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import opened, ready
from playwright.sync_api import Browser, Page, expect
from sites import built, read

Serve = Callable[..., str]
PHONE = {"viewport": {"width": 360, "height": 800}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 800}}


def _chip(page: Page, address: str) -> tuple[str, str]:
    """Open the article at its first chip; return the claim's id and a selector of the chip."""
    page.goto(address)
    ready(page)
    claim = page.locator("article [data-card]").first.get_attribute("data-card") or ""
    selector = f"article [data-card={claim}] >> nth=0"
    page.locator(selector).scroll_into_view_if_needed()
    return claim, selector


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_claim_is_on_the_page_once_or_more(language: str) -> None:
    """In a sentence, a table, a box or the folded lists; and each chip has one card."""
    source = read().files[f"{language}/index.html"].decode()
    ledger = read().files[f"{language}/claims/index.html"].decode()
    claims = set(re.findall(r'<article[^>]* id="claim-([a-z0-9_]+)"', ledger))
    assert claims
    assert set(re.findall(r' data-claim="([^"]+)"', source)) == claims
    cards = re.findall(r' id="card-([^"]+)" popover', source)
    assert len(cards) == len(set(cards))
    assert set(re.findall(r' data-card="([^"]+)"', source)) <= set(cards)


def test_a_folded_list_holds_what_no_sentence_shows() -> None:
    """A claim that stands in a sentence, table or box is in no list, and in no two lists."""
    source = read().files["en/index.html"].decode()
    lists = re.findall(r'<details class="also">.*?</details>', source, re.DOTALL)
    listed = [each for part in lists for each in re.findall(r' data-claim="([^"]+)"', part)]
    for part in lists:
        source = source.replace(part, "")
    assert len(listed) == len(set(listed))
    assert not set(listed) & set(re.findall(r' data-claim="([^"]+)"', source))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_first_tap_shows_the_card(browser: Browser, serve_dir: Serve, language: str) -> None:
    """With rule, date and the way to the ledger, all within the screen; a tap elsewhere ends it."""
    with opened(browser, **PHONE) as page:
        claim, chip = _chip(page, f"{serve_dir(built())}{language}/")
        card = page.locator(f"#card-{claim}")
        expect(card).to_be_hidden()
        page.locator(chip).tap()
        expect(card).to_be_visible()
        box = card.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["y"] + box["height"] <= 800
        assert re.search(r"\d{4}", card.locator(".card-foot").inner_text())
        expect(card.locator(f'a[href="claims/#claim-{claim}"]')).to_be_visible()
        page.touchscreen.tap(180, 60)
        expect(card).to_be_hidden()
        assert page.url.endswith(f"/{language}/")


def test_the_keyboard_opens_and_closes_a_card(browser: Browser, serve_dir: Serve) -> None:
    """Enter and Space open it, Tab leads into it, Escape closes it and gives the focus back."""
    with opened(browser, **DESK) as page:
        claim, chip = _chip(page, f"{serve_dir(built())}en/")
        card = page.locator(f"#card-{claim}")
        for key in ("Enter", "Space"):
            page.locator(chip).focus()
            page.keyboard.press(key)
            expect(card).to_be_visible()
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('.card') !== null")
            page.keyboard.press("Escape")
            expect(card).to_be_hidden()
            expect(page.locator(chip)).to_be_focused()


def test_a_second_press_closes_the_card(browser: Browser, serve_dir: Serve) -> None:
    """And a third one opens it again; on a desk it leaves its chip in view."""
    with opened(browser, **DESK) as page:
        claim, chip = _chip(page, f"{serve_dir(built())}en/")
        card = page.locator(f"#card-{claim}")
        for shown in (True, False, True):
            page.locator(chip).click()
            expect(card).to_be_visible(visible=shown)
        placed, of_chip = card.bounding_box(), page.locator(chip).bounding_box()
        assert placed is not None
        assert of_chip is not None
        below = placed["y"] >= of_chip["y"] + of_chip["height"]
        assert below or placed["y"] + placed["height"] <= of_chip["y"]


@pytest.mark.parametrize("missing", ["scripts", "popovers"])
def test_without_scripts_or_popovers_a_chip_is_a_link(
    browser: Browser, serve_dir: Serve, missing: str
) -> None:
    """To the claim's entry in the ledger; no card stands about in the page."""
    with opened(browser, java_script_enabled=missing != "scripts", **PHONE) as page:
        if missing == "popovers":
            page.add_init_script("delete HTMLElement.prototype.showPopover")
        page.goto(f"{serve_dir(built())}en/")
        if missing == "popovers":
            ready(page)
        assert page.locator(".card:visible").count() == 0
        chip = page.locator("article [data-card]").first
        claim = chip.get_attribute("data-card")
        chip.tap()
        page.wait_for_url(f"**/en/claims/#claim-{claim}")


def test_an_edition_says_its_own_evidence() -> None:
    """Its chips lead to its own list, which has every claim, and to no entry of today."""
    site = read()
    path = next(path for path in site.pages if re.match(r"en/editions/\d{4}-\d\d/", path))
    source = site.files[path].decode()
    ids = {name for name, _ in site.pages[path].ids}
    chips = re.findall(r'<a class="chip[^"]*" href="([^"]+)"', source)
    assert all(href.removeprefix("#") in ids for href in chips)
    assert chips
