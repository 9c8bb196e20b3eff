"""A chart's Vega-Lite text becomes a lean SVG: no roles, no styles, no ids, colours as variables.

Vega's output is read once, flattened to shapes with absolute places in tenths (a line or an area in
the grid of its view), and written again with whatever neighbours share said once. What a mark's
``description`` says becomes ``data-tip``, which the page's script shows. The same input gives the
same bytes whatever was drawn before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Any
from xml.etree import ElementTree

from generator.charts.engine import vega_svg

_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:e-?\d+)?")
_BACKGROUND = re.compile(r"M(-?[\d.]+),(-?[\d.]+)h([\d.]+)v([\d.]+)")
_STRAIGHT = re.compile(r"[MLHVZlhv\d.,\-e ]*")
_COMMAND = re.compile(r"([MLHVAQCZ])([^MLHVAQCZ]*)", re.IGNORECASE)
_KEPT = (
    "fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin",
    "opacity", "text-anchor", "font-size", "font-weight",
)  # fmt: skip
_DEFAULT = {
    "fill-opacity": "1", "stroke-width": "1", "opacity": "1", "font-weight": "normal",
    "text-anchor": "start", "stroke": "none", "stroke-dasharray": "1,0",
}  # fmt: skip

GRID = (1200, 900)
"""Columns and rows of the grid in which a series is written, whatever the layout: so both layouts
hold the same text, which compression says once, in whole numbers, which are short."""

Place = tuple[float, float]
Frame = tuple[float, float, float, float]
"""Where a view lies: left, top, width, height."""
Attributes = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: how it is painted, and its element without the paint."""

    paint: Attributes
    path: str = ""
    text: str = ""
    tip: str = ""


@dataclass(slots=True)
class _Path:
    """Writes a path relative to where it is, in whole units, so that rounding never adds up."""

    text: Callable[[int], str]
    x: int = 0
    y: int = 0
    parts: list[str] = field(default_factory=list)
    last: str = ""
    number: str = ""

    def move(self, x: int, y: int) -> None:
        """Begin a new part at an absolute place."""
        self._add("M", x, y)
        self.x, self.y = x, y

    def line(self, x: int, y: int) -> None:
        """Go straight to a place; a step of no length is left out."""
        dx, dy = x - self.x, y - self.y
        if dx and dy:
            self._add("l", dx, dy)
        elif dx:
            self._add("h", dx)
        elif dy:
            self._add("v", dy)
        self.x, self.y = x, y

    def arc(self, radii: str, x: int, y: int) -> None:
        """Go along an arc to a place."""
        self.parts.append("a" + radii)
        self.last, self.number = "a", "0"
        self._add("a", x - self.x, y - self.y)
        self.x, self.y = x, y

    def curve(self, *places: tuple[int, int]) -> None:
        """Go along a cubic curve: two control points and its end."""
        self._add("c", *(each for x, y in places for each in (x - self.x, y - self.y)))
        self.x, self.y = places[-1]

    def close(self) -> None:
        """Close the part."""
        self.parts.append("z")
        self.last = "z"

    def _add(self, command: str, *units: int) -> None:
        """Write a command, its letter only where it changes, spaces only where they are needed."""
        if command != self.last or command == "M":
            self.parts.append(command)
            self.number = ""
        for each in units:
            text = self.text(each)
            apart = text[0] == "-" or (text[0] == "." and "." in self.number) or not self.number
            self.parts.append(text if apart else f" {text}")
            self.number = text
        self.last = command


def _tenths(n: int) -> str:
    """Return tenths as the shortest decimal: −5 is ``-.5``."""
    sign, n = ("-" if n < 0 else ""), abs(n)
    whole, part = divmod(n, 10)
    return sign + (str(whole) if whole or not part else "") + (f".{part}" if part else "")


def _place(value: float) -> int:
    return round(value * 10)


def _steps(d: str) -> Iterator[tuple[str, str, list[Place]]]:
    """Yield a path's steps as (command in capitals, what an arc needs, absolute places)."""
    x = y = 0.0
    for command, rest in _COMMAND.findall(d):
        numbers = [float(n) for n in _NUMBER.findall(rest)]
        match command:
            case "Z" | "z":
                yield "Z", "", []
            case "M" | "L" | "l":
                for a, b in zip(numbers[::2], numbers[1::2], strict=True):
                    x, y = (x + a, y + b) if command == "l" else (a, b)
                    yield command.upper(), "", [(x, y)]
            case "H" | "h":
                for n in numbers:
                    x = n + (x if command == "h" else 0)
                    yield "L", "", [(x, y)]
            case "V" | "v":
                for n in numbers:
                    y = n + (y if command == "v" else 0)
                    yield "L", "", [(x, y)]
            case "A":
                for n in range(0, len(numbers), 7):
                    rx, ry, turn, large, sweep, x, y = numbers[n : n + 7]
                    radii = f"{_tenths(_place(rx))} {_tenths(_place(ry))}"
                    yield "A", f"{radii} {turn:g} {large:g} {sweep:g}", [(x, y)]
            case "C":
                for n in range(0, len(numbers), 6):
                    places = list(
                        zip(numbers[n : n + 6 : 2], numbers[n + 1 : n + 6 : 2], strict=True)
                    )
                    x, y = places[-1]
                    yield "C", "", places
            case _:
                raise ValueError(f"path command {command} is not drawn by any chart")


