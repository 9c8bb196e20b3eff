"""More than one article, and one more language: content alone, nothing in the generator."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from languages import speak_too
from sites import CONTENT, DATA, text_files

from generator.build.audit import BuiltSite, links
from generator.build.html import read_page
from generator.core.settings import load_config

SECTION = """\
## {title} {{#fees}}

{{% have "iwm.fee" %}}{{{{ m("iwm.fee") | pct(2) }}}}{{% missing %}}{{{{ why() }}}}{{% endhave %}}
"""
TOP = """\
title = "{title}"
answer = "{title}, {{{{ as_of() }}}}."
description = "{title}."
card = "{title}"
"""


def copied(place: Path) -> Path:
    """Return a copy of the content that a test may change."""
    folder = place / "content"
    shutil.copytree(CONTENT, folder, ignore=shutil.ignore_patterns("data"))
    return folder


def write(folder: Path, name: str, text: str) -> None:
    """Write one file of an article."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def speak(content: Path, code: str, like: str) -> None:
    """Add a language: a row in article.toml, and its texts beside the others."""
    settings = content / "article.toml"
    text = settings.read_text(encoding="utf-8")
    start = text.index(f"[languages.{like}]")
    following = re.compile(r"^\[(?!languages)", re.MULTILINE).search(text, start)
    other = re.compile(rf"^\[languages\.(?!{like})", re.MULTILINE).search(text, start)
    ends = [found.start() for found in (following, other) if found]
    row = text[start : min(ends, default=len(text))]
    new = row.replace(f"[languages.{like}", f"[languages.{code}")
    new = re.sub(r'^name = ".*"', 'name = "Pseudo"', new, flags=re.MULTILINE)
    new = re.sub(r'^site_name = ".*"', 'site_name = "Pseudo report"', new, flags=re.MULTILINE)
    new = re.sub(r'^locale = ".*"', 'locale = "de"', new, flags=re.MULTILINE)
    new = new.replace('locale = "de"', 'locale = "xx_XX"', 1)
    disclosure = re.sub(
        rf'^({like}) = (".*")$', rf"\1 = \2\n{code} = \2", text, count=1, flags=re.MULTILINE
    )
    settings.write_text(f"{disclosure.rstrip()}\n\n{new}", encoding="utf-8")
    for path in (settings, *(content / "tables").glob("*.toml")):
        speak_too(path, like, code)
    for path in sorted(content.rglob(f"*.{like}.*")):
        twin = path.with_name(path.name.replace(f".{like}.", f".{code}."))
        twin.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    published = content / "published.toml"
    doubled = re.sub(
        rf"^({like}) = (.*)$", rf"\1 = \2\n{code} = \2",
        published.read_text(encoding="utf-8"), flags=re.MULTILINE,
    )  # fmt: skip
    doubled = re.sub(
        rf"\b(statement|caveat)\.{like} = (.*)$", rf"\1.{like} = \2\n\1.{code} = \2",
        doubled, flags=re.MULTILINE,
    )  # fmt: skip
    published.write_text(doubled, encoding="utf-8")


TITLES = {"ko": "수수료만", "en": "Fees alone", "xx": "Pseudo fees"}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return a site of the committed content with a third language and a second article."""
    content = copied(tmp_path_factory.mktemp("more"))
    speak(content, "xx", like="en")
    write(content, "fees/article.toml", "editions = 1\noriginal_date = 2025-11-28\n")
    for lang, title in TITLES.items():
        write(content, f"fees/010-fees.{lang}.md", SECTION.format(title=title))
        write(content, f"fees/text/top.{lang}.toml", TOP.format(title=title))
    return text_files(DATA, content, editions=1)


def test_a_second_article_is_a_folder_with_its_own_words(files: dict[str, bytes]) -> None:
    """It gets a whole site under its folder's name, and the first page leads to it."""
    for lang, title in TITLES.items():
        page = files[f"fees/{lang}/index.html"].decode()
        assert f"<h1>{title}</h1>" in re.sub(r"<h1[^>]*>", "<h1>", page)
        assert 'data-metric="iwm.fee"' in page
        assert 'id="growth"' not in page, "the first article's charts stay there"
        assert f'href="fees/{lang}/"' in files["index.html"].decode()
        assert 'id="fees"' not in files[f"{lang}/index.html"].decode()
    assert b"fees/ko/</loc>" in files["fees/sitemap.xml"]
    home = re.escape(load_config(CONTENT).site_url)
    maps = re.findall(rf"^Sitemap: {home}(\S+)$", files["robots.txt"].decode(), re.MULTILINE)
    assert maps == ["sitemap.xml", "fees/sitemap.xml"]
    assert json.loads(files["fees/data/claims.json"])["claims"] == [], "its claims are its own"
    inner = {p.removeprefix("fees/"): body for p, body in files.items() if p.startswith("fees/")}
    assert list(links(BuiltSite(inner))) == []


def test_a_second_article_is_checked_like_the_first(tmp_path: Path) -> None:
    """A missing translation in a folder is named with its file."""
    content = copied(tmp_path)
    write(content, "fees/article.toml", "")
    write(content, "fees/010-fees.ko.md", SECTION.format(title="수수료"))
    with pytest.raises(Exception, match=r"fees/010-fees"):
        text_files(DATA, content, editions=1)


def test_a_language_is_its_texts_and_one_row(files: dict[str, bytes]) -> None:
    """A third language gets every page, its own formats, and its place in every switch."""
    english = {p for p in files if p.startswith("en/")}
    assert {p.replace("en/", "xx/", 1) for p in english} <= set(files)
    page = files["xx/index.html"].decode()
    facts = read_page(page)
    assert facts.lang == "xx"
    assert facts.metrics
    assert [m[:2] for m in facts.metrics] == [
        m[:2] for m in read_page(files["en/index.html"].decode()).metrics
    ]
    assert re.search(r">\d+,\d%</data>", page), "numbers are written as the row says"
    for lang in ("ko", "en"):
        assert 'href="../xx/"' in files[f"{lang}/index.html"].decode()
    assert 'hreflang="xx"' in files["index.html"].decode()
    assert b'hreflang="xx"' in files["sitemap.xml"]
    assert "assets/card-xx.png" in files
    assert "xx/feed.xml" in files
