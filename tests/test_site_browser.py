"""The built site in a real browser, as a reader meets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browsing import opened, settings
from playwright.sync_api import Browser, Page
from sites import built

Serve = Callable[..., str]


@pytest.mark.parametrize(("language", "width"), [("ko", 360), ("en", 1280)])
def test_a_link_to_a_place_lands_there(
    browser: Browser, serve_dir: Serve, language: str, width: int
) -> None:
    """A jump shows what it names at the top of the screen, however far down it lies."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    address = serve_dir(built())
    for name in ("rates", "first-cuts", "price-ratio", "leverage", "risks", "losses"):
        # Another address in between, so that each jump begins at the top of a fresh page.
        page.goto("about:blank")
        page.goto(f"{address}{language}/#{name}")
        # The fonts come after the first paint, and must not push the place away.
        page.locator("html.faces").wait_for()
        top = page.evaluate(
            "name => document.getElementById(name).getBoundingClientRect().top", name
        )
        assert -5 <= top <= 120, (name, top)
    # Within the page as well, and it is still there when what is far has been laid out.
    page.evaluate("scrollTo(0, 0)")
    page.locator("[data-toc]").evaluate("toc => { toc.open = true; }")
    page.locator(".toc a[href='#leverage']").click()
    page.wait_for_timeout(1000)
    top = page.evaluate("document.getElementById('leverage').getBoundingClientRect().top")
    assert -5 <= top <= 120, top
    page.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_who_returns_reads_on_at_the_same_place(
    browser: Browser, serve_dir: Serve, width: int
) -> None:
    """Back from another page, or when the telephone has dropped the page and loads it again."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(f"{serve_dir(built())}ko/#losses")
    page.locator("html.faces").wait_for()
    place = page.locator("#losses")
    # What lies above is laid out in idle moments, and must not push the place away.
    page.wait_for_function(
        "() => [...document.querySelectorAll('.text > section')]"
        ".every((each) => each.style.contentVisibility === 'visible')"
    )
    assert 0 <= place.evaluate("place => place.getBoundingClientRect().top") <= 120
    page.evaluate("scrollBy(0, 40)")
    page.goto(f"{serve_dir(built())}ko/methods/")
    for back in (page.go_back, page.reload):
        back()
        page.wait_for_timeout(1000)
        top = place.evaluate("place => place.getBoundingClientRect().top")
        assert -200 <= top <= 200, (back.__name__, top)
    page.close()


@pytest.mark.parametrize(
    ("base", "path"),
    [
        *(("/report/", path) for path in ("", "ko/", "en/claims/", "ko/methods/")),
        *(("/", path) for path in ("", "en/", "en/charts/growth/")),
    ],
)
def test_a_narrow_screen_and_the_policy(
    browser: Browser, serve_dir: Serve, base: str, path: str
) -> None:
    """At 320 px nothing sticks out; no page breaks its policy, or asks for what is not there."""
    page = browser.new_page(viewport={"width": 320, "height": 700})
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto(serve_dir(built(), base=base) + path, wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert complaints == []
    page.close()


@pytest.mark.parametrize(
    ("language", "width", "layout"), [("ko", 360, "img"), ("en", 1280, "source")]
)
def test_without_scripts_the_article_is_whole(
    browser: Browser, serve_dir: Serve, language: str, width: int, layout: str
) -> None:
    """Text, numbers and the charts of one layout are there without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    address = f"{serve_dir(built())}{language}/"
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address, wait_until="networkidle")
    figures = page.locator("figure")
    assert figures.count() > 3
    shown = set()
    for index in range(figures.count()):
        figure = figures.nth(index)
        # What lies far from the screen is laid out when it comes near.
        figure.scroll_into_view_if_needed()
        box = figure.locator("img:visible").bounding_box()
        chosen = figure.locator(f"picture {layout}")
        assert box is not None
        assert box["width"] > 0.9 * min(width - 40, 736)
        across, down = (int(chosen.get_attribute(each) or 0) for each in ("width", "height"))
        assert box["width"] / box["height"] == pytest.approx(across / down, rel=0.01)
        # A drawing that is not in the file would leave it empty, and nothing would complain.
        image = figure.locator("img:visible").screenshot()
        assert len(image) > 3000
        shown.add(image)
    assert len(shown) == figures.count()
    assert page.locator("data[data-metric]").count() > 50
    context.close()


