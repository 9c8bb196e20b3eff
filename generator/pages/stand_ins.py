"""Fonts of the reader's machine that set the first paint, in the measure of the shipped font.

No text waits for a font: it is painted in what is there and set anew when the shipped font has
come. So that its lines break in the same places then, each stand-in is scaled: by the ratio of both
fonts' advances, for each kind of character, over the article's own text. A machine without Korean
shows boxes until then, which are as wide as Hangul.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

# The shipped font's, in em, so that the baseline stays where it is.
ASCENT, DESCENT = 0.952, 0.241
HANGUL = "U+1100-11FF,U+3130-318F,U+AC00-D7A3"
KINDS = {
    "space": "U+20",
    "signs": "U+21-2F,U+3A-40",
    "digits": "U+30-39",
    "capitals": "U+41-5A",
    "letters": "U+61-7A",
    "others": "U+5B-60,U+7B-10FF,U+1200-2BFF",
}


@dataclass(frozen=True)
class StandIn:
    """A local font: its names by weight, and the scale of each kind of character in percent."""

    family: str
    weight: int
    names: tuple[str, ...]
    scales: tuple[tuple[str, float], ...]


def _latin(family: str, weight: int, names: tuple[str, ...], **scales: float) -> StandIn:
    """Return a stand-in with one face for kinds whose scales differ little (``signs_others``).

    Browsers look for the font of each face anew, before they paint anything.
    """
    ranges = {
        ",".join(KINDS[kind] for kind in kinds.split("_")): scale for kinds, scale in scales.items()
    }
    return StandIn(family, weight, names, tuple(ranges.items()))


STAND_INS = (
    StandIn("Boxes", 400, ("DejaVu Sans",), ((HANGUL, 144.0),)),
    _latin(
        *("As Roboto", 400, ("Roboto",)),
        space_digits_capitals_letters=101.0,
        signs_others=109.4,
    ),
    _latin(
        *("As Roboto", 700, ("Roboto Bold",)),
        space=92.5,
        digits_capitals_letters=105.3,
        signs_others=114.5,
    ),
    _latin(
        *("As Arial", 400, ("Arial", "Helvetica", "Liberation Sans")),
        space=90.3,
        signs_capitals=95.0,
        digits_letters=102.4,
        others=105.8,
    ),
    _latin(
        *("As Arial", 700, ("Arial Bold", "Helvetica Bold", "Liberation Sans Bold")),
        space=83.0,
        digits_signs_others=108.5,
        capitals_letters=99.8,
    ),
    StandIn("As Nanum Gothic", 400, ("NanumGothic",), ((HANGUL, 91.9),)),
    StandIn("As Nanum Gothic", 700, ("NanumGothicBold",), ((HANGUL, 91.9),)),
    StandIn("As Noto Sans", 400, ("NotoSansCJKkr-Regular", "Noto Sans CJK KR"), ((HANGUL, 93.9),)),
    StandIn(
        "As Noto Sans", 700, ("NotoSansCJKkr-Bold", "Noto Sans CJK KR Bold"), ((HANGUL, 93.9),)
    ),
)


def stand_ins() -> Iterator[str]:
    """Yield the rules of the style sheet."""
    for each in STAND_INS:
        sources = ",".join(f'local("{name}")' for name in each.names)
        for characters, scale in each.scales:
            up, down = (round(100 * part / scale * 100, 1) for part in (ASCENT, DESCENT))
            yield (
                f'@font-face{{font-family:"{each.family}";font-weight:{each.weight};src:{sources};'
                f"unicode-range:{characters};size-adjust:{scale}%;ascent-override:{up}%;"
                f"descent-override:{down}%;line-gap-override:0%}}\n"
            )
    families = ",".join(f'"{name}"' for name in dict.fromkeys(each.family for each in STAND_INS))
    yield f":root{{--stand-ins:{families}}}\n"
