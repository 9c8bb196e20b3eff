"""The GitHub workflows run only what exists here and is tested, with as little power as needed."""

from __future__ import annotations

import itertools
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
from generator.core import publisher
from generator.core.errors import UserError
from generator.core.settings import load_config

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
NAMES = [path.name for path in WORKFLOWS]
VERBS = {**{name: name for name in cli._VERBS}, "audit": "check"}
"""The generator's verbs by the targets that run just one of them."""


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
    assert found or make[1] not in VERBS, make
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
                assert parsed.verb == VERBS[words[1]], command
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
    """Commit and deployment come after refresh, tests, build and audit, and need their success.

    Only that of the refresh may be partial: the summary is there once an article was refreshed.
    """
    jobs = load(ROOT / ".github/workflows/refresh.yml")["jobs"]
    found = [step for step in jobs["refresh"]["steps"] if "run" in step]
    runs = [step["run"].split()[1] for step in found]
    assert runs == ["refresh", "test", "build", "audit", ".github/scripts/commit-snapshot"]
    assert "continue-on-error" not in found[0], "the job ends red where an article failed"
    assert found[1]["if"] == "${{ !cancelled() && hashFiles('moved.md') != '' }}"
    assert found[0]["run"].endswith('--summary moved.md"')
    for before, after in itertools.pairwise(found[1:]):
        needed = f"${{{{ !cancelled() && steps.{before['id']}.outcome == 'success' }}}}"
        assert after["if"] == needed
    assert jobs["deploy"]["needs"] == "refresh"
    assert jobs["deploy"]["if"] == "${{ !cancelled() && needs.refresh.outputs.commit != '' }}"
    assert jobs["refresh"]["outputs"]["commit"] == "${{ steps.commit.outputs.commit }}"
    report = jobs["report"]
    assert set(report["needs"]) == {"refresh", "deploy"}
    for part in ("!cancelled()", "needs.*.result, 'failure'"):
        assert part in report["if"]
    # GitHub cancels a waiting deployment when a newer one queues: that is no failure.
    assert "needs.refresh.result == 'cancelled'" in report["if"]
    assert report["if"].count("'cancelled'") == 1


def test_a_push_is_published_after_its_tests_and_audit() -> None:
    """A push goes online only once its tests passed and the built site was audited.

    A caller may say that it has tested; the refresh does so only of the commit that it tested.
    """
    workflow = load(ROOT / ".github/workflows/deploy.yml")
    jobs = workflow["jobs"]
    assert workflow["on"]["push"] == {"branches": ["main"]}
    assert jobs["test"]["uses"] == "./.github/workflows/ci.yml"
    assert jobs["test"]["if"] == "${{ !inputs.tested }}"
    assert workflow["on"]["workflow_call"]["inputs"]["tested"]["default"] is False
    assert jobs["build"]["needs"] == "test"
    assert "needs.test.result == 'success' || inputs.tested" in jobs["build"]["if"]
    runs = [step["run"] for step in jobs["build"]["steps"] if "run" in step]
    assert runs == ["make build", "make audit"]
    assert jobs["deploy"]["needs"] == "build"
    assert "needs.build.result == 'success'" in jobs["deploy"]["if"]
    call = load(ROOT / ".github/workflows/refresh.yml")["jobs"]["deploy"]["with"]
    assert call["tested"] == "${{ needs.refresh.outputs.tested == 'true' }}"
    # The same commit in every step: what was tested is what is built.
    for name in ("test", "build"):
        refs = [step.get("with", {}).get("ref") for step in jobs[name].get("steps", ())]
        assert (jobs[name].get("with", {}).get("ref") or refs[0]) == (
            "${{ inputs.ref || github.sha }}"
        )


def test_the_address_of_the_fork_reaches_every_build() -> None:
    """Each build of a workflow is given the repository's variable SITE_URL."""
    builds = [
        step
        for path in WORKFLOWS
        for step in steps(load(path))
        if step.get("run", "").startswith("make build")
    ]
    assert len(builds) >= 2
    for step in builds:
        assert step["env"] == {"SITE_URL": "${{ vars.SITE_URL }}"}


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


