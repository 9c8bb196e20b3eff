"""Dates, months and windows as text, by the patterns of a language."""

from __future__ import annotations

from datetime import date

from generator.core.settings import Language


def date_text(day: date | str, language: Language) -> str:
    """Return a day (``2026년 9월 25일``), less where only its month or year is known."""
    year, month, number = _parts(day)
    if month is None:
        return language.formats.year.format(year=year)
    if number is None:
        return month_text(day, language)
    return language.formats.date.format(year=year, month=_name(month, language), day=number)


def month_text(day: date | str, language: Language) -> str:
    """Return the month of a day or of ``YYYY-MM``."""
    year, month, _ = _parts(day)
    if month is None:
        raise ValueError(f"{day!r} has no month")
    return language.formats.month.format(year=year, month=_name(month, language))


def window_text(window: str, language: Language) -> str:
    """Return ``start..end`` in words; both are months or both are days."""
    start, _, end = window.partition("..")
    return language.formats.window.format(
        start=date_text(start, language), end=date_text(end, language)
    )


def _parts(day: date | str) -> tuple[int, int | None, int | None]:
    """Return year, month and day of a date, ``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY``."""
    if isinstance(day, date):
        return day.year, day.month, day.day
    if len(day) == len("2026-09-25"):
        return _parts(date.fromisoformat(day))
    if len(day) == len("2026-09"):
        first = date.fromisoformat(f"{day}-01")
        return first.year, first.month, None
    if len(day) == len("2026"):
        return int(day), None, None
    raise ValueError(f"{day!r} is not a date")


def _name(month: int, language: Language) -> str:
    names = language.formats.months
    return names[month - 1] if names else str(month)
