"""The federal funds target from FRED's series, and recessions from USREC and the NBER's dates."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pandas as pd

from generator.core.errors import Problem, UserError
from generator.core.months import month_index, month_of, month_text
from generator.refresh.derive import Row
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted
from generator.sources.retry import BadDataError

TARGET = "DFEDTAR"  # one target, to 2008-12-15
LOWER, UPPER = "DFEDTARL", "DFEDTARU"  # a range, from 2008-12-16
FIRST_TARGET, FIRST_RANGE = date(1982, 9, 27), date(2008, 12, 16)
HIGHEST = 20.0  # per cent
LARGEST_CHANGE = 1.5  # percentage points at once; the largest since 1982 was 1.0
SMALLEST_CHANGE = 0.05  # the smallest since 1982 was a sixteenth; a smaller one is of another unit
LARGEST_HOLE = timedelta(days=4)  # the series have a value for every day, weekends included
FIRST_RECESSION = month_index("1980-01")


def check_possible(values: pd.Series) -> None:
    """Refuse a file that has an impossible rate, even on a day that is not used.

    Raises:
        BadDataError: with the first such rate.
    """
    wrong = values[(values < 0) | (values > HIGHEST)]
    if len(wrong):
        raise BadDataError(f"{wrong.iloc[0]:g} % on {wrong.index[0]}")


def check(series: str, values: pd.Series) -> None:
    """Refuse a target series with holes, with jumps, or without its beginning or end.

    Raises:
        BadDataError: with everything that is wrong.
    """
    problems: list[str] = []
    for before, after in pairwise(values.index):
        if after - before > LARGEST_HOLE:
            problems.append(f"no value between {before} and {after}")
            break
    jumps = values[values.diff().abs() > LARGEST_CHANGE]
    if len(jumps):
        problems.append(f"a change of more than {LARGEST_CHANGE} points on {jumps.index[0]}")
    moves = values.diff().abs()
    small = values[(moves > 0) & (moves < SMALLEST_CHANGE)]
    if len(small):
        problems.append(f"a change of less than {SMALLEST_CHANGE} points on {small.index[0]}")
    start = FIRST_TARGET if series == TARGET else FIRST_RANGE
    if values.index[0] > start:
        problems.append(f"it begins on {values.index[0]}, not on {start}")
    if series == TARGET and values.index[-1] < FIRST_RANGE - timedelta(days=1):
        problems.append(f"it ends on {values.index[-1]}, before the range begins")
    if problems:
        raise BadDataError("; ".join(problems))


def changes(series: Mapping[str, pd.Series], as_of: date) -> list[Row]:
    """Return the first observation and every change up to ``as_of``, rates as fractions.

    Raises:
        BadDataError: where lower and upper bound do not fit together.
    """
    target = series[TARGET]
    last = min(as_of, FIRST_RANGE - timedelta(days=1))
    target = target[(target.index >= FIRST_TARGET) & (target.index <= last)]
    bounds = pd.DataFrame({"lower": series[LOWER], "upper": series[UPPER]})
    bounds = bounds[bounds.index <= as_of]
    absent = bounds.isna().any(axis=1)
    bounds = bounds.ffill()
    moved = (bounds.diff() != 0).any(axis=1)  # true on the first day too
    if (absent & moved).any():
        day = bounds.index[absent & moved][0]
        raise BadDataError(f"only one of {LOWER} and {UPPER} is known on {day}, when it changed")
    if (bounds["lower"] >= bounds["upper"]).any():
        day = bounds.index[bounds["lower"] >= bounds["upper"]][0]
        raise BadDataError(f"{LOWER} is not below {UPPER} on {day}")
    levels: list[tuple[date, float, float]] = list(
        zip(target.index, target.tolist(), target.tolist(), strict=True)
    )
    levels += zip(bounds.index, bounds["lower"].tolist(), bounds["upper"].tolist(), strict=True)
    rows: list[Row] = []
    for day, lower, upper in levels:
        # Six decimals of a per cent are more than FRED gives, and hide its float noise.
        bounds_now: Row = {"lower": round(lower / 100, 8), "upper": round(upper / 100, 8)}
        if not rows or {name: rows[-1][name] for name in bounds_now} != bounds_now:
            rows.append({"date": day, **bounds_now})
    return rows


def history_problems(
    stored: Sequence[Row], rows: Sequence[Row], known: Mapping[str, Accepted], day: date
) -> Iterator[str]:
    """Say which stored changes the new series contradicts, unless that was accepted."""
    before = {row["date"]: row for row in stored}
    last = str(stored[-1]["date"])
    after = {row["date"]: row for row in rows if str(row["date"]) <= last}
    for when in sorted({*before, *after}, key=str):
        old, new = before.get(when), after.get(when)
        if old == new:
            continue
        key, value = f"{UPPER} {when}", _bounds(new)
        if not (key in known and known[key].allows(value)):
            yield (
                f"{when} is not what was stored ({_bounds(old)}, now {value}); if FRED corrected "
                f"it, add to accepted.toml: {accepted.line(key, value, day)}"
            )


def _bounds(row: Row | None) -> str:
    """Return both bounds as one text, in per cent; one number for a single target."""
    if row is None:
        return "no change"
    lower, upper = (f"{float(str(row[name])) * 100:g}" for name in ("lower", "upper"))
    return f"{upper} %" if lower == upper else f"{lower} to {upper} %"


def announced(path: Path) -> list[Row]:
    """Return the NBER's turning points from 1980 on, each with the day it was announced.

    Raises:
        UserError: where the file is missing or not of its form.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        points: list[Row] = [
            {
                "event": {"peak": "peak", "trough": "trough"}[point["event"]],
                "month": month_index(point["month"]),
                "announced_on": date.fromisoformat(str(point["announced_on"])),
                "source": "NBER",
            }
            for point in table["turning_point"]
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = f"the NBER's turning points cannot be read: {error!r}"
        raise UserError(Problem(text, file=str(path), hint="restore it")) from None
    return points


def turning_points(usrec: pd.Series, stored: Sequence[Row] = ()) -> list[tuple[str, int]]:
    """Return USREC's peaks and troughs from 1980 on, oldest first.

    The series is 1 from the month after a peak to the month of the trough.

    Raises:
        BadDataError: where it is not a monthly series of 0 and 1, or ends before a turning point
            that is stored.
    """
    if not usrec.isin((0.0, 1.0)).all():
        raise BadDataError("USREC has a value that is neither 0 nor 1")
    months = [month_of(day) for day in usrec.index]
    if months != list(range(months[0], months[-1] + 1)):
        raise BadDataError("USREC has a month missing or twice")
    if months[0] > FIRST_RECESSION:
        raise BadDataError(f"USREC begins in {month_text(months[0])}")
    if months[-1] <= max((int(str(row["month"])) for row in stored), default=0):
        raise BadDataError(f"USREC ends in {month_text(months[-1])}, it went further before")
    points = []
    for (_, before), (month, now) in pairwise(zip(months, usrec, strict=True)):
        if now != before:
            points.append(("peak" if now else "trough", month - 1))
    return [point for point in points if point[1] >= FIRST_RECESSION]


def recessions(
    table: Sequence[Row], seen: Sequence[tuple[str, int]], stored: Sequence[Row], today: date
) -> list[Row]:
    """Return the turning points that count on the day of the refresh, in order of their months.

    One that USREC shows and the NBER's table lacks counts from the refresh that first saw it.

    Raises:
        BadDataError: where they do not alternate: USREC contradicts the NBER's dates.
    """
    dated = {(row["event"], row["month"]): row for row in table}
    kept = {(row["event"], row["month"]): row for row in stored}
    points = {key: row for key, row in dated.items() if str(row["announced_on"]) <= str(today)}
    for key in [*kept, *seen]:
        if key not in dated:
            first_seen: Row = {
                "event": key[0], "month": key[1], "announced_on": today, "source": "FRED USREC",
            }  # fmt: skip
            points.setdefault(key, kept.get(key, first_seen))
    found = sorted(points.values(), key=lambda row: (int(row["month"]), str(row["event"])))  # type: ignore[arg-type]
    for one, other in pairwise(found):
        if one["event"] == other["event"] or one["month"] == other["month"]:
            first, then = (
                f"{row['event']} of {month_text(int(str(row['month'])))} ({row['source']})"
                for row in (one, other)
            )
            raise BadDataError(f"after the {first} a {then} cannot be")
    return found
