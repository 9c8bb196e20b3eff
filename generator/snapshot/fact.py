"""One published figure or rule, with source, address and dates."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, TypeAlias

from generator.core.model import Unit

Quality: TypeAlias = Literal["primary", "secondary", "weak"]

# A figure this old still stands with its date, but carries a note: half a year is about how long
# a valuation or a fee stays descriptive.
SHELF_LIFE = timedelta(days=180)
# The units of the file, as those of metrics.
METRIC_UNITS: Mapping[str, Unit | None] = MappingProxyType(
    {
        "ratio": "ratio",
        "pp": "pp",
        "multiple": "multiple",
        "usd": "usd",
        "count": "count",
        "krw": "krw",
        "date": "date",
        "text": None,
    }
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One published figure or rule.

    ``value`` is a number in the unit's stored form, or text; ``as_of`` and ``published_on`` are
    ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. ``role`` says which side of a comparison a figure is,
    ``group`` which figures of one source belong together, ``years`` over how long an average runs.
    ``source_names`` names the source by language, where it is not called the same in all.
    """

    id: str
    subject: str
    value: float | int | str
    unit: str
    source: str
    url: str
    quality: Quality
    statement: Mapping[str, str]
    as_of: str | None = None
    published_on: str | None = None
    caveat: Mapping[str, str] = field(default_factory=dict)
    event: bool = False
    role: str | None = None
    group: str | None = None
    years: int | None = None
    long_run: bool = False
    source_names: Mapping[str, str] = field(default_factory=dict)

    def source_in(self, language: str) -> str:
        """Return the source's name in a language, else the one for all languages."""
        return self.source_names.get(language, self.source)

    @property
    def known_from(self) -> date | None:
        """Return the day from which the fact counts; None where neither date is known."""
        text = self.published_on or self.as_of
        return last_day(text) if text else None

    @property
    def as_of_day(self) -> date | None:
        """Return the day that the fact describes, else the day of publication."""
        text = self.as_of or self.published_on
        return last_day(text) if text else None

    @property
    def expires_on(self) -> date | None:
        """Return the last day on which the figure is fresh; None for events and without date."""
        known = self.known_from
        return None if self.event or known is None else known + SHELF_LIFE

    def expired(self, day: date) -> bool:
        """Return whether the figure is older than 180 days on a day; an event never is."""
        if self.event:
            return False
        expires = self.expires_on
        return expires is None or day > expires

    @property
    def reliable(self) -> bool:
        """Return whether a verdict may rest on it: primary or secondary sources only."""
        return self.quality != "weak"

    @property
    def metric_unit(self) -> Unit | None:
        """Return the unit of its metric ``published.<id>``; None where it is no number or day."""
        if self.unit == "date" and len(str(self.value)) != len("2026-01-31"):
            return None  # only a month is known
        return METRIC_UNITS[self.unit]

    @property
    def number(self) -> float:
        """Return the value as a float; a TypeError for dates and words."""
        if isinstance(self.value, str):
            raise TypeError(f"{self.id} is a {self.unit}, not a number")
        return float(self.value)


def last_day(text: str) -> date:
    """Return the last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; a ValueError otherwise."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    return date.fromisoformat(text)
