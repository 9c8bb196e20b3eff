"""The audit of a built site: links, policy, numbers, parity of languages, bytes."""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from generator.build.html import PageFacts, drawing_ids, page_facts, word_count
from generator.core.errors import Problem, UserError
from generator.language.values import stored
from generator.pages.frame import policy

KB = 1000
PAGE_LIMIT, ARTICLE_LIMIT = 140 * KB, 110 * KB
"""Of any page and of the article and its editions, each with its drawings."""
WORDS_LATIN, WORDS_OTHERWISE, CHARTS_LIMIT = 2400, 2000, 7
"""What a reader of the article meets without opening anything."""
FIRST_LOAD_LATIN, FIRST_LOAD_OTHERWISE = 200 * KB, 270 * KB
"""A script of thousands of syllables needs larger fonts than the Latin one."""
SCRIPTS_LIMIT, EARLY_SCRIPT_LIMIT = 10 * KB, 512
REQUESTS_LIMIT = 8
KINDS = ("html", "js", "fonts", "images")
"""What a page's weight is made of; its style is part of the HTML."""
_WHEN_ASKED = ("hover.js", "numbers.js")
"""Scripts that no page loads before its reader touches something; theme.js starts the others."""
_FONTS = "assets/fonts/"
METRICS = "data/metrics.json"

_SINGLE = re.compile(r"([^/]+/(?:charts|claims)/)[^/]+/")


@dataclass(frozen=True)
class BuiltSite:
    """The files of a site by path, and its HTML pages as read."""

    files: Mapping[str, bytes]

    @cached_property
    def pages(self) -> dict[str, PageFacts]:
        """Return every HTML page by path."""
        pages = {path: body for path, body in self.files.items() if path.endswith(".html")}
        return {path: page_facts(body) for path, body in pages.items()}

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages: folders with an article."""
        found = [path.partition("/")[0] for path in self.pages if path.count("/") == 1]
        return tuple(sorted(code for code in found if f"{code}/claims/index.html" in self.pages))

    @cached_property
    def articles(self) -> dict[str, BuiltSite]:
        """Return each article as a site of its own, by the folder in which it stands."""
        found = [name.removesuffix(METRICS) for name in self.files if name.endswith(METRICS)]
        parts: dict[str, dict[str, bytes]] = {folder: {} for folder in found}
        for path, content in self.files.items():
            folder = max((each for each in found if path.startswith(each)), key=len)
            parts[folder][path.removeprefix(folder)] = content
        return {folder: BuiltSite(files) for folder, files in parts.items()}

    @cached_property
    def base(self) -> str:
        """Return the path of the site's address, from its own robots.txt."""
        found = re.search(r"^Sitemap: (\S+)sitemap.xml$", self.files["robots.txt"].decode(), re.M)
        return urlsplit(found[1]).path if found else "/"


@cache
def gzipped(content: bytes) -> int:
    """Return the size of a text as a server sends it."""
    return len(gzip.compress(content, 9, mtime=0))


def read_site(folder: Path) -> BuiltSite:
    """Read a built site; a UserError where there is none."""
    if not (folder / METRICS).exists():
        hint = "build it first: python -m generator build"
        raise UserError(Problem("is not a built site", str(folder), hint=hint))
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return BuiltSite({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})


def audit(folder: Path, say: Callable[[str], None]) -> None:
    """Check a site and print its bytes; a UserError lists everything that is wrong."""
    site = read_site(folder)
    problems: list[Problem] = []
    for check in (markup, links, heads, budgets):
        problems += check(site)
    for place, article in site.articles.items():
        for check in (numbers, parity, lengths):
            problems += (replace(each, file=f"{place}{each.file}") for each in check(article))
    read = (f"{place}{line}" for place, of in site.articles.items() for line in reading_lengths(of))
    for line in (*weight_table(site), *read):
        say(line)
    if problems:
        raise UserError(problems)
    say(f"{len(site.pages)} pages, {len(site.files)} files: no problem found")


# --- Markup and policy ----------------------------------------------------------------------------


