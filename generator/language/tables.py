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


PROSE = 20
"""From so many characters on a cell is text to be read, and its column must not become narrow."""


@dataclass(frozen=True)
class RenderedTable:
    """A table for readers; ``missing`` says why cells have no number."""

    id: str
    caption: Cell
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: Markup | None
    missing: tuple[str, ...]

    def html(self) -> Markup:
        """Return the ``<table>`` with its caption and scopes."""
        head = Markup("").join(_heading(each) for each in self.columns)
        body = Markup("").join(self._row(row) for row in self.rows)
        return Markup(
            "<table><caption>{}</caption><thead><tr>{}</tr></thead><tbody>{}</tbody></table>"
        ).format(self.caption.html, head, body)

    def _row(self, row: tuple[Cell, ...]) -> Markup:
        cells = "".join(f"<td{_kind(each)}>{each.html}</td>" for each in row[1:])
        return Markup(f'<tr><th scope="row">{row[0].html}</th>{cells}</tr>')

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


def _heading(column: Cell) -> Markup:
    """Return a column's head; one without words heads nothing."""
    if not column.text:
        return Markup("<td></td>")
    return Markup('<th scope="col">{}</th>').format(column.html)


def _kind(cell: Cell) -> Markup:
    """Mark a cell that is one number, to be aligned by digits, and one that needs room to read."""
    alone = len(cell.metrics) == 1 and cell.html.startswith("<a") and cell.html.count("</a>") == 1
    if alone and cell.html.endswith("</a>"):
        return Markup(' class="figure"')
    return Markup(' class="prose"') if len(cell.text) >= PROSE else Markup("")
