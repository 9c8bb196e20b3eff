"""For whom a chart is drawn: layout, sizes, words and number formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from generator.charts import measure
from generator.charts.theme import SIZE, WIDTH, Layout
from generator.language.numbers import Format


@dataclass(frozen=True, slots=True)
class Pen:
    """For whom a chart is drawn: layout, number formats, and the chart's words by key."""

    layout: Layout
    format: Format
    word: Callable[[str], str]

    @property
    def wide(self) -> bool:
        """Return whether there is room for the wide layout."""
        return self.layout == "wide"

    @property
    def width(self) -> int:
        """Return the width of the drawing in user units."""
        return WIDTH[self.layout]

    @property
    def size(self) -> float:
        """Return the size of text in user units."""
        return SIZE[self.layout]

    def pick(self, wide: float, narrow: float) -> float:
        """Return the value for this layout."""
        return wide if self.wide else narrow


def room(labels: Iterable[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest text."""
    return max((measure.width(label, size, bold=bold) for label in labels), default=0.0)
