"""Series that must move together: a fund and its index, two funds of one index, three times one.

Alone, frozen prices, an unlisted split or a wrong print look like a market; beside their siblings
they do not. How far siblings may part follows from how far they parted in the ten years before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from generator.core.errors import Problem
from generator.core.months import month_text
from generator.core.settings import Series
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted

YEARS = 10  # of history that tell how far siblings part
RANK = 6  # the sixth largest difference counts: a few wrong days do not widen the limit
MARGIN = 4.0  # times that; from 1999 to 2026 no true day went beyond 3.8 times
MONTH_RANK, MONTH_MARGIN = 3, 4.0
SHORTEST = 250  # sessions of history without which nothing is judged
SHORTEST_MONTHS = 24
STILL = 1e-6  # a return below it is none: less than the smallest tick, more than rounding
# On such a day of one sibling the margin is smaller, and on the second in a row they may part no
# further than on this share of days; from 1993 to 2026 no true day went beyond.
STILL_MARGIN, STILL_SHARE = 1.5, 0.95
HALF_LIFE = 10  # sessions over which the market's usual move is measured
ACCEPTED_SLACK = 1e-3  # vendors round, and adjusted closes drift
MOST = 5  # periods that are named of one pair
HINT = "nothing was replaced; look at both series at their source"


@dataclass(frozen=True)
class SiblingPair:
    """Two tickers of which the first moves like ``times`` the second."""

    first: str
    second: str
    times: float = 1.0

    @property
    def other(self) -> str:
        """Return the second side in words."""
        return self.second if self.times == 1 else f"{self.times:g} × {self.second}"


def pairs(series: Iterable[Series]) -> tuple[SiblingPair, ...]:
    """Return each series with each of the siblings that the settings name."""
    return tuple(
        SiblingPair(each.ticker, other, float(each.leverage))
        for each in series
        for other in each.siblings
    )


@dataclass(frozen=True)
class Judge:
    """What was accepted, the day of the refresh, and the last day that is stored already.

    Days up to ``stored`` were judged when they came and are compared with what is stored; without
    one all days are judged that have enough history before them.
    """

    known: Mapping[str, Accepted]
    today: date
    stored: date | None

    def accepts(self, key: str, value: float) -> bool:
        """Whether a person accepted that siblings part by this much."""
        return key in self.known and self.known[key].allows(value, ACCEPTED_SLACK)


def problems(
    known: Iterable[SiblingPair], daily: Mapping[str, pd.DataFrame], judge: Judge
) -> Iterator[Problem]:
    """Yield the first days, else months, on which each two siblings part too far."""
    for pair in known:
        for text in parted(pair, daily, judge):
            yield Problem(text, id=f"{pair.first}, {pair.second}", hint=HINT)


def parted(pair: SiblingPair, daily: Mapping[str, pd.DataFrame], judge: Judge) -> Iterator[str]:
    """Yield what is wrong between two siblings; their bars hold ``adj_close`` by session."""
    moves = _moves(pair, daily)
    found = list(_shifted(pair, moves)) or list(_beyond(pair, _days(moves), judge, daily=True))
    if not found:
        right = [
            judge.accepts(_key(pair, str(day)[:10]), float(apart))
            for day, apart in (moves["first"] - moves["second"]).items()
        ]
        moves.loc[right, "first"] = moves.loc[right, "second"]  # accepted days part no month
        found = list(_beyond(pair, _months(moves), judge, daily=False))
    yield from found[:MOST]


def _moves(pair: SiblingPair, daily: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return both sides' daily total returns on the sessions that both have."""
    both = pd.concat(
        [daily[pair.first]["adj_close"], daily[pair.second]["adj_close"]],
        axis=1,
        join="inner",
        keys=["first", "second"],
    )
    returns = both.pct_change().iloc[1:]
    returns["second"] *= pair.times
    return returns


def _shifted(pair: SiblingPair, moves: pd.DataFrame) -> Iterator[str]:
    """Yield that the first series moves like the second does a session before or after.

    Where all days are wrong, their own history allows any difference.
    """
    if len(moves) < SHORTEST:
        return
    apart = {
        days: float((moves["first"] - moves["second"].shift(days)).abs().median())
        for days in (0, 1, -1)
    }
    nearest = min(apart, key=lambda days: apart[days])
    if nearest:
        yield (
            f"{pair.first} moves like {pair.other} one session "
            f"{'before' if nearest > 0 else 'after'}, from {str(moves.index[0])[:10]} to "
            f"{str(moves.index[-1])[:10]}: {apart[nearest]:.2%} apart on the usual day, and "
            f"{apart[0]:.2%} on the same; the days of one are wrong"
        )