def markup(site: BuiltSite) -> Iterator[Problem]:
    """Yield pages without the policy, with what it forbids, open elements or ids used twice."""
    for path, page in site.pages.items():
        # It names the one style sheet, so another one would not be applied.
        if page.policy != policy("".join(page.styles[:1])) or len(page.styles) != 1:
            yield Problem("the content security policy is missing or differs", path)
        if "stylesheet" in page.rels:
            yield Problem("a linked style sheet: the policy forbids it", path)
        for what, line in page.inline:
            yield Problem(f"{what}: the policy forbids it", path, line)
        for tag, line in page.unclosed:
            yield Problem(f"<{tag}> does not match", path, line)
        seen: set[str] = set()
        for name, line in page.ids:
            if name in seen:
                yield Problem("this id is used twice", path, line, name)
            seen.add(name)


def heads(site: BuiltSite) -> Iterator[Problem]:
    """Yield language pages that lack what search engines and shared cards need."""
    for path, page in site.pages.items():
        if path.partition("/")[0] not in site.languages:
            continue
        for name in ("description", "og:title", "og:image", "og:description", "twitter:card"):
            if not page.meta.get(name):
                yield Problem(f"has no {name}", path)
        if len(page.rels.get("canonical", [])) != 1:
            yield Problem("needs exactly one canonical address", path)
        alternates = {each.get("hreflang") for each in page.rels.get("alternate", [])}
        lacking = {*site.languages, "x-default"} - alternates
        if lacking:
            yield Problem(f"has no alternate for {', '.join(sorted(lacking))}", path)


# --- Links ----------------------------------------------------------------------------------------


def links(site: BuiltSite) -> Iterator[Problem]:
    """Yield links that lead nowhere within the site, and parts that are loaded from elsewhere."""
    ids = {path: frozenset(name for name, _ in page.ids) for path, page in site.pages.items()}
    ids |= {path: drawing_ids(body) for path, body in site.files.items() if path.endswith(".svg")}
    for path, page in site.pages.items():
        for tag, href, line in page.links:
            parts = urlsplit(href)
            if parts.scheme or parts.netloc:
                if tag in ("script", "img", "source", "use"):
                    yield Problem(f"loads {href} from elsewhere", path, line)
                continue
            target = _target(site, path, unquote(parts.path))
            if target is None or target not in site.files:
                yield Problem(f"{href} leads nowhere", path, line)
            elif parts.fragment and target in ids and unquote(parts.fragment) not in ids[target]:
                yield Problem(f"{href}: there is no such place on the page", path, line)


def _target(site: BuiltSite, page: str, path: str) -> str | None:
    """Return the file that a path leads to; None outside the site."""
    if path.startswith("/"):
        if not path.startswith(site.base):
            return None
        joined = path.removeprefix(site.base)
    elif path:
        joined = posixpath.join(posixpath.dirname(page), path)
    else:
        return page
    found = posixpath.normpath(joined) if joined else "."
    if found.startswith(".."):
        return None
    if joined.endswith(("/", "/.", "/..")) or found in (".", "") or joined in (".", ".."):
        return posixpath.normpath(posixpath.join(found, "index.html"))
    return found


# --- Numbers --------------------------------------------------------------------------------------


def numbers(site: BuiltSite) -> Iterator[Problem]:
    """Yield shown numbers that differ from metrics.json, or that the methods pages do not name."""
    metrics = json.loads(site.files[METRICS])["metrics"]
    methods = {lang: site.pages[f"{lang}/methods/index.html"] for lang in site.languages}
    entries = {lang: {name for name, _ in page.ids} for lang, page in methods.items()}
    for path, page in site.pages.items():
        lang = path.partition("/")[0]
        for name, value, line in page.metrics:
            if name not in metrics:
                yield Problem("is shown but not in metrics.json", path, line, name)
            elif stored(metrics[name]["value"]) != value:
                message = f"shows {value}, metrics.json has {metrics[name]['value']}"
                yield Problem(message, path, line, name)
            if lang in methods and f"m-{name}" not in entries[lang]:
                yield Problem("has no entry on the methods page", path, line, name)
            if lang in methods and name not in methods[lang].text:
                yield Problem("is not named on the methods page", path, line, name)


