"""The values that pass between the stages of a build; all frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

Unit: TypeAlias = Literal[
    "ratio", "pp", "bp", "multiple", "index", "usd", "krw", "count", "date", "text"
]
Value: TypeAlias = float | int | str
Basis: TypeAlias = Literal["computed", "published"]

Answer: TypeAlias = Literal["holds", "partly", "unsupported", "fails", "untestable"]
Verdict: TypeAlias = Literal["holds", "partly", "unsupported", "refuted", "outdated", "untestable"]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a value is missing: a code with a text per language in ``content/text/reasons``."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number with all that a reader needs to trace it.

    ``value`` is unrounded, in the unit's stored form (a ratio is a fraction, a date is ISO text).
    ``sources`` maps each source to the date of its own data that went in.
    ``window`` is ``YYYY-MM..YYYY-MM`` or ``YYYY-MM-DD..YYYY-MM-DD`` or None.
    ``family`` names its definition, ``args`` what fills it (fund, window, event …). ``digits`` are
    the decimals shown where no text asks for others, None for the unit's usual.
    """

    id: str
    value: Value
    unit: Unit
    as_of: date
    formula: str
    sources: Mapping[str, date]
    family: str
    args: Mapping[str, str] = field(default_factory=dict)
    window: str | None = None
    basis: Basis = "computed"
    url: str | None = None
    published_on: date | None = None
    expires_on: date | None = None
    digits: int | None = None

    @property
    def number(self) -> float:
        """Return the value as a float; a TypeError for dates and words."""
        if isinstance(self.value, str):
            raise TypeError(f"{self.id} is a {self.unit}, not a number")
        return float(self.value)


@dataclass(frozen=True, slots=True)
class Missing:
    """A metric that could not be computed, with the reason."""

    id: str
    reason: Reason
    family: str
    args: Mapping[str, str] = field(default_factory=dict)


class Unavailable(Exception):  # noqa: N818 - a state of the data, not an error
    """Raised by a metric's function when its value cannot be computed."""

    def __init__(self, code: str, **params: str) -> None:
        """Take the reason's code and what fills its text."""
        self.reason = Reason(code, params)
        super().__init__(code)
