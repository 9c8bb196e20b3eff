"""What a chart shows, before any language: rows, sources, date, and what is missing of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, TypeAlias

from generator.charts.canvas import Canvas
from generator.charts.pen import Pen
from generator.core.model import Reason
from generator.metrics import MetricSet
from generator.metrics.series import Series
from generator.metrics.windows import session_of
from generator.snapshot.view import View

Cell: TypeAlias = str | int | float | date | None
Kind: TypeAlias = Literal[
    "date", "month", "year", "pct", "pp", "index", "multiple", "count", "label", "fact", "text"
]

MOST_POINTS = 500


@dataclass(frozen=True)
class Evidence:
    """All that charts are made from; ``judged`` and ``history`` come from the claims."""

    view: View
    metrics: MetricSet
    judged: Sequence[Any] = ()
    history: Any = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the CSV; ``shown`` ones stand in the page's table too.

    ``kind`` says how a cell is written for readers: ``pct`` and ``pp`` are fractions, a ``label``
    is a key of the chart's labels, a ``fact`` is the id of a published figure and becomes its
    citation, and a ``text`` is written as it is. An empty cell says that
    there is no data, but with ``sparse`` that there is nothing to say.
    """

    key: str
    kind: Kind
    digits: int = 1
    shown: bool = True
    sparse: bool = False


@dataclass(frozen=True)
class Data:
    """What one chart shows; ``lacks`` says which parts are missing and why."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sources: tuple[str, ...]
    as_of: date
    lacks: tuple[Reason, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    yearly: bool = False
    variant: str | None = None
    """Which of several titles fits, where that does not follow from metrics."""
    summary: tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]] | None = None
    """Columns and rows of the page's table where it is not made of the CSV's own."""

    def column(self, key: str) -> list[Any]:
        """Return the cells of a column."""
        position = [column.key for column in self.columns].index(key)
        return [row[position] for row in self.rows]

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as mappings."""
        keys = [column.key for column in self.columns]
        return [dict(zip(keys, row, strict=True)) for row in self.rows]

    def has(self, key: str) -> bool:
        """Return whether there is such a column."""
        return any(column.key == key for column in self.columns)

    def csv(self) -> str:
        """Return all rows as CSV: UTF-8, LF, unrounded numbers, empty where there is no value."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(column.key for column in self.columns)
        writer.writerows([_cell(cell) for cell in row] for row in self.rows)
        return out.getvalue()

    def table(self) -> tuple[tuple[Column, ...], tuple[tuple[Cell, ...], ...]]:
        """Return the page's table: of long series the last row of each year."""
        if self.summary:
            return self.summary
        rows = self.rows
        if self.yearly:
            rows = tuple({str(row[0])[:4]: row for row in self.rows}.values())
        shown = [n for n, column in enumerate(self.columns) if column.shown]
        return (
            tuple(self.columns[n] for n in shown),
            tuple(tuple(row[n] for n in shown) for row in rows),
        )


class Chart(Protocol):
    """A chart's module."""

    ID: str
    HOVER: tuple[tuple[str, str, int], ...]
    """Lines that the page's script reads out: column, format, digits."""

    def data(self, evidence: Evidence) -> Data:
        """Return what is shown; Unavailable when there is nothing to draw."""

    def draw(self, data: Data, pen: Pen) -> Canvas:
        """Return the drawing for one language and layout."""


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return repr(cell) if isinstance(cell, float) else str(cell)


def year_of(day: date) -> float:
    """Return a day as a position on an axis of years; a month's last days lie at its end."""
    return day.year + (day.month - 1 + day.day / 31) / 12


def thin(rows: Sequence[Any], most: int = MOST_POINTS) -> list[Any]:
    """Return at most so many rows, evenly chosen, the last one always among them."""
    if len(rows) <= most:
        return list(rows)
    step = -(-len(rows) // most)
    return list(rows[(len(rows) - 1) % step :: step])


def points(data: Data, key: str, first: str = "date") -> list[tuple[float, float]]:
    """Return a column over its dates as points of a line, without the empty cells."""
    pairs = zip(data.column(first), data.column(key), strict=True)
    found = [(year_of(day), float(value)) for day, value in pairs if value is not None]
    return thin(found)


def monthly(
    view: View, ticker: str, series: Mapping[str, Series], start: int | None = None
) -> list[tuple[Cell, ...]]:
    """Return (date, value, …) rows of series by month, dated by a ticker's last sessions."""
    months = sorted({int(m) for each in series.values() for m in each.months})
    calendar = view.monthly(ticker)
    return [
        (session_of(calendar, month), *(each.at(month) for each in series.values()))
        for month in months
        if start is None or month >= start
    ]


def yahoo(tickers: Iterable[str]) -> tuple[str, ...]:
    """Return the source names of price series."""
    return tuple(f"yahoo:{ticker}" for ticker in tickers)
