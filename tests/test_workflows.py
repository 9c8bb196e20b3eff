"""The GitHub workflows run only what exists here and is tested, with as little power as needed."""

from __future__ import annotations

import os
import re
import shlex
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator import __main__ as cli

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
NAMES = [path.name for path in WORKFLOWS]


def load(path: Path) -> dict[str, Any]:
    """Return a workflow; YAML reads its key ``on`` as True."""
    workflow = yaml.safe_load(path.read_text("utf-8"))
    workflow["on"] = workflow.pop(True)
    return workflow


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of all jobs."""
    return [step for job in workflow["jobs"].values() for step in job.get("steps", ())]


def targets() -> set[str]:
    """Return the targets that ``make help`` lists."""
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.M))


def behind(make: list[str]) -> list[list[str]]:
    """Return the arguments of each call of the generator that a make command stands for."""
    shown = subprocess.run(
        [*make, "--dry-run"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    found = re.findall(r"^\S*python\S* -m generator (.*)$", shown.stdout, re.M)
    assert found or make[1] not in cli._VERBS, make
    return [shlex.split(each) for each in found]


@pytest.mark.parametrize("path", WORKFLOWS, ids=NAMES)
def test_commands_exist(path: Path) -> None:
    """Each command is one make target or one script of the project that a test runs.

    What a target's ARGS hand on is taken by the command behind it.
    """
    tests = "".join(file.read_text("utf-8") for file in (ROOT / "tests").glob("test_*.py"))
    for command in [step["run"] for step in steps(load(path)) if "run" in step]:
        words = shlex.split(command)
        if words[0] == "make":
            assert words[1] in targets(), command
            for arguments in behind(words):
                parsed = cli._parser().parse_args(arguments)
                assert parsed.verb == words[1], command
        else:
            assert words[0] == "bash", command
            assert (ROOT / words[1]).is_file(), command
            assert words[1].rsplit("/", 1)[-1] in tests, f"no test runs {words[1]}"


@pytest.mark.parametrize("path", WORKFLOWS, ids=NAMES)
def test_least_power(path: Path) -> None:
    """A workflow reads by default; a job that may write names just what it writes."""
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert "concurrency" in workflow
    allowed = {
        "refresh.yml": {
            "refresh": {"contents": "write"},
            "deploy": {"contents": "read", "pages": "write", "id-token": "write"},
            "report": {"contents": "read", "issues": "write"},
        },
        "deploy.yml": {"deploy": {"pages": "write", "id-token": "write"}},
    }.get(path.name, {})
    granted = {
        name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job
    }
    assert granted == allowed
    assert "secrets." not in path.read_text("utf-8")


@pytest.mark.parametrize("path", WORKFLOWS, ids=NAMES)
def test_actions_are_pinned(path: Path) -> None:
    """Each action is GitHub's own at a named version or commit, or a workflow of this project."""
    for name, job in load(path)["jobs"].items():
        for use in [job.get("uses"), *(step.get("uses") for step in job.get("steps", ()))]:
            if use is None:
                continue
            if use.startswith("./"):
                assert (ROOT / use).is_file(), use
            else:
                assert re.fullmatch(r"actions/[a-z-]+@(v\d+|[0-9a-f]{40})", use), (name, use)


def test_refresh_is_weekly_and_off_the_hour() -> None:
    """The schedule is one Saturday run, not at minute 0, and can be started by hand."""
    on = load(ROOT / ".github/workflows/refresh.yml")["on"]
    (schedule,) = on["schedule"]
    minute, hour, day, month, weekday = schedule["cron"].split()
    assert 0 < int(minute) < 60
    assert 0 <= int(hour) < 24
    assert (day, month, weekday) == ("*", "*", "6")
    assert "workflow_dispatch" in on


