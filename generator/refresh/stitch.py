"""Joining new months to stored ones: the past stays as it was first stored.

Vendors rescale adjusted closes with every dividend, and round; so returns are compared, never
levels, and a past month that agrees within tolerance keeps its row byte for byte.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from generator.core.months import month_text
from generator.refresh.derive import Row
from generator.refresh.prices import first_day, last_day
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted
from generator.snapshot.schema import Cell

TOLERANCE = 1e-4  # of a return or a share of the price
LATE_SLACK = 0.2  # of a payment: its share is of the close at the month's end, not before its day
YEAR = 12  # stored months whose turnover tells whether prices or volumes have another scale
LARGEST_SCALE = 1.25  # a smaller change of turnover is a vendor's correction of volumes
# Of the factor between two scales: so that it is the same by whichever month it is measured.
DIGITS = 13
# Not low_drawdown: it follows from the returns, and one corrected month moves it in later ones.
COMPARED = ("worst_day", "best_day", "distributions")


@dataclass(frozen=True)
class Stored:
    """A ticker's stored rows, with the first session that the lock names."""

    rows: Sequence[Row]
    first: date

    @property
    def last(self) -> date:
        """Return the last stored session."""
        day = self.rows[-1]["last_session"]
        assert isinstance(day, date)
        return day

    @property
    def sessions(self) -> int:
        """Return how many daily bars the stored months were made from."""
        return sum(int(_float(row["n_returns"])) for row in self.rows) + 1


def history_problems(stored: Stored, daily: pd.DataFrame) -> Iterator[str]:
    """Say where new bars know less than the stored months did."""
    if last_day(daily) < stored.last:
        yield f"the bars end on {last_day(daily)}, before the stored {stored.last}"
        return
    if first_day(daily) > stored.first:
        yield f"the bars begin on {first_day(daily)}, not on {stored.first}"
        return
    count = int((daily.index <= pd.Timestamp(stored.last)).sum())
    if count < stored.sessions:
        yield f"{count} bars up to {stored.last}, there were {stored.sessions}"


def join(
    ticker: str,
    stored: Stored,
    rows: Sequence[Row],
    known: Mapping[str, Accepted],
    day: date,
    doubted: Collection[int] = (),
) -> tuple[list[Row], list[str]]:
    """Return the rows to store, and what is wrong: past months that changed without acceptance.

    From the first month that an accepted correction changed, the new rows count: later levels
    follow from it. A payment that comes late into a ``doubted`` month needs no acceptance.
    """
    new = {row["month"]: row for row in rows}
    problems: list[str] = []
    kept: int | None = None  # how many past months stand before the first that was corrected
    before_old: Row | None = None
    before_new: Row | None = None
    whole = [number for number, row in enumerate(stored.rows) if row["complete"]]
    past = list(stored.rows[: whole[-1] + 1]) if whole else []
    for position, old in enumerate(past):
        fresh = new.get(old["month"])
        if fresh is None:
            problems.append(f"{month_text(int(_float(old['month'])))} is missing")
            continue
        if _later(fresh, old):
            # The stored month lacked its last session; it was never whole.
            kept = position if kept is None else kept
        elif not _agree(old, fresh, before_old, before_new):
            key = f"{ticker} {month_text(int(_float(old['month'])))}"
            value = _return(fresh, before_new)
            late = old["month"] in doubted and _paid_late(old, fresh, before_old, before_new)
            if late or (key in known and known[key].allows(value, TOLERANCE)):
                kept = position if kept is None else kept
            else:
                problems.append(_message(key, _return(old, before_old), value, day))
        before_old, before_new = old, fresh
    problems += _rescaled(ticker, past[-YEAR:], new, known, day)
    return list(rows) if problems else _continue(past[:kept], rows), problems


def _rescaled(
    ticker: str,
    past: Sequence[Row],
    new: Mapping[Cell, Row],
    known: Mapping[str, Accepted],
    day: date,
) -> Iterator[str]:
    """Say that the same months' turnover is another: returns hide a scaled series, volumes do not.

    A split leaves turnover as it was; an unlisted one of the whole past does not.
    """
    name = "mean_dollar_volume"
    pairs = [(_float(row[name]), _float(new.get(row["month"], row)[name])) for row in past]
    factors = [fresh / old for old, fresh in pairs if old > 0 and fresh > 0]
    factor = round(statistics.median(factors), 4) if factors else 1.0
    key = f"{ticker} turnover"
    if 1 / LARGEST_SCALE <= factor <= LARGEST_SCALE or (
        key in known and known[key].allows(factor, TOLERANCE)
    ):
        return
    yield (
        f"prices times volumes of the stored months are {factor:g} times what they were: prices or "
        f"volumes have another scale; if both are right, add to accepted.toml: "
        f"{accepted.line(key, factor, day)}"
    )


def _continue(past: Sequence[Row], rows: Sequence[Row]) -> list[Row]:
    """Return the stored rows and after them the new ones, brought to the same level."""
    if not past:
        return list(rows)
    last = past[-1]
    same = next(row for row in rows if row["month"] == last["month"])
    later = [row for row in rows if _float(row["month"]) > _float(last["month"])]
    scales = {
        name: float(f"{_float(last[name]) / _float(same[name]):.{DIGITS}g}")
        for name in ("tr_index", "price_index")
    }
    scales["tr_running_max"] = scales["tr_index"]
    return [*past, *({**row, **_scaled(row, scales)} for row in later)]


def _scaled(row: Row, scales: Mapping[str, float]) -> Row:
    return {name: _float(row[name]) * scale for name, scale in scales.items()}


def _later(fresh: Row, old: Row) -> bool:
    return str(fresh["last_session"]) > str(old["last_session"])


def _agree(old: Row, new: Row, before_old: Row | None, before_new: Row | None) -> bool:
    """Whether a month's returns and distributions are the same within tolerance."""
    pairs = [(_return(old, before_old), _return(new, before_new))]
    pairs.append((_return(old, before_old, "price_index"), _return(new, before_new, "price_index")))
    pairs += [(_float(old[name]), _float(new[name])) for name in COMPARED]
    pairs.append((math.sqrt(_float(old["sum_log_sq"])), math.sqrt(_float(new["sum_log_sq"]))))
    return all(abs(a - b) <= TOLERANCE for a, b in pairs)


def _paid_late(old: Row, new: Row, before_old: Row | None, before_new: Row | None) -> bool:
    """Whether a month differs by distributions alone: their return was added, no price moved."""
    prices = [_return(*each, "price_index") for each in ((old, before_old), (new, before_new))]
    paid = _float(new["distributions"]) - _float(old["distributions"])
    more = _return(new, before_new) - _return(old, before_old)
    alike = abs(more - paid * (1 + prices[1])) <= LATE_SLACK * abs(paid) + TOLERANCE
    return abs(prices[0] - prices[1]) <= TOLERANCE and alike


def _return(row: Row, before: Row | None, index: str = "tr_index") -> float:
    """Return a month's total return; in the first month that since the first session."""
    start = 100.0 if before is None else _float(before[index])
    return _float(row[index]) / start - 1


def _float(cell: object) -> float:
    """Return a number cell; an empty one compares as 0."""
    return 0.0 if cell is None else float(cell)  # type: ignore[arg-type]


def _message(key: str, old: float, new: float, day: date) -> str:
    return (
        f"{key.split()[1]} is not what was stored (total return {old:.4%}, now {new:.4%}); if the "
        f"vendor corrected it, add to accepted.toml: {accepted.line(key, new, day)}"
    )
