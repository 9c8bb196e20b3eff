"""Style sheet, scripts and fonts as they are served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.charts.theme import VARIABLES
from generator.config import Config
from generator.pages.stand_ins import stand_ins

WEIGHTS = {"regular": 400, "bold": 700}
STYLE = "site.css"


def assets(folder: Path, config: Config) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of everything under assets/; the style sheet gets its head."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        if name == STYLE:
            data = (style_head(folder, config) + path.read_text(encoding="utf-8")).encode()
        yield f"assets/{name}", data


def style_head(folder: Path, config: Config) -> str:
    """Return the font of each language, its stand-ins and the colours of charts and verdicts."""
    parts = list(stand_ins())
    for language in config.languages:
        code = language.code
        faces = list(_faces(folder, code))
        parts += [
            f'@font-face{{font-family:"Report {code}";font-weight:{weight};font-display:swap;'
            f'src:url("{name}") format("woff2")}}\n'
            for weight, name in faces
        ]
        if faces:
            # On every page but the first of a visit; the stand-ins until the browser has it ready.
            shown = f':root:is(.faces,:not(.js))[data-face="{code}"]'
            parts.append(f'{shown}{{--face:"Report {code}",var(--stand-ins)}}\n')
    colours = {**VARIABLES, **own_colours(config)}
    plain = "".join(f"{name}:{pair[0]};" for name, pair in colours.items())
    both = "".join(f"{name}:light-dark({pair[0]},{pair[1]});" for name, pair in colours.items())
    parts.append(f":root{{{plain}}}\n")
    parts.append(f"@supports (color:light-dark(#000,#fff)){{:root{{{both}}}}}\n")
    return "".join(parts)


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
