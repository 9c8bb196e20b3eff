"""What a page asks of its reader: the words that are visible without opening anything."""

from __future__ import annotations

import math
from html.parser import HTMLParser

_HIDDEN = ("details", "nav", "footer", "script", "style", "template", "svg", "head")
VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
}  # fmt: skip
"""Elements of HTML that have no end."""
_INLINE = ("a", "b", "i", "em", "strong", "u", "data", "span", "small", "code", "sub", "sup")


def visible_words(html: str) -> int:
    """Return how many words a page shows, parted by white space (in Korean: 어절).

    What is folded, opens on a press, leads elsewhere in the site or is drawn does not count.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return len("".join(reader.text).split())


def minutes(html: str, words_a_minute: int) -> int:
    """Return how long a reader needs, in whole minutes, rounded up."""
    return max(1, math.ceil(visible_words(html) / words_a_minute))


class _Reader(HTMLParser):
    """Gathers the text outside of hidden elements; blocks part words, as they do on the screen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._hidden: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where something hidden begins."""
        if tag not in _INLINE:
            self.text.append(" ")
        if tag in VOID:
            return
        values = dict(attrs)
        away = "away" in (values.get("class") or "").split()
        self._hidden.append(
            self._inside or tag in _HIDDEN or away or "popover" in values or "hidden" in values
        )

    def handle_endtag(self, tag: str) -> None:
        """Note where it ends."""
        if tag not in _INLINE:
            self.text.append(" ")
        if tag not in VOID and self._hidden:
            self._hidden.pop()

    def handle_data(self, data: str) -> None:
        """Keep what is seen."""
        if not self._inside:
            self.text.append(data)

    @property
    def _inside(self) -> bool:
        return bool(self._hidden) and self._hidden[-1]
