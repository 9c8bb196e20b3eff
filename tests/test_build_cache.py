"""Builds that reuse what earlier ones made are, byte for byte, what a clean build is."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import worlds
from sites import CONTENT, DATA
from small_caps.charts import claim_history

from generator.build import pipeline as builder
from generator.build import steps
from generator.charts import spec
from generator.charts.render import BlankDrawer
from generator.claims.history import History
from generator.content.edition import Edition
from generator.core import inputs as stamp
from generator.core.cache import BuildCache
from generator.core.inputs import ROOT
from generator.language.texts import Section
from generator.pages import editions
from generator.pages.frame import Frame, Page
from generator.snapshot.original import Original
from generator.snapshot.view import Snapshot


@dataclass
class Project:
    """A project under edit: its folders, and the dice that say what is edited."""

    root: Path
    data: Path
    dice: random.Random
    versions: list[tuple[Path, str]]

    @property
    def content(self) -> Path:
        """Return the folder of the texts."""
        return self.root / "content"

    def change(self, path: Path, change: Callable[[str], str]) -> None:
        """Edit a file; what it held can be had back."""
        before = path.read_text(encoding="utf-8")
        after = change(before)
        assert after != before, path
        self.versions.append((path, before))
        path.write_text(after, encoding="utf-8")

    def made(self, cache: BuildCache | None) -> dict[str, bytes]:
        """Build without drawing."""
        return builder.make_files(self.data, self.content, BlankDrawer(), cache=cache)


def _paragraph(project: Project) -> None:
    path = project.dice.choice(sorted(project.content.glob("*.md")))
    project.change(path, lambda text: f"{text}\nOne more sentence.\n")


def _heading(project: Project) -> None:
    path = project.dice.choice(sorted(project.content.glob("*.md")))
    project.change(path, lambda text: re.sub(r"(?m)^(##+ .*?)( \{#)", r"\1, again\2", text))


def _table(project: Project) -> None:
    path = project.dice.choice(sorted(project.content.glob("tables/*.toml")))
    project.change(path, lambda text: re.sub(r"(?m)^(caption\S* = ['\"])", r"\1So: ", text))


def _text(project: Project) -> None:
    lang = project.dice.choice(("ko", "en"))
    path = project.content / f"text/top.{lang}.toml"
    project.change(path, lambda text: text.replace('title = "', 'title = "So: '))


def _settings(project: Project) -> None:
    path = project.content / "article.toml"
    project.change(
        path, lambda text: re.sub(r"(?m)^stale_after_days = .*$", "stale_after_days = 9", text)
    )


def _template(project: Project) -> None:
    name = project.dice.choice(("article", "edition", "methods", "ledger"))
    path = project.root / f"templates/{name}.html"
    project.change(path, lambda text: text.replace("</h1>", "!</h1>", 1))


def _snapshot(project: Project) -> None:
    world = worlds.World("damped", lambda files: worlds.bend(files, "IWM", calm=0.5))
    project.data = worlds.write(world, project.root / "data")


def _undo(project: Project) -> None:
    path, text = project.versions.pop()
    path.write_text(text, encoding="utf-8")


EDITS = (_paragraph, _heading, _table, _text, _settings, _template, _snapshot)


def _shorten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what is kept alike: drawings, months of the claims' history, more editions."""
    monkeypatch.setattr(spec, "make", lambda chart, frame, style: {})
    monkeypatch.setattr(claim_history, "MONTHS", 12)
    days = steps.edition_days
    monkeypatch.setattr(steps, "edition_days", lambda *given: days(*given)[:2])


def _compute_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all builds of the same data share its metrics and verdicts, which no text changes."""
    history, known = steps.History, list[tuple[tuple[object, ...], History]]()

    def shared(snapshot: Snapshot, original: Original) -> History:
        of = (snapshot.built_from, snapshot.config, snapshot.published, original)
        for key, found in known:
            if key == of:
                return found
        known.append((of, history(snapshot, original)))
        return known[-1][1]

    monkeypatch.setattr(steps, "History", shared)


def test_kept_and_clean_builds_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After each kind of edit, in any order, and one taken back, no byte differs."""
    root = tmp_path / "project"
    shutil.copytree(ROOT / "templates", root / "templates")
    shutil.copytree(CONTENT, root / "content", ignore=shutil.ignore_patterns("data"))
    monkeypatch.setattr(stamp, "ROOT", root)
    monkeypatch.setattr(steps, "TEMPLATES", root / "templates")
    _shorten(monkeypatch)
    _compute_once(monkeypatch)
    dice = random.Random(1)
    project = Project(root, DATA, dice, [])
    found = 0
    for edit in (*dice.sample(EDITS, len(EDITS)), _undo):
        edit(project)
        _, key = stamp.site_keys(project.data, project.content, None)
        cache = BuildCache(key, tmp_path / "kept")
        found += cache.has("charts")
        made = project.made(cache)
        cache.save()
        clean = project.made(None)
        assert sorted(made) == sorted(clean)
        assert [path for path in made if made[path] != clean[path]] == [], edit.__name__
    assert found, "nothing was reused, so nothing was tested"


def test_unchanged_editions_cost_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """After an edit in one language, the other's editions are not said again, nor any verdict."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content, ignore=shutil.ignore_patterns("data"))
    _shorten(monkeypatch)
    cache = BuildCache("key", tmp_path / "kept")
    before = builder.make_files(DATA, content, BlankDrawer(), cache=cache)
    cache.save()
    path = content / "010-intro.en.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    said: list[str] = []
    section = editions._section

    def count(frame: Frame, edition: Edition, page: Page, text: Section) -> str:
        said.append(text.id + text.language)
        return section(frame, edition, page, text)

    def refuse(*given: object) -> None:
        raise AssertionError("said again")

    monkeypatch.setattr(editions, "_section", count)
    monkeypatch.setattr(editions, "_around", refuse)
    monkeypatch.setattr(steps, "make_figure", refuse)
    after = builder.make_files(
        DATA, content, BlankDrawer(), cache=BuildCache("key", tmp_path / "kept")
    )
    pages = [path for path in after if path.startswith("en/editions/2")]
    assert said == ["introen"] * len(pages)
    changed = {path for path in after if after[path] != before[path]}
    assert changed == {"en/index.html", *pages}
