"""Numbers are rounded once, halves away from zero, and written by a language's row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from languages import language, pseudo

from generator.language.numbers import Format, rounded

KO, EN, XX = Format(language("ko")), Format(language("en")), Format(pseudo())

fractions = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
amounts = st.floats(min_value=-9e14, max_value=9e14, allow_nan=False)
digits = st.integers(min_value=0, max_value=4)


def number_in(text: str) -> Decimal:
    """Read the first number of an English or Korean text back."""
    found = re.search(r"[+−]?\$?[\d,]+(\.\d+)?", text)
    assert found, text
    return Decimal(found[0].replace(",", "").replace("−", "-").replace("$", ""))


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.1235, 1, "12.4%"),  # a half as a decimal, a little less as a binary number
        (0.1245, 1, "12.5%"),
        (-0.1235, 1, "−12.4%"),
        (0.18742435549881087, 1, "18.7%"),
        (0.005, 0, "1%"),
        (0.0019, 2, "0.19%"),
        (0.0000001, 2, "0.00%"),
        (-0.0000001, 2, "0.00%"),
        (-0.0, 1, "0.0%"),
        (12.345, 1, "1,234.5%"),
        (0, 1, "0.0%"),
        (1, 0, "100%"),
    ],
)
def test_percentages(value: float, places: int, text: str) -> None:
    """A half goes away from zero, and what rounds to zero has no sign."""
    assert EN.pct(value, places) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KO.pct(0.187), "18.7%"),
        (KO.pp(-0.084), "−8.4%p"),
        (KO.pp(0.084), "+8.4%p"),
        (KO.pp(-0.084, 1, absolute=True), "8.4%p"),
        (KO.pp(0.00004), "0.0%p"),
        (KO.bp(-25), "−25bp"),
        (KO.bp(25, sign=True), "+25bp"),
        (KO.multiple(14.46), "14.5배"),
        (KO.multiple((17, 18), 0), "17~18배"),
        (KO.count(1924), "1,924"),
        (KO.index(104.25), "104.3"),
        (KO.usd(71_930_000_000), "719억 달러"),
        (KO.usd(1_234_000_000_000), "1.2조 달러"),
        (KO.usd(3_500_000), "350만 달러"),
        (KO.usd(9_500), "9,500달러"),
        (KO.usd(9_999.6), "1.0만 달러"),
        (KO.krw(1356.505), "1,356.51원"),
        (KO.krw(2_500_000), "250만 원"),
        (KO.krw(150_000_000), "1.5억 원"),
        (KO.krw(9_999.999), "1.0만 원"),
        (EN.krw(2_500_000), "₩2.5m"),
        (EN.krw(250_000), "₩250,000.00"),
        (EN.krw(1356.505), "₩1,356.51"),
        (EN.krw(-12.3, 1), "−₩12.3"),
        (EN.pp(-0.084), "−8.4 pp"),
        (EN.bp(-25), "−25 bp"),
        (EN.multiple(14.46), "14.5×"),
        (EN.multiple((17, 18), 0), "17–18×"),
        (EN.pct((0.02, 0.03), 0), "2–3%"),
        (EN.pct(0.05, 1, sign=True), "+5.0%"),
        (EN.usd(71_930_000_000), "$71.9bn"),
        (EN.usd(1_234_000_000_000), "$1.2tn"),
        (EN.usd(350_000_000), "$350m"),
        (EN.usd(3_500_000), "$3.5m"),
        (EN.usd(999_960_000), "$1.0bn"),
        (EN.usd(99_960_000), "$100m"),
        (EN.usd(-12_345), "−$12,345"),
        (EN.usd(0), "$0"),
        (EN.usd(2_000_000, sign=True), "+$2.0m"),
        (XX.pct(12.345), "1.234,5 %"),
        (XX.usd(-1_234), "-$1.234"),
    ],
)
def test_formats_of_each_language(text: str, expected: str) -> None:
    """Signs, separators and units come from the language's row."""
    assert text == expected


@given(fractions, digits)
def test_percentages_read_back(value: float, places: int) -> None:
    """A shown percentage, read back, lies within half of its last digit."""
    shown = number_in(EN.pct(value, places)) / 100
    assert abs(shown - Decimal(repr(value))) <= Decimal(1).scaleb(-places - 2) / 2


@given(fractions, fractions, digits)
def test_rounding_keeps_order(one: float, other: float, places: int) -> None:
    """Of two numbers the smaller is never shown as the larger."""
    low, high = sorted((one, other))
    assert number_in(EN.pct(low, places)) <= number_in(EN.pct(high, places))


@given(amounts, amounts)
def test_compact_amounts_keep_order(one: float, other: float) -> None:
    """The compact form keeps the order across units."""
    units = {"tn": 12, "bn": 9, "m": 6, "": 0}

    def size(amount: float) -> Decimal:
        text = EN.usd(amount)
        unit = re.search(r"[a-z]*$", text)
        assert unit
        return number_in(text).scaleb(units[unit[0]])

    low, high = sorted((one, other))
    assert size(low) <= size(high)
    assert abs(size(one) - Decimal(repr(one))) <= max(
        abs(Decimal(repr(one))) * Decimal("0.05"), Decimal("0.5")
    )


@given(st.floats(min_value=-1, max_value=1), digits, st.booleans())
def test_no_negative_zero(value: float, places: int, sign: bool) -> None:
    """What is shown as zero has no sign, in any form."""
    for form in (KO.pct, EN.pct, EN.pp, EN.multiple, XX.pct):
        text = form(value, places, sign=sign)
        if not re.search(r"[1-9]", text):
            assert not re.search(r"[-−+]", text)


@given(st.floats(min_value=1e-9, max_value=1e6), digits)
def test_signs_mirror(value: float, places: int) -> None:
    """A number and its negative differ in the sign alone."""
    assert EN.pct(-value, places).removeprefix("−") == EN.pct(value, places)
    assert EN.pct(-value, places, absolute=True) == EN.pct(value, places)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("form", [EN.pct, EN.multiple, EN.count])
def test_only_finite_numbers_are_shown(form: Callable[[float], str], value: float) -> None:
    """NaN and infinity are an error, never a text."""
    with pytest.raises(ValueError, match="not a finite number"):
        form(value)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_counts_are_exact(value: int) -> None:
    """A whole number keeps all its digits."""
    assert number_in(EN.count(value)) == value


def test_rounded_is_decimal_exact() -> None:
    """Rounding sees the shortest decimal of a float: 2.675 is a half."""
    assert rounded(2.675, 2) == Decimal("2.68")
    assert rounded(-2.675, 2) == Decimal("-2.68")
    assert str(rounded(-0.001, 1)) == "0.0"
