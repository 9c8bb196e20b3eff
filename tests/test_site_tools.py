"""The calculators in a browser, by keyboard only, beside the formulas in Python."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from itertools import product

import numpy as np
import pytest
from browsing import opened, settings
from languages import PACKAGE
from playwright.sync_api import Browser, Page, Route, expect
from sites import built
from small_caps.tools import formulas as tools

from generator.content.tools import tools as registered

TOOLS = tuple(registered(PACKAGE))

Serve = Callable[..., str]


def _at(page: Page, address: str, tool: str, field: str) -> None:
    """Open the article at a tool and press Tab until a field has the focus."""
    page.goto(f"{address}#tool-{tool}")
    page.locator(f"[data-tool={tool}] form").wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == f"{tool}-{field}":
            return
    raise AssertionError(f"{tool}-{field} cannot be reached by Tab")


def _type(page: Page, value: str) -> None:
    page.keyboard.press("Control+A")
    page.keyboard.type(value)


def _said(page: Page, tool: str, **values: str) -> None:
    """Check that the tool's sentence is its text with these values."""
    output = page.locator(f"[data-tool={tool}] [data-result]")
    wanted = (output.get_attribute("data-result") or "").format(**values)
    expect(output).to_have_text(wanted)


def _percent(value: float) -> str:
    return f"{value * 100:,.1f}%".replace("-", "−")


def _money(language: str, value: float) -> str:
    return f"{value:,.0f}만 원" if language == "ko" else f"US${value:,.0f}"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_fees(browser: Browser, serve_dir: Serve, language: str) -> None:
    """Every fund's row shows what the formula gives for the amount, years and growth typed in."""
    with opened(browser) as page:
        _at(page, f"{serve_dir(built())}{language}/tools/", "fees", "amount")
        _type(page, "25000")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        _type(page, "30")
        page.keyboard.press("Tab")
        _type(page, "-2.5")
        tool = page.locator("[data-tool=fees]")
        _said(page, "fees", amount=_money(language, 25000), years="30", growth="−2.5%")
        rates = json.loads(tool.get_attribute("data-values") or "")["fees"]
        rows = tool.locator("[data-fund]")
        assert rows.count() == len(rates) >= 3
        for index in range(rows.count()):
            fee = rates[rows.nth(index).get_attribute("data-fund")]
            free, left = tools.fees(25000, 30, -0.025, fee)
            cells = rows.nth(index).locator("[data-out]").all_inner_texts()
            assert cells == [_money(language, free - left), _money(language, left)]


def test_tax_is_due_above_the_allowance_only() -> None:
    """By hand: 1,000 doubles, 250 are free, 22 % of 750 are 165; of a loss nothing is due."""
    assert tools.after_tax(1000, 1, 1.0, 0.22, 250) == pytest.approx((165, 1835))
    assert tools.after_tax(1000, 1, 1.0, 0.154) == pytest.approx((154, 1846))
    assert tools.after_tax(1000, 2, 0.1, 0.22, 250) == pytest.approx((0, 1210))
    assert tools.after_tax(1000, 1, -0.5, 0.154) == pytest.approx((0, 500))
    # 10 million won: a gain of 2.5 million is just free;
    # of one of 5 million 22 % is due on half.
    free = 2_500_000
    assert tools.after_tax(10_000_000, 1, 0.25, 0.22, free) == pytest.approx((0, 12_500_000))
    assert tools.after_tax(10_000_000, 1, 0.5, 0.22, free) == pytest.approx((550_000, 14_450_000))
    assert tools.after_tax(10_000_000, 1, 0.5, 0.154) == pytest.approx((770_000, 14_230_000))
    assert tools.after_tax(10_000_000, 1, 0.5, 0.055) == pytest.approx((275_000, 14_725_000))
    assert tools.after_tax(10_000_000, 2, -0.2, 0.22, free) == pytest.approx((0, 6_400_000))


def _grid(seed: int, *spans: tuple[float, float]) -> list[list[float]]:
    """Return every corner of the spans and two hundred points between them."""
    rng = np.random.default_rng(seed)
    between = [[float(rng.uniform(*span)) for span in spans] for _ in range(200)]
    return [*map(list, product(*spans)), *between]


