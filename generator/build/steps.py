"""The steps of a build, in the order in which ``pipeline.py`` takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cache as once
from pathlib import Path

from generator.build.fonts import begin_cutting
from generator.charts import registered
from generator.charts.figure import Figure, make_figure, read_frame
from generator.charts.model import Evidence
from generator.charts.render import Drawer
from generator.claims.history import Changes, History
from generator.content.edition import Edition, edition
from generator.content.load import Content, load_content
from generator.content.load import load_vocabulary as gather_vocabulary
from generator.core.cache import BuildCache, limit_size
from generator.core.errors import Problem, UserError
from generator.core.inputs import CACHE, ROOT, base_folders
from generator.core.months import month_of, month_text
from generator.core.publisher import check_publisher
from generator.core.settings import data_folder, find_articles, load_config
from generator.language.environment import save_bytecode
from generator.pages import cards, site
from generator.pages.address import find_address
from generator.pages.assets import font_path
from generator.pages.editions import edition_days
from generator.pages.frame import Frame, facts
from generator.snapshot.original import ORIGINAL, Original
from generator.snapshot.published import Published
from generator.snapshot.view import load

TEMPLATES = ROOT / "templates"

CLAIM = "claim:"
"""Before the id of a claim whose picture is drawn: a chart may have the same."""

Figures = dict[str, dict[str, Figure]]
"""Charts with their drawings by language and id."""


@dataclass(frozen=True)
class Article:
    """An article as written, and its snapshot through time.

    ``day`` is the month-end that is built instead of the snapshot's own date, if any.
    """

    content: Content
    history: History
    day: date | None = None


@dataclass(frozen=True)
class Inputs:
    """What a build reads: the articles, the root's first."""

    articles: tuple[Article, ...]
    cache: BuildCache

    def others(self, content: Content) -> tuple[Article, ...]:
        """Return the articles that an article leads to: the root's to all, the others to none."""
        return self.articles[1:] if content is self.articles[0].content else ()


# --- Read -----------------------------------------------------------------------------------------


def read(
    data: Path,
    content: Path,
    as_of: str | None,
    cache: BuildCache,
    warn: Callable[[Problem], None],
    *,
    alone: bool = False,
) -> Inputs:
    """Read snapshot, texts and settings, check them, and tell what may be a mistake.

    ``alone`` leaves out the articles that have data of their own.

    Raises:
        UserError: with every problem found, or where the data has no month ``as_of``.
    """
    check_publisher(load_config(content))
    found = [
        _article(folder, content, data, cache, warn)
        for folder in find_articles(content)
        if folder == content or not alone or data_folder(folder) == data_folder(content)
    ]
    if as_of is None:
        return Inputs(tuple(found), cache)
    days: list[date | None] = [month_end(found[0].history, as_of)]
    for each in found[1:]:
        try:
            days.append(month_end(each.history, as_of))
        except UserError as error:  # it is younger than that, or its exchange had no session
            days.append(None)
            for problem in error.problems:
                warn(replace(problem, file=str(each.content.folder), warning=True))
    both = zip(found, days, strict=True)
    return Inputs(tuple(replace(each, day=day) for each, day in both if day), cache)


def _article(
    folder: Path, root: Path, data: Path, cache: BuildCache, warn: Callable[[Problem], None]
) -> Article:
    """Read one article: ``data`` is the snapshot of the root's."""
    published = Published.load(folder / "published.toml")
    original = Original.load(folder / ORIGINAL)
    vocabulary = gather_vocabulary(folder, published, original)
    content = load_content(folder, vocabulary, root, cache)
    for problem in content.warnings:
        warn(problem)
    own = data if folder == root else data_folder(folder)
    snapshot = load(data if own == root / "data" else own, content.config, published)
    return Article(content, History(snapshot, original))


def month_end(history: History, asked: str) -> date:
    """Return the last session of a month, or the last month-end by a day.

    Raises:
        UserError: where the data has no such month, or no month-end by that day.
    """
    # An edition is compared with the month-end before it, which the first one lacks.
    ends = history.month_ends[1:]
    months = {month_text(month_of(day)): day for day in ends}
    if asked in months:
        return months[asked]
    with suppress(ValueError):
        day = date.fromisoformat(asked)
        if ends[0] <= day <= history.snapshot.as_of:
            return max(end for end in ends if end <= day)
    hint = f"from {month_text(month_of(ends[0]))} to {month_text(month_of(ends[-1]))}"
    raise UserError(Problem(f"no edition can be built for {asked!r}", hint=hint))


