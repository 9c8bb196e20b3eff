"""What README and article.toml call free is free: with all of it changed, the tests still pass.

The weekly refresh of a fork runs the tests first, so a test that knows the example's author or
colours would keep every customised fork from being refreshed.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from sites import share_cache

ROOT = Path(__file__).parents[1]
COPIED = ("generator", "templates", "content", "tests", "docs", ".github", ".ci")
ABOUT = ("name", "package", "market", "compare", "sources", "original_date")
"""Settings of what the article is about: who publishes it leaves them alone."""

PLAIN = {
    "licence": '"CC-BY-SA-4.0"',
    "default_language": '"ko"',
    "site_url": '"https://mine.example.org/deep/er/"',
    "report_url": '"mailto:me@example.org"',
    "author": '"A & B <Publishers>"',
    "licence_url": '"https://example.org/licence"',
    "editions": "3",
    "stale_after_days": "45",
}
COLOURS = {
    # (light, dark); readable on the papers below
    "accent": ("#5a0a63", "#d2a4e2"),
    "iwm": ("#1d4ed8", "#93c5fd"),
    "paper": ("#ffffff", "#000000"),
    "ink": ("#000000", "#ffffff"),
    "holds": ("#14532d", "#86efac"),
}
RESTING_ON_IT = (
    "tests/test_content_config.py", "tests/test_publication.py", "tests/test_articles.py",
    "tests/test_docs.py::test_every_published_file_is_described",
    "tests/test_workflows.py",
)  # fmt: skip


def customise(content: Path) -> None:
    """Change every setting that is called free, the titles, and the colours of both themes."""
    path = content / "article.toml"
    text = path.read_text(encoding="utf-8")
    codes = "|".join(tomllib.loads(text)["languages"])
    for key, value in PLAIN.items():
        text, count = re.subn(rf"^{key} = .*$", f"{key} = {value}", text, count=1, flags=re.M)
        assert count, key
    text = re.sub(r"^site_name = .*$", 'site_name = "My <Own> Report"', text, flags=re.M)
    for theme, table in enumerate(("colours", "colours_dark")):
        before, found, after = text.partition(f"[{table}]\n")
        assert found
        for name, pair in COLOURS.items():
            line = f'{name} = "{pair[theme]}"'
            after, count = re.subn(rf"^{name} = .*$", line, after, count=1, flags=re.M)
            assert count, name
        text = before + found + after
    before, found, after = text.partition("[holdings_disclosure]\n")
    own, rest = after.split("\n[", 1)
    own = re.sub(rf"^({codes}) = .*$", r'\1 = "I hold IWM & more."', own, flags=re.M)
    path.write_text(f"{before}{found}{own}\n[{rest}", encoding="utf-8")
    tomllib.loads(path.read_text(encoding="utf-8"))
    for file in content.glob("text/top.*.toml"):
        top = file.read_text(encoding="utf-8")
        top, count = re.subn(r"^title = .*$", 'title = "My own title"', top, count=1, flags=re.M)
        assert count, file
        file.write_text(top, encoding="utf-8")


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A customised copy of what is committed, in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("a fork")
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.lock"), ROOT / "Makefile"]:
        shutil.copy(path, folder)
    shutil.copy(ROOT / "pyproject.toml", folder)
    share_cache(folder)
    customise(folder / "content")
    return folder


def test_every_free_setting_is_changed(fork: Path) -> None:
    """No setting of the first part of article.toml, which a publisher may change, is forgotten."""
    with (fork / "content/article.toml").open("rb") as file:
        settings = tomllib.load(file)
    plain = {key for key, value in settings.items() if not isinstance(value, dict)}
    assert plain == {*PLAIN, *ABOUT}


def test_a_customised_fork_stays_green(fork: Path) -> None:
    """The tests that rest on settings pass in a copy where all of them are somebody else's."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider", *RESTING_ON_IT],
        cwd=fork,
        capture_output=True,
        text=True,
        check=False,
    )
    failed = re.findall(r"^(?:FAILED|ERROR) .*$", done.stdout, re.MULTILINE)
    assert done.returncode == 0, "\n".join(failed) or done.stdout[-2000:]
