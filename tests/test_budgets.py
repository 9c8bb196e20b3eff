"""What a page may weigh: every page is measured, and one that is too heavy fails the check."""

from __future__ import annotations

import random
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sites import built, read

from generator.build import audit
from generator.build.audit import BuiltSite, budgets, weight, weight_table
from generator.core.errors import UserError

ROOT = Path(__file__).parents[1]
PAGE = "en/index.html"


def _noise(size: int) -> bytes:
    """Return text that compression can do little about."""
    dice = random.Random(1)
    return "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size)).encode()


def _with(path: str, content: bytes) -> BuiltSite:
    site = read()
    return BuiltSite({**site.files, path: content})


def test_the_site_keeps_its_budgets() -> None:
    """No page, script or number of requests is above its limit."""
    assert list(budgets(read())) == []


def test_the_article_keeps_its_length() -> None:
    """In every language and edition: words that are seen without opening anything, and charts."""
    assert list(audit.lengths(read())) == []


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (b"<p>" + b"word " * 2500 + b"</p>", "words"),
        (b"<p>" + b'<figure id="x"></figure>' * 8 + b"</p>", "charts"),
    ],
)
def test_an_article_that_grows_is_named(more: bytes, complaint: str) -> None:
    """Open text and charts count; what is folded, opens on a press or leads away does not."""
    page = read().files[PAGE]
    grown = page.replace(b"</main>", more + b"</main>")
    found = [str(each) for each in audit.lengths(_with(PAGE, grown))]
    assert any(PAGE in each and complaint in each and "are allowed" in each for each in found)
    for hidden in (b"details", b"nav", b"footer"):
        folded = b"<" + hidden + b">" + b"word " * 2500 + b"</" + hidden + b"></main>"
        site = _with(PAGE, page.replace(b"</main>", folded))
        before = [str(each) for each in audit.lengths(read())]
        assert [str(each) for each in audit.lengths(site)] == before


def test_the_lengths_are_printed() -> None:
    """A line for the article of each language, and for each edition."""
    site = read()
    lines = list(audit.reading_lengths(site))
    assert any(re.fullmatch(r"en/: \d+ words, \d charts", line) for line in lines)
    assert any(line.startswith("ko/editions/") for line in lines)


def test_every_page_is_printed_by_kind_raw_and_as_sent() -> None:
    """The table has a line for each page but single charts and claims, made of its files' sizes."""
    site = read()
    lines = {line.split()[0]: line.split()[1:] for line in weight_table(site)}
    single = re.compile(r"/(charts|claims)/[^/]+/")
    pages = {path for path in site.pages if not single.search(path)}
    assert {path.removesuffix("index.html") or "/" for path in pages} <= set(lines)
    found = weight(site, PAGE)
    assert found.html.raw == len(site.files[PAGE])
    assert found.images.raw == len(site.files["en/drawings.svg"])
    assert lines["en/"][0] == f"{found.html.raw / 1000:.1f}/{found.html.sent / 1000:.1f}"
    for size in (found.html, found.js, found.images):
        assert 0 < size.sent < size.raw
    assert found.fonts.raw == found.fonts.sent > 0


@pytest.mark.parametrize(
    ("path", "more", "complaint"),
    [
        (PAGE, b"<!--" + _noise(200_000) + b"-->", "bytes compressed"),
        ("en/drawings.svg", b"<!--" + _noise(200_000) + b"-->", "bytes compressed"),
        ("assets/fonts/en-bold.woff2", _noise(300_000), "bytes at first"),
        ("assets/main.js", b"//" + _noise(20_000), "all scripts are"),
        ("assets/theme.js", b"//" + _noise(600), "theme.js"),
    ],
)
def test_what_is_too_heavy_is_named(path: str, more: bytes, complaint: str) -> None:
    """Each limit catches its own excess, and says how much is allowed."""
    found = [str(each) for each in budgets(_with(path, read().files[path] + more))]
    assert any(complaint in each and "are allowed" in each for each in found), found


def test_a_reader_of_the_table_may_stop() -> None:
    """Cut off by ``head``, the command ends without a traceback."""
    words = (sys.executable, "-m", "generator", "check", "--site", str(built()))
    command = f"{shlex.join(words)} | head -n 1"
    ended = subprocess.run(
        command, shell=True, capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ended.stdout.startswith("KB")
    assert ended.stderr == ""


def test_a_page_over_budget_fails_the_check(tmp_path: Path) -> None:
    """The command prints the table first, then fails with the page's name."""
    site = Path(shutil.copytree(built(), tmp_path / "site"))
    with (site / PAGE).open("ab") as page:
        page.write(b"<!--" + _noise(200_000) + b"-->")
    said: list[str] = []
    with pytest.raises(UserError, match=rf"{PAGE}.*{audit.ARTICLE_LIMIT} are allowed"):
        audit.audit(site, said.append)
    assert any(line.startswith("en/ ") for line in said)
