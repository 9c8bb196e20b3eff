"""Every complete month has a bar on its last session, so that all windows end on the same day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from generator.core.errors import Problem
from generator.core.months import month_index
from generator.refresh.sessions import Sessions
from generator.refresh.siblings import SiblingPair
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted

# Before it the calendar holds sessions that never were, on holidays that have since been moved.
FIRST = month_index("1970-01")
HINT = "nothing was replaced; run `make refresh` again when the source has the bar"


@dataclass(frozen=True)
class MonthEnds:
    """Which month-ends are needed, and what a person supplied for those that a source lacks."""

    sessions: Sessions
    month_end: int
    known: Mapping[str, Accepted]
    today: date
    pairs: Sequence[SiblingPair]

    def settle(
        self, daily: Mapping[str, pd.DataFrame]
    ) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
        """Return the bars with accepted closes put in, and what is still missing."""
        whole: dict[str, pd.DataFrame] = {}
        problems: list[Problem] = []
        for ticker, frame in daily.items():
            whole[ticker] = frame
            for day in self._missing(frame):
                entry = self.known.get(f"{ticker} {day}")
                if entry is not None and isinstance(entry.value, (int, float)) and entry.value > 0:
                    whole[ticker] = _with_close(whole[ticker], day, float(entry.value))
                else:
                    problems.append(self._problem(ticker, day, daily))
        return whole, problems

    def _missing(self, frame: pd.DataFrame) -> Iterator[date]:
        """Yield the last sessions of complete months on which a series has no bar."""
        begun = pd.Timestamp(frame.index[0])
        first = max(FIRST, begun.year * 12 + begun.month - 1)
        held = set(frame.index)
        for month in range(first, self.month_end + 1):
            day = self.sessions.last_of(month)
            if pd.Timestamp(day) not in held and pd.Timestamp(day) >= begun:
                yield day

    def _problem(self, ticker: str, day: date, daily: Mapping[str, pd.DataFrame]) -> Problem:
        close = _estimate(ticker, day, daily, self.pairs)
        line = accepted.line(f"{ticker} {day}", close, self.today)
        return Problem(
            f"no bar on {day}, the last session of its month; if the source will never have it, "
            f"look the close up elsewhere (by its sibling about {close:g}) and add to "
            f"accepted.toml: {line}",
            id=ticker,
            hint=HINT,
        )


def _with_close(frame: pd.DataFrame, day: date, close: float) -> pd.DataFrame:
    """Return the bars with a close that a person looked up; it has no volume."""
    before = frame[frame.index < pd.Timestamp(day)].iloc[-1]
    row = pd.DataFrame(
        {
            "close": close,
            "adj_close": close * before["adj_close"] / before["close"],
            "volume": 0.0,
            "distribution": 0.0,
        },
        index=pd.DatetimeIndex([day]),
    )
    return pd.concat([frame, row]).sort_index()


def _estimate(
    ticker: str, day: date, daily: Mapping[str, pd.DataFrame], pairs: Sequence[SiblingPair]
) -> float:
    """Return the close to which a sibling's move points; the last close where there is none."""
    frame, stamp = daily[ticker], pd.Timestamp(day)
    before = pd.Timestamp(frame.index[frame.index < stamp][-1])
    move = 0.0
    for pair in pairs:
        if ticker not in (pair.first, pair.second):
            continue
        other = daily[pair.second if ticker == pair.first else pair.first]["adj_close"]
        if stamp in other.index and before in other.index:
            times = pair.times if ticker == pair.first else 1 / pair.times
            move = times * float(other[stamp] / other[before] - 1)
            break
    return round(float(frame["close"][before]) * (1 + move), 2)
