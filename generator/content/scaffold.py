"""A new article that builds at once: the skeleton in ``templates/new`` under a name of its own."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from generator.core.errors import Problem, UserError
from generator.core.inputs import ROOT, files_below
from generator.core.settings import FILE, Language, base_of, load_config

SKELETON = ROOT / "templates" / "new"
NAME, PACKAGE, DAY = "my-article", "my_article", "2000-01-01"
"""What the skeleton calls itself, its package, and the day on which its rules were written."""

WRITTEN_IN = ("ko", "en")
"""The skeleton's languages; any other begins with the words of the last."""

_WORDS = re.compile(rf"(\w+(?:\.\w+)*\.)?({'|'.join(WRITTEN_IN)}) = .*")


def new_article(root: Path, name: str, today: date) -> Path:
    """Make the folder of a new article in the first article's folder, and return it.

    Raises:
        UserError: where the name cannot be one, or something has it already.
    """
    package, place = name.replace("-", "_"), root / name
    hint = "small letters, digits and hyphens, a letter first: fees, or bond-yields"
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise UserError(Problem(f"{name!r} is no name of an article", hint=hint))
    if (base := base_of(root)) != root:
        text = f"takes its settings from {base}, where a new article belongs"
        raise UserError(Problem(text, str(root), hint="make it there"))
    taken = ("assets", "data", *(each.code for each in load_config(root).languages))
    if name in taken:
        raise UserError(Problem(f"the site has a folder {name} already", hint="use another name"))
    if place.exists():
        raise UserError(Problem("there is something of this name", str(place), hint="use another"))
    if find_spec(package) is not None:
        text = f"Python has a package {package} already"
        raise UserError(Problem(text, hint="use another name"))
    languages = load_config(root).languages
    with tempfile.TemporaryDirectory(prefix=".new-", dir=root) as aside:
        made = Path(aside) / name
        for path, text in _files(languages, name, package):
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace(DAY, today.isoformat()), encoding="utf-8")
        shutil.move(made, place)
    return place


def _files(languages: Sequence[Language], name: str, package: str) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file, in the site's languages."""
    for path, source in files_below(SKELETON):
        text = source.read_text(encoding="utf-8").replace(NAME, name).replace(PACKAGE, package)
        path = path.replace(PACKAGE, package)
        code = Path(path).suffixes[0].removeprefix(".") if len(Path(path).suffixes) > 1 else ""
        if path == FILE:
            yield path, text + "".join(_row(each, name) for each in languages)
        elif path.startswith("tables/"):
            yield path, _in_languages(text, languages)
        elif not code:
            yield path, text
        elif code == WRITTEN_IN[-1]:
            for each in languages:
                if each.code not in WRITTEN_IN[:-1]:
                    yield path.replace(f".{code}.", f".{each.code}."), text
        elif code in (each.code for each in languages):
            yield path, text


def _row(language: Language, name: str) -> str:
    title = name.replace("-", " ").capitalize()
    return f'\n[languages.{language.code}]\nsite_name = "{title}"\n'


def _in_languages(text: str, languages: Sequence[Language]) -> str:
    """Return a table whose words are in these languages, each on a line of its own."""
    found: list[str] = []
    for line in text.splitlines():
        match = _WORDS.fullmatch(line)
        if match is None:
            found.append(line)
            continue
        for each in languages:
            like = each.code if each.code in WRITTEN_IN else WRITTEN_IN[-1]
            if match[2] == like:
                found.append(line.replace(f"{match[2]} = ", f"{each.code} = ", 1))
    return "\n".join(found) + "\n"
