"""The required part of a refresh: the price series and the policy rate, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Protocol

import pandas as pd

from generator.core.errors import Problem, RefreshError
from generator.core.months import month_index
from generator.core.settings import Config, Series
from generator.refresh import currency, derive, distributions, prices, rates, siblings, stitch
from generator.refresh.derive import Row
from generator.refresh.draft import Draft, Source
from generator.refresh.month_ends import MonthEnds
from generator.refresh.sessions import Sessions
from generator.refresh.store import Before
from generator.snapshot import schema as schema
from generator.snapshot.accepted import Accepted
from generator.sources.retry import BadDataError, GaveUpError, Pace

LARGEST_LAG = 5  # sessions between the freshest and the stalest required series
AGAIN = "nothing was replaced; run `make refresh` again later"
LIMITED = "nothing was replaced; the source refuses more requests, wait some hours"
LOOK = "nothing was replaced; look at the series at its source, then run `make refresh` again"
RATE_SERIES = (rates.TARGET, rates.LOWER, rates.UPPER)


class PriceSource(Protocol):
    """What gives daily bars: sources.yahoo.Yahoo, or a stand-in."""

    def history(self, ticker: str) -> pd.DataFrame:
        """Return all daily bars of a ticker."""


class RateSource(Protocol):
    """What gives FRED's series by name."""

    def __call__(self, series: str, /) -> pd.Series:
        """Return the observations of a series."""


@dataclass(frozen=True)
class Required:
    """All required series, checked one by one."""

    daily: Mapping[str, pd.DataFrame]
    rates: Mapping[str, pd.Series]


@dataclass(frozen=True)
class Addresses:
    """Where the data is from, for the lock: ``{}`` stands for a ticker, or for FRED's series."""

    chart: str
    rates: str


def fetch(
    config: Config,
    yahoo: PriceSource,
    fred: RateSource,
    sessions: Sessions,
    pace: Pace,
    step: Callable[[str], None],
) -> Iterator[tuple[str, pd.DataFrame | pd.Series]]:
    """Give the required series one after another, each checked as it comes.

    A series that cannot be had ends the refresh at once; wrong ones are collected.

    Raises:
        RefreshError: naming each ticker or FRED series, the cause and what to do.
    """
    problems: list[Problem] = []
    last = sessions.last_over
    for each in config.required:
        step(each.ticker)
        try:
            bars = pace.call(each.ticker, partial(_checked_bars, yahoo, each, sessions))
            last = min(last, prices.last_day(bars))
            yield each.ticker, bars
        except GaveUpError as error:
            _note(each.ticker, error, problems)
    for series in rate_series(config):
        step(f"FRED {series}")
        try:
            yield series, pace.call(series, partial(_checked_rate, fred, series, last))
        except GaveUpError as error:
            _note(f"FRED {series}", error, problems)
    if problems:
        raise RefreshError(problems)


def rate_series(config: Config) -> tuple[str, ...]:
    """Return FRED's series of the policy rate, none for an article that does not name it."""
    return RATE_SERIES if "policy_rate" in config.sources else ()


def _checked_bars(yahoo: PriceSource, series: Series, sessions: Sessions) -> pd.DataFrame:
    bars = yahoo.history(series.symbol)
    currency.check(bars, series.currency)
    return prices.check(series, bars, sessions)


def _checked_rate(fred: RateSource, series: str, last: date) -> pd.Series:
    values = fred(series)
    rates.check_possible(values)
    values = values[values.index <= last]  # later ones are not used, so not judged any further
    if values.empty:
        raise BadDataError(f"no observation up to {last}")
    rates.check(series, values)
    return values


def _note(name: str, error: GaveUpError, problems: list[Problem]) -> None:
    """Collect a wrong answer; end the refresh where there was no answer to judge."""
    if isinstance(error.cause, BadDataError):
        problems.append(Problem(str(error), id=name, hint=LOOK))
        return
    hint = LIMITED if error.rate_limited else AGAIN
    raise RefreshError([*problems, Problem(str(error), id=name, hint=hint)]) from error


def as_of(daily: Mapping[str, pd.DataFrame], before: Before) -> date:
    """Return the last session that all required series have.

    Raises:
        RefreshError: where a series ends before the stored snapshot.
    """
    shared = set.intersection(*(set(frame.index) for frame in daily.values()))
    if not shared:
        raise RefreshError(Problem("the series have no session in common", hint=LOOK))
    common = pd.Timestamp(max(shared)).date()
    if before.as_of and common < before.as_of:
        raise RefreshError(
            Problem(_behind(prices.last_day(frame), before.as_of), id=ticker, hint=AGAIN)
            for ticker, frame in daily.items()
            if pd.Timestamp(before.as_of) not in frame.index
        )
    return common


def _behind(last: date, stored: date) -> str:
    if last < stored:
        return f"the bars end on {last}, before the stored as_of {stored}"
    return f"there is no bar of the stored as_of {stored}"


