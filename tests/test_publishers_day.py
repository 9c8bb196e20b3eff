"""A publisher's day: clone, customise, push, deploy, refresh, and a refresh that fails.

The steps are those of the workflows, run one by one as GitHub runs them; GitHub itself is a folder
to push to, a stub of ``gh``, and the sources are on this machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import payloads
import pytest
import yaml
from refreshing import all_prices, at_row
from sites import share_cache
from test_customised import COLOURS, COPIED, PLAIN, customise

ROOT = Path(__file__).parents[1]
ADDRESS = "https://report.example.org/"
EARLIER = date(2026, 9, 18)
FILES = ("Makefile", "requirements.lock", "requirements-dev.lock", "pyproject.toml", ".gitignore")

# Read by Python before the command: the sources are on this machine, and it is their day.
LED_ASTRAY = """\
import sys
if "refresh" in sys.orig_argv:
    import payloads, time_machine
    led = payloads.redirected({port})
    led.__enter__()
    time_machine.travel(payloads.NOW).start()
"""


def git(folder: Path, *words: str) -> str:
    """Run git and return what it prints."""
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def steps(workflow: str, job: str) -> list[dict[str, Any]]:
    """Return the steps of a job that run a command."""
    text = (ROOT / ".github/workflows" / workflow).read_text(encoding="utf-8")
    return [step for step in yaml.safe_load(text)["jobs"][job]["steps"] if "run" in step]


class Fork:
    """A publisher's repository on a GitHub that is a folder, and the machine that runs its jobs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.remote = folder / "remote.git"
        self.sources = payloads.SourceServer(payloads.market())
        (folder / "start").mkdir()
        (folder / "start/sitecustomize.py").write_text(LED_ASTRAY.format(port=self.sources.port))
        stub = folder / "gh"
        stub.write_text(
            '#!/bin/sh\n[ "$2" = list ] && exit\n'
            f'printf "%s\\n" "$@" >> "{folder}/said"\necho https://example.org/issues/1\n'
        )
        stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
        git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(self.remote))

    def clone(self, name: str) -> Path:
        """Return a fresh clone, as a publisher has it."""
        git(self.folder, "clone", "--quiet", str(self.remote), name)
        return self.folder / name

    def checkout(self, name: str) -> Path:
        """Return a fresh clone with an environment, as actions/checkout and make leave it."""
        place = self.clone(name)
        (place / ".venv").symlink_to(Path(sys.prefix))
        share_cache(place)
        return place

    def run(self, place: Path, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """Run a step as GitHub does."""
        path = (self.folder / "start", place, place / "tests")
        said = {name: text.replace("${{ vars.SITE_URL }}", ADDRESS)
                for name, text in step.get("env", {}).items()}  # fmt: skip
        return subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=place,
            env={
                **os.environ,
                "PATH": f"{self.folder}:{os.environ['PATH']}",
                "PYTHONPATH": os.pathsep.join(map(str, path)),
                # One file of tests stands for all: the others run as this one does.
                "PYTEST_ADDOPTS": "tests/test_text_dates.py -p no:cacheprovider",
                "REFRESH_WAIT": "0",
                "GITHUB_ACTIONS": "true",
                "GITHUB_REPOSITORY": "someone/fork",
                "GITHUB_OUTPUT": str(self.folder / "output"),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
                "RUN_URL": "https://example.org/run/1",
                **{name: text for name, text in said.items() if "${{" not in text},
            },
            capture_output=True,
            text=True,
            check=False,
        )

    def job(self, place: Path, workflow: str, job: str) -> dict[str, str]:
        """Run all steps of a job, which have to succeed; return what each command prints."""
        said = {}
        for step in steps(workflow, job):
            done = self.run(place, step)
            assert done.returncode == 0, (
                f"{step['run']}\n{done.stdout[-800:]}\n{done.stderr[-2000:]}"
            )
            said[step["run"]] = done.stdout
        return said