def commit_snapshot(folder: Path, *, fails: bool = False) -> dict[str, str]:
    """Run the script in a clone and return what it says of the commit to publish."""
    output = folder.parent / "output"
    output.write_text("")
    done = subprocess.run(
        ["bash", str(ROOT / ".github/scripts/commit-snapshot"), "moved.md"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(folder.parent / "summary"),
        },
    )
    assert bool(done.returncode) is fails, done.stderr
    if fails:
        return {"error": done.stderr}
    return dict(line.split("=", 1) for line in output.read_text().splitlines())


def move_data(folder: Path, day: str) -> None:
    """Let the snapshot of a clone be of another day."""
    (folder / "content/data/lock.json").write_text(f'{{\n  "as_of": "{day}"\n}}\n')


def push_beside(clone: Path, name: str, text: str) -> None:
    """Push a file from another clone, as somebody else does meanwhile."""
    other = clone.parent / "other"
    if not other.exists():
        git(clone.parent, "clone", "--quiet", "remote.git", "other")
        git(other, "config", "user.email", "author@example.org")
        git(other, "config", "user.name", "author")
    git(other, "pull", "--quiet", "--rebase")
    (other / name).write_text(text)
    git(other, "add", name)
    git(other, "commit", "--quiet", "-m", f"Edit {name}")
    git(other, "push", "--quiet", "origin", "HEAD")


def test_commit_snapshot_commits_what_moved(clone: Path) -> None:
    """A changed snapshot becomes one pushed commit whose message lists what moved."""
    move_data(clone, "2026-09-25")
    (clone / "stray.txt").write_text("not part of the snapshot")
    told = commit_snapshot(clone)
    commit = git(clone, "rev-parse", "HEAD")
    assert told == {"commit": commit, "tested": "true"}
    assert git(clone.parent / "remote.git", "rev-parse", "HEAD") == commit
    message = git(clone, "log", "-1", "--format=%B")
    assert message.startswith("Refresh the snapshot: data to 2026-09-25\n")
    assert "broadening: holds to partly" in message
    assert git(clone, "show", "--name-only", "--format=") == "content/data/lock.json"


def test_commit_snapshot_commits_each_article_on_its_own(clone: Path) -> None:
    """Each article with data of its own is a commit, whose message is its part of the summary."""
    move_data(clone, "2026-09-25")
    for name, day in (("yields", "2026-09-24"), ("still", "")):
        own = clone / f"content/{name}/data/lock.json"
        own.parent.mkdir(parents=True)
        if day:
            own.write_text(f'{{\n  "as_of": "{day}"\n}}\n')
    (clone / "content/yields/draft.md").write_text("not part of the data")
    parts = "broadening: holds to partly\n\n# still\n\nasleep\n\n# yields\n\n## Metrics\n\n- up\n"
    (clone / "moved.md").write_text(parts)
    told = commit_snapshot(clone)
    assert told["commit"] == git(clone.parent / "remote.git", "rev-parse", "HEAD")
    assert git(clone, "show", "--name-only", "--format=") == "content/yields/data/lock.json"
    assert git(clone, "log", "-1", "--format=%B") == (
        "Refresh the snapshot of yields: data to 2026-09-24\n\n## Metrics\n\n- up"
    )
    assert git(clone, "show", "--name-only", "--format=", "HEAD^") == "content/data/lock.json"
    assert git(clone, "log", "-1", "--format=%B", "HEAD^") == (
        "Refresh the snapshot: data to 2026-09-25\n\nbroadening: holds to partly"
    )


def test_commit_snapshot_leaves_out_an_article_that_failed(clone: Path) -> None:
    """The others are committed; what failed is named in the run's summary, with the causes."""
    own = clone / "content/yields/data/lock.json"
    own.parent.mkdir(parents=True)
    own.write_text('{\n  "as_of": "2026-09-25"\n}\n')
    parts = "The refresh failed; the data stay.\n\n- no prices\n\n# yields\n\nData to 2026-09-25\n"
    (clone / "moved.md").write_text(parts)
    commit_snapshot(clone)
    assert git(clone, "log", "-1", "--format=%B").endswith("\n\nData to 2026-09-25")
    assert "no prices" in (clone.parent / "summary").read_text()


