"""The preview: an edit shows by itself, an error shows where one looks, site/ stays as built."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sites import built, share_cache

from generator.build.preview import PORTS
from generator.core.inputs import ROOT

ARTICLE = "examples/equal-weight"
NEVER = 0.0
"""No limit: how fast the preview is, the benchmark says; what hangs, pytest's timeout ends."""


@dataclass
class Preview:
    """A running preview of a copy of the smaller article: a preview is alike of any."""

    address: str
    folder: Path
    log: Path
    temporary: Path
    process: subprocess.Popen[bytes]

    @property
    def section(self) -> Path:
        """Return the file that the tests edit."""
        return self.folder / ARTICLE / "010-crowded.en.md"

    def append(self, text: str) -> str:
        """Add a paragraph; return what the file held before."""
        before = self.section.read_text(encoding="utf-8")
        self.section.write_text(f"{before}\n{text}\n", encoding="utf-8")
        return before


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Start a preview in a copy of the project and stop it as Ctrl-C does."""
    folder = tmp_path_factory.mktemp("a preview")
    for name in ("generator", "templates", "content", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    share_cache(folder)
    log, temporary = folder / "log", folder / "tmp"
    temporary.mkdir()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "serve", "--content", ARTICLE, "--port", "0"],
            cwd=folder,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(temporary)},
            stderr=output,
            # A job in the background ignores SIGINT and hands that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            address = _wait_for(process, log, r"(http://127\.0\.0\.1:\d+/)")
            _wait_for(process, log, r"built in ()")
            yield Preview(address, folder, log, temporary, process)
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait() == 130
            assert list(temporary.iterdir()) == []


def _wait_for(process: subprocess.Popen[bytes], log: Path, pattern: str) -> str:
    while not (found := re.search(pattern, log.read_text(encoding="utf-8"))):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    return found[1]


def test_an_edit_shows_by_itself(preview: Preview, page: Page) -> None:
    """The open page loads anew once a build with the edit is done."""
    page.goto(preview.address + "en/")
    page.evaluate("window.before = true")
    old = preview.append("A sentence that was not there.")
    try:
        page.get_by_text("A sentence that was not there.").wait_for(timeout=NEVER)
        assert page.evaluate("window.before") is None
        assert page.locator("#problems").count() == 0
    finally:
        preview.section.write_text(old, encoding="utf-8")
    page.get_by_text("A sentence that was not there.").wait_for(state="detached", timeout=NEVER)


def test_an_error_shows_in_page_and_terminal_and_goes_when_mended(
    preview: Preview, page: Page
) -> None:
    """File and line stand on the page that stays readable, and in the terminal."""
    page.goto(preview.address + "en/")
    line = len(preview.section.read_text(encoding="utf-8").splitlines()) + 2
    old = preview.append('{{ m("spy.volatilty.1y") | pct(1) }}')
    try:
        box = page.locator("#problems")
        box.wait_for(timeout=NEVER)
        place = f"{preview.section.name}:{line}"
        assert place in box.inner_text()
        assert "spy.volatility.1y" in box.inner_text()
        assert page.locator("h1").is_visible()
        assert place in preview.log.read_text(encoding="utf-8")
    finally:
        preview.section.write_text(old, encoding="utf-8")
    box.wait_for(state="detached", timeout=NEVER)


def test_edited_code_counts(preview: Preview) -> None:
    """The generator's own code may be edited too, and a slip in it shows and is mended."""
    code = preview.folder / "generator/pages/article.py"
    old = code.read_text(encoding="utf-8")
    address = preview.address + "en/"
    try:
        code.write_text(old.replace('"dateModified"', '"dateCreated"'), encoding="utf-8")
        _wait_for_page(address, b'"dateCreated"')
        code.write_text(old + "\n1 +\n", encoding="utf-8")
        _wait_for(preview.process, preview.log, "(SyntaxError)")
    finally:
        code.write_text(old, encoding="utf-8")
    _wait_for_page(address, b'"dateModified"')


def _wait_for_page(address: str, text: bytes) -> None:
    while True:
        with urllib.request.urlopen(address) as response:
            if text in response.read():
                return
        time.sleep(0.1)


def test_only_the_served_copy_has_the_reload_script(preview: Preview) -> None:
    """What is served reloads itself; no file does, and nothing of it is in a built site."""
    with urllib.request.urlopen(preview.address + "en/") as response:
        assert b"~reload.js" in response.read()
    (folder,) = preview.temporary.glob("preview-*/site")
    for path in [*built().rglob("*"), *folder.rglob("*")]:
        assert path.is_dir() or b"~reload" not in path.read_bytes(), path
    assert not (preview.folder / "site").exists()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_taken_port_gives_way_and_nothing_is_left_behind(
    tmp_path: Path, stop: signal.Signals
) -> None:
    """Where the port is taken, the preview says so and takes the next; its end leaves no file."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        content = tmp_path / "a folder of content"  # never read: the server is there before
        content.mkdir()
        (tmp_path / "tmp").mkdir()
        process = subprocess.Popen(
            [sys.executable, "-m", "generator", "serve", "--content", str(content),
             "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path / "tmp")},
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        assert process.stderr
        try:
            assert process.stderr.readline() == f"port {port} is taken\n"
            found = re.match(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
            assert found
            assert port < int(found[1]) < port + PORTS
            with socket.create_connection(("127.0.0.1", int(found[1]))):
                pass
        finally:
            process.send_signal(stop)
            process.stderr.read()
            assert process.wait() == 130
    assert list((tmp_path / "tmp").iterdir()) == []
    assert list(content.iterdir()) == []