def lag_problems(
    daily: Mapping[str, pd.DataFrame], policy: Mapping[str, pd.Series], sessions: Sessions
) -> Iterator[Problem]:
    """Say which series end more than LARGEST_LAG sessions before the freshest one."""
    ends = {ticker: prices.last_day(frame) for ticker, frame in daily.items()}
    newest = max(ends.values())
    for series in (rates.LOWER, rates.UPPER) if policy else ():
        ends[f"FRED {series}"] = policy[series].index[-1]
    for name, end in ends.items():
        behind = sessions.between(end, newest)
        if behind > LARGEST_LAG:
            text = f"it ends on {end}, {behind} sessions before the freshest series ({newest})"
            yield Problem(text, id=name, hint=AGAIN)


def until(daily: Mapping[str, pd.DataFrame], day: date) -> dict[str, pd.DataFrame]:
    """Return the bars up to a day."""
    end = pd.Timestamp(day)
    return {ticker: frame[frame.index <= end] for ticker, frame in daily.items()}


def whole(
    daily: Mapping[str, pd.DataFrame],
    draft: Draft,
    sessions: Sessions,
    known: Mapping[str, Accepted],
) -> dict[str, pd.DataFrame]:
    """Return the bars up to as_of, with a bar on every complete month's last session.

    Raises:
        RefreshError: where a series lacks one.
    """
    ends = MonthEnds(
        sessions, draft.month_end, known, draft.today, siblings.pairs(draft.config.required)
    )
    found, problems = ends.settle(until(daily, draft.as_of))
    if problems:
        raise RefreshError(problems)
    return found


def judge(draft: Draft, sessions: Sessions, known: Mapping[str, Accepted]) -> siblings.Judge:
    """Return what siblings are judged by: days after the last stored complete month are new."""
    text = draft.before.lock.get("month_end")
    stored = sessions.last_of(month_index(text)) if text else None
    return siblings.Judge(known, draft.today, stored)


def fill(
    draft: Draft,
    daily: Mapping[str, pd.DataFrame],
    policy: Mapping[str, pd.Series],
    judge: siblings.Judge,
    addresses: Addresses,
) -> None:
    """Put the required files into the draft, from bars up to as_of.

    Raises:
        RefreshError: where the new data contradicts itself or what is stored.
    """
    config = draft.config
    problems = list(siblings.problems(siblings.pairs(config.required), daily, judge))
    multiplied = {each.siblings[0] for each in config.required if each.leverage != 1}
    for each in config.required:
        ticker = each.ticker
        rows = derive.monthly(daily[ticker], draft.month_end)
        if ticker in multiplied:
            rows = derive.add_daily3x(rows, daily[ticker])
        if each.leverage != 1:
            rows = derive.add_pairs(rows, daily[each.siblings[0]], daily[ticker])
        name = schema.monthly_file(ticker)
        found, first = _joined(ticker, rows, daily[ticker], draft, judge.known, problems)
        source = Source("Yahoo Finance", addresses.chart.format(each.symbol))
        draft.put(name, found, source, (first, prices.last_day(daily[ticker]).isoformat()))
    if policy:
        _fill_rates(draft, policy, judge.known, addresses.rates, problems)
    if problems:
        raise RefreshError(problems)


def _joined(
    ticker: str,
    rows: list[Row],
    daily: pd.DataFrame,
    draft: Draft,
    known: Mapping[str, Accepted],
    problems: list[Problem],
) -> tuple[list[Row], str]:
    """Return the rows to store and the first session; add contradictions to ``problems``."""
    name = schema.monthly_file(ticker)
    first = prices.first_day(daily)
    if not draft.before.rows(name):
        return rows, first.isoformat()
    entry = draft.before.entry(name)
    stored = stitch.Stored(draft.before.rows(name), date.fromisoformat(entry["first"]))
    texts = list(stitch.history_problems(stored, daily))
    if texts:
        problems += [Problem(text, id=ticker, hint=LOOK) for text in texts]
        return rows, first.isoformat()
    doubted = distributions.doubted(ticker, draft.before.flags)
    joined, texts = stitch.join(ticker, stored, rows, known, draft.today, doubted)
    problems += [Problem(text, id=ticker, hint="nothing was replaced") for text in texts]
    return joined, min(first, stored.first).isoformat()


def _fill_rates(
    draft: Draft,
    series: Mapping[str, pd.Series],
    known: Mapping[str, Accepted],
    address: str,
    problems: list[Problem],
) -> None:
    name = schema.RATES
    try:
        rows = rates.changes(series, draft.as_of)
    except BadDataError as error:
        problems.append(Problem(str(error), id="FRED policy rate", hint=LOOK))
        return
    stored = draft.before.rows(name)
    if stored:
        problems += [
            Problem(text, id=f"FRED {rates.UPPER}", hint="nothing was replaced")
            for text in rates.history_problems(stored, rows, known, draft.today)
        ]
    source = Source(
        "FRED, Federal Reserve Bank of St. Louis", address.format(",".join(RATE_SERIES))
    )
    last = min(series[rates.LOWER].index[-1], series[rates.UPPER].index[-1], draft.as_of)
    draft.put(name, rows, source, (str(rows[0]["date"]), last.isoformat()))
