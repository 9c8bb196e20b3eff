"""The optional part of a refresh: a source gives all of its files, or keeps what they had."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

import pandas as pd

from generator.core.settings import HoldingsList
from generator.refresh import (
    frenchfile,
    fund_facts,
    holdings,
    optional_series,
    rates,
    won,
)
from generator.refresh.collect import Collector, RefusedError
from generator.refresh.derive import Row
from generator.refresh.draft import Draft, Source
from generator.refresh.sessions import Sessions
from generator.snapshot.schema import monthly_file
from generator.sources.ishares import HoldingsFile
from generator.sources.retry import BadDataError

USREC = Source(
    "NBER announcements; FRED USREC", "https://fred.stlouisfed.org/graph/fredgraph.csv?id=USREC"
)
WON = Source(
    "FRED, Federal Reserve Bank of St. Louis (Board of Governors, H.10)",
    f"https://fred.stlouisfed.org/graph/fredgraph.csv?id={won.SERIES}",
)
FRENCH = Source(
    "Kenneth R. French Data Library",
    "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/",
)
STEPS = {"recessions": 1, "won": 1, "french": 1, "holdings": 2, "fund_facts": 1}
"""How many answers each source of the settings is asked for."""


class YahooSource(fund_facts.FactSource, holdings.Screener, optional_series.Bars, Protocol):
    """What gives Yahoo's optional data."""


@dataclass(frozen=True)
class OptionalSources:
    """What gives the optional data; ``nber`` are the announced turning points."""

    yahoo: YahooSource
    fred: Callable[[str], pd.Series]
    french: Callable[[], pd.DataFrame]
    holdings: Callable[[HoldingsList], HoldingsFile | None]
    nber: Sequence[Row]


def collect(
    collector: Collector,
    sources: OptionalSources,
    sessions: Sessions,
    daily: Mapping[str, pd.DataFrame],
) -> None:
    """Fetch every optional source into the draft; none of them can fail the refresh.

    ``daily`` are the required series' bars up to as_of.
    """
    config = collector.draft.config
    for series in config.further:
        collector.attempt(
            series.ticker,
            monthly_file(series.ticker),
            partial(optional_series.collect, collector, sources.yahoo, series, sessions, daily),
            yahoo=True,
            flags=(f"{series.key}.distributions.",),
        )
    if "recessions" in config.sources:
        collector.attempt("USREC", "recessions.csv", lambda: _usrec(collector, sources))
    if "won" in config.sources:
        collector.attempt(won.SERIES, won.FILE, lambda: _won(collector, sources, sessions))
    if "french" in config.sources:
        collector.attempt("French", "french.csv", lambda: _french(collector, sources))
    files = None
    if "holdings" in config.sources:
        files = collector.attempt(
            "holdings",
            holdings.FILE,
            lambda: holdings.collect(collector, sources.holdings),
            flags=("holdings.",),
        )
    if "fund_facts" in config.sources:
        collector.attempt(
            "fund facts",
            fund_facts.FILE,
            lambda: fund_facts.collect(collector, sources.yahoo),
            yahoo=True,
            flags=tuple(f"{fund.key}." for fund in config.with_facts),
        )
    if "holdings" in config.sources:
        _valuation(collector, sources, files)


def _valuation(
    collector: Collector, sources: OptionalSources, files: Mapping[str, HoldingsFile] | None
) -> None:
    """Join the holdings with the earnings of their companies, where both could be had."""
    quotes = collector.attempt(
        "screener", "", lambda: holdings.screener(collector, sources.yahoo), yahoo=True
    )
    indices = tuple(f"{each.index}." for each in collector.draft.config.holdings)
    if files is None or quotes is None:
        collector.keep_flags(indices)
        return
    collector.attempt(
        "valuation",
        holdings.JOINED,
        lambda: holdings.join(collector, files, quotes),
        flags=indices,
    )


def _usrec(collector: Collector, sources: OptionalSources) -> None:
    draft = collector.draft

    def ask() -> list[Row]:
        known = sources.fred("USREC")
        seen = rates.turning_points(known[known.index <= draft.as_of], stored)
        try:
            return rates.recessions(sources.nber, seen, stored, draft.today)
        except BadDataError as error:
            raise RefusedError(str(error)) from error

    stored = draft.before.rows("recessions.csv")
    draft.put("recessions.csv", collector.call("USREC", ask), USREC)


def _won(collector: Collector, sources: OptionalSources, sessions: Sessions) -> None:
    draft = collector.draft
    days = won_days(sessions, draft)
    past = won.PastRates(draft.before.rows(won.FILE), collector.known, draft.today)
    rows = collector.call(won.SERIES, lambda: won.rows(sources.fred(won.SERIES), days, past))
    draft.put(won.FILE, rows, WON, (str(rows[0]["date"]), str(rows[-1]["date"])))


def won_days(sessions: Sessions, draft: Draft) -> list[date]:
    """Return the days at which a return in won may begin or end, oldest first."""
    first = won.FIRST.year * 12 + won.FIRST.month - 1
    days = {sessions.last_of(month) for month in range(first, draft.month_end + 1)}
    original = draft.config.original_date
    since = {original} if original and original <= draft.as_of else ()
    return sorted({*days, draft.as_of, *since})


def _french(collector: Collector, sources: OptionalSources) -> None:
    draft = collector.draft
    stored = draft.before.rows("french.csv")

    def ask() -> tuple[list[Row], dict[str, pd.Series]]:
        past = frenchfile.PastFrench(stored, collector.known, draft.today)
        returns = sources.french()
        rows = frenchfile.rows(returns, draft.month_end, past)
        return rows, frenchfile.revisions(returns, stored)

    rows, revised = collector.call("French", ask)
    for name, moved in revised.items():
        collector.notes.append(f"French: {name} was revised, by up to {moved.max():.2%} in a month")
    draft.put("french.csv", rows, FRENCH)