def parity(site: BuiltSite) -> Iterator[Problem]:
    """Yield where the languages of a page differ in numbers, headings, figures or tables."""
    first, *others = site.languages or ("",)
    for path, page in site.pages.items():
        if path.partition("/")[0] != first:
            continue
        for lang in others:
            twin = lang + path.removeprefix(first)
            if twin not in site.pages:
                yield Problem(f"has no twin {twin}", path)
                continue
            yield from _differences(path, page, twin, site.pages[twin])


def _differences(path: str, page: PageFacts, twin: str, other: PageFacts) -> Iterator[Problem]:
    pairs: dict[str, tuple[Sequence[object], Sequence[object]]] = {
        "headings": (page.headings, other.headings),
        "figures": (page.figures, other.figures),
        "tables": (page.tables, other.tables),
        # Sentences may name their numbers in another order.
        "metrics": (
            sorted(name for name, *_ in page.metrics),
            sorted(n for n, *_ in other.metrics),
        ),
    }
    for what, (mine, theirs) in pairs.items():
        if mine != theirs:
            only = [str(each) for each in mine if each not in theirs][:3]
            also = [str(each) for each in theirs if each not in mine][:3]
            detail = f"only here: {', '.join(only) or '-'}; only there: {', '.join(also) or '-'}"
            yield Problem(f"differs from {twin} in its {what} ({detail})", path)


# --- Bytes ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Size:
    """Bytes as they are and as sent: text compressed, fonts and pictures as they are."""

    raw: int = 0
    sent: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.raw + other.raw, self.sent + other.sent)


@dataclass(frozen=True)
class Weight:
    """What a first visit to a page loads."""

    html: Size
    js: Size
    fonts: Size
    images: Size
    requests: int

    @property
    def total(self) -> Size:
        """Return everything."""
        return self.html + self.js + self.fonts + self.images


def weight(site: BuiltSite, path: str) -> Weight:
    """Return what a first visit to a page loads."""
    page = site.pages[path]

    def files(links: Iterable[str]) -> list[str]:
        found = (_target(site, path, urlsplit(link).path) for link in links)
        return [each for each in dict.fromkeys(found) if each is not None and each in site.files]

    def size(names: Iterable[str]) -> Size:
        return sum((_size(name, site.files[name]) for name in names), Size())

    def rel(name: str) -> list[str]:
        return [each["href"] for each in page.rels.get(name, [])]

    started = {posixpath.dirname(script) for script in files(page.scripts)}
    js = [
        name
        for name in site.files
        if any(_is_script(name, folder) for folder in started) and not name.endswith(_WHEN_ASKED)
    ]
    images = files([*rel("icon"), *(href for tag, href, _ in page.links if tag == "img")])
    # A script fetches the language's fonts after the first paint.
    fonts = [name for name in site.files if name.startswith(_FONTS + page.face)]
    return Weight(
        html=size([path]),
        js=size(js),
        fonts=size(fonts),
        images=size(images),
        requests=1 + len(js) + len(fonts) + len(images),
    )


def _size(path: str, content: bytes) -> Size:
    packed = path.endswith((".woff2", ".png"))
    return Size(len(content), len(content) if packed else gzipped(content))


def _is_script(path: str, folder: str) -> bool:
    return path.endswith(".js") and path.rpartition("/")[0] == folder


def _is_latin(page: PageFacts) -> bool:
    """Return whether a page's letters are Latin, but for a name here and there."""
    letters = [char for char in page.text if char.isalpha()]
    return sum(not char.isascii() for char in letters) * 10 < len(letters)


