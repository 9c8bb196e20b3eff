"""How the page reads: by keyboard, on paper, at rest, with old data, under the pointer."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from browsing import PAGES, opened, ready
from playwright.sync_api import Browser, Route, expect
from sites import built, read

Serve = Callable[..., str]
OUTLINE = (
    "() => { const style = getComputedStyle(document.activeElement);"
    " return [style.outlineStyle, parseFloat(style.outlineWidth)]; }"
)
FOCUSED = (
    "() => { const box = document.activeElement.getBoundingClientRect();"
    " return [box.top, box.bottom, document.activeElement.textContent.trim()]; }"
)


def test_the_keyboard_finds_the_way(browser: Browser, serve_dir: Serve) -> None:
    """The skip link comes first and leads to the text; every stop shows where the focus is."""
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{serve_dir(built())}en/")
        page.keyboard.press("Tab")
        skip = page.locator(".skip")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport(ratio=1)
        stops = []
        for _ in range(10):
            style, width = page.evaluate(OUTLINE)
            assert style == "solid"
            assert width >= 2
            top, bottom, text = page.evaluate(FOCUSED)
            assert 0 <= top < bottom <= 800, text
            stops.append(text)
            page.keyboard.press("Tab")
        assert stops[1:8] == [
            "US Small Caps, Rechecked",
            *("Article", "Evidence", "Claims", "Tools", "Changes", "Methods"),
        ]
        assert stops[8].startswith("한국어")
        page.evaluate("document.activeElement.blur()")
        page.goto(f"{serve_dir(built())}en/")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_on_paper_the_article_is_what_was_read(
    browser: Browser, serve_dir: Serve, language: str
) -> None:
    """What is folded stays away, and so does what leads away; the date and both currencies stay."""
    with opened(browser, color_scheme="dark", viewport={"width": 670, "height": 900}) as page:
        page.goto(f"{serve_dir(built())}{language}/#main")
        ready(page)
        page.emulate_media(media="print", color_scheme="dark")
        for gone in ("main details", ".card", ".bar", ".toc", ".more", "[download]", ".foot ul"):
            assert page.locator(f"{gone}:visible").count() == 0, gone
        stamp = page.locator(".stamp")
        assert stamp.is_visible()
        assert ("2026년" if language == "ko" else "2026") in stamp.inner_text()
        row = page.locator("#table-returns tbody tr").first
        assert row.locator("td:visible").count() == row.locator("td").count()
        # Ink on paper, whatever the screen's theme.
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(22, 25, 29)"
        assert page.pdf(format="A4").count(b"/Type /Page\n") <= 12


def test_on_paper_a_source_says_its_host(browser: Browser, serve_dir: Serve) -> None:
    """A link that nobody can follow there; its whole address would be longer than the text."""
    with opened(browser) as page:
        page.goto(f"{serve_dir(built())}en/valuation/")
        page.emulate_media(media="print")
        cite = page.locator("a.cite").first
        host = str(urlsplit(cite.get_attribute("href") or "").hostname)
        assert host in cite.evaluate("cite => getComputedStyle(cite, '::after').content")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_moves_by_itself(browser: Browser, serve_dir: Serve, motion: str) -> None:
    """Less motion is wanted by some; a glide to a far place would miss it for all."""
    with opened(browser, reduced_motion=motion) as page:
        page.goto(f"{serve_dir(built())}en/disclaimer/")
        glides = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
        assert glides == "auto"
        moving = page.evaluate(
            "[...document.querySelectorAll('*')].filter((each) => "
            "parseFloat(getComputedStyle(each).transitionDuration) > 0 || "
            "parseFloat(getComputedStyle(each).animationDuration) > 0).length"
        )
        assert moving == 0


@pytest.mark.parametrize("path", ["ko/", "en/claims/", "404.html", ""])
@pytest.mark.parametrize(("days", "seen"), [(20, False), (22, True)])
def test_old_data_are_announced(
    browser: Browser, serve_dir: Serve, path: str, days: int, seen: bool
) -> None:
    """From 21 days after the data's date every page says so, by the reader's own clock."""
    with opened(browser) as page:
        address = f"{serve_dir(built(), base='/report/')}{path}"
        page.goto(address)
        day = page.locator("html").get_attribute("data-as-of") or ""
        clock = datetime.fromisoformat(day).replace(tzinfo=UTC) + timedelta(days=days)
        page.clock.set_fixed_time(clock)
        page.goto(address)
        assert page.locator("[data-stale]").first.is_visible() is seen


def test_the_date_of_the_data_needs_no_script() -> None:
    """It stands in the text of every page above its foot."""
    for path, file in read().files.items():
        if path.endswith(".html"):
            page = file.decode()
            body = page.partition("<main")[2].partition("</main>")[0]
            said = re.findall(r'<p class="(?:kicker|stale)[^>]*>(?<!hidden>)(.*?)</p>', body)
            assert any(re.search(r"\d{4}", each) for each in said), path


@pytest.mark.parametrize("width", [360, 1280])
def test_values_show_under_the_pointer(browser: Browser, serve_dir: Serve, width: int) -> None:
    """Crosshair and values of the chart's own file follow the pointer and go with Escape."""
    with opened(browser, viewport={"width": width, "height": 900}) as page:
        page.goto(f"{serve_dir(built())}en/charts/growth/")
        ready(page)
        marks = page.locator(".chart-marks")
        box = marks.bounding_box()
        assert box is not None
        tip, hair = page.locator(".tip"), page.locator(".hair")
        said = []
        for share in (0.3, 0.6):
            # The first touch fetches the script and the values, the next ones show them.
            page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
            tip.wait_for(state="attached")
            page.mouse.move(box["x"] + box["width"] * share + 1, box["y"] + box["height"] / 2)
            expect(tip).to_be_visible()
            expect(hair).to_be_visible()
            said.append(tip.inner_text())
            found = tip.bounding_box()
            assert found is not None
            assert found["x"] >= 0
            assert found["x"] + found["width"] <= width
        assert said[0] != said[1]
        assert all("IWM" in each and "SPY" in each for each in said)
        page.keyboard.press("Escape")
        expect(tip).to_be_hidden()


