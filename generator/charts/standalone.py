"""A page's drawing for any program: its colours themselves, its lines in no grid."""

from __future__ import annotations

import re

from generator.charts.palette import resolved
from generator.charts.svg import path_data
from generator.core.settings import Config

_GRIDDED = re.compile(
    r' transform="matrix\(([^ ]+) 0 0 ([^ ]+) ([^ ]+) ([^ ]+)\)" '
    r'vector-effect="non-scaling-stroke" d="([^"]+)"'
)


def standalone(drawing: str, config: Config, theme: str = "light") -> str:
    """Return an SVG that needs no style sheet and no stroke that does not scale."""
    drawing = _GRIDDED.sub(_ungridded, drawing)
    if "non-scaling-stroke" in drawing:
        raise ValueError("a series is not written as it is read here")
    return resolved(drawing, config, theme)


def _ungridded(found: re.Match[str]) -> str:
    across, down, left, top = (float(n) for n in found.groups()[:4])
    return f' d="{path_data(found[5], left, top, across, down)}"'