def _drawn(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector('.chart-marks picture')")


@pytest.mark.parametrize("width", [360, 1280])
def test_with_scripts_the_drawings_are_part_of_the_page(
    browser: Browser, serve_dir: Serve, width: int
) -> None:
    """In the theme and font of the page, one layout of each, and nothing moves for it."""
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{serve_dir(built())}ko/", wait_until="networkidle")
        _drawn(page)
        layout, other = ("narrow", "wide") if width == 360 else ("wide", "narrow")
        assert page.locator("figure svg.marks").count() == 2 * page.locator("figure").count()
        figure = page.locator("figure").first
        figure.scroll_into_view_if_needed()
        assert figure.locator(f"svg.{layout}").is_visible()
        assert not figure.locator(f"svg.{other}").is_visible()
        text = figure.locator(f"svg.{layout} text").first
        assert "Report ko" in text.evaluate("text => getComputedStyle(text).fontFamily")
        line = figure.locator(f"svg.{layout} [stroke='var(--c-iwm)']").first
        colour = "line => getComputedStyle(line).stroke"
        assert line.evaluate(colour) == "rgb(180, 81, 10)"
        settings(page)
        page.locator("[data-switch=theme]").click()
        assert line.evaluate(colour) == "rgb(247, 166, 79)"


@pytest.mark.parametrize("width", [360, 1280])
def test_a_drawing_takes_the_place_of_its_picture(
    browser: Browser, serve_dir: Serve, width: int
) -> None:
    """To the pixel; where the file does not arrive a second time, the pictures are left."""
    heights = (
        "() => [...document.querySelectorAll('.chart-marks')]"
        ".map(each => Math.round(each.getBoundingClientRect().height))"
    )
    address = f"{serve_dir(built())}en/"
    # With a place in the address everything is laid out at once.
    with opened(browser, viewport={"width": width, "height": 800}) as page:
        page.goto(f"{address}#top")
        _drawn(page)
        drawn = page.evaluate(heights)
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.route("**/drawings.svg*", lambda route: route.abort())
    page.goto(f"{address}#top", wait_until="networkidle")
    assert page.locator("figure picture").count() == len(drawn)
    assert page.evaluate(heights) == drawn
    context.close()


@pytest.mark.parametrize("path", ["ko/", "en/claims/", ""])
def test_nothing_but_the_theme_delays_the_first_paint(
    browser: Browser, serve_dir: Serve, path: str
) -> None:
    """The page and one small script; all else is asked for after the paint."""
    with opened(browser) as page:
        page.goto(serve_dir(built()) + path, wait_until="networkidle")
        early = page.evaluate(
            "() => { const [paint] = performance.getEntriesByType('paint');"
            " return performance.getEntriesByType('resource')"
            ".filter(each => each.startTime < paint.startTime && !/img/.test(each.initiatorType))"
            ".map(each => each.name.split('/').pop()); }"
        )
        assert early == ["theme.js"]


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "plain"])
def test_the_ledger_is_filtered_by_style_alone(
    browser: Browser, serve_dir: Serve, scripts: bool
) -> None:
    """A verdict and a group narrow the cards, together too; a link to a claim finds it hidden."""
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{serve_dir(built())}en/claims/", wait_until="networkidle")
    shown = page.locator(".entry:visible")
    everything = shown.count()
    refuted = page.locator(".entry.is-refuted").count()
    assert 0 < refuted < everything
    page.locator('.tally a[href="#refuted"]').click()
    assert shown.count() == refuted
    page.locator("#group-funds").check()
    assert shown.count() == page.locator(".entry.is-refuted.of-funds").count() < refuted
    page.locator('.tally a[href="#all"]').click()
    assert shown.count() == page.locator(".entry.of-funds").count()
    page.goto(f"{page.url.split('#')[0]}#claim-mag7_run")
    assert page.locator("#claim-mag7_run").is_visible()
    page.locator("#group-all").check()
    assert shown.count() == everything
    context.close()
