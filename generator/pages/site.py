"""All files of a site: the one place that says which pages there are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from generator.charts.figure import Figure
from generator.charts.palette import resolved
from generator.charts.render import Drawer
from generator.charts.standalone import standalone
from generator.claims.history import Changes
from generator.content.edition import Edition
from generator.content.tools import tools
from generator.language.renderer import Renderer
from generator.pages import assets, cards, changes, downloads, extras, feeds, news
from generator.pages.article import LEAD, article
from generator.pages.blocks import PageBlocks
from generator.pages.claims import claims_json
from generator.pages.dossier import charts_of, dossier_page, evidence_page, moved_places
from generator.pages.editions import edition_page, editions_page
from generator.pages.feeds import Listed
from generator.pages.figures import sheet
from generator.pages.frame import Frame, Page
from generator.pages.ledger import claim_page, ledger
from generator.pages.methods import methods

DATA = "data"


@dataclass
class Site:
    """A site in the making: the files so far, and the pages for the sitemap.

    ``past`` are the editions that have a page of their own, newest first; ``periods`` what changed
    since the last edition and since the original, where there is something to compare with;
    ``then`` gives the edition of any month-end, ``others`` are the articles it leads to.
    """

    frame: Frame
    edition: Edition
    past: Sequence[Edition]
    periods: Mapping[str, Changes]
    then: Callable[[date], Edition]
    others: Sequence[Edition] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    listed: list[Listed] = field(default_factory=list)

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages in their order."""
        return tuple(each.code for each in self.frame.config.languages)

    def add_file(self, path: str, content: str | bytes) -> None:
        """Add a file; a ValueError where two parts of the build claim one path."""
        if path in self.files:
            raise ValueError(f"two files are named {path}")
        self.files[path] = content.encode() if isinstance(content, str) else content

    def add_page(self, made: tuple[Page, str], day: date | None = None) -> None:
        """Add a page of a language; ``day`` is the date of its data, else the edition's."""
        page, html = made
        self.add_file(f"{page.path}index.html", html)
        versions = tuple((code, f"{code}/{page.inner}") for code in self.languages)
        self.listed.append(Listed(page.path, day or self.edition.as_of, versions))


def add_pages_without_charts(site: Site) -> None:
    """Add what needs no drawing; the worker draws meanwhile."""
    frame, edition = site.frame, site.edition
    for lang in site.languages:
        site.add_page(frame.cached(f"{lang}/methods/", partial(methods, frame, edition, lang)))
        site.add_page(
            # It quotes sentences of the sections.
            frame.cached(
                f"{lang}/changes/{frame.content.digest(lang)}",
                partial(changes.changes_page, frame, edition, lang, site.periods, site.then),
            )
        )
        for made in frame.cached(f"{lang}/claims/each", partial(_each_claim, frame, edition, lang)):
            site.add_page(made)
        site.add_page(extras.disclaimer(frame, edition, lang))
        if frame.content.pages:
            site.add_page(
                frame.cached(f"{lang}/evidence/", partial(evidence_page, frame, edition, lang))
            )
            site.add_file(f"{lang}/places.json", moved_places(frame.content, lang, edition.judged))
        site.add_page(
            frame.cached(
                f"{lang}/editions/", partial(editions_page, frame, edition, lang, site.past)
            )
        )
        for each in site.past:
            site.add_page(edition_page(frame, each, lang), each.as_of)
    site.add_file("index.html", extras.language_choice(frame, edition, site.others))
    site.add_file("404.html", extras.not_found(frame, edition))


def _each_claim(frame: Frame, edition: Edition, lang: str) -> list[tuple[Page, str]]:
    return [claim_page(frame, edition, lang, each) for each in edition.judged.values()]


def add_pages_with_charts(
    site: Site, found: Mapping[str, Mapping[str, Figure]], drawer: Drawer
) -> None:
    """Add the pages with charts, by language, and the pictures for shared links."""
    pictures: dict[str, str] = {}
    for lang in site.languages:
        path = f"assets/card-{lang}.png"
        pictures[path] = site.frame.cached(path, partial(_card, site, lang, found[lang]))
        _pages_of(site, lang, found[lang])
        for claim in site.edition.judged.values():
            pictures[cards.claim_path(claim.id, lang)] = cards.claim_card(site.edition, lang, claim)
        for name, figure in found[lang].items():
            pictures[cards.chart_path(name, lang)] = cards.chart_card(site.edition, lang, figure)
    pictures["assets/icon-180.png"] = cards.icon(180, site.frame.config)
    site.add_file("assets/icon.svg", cards.icon(32, site.frame.config) + "\n")
    for path, picture in pictures.items():
        site.add_file(path, drawer.png(picture))


