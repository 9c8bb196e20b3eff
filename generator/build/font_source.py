"""Takes the source fonts from a release of Pretendard (``make fonts``); not part of a build.

The release is the npm package pretendard@1.3.9, unpacked. Its licence (SIL OFL 1.1) reserves the
name for the unmodified font, so what is taken carries a name of its own. It keeps every Hangul
syllable, Latin, Greek and the signs that a report may need: a build cuts from it what a site uses.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from generator.build.fonts import FAMILY, SOURCE, STYLES, subset
from generator.core.errors import UserError

_RANGES = (
    (0x20, 0x7F),
    (0xA0, 0x250),  # Latin with its extensions
    (0x370, 0x400),  # Greek
    (0x2000, 0x2070),
    (0x2070, 0x20A0),
    (0x20A0, 0x20C1),  # currencies
    (0x2100, 0x2300),  # letterlike, number forms, arrows, mathematics
    (0x2460, 0x2700),  # enclosed, boxes, shapes, signs
    (0x3000, 0x3040),
    (0x3130, 0x3190),  # Hangul letters
    (0xAC00, 0xD7A4),  # Hangul syllables
    (0xFF00, 0xFFF0),
)


def take(package: Path) -> None:
    """Write the source fonts, their licence and the advances that measure charts' labels."""
    folder = package / "dist" / "public" / "static" / "alternative"
    if not folder.is_dir():
        raise UserError(f"{package}: no unpacked npm package of Pretendard (FONT_SRC=…/package)")
    chars = {chr(code) for start, end in _RANGES for code in range(start, end)}
    advances: dict[str, dict[str, float]] = {}
    for weight, style in STYLES.items():
        font = subset(folder / f"Pretendard-{style}.ttf", chars)
        _rename(font, style)
        font.save(SOURCE / f"{weight}.ttf")
        advances[weight] = _advances(font)
    text = json.dumps(advances, ensure_ascii=False, indent=0, sort_keys=True)
    (SOURCE / "advances.json").write_text(text + "\n", encoding="utf-8")
    (SOURCE / "OFL.txt").write_bytes((package / "dist" / "LICENSE.txt").read_bytes())


def _rename(font: Any, style: str) -> None:
    full = f"{FAMILY} {style}"
    names = {1: FAMILY, 2: style, 3: f"{full} from Pretendard 1.3.9", 4: full}
    names[6] = f"{FAMILY.replace(' ', '')}-{style}"
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)


def _advances(font: Any) -> dict[str, float]:
    """Return the advance of each character in em; all Hangul share one, kept as ``가``."""
    units = font["head"].unitsPerEm
    widths = font["hmtx"].metrics
    return {
        chr(code): round(widths[name][0] / units, 4)
        for code, name in sorted(font.getBestCmap().items())
        if not "가" < chr(code) <= "힣"
    }


if __name__ == "__main__":
    try:
        take(Path(sys.argv[1]))
    except (IndexError, UserError) as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a tool of its own
        sys.exit(1)
