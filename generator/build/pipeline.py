"""A build: data → verdicts → charts → pages, written aside and swapped in whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.charts.render import Drawer
from generator.core.cache import Kept
from generator.core.errors import Problem, UserError
from generator.core.inputs import ROOT, site_keys

if TYPE_CHECKING:
    from generator.charts.export import Draft
    from generator.claims.history import Changes, History
    from generator.content.edition import Edition
    from generator.content.load import Content

TEMPLATES = ROOT / "templates"
Progress = Callable[[str], None]


def build(
    data: Path,
    content: Path,
    site: Path,
    as_of: str | None = None,
    progress: Progress = lambda step: None,
) -> int:
    """Build the site and return its number of files; ``as_of`` is a month ``YYYY-MM`` or None.

    Raises:
        UserError: with every problem found; the site that stands is untouched.
    """
    from generator.build.output import replace

    # The worker is forked here, before the imports that would double its memory.
    with Drawer() as drawer:
        _, key = site_keys(data, content, as_of)
        kept = Kept(key)
        files = make(data, content, drawer, as_of, progress, kept)
    if site_keys(data, content, as_of)[1] == key:
        # Else something was edited meanwhile, and who knows which text was read.
        kept.save()
    progress("write")
    replace(site, files)
    return len(files)


def make(
    data: Path,
    content_folder: Path,
    drawer: Drawer,
    as_of: str | None = None,
    progress: Progress = lambda step: None,
    kept: Kept | None = None,
) -> dict[str, bytes]:
    """Return every file of a site by its path: the article's, then other articles' in folders.

    ``kept`` is what earlier builds made of the same inputs.
    """
    progress("read")
    from generator.claims.history import History
    from generator.content.load import gather, load_content
    from generator.core.settings import find_articles
    from generator.snapshot.original import Original
    from generator.snapshot.published import Published
    from generator.snapshot.view import load

    published = Published.load(content_folder / "published.toml")
    original = Original.load(content_folder / "text" / "original.toml")
    snapshot = load(data, published)
    kept = kept or Kept()
    vocabulary = gather(content_folder, published, original)
    articles = [
        load_content(folder, vocabulary, content_folder, kept)
        for folder in find_articles(content_folder)
    ]
    history = History(snapshot, original)
    day = month_end(history, as_of) if as_of else None

    files: dict[str, bytes] = {}
    for content in articles:
        others = articles[1:] if content is articles[0] else []
        made = _article(content, others, history, day, drawer, progress, kept)
        files |= {f"{content.path}{path}": body for path, body in made.items()}
    return files


def _article(
    content: Content,
    others: Sequence[Content],
    history: History,
    day: date | None,
    drawer: Drawer,
    progress: Progress,
    kept: Kept,
) -> dict[str, bytes]:
    """Return the files of one article by their paths; ``others`` are those it leads to."""
    from generator.content.edition import edition
    from generator.metrics.windows import PUBLISHED_ON
    from generator.pages import site as pages
    from generator.pages.address import find_address
    from generator.pages.editions import edition_days
    from generator.pages.figures import figures
    from generator.pages.frame import Frame, facts

    progress("judge")
    current = edition(content, history, day)
    config = content.config

    progress("draw")
    charts = f"{content.path}charts"
    drafts = {} if kept.has(charts) else drafted(current, drawer)

    progress("pages")
    frame = Frame(
        config=config,
        content=content,
        address=find_address(config).within(content.path),
        templates=TEMPLATES,
        facts=facts(current),
        kept=kept,
    )
    days = edition_days(history.month_ends, current.as_of, config.editions, PUBLISHED_ON)
    then = cache(lambda each: edition(content, history, each))
    past = [then(each) for each in days]
    changed = frame.keep("periods", lambda: periods(history, content, current.as_of))
    site = pages.Site(
        frame, current, past, changed, then, [edition(each, history, day) for each in others]
    )
    pages.quiet_pages(site)
    found = kept.get(
        charts, lambda: {lang: figures(drafts[lang], drawer) for lang in site.languages}
    )
    pages.drawn_pages(site, found, drawer)
    pages.data_files(site, found[site.languages[0]].values())
    pages.machine_files(site, TEMPLATES)
    return site.out.files


def drafted(edition: Edition, drawer: Drawer) -> dict[str, dict[str, Draft]]:
    """Return an edition's charts by language and id, and have the drawer begin."""
    from generator.charts import IDS
    from generator.charts.data import Evidence
    from generator.charts.export import Texts, draft, gather

    judged = tuple(edition.judged.values())
    evidence = Evidence(edition.view, edition.metrics, judged, edition.history)
    languages = [language.code for language in edition.content.config.languages]
    texts = {lang: Texts(edition.words(lang)) for lang in languages}
    drafts: dict[str, dict[str, Draft]] = {lang: {} for lang in languages}
    for name in IDS:
        gathered = gather(name, evidence)
        for lang, found in drafts.items():
            found[name] = draft(gathered, texts[lang])
            drawer.ask(found[name].specs)
    return drafts


def month_end(history: History, month: str) -> date:
    """Return the last session of a month; a UserError where the data has no such month."""
    from generator.core.months import month_of, month_text

    # An edition is compared with the month-end before it, which the first one lacks.
    ends = history.month_ends[1:]
    for day in ends:
        if month_text(month_of(day)) == month:
            return day
    hint = f"from {month_text(month_of(ends[0]))} to {month_text(month_of(ends[-1]))}"
    raise UserError(Problem(f"no edition can be built for {month!r}", hint=hint))


def periods(history: History, content: Content, as_of: date) -> dict[str, Changes]:
    """Return what changed since the last edition and, once later, since the original."""
    from generator.metrics.windows import PUBLISHED_ON

    states = tuple(content.vocabulary.states.values())
    found = {"last": history.changes(history.previous(as_of), as_of, states)}
    if as_of > PUBLISHED_ON:
        found["published"] = history.changes(PUBLISHED_ON, as_of, states)
    return found
