"""Reads a chart's drawing as a reader sees it: where every text stands and how large it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from generator.charts import measure


@dataclass(frozen=True)
class Label:
    """A text in a drawing with its box in user units."""

    text: str
    size: float
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: Label) -> bool:
        """Return whether two boxes share more than a hair."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.5 and down > 0.5


def labels(svg: str) -> Iterator[Label]:
    """Yield the texts of a drawing."""
    root = ElementTree.fromstring(svg)
    yield from _labels(root, {})


def _labels(element: ElementTree.Element, inherited: dict[str, str]) -> Iterator[Label]:
    found = {**inherited, **element.attrib}
    if element.tag.endswith("}text"):
        text = element.text or ""
        size = float(found["font-size"])
        width = measure.text_width(text, size, bold=found.get("font-weight") == "bold")
        x, y = float(found["x"]), float(found["y"])
        left = (
            x - {"start": 0.0, "middle": width / 2, "end": width}[found.get("text-anchor", "start")]
        )
        # From the top of the capitals to the baseline: that is what collides.
        yield Label(text, size, left, left + width, y - size * 0.73, y)
    for child in element:
        yield from _labels(child, found)


def cut_off(svg: str) -> list[str]:
    """Return the texts that leave the drawing."""
    box = [float(n) for n in ElementTree.fromstring(svg).attrib["viewBox"].split()]
    return [
        each.text
        for each in labels(svg)
        if each.left < -1 or each.right > box[2] + 1 or each.top < -1 or each.bottom > box[3] + 1
    ]


def collisions(svg: str) -> list[tuple[str, str]]:
    """Return the pairs of texts that overlap; a text upon its own halo is one text."""
    pairs = combinations(labels(svg), 2)
    return [(a.text, b.text) for a, b in pairs if a != b and a.meets(b)]
