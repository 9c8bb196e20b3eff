"""The optional part of a refresh: a source gives all of its files, or keeps what they had."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any, Protocol

import pandas as pd

from generator.refresh import constituents, facts, frenchfile, rates
from generator.refresh.derive import Row
from generator.refresh.draft import Draft, Source
from generator.refresh.facts import Ledger
from generator.refresh.retry import BadDataError, GaveUpError, Pace, cause_text
from generator.snapshot.accepted import Accepted
from generator.snapshot.schema import FUNDS, number_text
from generator.sources.ishares import HoldingsFile

WAITS = 2  # an optional source is asked three times
YAHOO_FACTS = Source("Yahoo Finance", "https://query2.finance.yahoo.com/v10/finance/quoteSummary/")
ISHARES = Source("iShares by BlackRock", "https://www.ishares.com/us/products/")
BOTH = Source("Yahoo Finance; iShares by BlackRock", f"{YAHOO_FACTS.address} ; {ISHARES.address}")
VALUATION = Source(
    "computed from iShares holdings and Yahoo Finance's screener",
    f"{ISHARES.address} ; https://query1.finance.yahoo.com/v1/finance/screener",
)
USREC = Source(
    "NBER announcements; FRED USREC", "https://fred.stlouisfed.org/graph/fredgraph.csv?id=USREC"
)
FRENCH = Source(
    "Kenneth R. French Data Library",
    "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/",
)

# What the flags of a source's values begin with.
FLAGGED = {
    "fund facts": tuple(fund.lower() for fund in FUNDS),
    "holdings": ("holdings",),
    "valuation": tuple(constituents.INDEX_OF.values()),
}


class FactSource(Protocol):
    """What gives Yahoo's optional data."""

    def fund(self, ticker: str) -> dict[str, dict[str, Any]]:
        """Return a fund's modules."""

    def quotes(self, tickers: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """Return quotes by symbol."""

    def screener_page(self, offset: int) -> tuple[int, list[dict[str, Any]]]:
        """Return the number of shares and one page of them."""


@dataclass
class Optional:
    """Fetches the optional sources into a draft; what fails is named in ``failures``."""

    draft: Draft
    known: Mapping[str, Accepted]
    yahoo: FactSource
    fred: Callable[[str], pd.Series]
    french: Callable[[], pd.DataFrame]
    holdings: Callable[[str], HoldingsFile | None]
    nber: Sequence[Row]
    pace: Pace
    step: Callable[[str], None]
    failures: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    limited: bool = False

    def run(self) -> None:
        """Fetch every source; none of them can fail the refresh."""
        self._attempt("USREC", ("recessions.csv",), self._usrec)
        self._attempt("French", ("french.csv",), self._french)
        files = self._attempt("holdings", ("holdings.csv",), self._holdings)
        self._attempt("fund facts", ("fund_facts.csv",), self._fund_facts, yahoo=True)
        pages = self._attempt("screener", (), self._screener, yahoo=True)
        if files is None or pages is None:
            self._keep_flags(FLAGGED["valuation"])
        else:
            self._attempt(
                "valuation", ("constituents.csv",), lambda: self._constituents(files, pages)
            )

    def _attempt(
        self, name: str, files: Sequence[str], fetch: Callable[[], Any], yahoo: bool = False
    ) -> Any:
        """Return what a source gives, None after a failure, which is noted with what is kept."""
        self.step(name)
        try:
            if yahoo and self.limited:
                raise BadDataError("not asked, since Yahoo limits requests")
            return fetch()
        except (
            Exception
        ) as error:  # an answer may break whatever reads it; the required part goes on
            self.limited = self.limited or (
                yahoo and isinstance(error, GaveUpError) and error.rate_limited
            )
            self._failed(name, files, cause_text(error))
            return None

    def _failed(self, name: str, files: Sequence[str], cause: str) -> None:
        days = [self.draft.before.entry(file).get("confirmed_as_of") for file in files]
        kept = next((f"kept the values confirmed as of {day}" for day in days if day), "nothing")
        text = "there are none so far" if kept == "nothing" and files else kept
        self.failures[name] = f"{cause} ({text})" if files else cause
        self._keep_flags(FLAGGED.get(name, ()))

    def _keep_flags(self, prefixes: tuple[str, ...]) -> None:
        """Carry over the flags of what is kept."""
        self.draft.flags += [
            flag for flag in self.draft.before.flags if flag["id"].split(".")[0] in prefixes
        ]

    def _ledger(self, file: str) -> Ledger:
        text = self.draft.before.entry(file).get("confirmed_as_of")
        confirmed = date.fromisoformat(text) if text else self.draft.as_of
        return Ledger(self.known, self.draft.today, self.draft.before.flags, confirmed)

    def _close(self, ledger: Ledger) -> None:
        self.draft.flags += ledger.flags
        self.notes += ledger.notes

    # --- FRED and Ken French -----------------------------------------------------------------

    def _usrec(self) -> None:
        stored = self.draft.before.rows("recessions.csv")

        def ask() -> list[tuple[str, int]]:
            known = self.fred("USREC")
            return rates.turning_points(known[known.index <= self.draft.as_of])

        seen = self.pace.call("USREC", ask, waits=WAITS)
        rows = rates.recessions(self.nber, seen, stored, self.draft.today)
        self.draft.put("recessions.csv", rows, USREC)

    def _french(self) -> None:
        stored = self.draft.before.rows("french.csv")

        def ask() -> list[Row]:
            return frenchfile.rows(self.french(), self.draft.month_end, stored)

        self.draft.put("french.csv", self.pace.call("French", ask, waits=WAITS), FRENCH)

    # --- iShares -----------------------------------------------------------------------------

    def _holdings(self) -> dict[str, HoldingsFile]:
        """Return the holdings files by fund, after their figures went into the draft."""
        stored = self.draft.before.rows("holdings.csv")
        files = {}
        for fund in constituents.INDEX_OF:
            file = self.pace.call(
                f"holdings of {fund}",
                partial(self._holdings_file, fund, stored),
                waits=WAITS,
            )
            if file is not None:
                files[fund] = file
            else:
                self.notes.append(f"holdings: iShares has no holdings of {fund} yet")
        ledger = self._ledger("holdings.csv")
        rows, tops, sectors = stored, self._stored("top_holdings.csv"), self._stored("sectors.csv")
        for file in files.values():
            rows = rows + list(self._holdings_rows(file, stored, ledger))
            head = self._head(file.fund, "ishares", file.day)
            tops = tops + _top_rows(head, constituents.top_ten(file), tops)
            sectors = sectors + _sector_rows(head, constituents.sectors(file), sectors)
        self._close(ledger)
        self.draft.put("holdings.csv", rows, ISHARES)
        self.draft.put("top_holdings.csv", tops, BOTH)
        self.draft.put("sectors.csv", sectors, BOTH)
        return files

    def _stored(self, name: str) -> list[Row]:
        """Return a shared file's rows: as the other source left them in the draft, else stored."""
        return self.draft.files.get(name) or self.draft.before.rows(name)

    def _holdings_file(self, fund: str, stored: Sequence[Row]) -> HoldingsFile | None:
        """Return a fund's file, refused where it is older than the stored one or of the future."""
        file = self.holdings(fund)
        last = max((str(row["source_date"]) for row in stored if row["fund"] == fund), default="")
        if file is None:
            if last:
                raise BadDataError(f"{fund}: the file has no data, it had some as of {last}")
            return None
        if file.day > self.draft.today:
            raise BadDataError(f"{fund}: the file is of {file.day}, which is still to come")
        if file.day.isoformat() < last:
            raise BadDataError(f"{fund}: the file is of {file.day}, older than that of {last}")
        constituents.holdings_figures(file)
        constituents.sectors(file)
        return file

    def _holdings_rows(
        self, file: HoldingsFile, stored: Sequence[Row], ledger: Ledger
    ) -> Iterator[Row]:
        for name, value in constituents.holdings_figures(file).items():
            where = {"fund": file.fund, "field": name}
            old = facts.latest(stored, **where)
            text = self._judged(f"holdings.{file.fund.lower()}.{name}", name, value, old, ledger)
            same_day = old is not None and old["source_date"] == file.day
            if text is None or (same_day and old is not None and old["value"] == text):
                continue
            yield {**where, "value": text, "source_date": file.day,
                   "retrieved_on": self.draft.today}  # fmt: skip

    def _judged(
        self, key: str, name: str, value: float | str, old: Row | None, ledger: Ledger
    ) -> str | None:
        """Return a figure as text; None where its last good value stays."""
        if isinstance(value, str):
            return value
        before = None if old is None else float(str(old["value"]))
        judged = ledger.judge(key, value, before, constituents.FIELDS[name])
        return None if judged is None or judged != value else number_text(value)

    def _head(self, fund: str, source: str, day: date) -> Row:
        return {"fund": fund, "source": source, "source_date": day,
                "retrieved_on": self.draft.today}  # fmt: skip

    # --- Yahoo -------------------------------------------------------------------------------

    def _fund_facts(self) -> None:
        stored = self.draft.before.rows("fund_facts.csv")
        answers = {
            fund: self.pace.call(
                f"fund facts of {fund}",
                partial(self._modules, fund, stored),
                waits=WAITS,
            )
            for fund in FUNDS
        }
        quotes = self.pace.call("quotes", lambda: self.yahoo.quotes(FUNDS), waits=WAITS)
        ledger = self._ledger("fund_facts.csv")
        rows, tops, sectors = stored, self._stored("top_holdings.csv"), self._stored("sectors.csv")
        for fund, modules in answers.items():
            values = facts.fund_values(modules)
            doubtful = facts.fee_doubt(values, quotes[fund])
            rows = rows + facts.fund_rows(fund, values, stored, ledger, doubtful)
            head = self._head(fund, "yahoo", self.draft.today)
            tops = tops + _top_rows(head, facts.top_ten(modules), tops)
            sectors = sectors + _sector_rows(head, facts.sector_weights(modules), sectors)
        self._close(ledger)
        self.draft.put("fund_facts.csv", rows, YAHOO_FACTS)
        self.draft.put("top_holdings.csv", tops, BOTH)
        self.draft.put("sectors.csv", sectors, BOTH)

    def _modules(self, fund: str, stored: Sequence[Row]) -> dict[str, dict[str, Any]]:
        """Return a fund's modules, refused where some were dropped or hold nonsense."""
        modules = self.yahoo.fund(fund)
        facts.check_modules(fund, modules, stored)
        facts.top_ten(modules)
        facts.sector_weights(modules)
        return modules

    def _screener(self) -> dict[str, Any]:
        """Return all quotes of the screener; one page that fails is the end of it."""
        pages: list[list[dict[str, Any]]] = []
        total, size = 1, 250
        while len(pages) * size < total:
            offset = len(pages) * size
            total, page = self.pace.call(
                f"screener from {offset}",
                partial(self._page, offset, size),
                waits=WAITS,
            )
            pages.append(page)
        return constituents.universe(pages, total)

    def _page(self, offset: int, size: int) -> tuple[int, list[dict[str, Any]]]:
        total, quotes = self.yahoo.screener_page(offset)
        expected = min(size, total - offset)
        if total < constituents.SMALLEST_UNIVERSE or len(quotes) < expected:
            raise BadDataError(f"{len(quotes)} of {expected} shares from {offset}, {total} in all")
        return total, quotes

    def _constituents(self, files: Mapping[str, HoldingsFile], quotes: Mapping[str, Any]) -> None:
        stored = self.draft.before.rows("constituents.csv")
        ledger = self._ledger("constituents.csv")
        rows = stored
        for fund, file in files.items():
            index = constituents.INDEX_OF[fund]
            for name, value in constituents.figures(file, quotes).items():
                where = {"index": index, "field": name}
                old = facts.latest(stored, **where)
                text = self._judged(f"{index}.{name}", name, value, old, ledger)
                same_day = old is not None and old["holdings_date"] == file.day
                if text is None or (same_day and old is not None and old["value"] == text):
                    continue
                rows = [*rows, {**where, "value": text, "holdings_date": file.day,
                                "retrieved_on": self.draft.today}]  # fmt: skip
        self._close(ledger)
        self.draft.put("constituents.csv", rows, VALUATION)


def _top_rows(head: Row, top: Sequence[tuple[str, str, float]], stored: Sequence[Row]) -> list[Row]:
    rows: list[Row] = [
        {
            "rank": rank,
            "symbol": symbol or "-",
            "name": " ".join(name.split()) or "-",
            "weight": weight,
        }
        for rank, (symbol, name, weight) in enumerate(top, start=1)
    ]
    return facts.group_rows(head, rows, stored, ("rank", "symbol", "name", "weight"))


def _sector_rows(head: Row, weights: Mapping[str, float], stored: Sequence[Row]) -> list[Row]:
    rows: list[Row] = [
        {"sector": sector, "weight": weight} for sector, weight in sorted(weights.items())
    ]
    return facts.group_rows(head, rows, stored, ("sector", "weight"))
