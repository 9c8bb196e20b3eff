"""What search engines, feed readers, other sites and other programs get of the built site."""

from __future__ import annotations

import json
import re
import shutil
import struct
import tomllib
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from frictionless import validate
from languages import CONFIG, PUBLISHED_ON
from playwright.sync_api import Browser
from sites import ADDRESS, CONTENT, DATA, built, read, text_files

from generator.charts.render import BlankDrawer
from generator.claims.history import History
from generator.claims.judge import decided_on, event_of
from generator.core.errors import UserError
from generator.core.inputs import ROOT
from generator.core.settings import load_config
from generator.language.numbers import Format
from generator.pages.address import find_address
from generator.pages.feeds import Entry, atom
from generator.pages.frame import template_environment
from generator.snapshot.original import Original
from generator.snapshot.published import Published
from generator.snapshot.view import load as load_snapshot

LANGUAGES = ("ko", "en")
DEFAULT = load_config(CONTENT).default_language
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def text(path: str) -> str:
    """Return a text file of the built site."""
    return read().files[path].decode()


def pages() -> list[str]:
    """Return the paths of all pages in a language, as folders."""
    found = [path for path in read().pages if path.partition("/")[0] in LANGUAGES]
    return [path.removesuffix("index.html") for path in found]


# --- Address --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({}, load_config(CONTENT).site_url),
        ({"GITHUB_REPOSITORY": "Some-One/report"}, "https://some-one.github.io/report/"),
        ({"GITHUB_REPOSITORY": "Someone/Someone.github.io"}, "https://someone.github.io/"),
        ({"SITE_URL": "https://example.org"}, "https://example.org/"),
        ({"SITE_URL": "https://a.org/b/", "GITHUB_REPOSITORY": "c/d"}, "https://a.org/b/"),
        ({"SITE_URL": " ", "GITHUB_REPOSITORY": ""}, load_config(CONTENT).site_url),
    ],
)
def test_a_fork_finds_its_address(environ: dict[str, str], address: str) -> None:
    """SITE_URL, else the repository's page on GitHub, else what article.toml says."""
    assert find_address(load_config(CONTENT), environ).url == address


@pytest.mark.parametrize("name", ["SITE_URL", "GITHUB_REPOSITORY"])
def test_an_address_that_cannot_be_used_is_refused(name: str) -> None:
    """A slip in the variable is told by its name, and nothing is built on it."""
    with pytest.raises(UserError, match=name):
        find_address(load_config(CONTENT), {name: "report"})


# --- Search engines -------------------------------------------------------------------------------


def test_every_page_names_its_address_and_its_versions() -> None:
    """Canonical address, one alternate a language, and the default language's as x-default."""
    for path in pages():
        rels = read().pages[f"{path}index.html"].rels
        inner = path.partition("/")[2]
        assert [each["href"] for each in rels["canonical"]] == [ADDRESS + path]
        versions = {each["hreflang"]: each["href"] for each in rels["alternate"]
                    if "hreflang" in each}  # fmt: skip
        assert versions == {
            "ko": f"{ADDRESS}ko/{inner}",
            "en": f"{ADDRESS}en/{inner}",
            "x-default": f"{ADDRESS}{DEFAULT}/{inner}" if inner else ADDRESS,
        }