def test_both_languages_compute_the_same(browser: Browser, serve_dir: Serve) -> None:
    """On a grid that reaches the forms' limits, Python's and JavaScript's formulas agree."""
    amounts, years, growth = (1.0, 1e11), (1.0, 60.0), (-0.2, 0.3)
    money = _grid(1, amounts, years, growth, (0.0, 0.5))
    # The last is what is free: nothing, all of the gain, more than the gain.
    taxed = [[*row, free] for row in money for free in (0.0, row[0] * 0.25, 1e12)]
    taxed += [[1000.0, 1.0, 0.25, 0.22, 250.0], [1000.0, 1.0, 0.0, 0.22, 0.0]]
    swings = _grid(2, (-0.99, 3.0), (0.0, 1.5), (1.0, 20.0), (2.0, 3.0))
    rng = np.random.default_rng(3)
    base, other, won = (rng.normal(0.005, 0.05, 120).tolist() for _ in range(3))
    shares = [0.0, 0.13, 0.5]
    with opened(browser) as page:
        page.goto(f"{serve_dir(built())}en/tools/")
        theirs = page.evaluate(
            """async ({ money, taxed, swings, shares, base, other, won }) => {
                const js = await import(new URL("../../assets/tools.js", location));
                const [small, large] = [js.inWon(other, won), js.inWon(base, won)];
                return {
                    fees: money.map((row) => js.fees(...row)),
                    tax: taxed.map((row) => js.afterTax(...row)),
                    decay: swings.map((row) => js.decay(...row)),
                    mix: shares.map((share) => js.mix(share, large, small)),
                };
            }""",
            {"money": money, "taxed": taxed, "swings": swings, "shares": shares}
            | {"base": base, "other": other, "won": won},
        )

    def near(ours: Iterable[tuple[float, ...]], name: str) -> None:
        for row, found in zip(ours, theirs[name], strict=True):
            assert found == pytest.approx(list(row), rel=1e-9, abs=1e-9), name

    near((tools.fees(*row) for row in money), "fees")
    near((tools.after_tax(*row) for row in taxed), "tax")
    near((tools.decay(*row) for row in swings), "decay")
    small, large = ((1 + np.array(each)) * (1 + np.array(won)) - 1 for each in (other, base))
    for share, found in zip(shares, theirs["mix"], strict=True):
        mixed = tools.mix(share, large.tolist(), small.tolist())
        assert found == pytest.approx(asdict(mixed), rel=1e-9)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_after_tax(browser: Browser, serve_dir: Serve, language: str) -> None:
    """Each account's row shows what the formula gives, by the rule that the page names."""
    with opened(browser) as page:
        _at(page, f"{serve_dir(built())}{language}/tools/", "tax", "amount")
        _type(page, "5000")
        page.keyboard.press("Tab")
        _type(page, "10")
        page.keyboard.press("Tab")
        _type(page, "6.5")
        rows = page.locator("[data-tool=tax] [data-rule]")
        assert rows.count() == 3
        for row in rows.all():
            rule = json.loads(row.get_attribute("data-rule") or "")
            tax, left = tools.after_tax(5000, 10, 0.065, rule["rate"], rule["allowance"])
            cells = [
                re.sub(r"[^0-9]", "", each) for each in row.locator("[data-out]").all_inner_texts()
            ]
            digits = [f"{value:.0f}" for value in (tax, left)]
            assert cells == digits
            # The rate is a published rule, with its source behind it.
            assert "#m-published.kr_" in (row.locator("a.num").get_attribute("href") or "")


