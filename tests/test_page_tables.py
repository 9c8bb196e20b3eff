"""Tables for readers: labels for phones, pairs of currencies, what can be sorted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from browsing import opened, ready
from markupsafe import Markup
from playwright.sync_api import Browser
from sites import built

from generator.core.model import Metric
from generator.language.tables import Cell, RenderedTable
from generator.pages.tables import SORTABLE, readable

Serve = Callable[..., str]


def _cell(id: str = "", text: str = "x", unit: Any = "ratio") -> Cell:
    if not id:
        return Cell(Markup(text), text, ())
    family = id.partition(".")[2]
    metric = Metric(id, 0.1, unit, date(2026, 9, 25), "", {}, family)
    return Cell(Markup('<a class="num">{}</a>').format(text), text, (metric,))


def _table(columns: tuple[str, ...], rows: list[tuple[Cell, ...]]) -> RenderedTable:
    heads = tuple(_cell(text=each) for each in ("", *columns))
    return RenderedTable("t", _cell(), heads, tuple(rows), None, ())


def test_a_pair_of_columns_is_turned_over_by_currency() -> None:
    """Won and dollars of the same returns are a pair; a column that stands alone is none."""
    names = ("iwm", "spy")
    rows = [
        (
            _cell(text=fund),
            _cell(f"{fund}.krw.total_return.1y"),
            _cell(f"{fund}.total_return.1y"),
            _cell(f"{fund}.volatility.1y"),
        )
        for fund in names
    ]
    found = readable(_table(("won", "dollar", "swing"), rows))
    assert [each.currency for each in found.columns] == ["krw", "usd", None]
    assert [each.currency for each in found.rows[0].cells] == ["krw", "usd", None]
    alone = readable(_table(("won",), [row[:2] for row in rows]))
    assert [each.currency for each in alone.columns] == [None]


def test_a_pair_begins_with_the_currency_of_the_language() -> None:
    """Of columns and of rows; a pair of rows is turned over as one of columns is."""
    names = ("iwm", "spy")
    columns = [
        (_cell(text=fund), _cell(f"{fund}.krw.cagr.5y"), _cell(f"{fund}.cagr.5y")) for fund in names
    ]
    found = readable(_table(("won", "dollar"), columns), "usd")
    assert [each.label for each in found.columns] == ["dollar", "won"]
    assert [each.label for each in found.rows[1].cells] == ["dollar", "won"]
    rows = [
        (_cell(text=part or "dollars"), *(_cell(f"{fund}{part}.cagr.5y") for fund in names))
        for part in (".krw", "")
    ]
    for own, order in (("krw", ["krw", "usd"]), ("usd", ["usd", "krw"])):
        found = readable(_table(names, rows), own)
        assert [each.currency for each in found.rows] == order
        assert [each.currency for each in found.columns] == [None, None]


def test_every_cell_knows_its_column() -> None:
    """So that a phone can put the column's name above the value, in every row."""
    found = readable(_table(("A", "B"), [(_cell(), _cell(text="1"), _cell(text="2"))]))
    assert [cell.label for row in found.rows for cell in row.cells] == ["A", "B"]
    assert found.kinds == "stack"


@pytest.mark.parametrize(("rows", "sorts"), [(SORTABLE - 1, False), (SORTABLE, True)])
def test_a_long_list_of_one_kind_can_be_sorted(rows: int, sorts: bool) -> None:
    """From six rows on, and only a column whose numbers measure the same thing."""
    lines = [(_cell(), _cell("a.fee"), _cell(f"a.kind{row}")) for row in range(rows)]
    found = readable(_table(("fee", "mixed"), lines))
    assert [each.sorts for each in found.columns] == [sorts, False]
    assert found.sortable is sorts


def test_a_table_is_sorted_by_keyboard(browser: Browser, serve_dir: Serve) -> None:
    """A head is a button: falling first, then rising; the state is told, and numbers stay whole."""
    with opened(browser, viewport={"width": 1280, "height": 800}) as page:
        page.goto(f"{serve_dir(built())}en/rates/")
        ready(page)
        table = page.locator(".sortable table").first
        head = table.locator("th:has(button)").nth(1)
        at = head.evaluate("head => head.cellIndex")

        def values() -> list[float]:
            cells = table.locator(f"tbody tr > :nth-child({at + 1}) data")
            return [float(each.get_attribute("value") or "") for each in cells.all()]

        plain = values()
        head.locator("button").focus()
        page.keyboard.press("Enter")
        assert head.get_attribute("aria-sort") == "descending"
        assert values() == sorted(plain, reverse=True)
        page.keyboard.press("Space")
        assert head.get_attribute("aria-sort") == "ascending"
        assert values() == sorted(plain)
        assert table.locator("th[aria-sort]").count() == 1


def test_without_scripts_a_table_is_plain(browser: Browser, serve_dir: Serve) -> None:
    """No head promises an order that nobody makes."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_dir(built())}en/rates/")
        assert page.locator(".sortable").count() > 0
        assert page.locator("th button").count() == 0


PATHS = tuple(
    f"{lang}/{page}"
    for lang in ("ko", "en")
    for page in (
        *("", "rates/", "valuation/", "history/", "funds/", "korea/", "tools/", "evidence/"),
        *("claims/", "changes/", "methods/", "editions/", "editions/2025-11/", "disclaimer/"),
        "charts/losses/",
    )
)
WIDE = """[...document.querySelectorAll('.table')]
    .filter(each => !each.closest('details') && each.scrollWidth > each.clientWidth)
    .map(each => each.id || each.textContent.trim().slice(0, 40))"""
PARTED = """[...document.querySelectorAll('main .num:not(.words)')]
    .filter(each => new Set([...each.getClientRects()].map(part => part.y)).size > 1)
    .map(each => each.textContent)"""
# Where a particle follows a number, it stands on the number's line.
LEFT_BEHIND = """[...document.querySelectorAll('main .num:not(.words)')].filter(each => {
    const next = each.nextSibling;
    if (next?.nodeType !== 3 || !/^[가-힣]/.test(next.data)) return false;
    if (!each.checkVisibility()) return false;
    const particle = document.createRange();
    particle.setStart(next, 0);
    particle.setEnd(next, 1);
    return particle.getBoundingClientRect().y > each.getBoundingClientRect().bottom;
}).map(each => each.textContent + each.nextSibling.data.slice(0, 3))"""


@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways(browser: Browser, serve_dir: Serve, path: str) -> None:
    """Neither a page nor an unfolded table; a number stays with its unit and particle."""
    phone = {"viewport": {"width": 360, "height": 800}, "is_mobile": True, "has_touch": True}
    with opened(browser, **phone) as page:
        # With a place in the address everything is laid out at once.
        page.goto(f"{serve_dir(built())}{path}#main")
        ready(page)
        assert page.evaluate("innerWidth") == 360
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.evaluate(WIDE) == []
        assert page.evaluate(PARTED) == []
        assert page.evaluate(LEFT_BEHIND) == []


@pytest.mark.parametrize("path", ["ko/", "en/"])
def test_the_smallest_phone_scrolls_down_only(
    browser: Browser, serve_dir: Serve, path: str
) -> None:
    """At 280 pixels the page, and what it does not fold, is as wide as the screen."""
    with opened(browser, viewport={"width": 280, "height": 800}, is_mobile=True) as page:
        page.goto(f"{serve_dir(built())}{path}#main")
        ready(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 280
        assert page.evaluate(WIDE) == []
