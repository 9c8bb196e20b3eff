"""Tables for readers: what each cell is, so that a phone can show a comparison without its grid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.core.model import Metric
from generator.language.tables import Cell, RenderedTable

PROSE = 20
"""From so many characters on a cell is text to be read, and needs the width of the screen."""
SORTABLE = 6
"""From so many rows on a reader may want another order."""
WON = ".krw."
"""Part of the id of a return in won; without it the id is that of the return in dollars."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with its column's name as label; ``currency`` where it is one side of a pair.

    ``sorts`` is for heads: the column holds numbers of one kind, in enough rows.
    """

    html: Markup
    label: str
    kind: str
    currency: str | None
    sorts: bool = False


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table for the macro: ``columns`` without the rows' heads, whose own head is ``corner``."""

    id: str
    caption: Cell
    corner: Cell
    columns: tuple[ShownCell, ...]
    rows: tuple[tuple[Markup, tuple[ShownCell, ...]], ...]
    note: Markup | None
    missing: tuple[str, ...]

    @property
    def kinds(self) -> str:
        """Return its classes: a comparison of columns can be stacked, a long list sorted."""
        found = {"stack": len(self.columns) > 1, "sortable": self.sortable}
        return " ".join(name for name, wanted in found.items() if wanted)

    @property
    def sortable(self) -> bool:
        """Return whether a column can be sorted by."""
        return any(each.sorts for each in self.columns)


def readable(table: RenderedTable) -> ShownTable:
    """Return a table with each cell's label, kind and currency."""
    corner, *heads = table.columns
    metrics = [
        [metric for row in table.rows for metric in row[number].metrics]
        for number in range(1, len(table.columns))
    ]
    currencies = _currencies([frozenset(each.id for each in column) for column in metrics])
    columns = tuple(
        ShownCell(head.html, head.text, "", currency, _sorts(column))
        for head, currency, column in zip(heads, currencies, metrics, strict=True)
    )
    rows = tuple(
        (
            row[0].html,
            tuple(
                ShownCell(cell.html, column.label, _kind(cell), column.currency)
                for cell, column in zip(row[1:], columns, strict=True)
            ),
        )
        for row in table.rows
    )
    return ShownTable(table.id, table.caption, corner, columns, rows, table.note, table.missing)


def _sorts(column: Sequence[Metric]) -> bool:
    """Return whether a column's numbers are of one kind, so that their order says something."""
    return len(column) >= SORTABLE and len({(each.unit, each.family) for each in column}) == 1


def _currencies(columns: Sequence[frozenset[str]]) -> Iterator[str | None]:
    """Yield ``krw`` for a column of returns in won, ``usd`` for the one with the same in dollars.

    Only pairs: a column that stands alone is shown whatever the reader has chosen.
    """
    won = [column for column in columns if column and all(WON in each for each in column)]
    dollars = [frozenset(each.replace(WON, ".") for each in column) for column in won]
    for column in columns:
        if column in won and dollars[won.index(column)] in columns:
            yield "krw"
        else:
            yield "usd" if column in dollars else None


def _kind(cell: Cell) -> str:
    """Return ``figure`` for one number, which is aligned by its digits, ``prose`` for a text."""
    alone = len(cell.metrics) == 1 and cell.html.startswith("<a") and cell.html.count("</a>") == 1
    if alone and cell.html.endswith("</a>") and cell.metrics[0].unit != "text":
        return "figure"
    return "prose" if len(cell.text) >= PROSE else ""
