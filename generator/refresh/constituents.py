"""Figures of whole funds: from a holdings file alone, and joined to the screener's quotes.

The constituents themselves stay out of the snapshot; only what is computed here enters it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.refresh.facts import Field
from generator.sources.ishares import HoldingsFile, Position
from generator.sources.retry import BadDataError

LARGEST_YIELD = 0.25  # a forward P/E below 4 counts as 4
HEAVIEST = 20  # rows among which missing tickers are named
SMALLEST_UNIVERSE = 1000
LARGEST_SHORTFALL = 0.001  # of the screener's total, lost between its pages
SECTORS = {
    "Information Technology": "technology", "Financials": "financial_services",
    "Health Care": "healthcare", "Consumer Discretionary": "consumer_cyclical",
    "Consumer Staples": "consumer_defensive", "Industrials": "industrials", "Energy": "energy",
    "Utilities": "utilities", "Real Estate": "realestate", "Materials": "basic_materials",
    "Communication": "communication_services", "Communication Services": "communication_services",
}  # fmt: skip
FIELDS = {
    "holdings_count": Field("holdings_count", "shares", 1, 20_000),
    "top10_weight": Field("top10_weight", "fraction", 0.01, 0.8),
    "forward_pe.ex_losses": Field("forward_pe.ex_losses", "multiple", 5, 60),
    "forward_pe.all": Field("forward_pe.all", "multiple", 5, 200),
    "coverage": Field("coverage", "fraction", 0.5, 1),
    "losses.share": Field("losses.share", "fraction", 0, 0.8),
    "losses.weight": Field("losses.weight", "fraction", 0, 0.8),
    "losses.coverage": Field("losses.coverage", "fraction", 0.5, 1),
}


@dataclass(frozen=True, slots=True)
class Weighted:
    """A share with its part of the fund's market value in shares."""

    position: Position
    weight: float


def weighted(file: HoldingsFile) -> list[Weighted]:
    """Return the shares of a fund with their weights, which add up to 1."""
    total = math.fsum(position.value for position in file.positions)
    return [Weighted(position, position.value / total) for position in file.positions]


def holdings_figures(file: HoldingsFile) -> dict[str, float | str]:
    """Return count, weight of the ten largest, and whether named shares are among them."""
    rows = weighted(file)
    figures: dict[str, float | str] = {
        "holdings_count": float(len(rows)),
        "top10_weight": math.fsum(row.weight for row in rows[:10]),
    }
    there = {row.position.ticker for row in rows}
    for share in file.listed.contains:
        figures[f"contains_{share.lower()}"] = "true" if share in there else "false"
    return figures


def sectors(file: HoldingsFile) -> dict[str, float]:
    """Return sector weights by Yahoo's keys, from the manager's own sectors, all of them known."""
    weights: dict[str, float] = {}
    for row in weighted(file):
        key = SECTORS[row.position.sector]
        weights[key] = weights.get(key, 0.0) + row.weight
    return weights


def unknown_sectors(file: HoldingsFile) -> list[str]:
    """Return the manager's sectors that have no key here."""
    return sorted({row.position.sector for row in weighted(file)} - set(SECTORS))


def top_ten(file: HoldingsFile) -> list[tuple[str, str, float]]:
    """Return ticker, name and weight of the ten largest shares."""
    rows = weighted(file)[:10]
    return [(row.position.ticker, row.position.name, row.weight) for row in rows]


def universe(pages: Sequence[Sequence[Mapping[str, Any]]], total: int) -> dict[str, Any]:
    """Return the screener's quotes by symbol, in letters and digits; the first of each counts.

    Raises:
        BadDataError: where pages do not add up to the total.
    """
    quotes: dict[str, Mapping[str, Any]] = {}
    symbols = {str(quote["symbol"]) for page in pages for quote in page}
    if total < SMALLEST_UNIVERSE:
        raise BadDataError(f"the screener has {total} shares")
    if total - len(symbols) > LARGEST_SHORTFALL * total:
        raise BadDataError(f"{len(symbols)} shares on its pages, {total} in all")
    for quote in (quote for page in pages for quote in page):
        quotes.setdefault(plain(str(quote["symbol"])), quote)
    quotes.pop("", None)
    return quotes


def plain(symbol: str) -> str:
    """Return the letters and digits of a symbol: BRK-B, BRK.B and BRKB are the same share."""
    return re.sub(r"[^A-Z0-9]", "", symbol.upper())


def figures(file: HoldingsFile, quotes: Mapping[str, Any]) -> dict[str, float | str]:
    """Return valuation and losses of a fund's shares; what cannot be computed is left out."""
    rows = weighted(file)
    found = [(row, quotes[key]) for row in rows if (key := plain(row.position.ticker)) in quotes]
    forward = [(row.weight, pe) for row, quote in found if (pe := _number(quote, "forwardPE"))]
    losing = [row for row, quote in found if _loses(quote)]
    share = {
        "forward_pe.ex_losses": _harmonic((w, 1 / pe) for w, pe in forward if pe > 0),
        "forward_pe.all": _harmonic((w, 1 / pe) for w, pe in forward),
        "coverage": min(1.0, math.fsum(weight for weight, _ in forward)),
        "losses.share": len(losing) / len(found) if found else None,
        "losses.weight": (
            math.fsum(row.weight for row in losing) / math.fsum(row.weight for row, _ in found)
            if found
            else None
        ),
        "losses.coverage": len(found) / len(rows),
    }
    names = [row.position.ticker for row in rows[:HEAVIEST]
             if plain(row.position.ticker) not in quotes]  # fmt: skip
    result: dict[str, float | str] = {k: v for k, v in share.items() if v is not None}
    result |= {"n_rows": str(len(rows)), "n_found": str(len(found))}
    return result | {"missing_names": ";".join(names) or "-"}


def _number(quote: Mapping[str, Any], name: str) -> float | None:
    """Return a number of a quote; Yahoo's 0 counts as not given."""
    value = quote.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) or None


def _loses(quote: Mapping[str, Any]) -> bool:
    """Whether a company made a loss over twelve months: by its EPS, else by a missing P/E."""
    earned = quote.get("epsTrailingTwelveMonths")
    if isinstance(earned, (int, float)):
        return earned <= 0
    return _number(quote, "trailingPE") is None


def _harmonic(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Return 1 / the weighted mean of earnings yields, each at most LARGEST_YIELD either way."""
    kept = [(weight, max(-LARGEST_YIELD, min(LARGEST_YIELD, y))) for weight, y in pairs]
    total = math.fsum(weight for weight, _ in kept)
    mean = math.fsum(weight * y for weight, y in kept) / total if total else 0.0
    return 1 / mean if mean > 0 else None
