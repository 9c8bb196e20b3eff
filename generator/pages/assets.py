"""Style sheet, scripts and fonts as they are served: without their comments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import rcssmin
import rjsmin

from generator.charts.palette import VARIABLES
from generator.core.settings import Config
from generator.pages.stand_ins import stand_ins

WEIGHTS = {"regular": 400, "bold": 700}
_FONTS = 'url("assets/'


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
    """Return the style of every page, to be put into its head by ``placed``.

    It begins with the font of each language, its stand-ins and the colours of charts and verdicts.
    """
    own = (templates / "site.css").read_text(encoding="utf-8")
    head = [*stand_ins(), *_fonts(templates / "assets", config), colours(config)]
    return str(rcssmin.cssmin("".join([*head, own])))


def placed(sheet: str, root: str) -> str:
    """Return the style sheet for a page; ``root`` is the way from there to the site's root."""
    return sheet.replace(_FONTS, _FONTS.replace("assets/", f"{root}assets/"))


def _fonts(folder: Path, config: Config) -> Iterator[str]:
    for language in config.languages:
        code = language.code
        faces = list(_faces(folder, code))
        for weight, name in faces:
            yield (
                f'@font-face{{font-family:"Report {code}";font-weight:{weight};font-display:swap;'
                f'src:{_FONTS}{name}") format("woff2")}}\n'
            )
        if faces:
            # On every page but the first of a visit; the stand-ins until the browser has it ready.
            shown = f':root:is(.faces,:not(.js))[data-face="{code}"]'
            yield f'{shown}{{--face:"Report {code}",var(--stand-ins)}}\n'


def colours(config: Config) -> str:
    """Return the style that sets the colours of charts and verdicts, for light and dark."""
    pairs = {**VARIABLES, **own_colours(config)}
    plain = "".join(f"{name}:{pair[0]};" for name, pair in pairs.items())
    both = "".join(f"{name}:light-dark({pair[0]},{pair[1]});" for name, pair in pairs.items())
    return f":root{{{plain}}}\n@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}\n"


def own_colours(config: Config) -> dict[str, tuple[str, str]]:
    """Return the article's own colours, for light and dark, by their variables."""
    return {
        "--accent" if name == "accent" else f"--c-{name}": (light, config.colours_dark[name])
        for name, light in config.colours.items()
    }


def widest_face(folder: Path, config: Config) -> str:
    """Return the language whose font has the most letters: the one for pages in all languages."""
    sizes = {
        language.code: sum(
            (folder / name).stat().st_size for _, name in _faces(folder, language.code)
        )
        for language in config.languages
    }
    return max(sizes, key=lambda code: sizes[code])


def _faces(folder: Path, code: str) -> Iterator[tuple[int, str]]:
    for name, weight in WEIGHTS.items():
        file = f"fonts/{code}-{name}.woff2"
        if (folder / file).exists():
            yield weight, file
