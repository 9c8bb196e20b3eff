"""Tables: one TOML file per language, cell by cell; shown as HTML, shared as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from generator.core.errors import Problem, UserError
from generator.core.model import Metric
from generator.core.toml import KeyPath, TomlFile, read_toml
from generator.language.parity import parity
from generator.language.template import Template, parse

_KEYS = {"caption", "columns", "rows", "note"}
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


def load_table(path: Path, name: str) -> Table:
    """Read one language's file; a UserError lists all that is wrong with its shape."""
    file = read_toml(path)
    problems = list(_shape(file))
    if problems:
        raise UserError(problems)
    texts = _Texts(file, name)
    data = file.data
    table = Table(
        id=name,
        file=str(path),
        caption=texts.at("caption"),
        columns=tuple(texts.at("columns", n) for n in range(len(data["columns"]))),
        rows=tuple(texts.row(n, row) for n, row in enumerate(data["rows"])),
        note=texts.at("note") if "note" in data else None,
    )
    if texts.problems:
        raise UserError(texts.problems)
    return table


class _Texts:
    """Parses the texts of a file and gathers their problems."""

    def __init__(self, file: TomlFile, name: str) -> None:
        self.file = file
        self.name = name
        self.problems: list[Problem] = []

    def row(self, number: int, row: dict[str, Any]) -> Row:
        cells = (self.at("rows", number, "cells", n) for n in range(len(row["cells"])))
        return Row(self.at("rows", number, "head"), tuple(cells))

    def at(self, *path: str | int) -> Template:
        template, problem = template_at(self.file, path, self.name)
        self.problems += problem
        return template


def template_at(
    file: TomlFile,
    path: KeyPath,
    prefix: str = "",
    needs: tuple[str, ...] = (),
    why: tuple[str, ...] = (),
) -> tuple[Template, list[Problem]]:
    """Return the text at a path of keys, parsed, with the problems that it has instead."""
    text: Any = file.data
    for key in path:
        text = text[key]
    name = ".".join(str(key) for key in (prefix, *path) if key != "")
    line = file.text_line(*path)
    try:
        return parse(text, str(file.path), line, name, needs, why), []
    except UserError as error:
        return Template(str(file.path), line, name, ""), list(error.problems)


def _shape(file: TomlFile) -> Iterator[Problem]:
    data = file.data
    for key in sorted(set(data) - _KEYS):
        yield file.problem(f"unknown key {key!r}", key, hint=f"known: {', '.join(sorted(_KEYS))}")
    for key in ("caption", "note"):
        if (key in data or key != "note") and not isinstance(data.get(key), str):
            yield file.problem(f"{key} must be a text", key)
    columns, rows = data.get("columns"), data.get("rows")
    if not isinstance(columns, list) or not all(isinstance(each, str) for each in columns):
        yield file.problem("columns must be a list of texts", "columns")
        return
    if not isinstance(rows, list) or not rows:
        yield file.problem("rows must be a list of rows", "rows")
        return
    for number, row in enumerate(rows):
        yield from _row_shape(file, number, row, len(columns))


def _row_shape(file: TomlFile, number: int, row: Any, columns: int) -> Iterator[Problem]:
    if not isinstance(row, dict) or set(row) != {"head", "cells"}:
        yield file.problem("a row has a head and cells, no more", "rows", number)
        return
    cells = row["cells"]
    if not isinstance(row["head"], str) or not isinstance(cells, list):
        yield file.problem("a row's head is a text, its cells a list", "rows", number)
    elif not all(isinstance(each, str) for each in cells):
        yield file.problem("cells must be texts", "rows", number, "cells")
    elif len(cells) != columns - 1:
        message = f"has {len(cells)} cells for {columns - 1} columns after the first"
        yield file.problem(message, "rows", number, "cells")


def table_parity(one: Table, other: Table) -> Iterator[Problem]:
    """Yield where two languages of a table differ in shape or in what a cell uses."""
    sizes = [
        ("columns", len(one.columns), len(other.columns)),
        ("rows", len(one.rows), len(other.rows)),
        ("notes", int(one.note is not None), int(other.note is not None)),
    ]
    differ = [(what, left, right) for what, left, right in sizes if left != right]
    for what, left, right in differ:
        message = f"has {right} {what}, {one.file} has {left}"
        yield Problem(message, other.file, other.caption.line, other.id)
    if not differ:
        for left_text, right_text in zip(one.templates(), other.templates(), strict=True):
            yield from parity(left_text, right_text)
