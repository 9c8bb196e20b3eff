"""Tables for readers: what each cell is, so that a phone can show a comparison without its grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from generator.core.model import Metric
from generator.language.tables import Cell, RenderedTable

PROSE = 16
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
class ShownRow:
    """A row; ``currency`` where it is one side of a pair of rows, ``label`` its head as text."""

    head: Markup
    label: str
    cells: tuple[ShownCell, ...]
    currency: str | None


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table for the macro: ``columns`` without the rows' heads, whose own head is ``corner``."""

    id: str
    caption: Cell
    corner: Cell
    columns: tuple[ShownCell, ...]
    rows: tuple[ShownRow, ...]
    note: Markup | None
    missing: tuple[str, ...]

    @property
    def kinds(self) -> str:
        """Return its classes: what a phone makes of it, and whether it can be sorted."""
        stack = len(self.columns) > 1 and not self.cards
        found = {"cards": self.cards, "stack": stack, "sortable": self.sortable}
        return " ".join(name for name, wanted in found.items() if wanted)

    @property
    def cards(self) -> bool:
        """Return whether it compares in words: on a phone each column is a card of its own."""
        kinds = {cell.kind for row in self.rows for cell in row.cells}
        return len(self.columns) > 2 and "figure" not in kinds and "prose" in kinds

    @property
    def sortable(self) -> bool:
        """Return whether a column can be sorted by."""
        return any(each.sorts for each in self.columns)


def readable(table: RenderedTable, own: str = "krw") -> ShownTable:
    """Return a table with each cell's label, kind and currency; of a pair ``own`` comes first."""
    corner, *heads = table.columns
    cells = [row[1:] for row in table.rows]
    metrics = [
        [each for cell in column for each in cell.metrics] for column in zip(*cells, strict=True)
    ]
    columns = [
        ShownCell(head.html, head.text, "", currency, _sorts(column))
        for head, currency, column in zip(heads, _currencies(metrics), metrics, strict=True)
    ]
    order = _order([each.currency for each in columns], own)
    of_rows = _currencies([[each for cell in row for each in cell.metrics] for row in cells])
    rows = [
        ShownRow(
            row[0].html,
            row[0].text,
            tuple(
                replace(columns[at], html=row[at + 1].html, kind=_kind(row[at + 1]), sorts=False)
                for at in order
            ),
            currency,
        )
        for row, currency in zip(table.rows, of_rows, strict=True)
    ]
    return ShownTable(
        table.id,
        table.caption,
        corner,
        tuple(columns[at] for at in order),
        tuple(rows[at] for at in _order(of_rows, own)),
        table.note,
        table.missing,
    )


def _order(currencies: Sequence[str | None], own: str) -> list[int]:
    """Return the lines in order: of two that are a pair side by side, ``own`` comes first."""
    order = list(range(len(currencies)))
    at = 0
    while at < len(order) - 1:
        pair = currencies[at : at + 2]
        if None in pair or pair[0] == pair[1]:
            at += 1
            continue
        if pair[1] == own:
            order[at : at + 2] = at + 1, at
        at += 2
    return order


def _sorts(column: Sequence[Metric]) -> bool:
    """Return whether a column's numbers are of one kind, so that their order says something."""
    return len(column) >= SORTABLE and len({(each.unit, each.family) for each in column}) == 1


def _currencies(lines: Sequence[Sequence[Metric]]) -> list[str | None]:
    """Return ``krw`` for a line of returns in won, ``usd`` for the one with the same in dollars.

    A line is a column or a row. Only pairs: one that stands alone is shown whatever the reader has
    chosen, and so are both if any of their cells has nothing to turn over to.
    """
    ids = [frozenset(each.id for each in line) for line in lines]
    won = {at: found for at, found in enumerate(ids) if found and all(WON in id for id in found)}
    found: list[str | None] = [None] * len(lines)
    for at, names in won.items():
        dollars = frozenset(id.replace(WON, ".") for id in names)
        if dollars in ids:
            found[at], found[ids.index(dollars)] = "krw", "usd"
    return found


def _kind(cell: Cell) -> str:
    """Return ``figure`` for one number, which is aligned by its digits, ``prose`` for a text."""
    alone = len(cell.metrics) == 1 and cell.html.startswith("<a") and cell.html.count("</a>") == 1
    if alone and cell.html.endswith("</a>") and cell.metrics[0].unit not in ("text", "date"):
        return "figure"
    return "prose" if len(cell.text) >= PROSE else ""
