"""Checks on one ticker's daily bars; what passes becomes the frame that derive.py takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from generator.core.settings import Series
from generator.refresh import gains
from generator.refresh.sessions import Sessions
from generator.sources.retry import BadDataError

LARGEST_DISTRIBUTION = 0.20  # of the price; TNA paid 12 % on 2009-11-20
PRICE_SLACK = 1e-3  # a high may lie this much below the close: vendors round apart
ADJUSTMENT_SLACK = 1e-3
LARGEST_GAP = 5  # sessions without a bar
SMALLEST_SPLIT = 1.25  # below it, a missing split cannot be told from a market move
SPLIT_DAYS = 5  # sessions around a split in which a move of its size is that split
SPLIT_SLACK = 0.1  # of the split's size
# Yahoo gives no opening level of old indices, but 0.
NO_OPEN_BEFORE = pd.Timestamp("1990-01-01")
OHLC = ["open", "high", "low", "close"]


@dataclass(frozen=True)
class _Bars:
    frame: pd.DataFrame
    sessions: Sessions
    largest: float
    is_index: bool


def check(series: Series, frame: pd.DataFrame, sessions: Sessions) -> pd.DataFrame:
    """Return the bars of sessions that are over, as derive.py takes them.

    No market goes beyond the series' largest daily move; what is less is compared with siblings.
    What the source says of the currency stays in ``attrs``.
    ``gain`` and ``gain_counted`` are for gains.py: what the day's dividend may contain.

    Raises:
        BadDataError: with everything that is wrong with the series itself.
    """
    said = frame.attrs
    frame = frame[frame.index <= pd.Timestamp(sessions.last_over)]
    frame = frame[frame["close"].notna() | (frame["volume"].fillna(0) > 0)]
    held = frame.index[frame.index.isin(sessions.days)]
    if held.empty:
        raise BadDataError("the answer has no bars")
    frame = frame[frame.index <= held.max()]  # a quote shown at the weekend is no bar
    adjusted = gains.as_adjusted(frame)
    bars = _Bars(adjusted, sessions, series.largest_daily_move, series.is_index)
    problems = list(_ordered(bars)) or list(_present(bars))
    if not problems:
        problems = [text for rule in _RULES for text in rule(bars)]
    if problems:
        raise BadDataError("; ".join(problems))
    daily = bars.frame[["close", "adj_close", "volume"]].astype(float)
    daily["volume"] = daily["volume"].fillna(0.0)
    paid, gain = _distributions(bars.frame), bars.frame["gain"]
    counted = gain.where(bars.frame["capital_gain"].fillna(0.0) > 0, 0.0)
    daily = daily.assign(distribution=paid, gain=gain, gain_counted=counted)
    daily.attrs = said
    return daily


def _distributions(frame: pd.DataFrame) -> pd.Series:
    return frame["dividend"].fillna(0.0) + frame["capital_gain"].fillna(0.0)


def _days(frame: pd.DataFrame, wrong: pd.Series) -> str:
    """Name the first day on which something is wrong, and how many there are."""
    days = frame.index[wrong.to_numpy()]
    more = f" and {len(days) - 1} more" if len(days) > 1 else ""
    return f"{days[0].date()}{more}"


def _ordered(bars: _Bars) -> Iterator[str]:
    index = bars.frame.index
    if not index.is_unique:
        yield f"two bars on {index[index.duplicated()][0].date()}"
    elif not index.is_monotonic_increasing:
        yield "the bars are not in order"


def _present(bars: _Bars) -> Iterator[str]:
    absent = bars.frame["close"].isna()
    if absent.any():
        yield f"a volume but no close on {_days(bars.frame, absent)}"
        return
    values = bars.frame[[*OHLC, "adj_close"]]
    absent = values.isna().any(axis=1) | values.isin([np.inf, -np.inf]).any(axis=1)
    if absent.any():
        yield f"a price is missing on {_days(bars.frame, absent)}"


def _positive(bars: _Bars) -> Iterator[str]:
    values = bars.frame[[*OHLC, "adj_close"]].copy()
    if bars.is_index:
        old = (values.index < NO_OPEN_BEFORE) & (values["open"] == 0)
        values.loc[old, "open"] = values.loc[old, "close"]
    wrong = (values <= 0).any(axis=1)
    if wrong.any():
        yield f"a price is not positive on {_days(bars.frame, wrong)}"
    wrong = bars.frame["volume"] < 0
    if wrong.any():
        yield f"a negative volume on {_days(bars.frame, wrong)}"


def _crossed(bars: _Bars) -> Iterator[str]:
    frame = bars.frame
    inner = frame[["open", "close"]]
    if bars.is_index:
        inner = inner.where(inner > 0)
    low, high = inner.min(axis=1), inner.max(axis=1)
    wrong = (frame["low"] > low * (1 + PRICE_SLACK)) | (frame["high"] < high * (1 - PRICE_SLACK))
    if wrong.any():
        yield f"open or close outside low and high on {_days(frame, wrong)}"


def _frozen(bars: _Bars) -> Iterator[str]:
    """Find bars that repeat the one before, or stand at its close: nobody traded at a price."""
    prices = bars.frame[OHLC]
    still = (prices == prices.shift()).all(axis=1)
    still |= prices.eq(bars.frame["close"].shift(), axis=0).all(axis=1)
    # Old index levels are closes only, and those may well come twice.
    wrong = still & ~((bars.frame.index < NO_OPEN_BEFORE) & (bars.is_index))
    if wrong.any():
        yield f"prices stand still, as the day before, on {_days(bars.frame, wrong)}"


def _strange(bars: _Bars) -> Iterator[str]:
    wrong = ~bars.frame.index.isin(bars.sessions.days)
    if wrong.any():
        yield f"a bar where there was no session on {_days(bars.frame, pd.Series(wrong))}"


def _gap(bars: _Bars) -> Iterator[str]:
    length, first = bars.sessions.longest_gap(pd.DatetimeIndex(bars.frame.index))
    if length > LARGEST_GAP:
        yield f"no bar for {length} sessions from {first} on"


def _returns(bars: _Bars) -> Iterator[str]:
    limit = bars.largest
    for name in ("close", "adj_close"):
        change = bars.frame[name].pct_change()
        wrong = change.abs() > limit
        if wrong.any():
            worst = change[wrong].iloc[0]
            yield f"{name} moved by {worst:+.0%} on {_days(bars.frame, wrong)}"
            return


def _splits(bars: _Bars) -> Iterator[str]:
    """Find a move as large as a listed split, on its day or near it: not applied, or twice."""
    ratios = bars.frame["split"].fillna(0.0)
    listed = ratios[(ratios >= SMALLEST_SPLIT) | ((ratios > 0) & (ratios <= 1 / SMALLEST_SPLIT))]
    moves = np.log(bars.frame["close"]).diff()
    for day, ratio in listed.items():
        size, place = np.log(ratio), moves.index.get_loc(day)
        near = moves.iloc[max(0, place - SPLIT_DAYS) : place + SPLIT_DAYS + 1]
        equal = near[(near.abs() - abs(size)).abs() < SPLIT_SLACK * abs(size)]
        move = equal.iloc[0] if len(equal) else moves.iloc[place]
        if abs(move) > abs(size) / 2:
            way = "not applied" if move * size < 0 else "applied twice"
            yield f"the split {ratio:g} of {pd.Timestamp(str(day)).date()} is {way}"


def _payouts(bars: _Bars) -> Iterator[str]:
    before = bars.frame["close"].shift()
    paid = _distributions(bars.frame) - bars.frame["gain"]  # not yet known to be paid apart
    wrong = (paid < 0) | (paid > LARGEST_DISTRIBUTION * before)
    if wrong.any():
        yield f"an implausible distribution on {_days(bars.frame, wrong)}"


def _adjusted(bars: _Bars) -> Iterator[str]:
    """Compare the adjusted close's moves with those of close and distributions."""
    frame = bars.frame
    total = frame["adj_close"] / frame["adj_close"].shift()
    expected = frame["close"] / (frame["close"].shift() - _distributions(frame))
    wrong = (total - expected).abs() > ADJUSTMENT_SLACK
    if wrong.any():
        yield f"adjusted close and distributions do not agree on {_days(frame, wrong)}"


_RULES: tuple[Callable[[_Bars], Iterator[str]], ...] = (
    _positive, _crossed, _frozen, _strange, _gap, _returns, _splits, _payouts, _adjusted,
)  # fmt: skip


def last_day(daily: pd.DataFrame) -> date:
    """Return the last session of a frame."""
    return pd.Timestamp(daily.index[-1]).date()


def first_day(daily: pd.DataFrame) -> date:
    """Return the first session of a frame."""
    return pd.Timestamp(daily.index[0]).date()
