"""Reading and verifying the files of a snapshot, with every problem found in one go."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from generator.core.errors import Problem, UserError
from generator.core.months import month_text
from generator.snapshot import schema as schema
from generator.snapshot.schema import Cell, Column

SLACK = 1e-9
"""What rounding to the stored digits may leave between two ways to the same number."""

HIGHEST_RATE = 0.25
"""Above the highest target that the Federal Reserve ever set."""

RESTORE = "restore it from version control, or move the folder away and run `make refresh`"
LACKING = "run `make refresh`, which adds it"
Table = dict[str, list[Any]]


@dataclass
class Tables:
    """The verified files as columns of cells, with the lock and its checksum."""

    lock: Mapping[str, Any]
    lock_sha256: str
    tables: dict[str, Table] = field(default_factory=dict)


def source_path(directory: Path, name: str) -> Path:
    """Return where a file of the snapshot stands now.

    A replacement that was interrupted while its files were moved into place leaves a complete
    one in ``.next`` (see refresh/store.py); what is still there is what counts.
    """
    pending = directory / schema.NEXT
    if (pending / schema.LOCK).is_file() and (pending / name).is_file():
        return pending / name
    return directory / name


def read_tables(directory: Path, *, whole: bool = True) -> Tables:
    """Read every file that the lock lists and check it; raise one UserError with all problems.

    A refresh also takes a snapshot that is not ``whole``: that lacks a series which was required
    later, and which the refresh adds.
    """
    lock_path = source_path(directory, schema.LOCK)
    try:
        data = lock_path.read_bytes()
    except OSError:
        raise UserError(
            Problem("there is no snapshot here", file=str(lock_path), hint="run `make refresh`")
        ) from None
    lock = _read_lock(lock_path, data)
    problems: list[Problem] = []
    result = Tables(lock, schema.sha256(data))
    files: Mapping[str, Any] = lock["files"]
    for name in schema.REQUIRED_FILES:
        if whole and name not in files:
            text = f"{schema.LOCK} does not list this file"
            problems.append(Problem(text, file=str(directory / name), hint=LACKING))
    for name, entry in files.items():
        table = _read_file(directory, name, entry, problems)
        if table is not None:
            result.tables[name] = table
    problems += _unlisted(directory, files)
    if not problems:
        problems += _consistency(directory, result)
    if problems:
        raise UserError(problems)
    return result


def _problem(directory: Path, name: str, message: str, line: int | None = None) -> Problem:
    return Problem(message, file=str(directory / name), line=line, hint=RESTORE)


def _read_lock(path: Path, data: bytes) -> Mapping[str, Any]:
    """Check the lock's form; without it nothing else can be checked."""
    try:
        lock = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UserError(Problem(f"not JSON: {error}", file=str(path), hint=RESTORE)) from None
    problems = list(_lock_problems(lock))
    if problems:
        raise UserError([Problem(text, file=str(path), hint=RESTORE) for text in problems])
    return dict(lock)


def _lock_problems(lock: Any) -> list[str]:
    if not isinstance(lock, dict):
        return ["not an object"]
    if lock.get("schema") != schema.SCHEMA:
        return [f"schema {lock.get('schema')!r} is not {schema.SCHEMA}"]
    problems = [f"{name!r} is missing" for name in ("as_of", "month_end") if name not in lock]
    for name, read in (("as_of", date.fromisoformat), ("month_end", _month)):
        try:
            if name in lock:
                read(lock[name])
        except (TypeError, ValueError) as error:
            problems.append(f"{name!r}: {error}")
    files = lock.get("files")
    if not isinstance(files, dict):
        return [*problems, "'files' is missing"]
    for name, entry in files.items():
        if name not in schema.FILES:
            problems.append(f"{name!r} is not a file of a snapshot")
        elif not isinstance(entry, dict) or not isinstance(entry.get("sha256"), str):
            problems.append(f"{name!r} has no checksum")
        else:
            problems += _entry_problems(name, entry)
    return problems


