"""Reading an article's files: sections, topics and tables of every language, and the glossary."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.content.tables import load_table
from generator.content.texts import template_at
from generator.core.errors import Problem, UserError, nearest_hint
from generator.core.inputs import is_editors
from generator.core.settings import Config
from generator.core.toml import TomlFile, read_text, read_toml
from generator.language.tables import Table
from generator.language.template import Template, parse
from generator.language.texts import Section, Wording
from generator.language.vocabulary import Vocabulary

# Families of metrics that come from content, not from the code.
_FAMILIES = ("published", "change")
DOSSIER = "dossier"
"""The folder of the dossier's pages, and the topic with their titles and answers, in order."""
# Topics of the interface, which an article takes over key by key, and with what its keys begin.
INTERFACE = {
    "ui": "", "reasons": "", "ledger": "", "definitions": "", "methods": "", "disclaimer": "",
    "charts": "common.",
}  # fmt: skip
# Files in text/ that are no texts.
_DATA = ("original.toml",)

_SECTION = re.compile(r"(\d{3})-([a-z0-9-]+)\.([A-Za-z-]+)\.md")
_TABLE = re.compile(r"[a-z0-9_-]+\.toml")
_TOPIC = re.compile(r"([a-z0-9_-]+)\.([A-Za-z-]+)\.toml")
_HEADING = re.compile(r"^(#{1,6})(?:[ \t]+(.*))?$", re.MULTILINE)
_HEADING_ID = re.compile(r"\{#([a-z][a-z0-9-]*)\}[ \t]*$")


@dataclass(frozen=True)
class ArticleTexts:
    """All texts but the sections, by language, as read.

    ``names`` may be typed with digits; ``tables`` are the ids of all files of tables, also of those
    that could not be read.
    """

    wordings: Mapping[str, Wording]
    names: tuple[str, ...]
    tables: tuple[str, ...]