def test_commit_snapshot_without_change(clone: Path) -> None:
    """An unchanged snapshot makes no commit; the head is what gets published."""
    before = git(clone, "rev-parse", "HEAD")
    assert commit_snapshot(clone) == {"commit": before, "tested": "true"}
    assert git(clone, "rev-parse", "HEAD") == before


@pytest.mark.parametrize("depth", [None, 1], ids=["whole", "shallow"])
def test_what_was_pushed_meanwhile_stays(clone: Path, depth: int | None) -> None:
    """A push during the refresh is kept, the snapshot goes on top, and counts as untested.

    GitHub's checkout is shallow, so a shallow clone is tried as well.
    """
    if depth:
        address = (clone.parent / "remote.git").as_uri()
        git(clone.parent, "clone", "--quiet", f"--depth={depth}", address, "shallow")
        (clone.parent / "shallow/moved.md").write_text("broadening: holds to partly\n")
        clone = clone.parent / "shallow"
    push_beside(clone, "typo.md", "mended")
    move_data(clone, "2026-09-25")
    told = commit_snapshot(clone)
    remote = clone.parent / "remote.git"
    assert told == {"commit": git(remote, "rev-parse", "HEAD"), "tested": "false"}
    assert git(remote, "show", "HEAD:typo.md") == "mended"
    assert "2026-09-25" in git(remote, "show", "HEAD:content/data/lock.json")
    assert git(clone, "show", "--name-only", "--format=") == "content/data/lock.json"


def test_a_push_that_is_overtaken_is_tried_again(clone: Path) -> None:
    """Who pushes between our look and our push does not cost the week's edition."""
    push_beside(clone, "first.md", "before the refresh")
    (clone.parent / "other/late.md").write_text("just before the push")
    git(clone.parent / "other", "add", "late.md")
    git(clone.parent / "other", "commit", "--quiet", "-m", "Late")
    hook = clone / ".git/hooks/pre-push"
    hook.write_text(
        f"#!/bin/sh\nunset GIT_DIR; cd '{clone.parent / 'other'}' && git push --quiet origin HEAD\n"
    )
    hook.chmod(0o755)
    move_data(clone, "2026-09-25")
    told = commit_snapshot(clone)
    remote = clone.parent / "remote.git"
    assert told == {"commit": git(remote, "rev-parse", "HEAD"), "tested": "false"}
    assert git(remote, "show", "HEAD:late.md") == "just before the push"


def test_another_snapshot_is_never_overwritten(clone: Path) -> None:
    """If somebody else has pushed data, nothing is pushed, and the message says what to do."""
    push_beside(clone, "content/data/lock.json", '{\n  "as_of": "2026-09-24"\n}\n')
    remote = clone.parent / "remote.git"
    before = git(remote, "rev-parse", "HEAD")
    move_data(clone, "2026-09-25")
    told = commit_snapshot(clone, fails=True)
    assert "somebody else has changed the data" in told["error"]
    assert git(remote, "rev-parse", "HEAD") == before
    assert not (clone / ".git/rebase-merge").exists()


def report_failure(folder: Path, gh: str) -> tuple[str, str]:
    """Run the report with a stub of ``gh``; return the run's summary and what the step printed."""
    stub = folder / "gh"
    stub.write_text(f"#!/bin/sh\n{gh}\n")
    stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
    done = subprocess.run(
        ["bash", str(ROOT / ".github/scripts/report-failure")],
        check=True,
        capture_output=True,
        text=True,
        env={
            "PATH": f"{folder}:{os.environ['PATH']}",
            "RUN_URL": "https://example.org/run/1",
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        },
    )
    return (folder / "summary").read_text(), done.stdout


