"""The steps of a build, in the order in which ``pipeline.py`` takes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from generator.build.fonts import begin_cutting
from generator.charts import registered
from generator.charts.export import Figure, Texts, draft, finish, gather
from generator.charts.model import Evidence
from generator.charts.render import Drawer
from generator.claims.history import Changes, History
from generator.content.edition import Edition, edition
from generator.content.load import Content, load_content
from generator.content.load import gather as gather_vocabulary
from generator.core.cache import Kept, bound
from generator.core.errors import Problem, UserError
from generator.core.inputs import CACHE, ROOT
from generator.core.months import month_of, month_text
from generator.core.publisher import check_publisher
from generator.core.settings import find_articles, load_config
from generator.language.environment import save_compiled
from generator.metrics.windows import PUBLISHED_ON
from generator.pages import cards, site
from generator.pages.address import find_address
from generator.pages.editions import edition_days
from generator.pages.frame import Frame, facts
from generator.snapshot.original import Original
from generator.snapshot.published import Published
from generator.snapshot.view import load

TEMPLATES = ROOT / "templates"

CLAIM = "claim:"
"""Before the id of a claim whose picture is drawn: a chart may have the same."""

Figures = dict[str, dict[str, Figure]]
"""Charts with their drawings by language and id."""


@dataclass(frozen=True)
class Inputs:
    """What a build reads: the articles, the root's first, and the snapshot through time.

    ``day`` is the month-end that is built instead of the snapshot's own date, if any.
    """

    articles: tuple[Content, ...]
    history: History
    day: date | None
    kept: Kept

    def others(self, article: Content) -> tuple[Content, ...]:
        """Return the articles that an article leads to: the root's to all, the others to none."""
        return self.articles[1:] if article is self.articles[0] else ()


# --- Read -----------------------------------------------------------------------------------------


def read(
    data: Path, content: Path, as_of: str | None, kept: Kept, warn: Callable[[Problem], None]
) -> Inputs:
    """Read snapshot, texts and settings, check them, and tell what may be a mistake.

    Raises:
        UserError: with every problem found, or where the data has no month ``as_of``.
    """
    check_publisher(config := load_config(content))
    published = Published.load(content / "published.toml")
    original = Original.load(content / "text" / "original.toml")
    snapshot = load(data, published, config.package, config.added)
    vocabulary = gather_vocabulary(content, published, original)
    articles = tuple(
        load_content(folder, vocabulary, content, kept) for folder in find_articles(content)
    )
    for article in articles:
        for problem in article.warnings:
            warn(problem)
    history = History(snapshot, original)
    return Inputs(articles, history, month_end(history, as_of) if as_of else None, kept)


def month_end(history: History, month: str) -> date:
    """Return the last session of a month; a UserError where the data has no such month."""
    # An edition is compared with the month-end before it, which the first one lacks.
    ends = history.month_ends[1:]
    for day in ends:
        if month_text(month_of(day)) == month:
            return day
    hint = f"from {month_text(month_of(ends[0]))} to {month_text(month_of(ends[-1]))}"
    raise UserError(Problem(f"no edition can be built for {month!r}", hint=hint))


def begin_fonts(content: Path, inputs: Inputs) -> Callable[[], dict[str, bytes]]:
    """Have the fonts cut for what the texts need; return what waits for their files."""
    languages = [each for article in inputs.articles for each in article.config.languages]
    wait = begin_cutting(content, languages)

    def files() -> dict[str, bytes]:
        cut = wait()
        return {
            f"{article.path}{path}": font
            for article in inputs.articles
            for language in article.config.languages
            for path, font in cut[language.code].items()
        }

    return files


# --- Judge ----------------------------------------------------------------------------------------


def judge(article: Content, inputs: Inputs) -> Edition:
    """Return the article's edition: its texts with metrics and verdicts of its day."""
    return edition(article, inputs.history, inputs.day)


def changes(current: Edition, inputs: Inputs) -> dict[str, Changes]:
    """Return what changed since the last edition and, once later, since the original."""
    history, as_of = inputs.history, current.as_of
    states = tuple(current.content.vocabulary.states.values())
    found = {"last": history.changes(history.previous(as_of), as_of, states)}
    if as_of > PUBLISHED_ON:
        found["published"] = history.changes(PUBLISHED_ON, as_of, states)
    return found


# --- Draw -----------------------------------------------------------------------------------------


def begin_drawing(current: Edition, inputs: Inputs, drawer: Drawer) -> Callable[[], Figures]:
    """Have every chart drawn in every language; return what waits for them."""
    originals = current.content.vocabulary.originals
    evidence = Evidence(current.view, current.metrics, current.history, originals)
    languages = [language.code for language in current.content.config.languages]
    texts = {lang: Texts(current.words(lang)) for lang in languages}
    charts = registered(current.content.config.package)

    # Into the cache, where the pages find them: half the time of a build that makes them there.
    def draw(name: str) -> dict[str, Figure]:
        if name.startswith(CLAIM):
            claim = current.judged[name.removeprefix(CLAIM)]
            for lang in languages:
                drawer.png(cards.of_claim(current, lang, claim))
            return {}
        gathered = gather(charts[name], evidence)
        drafts = {lang: draft(gathered, texts[lang]) for lang in languages}
        made = {
            lang: finish(each, [drawer.svg(spec) for spec in each.specs])
            for lang, each in drafts.items()
        }
        for lang, figure in made.items():
            drawer.png(cards.of_chart(current, lang, figure))
        return made

    kept = f"{current.content.path}charts"
    if inputs.kept.has(kept):
        return lambda: inputs.kept.get(kept, dict)
    wait = drawer.begin(draw, (*charts, *(f"{CLAIM}{each}" for each in current.judged)))

    def figures() -> Figures:
        made = wait()
        return {lang: {name: made[name][lang] for name in charts} for lang in languages}

    return lambda: inputs.kept.get(kept, figures)


# --- Pages ----------------------------------------------------------------------------------------


def pages(
    current: Edition, inputs: Inputs, figures: Callable[[], Figures], drawer: Drawer
) -> dict[str, bytes]:
    """Return the files of an article's site; the drawings are waited for as late as possible."""
    content, history, kept = current.content, inputs.history, inputs.kept
    frame = Frame(
        config=content.config,
        content=content,
        address=find_address(content.config).within(content.path),
        templates=TEMPLATES,
        facts=facts(current),
        as_of=current.as_of,
        kept=kept,
    )
    days = edition_days(history.month_ends, current.as_of, content.config.editions, PUBLISHED_ON)
    then = cache(lambda day: edition(content, history, day))
    made = site.Site(
        frame,
        current,
        past=[then(day) for day in days],
        periods=frame.keep("periods", lambda: changes(current, inputs)),
        then=then,
        others=[judge(each, inputs) for each in inputs.others(content)],
    )
    site.quiet_pages(made)
    found = figures()
    site.drawn_pages(made, found, drawer)
    site.data_files(made, [each for of in found.values() for each in of.values()])
    site.machine_files(made, TEMPLATES)
    return made.out.files


# --- Remember -------------------------------------------------------------------------------------


def remember(kept: Kept, files: Mapping[str, bytes]) -> None:
    """Store what was made for the next build, in a cache no larger than the site."""
    kept.save()
    save_compiled()
    bound(CACHE, sum(map(len, files.values())))
