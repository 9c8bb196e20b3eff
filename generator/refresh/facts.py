"""Optional facts, field by field: a new value counts only within its range and near the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from generator.refresh.derive import Row
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted
from generator.snapshot.schema import number_text

LARGEST_CHANGE = 0.5
UNLIKE_QUOTE = "does not fit the quote"
UNKNOWN_SECTOR = "unknown sector"
NO_LONGER = "no longer given"
NO_CURRENCY = "size without a currency"


@dataclass(frozen=True, slots=True)
class Field:
    """A numeric field: its unit in words and the range outside of which it is not believed.

    ``drift`` is the share by which it moves on its own in some weeks: so long may a person take
    to accept it.
    """

    name: str
    unit: str
    low: float
    high: float
    drift: float = 0.02


@dataclass(frozen=True, slots=True)
class FactDoubt:
    """Why a value within its range is not believed all the same: a reason, and what was seen."""

    reason: str
    detail: str = ""


@dataclass
class Ledger:
    """What was seen during one refresh: which values to keep, and the flags to show for them."""

    known: Mapping[str, Accepted]
    today: date
    before: Sequence[Mapping[str, Any]]  # the flags of the stored snapshot
    confirmed: date  # the as_of at which the source's stored values were last confirmed
    flags: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def judge(
        self, key: str, new: float, old: float | None, rule: Field, doubt: FactDoubt | None = None
    ) -> float | None:
        """Return the value that counts: the new one, or the last good one with a flag.

        ``doubt`` is the caller's not to believe it.
        """
        slack = rule.drift * abs(new)
        if key in self.known and self.known[key].allows(new, slack):
            return new
        detail = ""
        if not rule.low <= new <= rule.high:
            reason = "out of range"
            detail = f" {rule.low:g} to {rule.high:g} ({rule.unit})"
        elif old is not None and abs(new - old) > LARGEST_CHANGE * abs(old):
            reason = "changed by more than half"
        elif doubt is not None:
            reason, detail = doubt.reason, doubt.detail and f" ({doubt.detail})"
        else:
            return new
        self.keep(key, number_text(new), old, reason)
        hint = accepted.line(key, new, self.today)
        self.notes.append(
            f"{key}: {new:g} {reason}{detail}; kept {'none' if old is None else f'{old:g}'}; "
            f"to accept it, add to accepted.toml: {hint}"
        )
        return old

    def refuse(self, key: str, seen: str, reason: str) -> None:
        """Flag and name a group that was not taken over: the last one stays, with its date."""
        self.keep(key, seen, None, reason)
        shown = f" ({seen})" if seen else ""
        self.notes.append(
            f"{key}: {reason}{shown}; kept the last good one, of {self.flags[-1]['kept_as_of']}"
        )

    def keep(self, key: str, seen: str, old: float | str | None, reason: str) -> None:
        """Flag a value that was not taken over; a flag that stands already keeps its date.

        The pages say ``reason`` in their own language (``methods.reasons`` of the texts).
        """
        same = next((flag for flag in self.before if flag["id"] == key), None)
        kept = "" if old is None else old if isinstance(old, str) else number_text(old)
        self.flags.append(
            {
                "id": key,
                "seen": seen,
                "kept": kept,
                "reason": reason,
                "since": same["since"] if same else self.today.isoformat(),
                "kept_as_of": same["kept_as_of"] if same else self.confirmed.isoformat(),
            }
        )


def latest(rows: Sequence[Row], **where: str) -> Row | None:
    """Return the last stored row of a fact."""
    found = [row for row in rows if all(row[key] == value for key, value in where.items())]
    return found[-1] if found else None


def latest_number(rows: Sequence[Row], **where: str) -> float | None:
    """Return the last stored value of a numeric fact."""
    row = latest(rows, **where)
    return None if row is None else float(str(row["value"]))