def _entry_problems(name: str, entry: Mapping[str, Any]) -> list[str]:
    problems = []
    for key in ("retrieved_at", "confirmed_as_of"):
        try:
            date.fromisoformat(entry[key])
        except (KeyError, TypeError, ValueError):
            problems.append(f"{name!r}: {key!r} is not a date")
    return problems


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _unlisted(directory: Path, files: Mapping[str, Any]) -> list[Problem]:
    """Return the data files that nobody vouches for."""
    found = [*directory.glob("*.csv"), *directory.glob("monthly/*.csv")]
    names = (path.relative_to(directory).as_posix() for path in found)
    return [
        _problem(directory, name, f"{schema.LOCK} does not list this file")
        for name in sorted(names)
        if name not in files and name not in schema.REQUIRED_FILES
    ]


def _read_file(
    directory: Path, name: str, entry: Mapping[str, Any], problems: list[Problem]
) -> Table | None:
    """Return a file's columns; add what is wrong to ``problems`` and return None."""
    try:
        data = source_path(directory, name).read_bytes()
    except OSError:
        problems.append(_problem(directory, name, "the file is missing"))
        return None
    before = len(problems)
    if schema.sha256(data) != entry["sha256"]:
        problems.append(_problem(directory, name, f"checksum differs from {schema.LOCK}"))
    table = _parse(directory, name, data, problems)
    rows = len(next(iter(table.values()))) if table else 0
    if table and entry.get("rows") != rows:
        problems.append(
            _problem(directory, name, f"{rows} rows, {schema.LOCK} says {entry.get('rows')}")
        )
    return table if len(problems) == before else None


def _parse(directory: Path, name: str, data: bytes, problems: list[Problem]) -> Table | None:
    columns = schema.FILES[name]
    if b"\r" in data:
        problems.append(_problem(directory, name, "line ends are not LF alone"))
        return None
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8")), strict=True)
        header = next(reader, [])
        lines = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(_problem(directory, name, f"not a CSV file in UTF-8: {error}"))
        return None
    expected = [column.name for column in columns]
    if header != expected:
        problems.append(_problem(directory, name, _header_problem(header, expected), 1))
        return None
    table: Table = {column.name: [] for column in columns}
    for line, cells in enumerate(lines, start=2):
        if len(cells) != len(columns):
            text = f"{len(cells)} cells, not {len(columns)}"
            problems.append(_problem(directory, name, text, line))
            continue
        for column, text in zip(columns, cells, strict=True):
            table[column.name].append(_cell(directory, name, line, column, text, problems))
    return table


def _cell(
    directory: Path, name: str, line: int, column: Column, text: str, problems: list[Problem]
) -> Cell:
    try:
        return schema.read_cell(column, text)
    except ValueError as error:
        problems.append(_problem(directory, name, f"column {column.name}: {error}", line))
        return None


def _header_problem(header: Sequence[str], expected: Sequence[str]) -> str:
    missing = [column for column in expected if column not in header]
    extra = [column for column in header if column not in expected]
    parts = [f"missing column {column}" for column in missing]
    parts += [f"unknown column {column}" for column in extra]
    return "; ".join(parts) or "the columns are in another order"


def _consistency(directory: Path, result: Tables) -> list[Problem]:
    """Check what one cell cannot show: gaps, order, ends, and values that contradict each other."""
    problems: list[Problem] = []
    for name, table in result.tables.items():
        if not next(iter(table.values())):
            problems.append(_problem(directory, name, "the file has no rows"))
        elif name.startswith("monthly/"):
            problems += _monthly_problems(directory, name, table, result.lock)
        elif name == "french.csv":
            problems += _gaps(directory, name, table["month"])
        elif name == "usdkrw.csv":
            problems += _order(directory, name, table["for_date"])
            problems += _won_problems(directory, name, table)
        elif name == "policy_rate.csv":
            problems += _order(directory, name, table["date"])
            problems += _rate_problems(directory, name, table)
        elif "value" in table:
            problems += _value_problems(directory, name, table)
    return problems


def _rate_problems(directory: Path, name: str, table: Table) -> list[Problem]:
    ranges = zip(table["lower"], table["upper"], strict=True)
    return [
        _problem(directory, name, f"{low} to {high} is no range of a rate", line)
        for line, (low, high) in enumerate(ranges, start=2)
        if not 0 <= low <= high <= HIGHEST_RATE
    ]


