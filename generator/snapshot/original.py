"""The original article's own numbers, each with the metric of today that answers to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from generator.core.errors import Problem, UserError
from generator.core.model import Unit, Value
from generator.core.toml import KeyPath, problems_of, read_toml

ORIGINAL = "text/original.toml"
"""Where an article has its original's numbers."""


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
        """Read and check the file, where there is one; a UserError lists every problem."""
        if not path.exists():
            return cls({})
        file = read_toml(path)
        problems: list[Problem] = []
        numbers: dict[str, OriginalNumber] = {}
        for keys, table in _entries(file.data, ()):
            try:
                written = _Written.model_validate(table)
            except ValidationError as error:
                problems += problems_of(file, error, partial(_place, keys))
                continue
            key = ".".join(keys)
            numbers[key] = OriginalNumber(key, **written.model_dump())
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


def _place(keys: tuple[str, ...], place: KeyPath) -> KeyPath:
    return (*keys, *place)


class _Written(BaseModel):
    """A number as it is written: a value, or a range from ``low`` to ``high``."""

    model_config = ConfigDict(extra="forbid", strict=True)

    unit: Unit
    label: str = "published"
    value: float | int | str | None = None
    low: float | int | None = None
    high: float | int | None = None
    metric: str | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> _Written:
        ends = (self.low is None, self.high is None)
        if ends[0] != ends[1] or ends[0] == (self.value is None):
            raise ValueError("needs either value, or low and high")
        if self.unit in ("text", "date"):
            if not isinstance(self.value, str):
                raise ValueError("needs a text as its value")
            if self.metric is not None:
                raise ValueError("a text has no change: leave out metric")
        elif isinstance(self.value, str):
            raise ValueError("value is not a number")
        if self.low is not None and self.metric is not None:
            raise ValueError("a range has no change: leave out metric")
        return self
