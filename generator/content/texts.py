"""A text at its place in a TOML file, ready to be rendered."""

from __future__ import annotations

from typing import Any

from generator.core.errors import Problem, UserError
from generator.core.toml import KeyPath, TomlFile
from generator.language.template import Template, parse


def template_at(
    file: TomlFile,
    path: KeyPath,
    prefix: str = "",
    needs: tuple[str, ...] = (),
    why: tuple[str, ...] = (),
) -> tuple[Template, list[Problem]]:
    """Return the text at a path of keys, parsed, with the problems that it has instead."""
    text: Any = file.data
    for key in path:
        text = text[key]
    name = ".".join(str(key) for key in (prefix, *path) if key != "")
    line = file.text_line(*path)
    try:
        return parse(text, str(file.path), line, name, needs, why), []
    except UserError as error:
        return Template(str(file.path), line, name, ""), list(error.problems)