def test_the_fees_follow_the_currency(browser: Browser, serve_dir: Serve) -> None:
    """Turned over, the calculator counts in the other unit, with an amount that fits it."""
    with opened(browser) as page:
        page.goto(f"{serve_dir(built())}en/tools/")
        page.locator("[data-tool=fees] form").wait_for()
        assert page.locator("#fees-currency").input_value() == "usd"
        settings(page)
        page.locator("[data-switch=currency]").click()
        expect(page.locator("#fees-currency")).to_have_value("krw")
        expect(page.locator("[data-tool=fees] [data-out]").first).to_contain_text("₩")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_decay(browser: Browser, serve_dir: Serve, language: str) -> None:
    """The sentence says what a return, a volatility, years and a multiple give."""
    with opened(browser) as page:
        _at(page, f"{serve_dir(built())}{language}/tools/", "decay", "total")
        for value in ("-12.5", "33", "2"):
            _type(page, value)
            page.keyboard.press("Tab")
        for multiple in (3, 2):
            if multiple == 2:
                page.keyboard.press("ArrowUp")
            got, factor = tools.decay(-0.125, 0.33, 2, multiple)
            shown = {"got": got, "naive": -0.125 * multiple, "lost": 1 - factor}
            if multiple == 2:
                texts = {name: _percent(value) for name, value in shown.items()}
                _said(page, "decay", multiple=str(multiple), **texts)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_mix(browser: Browser, serve_dir: Serve, language: str) -> None:
    """The arrow keys move the share; the record is the formula's over the shipped months."""
    lines = (built() / "data/tools/mix.csv").read_text(encoding="utf-8").splitlines()[1:]
    months = [[float(cell) for cell in line.split(",")[1:3]] for line in lines]
    base, other = zip(*months, strict=True)
    with opened(browser) as page:
        page.add_init_script("localStorage.report = JSON.stringify({ currency: 'usd' })")
        _at(page, f"{serve_dir(built())}{language}/tools/", "mix", "share")
        called = json.loads(page.locator("[data-tool=mix]").get_attribute("data-called") or "")
        for _ in range(7):
            page.locator("#mix-share").press("ArrowRight")
        found = tools.mix(0.27, base, other)
        _said(
            page,
            "mix",
            share="27%",
            currency=called["usd"],
            cagr=_percent(found.cagr),
            volatility=_percent(found.volatility),
            drawdown=_percent(found.max_drawdown),
            worst=_percent(found.worst_12m),
        )
        assert page.locator("output[for=mix-share]").inner_text() == "27%"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_mix_is_in_the_currency_of_the_reader(
    browser: Browser, serve_dir: Serve, language: str
) -> None:
    """Table and answer turn over together, by key; both are those of the published metrics."""
    metrics = json.loads((built() / "data/metrics.json").read_text(encoding="utf-8"))["metrics"]
    with opened(browser) as page:
        _at(page, f"{serve_dir(built())}{language}/tools/", "mix", "share")
        called = json.loads(page.locator("[data-tool=mix]").get_attribute("data-called") or "")
        field = page.locator("#mix-share")
        while field.input_value() != "30":
            field.press("ArrowRight")
        first = {"ko": "krw", "en": "usd"}[language]
        for currency in (first, *({"krw", "usd"} - {first})):
            if currency != first:
                settings(page)
                page.locator("[data-switch=currency]").press("Space")
            part = "krw." if currency == "krw" else ""
            names = ("cagr", "volatility", "max_drawdown", "worst_12m")
            wanted = [_percent(metrics[f"mix.30.{part}{name}"]["value"]) for name in names]
            keys = ("cagr", "volatility", "drawdown", "worst")
            answer = dict(zip(keys, wanted, strict=True))
            _said(page, "mix", share="30%", currency=called[currency], **answer)
            seen = page.locator("[data-tool=mix] .table:visible")
            assert seen.count() == 1
            assert called[currency] in seen.locator("caption").inner_text()
            assert seen.locator("tbody tr").nth(3).locator("td").all_inner_texts() == wanted


