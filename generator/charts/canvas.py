"""What a chart draws on: marks collected in user units, handed out as one Vega-Lite chart.

Every mark says where it stands, either on a Scale or in user units, and Vega neither lays out nor
formats anything: so a label is what the text modules wrote, and no font or locale moves a line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from generator.charts import measure
from generator.charts.pen import Pen
from generator.charts.scales import Scale
from generator.charts.theme import GRID, PAPER, SIGNS, SOFT, Style

if TYPE_CHECKING:
    from generator.charts.plot import Plot

Rows = list[dict[str, Any]]


def _free(field: str, kind: str = "quantitative") -> dict[str, Any]:
    """Return a channel whose field is already in user units or a colour."""
    return {"field": field, "type": kind, "scale": None}


def _stroke(style: Style) -> dict[str, Any]:
    """Return a line's looks."""
    found: dict[str, Any] = {
        "stroke": style.color,
        "strokeWidth": style.width,
        "strokeJoin": "round",
    }
    if style.dash:
        found["strokeDash"] = list(style.dash)
    return found


class Canvas:
    """One drawing; the methods add marks, later ones over earlier ones, texts over all."""

    def __init__(self, pen: Pen, height: float) -> None:
        self.pen = pen
        self.width = pen.width
        self.height = height
        self._layers: list[dict[str, Any]] = []
        self._texts: Rows = []
        self._meta: dict[str, str] = {}

    def _add(
        self,
        mark: dict[str, Any],
        rows: Rows,
        encoding: dict[str, Any],
        frame: Sequence[float] = (),
    ) -> None:
        """Add marks; those that look like earlier ones join them, as each layer costs time.

        With the ``frame`` of its scales (left, top, width, height) it is a series, which stays
        a layer of its own and is written in that frame's grid.
        """
        if not rows:
            return
        for layer in () if frame else self._layers:
            if layer["mark"] == mark and layer["encoding"] == encoding:
                layer["rows"] += rows
                if mark["type"] == "point":
                    # Symbols stay over what was drawn since.
                    self._layers.remove(layer)
                    self._layers.append(layer)
                return
        self._layers.append({"rows": rows, "mark": mark, "encoding": encoding, "frame": frame})

    def rules(
        self,
        lines: Iterable[tuple[float, float, float, float]],
        color: str = GRID,
        *,
        width: float = 1,
        dash: Sequence[int] = (),
    ) -> None:
        """Draw straight lines (x1, y1, x2, y2), in user units."""
        mark: dict[str, Any] = {"type": "rule", "stroke": color, "strokeWidth": width}
        if dash:
            mark["strokeDash"] = list(dash)
        rows = [
            {"x": _round(a), "y": _round(b), "x2": _round(c), "y2": _round(d)}
            for a, b, c, d in lines
        ]
        channels = {"x": _free("x"), "y": _free("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
        self._add(mark, rows, channels)

    def boxes(
        self,
        boxes: Iterable[tuple[float, float, float, float]],
        color: str,
        opacity: float = 1,
        stroke: str | None = None,
    ) -> None:
        """Fill rectangles (left, top, right, bottom), in user units."""
        mark: dict[str, Any] = {"type": "rect", "fill": color, "fillOpacity": opacity}
        if stroke:
            mark |= {"stroke": stroke, "strokeWidth": 1}
        rows = [
            {"x": _round(a), "y": _round(b), "x2": _round(c), "y2": _round(d)}
            for a, b, c, d in boxes
        ]
        channels = {"x": _free("x"), "y": _free("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
        self._add(mark, rows, channels)

    def line(
        self,
        points: Iterable[tuple[float, float]],
        x: Scale,
        y: Scale,
        style: Style,
        *,
        stepped: bool = False,
    ) -> None:
        """Draw a line through values."""
        mark: dict[str, Any] = {"type": "line", **_stroke(style)}
        if stepped:
            mark["interpolate"] = "step-after"
        rows = [{"x": _exact(a), "y": _exact(b)} for a, b in points]
        # Vega would sort by x, which a frontier's points do not follow.
        channels = {"x": x.channel("x"), "y": y.channel("y"), "order": {"value": 0}}
        self._add(mark, rows, channels, _frame(x, y))

    def area(
        self,
        points: Iterable[tuple[float, float]],
        base: float,
        x: Scale,
        y: Scale,
        style: Style,
        *,
        line: bool = False,
    ) -> None:
        """Fill between values and a base value; with ``line`` draw the line through them too."""
        mark: dict[str, Any] = {"type": "area", "fill": style.color, "fillOpacity": 0.16}
        if line:
            # One data set for both: a chart's time goes into reading its numbers.
            mark["line"] = _stroke(style)
        rows = [{"x": _exact(a), "y": _exact(b)} for a, b in points]
        channels = {"x": x.channel("x"), "y": y.channel("y"), "y2": {"datum": base}}
        self._add(mark, rows, channels, _frame(x, y))

    def key(self, left: float, y: float, entries: Iterable[tuple[str, Style, bool]]) -> float:
        """Name symbols in one row: (text, symbol, hollow); return where the next may begin."""
        for text, style, hollow in entries:
            self.dots([(left + 6, y)], style, area=70, hollow=hollow)
            self.text(left + 15, y, text, color=style.color, middle=True, bold=True)
            left += 32 + measure.width(text, self.pen.size, bold=True)
        return left

    def dots(
        self,
        points: Iterable[tuple[float, float]],
        style: Style,
        *,
        area: float = 60,
        hollow: bool = False,
        opacity: float = 1,
    ) -> None:
        """Draw symbols at places in user units; ``area`` is their size in square units."""
        mark = {
            "type": "point",
            "shape": style.shape,
            "size": area,
            "stroke": style.color,
            "strokeWidth": 1.6 if hollow or style.shape in ("cross", "stroke") else 1,
            "fill": PAPER if hollow else style.color,
            "opacity": opacity,
        }
        rows = [{"x": _round(a), "y": _round(b)} for a, b in points]
        self._add(mark, rows, {"x": _free("x"), "y": _free("y")})

    def signs(self, places: Iterable[tuple[float, float]], verdict: str, size: float) -> None:
        """Draw a verdict's sign in the paper's colour, as on a tile."""
        rows = [{"x": _round(a), "y": _round(b)} for a, b in places]
        for shape, fill in zip(SIGNS[verdict], ("none", PAPER), strict=True):
            if not shape:
                continue
            mark = {
                "type": "point",
                "shape": shape,
                "size": size * size,
                "fill": fill,
                "stroke": PAPER,
                "strokeWidth": 1.6,
                "opacity": 1,
            }
            self._add(mark, rows, {"x": _free("x"), "y": _free("y")})

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        color: str = SOFT,
        align: str = "left",
        middle: bool = False,
        bold: bool = False,
        small: bool = False,
    ) -> None:
        """Write a text at its baseline, or centred on y with ``middle``, in user units."""
        size = self.size(small=small)
        self._texts.append(
            {
                "x": _round(x),
                "y": _round(y + size * 0.36 if middle else y),
                "t": text,
                "a": align,
                "c": color,
                "s": size,
                "w": "bold" if bold else "normal",
            }
        )

    def size(self, *, small: bool = False) -> float:
        """Return the size of text; small text exists in the wide layout only."""
        return 12 if small and self.pen.wide else self.pen.size

    def hover(self, plot: Plot, *, readings: bool = True) -> None:
        """Tell the page's script where the plot lies and what its scales are.

        Without ``readings`` it knows no heights, as where lines stand in rows of their own.
        """
        box = (plot.left, plot.top, plot.width, plot.height)
        self._meta = {
            "data-plot": " ".join(_plain(n) for n in box),
            "data-x": f"{plot.x.low:.7g} {plot.x.high:.7g}",
        }
        if readings:
            self._meta["data-y"] = f"{plot.y.kind} {plot.y.low:.6g} {plot.y.high:.6g}"

    def _all(self) -> list[dict[str, Any]]:
        if not self._texts:
            return self._layers
        mark = {
            "type": "text",
            "align": {"expr": "datum.a"},
            "baseline": "alphabetic",
            "fontSize": {"expr": "datum.s"},
            "fontWeight": {"expr": "datum.w"},
        }
        channels = {
            "x": _free("x"),
            "y": _free("y"),
            "text": {"field": "t", "type": "nominal"},
            "color": _free("c", "nominal"),
        }
        return [*self._layers, {"rows": self._texts, "mark": mark, "encoding": channels}]

    def _frames(self) -> dict[str, Sequence[float]]:
        return {str(n): each["frame"] for n, each in enumerate(self._layers) if each["frame"]}

    def chart(self) -> Any:
        """Return the drawing as an Altair chart whose layers name their data sets."""
        import altair as alt
        from altair.utils.schemapi import debug_mode

        layers = [
            {"data": {"name": str(n)}, "mark": layer["mark"], "encoding": layer["encoding"]}
            for n, layer in enumerate(self._all())
        ]
        # The typed top level only: alt.layer() copies a chart at every call, 20 times slower.
        # Tests validate every chart against the schema, so a build need not.
        with debug_mode(False):
            return alt.TopLevelLayerSpec(
                layer=layers,
                width=self.width,
                height=round(self.height),
                padding=0,
                autosize="none",
                background="transparent",
                config={"aria": False, "font": FONT, "view": {"stroke": None}},
                resolve={"scale": {"x": "independent", "y": "independent"}},
                usermeta={**self._meta, "frames": self._frames()},
            )

    def spec(self) -> str:
        """Return the drawing as Vega-Lite JSON with its data."""
        found = self.chart().to_dict(validate=False)
        found["datasets"] = {str(n): layer["rows"] for n, layer in enumerate(self._all())}
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


FONT = "Smallcap Sans"


def _frame(x: Scale, y: Scale) -> tuple[float, float, float, float]:
    """Return the rectangle of two scales as Vega draws them: left, top, width, height."""
    (left, right), (top, bottom) = (sorted(map(_round, (s.start, s.end))) for s in (x, y))
    return left, top, _round(right - left), _round(bottom - top)


def _round(value: float) -> float:
    return round(float(value), 1)


def _exact(value: float) -> float:
    # Enough for a tenth of a unit, and the same text on every machine.
    return float(f"{float(value):.7g}")


def _plain(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
