"""The next snapshot while it is being put together, and the lock that goes with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from generator.core.months import month_text
from generator.core.settings import Config
from generator.refresh.derive import Row
from generator.refresh.store import Before, lock_bytes
from generator.snapshot import schema as schema


@dataclass(frozen=True, slots=True)
class Source:
    """Where a file's data is from, in words and as an address."""

    name: str
    address: str


@dataclass
class Draft:
    """New rows by file, with what the lock has to say of them."""

    config: Config
    before: Before
    as_of: date
    month_end: int
    today: date
    obtained: str
    files: dict[str, list[Row]] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    ranges: dict[str, tuple[str, str]] = field(default_factory=dict)
    confirmed: dict[str, Mapping[str, str]] = field(default_factory=dict)
    flags: list[dict[str, Any]] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)

    def put(
        self, name: str, rows: list[Row], source: Source, covered: tuple[str, str] | None = None
    ) -> None:
        """Take over a file that its source confirmed; an empty one is no file."""
        if not rows:
            return
        self.files[name] = rows
        self.sources[name] = source
        self.ranges[name] = covered or _range(rows)

    def confirm(self, name: str, days: Mapping[str, str]) -> None:
        """Note for each part of a file the day on which its source last gave it."""
        self.confirmed[name] = days

    def drop_others(self) -> None:
        """Leave out what is stored of series and sources that the settings no longer name."""
        self.dropped = set(self.before.files) - schema.files_of(self.config)

    def changed_files(self) -> dict[str, bytes]:
        """Return what has to be written: changed files and the lock; nothing if all is the same."""
        entries: dict[str, Any] = {}
        changed: dict[str, bytes] = {}
        order = partial(schema.order_of, required=schema.required_files(self.config))
        names = sorted({*self.files, *self.before.files} - self.dropped, key=order)
        for name in names:
            old = self.before.entry(name)
            if name not in self.files:
                entries[name] = dict(old)
                continue
            rows = self.files[name]
            data = schema.csv_text(schema.columns_of(name, rows[0]), rows).encode()
            entries[name] = self._entry(name, data, old)
            if entries[name]["sha256"] != old.get("sha256"):
                changed[name] = data
        lock = {
            "schema": schema.SCHEMA,
            "as_of": self.as_of.isoformat(),
            "month_end": month_text(self.month_end),
            "obtained": self.obtained if changed else self.before.lock["obtained"],
            "flags": sorted(self.flags, key=lambda flag: str(flag["id"])),
            "files": entries,
        }
        if lock != self.before.lock:
            changed[schema.LOCK] = lock_bytes(lock)
        return changed

    def _entry(self, name: str, data: bytes, old: Mapping[str, Any]) -> dict[str, Any]:
        """Return a file's record; the day it was retrieved is that of its last change."""
        checksum = schema.sha256(data)
        same = old.get("sha256") == checksum
        first, last = self.ranges[name]
        return {
            "source": self.sources[name].name,
            "address": self.sources[name].address,
            "retrieved_at": old["retrieved_at"] if same else self.today.isoformat(),
            "confirmed_as_of": self.as_of.isoformat(),
            "rows": len(self.files[name]),
            "first": first,
            "last": last,
            "sha256": checksum,
            "obtained": old["obtained"] if same else self.obtained,
            **({"confirmed": dict(self.confirmed[name])} if name in self.confirmed else {}),
        }


def _range(rows: list[Row]) -> tuple[str, str]:
    """Return the first and last month or date of a file's rows."""
    for name in ("month", "date", "source_date", "quotes_date", "retrieved_on"):
        if name in rows[0]:
            cells = [row[name] for row in rows]
            texts = [month_text(cell) if isinstance(cell, int) else str(cell) for cell in cells]
            return min(texts), max(texts)
    raise ValueError("rows without a month or date")