def test_the_sitemap_lists_every_page_with_its_versions() -> None:
    """Each page once, with the day of its data, never a later one, and its other languages."""
    assert f"Sitemap: {ADDRESS}sitemap.xml" in text("robots.txt")
    found = {}
    for entry in ElementTree.fromstring(text("sitemap.xml")).iter(f"{MAP}url"):
        path = (entry.findtext(f"{MAP}loc") or "").removeprefix(ADDRESS)
        found[path] = entry
        languages = {link.get("hreflang") for link in entry.iter(LINK)}
        assert languages == {"ko", "en", "x-default"}
        day = date.fromisoformat(entry.findtext(f"{MAP}lastmod") or "")
        edition = re.search(r"editions/(\d{4}-\d{2})/", path)
        as_of = json.loads(text("data/metrics.json"))["as_of"]
        assert day.isoformat()[:7] == edition[1] if edition else day.isoformat() == as_of
    assert sorted(found) == sorted(pages())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_article_describes_itself_to_programs(lang: str) -> None:
    """JSON-LD names the article with both dates, and the data with files that exist."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>',
                      text(f"{lang}/index.html"), re.DOTALL)  # fmt: skip
    assert found
    article, dataset = json.loads(found[1])["@graph"]
    assert article["@type"] == "Article"
    assert article["inLanguage"] == lang
    assert article["datePublished"] == PUBLISHED_ON.isoformat()
    assert article["dateModified"] == json.loads(text("data/metrics.json"))["as_of"]
    assert dataset["@type"] == "Dataset"
    for file in dataset["distribution"]:
        assert file["contentUrl"].removeprefix(ADDRESS) in read().files
    assert article["image"].removeprefix(ADDRESS) in read().files


# --- Shared links ---------------------------------------------------------------------------------


def test_every_page_has_a_card_in_its_language() -> None:
    """A picture, named with its size by every page; a chart's and a claim's are their own."""
    for path in ["", *pages()]:
        meta = read().pages[f"{path}index.html"].meta
        lang, _, inner = path.partition("/")
        kind, _, of = inner.rstrip("/").partition("/")
        own = of and kind in ("charts", "claims")
        name = f"{kind}/{of}-{lang}" if own else f"card-{lang or DEFAULT}"
        size = (600, 315) if own and kind == "claims" else (1200, 630)
        assert meta["og:image"] == f"{ADDRESS}assets/{name}.png"
        assert (meta["og:image:width"], meta["og:image:height"]) == tuple(map(str, size))
        assert meta["twitter:card"] == "summary_large_image"
        assert meta["og:title"]
        assert meta["og:description"]
        picture = read().files[f"assets/{name}.png"]
        assert picture.startswith(b"\x89PNG")
        assert struct.unpack(">II", picture[16:24]) == size


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_claim_has_a_page_to_share(lang: str) -> None:
    """It names claim, verdict and evidence; the ledger leads to it and it leads back."""
    words = tomllib.loads((CONTENT / f"text/ui.{lang}.toml").read_text(encoding="utf-8"))
    ledger = text(f"{lang}/claims/index.html")
    for claim in json.loads(text("data/claims.json"))["claims"]:
        path = f"{lang}/claims/{claim['id']}/index.html"
        meta, html = read().pages[path].meta, text(path)
        verdict = words["verdict"][claim["verdict"]]
        assert meta["og:title"] == claim["statement"][lang]
        assert meta["og:description"] == f"{verdict}: {claim['evidence'][lang]}"
        assert f'href="../../claims/#claim-{claim["id"]}"' in html
        assert f'href="{claim["id"]}/"' in ledger


class Copyist(BlankDrawer):
    """Keeps the pictures it is asked for."""

    def __init__(self) -> None:
        """Start with none."""
        super().__init__()
        self.asked: list[str] = []

    def png(self, svg: str) -> bytes:
        """Take down a picture."""
        self.asked.append(svg)
        return b""


def month_end() -> str:
    """Return the last complete month of the data."""
    return str(json.loads((DATA / "lock.json").read_text(encoding="utf-8"))["month_end"])


@cache
def earlier() -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of the site as of the last month-end, and the pictures that it needed."""
    pencil = Copyist()
    return text_files(DATA, CONTENT, month_end(), editions=99, drawer=pencil), tuple(pencil.asked)


def test_the_card_shows_the_number_and_the_date_of_the_data() -> None:
    """A card of another day has another number: nothing in it is typed."""
    files, pictures = earlier()
    data = json.loads(files["data/metrics.json"])
    shown = data["metrics"]["iwm.total_return.since_published"]
    config, day = load_config(CONTENT), date.fromisoformat(data["as_of"])
    cards = [svg for svg in pictures if 'width="1200"' in svg]
    for lang in LANGUAGES:
        write = Format(config.language(lang))
        assert sum(write.date(day) in svg for svg in cards) > 1, lang
        number = f"IWM {write.pct(shown['value'], 1, sign=True)}"
        assert any(number in svg and write.date(day) in svg for svg in cards), lang


