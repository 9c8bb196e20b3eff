"""Sites for tests: the committed one, built once, and others built as cheaply as they may be."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest
from small_caps.charts import claim_history

from generator.build import steps
from generator.build.audit import BuiltSite, read_site
from generator.build.pipeline import build, make
from generator.charts import spec
from generator.charts.render import BlankDrawer, Drawer
from generator.core.inputs import ROOT

CONTENT = ROOT / "content"
DATA = CONTENT / "data"
ADDRESS = "https://someone.github.io/report/"


@cache
def built() -> Path:
    """Return a built site that tests only read; its address is ADDRESS."""
    folder = Path(tempfile.mkdtemp(prefix="site-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    before = os.environ.get("SITE_URL")
    os.environ["SITE_URL"] = ADDRESS
    try:
        build(DATA, CONTENT, folder / "site")
    finally:
        if before is None:
            del os.environ["SITE_URL"]
        else:
            os.environ["SITE_URL"] = before
    return folder / "site"


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
        return make(data, content, drawer or BlankDrawer(), as_of)


def share_cache(folder: Path) -> None:
    """Let builds in a copy of the project draw only what no build has drawn before."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    (folder / ".cache").symlink_to(ROOT / ".cache")


@cache
def read() -> BuiltSite:
    """Return the files of that site, and its pages as read."""
    return read_site(built())
