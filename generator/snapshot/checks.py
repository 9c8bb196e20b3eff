"""What the files of a snapshot must be like: pandera schemas of their cells and of their rows.

The cells are checked as text first, so that nothing is read as a number that is none; then the
typed rows, for what one cell cannot show: gaps, order, values that contradict each other. A check's
``error`` is the message; ``{name}`` in it is filled with the failing row's cell, ``{before}`` with
the first cell of the row before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from generator.snapshot import schema as schema
from generator.snapshot.schema import FileColumn

SLACK = 1e-9
"""What rounding to the stored digits may leave between two ways to the same number."""

HIGHEST_RATE = 0.25
"""Above the highest target that the Federal Reserve ever set."""

DTYPES: Mapping[str, Any] = {
    "month": pd.PeriodDtype("M"),
    "date": "datetime64[s]",
    "float": "float64",
    "int": "int64",
    "bool": "bool",
    "text": "str",
}


# --- Cells ----------------------------------------------------------------------------------------


def _day(text: pd.Series, form: str) -> pd.Series:
    return pd.to_datetime(text, format=form, errors="coerce")


def _matches(pattern: str, error: str) -> pa.Check:
    return pa.Check(lambda text: text.str.fullmatch(pattern), error=error)


CELLS: Mapping[str, Sequence[pa.Check]] = {
    "text": (),
    "bool": (_matches("true|false", "is neither true nor false"),),
    "int": (
        _matches(r"-?\d+", "is not a whole number"),
        _matches(r".{1,13}", "is more than anything that is counted here"),
    ),
    "float": (_matches(r"-?\d+(\.\d+)?", "is not a finite number without exponent"),),
    "date": (
        _matches(r"\d{4}-\d{2}-\d{2}", "is not a day YYYY-MM-DD"),
        pa.Check(lambda text: _day(text, "%Y-%m-%d").notna(), error="is no day of the calendar"),
    ),
    "month": (
        _matches(r"\d{4}-\d{2}", "is not a month YYYY-MM"),
        pa.Check(lambda text: _day(text, "%Y-%m").notna(), error="is no month of the calendar"),
    ),
}
"""The checks of a cell's text by the kind of its column; an empty cell is missing instead."""


@cache
def _form(kind: str, empty: bool) -> pa.SeriesSchema:
    return pa.SeriesSchema("str", list(CELLS[kind]), nullable=empty)


def cell_failures(files: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, int, str]]:
    """Yield what is wrong with cells as they are written: their file, line and the message.

    Cells of one kind are checked together, whatever their file: a check costs as much for one
    column as for all.
    """
    parts: dict[tuple[str, bool], list[tuple[str, pd.Series]]] = {}
    for name, text in files.items():
        for each in schema.columns_of(name, list(map(str, text))):
            parts.setdefault((each.kind, each.empty), []).append((name, text[each.name]))
    for (kind, empty), columns in parts.items():
        whole = pd.concat([column for _, column in columns], ignore_index=True)
        cases = _cases(_form(kind, empty).validate, whole)
        if cases.empty:
            continue
        places = [(name, column.name, line) for name, column in columns for line in column.index]
        for at, failed, check in zip(cases["index"], cases.failure_case, cases.check, strict=True):
            name, column, line = places[int(at)]
            said = "the cell is empty" if pd.isna(whole[int(at)]) else f"'{failed}' {check}"
            yield name, line, f"column {column}: {said}"


def typed(text: pd.DataFrame, columns: Iterable[FileColumn]) -> pd.DataFrame:
    """Return checked cells by their kinds; an empty one is missing (NaN, NaT)."""
    return pd.DataFrame({each.name: _typed(text[each.name], each.kind) for each in columns})


def _typed(text: pd.Series, kind: str) -> Any:
    if kind == "month":
        return pd.PeriodIndex(text, freq="M").to_series(index=text.index)
    if kind == "date":
        return _day(text, "%Y-%m-%d").astype(DTYPES["date"])
    if kind == "bool":
        return text == "true"
    return text if kind == "text" else text.astype(DTYPES[kind])


# --- Rows -----------------------------------------------------------------------------------------


def row_failures(
    name: str, frame: pd.DataFrame, lock: Mapping[str, Any], *, required: bool
) -> list[tuple[int, str]]:
    """Return what is wrong with a file's typed rows beside its lock: line and message."""
    columns = schema.columns_of(name, list(map(str, frame)))
    form = pa.DataFrameSchema(checks=list(_rules(name, columns, lock, required)))
    cases = _cases(form.validate, frame)
    return sorted(set(_messages(cases, frame)))


def _rule(test: Any, error: str) -> pa.Check:
    return pa.Check(test, error=error, ignore_na=False)


