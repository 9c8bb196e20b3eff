"""Setting up talks: what make installs it says, and nothing is installed or used unasked."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import browser
import pytest

from generator.build import output
from generator.core.errors import UserError

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with spaces in its name that has the Makefile and the lock files."""
    folder = tmp_path / "a new folder"
    folder.mkdir()
    for name in ("Makefile", *LOCKS):
        shutil.copy(ROOT / name, folder)
    return folder


def make(folder: Path, *words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run make, with the commands in a folder before those of the machine."""
    first = f"{path}{os.pathsep}" if path else ""
    return subprocess.run(
        ["make", *words],
        cwd=folder,
        env={**os.environ, "PATH": f"{first}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )


def command(path: Path, script: str) -> Path:
    """Write a command."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


PIP = """\
case "$*" in
*venv*) mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
*"pip install"*)
  echo "Collecting altair==6 (from -r requirements.lock (line 1))"
  echo "  Downloading altair-6-py3-none-any.whl (800 kB)"
  echo "Processing /somewhere/babel-2-py3-none-any.whl (from -r requirements.lock (line 9))"
  echo "Installing collected packages: altair, babel"
  exit {status} ;;
esac
"""


def test_an_installation_shows_how_far_it_is(project: Path, tmp_path: Path) -> None:
    """What is installed, where, how large, and a line for each package; the second time nothing."""
    python = command(tmp_path / "bin/python3", PIP.format(status=0))
    done = make(project, "env", path=python.parent)
    assert done.returncode == 0, done.stderr
    first, *lines = done.stdout.splitlines()
    assert "requirements.lock" in first
    assert ".venv" in first
    assert "MB" in first
    assert [line.split(":")[-1].strip() for line in lines] == [
        "altair==6", "babel-2-py3-none-any.whl", "unpacking ...",
    ]  # fmt: skip
    assert make(project, "env").stdout == ""


def test_an_installation_that_fails_is_made_again(project: Path, tmp_path: Path) -> None:
    """Its status is not lost behind the count of packages, and nothing counts as installed."""
    python = command(tmp_path / "bin/python3", PIP.format(status=1))
    done = make(project, "env", path=python.parent)
    assert done.returncode == 2, "make's own status, whatever failed"
    assert "pip ended with status 1" in done.stdout
    assert not (project / ".venv/requirements.lock").exists()


def test_a_python_that_was_asked_for_is_not_ignored(project: Path, tmp_path: Path) -> None:
    """PYTHON= with an environment of another Python is refused, with the way out."""
    (project / ".venv/bin").mkdir(parents=True)
    (project / ".venv/bin/python").symlink_to(sys.executable)
    for name in LOCKS:
        shutil.copy(ROOT / name, project / ".venv")
    other = command(tmp_path / "bin/python3.99", "echo 3.99.0 in /opt/other")
    for asked in (str(other), "no-such-python"):
        done = make(project, "env", f"PYTHON={asked}")
        assert done.returncode == 2
        assert f"make clean env PYTHON={asked}" in done.stderr
    for words in ((), (f"PYTHON={sys.executable}",)):
        assert make(project, "env", *words).returncode == 0


class Machine:
    """A machine on which a browser is missing: takes down what is run and what is said."""

    def __init__(self, patch: pytest.MonkeyPatch, *, user: int, fails: bool = False) -> None:
        self.ran: list[str] = []
        self.there = False
        self.fails = fails
        patch.setattr(browser, "is_here", lambda: self.there)
        patch.setattr(os, "geteuid", lambda: user)
        patch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
        patch.setattr(subprocess, "run", self.run)
        patch.delenv("INSTALL_BROWSER", raising=False)

    def run(self, words: tuple[str, ...], **_: object) -> subprocess.CompletedProcess[str]:
        """Take down a command."""
        self.ran.append(" ".join(words))
        self.there = not self.fails
        return subprocess.CompletedProcess(words, int(self.fails))


@pytest.mark.parametrize(
    ("user", "tool"), [(0, "apt-get -qq install"), (1000, "playwright install")]
)
def test_a_browser_is_installed_only_after_saying_so(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], user: int, tool: str
) -> None:
    """Root gets Debian's, a user Playwright's own; size and way to prevent it are said before."""
    machine = Machine(monkeypatch, user=user)
    browser.main()
    assert tool in machine.ran[-1]
    said = capfd.readouterr().err
    assert "MB" in said
    assert "make test INSTALL_BROWSER=no" in said
    browser.main()
    assert tool in machine.ran[-1]
    assert capfd.readouterr().err == "", "with a browser there is nothing to say"


def test_an_installation_can_be_prevented(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Then nothing is run, and the skipped tests are announced."""
    machine = Machine(monkeypatch, user=0)
    monkeypatch.setenv("INSTALL_BROWSER", "no")
    browser.main()
    assert machine.ran == []
    assert "skipped" in capfd.readouterr().err


def test_a_browser_that_cannot_be_had_is_no_silence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """The failed command is named; the tests then skip loudly, or fail where CI is set."""
    machine = Machine(monkeypatch, user=1000, fails=True)
    assert browser.main() == 0
    assert f"{machine.ran[-1]} failed" in capfd.readouterr().err


def test_make_test_sees_to_the_browser_first() -> None:
    """The tests install nothing themselves: make does, before them."""
    for target in ("test", "check"):
        shown = subprocess.run(
            ["make", "--dry-run", target, "INSTALL_BROWSER=no"],
            cwd=ROOT, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        before, found, _ = shown.partition("-m pytest")
        assert found
        assert "INSTALL_BROWSER=no" in before
    assert "import subprocess" not in (ROOT / "tests/conftest.py").read_text(encoding="utf-8")


# --- Places ---------------------------------------------------------------------------------------


def test_a_place_that_takes_no_files_is_told_before_any_work(tmp_path: Path) -> None:
    """A file in the way, a stranger's folder: refused at once, and nothing is left there."""
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/cat.jpg").write_bytes(b"cat")
    before = sorted(tmp_path.rglob("*"))
    for place in ("file/site", "file", "photos"):
        with pytest.raises(UserError):
            output.check_writable(tmp_path / place)
    assert sorted(tmp_path.rglob("*")) == before
    output.check_writable(tmp_path / "new/deep/site")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_read_only_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no file may be written, no build begins."""
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path)
    with pytest.raises(UserError, match="takes no files"):
        output.check_writable(tmp_path / "site")


def test_a_write_that_fails_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folders made on the way to the site go again; what stood before stays."""

    def fail(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(UserError, match="No space left"):
        output.replace_site(tmp_path / "new/deep/site", {"data/metrics.json": b"1"})
    assert list(tmp_path.iterdir()) == []
