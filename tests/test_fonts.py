"""Fonts are cut at build, for the glyphs that the site uses: a new word needs nothing else."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from languages import CONTENT, language
from sites import built

from generator.build import fonts
from generator.core.inputs import ROOT
from generator.core.settings import load_config

CODES = ("ko", "en")
RARE = "뷁"


def characters(data: bytes) -> set[str]:
    """Return the characters of a font."""
    return {chr(code) for code in TTFont(io.BytesIO(data)).getBestCmap()}


def test_the_source_has_every_syllable() -> None:
    """Whatever Korean anybody writes, the committed fonts can draw it, charts included."""
    for weight in fonts.STYLES:
        found = characters((fonts.SOURCE / f"{weight}.ttf").read_bytes())
        assert {chr(code) for code in range(0xAC00, 0xD7A4)} <= found
        assert {chr(code) for code in range(0x20, 0x7F)} <= found


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The article's texts, to be changed."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def test_a_new_word_is_cut_into_the_korean_font_only(content: Path) -> None:
    """A syllable that no text had before is wanted by the pages that show it."""
    korean = fonts.glyphs([content], language("ko"), CODES)
    assert RARE not in korean
    section = next(content.glob("*.ko.md"))
    section.write_text(section.read_text(encoding="utf-8") + RARE, encoding="utf-8")
    assert fonts.glyphs([content], language("ko"), CODES) - korean == {RARE}
    assert RARE not in fonts.glyphs([content], language("en"), CODES)


def test_cut_fonts_hold_what_was_asked_for() -> None:
    """All of it and little more, under a name of our own, in the same bytes each time."""
    chars = f"IWM 18.7%p −{RARE}"
    data = fonts.cut("regular", chars)
    assert set(chars) <= characters(data)
    assert len(characters(data)) < len(chars) + 3
    assert str(TTFont(io.BytesIO(data))["name"].getName(1, 3, 1, 0x409)) == fonts.FAMILY
    assert fonts.cut("regular", chars) == data


def test_a_cut_font_is_kept(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same characters are cut once; a torn file is cut again, to the same bytes."""
    monkeypatch.setattr(fonts, "glyphs", lambda *_: {"a", RARE})
    cache = tmp_path / "cache"
    first = fonts.begin_cutting([content], [language("ko")], cache)()
    assert {*first["ko"]} == {*fonts.STYLES}
    torn, whole = sorted(cache.iterdir())
    torn.write_bytes(torn.read_bytes()[:100])
    whole.touch()
    cut: list[object] = []
    monkeypatch.setattr(fonts, "_Cutting", lambda wanted: cut.append(wanted) or Here(wanted))
    assert fonts.begin_cutting([content], [language("ko")], cache)() == first
    assert [len(each) for each in cut] == [1]  # type: ignore[arg-type]
    assert fonts.begin_cutting([content], [language("ko")], cache)() == first
    assert len(cut) == 1


class Here:
    """Cuts in this process."""

    def __init__(self, wanted: dict[fonts.Face, tuple[str, str]]) -> None:
        self.wanted = wanted

    def wait(self) -> dict[fonts.Face, bytes]:
        """Return the fonts."""
        return {each: fonts.cut(*what) for each, what in self.wanted.items()}


def test_fallback_fonts_keep_the_baseline() -> None:
    """Whatever a fallback is scaled by, its ascent and descent are those of the shipped font."""
    font = TTFont(fonts.SOURCE / "regular.ttf")
    lines = (font["hhea"].ascent, -font["hhea"].descent)
    shipped = [each / font["head"].unitsPerEm for each in lines]
    rules = re.findall(
        r"size-adjust: ([\d.]+)%; ascent-override: ([\d.]+)%; descent-override: ([\d.]+)%",
        (ROOT / "templates/fallback-fonts.css").read_text(encoding="utf-8"),
    )
    assert rules
    for scale, *edges in rules:
        found = [float(edge) * float(scale) / 10_000 for edge in edges]
        assert found == pytest.approx(shipped, abs=1e-3)


def test_the_site_s_fonts_have_what_its_pages_show() -> None:
    """Every Hangul syllable and every ASCII sign of a page is in the font of its language."""
    for row in load_config(CONTENT).languages:
        shown: set[str] = set()
        for page in (built() / row.code).rglob("*.html"):
            shown |= set(page.read_text(encoding="utf-8"))
        wanted = {each for each in shown if "가" <= each <= "힣" or " " <= each <= "~"}
        for weight in fonts.STYLES:
            path = built() / "assets/fonts" / f"{row.code}-{weight}.woff2"
            assert wanted <= characters(path.read_bytes()), (row.code, weight)