@contextmanager
def forked(folder: Path) -> Iterator[Fork]:
    """Give a fork whose sources answer."""
    fork = Fork(folder)
    try:
        yield fork
    finally:
        fork.sources.close()


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")
def test_from_clone_to_a_refreshed_fork(tmp_path: Path) -> None:
    """Each step works after the one before, and the site is the publisher's from the first."""
    folder = tmp_path / "a folder with spaces"
    folder.mkdir()
    with forked(folder) as fork:
        # The first two steps: a copy of the repository, and who publishes it.
        mine = fork.clone("mine")
        for name in COPIED:
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, mine / name, ignore=leave)
        for name in FILES:
            shutil.copy(ROOT / name, mine)
        for readme in ROOT.glob("*.md"):
            shutil.copy(readme, mine)
        git(mine, "config", "user.email", "publisher@example.org")
        git(mine, "config", "user.name", "publisher")
        git(mine, "add", "--all")
        git(mine, "commit", "--quiet", "-m", "A copy")
        git(mine, "push", "--quiet", "origin", "main")

        # Pushed as it is, it is built for nobody.
        build = steps("deploy.yml", "build")[0]
        refused = fork.run(fork.checkout("early"), build)
        assert refused.returncode != 0
        assert "author" in refused.stderr
        assert "Traceback" not in refused.stderr

        customise(mine / "content")
        # The sources of this test know another market than the real one.
        git(mine, "rm", "-r", "--quiet", "content/data")
        git(mine, "commit", "--quiet", "--all", "-m", "My report")
        git(mine, "push", "--quiet", "origin", "main")

        # The first refresh: fetched, tested, built, audited, committed.
        fork.sources.market = payloads.market().until(EARLIER)
        first = fork.checkout("first")
        said = fork.job(first, "refresh.yml", "refresh")
        assert f"data as of {EARLIER}" in said['make refresh ARGS="--summary moved.md"']
        assert re.search(r"^\.+ +\[100%\]$", said["make test"], re.MULTILINE)
        head = git(fork.remote, "rev-parse", "main")
        assert f"commit={head}" in (folder / "output").read_text()
        message = git(fork.remote, "log", "-1", "--format=%B", "main")
        assert message.startswith(f"Refresh the snapshot: data to {EARLIER}")

        # What is published is built of that commit, under the publisher's name and address.
        online = fork.checkout("online")
        fork.job(online, "deploy.yml", "build")
        page = (online / "site/en/index.html").read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="{ADDRESS}en/">' in page
        for shown in ("My own title</h1>", "A &amp; B &lt;Publishers&gt;",
                      "My &lt;Own&gt; Report", PLAIN["report_url"].strip('"')):  # fmt: skip
            assert shown in page, shown
        disclaimer = (online / "site/en/disclaimer/index.html").read_text(encoding="utf-8")
        assert "I hold IWM &amp; more." in disclaimer
        for file in ("en/index.html", "en/drawings.svg"):
            drawn = (online / "site" / file).read_text(encoding="utf-8")
            assert f"--c-iwm:{COLOURS['iwm'][0]}" in drawn
        texts = [path.read_text("utf-8") for path in (online / "site").rglob("*.html")]
        assert not [text for text in texts if "example.github.io" in text]

        # A week later one required source is wrong: nothing is committed, and one issue says so.
        fork.sources.market = payloads.market().with_bars("IWM", at_row(-1, **all_prices(0.5)))
        second = fork.checkout("second")
        refresh, *_ = steps("refresh.yml", "refresh")
        assert fork.run(second, refresh).returncode != 0
        assert git(second, "status", "--porcelain", "content") == ""
        assert git(fork.remote, "rev-parse", "main") == head
        fork.job(second, "refresh.yml", "report")
        assert "https://example.org/run/1" in (folder / "said").read_text()
        assert "https://example.org/issues/1" in (folder / "summary").read_text()

        # The source has recovered.
        fork.sources.market = payloads.market()
        third = fork.checkout("third")
        assert fork.run(third, refresh).returncode == 0
        lock = json.loads((third / "content/data/lock.json").read_text(encoding="utf-8"))
        assert lock["as_of"] == payloads.LAST.isoformat()
