"""``content/accepted.toml``: jumps and corrections that a person has looked at and accepted.

One line each, ``"key" = { value = 1.5, date = 2026-10-03, reason = "..." }``. The key is what the
message of the refresh named: a fact (``iwm.fee``), a series and a month (``IWM 2024-03``), two
siblings and a day (``IJR IWM 2026-09-10``), a close that a source lacks (``VTWO 2026-08-31``), a
payment (``SPY payment 2026-06``) or a rate (``DEXKOUS 2026-08-03``).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from generator.core.errors import Problem, UserError

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
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        hint = f"one line per key: {FORM}"
        raise UserError(Problem(f"not readable: {error}", file=str(path), hint=hint)) from None
    problems = [
        Problem(text, file=str(path), id=key, hint=f"write it as {FORM}")
        for key, entry in table.items()
        for text in _problems(entry)
    ]
    if problems:
        raise UserError(problems)
    return {key: Accepted(key, **entry) for key, entry in table.items()}


def _problems(entry: Any) -> list[str]:
    if not isinstance(entry, dict):
        return ["not a table with value, date and reason"]
    kinds: tuple[tuple[str, tuple[type, ...]], ...] = (
        ("value", (int, float, str)), ("date", (date,)), ("reason", (str,)),
    )  # fmt: skip
    texts = [f"{name} is missing or of the wrong kind" for name, kind in kinds
             if not isinstance(entry.get(name), kind)]  # fmt: skip
    return texts + [f"unknown field {name}" for name in entry if name not in dict(kinds)]


def line(key: str, value: float | str, day: date) -> str:
    """Return the line that accepts a value, ready to paste."""
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return f'"{key}" = {{ value = {text}, date = {day.isoformat()}, reason = "why it is right" }}'
