"""The committed data: typed, verified and frozen, as it is now or as it was known at a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from generator.core.errors import Problem, UserError
from generator.core.model import Unavailable
from generator.core.months import month_index, month_number, month_of, period
from generator.core.settings import Config
from generator.snapshot import schema as schema
from generator.snapshot.facts import FactsView, Known
from generator.snapshot.read import LACKING, plain_rows, read_tables
from generator.snapshot.types import (
    Holding,
    HoldingList,
    RateChange,
    SectorWeights,
    StoredFact,
    TurningPoint,
)

if TYPE_CHECKING:
    from generator.snapshot.published import Published

__all__ = [
    "Holding",
    "HoldingList",
    "RateChange",
    "SectorWeights",
    "Snapshot",
    "StoredFact",
    "TurningPoint",
    "View",
    "load",
]  # fmt: skip


def load(directory: Path, config: Config, published: Published | None = None) -> Snapshot:
    """Read and verify the snapshot of an article.

    Raises:
        UserError: with every problem of every file (missing, checksum, column, gap, NaN, lock).
    """
    stored = read_tables(directory, schema.required_files(config))
    lacking = [
        Problem(f"missing column {column.name}", str(directory / name), hint=LACKING)
        for name, columns in schema.leveraged_columns(config).items()
        for column in columns
        if column.name not in stored.tables[name]
    ]
    if lacking:
        raise UserError(lacking)
    if wrong := _original_problem(config, stored.tables):
        raise UserError(wrong)
    return Snapshot(
        directory=directory,
        lock=MappingProxyType(dict(stored.lock)),
        built_from=stored.lock_sha256,
        as_of=date.fromisoformat(stored.lock["as_of"]),
        month_end=month_index(stored.lock["month_end"]),
        tables=MappingProxyType(stored.tables),
        config=config,
        published=published,
    )


def _original_problem(config: Config, tables: Mapping[str, pd.DataFrame]) -> Problem | None:
    """Return what is wrong with the original's date: returns since then begin at a month's end."""
    day = config.original_date
    if day is None:
        return None
    ends = tables[schema.monthly_file(config.market_ticker)].set_index("month").last_session
    end = ends.get(pd.Period(day, "M"))
    if end is None or pd.Timestamp(end).date() == day:
        return None
    text = f"{day} is not the last session of its month, {pd.Timestamp(end).date()} is"
    hint = "name the month-end that is nearest: returns since the original are counted from it"
    return Problem(text, str(config.path), id="original_date", hint=hint)


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that is stored; ``month_end`` is the last complete month (see months.py).

    ``config`` are the settings of the article whose metrics and claims are made from it.
    """

    directory: Path
    lock: Mapping[str, Any]
    built_from: str
    as_of: date
    month_end: int
    tables: Mapping[str, pd.DataFrame]
    config: Config
    published: Published | None = None

    @cached_property
    def monthly(self) -> Mapping[str, pd.DataFrame]:
        """Return each ticker's statistics by month, oldest first and without a gap.

        Indexed by monthly period; columns and units as in derive.py. ``worst_day`` and
        ``best_day`` are NaN exactly where ``n_returns`` is 0, and ``mean_dollar_volume`` where
        ``n_volume`` is 0. Only a leveraged fund has ``pair_n`` and the sums, only what it
        multiplies ``daily3x``.
        """
        tickers = {schema.file_key(each.ticker): each.ticker for each in self.config.series}
        keys = {name: PurePath(name).stem for name in self.tables if name.startswith("monthly/")}
        return {
            tickers.get(key, key): self.tables[name].set_index("month")
            for name, key in keys.items()
        }

    @cached_property
    def facts(self) -> Mapping[str, list[dict[str, Any]]]:
        """Return the rows of each file of facts, in the order in which they were fetched."""
        return {
            name: plain_rows(table.sort_values("retrieved_on", kind="stable"))
            for name, table in self.tables.items()
            if "retrieved_on" in table
        }

    @cached_property
    def memo(self) -> dict[object, Any]:
        """Return what was computed from the whole tables before: a snapshot never changes."""
        return {}

    @cached_property
    def rate_changes(self) -> tuple[RateChange, ...]:
        """Return the first observation of the federal funds target and all its changes."""
        table = self.tables.get(schema.RATES)
        if table is None:
            return ()
        rows = zip(table.date.dt.date, table.lower, table.upper, strict=True)
        return tuple(RateChange(*row) for row in rows)

    @cached_property
    def recessions(self) -> tuple[TurningPoint, ...] | None:
        """Return all turning points, oldest first; None where never fetched."""
        table = self.tables.get("recessions.csv")
        if table is None:
            return None
        return tuple(
            TurningPoint(event, month_number(month), announced, source)
            for event, month, announced, source in zip(
                table.event, table.month, table.announced_on.dt.date, table.source, strict=True
            )
        )

    def newest(self) -> View:
        """Return the view of everything stored, whenever it was fetched."""
        return View(self, self.as_of, self.month_end, newest=True, fetched_by=date.max)

    def view(self, as_of: date) -> View:
        """Return what was known at a date; its as_of is the last month-end by then.

        A fund that had not begun has no months in it.

        Raises:
            UserError: if the market, which others are compared with, had no complete month by then.
        """
        if as_of >= self.as_of:
            return self.newest()
        market = self.monthly[self.config.market_ticker]
        known = market.last_session[market.complete].dt.date
        ends = [day for day in known if day <= as_of]
        if not ends:
            hint = f"the first possible date is {known.iloc[0]}" if len(known) else None
            raise UserError(Problem(f"the snapshot has no data for {as_of}", hint=hint))
        return View(self, ends[-1], month_of(ends[-1]), newest=False, fetched_by=as_of)

    def month_ends(self) -> tuple[date, ...]:
        """Return the last session of every complete month of the market.

        A month that a fund lacks is none, unless the fund begins only after it: at such a date what
        needs that fund is missing.
        """
        return self._month_ends

    @cached_property
    def _month_ends(self) -> tuple[date, ...]:
        named = self.config.funds or self.config.required
        tickers = (self.config.market_ticker, *(each.ticker for each in named))
        funds = [self.monthly[ticker] for ticker in tickers]
        days = pd.concat([each.last_session[each.complete] for each in funds], axis=1).sort_index()
        not_begun = days.ffill().isna()
        days = days[(days.notna() | not_begun).all(axis=1) & days.iloc[:, 0].notna()]
        return tuple(days.max(axis=1).dt.date)


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
            self.snapshot.facts, self.snapshot.lock, self.as_of, self.newest, self.fetched_by
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

    def monthly(self, ticker: str) -> pd.DataFrame:
        """Return a ticker's statistics by month up to as_of (see ``Snapshot.monthly``).

        The frame is shared: derive from it, never change it.

        Raises:
            Unavailable: for an optional ticker that was never fetched.
        """
        months: pd.DataFrame | None = self.memo.get(("monthly", ticker))
        if months is None:
            if ticker not in self.snapshot.monthly:
                raise Unavailable("no_prices", ticker=ticker)
            months = self.snapshot.monthly[ticker]
            known = months.last_session.searchsorted(pd.Timestamp(self.as_of), side="right")
            months = self.memo["monthly", ticker] = months.iloc[: int(known)]
        return months

    @cached_property
    def rate_changes(self) -> tuple[RateChange, ...]:
        """Return the first observation of the federal funds target and its changes to as_of."""
        return tuple(each for each in self.snapshot.rate_changes if each.date <= self.as_of)

    @cached_property
    def rate_observed(self) -> date:
        """Return the day of the target's last observation by as_of."""
        entry = self.snapshot.lock["files"].get(schema.RATES, {})
        last = entry.get("last")
        return min(date.fromisoformat(last), self.as_of) if last else self.as_of

    @cached_property
    def won(self) -> pd.Series | None:
        """Return won per dollar by day of observation, to as_of; None where never fetched."""
        table = self.snapshot.tables.get("usdkrw.csv")
        if table is None:
            return None
        known = table[table.date <= pd.Timestamp(self.as_of)].drop_duplicates("date")
        return known.set_index("date").krw.sort_index()

    @cached_property
    def recessions(self) -> tuple[TurningPoint, ...] | None:
        """Return the turning points announced by then, oldest first; None where never fetched."""
        found = self.snapshot.recessions
        if found is None or self.newest:
            return found
        return tuple(each for each in found if each.announced_on <= self.as_of)

    @cached_property
    def french(self) -> pd.DataFrame | None:
        """Return Ken French's portfolios by month up to month_end; None where never fetched.

        Indices (``lo30_index``, ``hi30_index``) are 100 before the first month, ``smb_sum`` adds
        up monthly SMB as fractions; a month without a value is NaN.
        """
        table = self.snapshot.tables.get("french.csv")
        return None if table is None else table.set_index("month").loc[: period(self.month_end)]

    @cached_property
    def published(self) -> Published | None:
        """Return the published facts known by then; None where the snapshot was read alone."""
        facts = self.snapshot.published
        return None if facts is None else facts.view(self.as_of, self.newest)
