"""The won's rate from FRED's DEXKOUS: the last observation up to each day that a return needs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from generator.refresh.collect import RefusedError
from generator.refresh.derive import Row
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted
from generator.sources.retry import BadDataError

SERIES = "DEXKOUS"
FILE = "usdkrw.csv"
FIRST = date(1981, 4, 13)
LARGEST_MOVE = 0.25  # in a day; 1997-12-26 brought -18 %
MARGIN = 1.5  # times the largest move of the last ten years, for what is new
TEN_YEARS = timedelta(days=3653)
POSSIBLE = (
    100.0,
    5000.0,
)  # from 1981 to 2026 it was 667 to 1960; beyond is another unit
LARGEST_HOLE = timedelta(days=14)  # holidays are empty; no two weeks ever were
KEY = f"{SERIES} {{}}"


@dataclass(frozen=True)
class PastRates:
    """What is stored and accepted, to compare new observations with."""

    rows: Sequence[Row]
    known: Mapping[str, Accepted]
    today: date


def rows(values: pd.Series, days: Sequence[date], past: PastRates) -> list[Row]:
    """Return ``for_date, date, krw`` for each of the days, in their order.

    ``values`` are won per dollar by day, without holidays; days before the first are left out.

    Raises:
        BadDataError: where the series is cut off.
        RefusedError: where its values are impossible, move as never before, or contradict the past.
    """
    end = max(days)
    values = values[[day <= end for day in values.index]]
    _check_form(values)
    texts = [*_moves(values, past), *_changes(values, past)]
    if texts:
        raise RefusedError("; ".join(texts))
    observed = list(values.index)
    found: list[Row] = []
    for day in days:
        place = bisect_right(observed, day)
        if place:
            last = observed[place - 1]
            found.append({"for_date": day, "date": last, "krw": float(values[last])})
    return found


def _check_form(values: pd.Series) -> None:
    if values.empty or values.index[0] > FIRST:
        raise BadDataError(f"it does not begin on {FIRST}")
    wrong = values[~values.between(*POSSIBLE)]
    if len(wrong):
        raise RefusedError(f"{wrong.iloc[0]:g} won on {wrong.index[0]}")
    holes = [
        (before, after)
        for before, after in zip(values.index[:-1], values.index[1:], strict=True)
        if after - before > LARGEST_HOLE
    ]
    if holes:
        raise BadDataError(f"no value between {holes[0][0]} and {holes[0][1]}")


def _moves(values: pd.Series, past: PastRates) -> Iterator[str]:
    """Name daily moves beyond any on record, and new ones beyond those of the last ten years."""
    moves = np.log(values).diff().dropna()
    last = max((row["date"] for row in past.rows), key=str, default=None)
    new = last if isinstance(last, date) else values.index[-1] - timedelta(days=365)
    recent = moves[[new - TEN_YEARS < day <= new for day in moves.index]].abs().max()
    limits = {day: min(LARGEST_MOVE, MARGIN * recent) if day > new else LARGEST_MOVE
              for day in moves.index}  # fmt: skip
    for day, move in moves[moves.abs() > pd.Series(limits)].items():
        limit = limits[day]
        value = float(values[day])
        key = KEY.format(day)
        if not (key in past.known and past.known[key].allows(value)):
            before = values[values.index < day].iloc[-1]
            yield (
                f"{before:g} won, then {value:g} on {day}: a move of {np.expm1(move):+.1%}, beyond "
                f"{limit:.1%}; to accept it, add to accepted.toml: "
                f"{accepted.line(key, value, past.today)}"
            )
            return


def _changes(values: pd.Series, past: PastRates) -> Iterator[str]:
    """Name the first stored observation that the new series lacks or gives otherwise."""
    for row in past.rows:
        day, old = row["date"], float(str(row["krw"]))
        new = values.get(day)
        key = KEY.format(day)
        if new == old:
            continue
        if new is None:
            yield f"the observation of {day} is gone, it was {old:g} won"
            return
        if not (key in past.known and past.known[key].allows(float(new))):
            yield (
                f"{day} is not what was stored ({old:g} won, now {new:g}); if FRED corrected it, "
                f"add to accepted.toml: {accepted.line(key, float(new), past.today)}"
            )
            return
