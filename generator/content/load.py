"""Content: the sections, texts and tables of an article, read, checked and kept by language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from generator import charts, claims, metrics
from generator.content.read import DOSSIER, ArticleTexts, Reader
from generator.content.review import (
    check_places,
    check_sections,
    check_texts,
    compare_sections,
    compare_texts,
    known_names,
)
from generator.content.tools import tools
from generator.core.cache import BuildCache
from generator.core.colours import low_contrast
from generator.core.errors import Problem, UserError, nearest_hint
from generator.core.model import Unit
from generator.core.registry import add_package
from generator.core.settings import Config, base_of, load_config
from generator.core.toml import read_toml
from generator.language.renderer import Renderer
from generator.language.states import Chosen, collect
from generator.language.template import Template
from generator.language.texts import Blocks, Section, Wording
from generator.language.vocabulary import PUBLISHED, ClaimInfo, Vocabulary
from generator.metrics import Family
from generator.snapshot import series
from generator.snapshot.original import ORIGINAL, Original
from generator.snapshot.published import Published


@dataclass(frozen=True)
class Content:
    """An article as written: everything checked, nothing rendered yet.

    ``path`` is where it stands in the site: nothing for the first article, else its folder's name
    and a slash.
    """

    folder: Path
    path: str
    config: Config
    vocabulary: Vocabulary
    wordings: Mapping[str, Wording]
    _sections: Mapping[str, tuple[Section, ...]]
    warnings: tuple[Problem, ...] = ()

    def sections(self, language: str, page: str = "") -> tuple[Section, ...]:
        """Return the sections of the article, or of a page of the dossier, in order."""
        return tuple(each for each in self._sections[language] if each.page == page)

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """Return the names of the dossier's pages, in the order of their titles."""
        there = {each.page for sections in self._sections.values() for each in sections}
        titles = self.keys(DOSSIER, self.config.default_language)
        named = dict.fromkeys(key.partition(".")[0] for key in titles)
        return tuple(name for name in named if name in there)

    def digest(self, language: str) -> str:
        """Return what names the texts of all sections of a language, the dossier's too."""
        return "-".join(each.digest for each in self._sections[language])

    def text(self, topic: str, language: str, key: str) -> Template:
        """Return a text by its dotted key; a UserError names the nearest one."""
        texts = self.wordings[language].topics.get(topic, {})
        if key not in texts:
            file = str(self.folder / "text" / f"{topic}.{language}.toml")
            raise UserError(Problem("no such text", file, id=key, hint=nearest_hint(key, texts)))
        return texts[key]

    def keys(self, topic: str, language: str) -> tuple[str, ...]:
        """Return the dotted keys of a topic, in the order of the file."""
        return tuple(self.wordings[language].topics.get(topic, {}))

    def tables(self) -> tuple[str, ...]:
        """Return the ids of the tables."""
        return tuple(next(iter(self.wordings.values())).tables)

    def templates(self) -> Iterator[tuple[str, Template]]:
        """Yield every text with its language: sections, topics, tables."""
        for code, wording in self.wordings.items():
            for section in self._sections[code]:
                yield code, section.text
            for topic in wording.topics.values():
                yield from ((code, text) for text in topic.values())
            for table in wording.tables.values():
                yield from ((code, text) for text in table.templates())

    def words(
        self,
        language: str,
        chosen: Chosen,
        *,
        published: Published | None = None,
        blocks: Blocks | None = None,
        link_base: str = "",
        bind: bool = True,
    ) -> Renderer:
        """Return what says the texts of a language at the date of the chosen states."""
        return Renderer(
            language=self.config.language(language),
            chosen=chosen,
            wording=self.wordings[language],
            vocabulary=self.vocabulary,
            published=published,
            blocks=blocks,
            link_base=link_base,
            bind=bind,
        )


