"""article.toml is checked once; each mistake is told with file, line and key."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from languages import CONTENT
from pydantic import ValidationError
from tiny import write

from generator.core.errors import UserError
from generator.core.registry import add_package
from generator.core.settings import data_folder, find_articles, load_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with settings of its own: the real ones, with what a publisher may change set."""
    text = (CONTENT / "article.toml").read_text(encoding="utf-8")
    for key, value in (
        ("default_language", '"en"'),
        ("editions", "12"),
        ("site_url", '"https://example.org/report/"'),
        ("author", '"A"'),
        ("ko", '"이 글"'),  # the disclosure's first language
        ("iwm", '"#b4510a"'),
    ):
        text, count = re.subn(rf"^{key} = .*$", f"{key} = {value}", text, count=1, flags=re.M)
        assert count == 1, key
    (tmp_path / "article.toml").write_text(text, encoding="utf-8")
    return tmp_path


def change(folder: Path, old: str, new: str) -> str:
    """Replace what a pattern first finds in the settings; return what is said about them."""
    path = folder / "article.toml"
    text, count = re.subn(old, new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_config(folder)
    return str(error.value).replace(f"{folder}/", "")


def test_the_real_settings(folder: Path) -> None:
    """The project's own settings load, frozen, languages in the order of the file."""
    config = load_config(folder)
    assert [language.code for language in config.languages] == ["ko", "en"]
    assert config.language("ko").particles == "ko"
    with pytest.raises(ValidationError):
        config.author = "x"  # type: ignore[misc]
    with pytest.raises(UserError, match="no language 'fr'"):
        config.language("fr")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        (
            "editions = 12",
            "editions = 12\nedition = 1",
            "edition",
            "extra inputs are not permitted",
        ),
        ("editions = 12", "editions = 0", "editions", "greater than or equal to 1"),
        ("editions = 12", 'editions = "many"', "editions", "valid integer"),
        ('site_url = "https', 'site_url = "ftp', "site_url", "should match pattern"),
        ('^iwm = ".*"', 'iwm = "orange"', "colours.iwm", "should match pattern"),
        ('rise = "red"', 'rise = "blue"', "languages.ko.rise", "'red' or 'green'"),
        (
            r'pct = "\{sign\}\{n\}%"',
            'pct = "%"',
            "languages.ko.formats.pct",
            "should match pattern",
        ),
        ('particles = "ko"', 'particles = "xx"', "languages.ko.particles", "should be 'ko'"),
        ('locale = "en"', 'locale = "xq"', "languages.en.formats.locale", "no locale 'xq' in"),
        ('day = "d MMM y"', 'day = "{day}"', "languages.en.formats.day", "should match pattern"),
        ("at = 1,", "at = 2,", "languages.ko.formats.usd", "steps must fall and end with at = 1"),
    ],
)
def test_mistakes(folder: Path, old: str, new: str, key: str, message: str) -> None:
    """A wrong value is told at its line with its dotted key."""
    found = change(folder, old, new)
    place, _, rest = found.partition(": ")
    assert rest.startswith(f"[{key}]")
    assert message in rest
    line = int(place.removeprefix("article.toml:"))
    text = (folder / "article.toml").read_text(encoding="utf-8").splitlines()[line - 1]
    assert text.startswith(key.rpartition(".")[2])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('default_language = "en"', 'default_language = "fr"', "is not one of the languages"),
        ('ko = "이 글', 'xx = "이 글', "holdings_disclosure must be written in every language"),
        (r"(\[colours_dark\][^\[]*)^tna = .*\n", r"\1", "must name the same things"),
    ],
)
def test_settings_that_disagree(folder: Path, old: str, new: str, message: str) -> None:
    """Settings that do not fit each other are told with the file."""
    found = change(folder, old, new)
    assert found.startswith("article.toml: ")
    assert message in found


def test_all_mistakes_at_once(folder: Path) -> None:
    """Two mistakes are two problems of one error."""
    path = folder / "article.toml"
    text = path.read_text(encoding="utf-8").replace("editions = 12", "editions = 0")
    path.write_text(text.replace('author = "', 'autor = "'), encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_config(folder)
    assert len(error.value.problems) == 3  # editions, autor unknown, author lacking


def test_what_an_article_is_about_is_its_own(folder: Path) -> None:
    """It takes over languages and colours; data only where it names no series, claims never."""
    first = load_config(folder)
    write(folder, "a/article.toml", 'author = "A"\n')
    shared = load_config(folder / "a")
    assert (shared.languages, shared.series) == (first.languages, first.series)
    assert shared.package == ""
    assert data_folder(folder / "a") == folder / "data"
    own = '[series.x]\nname = { ko = "엑스", en = "X" }\nrequired = true\n'
    write(folder, "a/article.toml", f'market = "x"\n{own}')
    apart = load_config(folder / "a")
    assert [each.ticker for each in apart.series] == ["X"]
    assert (apart.original_date, apart.compare, apart.sources) == (None, (), ())
    assert apart.languages == first.languages
    assert data_folder(folder / "a") == folder / "a/data"


def test_an_article_elsewhere_names_the_one_that_it_extends(folder: Path, tmp_path: Path) -> None:
    """By a path from its own folder; one that is not there is told with its line."""
    place = tmp_path / "far/away"
    write(place, "article.toml", 'author = "A"\nextends = "../.."\n')
    assert load_config(place).languages == load_config(folder).languages
    write(place, "article.toml", 'author = "A"\nextends = "nowhere"\n')
    with pytest.raises(UserError, match=r"article\.toml:2: \[extends\] there is no article in"):
        load_config(place)


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("nowhere", None, "article.toml: [package] there is no "),
        ("json", "", "article.toml: [package] json is "),
        ("sys", "", "article.toml: [package] sys is part of Python already"),
        ("broken_article", "1 +", "broken_article/__init__.py:1: SyntaxError"),
    ],
)
def test_a_package_that_cannot_be_an_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str | None, message: str
) -> None:
    """The settings name it wrongly, or its own line fails: the message says which."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    if code is not None:
        write(tmp_path, f"{name}/__init__.py", code)
    with pytest.raises(UserError) as error:
        add_package(tmp_path, name)
    assert f"{tmp_path}/{message}" in str(error.value)


def test_articles_are_found(folder: Path) -> None:
    """The root is the first article, each folder with settings of its own another."""
    write(folder, "b/article.toml", 'author = "B"\n')
    write(folder, "a/article.toml", "")
    write(folder, "data/x.csv", "")
    assert find_articles(folder) == (folder, folder / "a", folder / "b")
    inner = load_config(folder / "b")
    assert inner.author == "B"
    assert inner.languages == load_config(folder).languages
