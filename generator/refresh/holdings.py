"""Figures from iShares' holdings files, alone and joined to the screener's quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from generator.core.settings import HoldingsList
from generator.refresh import constituents, facts, groups
from generator.refresh.collect import Collector
from generator.refresh.derive import Row
from generator.refresh.draft import Source
from generator.refresh.facts import Ledger
from generator.snapshot.schema import number_text
from generator.sources.ishares import HoldingsFile
from generator.sources.retry import BadDataError

FILE, JOINED = "holdings.csv", "constituents.csv"
PAGE = 250
NEW_YORK = ZoneInfo("America/New_York")
VALUATION = Source(
    "computed from iShares holdings and Yahoo Finance's screener",
    f"{groups.ISHARES.address} ; https://query1.finance.yahoo.com/v1/finance/screener",
)


class Screener(Protocol):
    """What gives the quotes of all US shares, page by page."""

    def screener_page(self, offset: int) -> tuple[int, list[dict[str, Any]]]:
        """Return the number of shares and one page of them."""


def collect(
    collector: Collector, fetch: Callable[[HoldingsList], HoldingsFile | None]
) -> dict[str, HoldingsFile]:
    """Return the holdings files by fund, after their figures went into the draft.

    Raises:
        GaveUpError: where a file cannot be had, or cannot be the fund's.
    """
    stored = collector.draft.before.rows(FILE)
    files = {}
    for listed in collector.draft.config.holdings:
        fund = listed.symbol
        ask = partial(_checked, collector, fetch, listed, stored)
        file = collector.call(f"holdings of {fund}", ask)
        if file is not None:
            files[fund] = file
        else:
            collector.notes.append(f"holdings: iShares has no holdings of {fund} yet")
    ledger = collector.ledger(FILE)
    rows = stored
    tops, sectors = collector.rows("top_holdings.csv"), collector.rows("sectors.csv")
    for file in files.values():
        rows = rows + list(_rows(collector, file, stored, ledger))
        head = collector.head(file.fund, "ishares", file.day)
        tops = tops + groups.top_rows(head, constituents.top_ten(file), tops)
        sectors = sectors + _sector_rows(file, head, sectors, ledger)
    collector.close(ledger)
    collector.draft.put(FILE, rows, groups.ISHARES)
    collector.draft.put("top_holdings.csv", tops, groups.BOTH)
    collector.draft.put("sectors.csv", sectors, groups.BOTH)
    return files


def _checked(
    collector: Collector,
    fetch: Callable[[HoldingsList], HoldingsFile | None],
    listed: HoldingsList,
    stored: Sequence[Row],
) -> HoldingsFile | None:
    """Return a fund's file, refused where it is older than the stored one or of the future."""
    file, fund = fetch(listed), listed.symbol
    last = max((str(row["source_date"]) for row in stored if row["fund"] == fund), default="")
    if file is None:
        if last:
            raise BadDataError(f"{fund}: the file has no data, it had some as of {last}")
        return None
    if file.day > collector.draft.today:
        raise BadDataError(f"{fund}: the file is of {file.day}, which is still to come")
    if file.day.isoformat() < last:
        raise BadDataError(f"{fund}: the file is of {file.day}, older than that of {last}")
    return file


def _rows(
    collector: Collector, file: HoldingsFile, stored: Sequence[Row], ledger: Ledger
) -> Iterator[Row]:
    for name, value in constituents.holdings_figures(file).items():
        where = {"fund": file.fund, "field": name}
        old = facts.latest(stored, **where)
        text = _judged(f"holdings.{file.fund.lower()}.{name}", name, value, old, ledger)
        same_day = old is not None and old["source_date"] == file.day
        if text is None or (same_day and old is not None and old["value"] == text):
            continue
        yield {**where, "value": text, "source_date": file.day,
               "retrieved_on": collector.draft.today}  # fmt: skip


def _sector_rows(
    file: HoldingsFile, head: Mapping[str, Any], stored: Sequence[Row], ledger: Ledger
) -> list[Row]:
    """Return the sector rows to add; none, with a flag, where a sector is unknown."""
    unknown = constituents.unknown_sectors(file)
    if unknown:
        key = f"holdings.{file.fund.lower()}.sectors"
        ledger.refuse(key, ", ".join(unknown), facts.UNKNOWN_SECTOR)
        return []
    return groups.sector_rows(head, constituents.sectors(file), stored)


def _judged(key: str, name: str, value: float | str, old: Row | None, ledger: Ledger) -> str | None:
    """Return a figure as text; None where its last good value stays."""
    if isinstance(value, str):
        return value
    before = None if old is None else float(str(old["value"]))
    judged = ledger.judge(key, value, before, constituents.FIELDS[name])
    return None if judged is None or judged != value else number_text(value)


def screener(collector: Collector, source: Screener) -> dict[str, Any]:
    """Return all quotes of the screener; one page that fails is the end of it."""
    pages: list[list[dict[str, Any]]] = []
    total = 1
    while len(pages) * PAGE < total:
        offset = len(pages) * PAGE
        ask = partial(_page, source, offset)
        total, page = collector.call(f"screener from {offset}", ask)
        pages.append(page)
    return constituents.universe(pages, total)


def _page(source: Screener, offset: int) -> tuple[int, list[dict[str, Any]]]:
    total, quotes = source.screener_page(offset)
    expected = min(PAGE, total - offset)
    if total < constituents.SMALLEST_UNIVERSE or len(quotes) < expected:
        raise BadDataError(f"{len(quotes)} of {expected} shares from {offset}, {total} in all")
    return total, quotes


def quotes_date(quotes: Mapping[str, Mapping[str, Any]], today: date) -> date:
    """Return the day of most quotes in New York; the day of the fetch where none is dated."""
    days = Counter(
        datetime.fromtimestamp(stamp, UTC).astimezone(NEW_YORK).date()
        for quote in quotes.values()
        if isinstance(stamp := quote.get("regularMarketTime"), (int, float))
    )
    return max(days, key=lambda day: (days[day], day)) if days else today


def join(
    collector: Collector, files: Mapping[str, HoldingsFile], quotes: Mapping[str, Any]
) -> None:
    """Put valuation and losses of each index into the draft, by the days of both sources.

    Raises:
        BadDataError: where the quotes are older than those of the stored figures.
    """
    stored = collector.draft.before.rows(JOINED)
    today = collector.draft.today
    day = quotes_date(quotes, today)
    last = max((str(row["quotes_date"]) for row in stored), default="")
    if day.isoformat() < last or day > today:
        raise BadDataError(f"the quotes are of {day}, those before of {last or 'no day'}")
    ledger = collector.ledger(JOINED)
    rows = stored
    for file in files.values():
        index = file.listed.index
        for name, value in constituents.figures(file, quotes).items():
            where = {"index": index, "field": name}
            old = facts.latest(stored, **where)
            text = _judged(f"{index}.{name}", name, value, old, ledger)
            new: Row = {"value": text, "holdings_date": file.day, "quotes_date": day}
            if text is None or (old is not None and all(old[key] == new[key] for key in new)):
                continue
            rows = [*rows, {**where, **new, "retrieved_on": today}]
    collector.close(ledger)
    collector.draft.put(JOINED, rows, VALUATION)