@pytest.mark.parametrize(("open_issue", "verb"), [("", "create"), ("17", "comment")])
def test_report_failure_keeps_one_issue(tmp_path: Path, open_issue: str, verb: str) -> None:
    """A failure opens an issue, or comments on the one that is open, and links the run."""
    summary, _ = report_failure(
        tmp_path,
        f'[ "$2" = list ] && {{ echo "{open_issue}"; exit; }}\n'
        f'printf "%s\\n" "$@" > "{tmp_path}/said"\necho "https://example.org/issues/17"',
    )
    said = (tmp_path / "said").read_text()
    assert said.startswith(f"issue\n{verb}\n{open_issue}")
    for told in (said, summary):
        assert "https://example.org/run/1" in told
    assert "https://example.org/issues/17" in summary


@pytest.mark.parametrize(
    "gh",
    [
        "echo \"the 'x/y' repository has disabled issues\" >&2; exit 1",
        '[ "$2" = list ] && exit; echo "HTTP 403: not accessible" >&2; exit 1',
        "exit 1",
    ],
    ids=["switched off", "forbidden", "silent"],
)
def test_where_no_issue_can_be_written_the_summary_tells(tmp_path: Path, gh: str) -> None:
    """Issues are off in forks: the run's summary tells all the same, with the switch to turn."""
    summary, printed = report_failure(tmp_path, gh)
    assert "https://example.org/run/1" in summary
    assert "content/accepted.toml" in summary
    assert "Settings, General, Features, Issues" in summary
    assert printed.startswith("::warning")


# --- Who publishes --------------------------------------------------------------------------------

SETTINGS = load_config(ROOT / "content")
EXAMPLE = SETTINGS.model_copy(
    update={
        "author": publisher.EXAMPLE_AUTHOR,
        "report_url": publisher.EXAMPLE_ADDRESS,
        "holdings_disclosure": dict.fromkeys(
            SETTINGS.holdings_disclosure, publisher.EXAMPLE_DISCLOSURES[0]
        ),
    }
)
MINE = {
    "author": "A Publisher",
    "holdings_disclosure": dict.fromkeys(SETTINGS.holdings_disclosure, "I hold IWM."),
}
ON_GITHUB = {"GITHUB_ACTIONS": "true", "GITHUB_REPOSITORY": "someone/report"}


@pytest.mark.parametrize("kept", [(), ("author",), ("holdings_disclosure",)])
def test_a_build_on_github_asks_who_publishes(kept: tuple[str, ...]) -> None:
    """It stops with one message that names what is still the example's, and nothing else."""
    config = EXAMPLE.model_copy(update={k: v for k, v in MINE.items() if k in kept})
    with pytest.raises(UserError) as error:
        publisher.check_publisher(config, ON_GITHUB)
    (problem,) = error.value.problems
    assert problem.file == str(config.path)
    for name in MINE:
        assert (name in problem.message) is (name not in kept)


def test_a_report_address_is_needed_where_no_repository_gives_one() -> None:
    """Readers' reports go to the building repository's issues; without one, somebody is named."""
    config = EXAMPLE.model_copy(update=MINE)
    publisher.check_publisher(config, ON_GITHUB)
    assert publisher.report_address(config, ON_GITHUB) == (
        "https://github.com/someone/report/issues"
    )
    with pytest.raises(UserError, match="report_url"):
        publisher.check_publisher(config, {"GITHUB_ACTIONS": "true"})
    own = config.model_copy(update={"report_url": "mailto:me@example.org"})
    publisher.check_publisher(own, {"GITHUB_ACTIONS": "true"})
    assert publisher.report_address(own, ON_GITHUB) == "mailto:me@example.org"


def test_at_home_anybody_may_build_the_example() -> None:
    """Only what goes online must say who publishes."""
    publisher.check_publisher(EXAMPLE, {"GITHUB_REPOSITORY": "someone/report"})


def test_the_steps_name_what_must_be_said() -> None:
    """README.md's steps to publish name the settings that a build on GitHub asks for."""
    for name in ("README.md", "README.ko.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        steps_to_publish = text.partition("GitHub Pages")[2].partition("\n## ")[0]
        for setting in (*MINE, "report_url", "SITE_URL", "Issues"):
            assert setting in steps_to_publish, (name, setting)
