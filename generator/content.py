"""Content: the sections, texts and tables of an article, read, checked and kept by language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator import charts, claims, lint, metrics
from generator.config import Config, load_config
from generator.errors import Problem, UserError
from generator.lint import Rules
from generator.metrics import Family
from generator.model import Unit
from generator.original import Original
from generator.parity import parity
from generator.published import Published
from generator.states.engine import Chosen, JudgedClaim, collect, nearest
from generator.tables import Table, load_table, table_parity, template_at
from generator.templating import Template, parse
from generator.tomlfile import TomlFile, read_text, read_toml
from generator.vocabulary import PUBLISHED, ClaimInfo, Vocabulary
from generator.words import Blocks, Library, Section, Words

# Texts of the pages and of metrics: the code fills in names.
WITH_VARIABLES = ("ui", "reasons", "definitions")
# Families of metrics that come from content, not from the code.
_FAMILIES = ("published", "change")
# Files in text/ that are no texts.
_DATA = ("original.toml",)

_SECTION = re.compile(r"(\d{3})-([a-z0-9-]+)\.([A-Za-z-]+)\.md")
_TOPIC = re.compile(r"([a-z0-9_-]+)\.([A-Za-z-]+)\.toml")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*)$", re.MULTILINE)
_HEADING_ID = re.compile(r"\{#([a-z][a-z0-9-]*)\}[ \t]*$")


@dataclass(frozen=True)
class Content:
    """An article as written: everything checked, nothing rendered yet."""

    folder: Path
    config: Config
    vocabulary: Vocabulary
    libraries: Mapping[str, Library]
    _sections: Mapping[str, tuple[Section, ...]]

    def sections(self, language: str) -> tuple[Section, ...]:
        """Return the sections of a language in order."""
        return self._sections[language]

    def text(self, topic: str, language: str, key: str) -> Template:
        """Return a text by its dotted key; a UserError names the nearest one."""
        texts = self.libraries[language].topics.get(topic, {})
        if key not in texts:
            file = str(self.folder / "text" / f"{topic}.{language}.toml")
            raise UserError(Problem("no such text", file, id=key, hint=nearest(key, texts)))
        return texts[key]

    def keys(self, topic: str, language: str) -> tuple[str, ...]:
        """Return the dotted keys of a topic, in the order of the file."""
        return tuple(self.libraries[language].topics.get(topic, {}))

    def tables(self) -> tuple[str, ...]:
        """Return the ids of the tables."""
        return tuple(next(iter(self.libraries.values())).tables)

    def templates(self) -> Iterator[tuple[str, Template]]:
        """Yield every text with its language: sections, topics, tables."""
        for code, library in self.libraries.items():
            for section in self._sections[code]:
                yield code, section.text
            for topic in library.topics.values():
                yield from ((code, text) for text in topic.values())
            for table in library.tables.values():
                yield from ((code, text) for text in table.templates())

    def choose(
        self, metrics: Any, judged: Mapping[str, JudgedClaim] | Iterable[Any] = ()
    ) -> Chosen:
        """Return the states of one date. Judged claims come by id or know their ``claim.id``."""
        by_id = judged if isinstance(judged, Mapping) else _by_id(judged)
        return Chosen(self.vocabulary.states, metrics, by_id)

    def words(
        self,
        language: str,
        chosen: Chosen,
        *,
        published: Published | None = None,
        blocks: Blocks | None = None,
        link_base: str = "",
        bind: bool = True,
    ) -> Words:
        """Return what says the texts of a language at the date of the chosen states."""
        return Words(
            language=self.config.language(language),
            chosen=chosen,
            library=self.libraries[language],
            vocabulary=self.vocabulary,
            original_published=self.config.original_published,
            published=published,
            blocks=blocks,
            link_base=link_base,
            bind=bind,
        )


def _by_id(judged: Iterable[Any]) -> Mapping[str, JudgedClaim]:
    return {each.claim.id: each for each in judged}


def load_content(folder: Path, vocabulary: Vocabulary, root: Path | None = None) -> Content:
    """Read an article and check it whole; a UserError lists every problem.

    A sub-article (its ``root`` is another folder) takes the topics that it lacks from the root.
    """
    config = load_config(folder, root)
    reader = _Reader(folder, root or folder, config, vocabulary)
    content = reader.read()
    problems = reader.problems or [*_checked(content, reader.names), *_compared(content)]
    if problems:
        raise UserError(sorted(dict.fromkeys(problems), key=_place))
    return content


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file or "", problem.line or 0, problem.message


def gather(content: Path) -> Vocabulary:
    """Return all that the code and the content folder offer; a UserError where they disagree."""
    published = Published.load(content / "published.toml")
    original = Original.load(content / "text" / "original.toml")
    vocabulary = Vocabulary(
        metrics=_units(published, original, metrics.declared()),
        states=collect(),
        claims={claim.id: ClaimInfo(claim.kind, claim.needs, claim.never) for claim in claims.CLAIMS},
        charts=tuple(charts.IDS),
        originals=original.numbers,
        facts={fact.id: fact.metric_unit for fact in published.facts},
        families={family.name: tuple(family.args) for family in metrics.families()},
    )
    problems = list(vocabulary.problems())
    if problems:
        raise UserError(problems)
    return vocabulary


def _units(
    published: Published, original: Original, declared: Mapping[str, tuple[Family, Mapping[str, str]]]
) -> dict[str, Unit]:
    units: dict[str, Unit] = {name: family.unit for name, (family, _) in declared.items()}
    for fact in published.facts:
        if fact.metric_unit:
            units[f"{PUBLISHED}{fact.id}"] = fact.metric_unit
    for number in original.changes():
        units[f"change.{number.key}"] = "pp" if number.unit == "ratio" else number.unit
    return units


class _Reader:
    """Reads the files of an article and gathers what is wrong with them."""

    def __init__(self, folder: Path, root: Path, config: Config, vocabulary: Vocabulary) -> None:
        self.folder = folder
        self.root = root
        self.config = config
        self.vocabulary = vocabulary
        self.codes = tuple(language.code for language in config.languages)
        self.problems: list[Problem] = []
        self.names: tuple[str, ...] = ()

    def read(self) -> Content:
        readings = self.glossary()
        topics = self.topics()
        tables = self.tables()
        libraries = {code: Library(topics[code], tables[code], readings) for code in self.codes}
        return Content(self.folder, self.config, self.vocabulary, libraries, self.sections())

    def glossary(self) -> dict[str, str]:
        """Read the names that hold digits and the readings of names, the root's and our own."""
        readings: dict[str, str] = {}
        names: list[str] = []
        for folder in dict.fromkeys((self.root, self.folder)):
            path = folder / "glossary.toml"
            if folder == self.root or path.exists():
                file = read_toml(path)
                names += file.data.get("names", [])
                readings |= file.data.get("readings", {})
                self.problems += _reading_problems(file)
        self.names = tuple(names)
        return readings

    def sections(self) -> dict[str, tuple[Section, ...]]:
        found: dict[str, list[Section]] = {code: [] for code in self.codes}
        for name, files in self.by_language((self.folder,), _SECTION, "*.md").items():
            for code, path in files.items():
                if section := self.section(name, code, path):
                    found[code].append(section)
        return {code: tuple(sections) for code, sections in found.items()}

    def section(self, name: str, code: str, path: Path) -> Section | None:
        try:
            source = read_text(path)
            text = parse(source, str(path))
        except UserError as error:
            self.problems += error.problems
            return None
        headings = list(_headings(source))
        for level, id, line in headings:
            if not id:
                hint = "end it with {#its-id}"
                self.problems.append(
                    Problem(f"a heading of level {level} has no id", str(path), line, hint=hint)
                )
        return Section(name.partition("-")[2], code, text, tuple(headings))

    def topics(self) -> dict[str, dict[str, dict[str, Template]]]:
        found: dict[str, dict[str, dict[str, Template]]] = {code: {} for code in self.codes}
        folders = tuple(folder / "text" for folder in dict.fromkeys((self.root, self.folder)))
        for topic, files in self.by_language(folders, _TOPIC, "*.toml").items():
            for code, path in files.items():
                found[code][topic] = self.topic(topic, path)
        return found

    def topic(self, topic: str, path: Path) -> dict[str, Template]:
        try:
            file = read_toml(path)
        except UserError as error:
            self.problems += error.problems
            return {}
        texts: dict[str, Template] = {}
        for keys in self.strings(file, file.data, ()):
            needs, why = self.claim_ids(keys) if topic == "claims" else ((), ())
            text, problems = template_at(file, keys, needs=needs, why=why)
            self.problems += problems
            texts[text.id] = text
        if topic == "claims":
            self.problems += self.claim_problems(file)
        if topic == "definitions":
            self.problems += self.definition_problems(file)
        return texts

    def strings(
        self, file: TomlFile, table: Any, keys: tuple[str, ...]
    ) -> Iterator[tuple[str, ...]]:
        for key, value in table.items():
            if isinstance(value, str):
                yield (*keys, key)
            elif isinstance(value, dict):
                yield from self.strings(file, value, (*keys, key))
            else:
                self.problems.append(file.problem("is neither a text nor a table", *keys, key))

    def claim_ids(self, keys: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return which metrics are there, and which may lack, where a claim's evidence is shown."""
        claim = self.vocabulary.claims.get(keys[0])
        if claim is None or keys[1:2] != ("evidence",):
            return (), ()
        return ((), claim.needs) if keys[-1] == "untestable" else (claim.needs, ())

    def claim_problems(self, file: TomlFile) -> Iterator[Problem]:
        claims = self.vocabulary.claims
        for name in file.data:
            if name not in claims:
                yield file.problem("no such claim", name, hint=nearest(name, claims))
        for name in claims:
            if name not in file.data:
                yield file.problem(f"the claim {name} has no text")

    def definition_problems(self, file: TomlFile) -> Iterator[Problem]:
        defined = file.data.get("families", {})
        for name in self.vocabulary.families:
            if not isinstance(defined.get(name), dict) or "label" not in defined[name]:
                yield file.problem(f"the metrics {name} have no label", "families", name)
        for name in defined:
            if name not in (*self.vocabulary.families, *_FAMILIES):
                hint = nearest(name, self.vocabulary.families)
                yield file.problem("no such family of metrics", "families", name, hint=hint)

    def tables(self) -> dict[str, dict[str, Table]]:
        found: dict[str, dict[str, Table]] = {code: {} for code in self.codes}
        folders = (self.folder / "tables",)
        for name, files in self.by_language(folders, _TOPIC, "*.toml").items():
            for code, path in files.items():
                try:
                    found[code][name] = load_table(path, name)
                except UserError as error:
                    self.problems += error.problems
        return found

    def by_language(
        self, folders: tuple[Path, ...], pattern: re.Pattern[str], files: str
    ) -> dict[str, dict[str, Path]]:
        """Return name → language → file; a later folder's files stand in for an earlier one's.

        What is not named by the pattern, of no known language or not translated is noted.
        """
        found: dict[str, dict[str, Path]] = {}
        for path in (path for folder in folders for path in sorted(folder.glob(files))):
            match = pattern.fullmatch(path.name)
            if path.name in _DATA or path.name.lower() == "readme.md":
                continue
            if match is None:
                self.problems.append(Problem("is not named name.language.ending", str(path)))
                continue
            start = match.start(match.lastindex or 0)
            name, code = path.name[: start - 1], match[match.lastindex or 0]
            if code in self.codes:
                found.setdefault(name, {})[code] = path
            elif path.is_relative_to(self.folder):
                message = f"{code!r} is not a language of article.toml"
                self.problems.append(Problem(message, str(path), hint=nearest(code, self.codes)))
        for by_code in found.values():
            known = next(iter(by_code.values()))
            for code in self.codes:
                if code not in by_code:
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
        id = _HEADING_ID.search(found[2])
        yield len(found[1]), id[1] if id else "", source.count("\n", 0, found.start()) + 1


def _checked(content: Content, names: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the problems that each text has by itself."""
    for language in content.config.languages:
        code = language.code
        library = content.libraries[code]
        rules = Rules(content.vocabulary, language, tuple(library.tables), names)
        for section in content.sections(code):
            yield from lint.check(section.text, rules, blocks=True)
        for topic, texts in library.topics.items():
            for text in texts.values():
                yield from lint.check(text, rules, variables=topic in WITH_VARIABLES)
        for table in library.tables.values():
            for text in table.templates():
                yield from lint.check(text, rules)
        yield from _twice(content.sections(code))


def _twice(sections: tuple[Section, ...]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for section in sections:
        for _, id, line in section.headings:
            if id in seen:
                message = f"the heading id {id} is used in {seen[id]} too"
                yield Problem(message, section.text.file, line, id)
            seen[id] = section.text.file


def _compared(content: Content) -> Iterator[Problem]:
    """Yield where languages differ from the first one."""
    first, *others = (language.code for language in content.config.languages)
    for code in others:
        pairs = zip(content.sections(first), content.sections(code), strict=True)
        for one, other in pairs:
            yield from _same_headings(one, other)
            yield from parity(one.text, other.text)
        mine, theirs = content.libraries[first], content.libraries[code]
        for topic, texts in mine.topics.items():
            yield from _same_texts(texts, theirs.topics[topic])
        for name, table in mine.tables.items():
            yield from table_parity(table, theirs.tables[name])


def _same_headings(one: Section, other: Section) -> Iterator[Problem]:
    mine = [(level, id) for level, id, _ in one.headings]
    theirs = [(level, id) for level, id, _ in other.headings]
    if mine == theirs:
        return
    number = next(
        (n for n, (a, b) in enumerate(zip(mine, theirs, strict=False)) if a != b),
        min(len(mine), len(theirs)),
    )
    line = other.headings[number][2] if number < len(theirs) else None
    here = _heading_name(theirs, number)
    there = _heading_name(mine, number)
    message = f"heading {number + 1} is {here}, in {one.text.file} it is {there}"
    yield Problem(message, other.text.file, line)


def _heading_name(headings: list[tuple[int, str]], number: int) -> str:
    if number >= len(headings):
        return "missing"
    level, id = headings[number]
    return f"{'#' * level} {id}"


def _same_texts(one: Mapping[str, Template], other: Mapping[str, Template]) -> Iterator[Problem]:
    for texts, twins in ((one, other), (other, one)):
        elsewhere = next((twin.file for twin in twins.values()), "the other language")
        for key, text in texts.items():
            if key not in twins:
                yield text.problem(f"has no counterpart in {elsewhere}")
    for key in one.keys() & other.keys():
        yield from parity(one[key], other[key])
