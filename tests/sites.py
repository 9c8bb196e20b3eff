"""Sites for tests: the committed one, built once, and others built as cheaply as they may be."""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

import pytest
from small_caps.charts import claim_history

from generator.build import steps
from generator.build.audit import BuiltSite, read_site
from generator.build.pipeline import build, make_files
from generator.charts import spec
from generator.charts.render import BlankDrawer, Drawer
from generator.core.inputs import ROOT

CONTENT = ROOT / "content"
DATA = CONTENT / "data"
ADDRESS = "https://someone.github.io/report/"


@cache
def built() -> Path:
    """Return a built site that tests only read, one for all workers; its address is ADDRESS."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # A test may run the tests of a copy of the project, whose site is another.
    place = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
    folder = Path(tempfile.gettempdir()) / f"site-{run}-{place}"
    folder.mkdir(exist_ok=True)
    users = (folder / "users").open("a")
    fcntl.flock(users, fcntl.LOCK_SH)
    with (folder / "building").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # the first to come builds, the others wait for that only
        if not (folder / "site").exists():
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("SITE_URL", ADDRESS)
                build(DATA, CONTENT, folder / "site")
    atexit.register(_leave, folder, users, os.getpid())
    return folder / "site"


def _leave(folder: Path, users: IO[str], pid: int) -> None:
    """Remove the site where no other worker reads it, and never in a process forked by a test."""
    if os.getpid() == pid:
        with suppress(OSError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder)


def text_files(
    data: Path,
    content: Path,
    as_of: str | None = None,
    *,
    editions: int = 0,
    drawer: Drawer | None = None,
) -> dict[str, bytes]:
    """Return the files of a site whose charts have words, tables and data but no drawing.

    There are pages of so many past editions, and a short history of claims: the whole of both is
    in the site that is ``built``, and charts are drawn in every world by test_charts.py.
    """
    days = steps.edition_days
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spec, "make", lambda chart, frame, style: {})
        patch.setattr(claim_history, "MONTHS", 12)
        patch.setattr(steps, "edition_days", lambda *given: days(*given)[:editions])
        return make_files(data, content, drawer or BlankDrawer(), as_of)


def share_cache(folder: Path) -> None:
    """Let builds in a copy of the project draw only what no build has drawn before.

    What else they make of other inputs is their own: a build bounds its cache, and would drop for
    it what the next build of the committed article needs.
    """
    (folder / ".cache").mkdir()
    for name in ("charts", "fonts"):
        (ROOT / ".cache" / name).mkdir(parents=True, exist_ok=True)
        (folder / ".cache" / name).symlink_to(ROOT / ".cache" / name)


@cache
def read() -> BuiltSite:
    """Return the files of that site, and its pages as read."""
    return read_site(built())
