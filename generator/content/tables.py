"""Reading ``content/tables/<id>.toml``: one file for all languages, whose shape stands once.

Every text is a string that holds in all languages, or one per language: ``{ ko = "…", en = "…" }``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from generator.content.texts import template_at
from generator.core.errors import Problem, UserError
from generator.core.settings import Language
from generator.core.toml import KeyPath, TomlFile, problems_of, read_toml
from generator.language.tables import Row, Table
from generator.language.template import Template

SHARED = ""
"""The language of a text that holds in all of them."""
_HANGUL = re.compile("[가-힣]")


def _by_language(value: Any) -> Any:
    """Return a text as language → words."""
    if isinstance(value, str):
        return {SHARED: value}
    if isinstance(value, dict):
        return value
    raise ValueError("must be a text, or one per language")


Words = Annotated[dict[str, str], BeforeValidator(_by_language)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WrittenRow(_Frozen):
    """A row of the file."""

    head: Words
    cells: tuple[Words, ...]


class WrittenTable(_Frozen):
    """A table's file; the first column is the one of the heads."""

    caption: Words
    columns: Annotated[tuple[Words, ...], Field(min_length=1)]
    rows: Annotated[tuple[WrittenRow, ...], Field(min_length=1)]
    note: Words | None = None

    def texts(self) -> Iterator[tuple[KeyPath, Words]]:
        """Yield every text with its path of keys."""
        yield ("caption",), self.caption
        for number, column in enumerate(self.columns):
            yield ("columns", number), column
        for number, row in enumerate(self.rows):
            yield ("rows", number, "head"), row.head
            for place, cell in enumerate(row.cells):
                yield ("rows", number, "cells", place), cell
        if self.note is not None:
            yield ("note",), self.note


def load_table(path: Path, name: str, languages: tuple[Language, ...]) -> dict[str, Table]:
    """Return a table by language; a UserError lists all that is wrong with its file."""
    file = read_toml(path)
    try:
        written = WrittenTable.model_validate(dict(file.data))
    except ValidationError as error:
        raise UserError(problems_of(file, error)) from None
    problems = [*_uneven(file, written), *_untranslated(file, written, languages)]
    if problems:
        raise UserError(problems)
    reader = _Reader(file, name)
    tables = {each.code: reader.table(written, each.code) for each in languages}
    if reader.problems:
        raise UserError(dict.fromkeys(reader.problems))
    return tables


def _uneven(file: TomlFile, written: WrittenTable) -> Iterator[Problem]:
    columns = len(written.columns) - 1
    for number, row in enumerate(written.rows):
        if len(row.cells) != columns:
            message = f"has {len(row.cells)} cells for {columns} columns after the first"
            yield file.problem(message, "rows", number, "cells")


def _untranslated(
    file: TomlFile, written: WrittenTable, languages: tuple[Language, ...]
) -> Iterator[Problem]:
    codes = [each.code for each in languages]
    others = [each.name for each in languages if each.particles != "ko"]
    for path, words in written.texts():
        if SHARED in words:
            if _HANGUL.search(words[SHARED]) and others:
                hint = f"write {{ {', '.join(f'{code} = …' for code in codes)} }}"
                yield file.problem(f"is Korean in {', '.join(others)}, too", *path, hint=hint)
            continue
        for code in codes:
            if code not in words:
                yield file.problem(f"has no text in {code}", *path)
        for code in words:
            if code not in codes:
                message = f"{code!r} is not a language of article.toml"
                yield file.problem(message, *path, code)


@dataclass
class _Reader:
    """Parses the texts of a file and gathers their problems."""

    file: TomlFile
    name: str
    problems: list[Problem] = field(default_factory=list)

    def table(self, written: WrittenTable, code: str) -> Table:
        """Return the table in one language."""
        texts = {path: self._text(path, words, code) for path, words in written.texts()}
        rows = tuple(
            Row(
                texts["rows", number, "head"],
                tuple(texts["rows", number, "cells", n] for n in range(len(row.cells))),
            )
            for number, row in enumerate(written.rows)
        )
        return Table(
            id=self.name,
            file=str(self.file.path),
            caption=texts["caption",],
            columns=tuple(texts["columns", n] for n in range(len(written.columns))),
            rows=rows,
            note=texts.get(("note",)),
        )

    def _text(self, path: KeyPath, words: Mapping[str, str], code: str) -> Template:
        own = path if SHARED in words else (*path, code)
        text, problems = template_at(self.file, own, self.name)
        self.problems += problems
        return text
