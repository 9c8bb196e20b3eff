"""Groups of rows that are stored together: the top ten and the sectors of a fund."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.refresh.derive import Row
from generator.refresh.draft import Source

YAHOO = Source("Yahoo Finance", "https://query2.finance.yahoo.com/v10/finance/quoteSummary/")
ISHARES = Source("iShares by BlackRock", "https://www.ishares.com/us/products/")
BOTH = Source("Yahoo Finance; iShares by BlackRock", f"{YAHOO.address} ; {ISHARES.address}")


def top_rows(
    head: Mapping[str, Any], top: Sequence[tuple[str, str, float]], stored: Sequence[Row]
) -> list[Row]:
    """Return the rows to add for the largest holdings (symbol, name, weight)."""
    rows: list[Row] = [
        {
            "rank": rank,
            "symbol": symbol or "-",
            "name": " ".join(name.split()) or "-",
            "weight": weight,
        }
        for rank, (symbol, name, weight) in enumerate(top, start=1)
    ]
    return _group(head, rows, stored, ("rank", "symbol", "name", "weight"))


def sector_rows(
    head: Mapping[str, Any], weights: Mapping[str, float], stored: Sequence[Row]
) -> list[Row]:
    """Return the rows to add for sector weights by key."""
    rows: list[Row] = [
        {"sector": sector, "weight": weight} for sector, weight in sorted(weights.items())
    ]
    return _group(head, rows, stored, ("sector", "weight"))


def _group(
    head: Mapping[str, Any], rows: Sequence[Row], stored: Sequence[Row], keys: tuple[str, ...]
) -> list[Row]:
    """Return a group to add, or nothing if the last one of that fund and source is the same."""
    mine = [row for row in stored if all(row[key] == head[key] for key in ("fund", "source"))]
    last = max((str(row["source_date"]) for row in mine), default="")
    before = [tuple(row[key] for key in keys) for row in mine if str(row["source_date"]) == last]
    now = [tuple(row[key] for key in keys) for row in rows]
    dated = head["source"] == "ishares" and str(head["source_date"]) != last
    if not rows or (before == now and not dated):
        return []
    return [{**head, **row} for row in rows]