def test_a_failed_refresh_publishes_nothing() -> None:
    """Commit and deployment come after refresh, tests and build, and need their success."""
    jobs = load(ROOT / ".github/workflows/refresh.yml")["jobs"]
    runs = [step["run"].split()[1] for step in jobs["refresh"]["steps"] if "run" in step]
    assert runs == ["refresh", "test", "build", ".github/scripts/commit-snapshot"]
    assert jobs["deploy"]["needs"] == "refresh"
    assert "if" not in jobs["deploy"]
    report = jobs["report"]
    assert set(report["needs"]) == {"refresh", "deploy"}
    for part in ("!cancelled()", "needs.*.result, 'failure'", "needs.*.result, 'cancelled'"):
        assert part in report["if"]


def git(folder: Path, *words: str) -> str:
    """Run git and return what it prints."""
    return subprocess.run(
        ["git", *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with a snapshot and a remote to push to."""
    folder = tmp_path / "clone"
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(tmp_path, "clone", "--quiet", "remote.git", "clone")
    git(folder, "config", "user.email", "publisher@example.org")
    git(folder, "config", "user.name", "publisher")
    (folder / "content/data").mkdir(parents=True)
    (folder / "content/data/lock.json").write_text('{\n  "as_of": "2026-09-18"\n}\n')
    (folder / "moved.md").write_text("broadening: holds to partly\n")
    git(folder, "add", "content")
    git(folder, "commit", "--quiet", "-m", "first")
    git(folder, "push", "--quiet", "origin", "HEAD")
    return folder


def commit_snapshot(folder: Path) -> str:
    """Run the script in a clone and return the commit it names."""
    output = folder.parent / "output"
    subprocess.run(
        ["bash", str(ROOT / ".github/scripts/commit-snapshot"), "moved.md"],
        cwd=folder,
        check=True,
        env={**os.environ, "GITHUB_OUTPUT": str(output)},
    )
    return output.read_text().strip().removeprefix("commit=")


def test_commit_snapshot_commits_what_moved(clone: Path) -> None:
    """A changed snapshot becomes one pushed commit whose message lists what moved."""
    (clone / "content/data/lock.json").write_text('{\n  "as_of": "2026-09-25"\n}\n')
    (clone / "stray.txt").write_text("not part of the snapshot")
    commit = commit_snapshot(clone)
    assert commit == git(clone, "rev-parse", "HEAD")
    assert git(clone.parent / "remote.git", "rev-parse", "HEAD") == commit
    message = git(clone, "log", "-1", "--format=%B")
    assert message.startswith("Refresh the snapshot: data to 2026-09-25\n")
    assert "broadening: holds to partly" in message
    assert git(clone, "show", "--name-only", "--format=") == "content/data/lock.json"


def test_commit_snapshot_without_change(clone: Path) -> None:
    """An unchanged snapshot makes no commit; the head is what gets published."""
    before = git(clone, "rev-parse", "HEAD")
    assert commit_snapshot(clone) == before
    assert git(clone, "rev-parse", "HEAD") == before


@pytest.mark.parametrize(("open_issue", "verb"), [("", "create"), ("17", "comment")])
def test_report_failure_keeps_one_issue(tmp_path: Path, open_issue: str, verb: str) -> None:
    """A failure opens an issue, or comments on the one that is open, and links the run."""
    gh = tmp_path / "gh"
    gh.write_text(
        f'#!/bin/sh\n[ "$2" = list ] && {{ echo "{open_issue}"; exit; }}\n'
        f'printf "%s\\n" "$@" > "{tmp_path}/said"\n'
    )
    gh.chmod(gh.stat().st_mode | stat.S_IXUSR)
    subprocess.run(
        ["bash", str(ROOT / ".github/scripts/report-failure")],
        check=True,
        env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "RUN_URL": "https://example.org/run/1"},
    )
    said = (tmp_path / "said").read_text()
    assert said.startswith(f"issue\n{verb}\n{open_issue}")
    assert "https://example.org/run/1" in said