def test_a_mix_without_rates_of_won_stays_in_dollars(browser: Browser, serve_dir: Serve) -> None:
    """Where the page knows no record in won the switch leaves the answer as it is."""

    def without(route: Route) -> None:
        reply = route.fetch()
        text = re.sub(r", &#34;krw&#34;: &#34;[^&]*&#34;", "", reply.text())
        assert text != reply.text()
        route.fulfill(response=reply, body=text)

    with opened(browser) as page:
        page.route("**/en/tools/", without)
        page.route(
            "**/data/tools/mix.csv",
            lambda route: route.fulfill(
                body=re.sub(r",[^,\n]*$", "", route.fetch().text(), flags=re.M)
            ),
        )
        _at(page, f"{serve_dir(built())}en/tools/", "mix", "share")
        page.locator("#mix-share").press("ArrowRight")
        output = page.locator("[data-tool=mix] [data-result]")
        expect(output).to_contain_text("in US dollars")
        before = output.inner_text()
        settings(page)
        page.locator("[data-switch=currency]").press("Space")
        expect(page.locator("#fees-currency")).to_have_value("krw")
        expect(output).to_have_text(before)


def test_what_cannot_be_calculated_is_said(browser: Browser, serve_dir: Serve) -> None:
    """An empty field, or one beyond its limits, gives a sentence instead of a number."""
    with opened(browser) as page:
        _at(page, f"{serve_dir(built())}en/tools/", "decay", "total")
        output = page.locator("[data-tool=decay] [data-result]")
        field = page.locator("#decay-total")
        invalid = (output.get_attribute("data-invalid") or "").format(
            field="Index return (%)", min="−99", max="300"
        )
        for value in ("", "-150", "1e9"):
            page.keyboard.press("Control+A")
            page.keyboard.press("Delete")
            page.keyboard.type("5")
            expect(output).to_contain_text("gives")
            expect(field).to_have_attribute("aria-invalid", "false")
            page.keyboard.press("Control+A")
            page.keyboard.press("Delete")
            page.keyboard.type(value)
            assert output.inner_text() == invalid, value
            expect(field).to_have_attribute("aria-invalid", "true")


def test_no_old_answer_stands_under_a_wrong_question(browser: Browser, serve_dir: Serve) -> None:
    """With an amount missing the table says nothing, until there is one again."""
    with opened(browser) as page:
        _at(page, f"{serve_dir(built())}ko/tools/", "fees", "amount")
        cells = page.locator("[data-tool=fees] [data-out]")
        page.keyboard.press("Control+A")
        page.keyboard.press("Delete")
        assert set(cells.all_inner_texts()) == {"–"}
        page.keyboard.type("100")
        assert all("만 원" in each for each in cells.all_inner_texts())


def test_a_fall_by_more_than_everything_is_not_said(browser: Browser, serve_dir: Serve) -> None:
    """Three times a loss of 60 % is all there is."""
    with opened(browser) as page:
        _at(page, f"{serve_dir(built())}en/tools/", "decay", "total")
        page.keyboard.press("Control+A")
        page.keyboard.type("-60")
        expect(page.locator("[data-tool=decay] [data-result]")).to_contain_text("−100.0%")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_without_scripts_the_tables_are_filled(
    browser: Browser, serve_dir: Serve, language: str
) -> None:
    """No form that does nothing, but each calculator's table with numbers in it."""
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{serve_dir(built())}{language}/tools/")
        for tool in TOOLS:
            part = page.locator(f"[data-tool={tool}]")
            part.scroll_into_view_if_needed()
            assert not part.locator("form").is_visible()
            cells = part.locator("tbody td").all_text_contents()
            assert len(cells) >= 6
            assert [cell for cell in cells if not re.search(r"\d", cell)] == []


@pytest.mark.parametrize(("part", "arrives"), [("", True), ("#tool-decay", True), ("", False)])
def test_a_form_comes_with_its_script(
    browser: Browser, serve_dir: Serve, part: str, arrives: bool
) -> None:
    """Wherever the reader begins; where the script does not arrive no form stands idle."""
    context = browser.new_context()
    page = context.new_page()
    if not arrives:
        page.route("**/tools.js", lambda route: route.abort())
    page.goto(f"{serve_dir(built())}en/tools/{part}")
    expect(page.locator("[data-tool] form")).to_have_count(len(TOOLS) if arrives else 0)
    if part:
        expect(page.locator("#tool-decay")).to_be_in_viewport()
    context.close()