def _days(moves: pd.DataFrame) -> pd.DataFrame:
    """Return each session's difference and its limit, both in returns.

    The limit is tighter where one close stands still, as a source does that has no new one: few
    true ones do, and hardly any twice in a row.
    """
    scale = _market(moves)
    found = moves.assign(apart=(moves["first"] - moves["second"]).abs(), scale=scale)
    ratio = (found["apart"] / scale.where(scale > 0)).fillna(0.0)
    usual = scale * _rank_before(ratio, RANK, SHORTEST)
    none = moves.abs() < STILL
    still = none["first"] != none["second"]
    again = still & still.shift(fill_value=False)
    found["limit"] = usual * np.where(still, STILL_MARGIN, MARGIN)
    if again.any():
        often = _before(ratio, SHORTEST, lambda before: float(np.quantile(before, STILL_SHARE)))
        found["limit"] = found["limit"].where(~again, scale * often)
    return found


def _market(moves: pd.DataFrame) -> pd.Series:
    """Return each session's move of the market, at least its usual one of late.

    Differences are measured in it: siblings part further on wild days. The smaller of both moves is
    the market's, since a fault makes one of them too large.
    """
    shared = moves.abs().min(axis=1)
    usual = (shared**2).ewm(halflife=HALF_LIFE).mean() ** 0.5
    return usual.where(usual > shared, shared)


def _months(moves: pd.DataFrame) -> pd.DataFrame:
    """Return each month's sums of both sides' returns, their difference and its limit.

    The limit is measured like that of days, and so is that of a month of few sessions so far: one
    quiet day would allow next to nothing. The sum of a leveraged fund's daily returns is what
    follows three times the index.
    """
    months = pd.DatetimeIndex(moves.index).to_period("M")
    sums = moves.groupby(months).sum()
    scale = (_market(moves) ** 2).groupby(months).sum() ** 0.5
    sums.index = scale.index = pd.PeriodIndex(sums.index).to_timestamp()
    apart = (sums["first"] - sums["second"]).abs()
    ratio = (apart / scale.where(scale > 0)).fillna(0.0)
    limit = scale * MONTH_MARGIN * _rank_before(ratio, MONTH_RANK, SHORTEST_MONTHS)
    return sums.assign(apart=apart, limit=limit)


def _before(values: pd.Series, shortest: int, measure: Callable[[np.ndarray], float]) -> pd.Series:
    """Return for each row what is measured of the values of the ten years before its year."""
    result = pd.Series(np.nan, index=values.index)
    years = pd.DatetimeIndex(values.index).year
    for year in sorted(set(years)):
        before = values[(years >= year - YEARS) & (years < year)].to_numpy()
        if len(before) >= shortest:
            result[years == year] = measure(before)
    return result


def _rank_before(values: pd.Series, rank: int, shortest: int) -> pd.Series:
    """Return for each row the ``rank``-th largest value of the ten years before its year."""
    return _before(values, shortest, lambda before: float(np.sort(before)[-rank]))


def _key(pair: SiblingPair, when: str) -> str:
    return f"{pair.first} {pair.second} {when}"


def _beyond(pair: SiblingPair, found: pd.DataFrame, judge: Judge, *, daily: bool) -> Iterator[str]:
    """Yield the periods after ``stored`` that are neither within their limits nor accepted."""
    if judge.stored is not None:
        found = found[pd.DatetimeIndex(found.index) > pd.Timestamp(judge.stored)]
    for stamp, row in found[found["apart"] > found["limit"]].iterrows():
        day = pd.Timestamp(str(stamp)).date()
        when = day.isoformat() if daily else month_text(day.year * 12 + day.month - 1)
        key, value = _key(pair, when), round(float(row["first"] - row["second"]), 6)
        if judge.accepts(key, value):
            continue
        yield (
            f"{pair.first} moved by {row['first']:+.2%} and {pair.other} by {row['second']:+.2%} "
            f"{'on' if daily else 'in'} {when}, {abs(value):.2%} apart; ten years allow "
            f"{row['limit']:.2%}; if both are right, add to accepted.toml: "
            f"{accepted.line(key, value, judge.today)}"
        )
