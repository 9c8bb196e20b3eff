"""Facts of a view: the newest row fetched by its date, each with the date of its own data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from generator.snapshot.types import Holding, HoldingList, SectorWeights, StoredFact

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """What decides which rows a view may see."""

    facts: Mapping[str, Sequence[Row]]
    lock: Mapping[str, Any]
    as_of: date
    newest: bool
    fetched_by: date

    def rows(self, name: str, **where: str) -> list[Row]:
        """Return the rows of a file that match and had been fetched, oldest first."""
        return [
            row
            for row in self.facts.get(name, ())
            if row["retrieved_on"] <= self.fetched_by
            and all(row[key] == value for key, value in where.items())
        ]

    def fetched(self, metric_id: str, row: Row) -> date:
        """Return the date of a value that Yahoo gives without one: the day of a fetch.

        In the newest view that is the last fetch that gave it; for a value that was kept against
        a new answer, the day it was last seen.
        """
        first: date = row["source_date"]
        if not self.newest:
            return first
        given = self.lock["files"].get("fund_facts.csv", {}).get("confirmed", {})
        day = max(first, date.fromisoformat(given.get(row["fund"], first.isoformat())))
        for flag in self.lock.get("flags", ()):
            if flag["id"] == metric_id and "kept_as_of" in flag:
                day = min(day, date.fromisoformat(flag["kept_as_of"]))
        return day


class FactsView:
    """The part of a view that reads optional facts; None means that there is none."""

    @property
    def known(self) -> Known:
        """Return what decides which rows may be seen."""
        raise NotImplementedError

    def fund_fact(self, fund: str, field: str) -> StoredFact | None:
        """Return a fund's fact by Yahoo, such as long_name, family, fee or net_assets."""
        known = self.known
        rows = known.rows("fund_facts.csv", fund=fund, field=field)
        if not rows:
            return None
        day = known.fetched(f"{fund.lower()}.{field}", rows[-1])
        return StoredFact(rows[-1]["value"], day, rows[-1]["retrieved_on"], f"yahoo:{fund}")

    def holdings(self, fund: str, field: str) -> StoredFact | None:
        """Return a figure from a fund's holdings file, such as holdings_count or top10_weight."""
        known = self.known
        rows = known.rows("holdings.csv", fund=fund, field=field)
        if not rows:
            return None
        return StoredFact(
            rows[-1]["value"], rows[-1]["source_date"], rows[-1]["retrieved_on"], f"ishares:{fund}"
        )

    def constituents(self, index: str, field: str) -> StoredFact | None:
        """Return a figure computed from holdings and screener, of sp500, r2000 or sp600."""
        history = self.constituents_history(index, field)
        return history[-1] if history else None

    def constituents_history(self, index: str, field: str) -> tuple[StoredFact, ...]:
        """Return all values of such a figure, oldest first, by the older of their two sources."""
        rows = self.known.rows("constituents.csv", index=index, field=field)
        source = f"ishares:{index}+yahoo:screener"
        return tuple(
            StoredFact(
                row["value"], min(row["holdings_date"], row["quotes_date"]), row["retrieved_on"],
                source,
            )
            for row in rows
        )  # fmt: skip

    def constituents_dates(self, index: str, field: str) -> tuple[date, date] | None:
        """Return the days of the holdings and of the quotes that a figure was computed from."""
        rows = self.known.rows("constituents.csv", index=index, field=field)
        return (rows[-1]["holdings_date"], rows[-1]["quotes_date"]) if rows else None

    def top_holdings(self, fund: str, source: str | None = None) -> HoldingList | None:
        """Return the ten largest holdings; of two sources the newer, by the day they describe."""
        group = self._newest_group("top_holdings.csv", fund, source)
        if not group:
            return None
        rows = tuple(
            Holding(row["rank"], row["symbol"], row["name"], row["weight"])
            for row in sorted(group, key=lambda row: row["rank"])
        )
        first = group[0]
        day = self._group_day("top_holdings.csv", first)
        return HoldingList(rows, day, first["retrieved_on"], f"{first['source']}:{fund}")

    def sectors(self, fund: str, source: str = "yahoo") -> SectorWeights | None:
        """Return a fund's sector weights by one source, ``yahoo`` or ``ishares``."""
        group = self._newest_group("sectors.csv", fund, source)
        if not group:
            return None
        first = group[0]
        weights = {row["sector"]: row["weight"] for row in group}
        day = self._group_day("sectors.csv", first)
        return SectorWeights(weights, day, first["retrieved_on"], f"{first['source']}:{fund}")

    def _newest_group(self, name: str, fund: str, source: str | None) -> list[Row]:
        rows = self.known.rows(name, fund=fund)
        if source is not None:
            rows = [row for row in rows if row["source"] == source]
        if not rows:
            return []
        key = ("source_date", "retrieved_on", "source")
        newest = max(tuple(row[part] for part in key) for row in rows)
        return [row for row in rows if tuple(row[part] for part in key) == newest]

    def _group_day(self, name: str, row: Row) -> date:
        """Return a file's own date, or for Yahoo's undated answer the day of its last fetch."""
        if row["source"] == "ishares":
            described: date = row["source_date"]
            return described
        kind = name.removesuffix(".csv")
        return self.known.fetched(f"{row['fund'].lower()}.{kind}", row)
