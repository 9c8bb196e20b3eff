"""vl_convert: Vega's SVG of a chart's JSON, and pictures of finished drawings."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from generator.charts.measure import FONTS


@cache
def _start() -> None:
    import vl_convert

    # Dates are midnights of no zone; the engine reads the zone once, when it starts.
    os.environ["TZ"] = "UTC"
    vl_convert.register_font_directory(str(FONTS))


def vega(found: Mapping[str, Any]) -> str:
    """Return Vega's SVG of a chart's JSON."""
    import vl_convert

    _start()
    return vl_convert.vegalite_to_svg(json.dumps(found))


def png(drawing: str, scale: float = 1) -> bytes:
    """Return a picture of an SVG whose colours are resolved and whose lines are plain."""
    import vl_convert

    _start()
    alone = drawing.replace("<svg ", '<svg font-family="Smallcap Sans" ', 1)
    return bytes(vl_convert.svg_to_png(alone, scale=scale))
