"""Figures and facts that others published, each with source, address and date.

``content/published.toml`` holds one table per fact. A fact counts from the day it was published
(else from the day it describes), so that a view of the past knows only what could be read then.
"""

from __future__ import annotations

import calendar
import difflib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, get_args

from generator.core.errors import Problem, UserError
from generator.core.model import Unit
from generator.core.toml import read_toml

Quality: TypeAlias = Literal["primary", "secondary", "weak"]

# A figure this old still stands with its date, but carries a note: half a year is about how long
# a valuation or a fee stays descriptive.
SHELF_LIFE = timedelta(days=180)
# The units of the file. Won are whole numbers of won: as a metric they are a count.
METRIC_UNITS: Mapping[str, Unit | None] = MappingProxyType(
    {
        "ratio": "ratio",
        "pp": "pp",
        "multiple": "multiple",
        "usd": "usd",
        "count": "count",
        "krw": "count",
        "date": "date",
        "text": None,
    }
)
_REQUIRED = ("subject", "value", "unit", "source", "url", "quality", "statement")
_OPTIONAL = ("as_of", "published_on", "caveat", "event", "role", "group", "years", "long_run")
_TYPES: Mapping[str, type] = MappingProxyType(
    {"event": bool, "long_run": bool, "role": str, "group": str, "years": int}
)
_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]")


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


@dataclass(frozen=True)
class Published:
    """The facts known at one time, in the order of the file."""

    facts: tuple[Fact, ...]

    @classmethod
    def load(cls, path: Path) -> Published:
        """Read and check the file; a UserError lists every problem in it."""
        file = read_toml(path)
        problems: list[Problem] = []
        facts: list[Fact] = []
        for name, table in file.data.items():
            found = list(_problems(name, table))
            place = file.line(name)
            problems += [replace(problem, file=str(path), line=place) for problem in found]
            if not found:
                facts.append(_fact(name, table))
        if problems:
            raise UserError(problems)
        return cls(tuple(facts))

    @cached_property
    def _by_id(self) -> Mapping[str, Fact]:
        return {fact.id: fact for fact in self.facts}

    def __contains__(self, fact_id: object) -> bool:
        """Return whether a fact is known."""
        return fact_id in self._by_id

    def get(self, fact_id: str) -> Fact | None:
        """Return a fact, or None where it is not known (at this time, or at all)."""
        return self._by_id.get(fact_id)

    def require(self, fact_id: str) -> Fact:
        """Return a fact; a UserError names the nearest id where there is none."""
        fact = self.get(fact_id)
        if fact is None:
            hint = _nearest(fact_id, self._by_id)
            raise UserError(Problem("no such published fact", id=fact_id, hint=hint))
        return fact

    def untranslated(self, languages: Iterable[str]) -> Iterator[Problem]:
        """Yield the facts that do not say in each of the languages what they say in others."""
        for fact in self.facts:
            for key, texts in (("statement", fact.statement), ("caveat", fact.caveat)):
                for language in languages if texts else ():
                    if language not in texts:
                        yield Problem(f"lacks {key}.{language}", id=fact.id)

    def by_subject(self, subject: str) -> tuple[Fact, ...]:
        """Return the facts on a subject, in the order of the file."""
        return tuple(fact for fact in self.facts if fact.subject == subject)

    def view(self, day: date, newest: bool) -> Published:
        """Return what was known on a day; undated facts count in the newest view only."""
        return Published(tuple(fact for fact in self.facts if _known(fact, day, newest)))


def last_day(text: str) -> date:
    """Return the last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; a ValueError otherwise."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    return date.fromisoformat(text)


def _known(fact: Fact, day: date, newest: bool) -> bool:
    known = fact.known_from
    return newest if known is None else known <= day


def _nearest(name: str, names: Iterable[str]) -> str | None:
    near = difflib.get_close_matches(name, list(names), n=1)
    return f"did you mean {near[0]}?" if near else None


def _problems(name: str, table: Any) -> Iterable[Problem]:
    """Yield what is wrong with one table; without file and line, which the caller knows."""
    if not isinstance(table, dict):
        yield Problem("is not a table", id=name)
        return
    for key in _REQUIRED:
        if key not in table:
            yield Problem(f"lacks {key}", id=name)
    for key in table:
        if key not in _REQUIRED + _OPTIONAL:
            yield Problem(f"unknown key {key}", id=name, hint=_nearest(key, _REQUIRED + _OPTIONAL))
    if table.get("quality", "weak") not in get_args(Quality):
        yield Problem(f"quality {table['quality']!r} is not primary, secondary or weak", id=name)
    if not str(table.get("url", "http")).startswith("http"):
        yield Problem("url is not a web address", id=name)
    yield from _value_problems(name, table)
    for key, kind in _TYPES.items():
        if key in table and type(table[key]) is not kind:
            yield Problem(f"{key} {table[key]!r} must be {kind.__name__}", id=name)
    if _HANGUL.search(str(table.get("value", ""))):
        yield Problem("value holds Hangul", id=name, hint="romanise names")
    yield from _source_problems(name, table.get("source", ""))
    for key in ("as_of", "published_on"):
        if key in table and not _is_date(table[key]):
            yield Problem(f"{key} {table[key]!r} is not YYYY, YYYY-MM or YYYY-MM-DD", id=name)
    for key in ("statement", "caveat"):
        if key in table:
            yield from _text_problems(name, key, table[key])


def _source_problems(name: str, source: Any) -> Iterable[Problem]:
    """Yield what is wrong with a source's name: one for all languages, or one per language."""
    if isinstance(source, dict):
        yield from _text_problems(name, "source", source)
        if "en" not in source:
            yield Problem("source has no name for other languages", id=name, hint="add source.en")
    elif not isinstance(source, str):
        yield Problem(f"source {source!r} must be str", id=name)
    elif _HANGUL.search(source):
        yield Problem("source holds Hangul", id=name, hint="name it per language: source.ko, .en")


def _value_problems(name: str, table: Mapping[str, Any]) -> Iterable[Problem]:
    unit, value = table.get("unit"), table.get("value")
    if unit is None or value is None:
        return
    if unit not in METRIC_UNITS:
        yield Problem(f"unknown unit {unit!r}", id=name, hint=_nearest(str(unit), METRIC_UNITS))
    elif unit in ("text", "date"):
        if not isinstance(value, str):
            yield Problem(f"a {unit} must be written as text", id=name)
        elif unit == "date" and not _is_date(value):
            yield Problem(f"value {value!r} is not a date", id=name)
    elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield Problem(f"value {value!r} is not a number", id=name)


def _text_problems(name: str, key: str, texts: Any) -> Iterable[Problem]:
    if not isinstance(texts, dict) or not texts:
        yield Problem(f"{key} must be written by language", id=name)
        return
    for language, text in texts.items():
        if not isinstance(text, str) or not text.strip():
            yield Problem(f"{key}.{language} is empty", id=name)
        elif language != "ko" and _HANGUL.search(text):
            yield Problem(f"{key}.{language} holds Hangul", id=name, hint="romanise names")


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        return False
    try:
        last_day(value)
    except ValueError:
        return False
    return True


def _fact(name: str, table: Mapping[str, Any]) -> Fact:
    values: dict[str, Any] = dict(table)
    for key in ("statement", "caveat"):
        if key in values:
            values[key] = MappingProxyType(dict(values[key]))
    if isinstance(values["source"], dict):
        values["source_names"] = MappingProxyType(dict(values["source"]))
        values["source"] = values["source_names"]["en"]
    return Fact(id=name, **values)
