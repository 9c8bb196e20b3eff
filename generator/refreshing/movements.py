"""What a refresh moved on the page: filled in once the metrics can be computed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from generator.refreshing.store import Before

Rows = Sequence[Sequence[str]]


def movements(
    data: Path, content: Path, before: Before, warn: Callable[[str], None]
) -> Iterator[tuple[str, Sequence[str], Rows]]:
    """Give tables (title, columns, rows) of what the refresh moved."""
    yield from ()
