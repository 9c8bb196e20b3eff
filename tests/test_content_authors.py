"""Authors are forgiven what their tools do, and told what they would overlook."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from languages import language
from tiny import VOCABULARY, article, load, problems, write

from generator.core.colours import contrast
from generator.core.inputs import digests
from generator.core.settings import load_config
from generator.language.checks import Rules, check
from generator.language.template import parse


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


# --- Forgiven


def test_marks_of_byte_order_are_read_away(folder: Path) -> None:
    """Files as Windows' editors store them, with a mark and CR LF, read like any other."""
    before = [section.text.source for section in load(folder).sections("ko")]
    for path in [*folder.rglob("*.md"), *folder.rglob("*.toml")]:
        text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
        path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert [section.text.source for section in load(folder).sections("ko")] == before


def test_letters_in_parts_are_put_together(folder: Path) -> None:
    """Korean as macOS stores it is the same text, and its particles are still read."""
    before = [section.text.source for section in load(folder).sections("ko")]
    for path in folder.rglob("*.ko.*"):
        text = unicodedata.normalize("NFD", path.read_text(encoding="utf-8"))
        path.write_text(text, encoding="utf-8")
    assert [section.text.source for section in load(folder).sections("ko")] == before


def test_editors_files_are_no_texts(folder: Path) -> None:
    """Locks, swap files and copies of what was before neither stop nor change a build."""
    before = digests(folder)
    (folder / ".#010-intro.ko.md").symlink_to("someone@somewhere.1234:5678")
    for name in (".010-intro.ko.md.swp", "010-intro.ko.md~", "#010-intro.ko.md#"):
        write(folder, name, "half a sentence {{")
    write(folder, "tables/.fees.toml.swp", "x")
    write(folder, "text/.#reasons.en.toml", "x")
    assert problems(folder) == []
    assert digests(folder) == before


# --- Told

Edit = Callable[[Path], Any]


@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "Up {# later #}."),
            "010-intro.en.md:8: {# is no comment here (hint: comments are <# … #>)",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "Up }}."),
            "010-intro.en.md:8: }} closes nothing",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "[Up](#secnd)."),
            "010-intro.en.md:8: the page has no place #secnd (hint: did you mean second?)",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "![Up](assets/up.png)"),
            "010-intro.en.md:8: there is no picture assets/up.png",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "![Up](https://example.org/up.png)"),
            "010-intro.en.md:8: there is no picture https://example.org/up.png",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "[](#second)"),
            "010-intro.en.md:8: a link has no words: #second",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "![ ](assets/icon.svg)"),
            "010-intro.en.md:8: a picture has no description: assets/icon.svg",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "## Two {", "## {"),
            "010-intro.en.md:15: a heading of level 2 has no words",
        ),
        (
            lambda f: write(f, "text/reasons.en.toml", 'too_young = ""\n'),
            "text/reasons.en.toml:1: [too_young] is empty",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "Up.", "Up\0."),
            "010-intro.en.md:8: holds an invisible character (U+0000)",
        ),
        (
            lambda f: edit(f, "010-intro.en.md", "## Two", "\tcode\n\n## Two"),
            "010-intro.en.md:15: a line that begins with a tab or four spaces would be shown as",
        ),
    ],
)
def test_what_is_overlooked(folder: Path, spoil: Edit, complaint: str) -> None:
    """What Markdown and browsers would pass over is found at build, with its file and line."""
    spoil(folder)
    found = problems(folder)
    assert any(complaint in each for each in found), found


def test_links_to_what_is_there(folder: Path) -> None:
    """Headings, tables and charts of the page can be linked to; lists may have indented lines."""
    for code in ("ko", "en"):
        text = "[a](#second) [b](#table-fees) [c](#growth)\n\n- one\n\n    more of it\n"
        write(folder, f"020-more.{code}.md", text)
    assert problems(folder) == []


def test_one_wrong_name_in_one_language_is_one_error(folder: Path) -> None:
    """That the languages differ now, and that a guard is missing, only follows from the name."""
    edit(folder, "010-intro.en.md", 'm("iwm.fee")', 'm("iwm.fe")')
    (found,) = problems(folder)
    assert found == "010-intro.en.md:3: unknown metric 'iwm.fe' (hint: did you mean iwm.fee?)"


