"""``content/accepted.toml``: jumps and corrections that a person has looked at and accepted.

One line each, ``"key" = { value = 1.5, date = 2026-10-03, reason = "..." }``. The key is what the
message of the refresh named: a fact (``iwm.fee``), a series and a month (``IWM 2024-03``), two
siblings and a day (``IJR IWM 2026-09-10``), a close that a source lacks (``VTWO 2026-08-31``), a
payment (``SPY payment 2026-06-18``), a turnover on another scale (``SPY turnover``) or a rate
(``DEXKOUS 2026-08-03``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias

from pydantic import BaseModel, ConfigDict, ValidationError

from generator.core.errors import Problem, UserError
from generator.core.toml import KeyPath, problems_of, read_toml

FORM = '"iwm.fee" = { value = 0.0021, date = 2026-10-03, reason = "raised, see prospectus" }'


@dataclass(frozen=True, slots=True)
class Accepted:
    """A value that counts although it looks wrong; who reads the page sees the reason."""

    key: str
    value: float | str
    date: date
    reason: str

    def allows(self, value: float | str, slack: float = 0.0) -> bool:
        """Whether this is the value that was accepted, but for rounding and ``slack``.

        ``slack`` is how far the value moves by itself between two refreshes, in its own unit.
        """
        if isinstance(value, str) or isinstance(self.value, str):
            return str(value) == str(self.value)
        return abs(value - self.value) <= slack + 1e-6 * abs(self.value)


Table: TypeAlias = Mapping[str, Accepted]


def load(path: Path) -> Table:
    """Return the accepted values by key; none where there is no such file.

    Raises:
        UserError: with every line that is not of the form.
    """
    if not path.exists():
        return {}
    file = read_toml(path)
    problems: list[Problem] = []
    found: dict[str, Accepted] = {}
    for key, entry in file.data.items():
        try:
            found[key] = Accepted(key, **_Written.model_validate(entry).model_dump())
        except ValidationError as error:
            wrong = problems_of(file, error, partial(_place, key))
            problems += [replace(each, hint=f"write it as {FORM}") for each in wrong]
    if problems:
        raise UserError(problems)
    return found


def _place(key: str, place: KeyPath) -> KeyPath:
    return (key, *place)


class _Written(BaseModel):
    """A line as it is written."""

    model_config = ConfigDict(extra="forbid", strict=True)

    value: float | str
    date: date
    reason: str


def line(key: str, value: float | str, day: date) -> str:
    """Return the line that accepts a value, ready to paste."""
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return f'"{key}" = {{ value = {text}, date = {day.isoformat()}, reason = "why it is right" }}'
