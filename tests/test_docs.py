"""What the documents say is there is there, and what they tell to run runs."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import sites

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCS]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
TOP = ("generator/", "templates/", "content/", "tests/", "docs/", ".github/")
# What stands there only after a build, or names a form rather than a file.
MADE = re.compile(r"site/|[<>*{}…]|NNN|bond-yields")


def blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of a document in a language."""
    text = path.read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def make_commands() -> set[str]:
    """Return every make command that a document shows, in a block or in a sentence."""
    found = set()
    for path in DOCS:
        text = path.read_text(encoding="utf-8")
        lines = [line for block in blocks(path, "sh") for line in block.splitlines()]
        found |= {each for each in [*lines, *CODE.findall(text)] if each.startswith("make ")}
    return {each.partition(" #")[0].strip() for each in found}


@pytest.mark.parametrize("path", DOCS, ids=NAMES)
def test_links_lead_somewhere(path: Path) -> None:
    """A relative link names a file of the project; an address is https."""
    for link in LINK.findall(path.read_text(encoding="utf-8")):
        target = link.partition("#")[0]
        if "://" in link:
            assert link.startswith("https://"), link
        elif target:
            assert (path.parent / target).exists(), f"{path.name}: {link}"


@pytest.mark.parametrize("path", DOCS, ids=NAMES)
def test_paths_exist(path: Path) -> None:
    """A path in code type is there, unless it is made by a build or stands for many."""
    for code in CODE.findall(path.read_text(encoding="utf-8")):
        word = code.split()[0] if code.split() else ""
        if word.startswith(TOP) and not MADE.search(word):
            assert (ROOT / word.rstrip(".,")).exists(), f"{path.name}: {word}"


def test_make_commands_are_targets() -> None:
    """Every make command in the documents is a target that make help lists, and make takes it."""
    listed = subprocess.run(
        ["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    targets = set(re.findall(r"^  make ([a-z-]+)", listed, re.MULTILINE))
    commands = make_commands()
    assert {"make build", "make test", "make refresh", "make check", "make serve"} <= commands
    for command in commands:
        words = [word for word in shlex.split(command)[1:] if "=" not in word]
        assert set(words) <= targets, command
        subprocess.run(
            [*shlex.split(command), "--dry-run"], cwd=ROOT, check=True, capture_output=True
        )


def test_what_is_shown_is_what_is_acted_out() -> None:
    """The commands of README.md are steps of the workflows, which test_publishers_day.py runs."""
    texts = [path.read_text("utf-8") for path in (ROOT / ".github/workflows").glob("*.yml")]
    acted_out = {each for text in texts for each in re.findall(r"run: (make .*)$", text, re.M)}
    with_summary = {each for each in make_commands() if "moved.md" in each}
    assert with_summary
    assert {"make build", "make test", "make audit", *with_summary} <= acted_out
    assert "make refresh" in make_commands()


def test_faults_without_a_replay_says_what_it_needs() -> None:
    """``make faults`` alone explains itself and fails nothing."""
    done = subprocess.run(["make", "faults"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "REPLAY=dir DATA=dir" in done.stdout


DATA_EXAMPLES = blocks(ROOT / "docs" / "data.md", "python")


@pytest.mark.parametrize("example", DATA_EXAMPLES, ids=range(len(DATA_EXAMPLES)))
def test_the_examples_of_data_run(example: str) -> None:
    """Each example runs in the folder of a built site, prints something and breaks no promise."""
    done = subprocess.run(
        [sys.executable, "-c", example],
        cwd=sites.built(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_published_file_is_described() -> None:
    """docs/data.md has a row for every kind of file under data/."""
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    forms = [re.escape(each) for each in re.findall(r"^\| `(data/[^`]+)`", text, re.MULTILINE)]
    known = [
        re.compile(each.replace("<id>", r"[\w-]+").replace("<lang>", r"\w+")) for each in forms
    ]
    for path in sorted((sites.built() / "data").rglob("*.*")):
        name = path.relative_to(sites.built()).as_posix()
        assert any(form.fullmatch(name) for form in known), name