def test_a_table_that_cannot_be_read_is_the_only_error(folder: Path) -> None:
    """The sections that show it are not blamed beside it."""
    edit(folder, "tables/fees.toml", "caption", "captain")
    assert {each.split(":")[0] for each in problems(folder)} == {"tables/fees.toml"}


# --- Warned


def warnings(source: str, code: str = "ko") -> list[str]:
    """Return the warnings about a text."""
    rules = Rules(VOCABULARY, language(code), ("fees",), ())
    found = list(check(parse(source, "f.md"), rules))
    assert all(each.warning for each in found), found
    return [str(each) for each in found]


HAVE = '{{% have "iwm.fee", "gap", "assets" %}}{}{{% missing %}}-{{% endhave %}}'


@pytest.mark.parametrize(
    ("text", "code", "complaint"),
    [
        ('{{ m("iwm.fee") | pct(1) }}은 크다', "ko", "the particle '은' is typed after a number"),
        ('{{ m("gap") | pp(1) }}이 크다', "ko", 'hint: {{ josa("이/가") }}'),
        ('{{ m("iwm.fee") | pct(1) }} 크게 올랐어요', "ko", "'올랐어요' is typed after a number"),
        ('{{ m("gap") | pp(1) }} 앞섰고', "ko", "'앞섰고' is typed after a number"),
        ('{{ m("gap") | pp(1) }} 더 높아요', "ko", "'높아요' is typed after a number"),
        ('{{ m("gap") | pp(1) }} 밑돌아요', "ko", "'밑돌아요' is typed after a number"),
        ('{{ m("gap") | pp(1) }} below it', "en", "'below' is typed after a number"),
        ('{{ m("iwm.fee") | pct(1) }} and fell', "en", "'fell' is typed after a number"),
        ('{{ m("iwm.fee") | pct(1) }}, 세 배', "ko", "'세 배' is typed after a number"),
        ('{{ m("gap") | pp(1) }} ahead of it', "en", "'ahead' is typed after a number"),
        ('{{ m("iwm.fee") | pct(1) }}, three times as much', "en", "'three times' is typed"),
    ],
)
def test_words_that_the_data_may_turn_wrong(text: str, code: str, complaint: str) -> None:
    """A particle, a direction or a size typed after a number is told, and stops nothing."""
    (found,) = warnings(HAVE.format(text), code)
    assert complaint in found


@pytest.mark.parametrize(
    "source",
    [
        HAVE.format('{{ m("iwm.fee") | pct(1) }}는 크고 {{ m("assets") | usd }}를 담아요'),
        HAVE.format('{{ m("iwm.fee") | pct(1) }}{{ josa("은/는") }} 크다'),
        HAVE.format('{{ m("iwm.fee") | pct(1) }}까지'),
        '{% state "lead" %}{% when "up" %}{{ m("gap") | pp }} 올랐어요{% when "flat", "down" %}a'
        '{% when "missing" %}{{ why() }}{% endstate %}',
        '{{ q("2,000개") }}로',
    ],
)
def test_words_that_are_always_right(source: str) -> None:
    """A particle that fits every number in its format, and words that a state chose, may stand."""
    assert warnings(source) == []


def test_faint_colours_are_told(folder: Path) -> None:
    """A colour that cannot be read on the page is told with its line; the build goes on."""
    assert load(folder).warnings == ()
    path = folder / "article.toml"
    text = path.read_text(encoding="utf-8")
    colour = load_config(folder).colours["iwm"]
    path.write_text(text.replace(f'"{colour}"', '"#ffe08a"', 1), encoding="utf-8")
    (found,) = load(folder).warnings
    line = text[: text.index(f'"{colour}"')].count("\n") + 1
    assert str(found).startswith(f"{path}:{line}: [colours.iwm] #ffe08a has a contrast of 1.")


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, equal colours 1; the paper is the style sheet's."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
