"""How wide a text is in the charts' font, from advances that ``make fonts`` writes."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast

FONTS = Path(__file__).parent / "fonts"


@cache
def _advances(weight: str) -> Mapping[str, float]:
    text = (FONTS / "advances.json").read_text(encoding="utf-8")
    return cast("Mapping[str, float]", json.loads(text)[weight])


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in user units; Hangul share one advance, unknown signs an em."""
    table = _advances("bold" if bold else "regular")
    hangul = table["가"]
    wide = (hangul if "가" <= char <= "힣" else table.get(char, 1.0) for char in text)
    return size * math.fsum(wide)  # sum() adds otherwise in Python 3.12 and newer


def wrap_text(text: str, size: float, limit: float, *, bold: bool = False) -> tuple[str, ...]:
    """Return a text in lines of at most a width, broken at spaces only."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= limit:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
