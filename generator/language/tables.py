"""Tables as written in a language, and as shown: HTML for readers, rows for a CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from generator.core.model import Metric
from generator.language.template import Template

CSV_HEADER = ("row", "column", "text", "metric", "value", "unit", "as_of")


@dataclass(frozen=True)
class Row:
    """A row: its head and its cells, one per further column."""

    head: Template
    cells: tuple[Template, ...]


@dataclass(frozen=True)
class Table:
    """A table as written; the first column is the one of the heads."""

    id: str
    file: str
    caption: Template
    columns: tuple[Template, ...]
    rows: tuple[Row, ...]
    note: Template | None

    def templates(self) -> Iterator[Template]:
        """Yield every text of the table."""
        yield self.caption
        yield from self.columns
        for row in self.rows:
            yield from (row.head, *row.cells)
        if self.note:
            yield self.note


@dataclass(frozen=True)
class Cell:
    """A rendered text: as HTML, as plain text, and the metrics that it shows."""

    html: Markup
    text: str
    metrics: tuple[Metric, ...]


@dataclass(frozen=True)
class RenderedTable:
    """A table for readers; ``missing`` says why cells have no number."""

    id: str
    caption: Cell
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Markup | None
    missing: tuple[str, ...]

    def csv_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield CSV_HEADER, then a row per metric in a cell, or per cell without one."""
        yield CSV_HEADER
        for row in self.rows:
            for column, cell in zip(self.columns[1:], row[1:], strict=True):
                place = (row[0].text, column.text, cell.text)
                if not cell.metrics:
                    yield (*place, "", "", "", "")
                for metric in cell.metrics:
                    value = (
                        str(metric.value) if isinstance(metric.value, str) else repr(metric.value)
                    )
                    yield (*place, metric.id, value, metric.unit, metric.as_of.isoformat())
