"""The preview: an edit shows by itself, an error shows where one looks, site/ stays as built."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sites import built

from generator.core.inputs import ROOT

PATIENCE = 60.0
"""Seconds after which a test gives up; how fast the preview is, the benchmark says."""


@dataclass
class Preview:
    """A running preview of a copy of the content."""

    address: str
    content: Path
    log: Path

    @property
    def section(self) -> Path:
        """Return the file that the tests edit."""
        return self.content / "010-intro.en.md"

    def append(self, text: str) -> str:
        """Add a paragraph; return what the file held before."""
        before = self.section.read_text(encoding="utf-8")
        self.section.write_text(f"{before}\n{text}\n", encoding="utf-8")
        return before


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Start a preview in a copy of the project and stop it as Ctrl-C does."""
    folder = tmp_path_factory.mktemp("preview")
    for name in ("generator", "templates", "content"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "serve", "--port", "0"],
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stderr=output,
            # A job in the background ignores SIGINT and hands that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            address = _wait_for(log, r"(http://127\.0\.0\.1:\d+/)")
            _wait_for(log, r"built in ()")
            yield Preview(address, folder / "content", log)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 130


def _wait_for(log: Path, pattern: str) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text(encoding="utf-8")):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(log.read_text(encoding="utf-8"))


def test_an_edit_shows_by_itself(preview: Preview, page: Page) -> None:
    """The open page loads anew once a build with the edit is done."""
    page.goto(preview.address + "en/")
    page.evaluate("window.before = true")
    old = preview.append("A sentence that was not there.")
    try:
        page.get_by_text("A sentence that was not there.").wait_for(timeout=PATIENCE * 1000)
        assert page.evaluate("window.before") is None
        assert page.locator("#problems").count() == 0
    finally:
        preview.section.write_text(old, encoding="utf-8")
    page.get_by_text("A sentence that was not there.").wait_for(
        state="detached", timeout=PATIENCE * 1000
    )


def test_an_error_shows_in_page_and_terminal_and_goes_when_mended(
    preview: Preview, page: Page
) -> None:
    """File and line stand on the page that stays readable, and in the terminal."""
    page.goto(preview.address + "en/")
    line = len(preview.section.read_text(encoding="utf-8").splitlines()) + 2
    old = preview.append('{{ m("iwm.volatilty.1y") | pct(1) }}')
    try:
        box = page.locator("#problems")
        box.wait_for(timeout=PATIENCE * 1000)
        place = f"{preview.section.name}:{line}"
        assert place in box.inner_text()
        assert "iwm.volatility.1y" in box.inner_text()
        assert page.locator("h1").is_visible()
        assert place in preview.log.read_text(encoding="utf-8")
    finally:
        preview.section.write_text(old, encoding="utf-8")
    box.wait_for(state="detached", timeout=PATIENCE * 1000)


def test_edited_code_counts(preview: Preview) -> None:
    """The generator's own code may be edited too, and a slip in it shows and is mended."""
    code = preview.content.parent / "generator/pages/article.py"
    old = code.read_text(encoding="utf-8")
    address = preview.address + "en/"
    try:
        code.write_text(old.replace('"datePublished"', '"dateCreated"'), encoding="utf-8")
        _wait_for_page(address, b'"dateCreated"')
        code.write_text(old + "\n1 +\n", encoding="utf-8")
        _wait_for(preview.log, "(SyntaxError)")
    finally:
        code.write_text(old, encoding="utf-8")
    _wait_for_page(address, b'"datePublished"')


def _wait_for_page(address: str, text: bytes) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with urllib.request.urlopen(address) as response:
            if text in response.read():
                return
        time.sleep(0.1)
    raise AssertionError(f"{text!r} never came")


def test_only_the_served_copy_has_the_reload_script(preview: Preview) -> None:
    """What is served reloads itself; no file does, and nothing of it is in a built site."""
    with urllib.request.urlopen(preview.address + "en/") as response:
        assert b"~reload.js" in response.read()
    folders = [built(), *preview.content.parent.glob(".cache/preview-*/site")]
    assert len(folders) == 2
    for folder in folders:
        for path in folder.rglob("*"):
            assert path.is_dir() or b"~reload" not in path.read_bytes(), path
    assert not (preview.content.parent / "site").exists()
