"""Style sheet, scripts and fonts as they are served: without their comments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import rcssmin
import rjsmin

from generator.charts.palette import variables
from generator.core.settings import Config

WEIGHTS = {"regular": 400, "bold": 700}
_FONTS = 'url("assets/'


def font_path(code: str, weight: str) -> str:
    """Return the path of a language's font, which ``build/fonts.py`` cuts."""
    return f"assets/fonts/{code}-{weight}.woff2"


def assets(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of everything under assets/."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        if path.suffix == ".js":
            data = str(rjsmin.jsmin(data.decode())).encode()
        yield f"assets/{path.relative_to(folder).as_posix()}", data


def style_sheet(templates: Path, config: Config) -> str:
    """Return the style of every page, to be put into its head by ``with_root``.

    It begins with the fonts, those of the reader's machine first, and the article's colours.
    """
    files = (templates / name for name in ("fallback-fonts.css", "site.css"))
    fallback, own = (each.read_text(encoding="utf-8") for each in files)
    return str(rcssmin.cssmin("".join([fallback, *_fonts(config), colours(config), own])))


def with_root(sheet: str, root: str) -> str:
    """Return the style sheet for a page; ``root`` is the way from there to the site's root."""
    return sheet.replace(_FONTS, _FONTS.replace("assets/", f"{root}assets/"))


def _fonts(config: Config) -> Iterator[str]:
    for code in (language.code for language in config.languages):
        for name, weight in WEIGHTS.items():
            yield (
                f'@font-face{{font-family:"Report {code}";font-weight:{weight};font-display:swap;'
                f'src:url("{font_path(code, name)}") format("woff2")}}\n'
            )
        # On every page but the first of a visit; the stand-ins until the browser has it ready.
        shown = f':root:is(.faces,:not(.js))[data-face="{code}"]'
        yield f'{shown}{{--face:"Report {code}",var(--stand-ins)}}\n'


def colours(config: Config) -> str:
    """Return the style that sets the article's colours, for light and dark."""
    pairs = variables(config)
    plain = "".join(f"{name}:{pair[0]};" for name, pair in pairs.items())
    both = "".join(f"{name}:light-dark({pair[0]},{pair[1]});" for name, pair in pairs.items())
    return f":root{{{plain}}}\n@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}\n"


def widest_face(config: Config) -> str:
    """Return the language whose font has the most letters: the one for pages in all languages."""
    korean = (each.code for each in config.languages if each.particles == "ko")
    return next(korean, config.default_language)
