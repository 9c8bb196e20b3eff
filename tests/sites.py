"""The site built from the committed content and data, once per run, for the tests of pages."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from generator.build.audit import BuiltSite, read_site
from generator.build.pipeline import build
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


@cache
def read() -> BuiltSite:
    """Return the files of that site, and its pages as read."""
    return read_site(built())