def _won_problems(directory: Path, name: str, table: Table) -> list[Problem]:
    rows = zip(table["for_date"], table["date"], table["krw"], strict=True)
    return [
        _problem(directory, name, f"{krw:g} of {day} cannot count for {counted}", line)
        for line, (counted, day, krw) in enumerate(rows, start=2)
        if day > counted or krw <= 0
    ]


def _value_problems(directory: Path, name: str, table: Table) -> list[Problem]:
    """Return the facts that should be numbers and are none."""
    return [
        _problem(directory, name, f"{field} is {value!r}, not a number", line)
        for line, (field, value) in enumerate(zip(table["field"], table["value"], strict=True), 2)
        if field not in schema.TEXT_FIELDS and not _is_number(value)
    ]


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _gaps(directory: Path, name: str, months: Sequence[int]) -> list[Problem]:
    return [
        _problem(directory, name, f"{month_text(after)} follows {month_text(before)}", line)
        for line, (before, after) in enumerate(pairwise(months), start=3)
        if after != before + 1
    ]


def _order(directory: Path, name: str, days: Sequence[date]) -> list[Problem]:
    return [
        _problem(directory, name, f"{after} follows {before}", line)
        for line, (before, after) in enumerate(pairwise(days), start=3)
        if after <= before
    ]


def _monthly_problems(
    directory: Path, name: str, table: Table, lock: Mapping[str, Any]
) -> list[Problem]:
    optional = name in schema.OPTIONAL_FILES
    problems = _gaps(directory, name, table["month"])
    rows = [dict(zip(table, cells, strict=True)) for cells in zip(*table.values(), strict=True)]
    for line, (before, row) in enumerate(pairwise([None, *rows]), start=2):
        assert row is not None
        faults = [*_date_faults(row, lock, optional), *_number_faults(row, before)]
        problems += [_problem(directory, name, fault, line) for fault in faults]
    last = rows[-1]["last_session"]
    if last.isoformat() < lock["as_of"] and not optional:
        text = f"the file ends on {last}, {schema.LOCK} says {lock['as_of']}"
        problems.append(_problem(directory, name, text, len(rows) + 1))
    return problems


def _date_faults(row: Mapping[str, Any], lock: Mapping[str, Any], optional: bool) -> Iterator[str]:
    """Yield wrong dates; an optional series may lack a month's last session, or end early."""
    month, last = row["month"], row["last_session"]
    if last.year * 12 + last.month - 1 != month:
        yield f"last_session {last} is not in {month_text(month)}"
    if last.isoformat() > lock["as_of"]:
        yield f"last_session {last} is later than as_of {lock['as_of']}"
    over = month_text(month) <= lock["month_end"]
    if row["complete"] != over and (row["complete"] or not optional):
        yield f"complete contradicts month_end {lock['month_end']}"


def _number_faults(row: Mapping[str, Any], before: Mapping[str, Any] | None) -> Iterator[str]:
    """Yield what cannot be true of one month's statistics, nor of them after the month before."""
    count, total = row["n_returns"], row["tr_index"]
    if total <= 0 or row["price_index"] <= 0:
        yield "an index is not positive"
        return
    if (count == 0) != (row["worst_day"] is None) or (count == 0) != (row["best_day"] is None):
        yield "worst_day and best_day do not go with n_returns"
    if not 0 <= row["days_3pct"] <= row["days_2pct"] <= count:
        yield "days_3pct, days_2pct and n_returns do not rise"
    if row["tr_running_max"] < total * (1 - SLACK) or not -1 < row["low_drawdown"] <= SLACK:
        yield "tr_running_max and low_drawdown do not go with tr_index"
    if row["sum_log_sq"] * count < row["sum_log"] ** 2 - SLACK:
        yield "sum_log_sq is less than its mean allows"
    earlier = before["tr_index"] if before else 0.0
    if earlier > 0 and abs(math.log(total / earlier) - row["sum_log"]) > SLACK:
        yield "sum_log is not the return from the month before"
