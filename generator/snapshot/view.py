"""The committed data: typed, verified and frozen, as it is now or as it was known at a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from generator.core.errors import Problem, UserError
from generator.core.model import Unavailable
from generator.core.months import month_index
from generator.snapshot import schema as schema
from generator.snapshot.facts import FactsView, Known
from generator.snapshot.read import Table, read_tables
from generator.snapshot.schema import FUNDS, INDICES, TICKERS
from generator.snapshot.types import (
    Fact,
    French,
    Holding,
    HoldingList,
    Monthly,
    RateChange,
    SectorWeights,
    TurningPoint,
    WonRate,
)

if TYPE_CHECKING:
    from generator.snapshot.published import Published

__all__ = [
    "FUNDS", "INDICES", "TICKERS", "Fact", "French", "Holding", "HoldingList", "Monthly",
    "RateChange", "SectorWeights", "Snapshot", "TurningPoint", "View", "WonRate", "load",
]  # fmt: skip


def load(directory: Path, published: Published | None = None) -> Snapshot:
    """Read and verify a snapshot.

    Raises:
        UserError: with every problem of every file (missing, checksum, column, gap, NaN, lock).
    """
    tables = read_tables(directory)
    monthly = {
        ticker: _monthly(ticker, tables.tables[name])
        for ticker in schema.ALL_TICKERS
        if (name := schema.monthly_file(ticker)) in tables.tables
    }
    return Snapshot(
        directory=directory,
        lock=MappingProxyType(dict(tables.lock)),
        built_from=tables.lock_sha256,
        as_of=date.fromisoformat(tables.lock["as_of"]),
        month_end=month_index(tables.lock["month_end"]),
        all_monthly=MappingProxyType(monthly),
        tables=MappingProxyType(tables.tables),
        published=published,
    )


def _monthly(ticker: str, table: Table) -> Monthly:
    """Turn a file's columns into read-only arrays; an empty cell becomes NaN."""
    kinds = {"month": np.int64, "int": np.int64, "float": np.float64, "bool": np.bool_}
    parts: dict[str, Any] = {}
    for column in schema.monthly_columns(ticker):
        cells = table[column.name]
        if column.kind == "date":
            parts[column.name] = tuple(cells)
            continue
        filled = [np.nan if cell is None else cell for cell in cells]
        array: Any = np.array(filled, dtype=kinds[column.kind])
        array.flags.writeable = False
        parts[column.name] = array
    return Monthly(ticker=ticker, **parts)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that is stored; ``month_end`` is the last complete month (see months.py)."""

    directory: Path
    lock: Mapping[str, Any]
    built_from: str
    as_of: date
    month_end: int
    all_monthly: Mapping[str, Monthly]
    tables: Mapping[str, Table]
    published: Published | None = None

    def newest(self) -> View:
        """Return the view of everything stored, whenever it was fetched."""
        return View(self, self.as_of, self.month_end, newest=True, fetched_by=date.max)

    def view(self, as_of: date) -> View:
        """Return what was known at a date; its as_of is the last session of all funds by then.

        Raises:
            UserError: if some fund has no complete month by then.
        """
        if as_of >= self.as_of:
            return self.newest()
        ends = [day for day in self.month_ends() if day <= as_of]
        if not ends:
            first = self.month_ends()[:1]
            hint = f"the first possible date is {first[0]}" if first else None
            raise UserError(Problem(f"the snapshot has no data for {as_of}", hint=hint))
        last = ends[-1]
        month_end = last.year * 12 + last.month - 1
        return View(self, last, month_end, newest=False, fetched_by=as_of)

    def month_ends(self) -> tuple[date, ...]:
        """Return the last session of every complete month that all six funds have."""
        return self._month_ends

    @cached_property
    def _month_ends(self) -> tuple[date, ...]:
        funds = [self.all_monthly[fund] for fund in FUNDS]
        first = max(int(fund.month[0]) for fund in funds)
        days = []
        for month in range(first, self.month_end + 1):
            rows = [(fund, fund.row(month)) for fund in funds]
            if all(row is not None and fund.complete[row] for fund, row in rows):
                days.append(max(fund.last_session[row] for fund, row in rows if row is not None))
        return tuple(days)


@dataclass(frozen=True)
class View(FactsView):
    """The data as known at a date; two views of the same snapshot and date are equal in effect."""

    snapshot: Snapshot
    as_of: date
    month_end: int
    newest: bool
    fetched_by: date

    @property
    def built_from(self) -> str:
        """Return the snapshot's checksum in hex."""
        return self.snapshot.built_from

    @cached_property
    def known(self) -> Known:
        """Return what the readers of facts need to know of this view."""
        return Known(
            self.snapshot.tables, self.snapshot.lock, self.as_of, self.newest, self.fetched_by
        )

    @cached_property
    def memo(self) -> dict[object, Any]:
        """Return what was computed from this view before: a view never changes."""
        return {}

    @property
    def flags(self) -> tuple[Mapping[str, Any], ...]:
        """Return the values that a refresh did not take over, as the lock records them."""
        flags = self.snapshot.lock.get("flags", ())
        return tuple(flag for flag in flags if self.newest or flag["since"] <= str(self.as_of))

    def monthly(self, ticker: str) -> Monthly:
        """Return a ticker's months up to as_of; Unavailable for an optional one never fetched."""
        months: Monthly | None = self.memo.get(("monthly", ticker))
        if months is None:
            if ticker not in self.snapshot.all_monthly:
                raise Unavailable("no_prices", ticker=ticker)
            months = self.snapshot.all_monthly[ticker].cut(self.as_of)
            self.memo["monthly", ticker] = months
        return months

    @cached_property
    def rate_changes(self) -> tuple[RateChange, ...]:
        """Return the first observation of the federal funds target and its changes to as_of."""
        table = self.snapshot.tables["policy_rate.csv"]
        rows = zip(table["date"], table["lower"], table["upper"], strict=True)
        return tuple(RateChange(*row) for row in rows if row[0] <= self.as_of)

    @cached_property
    def rate_observed(self) -> date:
        """Return the day of the target's last observation by as_of."""
        entry = self.snapshot.lock["files"].get("policy_rate.csv", {})
        last = entry.get("last")
        return min(date.fromisoformat(last), self.as_of) if last else self.as_of

    @cached_property
    def won(self) -> tuple[WonRate, ...] | None:
        """Return the won's rates known by as_of, oldest first; None where never fetched."""
        table = self.snapshot.tables.get("usdkrw.csv")
        if table is None:
            return None
        rates = (WonRate(*row) for row in zip(table["date"], table["krw"], strict=True))
        known = {rate for rate in rates if rate.date <= self.as_of}
        return tuple(sorted(known, key=lambda rate: rate.date))

    @cached_property
    def recessions(self) -> tuple[TurningPoint, ...] | None:
        """Return the turning points announced by then, oldest first; None where never fetched."""
        table = self.snapshot.tables.get("recessions.csv")
        if table is None:
            return None
        rows = zip(*(table[column.name] for column in schema.RECESSIONS), strict=True)
        points = (TurningPoint(*row) for row in rows)
        return tuple(point for point in points if self.newest or point.announced_on <= self.as_of)

    @cached_property
    def french(self) -> French | None:
        """Return Ken French's portfolios up to month_end; None where never fetched."""
        table = self.snapshot.tables.get("french.csv")
        if table is None:
            return None
        month = np.array(table["month"], dtype=np.int64)
        keep = month <= self.month_end
        columns: dict[str, Any] = {}
        ends: dict[str, int] = {}
        for name in ("lo30_index", "hi30_index", "smb_sum"):
            cells = [np.nan if cell is None else cell for cell in table[name]]
            columns[name] = np.array(cells, dtype=np.float64)[keep]
            given = month[keep][~np.isnan(columns[name])]
            if len(given):
                ends[name] = int(given[-1])
        return French(month=month[keep], ends=ends, **columns)

    @cached_property
    def published(self) -> Published | None:
        """Return the published facts known by then; None where the snapshot was read alone."""
        facts = self.snapshot.published
        return None if facts is None else facts.view(self.as_of, self.newest)
