"""An article is read whole: what its files lack, and what its languages do not share, is told."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from languages import speak_too
from tiny import REASONS, VOCABULARY, WORDS, article, load, problems, write

from generator.content.load import load_content
from generator.core.errors import UserError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample article."""
    return article(tmp_path / "content")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one text in a file."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_article(folder: Path) -> None:
    """The sample has no problems, and offers what it holds."""
    assert problems(folder) == []
    content = load(folder)
    assert [section.id for section in content.sections("ko")] == ["intro"]
    assert [id for _, id, _ in content.sections("en")[0].headings] == ["top", "second"]
    assert content.tables() == ("fees",)
    assert content.keys("reasons", "en") == ("too_young",)
    with pytest.raises(UserError, match=r"no such text \(hint: did you mean too_young\?\)"):
        content.text("reasons", "en", "too_yong")


Edit = Callable[[Path], Any]


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        # what is not there
        (
            lambda f: (f / "010-intro.en.md").unlink(),
            "010-intro.en.md: the translation of 010-intro.ko.md is missing",
        ),
        (
            lambda f: edit(f, "tables/fees.toml", 'head = { ko = "둘째", en', "head = { en"),
            "tables/fees.toml:4: [rows.0.head] has no text in ko",
        ),
        (
            lambda f: edit(f, "tables/fees.toml", 'en = "unknown"', 'fr = "inconnu"'),
            "tables/fees.toml:5: [rows.1.head.fr] 'fr' is not a language of article.toml",
        ),
        (
            lambda f: edit(
                f, "tables/fees.toml", '{ ko = "소형주", en = "Small caps" }', '"소형주"'
            ),
            "tables/fees.toml:1: [caption] is Korean in English, too (hint: write { ko = …, en = …",
        ),
        (
            lambda f: (f / "tables/fees.toml").rename(f / "tables/fees.en.toml"),
            "tables/fees.en.toml: is no name of a table (hint: one file holds all languages: fees.",
        ),
        (
            lambda f: (f / "text/reasons.en.toml").unlink(),
            "text/reasons.en.toml: the translation of reasons.ko.toml is missing",
        ),
        (
            lambda f: write(f, "020-more.fr.md", "a"),
            "020-more.fr.md: 'fr' is not a language of article.toml",
        ),
        (lambda f: write(f, "intro.md", "a"), "intro.md: is not named name.language.ending"),
        (lambda f: write(f, "text/x.toml", ""), "text/x.toml: is not named name.language.ending"),
        # what cannot be read
        (
            lambda f: write(f, "text/reasons.ko.toml", "a = [1]\nb ="),
            "text/reasons.ko.toml:2: not valid TOML",
        ),
        (
            lambda f: write(f, "text/reasons.ko.toml", 'too_young = "x"\nlist = ["a"]\n'),
            "text/reasons.ko.toml:2: [list] is neither a text nor a table",
        ),
        (
            lambda f: edit(f, "010-intro.ko.md", "{% endstate %}", ""),
            "010-intro.ko.md:6: state is not closed",
        ),
        (
            lambda f: (f / "010-intro.ko.md").write_bytes(b"a\n\xff"),
            "010-intro.ko.md:2: is not UTF-8",
        ),
        # what is wrong in a text, with its line in the file
        (
            lambda f: edit(f, "010-intro.en.md", 'm("iwm.fee")', 'm("iwm.fees")'),
            "010-intro.en.md:3: unknown metric 'iwm.fees' (hint: did you mean iwm.fee?)",
        ),
        (
            lambda f: edit(f, "tables/fees.toml", 'cell("vtwo.fee"', 'cell("vtoo.fee"'),
            "tables/fees.toml:5: [fees.rows.1.cells.0] unknown metric 'vtoo.fee'",
        ),
        (
            lambda f: write(f, "text/reasons.en.toml", 'too_young = """\na\n{{ m("x") }}"""\n'),
            "text/reasons.en.toml:3: [too_young] unknown metric 'x'",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "Up 3."),
            "010-intro.en.md:8: the digits '3.'",
        ),
        # headings
        (
            lambda f: edit(f, "010-intro.en.md", " {#second}", ""),
            "010-intro.en.md:15: a heading of level 2 has no id (hint: end it with {#its-id})",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "{#second}", "{#third}"),
            "010-intro.en.md:15: heading 2 is ## third, in 010-intro.ko.md it is ## second",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "## Two", "### Two"),
            "010-intro.en.md:15: heading 2 is ### second, in 010-intro.ko.md it is ## second",
        ),
        (
            lambda f: [write(f, f"020-x.{code}.md", "# a {#top}") for code in ("ko", "en")],
            "020-x.en.md:1: [top] the heading id top is used in 010-intro.en.md too",
        ),
        # parity
        (
            lambda f: edit(f, "010-intro.en.md", '{{ orig("fee") | pct(2) }}', "a"),
            "010-intro.ko.md:3: uses the orig fee, which 010-intro.en.md does not",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", '{{ chart("growth") }}', '{{ chart("losses") }}'),
            "010-intro.en.md:19: uses the chart losses, which 010-intro.ko.md does not",
        ),
        (
            lambda f: edit(f, "010-intro.ko.md", '{% callout "note" %}', '{% callout "warning" %}'),
            "010-intro.ko.md:21: uses the callout warning 1, which 010-intro.en.md does not",
        ),
        (
            lambda f: edit(f, "010-intro.ko.md", "## 둘째", '{{ verdict("cheap") }}\n\n## 둘째'),
            "010-intro.ko.md:15: uses the verdict cheap, which 010-intro.en.md does not",
        ),
        (
            lambda f: edit(f, "tables/fees.toml", 'en = "Two"', "en = '{{ cell(\"gap\") }}'"),
            "tables/fees.toml:4: [fees.rows.0.head.en] uses the metric gap, which tables/fees.toml",
        ),
        (
            lambda f: write(f, "text/reasons.en.toml", 'too_yong = "a"\n'),
            "text/reasons.en.toml:1: [too_yong] has no counterpart in text/reasons.ko.toml",
        ),
        # the shape of tables
        (
            lambda f: edit(f, "tables/fees.toml", 'columns = ["", "IWM"]', 'columns = [""]'),
            "tables/fees.toml:4: [rows.0.cells] has 1 cells for 0 columns after the first",
        ),
        (
            lambda f: edit(f, "tables/fees.toml", "caption", "captain"),
            "tables/fees.toml:1: [captain] extra inputs are not permitted",
        ),
        (
            lambda f: write(f, "tables/fees.toml", 'caption = "a"\ncolumns = ["a"]\nrows = []\n'),
            "tables/fees.toml:3: [rows] tuple should have at least 1 item",
        ),
        (
            lambda f: edit(f, "tables/fees.toml", 'columns = ["", "IWM"]', "columns = [1, 2]"),
            "tables/fees.toml:2: [columns.0] must be a text, or one per language",
        ),
        (
            lambda f: edit(f, "tables/fees.toml", 'head = { ko = "둘째", en = "Two" }, ', ""),
            "tables/fees.toml:4: [rows.0.head] field required",
        ),
        # the glossary
        (
            lambda f: edit(f, "glossary.toml", '"FRED" = "프레드"', '"FRED" = "fred"'),
            "[readings.FRED] a reading ends in Hangul",
        ),
        # texts of claims and definitions
        (
            lambda f: [
                write(f, f"text/claims.{code}.toml", "[cheep]\nstatement = 'a'\n")
                for code in ("ko", "en")
            ],
            "text/claims.en.toml:1: [cheep] no such claim (hint: did you mean cheap?)",
        ),
        (
            lambda f: [
                write(f, f"text/claims.{code}.toml", "[cheap]\nstatement = 'a'\n")
                for code in ("ko", "en")
            ],
            "text/claims.ko.toml: the claim now has no text",
        ),
        (
            lambda f: [
                write(f, f"text/claims.{code}.toml", "[cheap]\nevidence.holds = 'a'\n")
                for code in ("ko", "en")
            ],
            "text/claims.ko.toml:1: [cheap.statement] has no text",
        ),
    ],
)
def test_what_is_wrong(folder: Path, spoil: Edit, complaint: str) -> None:
    """Each spoiled file is told by name, line and key."""
    spoil(folder)
    found = problems(folder)
    assert any(complaint in each for each in found), found