def begin_fonts(root: Path, inputs: Inputs) -> Callable[[], dict[str, bytes]]:
    """Have the fonts cut for what the texts need; return what waits for their files."""
    contents = [each.content for each in inputs.articles]
    languages = [each for content in contents for each in content.config.languages]
    wait = begin_cutting((root, *base_folders(root)), languages)

    def files() -> dict[str, bytes]:
        cut = wait()
        return {
            f"{content.path}{font_path(language.code, weight)}": font
            for content in contents
            for language in content.config.languages
            for weight, font in cut[language.code].items()
        }

    return files


# --- Judge ----------------------------------------------------------------------------------------


def judge(article: Article) -> Edition:
    """Return the article's edition: its texts with metrics and verdicts of its day."""
    return edition(article.content, article.history, article.day)


def changes(current: Edition) -> dict[str, Changes]:
    """Return what changed since the last edition and, once later, since the original."""
    history, as_of = current.history, current.as_of
    states = tuple(current.content.vocabulary.states.values())
    found = {"last": history.changes(history.previous(as_of), as_of, states)}
    original = current.content.config.original_date
    if original and as_of > original:
        found["published"] = history.changes(original, as_of, states)
    return found


# --- Draw -----------------------------------------------------------------------------------------


def begin_drawing(current: Edition, inputs: Inputs, drawer: Drawer) -> Callable[[], Figures]:
    """Have every chart drawn in every language; return what waits for them."""
    originals = current.content.vocabulary.originals
    evidence = Evidence(current.view, current.metrics, current.history, originals)
    languages = [language.code for language in current.content.config.languages]
    words = {lang: current.words(lang) for lang in languages}
    charts = registered(current.content.config.package)

    # Into the cache, where the pages find them: half the time of a build that makes them there.
    def draw(name: str) -> dict[str, Figure]:
        if name.startswith(CLAIM):
            claim = current.judged[name.removeprefix(CLAIM)]
            for lang in languages:
                drawer.png(cards.claim_card(current, lang, claim))
            return {}
        frame = read_frame(charts[name], evidence)
        undrawn = {lang: make_figure(frame, words[lang]) for lang in languages}
        made = {lang: each.drawn(drawer.svg) for lang, each in undrawn.items()}
        for lang, figure in made.items():
            drawer.png(cards.chart_card(current, lang, figure))
        return made

    name = f"{current.content.path}charts"
    if inputs.cache.has(name):
        return lambda: inputs.cache.get(name, dict)
    wait = drawer.begin(draw, (*charts, *(f"{CLAIM}{each}" for each in current.judged)))

    def figures() -> Figures:
        made = wait()
        return {lang: {name: made[name][lang] for name in charts} for lang in languages}

    return lambda: inputs.cache.get(name, figures)


# --- Pages ----------------------------------------------------------------------------------------


def pages(
    current: Edition, inputs: Inputs, figures: Callable[[], Figures], drawer: Drawer
) -> dict[str, bytes]:
    """Return the files of an article's site; the drawings are waited for as late as possible."""
    content, history, cache = current.content, current.history, inputs.cache
    frame = Frame(
        config=content.config,
        content=content,
        address=find_address(content.config).within(content.path),
        templates=TEMPLATES,
        facts=facts(current),
        as_of=current.as_of,
        cache=cache,
    )
    config = content.config
    days = edition_days(history.month_ends, current.as_of, config.editions, config.original_date)
    then = once(lambda day: edition(content, history, day))
    made = site.Site(
        frame,
        current,
        past=[then(day) for day in days],
        periods=frame.cached("periods", lambda: changes(current)),
        then=then,
        others=[judge(each) for each in inputs.others(content)],
    )
    site.add_pages_without_charts(made)
    found = figures()
    site.add_pages_with_charts(made, found, drawer)
    site.add_data_files(made, [each for of in found.values() for each in of.values()])
    site.add_machine_files(made, TEMPLATES)
    return made.files


# --- Remember -------------------------------------------------------------------------------------


def store_caches(cache: BuildCache, files: Mapping[str, bytes]) -> None:
    """Store what was made for the next build, in a cache no larger than the site."""
    cache.save()
    save_bytecode()
    limit_size(CACHE, sum(map(len, files.values())))
