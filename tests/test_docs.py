"""What the documents say is there is there, and what they tell to run runs."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import payloads
import pytest
import sites

ROOT = Path(__file__).parents[1]
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCS]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
TOP = ("generator/", "templates/", "content/", "tests/", "docs/", ".github/")
# What stands there only after a build, or names a form rather than a file.
MADE = re.compile(r"site/|[<>*{}…]|NNN")


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


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what is committed, in a folder with spaces, with the environment of this one."""
    folder = tmp_path / "a copy with spaces"
    folder.mkdir()
    for name in ("generator", "templates", "content", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    sites.share_cache(folder)
    return folder


def run(command: str, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the documents, which has to succeed."""
    done = subprocess.run(
        shlex.split(command), cwd=folder, env={**os.environ, **environ},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def test_the_build_command_builds(copy: Path) -> None:
    """``make build``, as README.md shows it."""
    run("make build", copy)
    for page in ("index.html", "ko/index.html", "en/index.html"):
        assert (copy / "site" / page).stat().st_size > 0


def test_the_test_command_tests(copy: Path) -> None:
    """``make test`` runs pytest with this project's settings; here on one file."""
    done = run("make test", copy, PYTEST_ADDOPTS="tests/test_text_dates.py -p no:cacheprovider")
    assert re.search(r"^\.+ +\[100%\]$", done.stdout, re.MULTILINE), done.stdout


# Read by Python before the command: the sources are on this machine, and it is their day.
LED_ASTRAY = """\
import sys
if "refresh" in sys.orig_argv:
    import payloads, time_machine
    led = payloads.redirected({port})
    led.__enter__()
    time_machine.travel(payloads.NOW).start()
"""


def test_the_refresh_command_refreshes(copy: Path, tmp_path: Path) -> None:
    """``make refresh`` with the summary, as README.md shows it, against payloads on loopback.

    The copy starts without a snapshot, as the payloads' market is not the real one.
    """
    shutil.rmtree(copy / "content/data")
    (tmp_path / "start").mkdir()
    server = payloads.SourceServer(payloads.market())
    try:
        (tmp_path / "start/sitecustomize.py").write_text(LED_ASTRAY.format(port=server.port))
        path = os.pathsep.join(map(str, (tmp_path / "start", copy, copy / "tests")))
        shown = next(each for each in make_commands() if "moved.md" in each)
        done = run(shown, copy, REFRESH_WAIT="0", PYTHONPATH=path)
    finally:
        server.close()
    assert f"data as of {payloads.LAST}" in done.stdout
    assert f"Data to {payloads.LAST}, the first snapshot" in (copy / "moved.md").read_text()
    lock = json.loads((copy / "content/data/lock.json").read_text(encoding="utf-8"))
    assert lock["as_of"] == payloads.LAST.isoformat()
    assert "monthly/SPY.csv" in lock["files"]


def test_what_the_readme_lets_one_customise(tmp_path: Path) -> None:
    """Title, name, author, disclosure, address and colours stand where README.md says."""
    content = shutil.copytree(ROOT / "content", tmp_path / "content")
    settings = content / "article.toml"
    mine = {
        "author": "A New Author", "report_url": "https://example.org/errors",
        "site_url": "https://example.org/mine/", "site_name": "My Report", "iwm": "#123456",
    }  # fmt: skip
    text = settings.read_text(encoding="utf-8")
    for key, value in mine.items():
        text, count = re.subn(rf'^{key} = ".*"$', f'{key} = "{value}"', text, flags=re.MULTILINE)
        assert count, key
    text = re.sub(r'^en = ".*"$', 'en = "I hold IWM."', text, flags=re.MULTILINE)
    settings.write_text(text, encoding="utf-8")
    top = content / "text/top.en.toml"
    title = 'title = "A new title"'
    top.write_text(re.sub(r'^title = ".*"$', title, top.read_text("utf-8"), flags=re.MULTILINE))
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SITE_URL", raising=False)
        patch.delenv("GITHUB_REPOSITORY", raising=False)
        files = sites.text_files(content / "data", content)
    page = files["en/index.html"].decode()
    for shown in ("A new title</h1>", "A New Author", "My Report", mine["report_url"],
                  f'<link rel="canonical" href="{mine["site_url"]}en/">'):  # fmt: skip
        assert shown in page, shown
    assert "I hold IWM." in files["en/disclaimer/index.html"].decode()
    assert "--c-iwm:#123456" in page
    assert "--c-iwm:#123456" in files["en/drawings.svg"].decode()


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