@pytest.mark.parametrize("early", [False, True])
def test_the_first_touch_shows_the_values_and_they_stay(
    browser: Browser, serve_dir: Serve, early: bool
) -> None:
    """Also where the script comes after the touch; until a touch elsewhere, not until it ends."""
    phone = {"viewport": {"width": 360, "height": 800}, "has_touch": True, "is_mobile": True}
    with opened(browser, **phone) as page:
        waiting: list[Route] = []
        if early:
            page.route("**/main.js", lambda route: waiting.append(route))
        page.goto(f"{serve_dir(built())}en/charts/growth/", wait_until="commit")
        marks, tip = page.locator(".chart-marks"), page.locator(".tip")
        marks.wait_for()
        if early:
            page.wait_for_function("() => typeof onpointerdown === 'function'")
        else:
            ready(page)
        box = marks.bounding_box()
        assert box is not None
        page.touchscreen.tap(box["x"] + 150, box["y"] + 120)
        if early:
            while not waiting:
                page.wait_for_timeout(50)
            waiting.pop().continue_()
        expect(tip).to_be_visible()
        said = tip.inner_text()
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        expect(tip).to_be_visible()
        assert "IWM" in said
        page.touchscreen.tap(180, box["y"] + box["height"] + 60)
        expect(tip).to_be_hidden()


PAGE_TYPES = [path for path in PAGES if path not in ("", "404.html")]


@pytest.mark.parametrize("path", PAGE_TYPES)
def test_every_page_says_that_its_data_are_old(
    browser: Browser, serve_dir: Serve, path: str
) -> None:
    """Not the article alone: verdicts and embedded charts are as old as it is."""
    with opened(browser) as page:
        page.clock.set_fixed_time(datetime(2036, 1, 1, tzinfo=UTC))
        page.goto(f"{serve_dir(built())}{path}")
        notice = page.locator("[data-stale]")
        expect(notice).to_be_visible()
        # The first paint shows it while it is still hidden by its attribute: nothing moves after.
        top = "each => { each.hidden = %s; return each.getBoundingClientRect().top + scrollY; }"
        assert notice.evaluate(top % "true") == notice.evaluate(top % "false")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_article_is_read_in_thirty_screens(
    browser: Browser, serve_dir: Serve, language: str
) -> None:
    """Of a small phone, with nothing opened: 24,000 px."""
    phone = {"viewport": {"width": 360, "height": 800}, "is_mobile": True, "has_touch": True}
    with opened(browser, **phone) as page:
        # With a place in the address everything is laid out at once.
        page.goto(f"{serve_dir(built())}{language}/#main")
        page.locator("html.faces").wait_for()
        assert page.evaluate("document.documentElement.scrollHeight") <= 24_000