def test_all_problems_at_once(folder: Path) -> None:
    """Problems of several files and kinds come together, by file and line, each once."""
    edit(folder, "010-intro.en.md", 'm("iwm.fee")', 'm("iwm.fees")')
    edit(folder, "010-intro.en.md", "Up.", "Up 3.")
    edit(folder, "tables/fees.toml", 'cell("vtwo.fee"', 'cell("vtoo.fee"')
    (folder / "text/reasons.en.toml").unlink()
    found = problems(folder)
    assert len(found) == len(set(found)) == 4
    assert [each.split(":")[0] for each in found] == [
        "010-intro.en.md",
        "010-intro.en.md",
        "tables/fees.toml",
        "text/reasons.en.toml",
    ]


def test_definitions_name_every_family(folder: Path) -> None:
    """Where there are definitions, each family of metrics has a label."""
    vocabulary = replace(VOCABULARY, families={"fee": ("fund",)})
    for code in ("ko", "en"):
        write(folder, f"text/definitions.{code}.toml", '[families.fe]\nlabel = "a"\n')
    found = problems(folder, vocabulary)
    assert "text/definitions.en.toml: [families.fee] the metrics fee have no label" in found[0]
    assert "text/definitions.en.toml:1: [families.fe] no such family of metrics" in found[1]


