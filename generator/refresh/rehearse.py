"""The new snapshot read back and built from, in a temporary place, before the old one goes."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator.build import pipeline
from generator.charts.render import BlankDrawer
from generator.core.errors import Problem, RefreshError, UserError
from generator.core.settings import load_config
from generator.snapshot import schema
from generator.snapshot import view as snapshot
from generator.sources.retry import cause_text

HINT = "nothing was replaced; `make build` says whether the data of before still builds"


def rehearse(data: Path, content: Path, changed: Mapping[str, bytes], *, build: bool) -> None:
    """Read the snapshot that ``changed`` files make of ``data``, and make a site of it.

    Raises:
        RefreshError: where the reader refuses it, or no site can be built.
    """
    with tempfile.TemporaryDirectory(prefix="small-caps-rechecked-") as name:
        place = Path(name) / "data"
        listed = json.loads(changed[schema.LOCK])["files"]
        for file in _files(data):
            if file in listed and file not in changed:
                target = place / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(data / file, target)
        for file, text in changed.items():
            target = place / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text)
        try:
            snapshot.load(place, load_config(content))
        except UserError as error:
            raise RefreshError(
                Problem(problem.message, problem.file and Path(problem.file).name, problem.line,
                        "read back", HINT)
                for problem in error.problems
            ) from error  # fmt: skip
        if build:
            _build(place, content)


def _files(data: Path) -> list[str]:
    """Return the files of the stored snapshot, as the lock lists them."""
    found = [path.relative_to(data) for path in data.rglob("*.csv")] if data.is_dir() else []
    return [path.as_posix() for path in found if not path.parts[0].startswith(".")]


def _build(data: Path, content: Path) -> None:
    """Make every page, metric, claim and chart's JSON of a site; none of it is written."""
    try:
        with BlankDrawer(beside=True) as drawer:
            pipeline.make_files(data, content, drawer, rehearsal=True)
    except UserError as error:
        raise RefreshError(
            Problem(problem.message, problem.file, problem.line, problem.id, HINT)
            for problem in error.problems
        ) from error
    except Exception as error:  # whatever breaks a build must not reach the snapshot
        text = f"no site can be built from the new data: {cause_text(error)}"
        raise RefreshError(Problem(text, hint=HINT)) from error