def load_content(
    folder: Path, vocabulary: Vocabulary, root: Path | None = None, cache: BuildCache | None = None
) -> Content:
    """Read an article and check it whole; a UserError lists every problem.

    It takes the interface's texts that it lacks from the article that it extends. ``root`` is the
    first article of its site, if that is another. What ``cache`` holds was checked when read.
    """
    config = load_config(folder)
    reader = Reader(folder, base_of(folder), config, vocabulary)
    problems: list[Problem] = []

    def read_texts() -> tuple[ArticleTexts, list[Problem]]:
        found = reader.texts()
        told = [*reader.problems, *check_texts(found, config, vocabulary)]
        if not reader.problems:
            told += compare_texts(found, known_names(found, vocabulary))
        return found, told

    # By the folder's name as well, as each text knows its file.
    texts, told = (cache or BuildCache()).get(f"texts {folder}", read_texts)
    problems += told
    sections = reader.sections()
    problems += check_sections(sections, texts, config, vocabulary)
    if not reader.problems:
        problems += compare_sections(sections, known_names(texts, vocabulary))
        problems += check_places(sections, texts)
    problems = sorted(
        dict.fromkeys([*problems, *reader.problems, *low_contrast(config)]), key=_place
    )
    if errors := [each for each in problems if not each.warning]:
        raise UserError(errors)
    path = "" if root in (None, folder) else f"{folder.name}/"
    found = Content(folder, path, config, vocabulary, texts.wordings, sections)
    return replace(found, warnings=tuple(problems))


def _place(problem: Problem) -> tuple[str, int, str]:
    return problem.file or "", problem.line or 0, problem.message


def load_vocabulary(
    folder: Path,
    published: Published | None = None,
    original: Original | None = None,
) -> Vocabulary:
    """Return all that the code and an article's folder offer; a UserError where they disagree.

    The two files of the folder may be given as read.
    """
    file = folder / "published.toml"
    published = published or Published.load(file)
    config = load_config(folder)
    series.check(config)
    add_package(folder, config.package)
    languages = [language.code for language in config.languages]
    original = original or Original.load(folder / ORIGINAL)
    declared = metrics.declared(config)
    shown = {family.name for family, _ in declared.values()}
    vocabulary = Vocabulary(
        metrics=_units(published, original, declared),
        states=collect(config.package),
        claims={each.id: claim_info(each) for each in claims.claims(config.package)},
        charts=tuple(charts.registered(config.package)),
        tools=tuple(tools(config.package)),
        originals=original.numbers,
        facts={fact.id: fact.metric_unit for fact in published.facts},
        series={each.key: each.name for each in config.series},
        families={
            family.name: tuple(family.args)
            for family in metrics.families(config.package)
            if family.name in shown
        },
    )
    lacking = (replace(each, file=str(file)) for each in published.untranslated(languages))
    settings = read_toml(config.path)
    headlines = (
        settings.problem(
            "no such metric", "headlines", name, hint=nearest_hint(name, vocabulary.metrics)
        )
        for name in config.headlines
        if name not in vocabulary.metrics
    )
    problems = [*vocabulary.problems(), *lacking, *headlines]
    if problems:
        raise UserError(problems)
    return vocabulary


def claim_info(claim: claims.Claim) -> ClaimInfo:
    """Return what texts must know of a claim."""
    substitute = claim.substitute
    texts = [
        *("statement", "rule", "evidence.untestable"),
        *(["numbers"] if claim.answers else []),
        *(f"evidence.{each}" for each in claim.answers),
        *(f"published.{each}" for each in (substitute.answers if substitute else ())),
        *(["would_test"] if claim.own_test else []),
        *(["change"] if claim.revised else []),
    ]
    stand_in = substitute.needs if substitute else ()
    return ClaimInfo(claim.kind, claim.needs, claim.possible, stand_in, tuple(texts))


def _units(
    published: Published,
    original: Original,
    declared: Mapping[str, tuple[Family, Mapping[str, str]]],
) -> dict[str, Unit]:
    units: dict[str, Unit] = {name: family.unit for name, (family, _) in declared.items()}
    for fact in published.facts:
        if fact.metric_unit:
            units[f"{PUBLISHED}{fact.id}"] = fact.metric_unit
    for number in original.changes():
        units[f"change.{number.key}"] = "pp" if number.unit == "ratio" else number.unit
    return units