def budgets(site: BuiltSite) -> Iterator[Problem]:
    """Yield pages and scripts that are heavier than they may be."""
    for path in site.pages:
        found = weight(site, path)
        limit = FIRST_LOAD_LATIN if _is_latin(site.pages[path]) else FIRST_LOAD_OTHERWISE
        # With its drawings, in both layouts.
        own = found.html.sent + found.images.sent
        most = ARTICLE_LIMIT if is_article(site, path) else PAGE_LIMIT
        if own > most:
            yield Problem(f"is {own} bytes compressed, {most} are allowed", path)
        if found.total.sent > limit:
            yield Problem(f"loads {found.total.sent} bytes at first, {limit} are allowed", path)
        if found.requests > REQUESTS_LIMIT:
            yield Problem(f"makes {found.requests} requests, {REQUESTS_LIMIT} are allowed", path)
    for folder in sorted({path.rpartition("/")[0] for path in site.files if path.endswith(".js")}):
        total = sum(gzipped(site.files[path]) for path in site.files if _is_script(path, folder))
        if total > SCRIPTS_LIMIT:
            message = f"all scripts are {total} bytes compressed, {SCRIPTS_LIMIT} are allowed"
            yield Problem(message, folder)
    early = len(site.files.get("assets/theme.js", b""))
    if early > EARLY_SCRIPT_LIMIT:
        message = f"is {early} bytes, {EARLY_SCRIPT_LIMIT} are allowed"
        yield Problem(message, "assets/theme.js")


_ARTICLE = re.compile(r"[^/]+/(editions/\d{4}-\d\d/)?index.html")


def is_article(site: BuiltSite, path: str) -> bool:
    """Return whether a page is the article of a language, or an edition of it."""
    return bool(_ARTICLE.fullmatch(path)) and path.partition("/")[0] in site.languages


def lengths(site: BuiltSite) -> Iterator[Problem]:
    """Yield articles that ask more of a reader than they may: words and charts."""
    for path, page in site.pages.items():
        if not is_article(site, path):
            continue
        words = word_count(site.files[path])
        most = WORDS_LATIN if _is_latin(page) else WORDS_OTHERWISE
        if words > most:
            yield Problem(f"shows {words} words, {most} are allowed", path)
        if len(page.figures) > CHARTS_LIMIT:
            message = f"shows {len(page.figures)} charts, {CHARTS_LIMIT} are allowed"
            yield Problem(message, path)


def reading_lengths(site: BuiltSite) -> Iterator[str]:
    """Yield how long each article is, as lines."""
    for path, page in site.pages.items():
        if is_article(site, path):
            words = word_count(site.files[path])
            yield f"{path.removesuffix('index.html')}: {words} words, {len(page.figures)} charts"


def weight_table(site: BuiltSite) -> Iterator[str]:
    """Yield what every page loads as lines, in KB; charts and claims as their heaviest."""
    heads = "".join(f"{head:>14}" for head in (*KINDS, "all"))
    yield f"{'KB raw/as sent':<34}{heads}{'requests':>10}"
    heaviest: dict[str, tuple[str, Weight]] = {}
    for path in site.pages:
        found = weight(site, path)
        if match := _SINGLE.match(path):
            kind = match[1]
            known = heaviest.get(kind)
            if known is None or found.html.sent > known[1].html.sent:
                heaviest[kind] = (path, found)
            continue
        yield _line(path, found)
    for path, found in heaviest.values():
        yield _line(f"{path} (heaviest)", found)
    kinds = {"pictures": (".png", ".svg"), "data": (".csv", ".json"), "fonts": (".woff2",)}
    for kind, ends in kinds.items():
        sizes = [len(body) for path, body in site.files.items() if path.endswith(ends)]
        yield f"{kind}: {len(sizes)} files, {sum(sizes)} bytes"


def _line(path: str, found: Weight) -> str:
    name = path.removesuffix("index.html") or "/"
    sizes = [*(getattr(found, kind) for kind in KINDS), found.total]
    shown = [f"{each.raw / KB:.1f}/{each.sent / KB:.1f}" for each in sizes]
    return f"{name:<34}{''.join(f'{each:>14}' for each in shown)}{found.requests:>10}"
