"""Reading and verifying the files of a snapshot, with every problem found in one go."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from generator.core.errors import Problem, UserError
from generator.core.months import month_number
from generator.snapshot import memory
from generator.snapshot import schema as schema
from generator.snapshot.lock import RESTORE, read_lock
from generator.snapshot.schema import Cell

LACKING = "run `make refresh`, which adds it"


@dataclass
class Tables:
    """The verified files as frames of typed columns, with the lock and its checksum."""

    lock: Mapping[str, Any]
    lock_sha256: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)


def source_path(directory: Path, name: str) -> Path:
    """Return where a file of the snapshot stands now.

    A replacement that was interrupted while its files were moved into place leaves a complete
    one in ``.next`` (see refresh/store.py); what is still there is what counts.
    """
    pending = directory / schema.NEXT
    if (pending / schema.LOCK).is_file() and (pending / name).is_file():
        return pending / name
    return directory / name


def read_tables(directory: Path, required: Sequence[str], *, whole: bool = True) -> Tables:
    """Read every file that the lock lists and check it; raise one UserError with all problems.

    A refresh also takes a snapshot that is not ``whole``: that lacks a ``required`` file, which was
    not when it was made, and which the refresh adds.
    """
    lock_path = source_path(directory, schema.LOCK)
    try:
        data = lock_path.read_bytes()
    except OSError:
        raise UserError(
            Problem("there is no snapshot here", file=str(lock_path), hint="run `make refresh`")
        ) from None
    lock = read_lock(lock_path, data)
    problems: list[Problem] = []
    result = Tables(lock, schema.sha256(data))
    files: Mapping[str, Any] = lock["files"]
    for name in required:
        if whole and name not in files:
            text = f"{schema.LOCK} does not list this file"
            problems.append(Problem(text, file=str(directory / name), hint=LACKING))
    contents = {}
    for name, entry in files.items():
        data_of = _contents(directory, name, entry, problems)
        if data_of is not None:
            contents[name] = data_of
    problems += _unlisted(directory, (*files, *required))
    key = memory.key_of(data, required) if not problems else None
    tables = memory.recall(key) if key else None
    if tables is None:
        tables = _checked(directory, contents, lock, required, problems)
        if problems:
            raise UserError(problems)
        memory.remember(key, tables)
    result.tables.update(tables)
    return result


def _checked(
    directory: Path,
    contents: Mapping[str, bytes],
    lock: Mapping[str, Any],
    required: Sequence[str],
    problems: list[Problem],
) -> dict[str, pd.DataFrame]:
    """Return the files' typed columns; add what is wrong to ``problems``."""
    # Pandera takes half a second to import, which a snapshot that was checked before need not.
    from generator.snapshot.checks import cell_failures, typed

    texts = {name: _parse(directory, name, data, problems) for name, data in contents.items()}
    whole = {name: text for name, text in texts.items() if text is not None}
    wrong = sorted(set(cell_failures(whole)))
    problems += [_problem(directory, name, said, line) for name, line, said in wrong]
    faulty = {name for name, *_ in wrong}
    tables = {}
    for name, text in whole.items():
        stated = lock["files"][name].get("rows")
        if name not in faulty and stated != len(text):
            said = f"{len(text)} rows, {schema.LOCK} says {stated}"
            problems.append(_problem(directory, name, said))
        if name not in faulty:
            tables[name] = typed(text, schema.columns_of(name, list(map(str, text))))
    if not problems:
        for name, table in tables.items():
            problems += _row_problems(directory, name, table, lock, required=name in required)
    return tables


def plain_rows(table: pd.DataFrame) -> list[dict[str, Cell]]:
    """Return a table's rows in plain values: months as numbers, days as dates, None for empty."""
    plain: dict[str, list[Cell]] = {str(name): _plain(table[name]) for name in table}
    return [dict(zip(plain, row, strict=True)) for row in zip(*plain.values(), strict=True)]


def _plain(column: pd.Series) -> list[Any]:
    if isinstance(column.dtype, pd.PeriodDtype):
        return [month_number(month) for month in column]
    if column.dtype.kind == "M":
        return list(column.dt.date)
    return [None if value != value else value for value in column.tolist()]


def _problem(directory: Path, name: str, message: str, line: int | None = None) -> Problem:
    return Problem(message, file=str(directory / name), line=line, hint=RESTORE)


def _unlisted(directory: Path, files: Collection[str]) -> list[Problem]:
    """Return the data files that nobody vouches for; a replacement may yet delete some."""
    if (directory / schema.NEXT).exists():
        return []
    found = [*directory.glob("*.csv"), *directory.glob("monthly/*.csv")]
    names = (path.relative_to(directory).as_posix() for path in found)
    return [
        _problem(directory, name, f"{schema.LOCK} does not list this file")
        for name in sorted(names)
        if name not in files
    ]


def _contents(
    directory: Path, name: str, entry: Mapping[str, Any], problems: list[Problem]
) -> bytes | None:
    """Return a file's bytes; add it to ``problems`` where it is missing or not the lock's."""
    try:
        data = source_path(directory, name).read_bytes()
    except OSError:
        problems.append(_problem(directory, name, "the file is missing"))
        return None
    if schema.sha256(data) != entry["sha256"]:
        problems.append(_problem(directory, name, f"checksum differs from {schema.LOCK}"))
    return data


def _parse(directory: Path, name: str, data: bytes, problems: list[Problem]) -> pd.DataFrame | None:
    """Return a file's cells as they are written, numbered by line; None where it is no table."""
    if b"\r" in data:
        problems.append(_problem(directory, name, "line ends are not LF alone"))
        return None
    try:
        lines = list(csv.reader(io.StringIO(data.decode("utf-8")), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(_problem(directory, name, f"not a CSV file in UTF-8: {error}"))
        return None
    header = next(iter(lines), [])
    columns = schema.columns_of(name, header)
    expected = [column.name for column in columns]
    if header != expected:
        problems.append(_problem(directory, name, _header_problem(header, expected), 1))
        return None
    ragged = [
        _problem(directory, name, f"{len(line)} cells, not {len(columns)}", number)
        for number, line in enumerate(lines[1:], start=2)
        if len(line) != len(columns)
    ]
    if ragged:
        problems += ragged
        return None
    numbers = range(2, len(lines) + 1)
    text = pd.DataFrame(lines[1:], index=numbers, columns=expected, dtype="str")
    return text.replace("", pd.NA)


def _header_problem(header: Sequence[str], expected: Sequence[str]) -> str:
    missing = [column for column in expected if column not in header]
    extra = [column for column in header if column not in expected]
    parts = [f"missing column {column}" for column in missing]
    parts += [f"unknown column {column}" for column in extra]
    return "; ".join(parts) or "the columns are in another order"


def _row_problems(
    directory: Path, name: str, table: pd.DataFrame, lock: Mapping[str, Any], *, required: bool
) -> Iterator[Problem]:
    """Yield what one cell cannot show: gaps, order, ends, and values that contradict each other."""
    from generator.snapshot.checks import row_failures

    if table.empty:
        yield _problem(directory, name, "the file has no rows")
        return
    for line, said in row_failures(name, table, lock, required=required):
        yield _problem(directory, name, said, line)