def _rules(
    name: str, columns: Iterable[FileColumn], lock: Mapping[str, Any], required: bool
) -> Iterator[pa.Check]:
    if name.startswith("monthly/"):
        yield CONTIGUOUS
        yield from _sessions(lock, optional=not required)
        yield from STATISTICS
    elif name == "french.csv":
        yield CONTIGUOUS
    elif name == schema.RATES:
        yield _rising("date")
        yield _rule(
            lambda f: (f.lower >= 0) & (f.lower <= f.upper) & (f.upper <= HIGHEST_RATE),
            "{lower} to {upper} is no range of a rate",
        )
    elif name == "usdkrw.csv":
        yield _rising("for_date")
        yield _rule(
            lambda f: (f.date <= f.for_date) & (f.krw > 0),
            "{krw} of {date} cannot count for {for_date}",
        )
    elif "value" in {each.name for each in columns}:
        yield _rule(
            lambda f: (
                f.field.isin(schema.TEXT_FIELDS)
                | f.field.str.startswith(schema.CONTAINS)
                | _is_number(f["value"])
            ),
            "{field} is '{value}', not a number",
        )


def _rising(column: str) -> pa.Check:
    return _rule(
        lambda f: f[column].diff().gt(pd.Timedelta(0)) | f[column].shift().isna(),
        f"{{{column}}} follows {{before}}",
    )


def _is_number(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text, errors="coerce").abs().lt(np.inf)


CONTIGUOUS = _rule(
    lambda f: (f.month == f.month.shift() + 1) | f.month.shift().isna(), "{month} follows {before}"
)

STATISTICS = (
    _rule(lambda f: (f.tr_index > 0) & (f.price_index > 0), "an index is not positive"),
    _rule(
        lambda f: (
            ((f.n_returns == 0) == f.worst_day.isna()) & ((f.n_returns == 0) == f.best_day.isna())
        ),
        "worst_day and best_day do not go with n_returns",
    ),
    _rule(
        lambda f: (f.days_3pct >= 0) & (f.days_3pct <= f.days_2pct) & (f.days_2pct <= f.n_returns),
        "days_3pct, days_2pct and n_returns do not rise",
    ),
    _rule(
        lambda f: (
            (f.tr_running_max >= f.tr_index * (1 - SLACK))
            & f.low_drawdown.between(-1, SLACK, inclusive="right")
        ),
        "tr_running_max and low_drawdown do not go with tr_index",
    ),
    _rule(
        lambda f: f.sum_log_sq * f.n_returns >= f.sum_log**2 - SLACK,
        "sum_log_sq is less than its mean allows",
    ),
    _rule(
        lambda f: ~((_growth(f) - f.sum_log).abs() > SLACK),
        "sum_log is not the return from the month before",
    ),
)
"""What cannot be true of one month's statistics, nor of them after the month before."""


def _growth(frame: pd.DataFrame) -> pd.Series:
    """Return the log growth from the month before, missing where an index is not positive."""
    level = frame.tr_index.where(frame.tr_index > 0)
    return pd.Series(np.log(level / level.shift()), index=frame.index)


def _sessions(lock: Mapping[str, Any], *, optional: bool) -> Iterator[pa.Check]:
    """Yield the rules of dates; an optional series may lack a last session, or end early."""
    as_of, month_end = pd.Timestamp(lock["as_of"]), pd.Period(lock["month_end"], "M")
    yield _rule(
        lambda f: f.last_session.dt.to_period("M") == f.month,
        "last_session {last_session} is not in {month}",
    )
    yield _rule(
        lambda f: f.last_session <= as_of,
        f"last_session {{last_session}} is later than as_of {lock['as_of']}",
    )
    over = f"complete contradicts month_end {lock['month_end']}"
    if optional:
        yield _rule(lambda f: ~f.complete | (f.month <= month_end), over)
        return
    yield _rule(lambda f: f.complete == (f.month <= month_end), over)
    yield _rule(
        lambda f: (f.last_session >= as_of) | (f.index != f.index[-1]),
        f"the file ends on {{last_session}}, {schema.LOCK} says {lock['as_of']}",
    )


# --- What is wrong --------------------------------------------------------------------------------


def _cases(validate: Callable[..., object], checked: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return the failures that a schema's ``validate`` finds, as pandera lists them."""
    try:
        validate(checked, lazy=True)
    except SchemaErrors as errors:
        found: pd.DataFrame = errors.failure_cases
        return found
    return pd.DataFrame()


def _messages(cases: pd.DataFrame, frame: pd.DataFrame) -> Iterator[tuple[int, str]]:
    first = frame.columns[0]
    for case in cases.to_dict("records"):
        line = int(case["index"])
        row = {str(name): _shown(value) for name, value in frame.loc[line].items()}
        before = _shown(frame[first].get(line - 1))
        yield line, str(case["check"]).format(**row, before=before)


def _shown(value: Any) -> Any:
    return value.date() if isinstance(value, pd.Timestamp) else value
