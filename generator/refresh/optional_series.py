"""Price series beside the required ones: they never move as_of, and one that fails is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

import pandas as pd

from generator.core.settings import Series
from generator.refresh import (
    currency,
    derive,
    distributions,
    gains,
    prices,
    required,
    siblings,
    stitch,
)
from generator.refresh.collect import Collector, RefusedError
from generator.refresh.draft import Source
from generator.refresh.sessions import Sessions
from generator.snapshot.schema import monthly_file
from generator.sources.retry import BadDataError

CHART = "https://query2.finance.yahoo.com/v8/finance/chart/{}"


class Bars(Protocol):
    """What gives daily bars."""

    def history(self, ticker: str) -> pd.DataFrame:
        """Return all daily bars of a ticker."""


def collect(
    collector: Collector,
    yahoo: Bars,
    series: Series,
    sessions: Sessions,
    daily: Mapping[str, pd.DataFrame],
) -> None:
    """Put a series' months up to as_of into the draft, beside the required series' ``daily``.

    A month counts as complete where it has a bar on its exchange's last session of that month. What
    trades at weekends is looked at on the required series' sessions: so its months end with theirs,
    and its returns are as many in a year as volatility takes them to be.

    Raises:
        GaveUpError: where its bars cannot be had, or are wrong in themselves.
        RefusedError: where they contradict a sibling or what is stored.
    """
    draft, ticker = collector.draft, series.ticker
    judge = required.judge(draft, sessions, collector.known)
    own = (
        Sessions(sessions.now, series.calendar)
        if series.calendar != draft.config.calendar
        else sessions
    )
    bars = collector.call(ticker, lambda: _checked(yahoo.history(series.symbol), series, own))
    ledger = collector.ledger(monthly_file(ticker))
    currency.flag(ticker, bars, ledger, series.currency)
    if own.at_weekends:
        own, bars = sessions, bars[bars.index.isin(sessions.days)]
    bars = bars[bars.index <= pd.Timestamp(draft.as_of)]
    behind = sessions.between(last := prices.last_day(bars), draft.as_of)
    if behind > required.LARGEST_LAG:
        ledger.notes.append(f"{ticker}: it ends on {last}, {behind} sessions before the others")
    pairs = siblings.pairs([series])
    bars, doubts = gains.settle(ticker, bars, daily, collector.known, next(iter(pairs), None))
    name = monthly_file(ticker)
    beside = {**daily, ticker: bars}
    if texts := [text for pair in pairs for text in siblings.parted(pair, beside, judge)]:
        raise RefusedError("; ".join(texts))
    rows = [
        {**row, "complete": row["complete"] and row["last_session"] == own.last_of(month)}
        for row in derive.monthly(bars, draft.month_end)
        if isinstance(month := row["month"], int)
    ]
    first, stored = prices.first_day(bars), draft.before.rows(name)
    if stored:
        begun = date.fromisoformat(draft.before.entry(name)["first"])
        past = stitch.Stored(stored, begun)
        texts = list(stitch.history_problems(past, bars))
        if not texts:
            late = distributions.doubted(ticker, draft.before.flags)
            rows, texts = stitch.join(ticker, past, rows, collector.known, draft.today, late)
        if texts:
            raise RefusedError("; ".join(texts))
        first = min(first, begun)
    distributions.flag({ticker: bars}, (ticker,), ledger)
    gains.flag(doubts, ledger)
    collector.close(ledger)
    covered = (first.isoformat(), prices.last_day(bars).isoformat())
    draft.put(name, rows, Source("Yahoo Finance", CHART.format(series.symbol)), covered)


def _checked(bars: pd.DataFrame, series: Series, sessions: Sessions) -> pd.DataFrame:
    try:
        currency.check(bars, series.currency)
        return prices.check(series, bars, sessions)
    except BadDataError as error:
        raise RefusedError(str(error)) from error
