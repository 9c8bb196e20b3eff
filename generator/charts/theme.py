"""One look for every chart: the Altair theme, and the channels that draw a series alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import altair as alt

from generator.charts.palette import AXIS, GRID, INK, SOFT, Look

NAME = "report"
FONT = "Smallcap Sans"


@alt.theme.register(NAME, enable=False)
def report(size: float = 13, locale: Mapping[str, Any] | None = None) -> alt.theme.ThemeConfig:
    """Return the theme; colours are CSS variables, so that one SVG serves light and dark.

    ``size`` is that of text in pixels, ``locale`` Vega's number locale.
    """
    text = {"labelFontSize": size, "titleFontSize": size, "titleColor": SOFT, "labelLimit": 0}
    config: dict[str, Any] = {
        "font": FONT,
        "locale": {"number": dict(locale or {})},
        "view": {"stroke": None},
        "axis": {
            **text,
            "aria": False,
            "domain": False,
            "gridColor": GRID,
            "labelColor": SOFT,
            "labelPadding": 6,
            "tickColor": AXIS,
            "ticks": False,
            "title": None,
            "titleFontWeight": "bold",
        },
        "axisXTemporal": {
            "format": "%Y",
            "grid": False,
            "labelPadding": 3,
            "tickCount": 6,
            "tickSize": 4,
            "ticks": True,
        },
        "axisXQuantitative": {"labelFlush": False, "labelOverlap": "parity"},
        "axisYDiscrete": {"grid": False, "labelColor": INK},
        "legend": {
            **text,
            "aria": False,
            "columnPadding": 16,
            "direction": "horizontal",
            "labelFontWeight": "bold",
            "labelOffset": 4,
            "offset": 10,
            "orient": "top",
            "padding": 0,
            "symbolOpacity": 1,
            "symbolSize": 80,
            "symbolStrokeWidth": 1,
            "title": None,
        },
        "header": {
            "labelAnchor": "start",
            "labelAngle": 0,
            "labelColor": INK,
            "labelFontSize": size,
            "labelFontWeight": "bold",
            "labelLimit": 0,
            "labelOrient": "top",
            "labelPadding": -6,
            "title": None,
        },
        "title": {
            "anchor": "start",
            "color": INK,
            "fontSize": size,
            "fontWeight": "bold",
            "frame": "bounds",
            "lineHeight": size * 1.35,
            "offset": 8,
        },
        "area": {"fillOpacity": 0.16},
        "mark": {"aria": False},  # but for marks that have a description
        "line": {"strokeJoin": "round", "strokeWidth": 2},
        "point": {"filled": True, "opacity": 1, "size": 80, "strokeWidth": 1.6},
        "rule": {"color": AXIS},
        "text": {"color": INK, "fontSize": size},
    }
    padding = {"left": 0, "top": 2, "bottom": 0, "right": 2}
    look = {"background": "transparent", "padding": padding, "config": config}
    return cast("alt.theme.ThemeConfig", look)


def base_line(base: float) -> Any:
    """Return the colours of grid lines, of which one is the base."""
    return alt.condition(f"datum.value == {base}", alt.value(AXIS), alt.value(GRID))


def series(shown: Mapping[str, Look], field: str = "fund") -> dict[str, Any]:
    """Return the channels that draw series as lines by their looks: colour, dash and width."""
    names, looks = list(shown), list(shown.values())

    def scale(values: list[Any]) -> alt.Scale:
        return alt.Scale(type="ordinal", domain=names, range=values)

    dashes = [list(look.dash) or [1, 0] for look in looks]
    return {
        "color": colors({name: look.color for name, look in shown.items()}, field),
        "strokeDash": alt.StrokeDash(f"{field}:N", scale=scale(dashes), legend=None),
        # Of a line, size is the width; an ordinal scale takes the range as it is.
        "size": alt.Size(f"{field}:O", scale=scale([look.width for look in looks]), legend=None),
    }


def colors(
    shown: Mapping[str, str], field: str = "fund", legend: alt.Legend | None = None
) -> alt.Color:
    """Return the colour channel of a field whose values have colours of their own."""
    scale = alt.Scale(domain=list(shown), range=list(shown.values()))
    return alt.Color(f"{field}:N", scale=scale, legend=legend)


def symbols(
    shown: Mapping[str, tuple[str, str]], field: str, legend: alt.Legend | None
) -> dict[str, Any]:
    """Return the channels of points by (colour, shape), named above the chart."""
    shapes = alt.Scale(domain=list(shown), range=[shape for _, shape in shown.values()])
    return {
        "color": colors({key: color for key, (color, _) in shown.items()}, field, legend),
        "shape": alt.Shape(f"{field}:N", scale=shapes, legend=legend),
    }
