"""Cuts the web fonts of a site down to the glyphs that it uses, at build, from the source fonts.

A cut font is cached by the hash of its source and its characters, so that only a sign that no build
has shown before costs anything. The cutting runs beside the build, in a process of its own.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import suppress
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.core.files import read_cached, write_file
from generator.core.inputs import CACHE, ROOT, is_editors

if TYPE_CHECKING:
    from generator.core.settings import Language

FAMILY = "Smallcap Sans"
STYLES = {"regular": "Regular", "bold": "Bold"}
SOURCE = ROOT / "generator/charts/fonts"
"""The committed fonts, with every Hangul syllable; the charts are drawn with them as they are."""

_LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
_MARKS = "–—‘’“”„•…‰′″₩€™−×÷±≈≠≤≥∞√∑∏Δσβ←↑→↓↗↘▲▼△▽◆◇■□●○✓×"
_TEXTS = (".md", ".toml", ".html", ".js", ".py")

Fonts = dict[str, bytes]
"""A language's fonts by weight."""
Face = tuple[str, str]
"""A language and a weight."""


def glyphs(folders: Iterable[Path], language: Language, codes: Iterable[str]) -> set[str]:
    """Return every character that the pages of a language may show; ``codes`` are all languages.

    Pages of a language without Hangul show it only where their own texts do.
    """
    korean = language.particles == "ko"
    # What Korean prose needs sooner or later, so that a new sentence seldom has the fonts cut anew.
    common = (SOURCE / "common-hangul.txt").read_text(encoding="utf-8") if korean else ""
    found = set(f"{_LATIN}{_MARKS}한국어{common}")
    others = tuple(f".{code}" for code in codes if code != language.code)
    for path in _texts(folders):
        inner = path.with_suffix("").suffix
        if inner in others:
            continue
        chars = set(path.read_text(encoding="utf-8", errors="ignore"))
        whole = korean or inner == f".{language.code}"
        found |= chars if whole else {char for char in chars if not "가" <= char <= "힣"}
    return {char for char in found if char.isprintable()}


def _texts(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in (*folders, ROOT / "templates", ROOT / "generator"):
        for path in sorted(folder.rglob("*")):
            if path.suffix in _TEXTS and path.is_file() and not is_editors(path.name):
                yield path


def begin_cutting(
    folders: Iterable[Path], languages: Iterable[Language], folder: Path = CACHE / "fonts"
) -> Callable[[], Mapping[str, Fonts]]:
    """Have the fonts of these languages cut; return what waits for them, by language.

    Their bytes are the same wherever they are cut.
    """
    known = {each.code: each for each in languages}
    chars = {code: "".join(sorted(glyphs(folders, each, known))) for code, each in known.items()}
    wanted = {(code, weight): (weight, chars[code]) for code in known for weight in STYLES}
    files = {each: folder / f"{_key(*what)}.woff2" for each, what in wanted.items()}
    stored = {each: _read(file) for each, file in files.items()}
    lacking = {each: wanted[each] for each, data in stored.items() if data is None}
    cutting = _Cutting(lacking) if lacking else None

    def wait() -> Mapping[str, Fonts]:
        made = cutting.wait() if cutting else {}
        for each, data in made.items():
            with suppress(OSError):  # without a cache every build cuts
                write_file(files[each], data)
        found: dict[str, Fonts] = {code: {} for code in known}
        for (code, weight), font in stored.items():
            found[code][weight] = font or made[code, weight]
        return found

    return wait


class _Cutting:
    """Fonts that are cut in another process, or here where there can be none."""

    def __init__(self, wanted: Mapping[Face, tuple[str, str]]) -> None:
        self.wanted = wanted
        # Spawned, not forked: whoever builds may have threads. It imports nothing but this module.
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
        self.futures: dict[Face, Future[bytes]] = {
            each: self.pool.submit(cut, *what) for each, what in wanted.items()
        }

    def wait(self) -> dict[Face, bytes]:
        with self.pool:
            try:
                return {each: future.result() for each, future in self.futures.items()}
            except (OSError, BrokenExecutor):
                return {each: cut(*what) for each, what in self.wanted.items()}


def cut(weight: str, chars: str) -> bytes:
    """Return a weight's WOFF2 with these characters only; the same bytes wherever it is cut."""
    font = subset(SOURCE / f"{weight}.ttf", chars)
    font.flavor = "woff2"
    data = io.BytesIO()
    font.save(data)
    return data.getvalue()


def subset(source: Path, chars: Iterable[str]) -> Any:
    """Return a font with these characters only."""
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    font = TTFont(source, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "tnum"]
    options.hinting = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.name_languages = [0x409]
    tool = Subsetter(options)
    tool.populate(text="".join(sorted(chars)))
    tool.subset(font)
    return font


def _key(weight: str, chars: str) -> str:
    """Return what names a cut font: its source, its characters, and the packages that cut it."""
    digest = hashlib.sha256((SOURCE / f"{weight}.ttf").read_bytes())
    digest.update(Path(__file__).read_bytes())
    digest.update(f"{chars} {version('fonttools')} {version('brotli')}".encode())
    return digest.hexdigest()


def _read(path: Path) -> bytes | None:
    data = read_cached(path) or b""
    return data if data[:4] == b"wOF2" and int.from_bytes(data[8:12], "big") == len(data) else None
