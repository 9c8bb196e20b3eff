"""vl_convert: Vega's SVG of a chart's JSON, and pictures of finished drawings."""

from __future__ import annotations

import json
import os
import struct
import zlib
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


def vega_svg(found: Mapping[str, Any]) -> str:
    """Return Vega's SVG of a chart's JSON."""
    import vl_convert

    _start()
    return vl_convert.vegalite_to_svg(json.dumps(found))


def png(drawing: str, scale: float = 1) -> bytes:
    """Return a picture of an SVG whose colours are resolved and whose lines are plain."""
    import vl_convert

    _start()
    alone = drawing.replace("<svg ", '<svg font-family="Smallcap Sans" ', 1)
    return _compressed(bytes(vl_convert.svg_to_png(alone, scale=scale)))


def _compressed(picture: bytes) -> bytes:
    """Return a PNG with the same pixels in a third of the bytes: the engine packs in haste."""
    packed, kept, at = bytearray(), [picture[:8]], 8
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        if kind == b"IDAT":
            packed += body
        elif kind == b"IEND":
            kept += [_chunk(b"IDAT", zlib.compress(zlib.decompress(packed))), _chunk(kind, body)]
        else:
            kept.append(_chunk(kind, body))
        at += length + 12
    return b"".join(kept)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