class Reader:
    """Reads the files of an article and gathers what is wrong with them."""

    def __init__(self, folder: Path, base: Path, config: Config, vocabulary: Vocabulary) -> None:
        self.folder = folder
        self.base = base
        self.config = config
        self.vocabulary = vocabulary
        self.codes = tuple(language.code for language in config.languages)
        self.problems: list[Problem] = []
        self.table_ids: list[str] = []

    def texts(self) -> ArticleTexts:
        """Return all but the sections; what could not be read is among the problems."""
        readings, names = self._glossary()
        topics = self._topics()
        tables = self._tables()
        wordings = {code: Wording(topics[code], tables[code], readings) for code in self.codes}
        return ArticleTexts(wordings, names, tuple(self.table_ids))

    def _glossary(self) -> tuple[dict[str, str], tuple[str, ...]]:
        """Return the readings of names and the names that hold digits, the base's and our own."""
        readings: dict[str, str] = {}
        names: list[str] = []
        for folder in dict.fromkeys((self.base, self.folder)):
            path = folder / "glossary.toml"
            if folder == self.base or path.exists():
                file = read_toml(path)
                names += file.data.get("names", [])
                readings |= file.data.get("readings", {})
                self.problems += _reading_problems(file)
        return readings, tuple(names)

    def sections(self) -> dict[str, tuple[Section, ...]]:
        """Return the sections in order; what could not be read is among the problems."""
        found: dict[str, list[Section]] = {code: [] for code in self.codes}
        dossier = sorted(path for path in (self.folder / DOSSIER).glob("*/") if path.is_dir())
        for page, folder in (("", self.folder), *((path.name, path) for path in dossier)):
            for name, files in self._by_language(sorted(folder.glob("*.md")), _SECTION).items():
                for code, paths in files.items():
                    if section := self._section(name, code, paths[-1], page):
                        found[code].append(section)
        return {code: tuple(sections) for code, sections in found.items()}

    def _section(self, name: str, code: str, path: Path, page: str) -> Section | None:
        try:
            source = read_text(path)
            if not source.strip():
                raise UserError(Problem("is empty", str(path)))
            text = parse(source, str(path))
        except UserError as error:
            self.problems += error.problems
            return None
        headings = list(_headings(source))
        digest = hashlib.sha256(source.encode()).hexdigest()
        return Section(name.partition("-")[2], code, text, tuple(headings), digest, page)

    def _topics(self) -> dict[str, dict[str, dict[str, Template]]]:
        found: dict[str, dict[str, dict[str, Template]]] = {code: {} for code in self.codes}
        own, base = self.folder / "text", self.base / "text"
        taken = {} if own == base else INTERFACE
        # Named by what it holds: the languages of a topic may be spread over both folders.
        paths = [path for topic in taken for path in sorted(base.glob(f"{topic}.*.toml"))]
        for topic, files in self._by_language(
            [*paths, *sorted(own.glob("*.toml"))], _TOPIC
        ).items():
            for code, these in files.items():
                texts: dict[str, Template] = {}
                for path in these:
                    read = self._topic(topic, path, own=path.parent == own)
                    texts |= read if path.parent == own else self._taken(topic, read)
                found[code][topic] = texts
                if topic == "definitions":
                    self.problems += self._lacking_labels(texts, these[-1])
        if self.vocabulary.claims and not any("claims" in found[code] for code in self.codes):
            message = "there are no texts of claims"
            self.problems.append(Problem(message, str(own / f"claims.{self.codes[0]}.toml")))
        return found

    def _taken(self, topic: str, texts: dict[str, Template]) -> dict[str, Template]:
        """Return what an article takes over of another's topic: nothing of metrics it lacks."""
        known = self.vocabulary.families
        return {
            key: text
            for key, text in texts.items()
            if key.startswith(INTERFACE[topic])
            and not (key.startswith("families.") and key.split(".")[1] not in known)
        }

    def _topic(self, topic: str, path: Path, *, own: bool) -> dict[str, Template]:
        try:
            file = read_toml(path)
        except UserError as error:
            self.problems += error.problems
            return {}
        texts: dict[str, Template] = {}
        for keys in self._strings(file, file.data, ()):
            needs, why = self._claim_ids(keys) if topic == "claims" else ((), ())
            text, problems = template_at(file, keys, needs=needs, why=why)
            self.problems += problems
            texts[text.id] = text
            if not text.source.strip() and not problems:
                self.problems.append(file.problem("is empty", *keys))
        if topic == "claims":
            self.problems += self._claim_problems(file)
        if topic == "definitions" and own:
            self.problems += self._unknown_families(file)
        return texts

    def _strings(
        self, file: TomlFile, table: Any, keys: tuple[str, ...]
    ) -> Iterator[tuple[str, ...]]:
        for key, value in table.items():
            if isinstance(value, str):
                yield (*keys, key)
            elif isinstance(value, dict):
                yield from self._strings(file, value, (*keys, key))
            else:
                self.problems.append(file.problem("is neither a text nor a table", *keys, key))

    def _claim_ids(self, keys: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return which metrics are there, and which may lack, where a claim's evidence is shown."""
        claim = self.vocabulary.claims.get(keys[0])
        if claim is None or keys[1] not in ("numbers", "evidence", "published"):
            return (), ()
        if keys[-1] == "untestable":
            return (), claim.needs
        return claim.stand_in if keys[1] == "published" else claim.needs, ()

    def _claim_problems(self, file: TomlFile) -> Iterator[Problem]:
        claims = self.vocabulary.claims
        for name in file.data:
            if name not in claims:
                yield file.problem("no such claim", name, hint=nearest_hint(name, claims))
        for name in claims:
            if name not in file.data:
                yield file.problem(f"the claim {name} has no text")
                continue
            for key in claims[name].texts:
                found: Any = file.data[name]
                for part in key.split("."):
                    found = found.get(part) if isinstance(found, dict) else None
                if found is None:
                    yield file.problem("has no text", name, *key.split("."))

    def _lacking_labels(self, texts: Mapping[str, Template], path: Path) -> Iterator[Problem]:
        for name in self.vocabulary.families:
            if f"families.{name}.label" not in texts:
                message = f"the metrics {name} have no label"
                yield Problem(message, str(path), id=f"families.{name}")

    def _unknown_families(self, file: TomlFile) -> Iterator[Problem]:
        for name in file.data.get("families", {}):
            if name not in (*self.vocabulary.families, *_FAMILIES):
                hint = nearest_hint(name, self.vocabulary.families)
                yield file.problem("no such family of metrics", "families", name, hint=hint)

    def _tables(self) -> dict[str, dict[str, Table]]:
        found: dict[str, dict[str, Table]] = {code: {} for code in self.codes}
        for path in sorted((self.folder / "tables").glob("*.toml")):
            if is_editors(path.name):
                continue
            if not _TABLE.fullmatch(path.name):
                hint = f"one file holds all languages: {path.name.partition('.')[0]}.toml"
                self.problems.append(Problem("is no name of a table", str(path), hint=hint))
                continue
            self.table_ids.append(path.stem)
            try:
                tables = load_table(path, path.stem, self.config.languages)
            except UserError as error:
                self.problems += error.problems
                continue
            for code, table in tables.items():
                found[code][path.stem] = table
        return found

    def _by_language(
        self, paths: Iterable[Path], pattern: re.Pattern[str]
    ) -> dict[str, dict[str, list[Path]]]:
        """Return name → language → files, in their order.

        What is not named by the pattern, of no known language or not translated is noted.
        """
        found: dict[str, dict[str, list[Path]]] = {}
        examples: dict[str, Path] = {}
        for path in paths:
            match = pattern.fullmatch(path.name)
            if path.name in _DATA or path.name.lower() == "readme.md" or is_editors(path.name):
                continue
            if match is None:
                self.problems.append(Problem("is not named name.language.ending", str(path)))
                continue
            start = match.start(match.lastindex or 0)
            name, code = path.name[: start - 1], match[match.lastindex or 0]
            examples[name] = path
            if code in self.codes:
                found.setdefault(name, {}).setdefault(code, []).append(path)
            elif path.is_relative_to(self.folder):
                message = f"{code!r} is not a language of article.toml"
                self.problems.append(
                    Problem(message, str(path), hint=nearest_hint(code, self.codes))
                )
        for name, known in examples.items():
            for code in self.codes:
                if code not in found.get(name, {}):
                    twin = known.with_name(re.sub(r"\.[^.]+(\.\w+)$", rf".{code}\1", known.name))
                    message = f"the translation of {known.name} is missing"
                    self.problems.append(Problem(message, str(twin)))
        return found


def _reading_problems(file: TomlFile) -> Iterator[Problem]:
    for name, reading in file.data.get("readings", {}).items():
        if not isinstance(reading, str) or not re.search(r"[가-힣]$", reading):
            yield file.problem("a reading ends in Hangul", "readings", name)


def _headings(source: str) -> Iterator[tuple[int, str, int]]:
    for found in _HEADING.finditer(source):
        id = _HEADING_ID.search(found[2] or "")
        yield len(found[1]), id[1] if id else "", source.count("\n", 0, found.start()) + 1
