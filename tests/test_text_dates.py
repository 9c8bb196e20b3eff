"""Dates, months and windows are written by a language's row."""

from __future__ import annotations

from datetime import date

import pytest
from languages import language, pseudo

from generator.language.numbers import Format

KO, EN, XX = Format(language("ko")), Format(language("en")), Format(pseudo())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (KO.date(date(2026, 9, 25)), "2026년 9월 25일"),
        (KO.date("2026-09-05"), "2026년 9월 5일"),
        (KO.date("2026-09"), "2026년 9월"),
        (KO.date("2026"), "2026년"),
        (KO.month(date(2026, 8, 31)), "2026년 8월"),
        (KO.window("2025-09..2026-08"), "2025년 9월~2026년 8월"),
        (EN.date(date(2026, 9, 25)), "25 Sep 2026"),
        (EN.date("2026-09-05"), "5 Sep 2026"),
        (EN.date("2026-09"), "Sep 2026"),
        (EN.date("2026"), "2026"),
        (EN.month("2026-08"), "Aug 2026"),
        (EN.window("2025-09..2026-08"), "Sep 2025 – Aug 2026"),
        (EN.window("2025-11-28..2026-09-25"), "28 Nov 2025 – 25 Sep 2026"),
        (XX.date("2026-09-05"), "5. 9. 2026"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    """A date shows as much as is known of it, in the language's order and names."""
    assert text == expected


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "25 Sep", "", "20260925"])
def test_no_date_is_an_error(text: str) -> None:
    """What is no date is an error, never a text."""
    with pytest.raises(ValueError):  # noqa: PT011 - each kind says it in its own words
        EN.date(text)


def test_a_year_has_no_month() -> None:
    """Where only the year is known, no month is made up."""
    with pytest.raises(ValueError, match="has no month"):
        EN.month("2026")