def path_data(d: str, left: float, top: float, across: float = 1, down: float = 1) -> str:
    """Return a path scaled and moved, in tenths, as short as it can be written."""
    out = _Path(_tenths)
    for command, radii, places in _steps(d):
        ends = [(_place(x * across + left), _place(y * down + top)) for x, y in places]
        match command:
            case "Z":
                out.close()
            case "M":
                out.move(*ends[0])
            case "L":
                out.line(*ends[0])
            case "A":
                out.arc(radii, *ends[0])
            case "C":
                out.curve(*ends)
    return "".join(out.parts)


def _series(d: str, left: float, top: float, frame: Frame) -> str:
    """Return a path of straight lines in the grid of its frame."""
    start, upper, width, height = frame
    parts: list[list[tuple[int, int]]] = []
    for command, _, places in _steps(d):
        if command == "M":
            parts.append([])
        parts[-1] += [
            (
                round((x + left - start) / width * GRID[0]),
                round((y + top - upper) / height * GRID[1]),
            )
            for x, y in places
        ] or parts[-1][:1]
    out = _Path(str)
    for part in parts:
        first, *rest = _turns(part)
        if not rest:
            continue
        out.move(*first)
        for place in rest:
            out.line(*place)
    return "".join(out.parts)


def _turns(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return a line's ends and the places where it turns."""
    found: list[tuple[int, int]] = []
    for x, y in places:
        if len(found) > 1:
            (a, b), (c, d) = found[-2:]
            ahead = (c - a) * (x - c) + (d - b) * (y - d) > 0
            if ahead and (c - a) * (y - d) == (d - b) * (x - c):
                found.pop()
        if found[-1:] != [(x, y)]:
            found.append((x, y))
    return found


def _offset(element: ElementTree.Element) -> tuple[float, float]:
    transform = element.get("transform", "")
    if transform and not transform.startswith("translate("):
        raise ValueError(f"transform {transform} is not drawn by any chart")
    numbers = [float(n) for n in _NUMBER.findall(transform)]
    return (numbers[0], numbers[1]) if numbers else (0.0, 0.0)


def _shapes(
    element: ElementTree.Element,
    left: float,
    top: float,
    inherited: Mapping[str, str],
    frames: dict[Frame, None],
    frame: Frame | None = None,
    series: bool = False,
) -> Iterator[Shape]:
    """Yield the shapes of an element, and add to ``frames`` the views that hold a series.

    ``frame`` is the view in which the element lies, ``series`` whether it is a line or an area.
    """
    dx, dy = _offset(element)
    left, top = left + dx, top + dy
    own = {name: element.attrib[name] for name in _KEPT if name in element.attrib}
    paint = {**inherited, **own}
    tag = element.tag.rpartition("}")[2]
    if tag in ("svg", "g"):
        if kind := element.get("class", ""):
            series = kind.startswith(("mark-line", "mark-area"))
        frame = _frame(element, left, top) or frame
        if series and frame:
            frames[frame] = None
        for child in element:
            yield from _shapes(child, left, top, paint, frames, frame, series)
    elif element.get("class") not in ("background", "foreground") and (
        element.get("display") != "none"
    ):
        yield from _shape(element, tag, (left, top), paint, frame if series else None)


def _frame(group: ElementTree.Element, left: float, top: float) -> Frame | None:
    """Return where a group's view lies, which Vega writes as its background."""
    background = group.find("{*}path[@class='background']")
    box = _BACKGROUND.match(background.get("d", "")) if background is not None else None
    if box is None:
        return None
    x, y, width, height = map(float, box.groups())
    return (left + x, top + y, width, height) if width and height else None


def _shape(
    element: ElementTree.Element,
    tag: str,
    place: Place,
    paint: Mapping[str, str],
    frame: Frame | None,
) -> Iterator[Shape]:
    left, top = place
    looks = {**paint, "font-size": paint.get("font-size", "").removesuffix("px")}
    kept = tuple((k, looks[k]) for k in _KEPT if looks.get(k) and looks[k] != _DEFAULT.get(k))
    if paint.get("stroke", "none") == "none":
        kept = tuple(pair for pair in kept if not pair[0].startswith("stroke"))
    d = element.get("d", "")
    if tag == "text":
        lines = list(element) or [element]
        for line in lines:
            top += float(line.get("dy", "0"))
            at = f'x="{_tenths(_place(left))}" y="{_tenths(_place(top))}"'
            yield Shape(kept, text=f"<text {at}>{escape(line.text or '', quote=False)}</text>")
    elif tag == "line":
        x, y = float(element.get("x2", "0")), float(element.get("y2", "0"))
        # A rule has no inside: Vega leaves fill out, but a path would be filled black.
        out = path_data(f"M0,0L{x!r},{y!r}", left, top)
        yield Shape((("fill", "none"), *(pair for pair in kept if pair[0] != "fill")), out)
    elif tag != "path":
        raise ValueError(f"<{tag}> is not drawn by any chart")
    elif frame and _STRAIGHT.fullmatch(d):
        start, upper, width, height = frame
        grid = f"matrix({width / GRID[0]:.6g} 0 0 {height / GRID[1]:.6g} {start:g} {upper:g})"
        kept += (("transform", grid), ("vector-effect", "non-scaling-stroke"))
        if out := _series(d, left, top, frame):
            yield Shape(kept, out)
    elif out := path_data(d, left, top):
        tip = element.get("aria-label", "") if element.get("role") == "graphics-symbol" else ""
        yield Shape(kept, out, tip=tip)


def _attributes(pairs: Attributes) -> str:
    return "".join(f' {name}="{escape(value)}"' for name, value in pairs)


def _write(shapes: list[Shape], size: str) -> Iterator[str]:
    """Yield elements; neighbours of the same paint become one path or one group.

    Shapes that each stand for something stay apart in their group: the pointer meets one of them.
    """
    kinds = groupby(shapes, key=lambda each: (each.paint, bool(each.text), bool(each.tip)))
    for (paint, texts, tips), run in kinds:
        group = list(run)
        if not texts and not tips:
            yield f'<path{_attributes(paint)} d="{"".join(shape.path for shape in group)}"/>'
            continue
        # The root says the usual size; fill of texts is never "none".
        own = tuple(pair for pair in paint if pair != ("font-size", size))
        inside = "".join(
            shape.text or f'<path{_attributes((("data-tip", shape.tip),))} d="{shape.path}"/>'
            for shape in group
        )
        yield f"<g{_attributes(own)}>{inside}</g>" if own else inside


def svg(spec: str) -> str:
    """Return the SVG of a chart's JSON; a pure function of it, of the fonts and of vl_convert."""
    found = json.loads(spec)
    meta = found.get("usermeta", {})
    raw = vega_svg(found)
    wanted = meta.get("width")
    for _ in range(3 if wanted else 0):
        over = float(raw.split('width="', 1)[1].split('"', 1)[0]) - wanted
        if abs(over) < 0.5:
            break
        # Vega-Lite fits no panels: draw them again, narrower by what they are too wide.
        _narrow(found, over)
        raw = vega_svg(found)
    return lean(raw, meta.get("x"))


def _narrow(view: dict[str, Any], over: float) -> None:
    """Take what panels are too wide from those that stand side by side, in equal parts."""
    beside = view.get("hconcat", ())
    for each in beside:
        _narrow(each, over / len(beside))
    for each in view.get("vconcat", ()):
        _narrow(each, over)
    if "spec" in view:
        _narrow(view["spec"], over)
    if "width" in view:
        view["width"] -= over


def lean(raw: str, dates: str | None = None) -> str:
    """Return Vega's SVG flattened and shortened.

    ``dates`` are the first and last of a time axis, which the root repeats for the page's script
    together with the place of the lines.
    """
    root = ElementTree.fromstring(raw)
    width, height = (f"{float(root.attrib[name]):.0f}" for name in ("width", "height"))
    frames: dict[Frame, None] = {}
    shapes = _by_paint(list(_shapes(root, 0, 0, {}, frames)))
    sizes = [dict(shape.paint).get("font-size", "") for shape in shapes if shape.text]
    size = max(sorted(set(sizes)), key=sizes.count, default="12")
    meta = _attributes((("data-plot", _around(frames)), ("data-x", dates))) if dates else ""
    return (
        f'<svg class="marks" xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-size="{size}"{meta}>'
        f"{''.join(_write(shapes, size))}</svg>"
    )


def _around(frames: Iterable[Frame]) -> str:
    """Return the box of all views as four numbers."""
    edges = [(x, y, x + width, y + height) for x, y, width, height in frames]
    left, top = (min(each[n] for each in edges) for n in (0, 1))
    right, bottom = (max(each[n] for each in edges) for n in (2, 3))
    return " ".join(_tenths(_place(n)) for n in (left, top, right - left, bottom - top))


def _by_paint(shapes: list[Shape]) -> list[Shape]:
    """Return the shapes with the texts last and sorted by paint: texts do not overlap."""
    texts = [shape for shape in shapes if shape.text]
    order = {paint: n for n, paint in enumerate(dict.fromkeys(shape.paint for shape in texts))}
    return [shape for shape in shapes if not shape.text] + sorted(
        texts, key=lambda shape: order[shape.paint]
    )
