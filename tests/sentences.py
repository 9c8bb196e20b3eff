"""Pages taken apart into sentences, each with the numbers that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

LISTS = ("li", "td", "th", "dt", "dd", "caption", "figcaption", "summary")
BLOCKS = frozenset((*LISTS, "p", "h1", "h2", "h3", "h4", "blockquote", "div", "section"))
SILENT = frozenset(("script", "style", "svg", "template"))
# A full stop ends a sentence where white space follows; decimals and "U.S." do not look like that.
ENDS = re.compile(r"(?<=[.!?])\s+")
HOLDER = "⟨{}⟩"
HELD = re.compile(r"⟨(\d+)⟩")

Form = tuple[str, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Sentence:
    """A sentence with holders in place of its numbers, and the metrics they show, in order.

    ``before`` are those of the sentences before it in the same paragraph, to which words such
    as "less often" may refer.
    """

    words: str
    metrics: tuple[str, ...]
    before: tuple[str, ...]

    @property
    def form(self) -> Form:
        """Return what two sentences share that say the same of other numbers."""
        return HELD.sub("⟨⟩", self.words), self.metrics, self.before


def sentences(page: str) -> Iterator[Sentence]:
    """Yield the sentences of a page that show a metric."""
    reader = _Blocks()
    reader.feed(page)
    reader.close()
    reader.end()
    for block in reader.blocks:
        before: tuple[str, ...] = ()
        for part in ENDS.split(" ".join(block.split())):
            shown = tuple(reader.metrics[int(number)] for number in HELD.findall(part))
            if shown:
                yield Sentence(part, shown, before)
            before += shown


class _Blocks(HTMLParser):
    """Gathers the text of each block; a number becomes a holder."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self.metrics: list[str] = []
        self._text: list[str] = []
        self._silent = 0
        self._number = False

    def end(self) -> None:
        """End the block that is open."""
        if text := "".join(self._text).strip():
            self.blocks.append(text)
        self._text = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._silent += tag in SILENT
        if tag in BLOCKS:
            self.end()
        if tag == "data" and (metric := values.get("data-metric")):
            self.metrics.append(metric)
            self._text.append(HOLDER.format(len(self.metrics) - 1))
            self._number = True

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT
        if tag in BLOCKS:
            self.end()
        if tag == "data":
            self._number = False

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._number:
            self._text.append(data)