def _pages_of(site: Site, lang: str, found: Mapping[str, Figure]) -> None:
    frame, edition = site.frame, site.edition
    last = site.past[0] if site.past else None
    drawings = _drawings(site, lang, "", found)
    made = article(frame, edition, lang, found, drawings, site.periods.get("last"), last)
    site.add_page((made.page, made.html))
    places = {name: f"#{name}" for name in (LEAD, *charts_of(frame.content.sections(lang)))}
    for name in frame.content.pages:
        drawings = _drawings(site, lang, name, found)
        written = dossier_page(frame, edition, lang, name, found, drawings)
        site.add_page((written.page, written.html))
        for chart in charts_of(frame.content.sections(lang, name)):
            places.setdefault(chart, f"{name}/#{chart}")
    # It shows the titles of sections, which the sections alone decide.
    of = frame.content.digest(lang)
    site.add_page(
        frame.cached(
            f"{lang}/claims/{of}", partial(ledger, frame, edition, lang, found, made.headings)
        )
    )
    for name, figure in found.items():
        context = f"claims/#{name}" if name == "claim-history" else places.get(name)
        site.add_page(
            frame.cached(
                f"{lang}/charts/{name}/{context}",
                partial(extras.chart_page, frame, edition, lang, figure, context),
            )
        )


def _drawings(site: Site, lang: str, name: str, found: Mapping[str, Figure]) -> str:
    """Add the file with the drawings of a page's charts and return its address from there."""
    lead = (LEAD,) if not name and LEAD in found else ()
    shown = dict.fromkeys((*lead, *charts_of(site.frame.content.sections(lang, name))))
    if not shown:
        return ""
    drawings = sheet({each: found[each] for each in shown}, assets.colours(site.frame.config))
    site.add_file(f"{lang}/{name}{'/' if name else ''}drawings.svg", drawings)
    # A page that is kept somewhere never shows the drawings of another.
    return f"drawings.svg?{hashlib.sha256(drawings.encode()).hexdigest()[:8]}"


def _card(site: Site, lang: str, found: Mapping[str, Figure]) -> str:
    frame, words = site.frame, site.edition.words(lang)
    drawing = cards.card(
        words.plain(frame.content.text("top", lang, "title")),
        frame.language(lang).site_name,
        frame.plain(words, "image.stamp"),
        words.plain(frame.content.text("top", lang, "card")),
        found.get(LEAD, next(iter(found.values()), None)),
    )
    return standalone(drawing, frame.config)


def add_data_files(site: Site, figures: Iterable[Figure]) -> None:
    """Add everything under data/: for programs, spreadsheets and the pages' own scripts."""
    for path, text in site.frame.cached(DATA, partial(_data, site, figures)).items():
        site.add_file(f"{DATA}/{path}", text)


def _data(site: Site, figures: Iterable[Figure]) -> dict[str, str]:
    """Return the files by their path beside the package that describes them."""
    frame, edition = site.frame, site.edition
    words = {lang: _article_words(site, lang) for lang in site.languages}
    default = frame.content.wordings[frame.config.default_language]
    reasons = {code: text.source for code, text in default.topics["reasons"].items()}
    files = {
        "metrics.json": downloads.to_json(edition.metrics.to_json(reasons)),
        "claims.json": downloads.to_json(
            claims_json(edition.judged.values(), edition.as_of, words)
        ),
        "changes.json": downloads.to_json(changes.changes_json(edition, site.periods)),
    }
    tables: dict[str, str] = {}
    for each in figures:
        if each.csv:
            files[f"charts/{each.id}.csv"] = each.csv
        if each.vega_lite:
            name = f"charts/{each.id}.{each.lang}.vl.json"
            files[name] = resolved(each.vega_lite, frame.config)
    for table in frame.content.tables():
        for lang in site.languages:
            header, *rows = words[lang].table(table).csv_rows()
            text = downloads.to_csv(header, rows)
            tables[downloads.table_path(table, lang)] = downloads.for_spreadsheets(text)
    for tool in tools(frame.config.package).values():
        if tool.table and (text := tool.table(edition)):
            files[f"tools/{tool.id}.csv"] = text
    package = downloads.datapackage(
        frame.config.name,
        frame.language(frame.config.default_language).site_name,
        edition.as_of.isoformat(),
        (frame.config.licence, frame.config.licence_url),
        files,
    )
    return {**files, **tables, "datapackage.json": downloads.to_json(package)}


def _article_words(site: Site, lang: str) -> Renderer:
    """Return words that can say tables, whose cells may hold verdicts."""
    page = Page(lang, "article", "", "", "")
    return site.edition.words(lang, PageBlocks(site.frame, site.edition, page, {}))


def _feed(site: Site, lang: str) -> str:
    frame, words = site.frame, site.edition.words(lang)
    title = frame.plain(words, "feed.title", site=frame.language(lang).site_name)
    entries = news.entries(frame, site.edition, site.past, lang)
    author, start = frame.config.author, frame.config.original_date or site.edition.as_of
    return feeds.atom(frame.environment, frame.address, lang, title, author, start, entries)


def add_machine_files(site: Site, templates: Path) -> None:
    """Add feeds, sitemap, robots, manifest, scripts and fonts."""
    frame = site.frame
    for lang in site.languages:
        path = f"{lang}/feed.xml"
        site.add_file(path, frame.cached(path, partial(_feed, site, lang)))
    default = frame.config.default_language
    name = frame.language(default).site_name
    site.add_file(
        "sitemap.xml", feeds.sitemap(frame.environment, frame.address, site.listed, default)
    )
    others = [frame.address.within(each.content.path) for each in site.others]
    site.add_file("robots.txt", feeds.robots([frame.address, *others]))
    site.add_file(
        "manifest.webmanifest", feeds.manifest(name, frame.config.colours["paper"], default)
    )
    site.add_file(".nojekyll", "")
    for path, content in assets.assets(templates / "assets"):
        site.add_file(path, content)
