"""Capital gains listed beside a dividend of their size: paid apart, or named in both columns.

A source that puts a gain into the dividend as well tells the same money twice, and may adjust for
it twice. The dividend alone cannot tell which it is, nor can the adjusted close; but the price fell
by what was paid, and a sibling says how it would have moved without.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from generator.refresh.facts import Ledger
from generator.refresh.siblings import SiblingPair
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted

ROUNDING = 1e-6
SESSIONS = 250  # before the day, that tell how far siblings usually part
SHORTEST = 60  # without so many nothing is decided
CLEAR = 4.0  # usual differences by which the two readings must lie apart
NEARER = 3.0  # times as near must be the reading that is taken
UNCLEAR = "capital gain listed beside a dividend"

Reading = Literal["once", "both"]


@dataclass(frozen=True)
class Doubt:
    """A gain of which prices do not tell whether the dividend contains it, and how it is read."""

    fund: str
    day: date
    amount: float
    reading: Reading

    @property
    def key(self) -> str:
        """Return its name in accepted.toml."""
        return f"{self.fund} gain {self.day}"


def contained(frame: pd.DataFrame) -> pd.Series:
    """Return by day the capital gain that the day's dividend may contain, else 0; in dollars."""
    gain = frame["capital_gain"].fillna(0.0)
    return gain.where((gain > 0) & (frame["dividend"].fillna(0.0) >= gain * (1 - ROUNDING)), 0.0)


def as_adjusted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a source's bars with the gains that a dividend may contain read as they were adjusted.

    ``gain`` is such a gain, ``capital_gain`` 0 where the adjusted close counts it once only.
    """
    frame = frame.assign(gain=contained(frame))
    listed, before = frame["gain"] > 0, frame["close"].shift()
    paid = frame["dividend"].fillna(0.0)
    given = (frame["adj_close"].shift() / before) / (frame["adj_close"] / frame["close"])
    once, both = 1 - paid / before, 1 - (paid + frame["gain"]) / before
    single = listed & ~((both > 0) & ((given - both).abs() < (given - once).abs()))
    frame.loc[single, "capital_gain"] = 0.0
    return frame


def settle(
    fund: str,
    frame: pd.DataFrame,
    siblings: Mapping[str, pd.DataFrame],
    known: Mapping[str, Accepted],
    pair: SiblingPair | None,
) -> tuple[pd.DataFrame, list[Doubt]]:
    """Return a fund's checked bars with each gain read as its sibling tells, and what it cannot.

    ``pair`` names the sibling. Without one that tells, the reading that the adjusted close supports
    stays, unless a person accepted one.
    """
    doubts: list[Doubt] = []
    other = None if pair is None else siblings.get(pair.second)
    for day in pd.DatetimeIndex(frame.index[frame["gain"] > 0]):
        amount = float(frame["gain"][day])
        doubt = Doubt(fund, day.date(), amount, _reading(frame, day))
        wanted = _accepted(doubt, known)
        if wanted is None and pair is not None and other is not None:
            wanted = _told(frame, day, other["close"], pair.times)
        if wanted is None:
            doubts.append(doubt)
        elif wanted != doubt.reading:
            frame = _read_as(frame, day, wanted)
    return frame, doubts


def flag(doubts: Sequence[Doubt], ledger: Ledger) -> None:
    """Flag and name the gains of which nobody knows whether they are paid apart."""
    for each in doubts:
        text = "counted once" if each.reading == "once" else "counted beside it"
        name = f"{each.fund.lower()}.distributions.{each.day}.gain"
        ledger.keep(name, f"{each.amount:g}", None, UNCLEAR)
        lines = (accepted.line(each.key, value, ledger.today) for value in ("once", "both"))
        ledger.notes.append(
            f"{each.fund}: a capital gain of {each.amount:g} on {each.day} may be part of that "
            f"day's dividend; it is {text}, as in the adjusted close; to settle it, add to "
            f"accepted.toml: {' or: '.join(lines)}"
        )


def _accepted(doubt: Doubt, known: Mapping[str, Accepted]) -> Reading | None:
    readings: tuple[Reading, ...] = ("once", "both")
    for reading in readings:
        if doubt.key in known and known[doubt.key].value == reading:
            return reading
    return None


def _paid(frame: pd.DataFrame, day: pd.Timestamp) -> Iterator[tuple[Reading, float]]:
    """Yield both readings with what each says was paid that day."""
    gain, paid = float(frame["gain"][day]), float(frame["distribution"][day])
    single = paid if _reading(frame, day) == "once" else paid - gain
    yield from (("once", single), ("both", single + gain))


def _reading(frame: pd.DataFrame, day: pd.Timestamp) -> Reading:
    return "both" if frame["gain_counted"][day] > 0 else "once"


def _told(
    frame: pd.DataFrame, day: pd.Timestamp, sibling: pd.Series, times: float
) -> Reading | None:
    """Return the reading whose return is the sibling's; None where neither clearly is."""
    closes = pd.concat([frame["close"], sibling], axis=1, join="inner", keys=["own", "other"])
    if day not in closes.index:
        return None
    # Payments are small beside what siblings part by on wild days; closes do for what is usual.
    moves = closes.pct_change()
    apart = (moves["own"] - times * moves["other"])[moves.index < day].abs().dropna()
    apart = apart.iloc[-SESSIONS:]
    if len(apart) < SHORTEST:
        return None
    own, before = closes["own"], closes["own"].shift()
    away = {
        reading: abs((own[day] + paid) / before[day] - 1 - times * moves["other"][day])
        for reading, paid in _paid(frame, day)
    }
    clear = abs(float(frame["gain"][day])) / before[day] > CLEAR * float(np.median(apart))
    nearer: Reading = "once" if away["once"] < away["both"] else "both"
    farther = max(away.values())
    return nearer if clear and away[nearer] * NEARER < farther else None


def _read_as(frame: pd.DataFrame, day: pd.Timestamp, reading: Reading) -> pd.DataFrame:
    """Return the bars with a day's payment read the other way, and earlier closes adjusted so."""
    paid = dict(_paid(frame, day))
    before = frame["close"].shift()[day]
    frame = frame.copy()
    old = 1 - float(frame["distribution"][day]) / before
    frame.loc[frame.index < day, "adj_close"] *= (1 - paid[reading] / before) / old
    counted = float(frame["gain"][day]) if reading == "both" else 0.0
    that = frame.index == day
    return frame.assign(
        distribution=frame["distribution"].mask(that, paid[reading]),
        gain_counted=frame["gain_counted"].mask(that, counted),
    )