def test_the_manifest_and_its_pictures() -> None:
    """The manifest works under any address: relative paths to files that exist."""
    manifest = json.loads(text("manifest.webmanifest"))
    assert manifest["start_url"] == manifest["scope"] == "./"
    assert all(icon["src"] in read().files for icon in manifest["icons"])


# --- Feed -----------------------------------------------------------------------------------------


def feed(source: str) -> dict[str, str]:
    """Return the entries of a feed as XML, by their ids."""
    entries = [*ElementTree.fromstring(source).iter(f"{ATOM}entry")]
    found = {entry.findtext(f"{ATOM}id") or "": ElementTree.tostring(entry, "unicode")
             for entry in entries}  # fmt: skip
    assert len(found) == len(entries)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_feed_has_editions_and_changed_verdicts_alone(lang: str) -> None:
    """Each entry is of one of the two kinds, and its link leads to a page or place that exists."""
    entries = feed(text(f"{lang}/feed.xml"))
    kinds = {re.sub(rf".*/{lang}/(\w+)/.*", r"\1", name) for name in entries}
    assert kinds == {"editions", "verdicts"}
    for entry in entries.values():
        link = re.search(rf'href="{ADDRESS}([^"#]+)(?:#([^"]+))?"', entry)
        assert link
        page = read().pages[f"{link[1]}index.html"]
        assert link[2] is None or link[2] in {name for name, _ in page.ids}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_newer_data_changes_no_entry_of_the_past(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month later, what was news then stands in the feed as it stood, and new months are new."""
    before = feed(earlier()[0][f"{lang}/feed.xml"].decode())
    after = feed(text(f"{lang}/feed.xml"))
    # The address is another one; names of entries stay, and nothing else may differ.
    home = find_address(load_config(CONTENT)).url
    for name, entry in before.items():
        assert after[name] == entry.replace(home, ADDRESS)
    new = set(after) - set(before)
    months = [re.search(r"/(\d{4}-\d{2})", name) for name in new]
    assert all(month and month[1] > month_end() for month in months)


@pytest.mark.parametrize(
    ("environ", "tag"),
    [
        ({"GITHUB_REPOSITORY": "Some-One/report"}, "tag:some-one.github.io,2025:report/"),
        ({"GITHUB_REPOSITORY": "Someone/Someone.github.io"}, "tag:someone.github.io,2025:"),
        (
            {"GITHUB_REPOSITORY": "a/b", "SITE_URL": "https://own.example/"},
            "tag:a.github.io,2025:b/",
        ),
        ({"SITE_URL": "https://own.example/x/"}, "tag:here.example,2025:a/"),
    ],
)
def test_names_of_entries_outlive_an_address(environ: dict[str, str], tag: str) -> None:
    """They begin with the repository's own page, wherever the site is served from."""
    config = load_config(CONTENT).model_copy(update={"site_url": "https://here.example/a/"})
    assert find_address(config, environ).tag == tag


def test_names_of_entries_differ_between_articles_and_repositories() -> None:
    """No two feeds of the world share an entry, though articles and owners do share keys."""
    config = load_config(CONTENT)
    root = find_address(config, {"GITHUB_REPOSITORY": "a/b"})
    tags = {
        root.tag,
        root.within("fees/").tag,
        find_address(config, {"GITHUB_REPOSITORY": "a/c"}).tag,
        find_address(config, {"GITHUB_REPOSITORY": "d/b"}).tag,
    }
    assert len(tags) == 4
    environment = template_environment(ROOT / "templates")
    entry = Entry("editions/2026-08", date(2026, 8, 31), "T", "Text", "en/editions/2026-08/")
    for address in (root, root.within("fees/")):
        written = feed(atom(environment, address, "en", "Title", "Author", entry.day, [entry]))
        assert list(written) == [f"{address.tag}en/editions/2026-08"]


def test_a_renamed_repository_keeps_the_names_of_its_entries() -> None:
    """What article.toml says goes before all else, so that readers get no entry twice."""
    config = load_config(CONTENT).model_copy(update={"feed_tag": "tag:a.github.io,2025:old/"})
    found = find_address(config, {"GITHUB_REPOSITORY": "a/new"})
    assert found.within("fees/").tag == "tag:a.github.io,2025:old/fees/"


@cache
def history() -> History:
    """Return the verdicts of the committed data."""
    snapshot = load_snapshot(DATA, CONFIG, Published.load(CONTENT / "published.toml"))
    return History(snapshot, Original.load(CONTENT / "text" / "original.toml"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_running_months_news_is_what_events_decided(lang: str) -> None:
    """One by prices would be of another day every week: it is none before the month is over."""
    entries = feed(text(f"{lang}/feed.xml"))
    period = json.loads(text("data/changes.json"))["periods"]["last"]
    metrics = history().metric_set()
    verdicts = {each.id: each for each in history().judge()}
    running = metrics.as_of not in history().month_ends
    for flip in period["verdicts"]:
        judged = verdicts[flip["id"]]
        day = event_of(judged, metrics)
        name = f"/verdicts/{flip['id']}/{period['after'][:7]}/{judged.verdict}"
        found = [entry for key, entry in entries.items() if key.endswith(name)]
        if day is None and running:
            assert not found
            continue
        (entry,) = found
        moment = re.search(r"updated>(\S{10})T", entry)
        assert moment
        assert moment[1] == str(day or decided_on(judged, metrics))
    assert period["verdicts"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_prices_decided_is_of_the_months_last_day(lang: str) -> None:
    """Entries of months that are over lie within their month, in which it was decided."""
    for name, entry in feed(text(f"{lang}/feed.xml")).items():
        month = re.search(r"/verdicts/\w+/(\d{4}-\d{2})/", name)
        moment = re.search(r"updated>(\S{7})", entry)
        assert moment
        assert month is None or moment[1] == month[1]


# --- Reuse ----------------------------------------------------------------------------------------


def test_the_data_package_is_valid_and_whole() -> None:
    """Frictionless finds nothing wrong, and all data is a resource with a licence.

    Tables for readers are not: they begin with a mark for spreadsheets, which data does not have.
    """
    report = validate(str(built() / "data/datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])
    package = json.loads(text("data/datapackage.json"))
    listed = {f"data/{each['path']}" for each in package["resources"]}
    there = {path for path in read().files if path.startswith("data/")}
    readers = {path for path in there if path.startswith("data/tables/")}
    assert readers
    assert listed == there - readers - {"data/datapackage.json"}
    assert package["licenses"][0]["path"] == load_config(CONTENT).licence_url
    assert package["version"] == json.loads(text("data/metrics.json"))["as_of"]


def test_a_cell_that_does_not_fit_its_column_is_found(tmp_path: Path) -> None:
    """The check is a real one: a word in a column of numbers makes the package invalid."""
    data = shutil.copytree(built() / "data", tmp_path / "data")
    file = data / "charts/growth.csv"
    file.write_text(re.sub(r",[\d.]+$", ",much", file.read_text(), count=1, flags=re.MULTILINE))
    assert not validate(str(data / "datapackage.json")).valid


def test_every_chart_and_table_has_a_csv() -> None:
    """One file a chart; one a table and language, as its cells are words."""
    charts = {path.split("/")[2] for path in pages() if "/charts/" in path}
    assert charts
    for chart in charts:
        assert f"data/charts/{chart}.csv" in read().files
    tables = {path.name.split(".")[0] for path in (CONTENT / "tables").glob("*.toml")}
    for table in tables:
        assert {f"data/tables/{table}.{lang}.csv" for lang in LANGUAGES} <= read().files.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_article_can_be_cited(lang: str) -> None:
    """Text and BibTeX name the page with its data's date, and the last edition, which stays.

    Each has the title that its own page has.
    """
    article = text(f"{lang}/index.html")
    boxes = [unescape(each) for each in re.findall(r"<pre[^>]*>(.*?)</pre>", article, re.DOTALL)]
    assert len(boxes) == 4
    metrics = json.loads(text("data/metrics.json"))
    edition = f"editions/{metrics['month_end']}/"
    for (said, bibtex), place in zip((boxes[:2], boxes[2:]), ("", edition), strict=True):
        address = f"{ADDRESS}{lang}/{place}"
        page = text(f"{lang}/{place}index.html")
        assert said.endswith(address)
        assert f"url = {{{address}}}" in bibtex
        title = re.search(r"title = \{(.*)\}", bibtex)
        assert title
        assert title[1] in said
        assert f"<h1>{title[1]}</h1>" in unescape(page)
        assert bibtex.count("{") == bibtex.count("}")
    form = Format(load_config(CONTENT).language(lang))
    assert form.date(metrics["as_of"]) in boxes[0]
    assert form.date(metrics["as_of"]) not in boxes[2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_embedded_chart_is_the_chart_alone(
    browser: Browser, serve_dir: Any, tmp_path: Path, lang: str
) -> None:
    """The snippet of a chart's page shows the chart elsewhere, and its links leave the frame."""
    snippet = unescape(
        re.search(r"<pre[^>]*><code>(.*?)</code>", text(f"{lang}/charts/growth/index.html"))[1]  # type: ignore[index]
    )
    assert f'src="{ADDRESS}{lang}/charts/growth/"' in snippet
    here = serve_dir(built(), base="/report/")
    (tmp_path / "index.html").write_text(f"<h1>Host</h1>{snippet.replace(ADDRESS, here)}")
    page = browser.new_page(viewport={"width": 700, "height": 800})
    page.goto(serve_dir(tmp_path), wait_until="networkidle")
    frame = page.frame_locator("iframe")
    assert frame.locator("figure svg.marks:visible").count() == 1
    assert not frame.locator(".bar").is_visible()
    assert not frame.locator(".foot").is_visible()
    assert frame.locator("main p > a").last.get_attribute("target") == "_top"
    page.goto(f"{here}{lang}/charts/growth/")
    assert page.locator(".bar").is_visible()
    page.close()


# --- On any host ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["nowhere/", "ko/charts/no/such/chart/"])
def test_a_page_that_is_not_there(browser: Browser, serve_dir: Any, path: str) -> None:
    """The page for lost readers finds its style at any depth, and leads to both languages."""
    page = browser.new_page()
    failed: list[str] = []
    page.on("response", lambda reply: failed.append(reply.url) if reply.status >= 400 else None)
    address = serve_dir(built(), base="/report/") + path
    reply = page.goto(address, wait_until="networkidle")
    assert reply is not None
    assert reply.status == 404
    assert failed == [address]
    assert page.locator('meta[name="robots"]').get_attribute("content") == "noindex"
    for lang in LANGUAGES:
        assert page.request.get(page.locator(f"a[hreflang={lang}]").evaluate("a => a.href")).ok
    page.close()


@pytest.mark.parametrize("base", ["/", "/report/"])
def test_the_language_switch_keeps_the_section(browser: Browser, serve_dir: Any, base: str) -> None:
    """Whoever looks at a chart in Korean goes on with the same chart in English."""
    page = browser.new_page(viewport={"width": 1000, "height": 800}, reduced_motion="reduce")
    address = serve_dir(built(), base=base)
    page.goto(f"{address}ko/#tna-paths", wait_until="networkidle")
    page.wait_for_timeout(1200)  # the reader stays, then goes up to the switch
    page.locator("[data-menu] > summary").click()
    switch = page.locator("[data-lang]")
    assert switch.inner_text() == "English"
    switch.click()
    page.wait_for_url(f"{address}en/#tna-paths")
    page.wait_for_load_state("networkidle")
    top = page.evaluate("document.getElementById('tna-paths').getBoundingClientRect().top")
    assert -5 <= top <= 120
    page.close()
