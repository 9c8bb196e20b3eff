"""Dates, months and windows as text, by the patterns of a language and the names of CLDR."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from babel.dates import format_date, get_month_names

from generator.core.settings import Language

_FIELD = re.compile("y+|M+|d+")
_NAMES = {"y": "{year}", "M": "{month}", "d": "{day}"}


def date_text(day: date | str, language: Language) -> str:
    """Return a day (``2026년 9월 25일``), less where only its month or year is known."""
    formats = language.formats
    if isinstance(day, date):
        return _written(day, formats.day, formats.locale)
    if len(day) == len("2026-09-25"):
        return _written(date.fromisoformat(day), formats.day, formats.locale)
    if len(day) == len("2026"):
        return _written(date(int(day), 1, 1), formats.year, formats.locale)
    return month_text(day, language)


def month_text(day: date | str, language: Language) -> str:
    """Return the month of a day or of ``YYYY-MM``."""
    if isinstance(day, str):
        if len(day) == len("2026"):
            raise ValueError(f"{day!r} has no month")
        day = date.fromisoformat(day if len(day) == len("2026-09-25") else f"{day}-01")
    return _written(day, language.formats.month, language.formats.locale)


def for_scripts(language: Language) -> dict[str, list[str]]:
    """Return what a page's script needs to write dates the same way.

    ``when`` are the forms of a year, a month and a day with ``{year}``, ``{month}`` and ``{day}``;
    ``months`` the names of the months where the forms have names.
    """
    formats = language.formats
    patterns = [formats.year, formats.month, formats.day]
    found = {"when": [_FIELD.sub(lambda field: _NAMES[field[0][0]], each) for each in patterns]}
    if "MMM" in formats.month:
        names = get_month_names("abbreviated", locale=formats.locale)
        found["months"] = [names[number] for number in range(1, 13)]
    return found


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale)