def test_claims_know_their_numbers(folder: Path) -> None:
    """Evidence may use what the claim needs, but not where the claim cannot be tested."""
    for code in ("ko", "en"):
        write(
            folder,
            f"text/claims.{code}.toml",
            "[cheap]\nstatement = 'a'\n"
            "evidence.holds = '{{ m(\"iwm.fee\") }}'\n"
            "evidence.untestable = '{{ why() }}'\n"
            "[now]\nstatement = 'a'\n[never]\nstatement = 'a'\n",
        )
    assert problems(folder) == []
    edit(folder, "text/claims.en.toml", "{{ why() }}", '{{ m("iwm.fee") }}')
    assert (
        "text/claims.en.toml:4: [cheap.evidence.untestable] iwm.fee may be" in problems(folder)[0]
    )


def test_texts_of_other_dates_are_asked_for_now(folder: Path) -> None:
    """A claim lacks its text for every answer that it may get, though none of them is today's."""
    claims = {each: replace(info, texts=()) for each, info in VOCABULARY.claims.items()}
    wanted = ("evidence.holds", "evidence.fails", "published.partly")
    claims["cheap"] = replace(claims["cheap"], texts=wanted)
    for code in ("ko", "en"):
        text = "[cheap]\nevidence.holds = 'a'\n[now]\nstatement = 'a'\n[never]\nstatement = 'a'\n"
        write(folder, f"text/claims.{code}.toml", text)
    found = problems(folder, replace(VOCABULARY, claims=claims))
    assert found == [
        f"text/claims.{code}.toml:1: [cheap.{key}] has no text"
        for code in ("en", "ko")
        for key in ("evidence.fails", "published.partly")
    ]


PSEUDO = """
[languages.xx]
name = "Xx"
site_name = "Xx"
locale = "xx_XX"
rise = "green"
no_data = "-"
"""


def test_a_third_language_is_content_and_a_row(folder: Path) -> None:
    """A language needs its texts and its row, and nothing else; until then its files lack."""
    path = folder / "article.toml"
    settings = path.read_text(encoding="utf-8")
    formats = settings[settings.index("[languages.en.formats]") :].replace(".en.", ".xx.")
    settings = settings.replace("[holdings_disclosure]", '[holdings_disclosure]\nxx = "-"')
    path.write_text(settings + PSEUDO + formats, encoding="utf-8")
    assert "010-intro.xx.md: the translation of 010-intro.ko.md is missing" in problems(folder)
    for file in [*folder.rglob("*.en.*")]:
        shutil.copy(file, file.with_name(file.name.replace(".en.", ".xx.")))
    assert "tables/fees.toml:1: [caption] has no text in xx" in problems(folder)
    speak_too(folder / "tables/fees.toml", "en", "xx")
    assert problems(folder) == []
    assert [*load(folder).wordings] == ["ko", "en", "xx"]


UNCLAIMED = replace(VOCABULARY, claims={})
"""What an article may name that has no claims of its own: another's are not its."""


def test_a_second_article_stands_on_the_first(folder: Path) -> None:
    """A sub-folder is an article of its own; texts and settings that it lacks are the root's."""
    inner = folder / "other"
    for code, words in WORDS.items():
        write(inner, f"010-start.{code}.md", f"# {words['title']} {{#start}}\n\n{words['up']}\n")
    write(inner, "article.toml", 'author = "Someone else"\n')
    content = load_content(inner, UNCLAIMED, folder)
    assert content.config.author == "Someone else"
    assert [section.id for section in content.sections("ko")] == ["start"]
    assert content.keys("reasons", "ko") == ("too_young",)
    assert content.tables() == ()
    assert problems(folder) == []


def test_a_second_article_may_have_another_language(folder: Path) -> None:
    """A sub-article's own language needs the topics in it; the root's other languages do not."""
    inner = folder / "other"
    settings = (folder / "article.toml").read_text(encoding="utf-8")
    formats = settings[settings.index("[languages.en.formats]") :].replace(".en.", ".xx.")
    row = f'default_language = "xx"\nholdings_disclosure = {{ xx = "-" }}\n{PSEUDO}{formats}'
    write(inner, "article.toml", row)
    write(inner, "010-start.xx.md", "# Xx {#start}\n")
    with pytest.raises(UserError, match=re.escape("reasons.xx.toml: the translation of")):
        load_content(inner, UNCLAIMED, folder)
    write(inner, "text/reasons.xx.toml", REASONS["en"])
    assert [*load_content(inner, UNCLAIMED, folder).wordings] == ["xx"]
