"""The original article's own numbers, each with the metric of today that answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from generator.core.errors import Problem, UserError
from generator.core.model import Unit, Value
from generator.core.toml import TomlFile, read_toml

_KEYS = {"label", "value", "low", "high", "unit", "metric"}


@dataclass(frozen=True, slots=True)
class OriginalNumber:
    """One number as published: a value, or a range from ``low`` to ``high``, in stored form."""

    key: str
    unit: Unit
    label: str
    value: Value | None = None
    low: float | None = None
    high: float | None = None
    metric: str | None = None


@dataclass(frozen=True)
class Original:
    """All numbers of the original by dotted key, in the order of the file."""

    numbers: Mapping[str, OriginalNumber]

    @classmethod
    def load(cls, path: Path) -> Original:
        """Read and check the file; a UserError lists every problem with file and line."""
        file = read_toml(path)
        problems: list[Problem] = []
        numbers: dict[str, OriginalNumber] = {}
        for keys, table in _entries(file.data, ()):
            found = list(_problems(file, keys, table))
            problems += found
            if not found:
                key = ".".join(keys)
                numbers[key] = OriginalNumber(key, **{"label": "published", **table})
        if problems:
            raise UserError(problems)
        return cls(numbers)

    def get(self, key: str) -> OriginalNumber | None:
        """Return a number, None where the original has none under that key."""
        return self.numbers.get(key)

    def changes(self) -> tuple[OriginalNumber, ...]:
        """Return the numbers that a metric answers to: each has a metric ``change.<key>``."""
        return tuple(number for number in self.numbers.values() if number.metric is not None)


def _entries(
    table: Mapping[str, Any], keys: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Yield the innermost tables with the keys that lead to them."""
    inner = {key: value for key, value in table.items() if isinstance(value, dict)}
    if keys and (not inner or len(inner) < len(table)):
        yield keys, {key: value for key, value in table.items() if key not in inner}
    for key, value in inner.items():
        yield from _entries(value, (*keys, key))


def _problems(file: TomlFile, keys: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[Problem]:
    for key in sorted(table.keys() - _KEYS):
        yield file.problem(f"unknown key {key!r}", *keys, key)
    if table.get("unit") not in get_args(Unit):
        yield file.problem(f"unknown unit {table.get('unit')!r}", *keys)
    if ("value" in table) == ("low" in table) or ("low" in table) != ("high" in table):
        yield file.problem("needs either value, or low and high", *keys)
        return
    if table.get("unit") in ("text", "date"):
        if not isinstance(table.get("value"), str):
            yield file.problem("needs a text as its value", *keys)
        if "metric" in table:
            yield file.problem("a text has no change: leave out metric", *keys)
        return
    for key in ("value", "low", "high"):
        if key in table and not _is_number(table[key]):
            yield file.problem(f"{key} is not a number", *keys, key)
    if "low" in table and "metric" in table:
        yield file.problem("a range has no change: leave out metric", *keys)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
