"""The dossier: pages beside the article, and the ways that lead from its sentences to them."""

from __future__ import annotations

import json
from pathlib import Path

import tiny
from sites import CONTENT, built, read

PAGES = sorted(each.name for each in (CONTENT / "dossier").iterdir() if each.is_dir())
TITLES = '[{page}]\ntitle = "T"\ndescription = "D"\nanswer = "A"\n'


def _article(folder: Path, link: str = "deep#second-part") -> Path:
    """Write an article with a page of the dossier, to which its section leads."""
    tiny.article(folder)
    for code in ("ko", "en"):
        tiny.write(folder, f"text/dossier.{code}.toml", TITLES.format(page="deep"))
        text = f'## T {{#top}}\n\nA. {{{{ more("{link}") }}}}\n'
        tiny.write(folder, f"010-intro.{code}.md", text)
        deep = '## T {#top}\n\n### U {#second-part}\n\n{{ table("fees") }}\n'
        tiny.write(folder, f"dossier/deep/010-all.{code}.md", deep)
    return folder


def test_a_folder_is_a_page_of_its_own(tmp_path: Path) -> None:
    """Its sections are not the article's, and ids of headings are unique per page only."""
    content = tiny.load(_article(tmp_path))
    assert content.pages == ("deep",)
    assert [each.id for each in content.sections("ko")] == ["intro"]
    assert [each.id for each in content.sections("ko", "deep")] == ["all"]


def test_a_link_leads_to_a_place_that_is_there(tmp_path: Path) -> None:
    """To a page, a heading or a table of it; another place is named with file, line and a hint."""
    for number, link in enumerate(("deep", "deep#second-part", "deep#table-fees")):
        assert tiny.problems(_article(tmp_path / str(number), link)) == []
    found = tiny.problems(_article(tmp_path / "wrong", "deep#second-prt"))
    assert len(found) == 2
    assert found[0].startswith("010-intro.en.md:3: unknown place of the dossier 'deep#second-prt'")
    assert "did you mean deep#second-part?" in found[0]


def test_a_page_needs_a_title(tmp_path: Path) -> None:
    """A folder that no text names is told, in every language."""
    folder = _article(tmp_path)
    for code in ("ko", "en"):
        tiny.write(folder, f"text/dossier.{code}.toml", TITLES.format(page="other"))
    found = [each for each in tiny.problems(folder) if "has no title" in each]
    assert [each.partition(":")[0] for each in found] == [
        "dossier/deep/010-all.en.md",
        "dossier/deep/010-all.ko.md",
    ]


def test_every_page_of_the_dossier_begins_with_its_answer() -> None:
    """Before its first heading; and the list of pages leads to it with the same answer."""
    site = read()
    for lang in site.languages:
        overview = (built() / lang / "evidence/index.html").read_text(encoding="utf-8")
        for name in PAGES:
            page = (built() / lang / name / "index.html").read_text(encoding="utf-8")
            assert page.index('class="answer"') < page.index("<h2")
            assert f'href="../{name}/"' in overview or name == "tools"


def test_what_left_the_article_is_found_again() -> None:
    """Every old place is on the page that it is said to have moved to, or is that page."""
    site = read()
    for lang in site.languages:
        places = json.loads(site.files[f"{lang}/places.json"])
        article = {name for name, _ in site.pages[f"{lang}/index.html"].ids}
        assert {*PAGES, "claims", "methods", "changes", "claim-always_12m"} <= article | set(places)
        for id, place in places.items():
            page, _, other = place.partition("#")
            assert id not in article
            assert (other or id) in {name for name, _ in site.pages[f"{lang}/{page}index.html"].ids}
