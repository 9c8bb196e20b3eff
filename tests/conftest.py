"""What several test files share: no network, a server on this machine, a browser."""

from __future__ import annotations

import os
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from browser import launch
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

# --- No network -----------------------------------------------------------------------------------

LOOPBACK = "127.0.0.1,localhost,::1"
MADE = ("MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "ARGS", "PYTHON", "SITE_URL")
NOWHERE = "http://127.0.0.1:9"  # the discard port: nothing listens there


def pytest_configure() -> None:
    """Close the ways to the network that pytest-socket does not see, and set the examples' number.

    It watches Python's sockets in this process. Curl, subprocesses and the browser obey the proxy
    variables instead.
    """
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        os.environ[name] = os.environ[name.upper()] = NOWHERE
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = LOOPBACK
    # What the make or the workflow that runs the tests was told is not meant for those that the
    # tests run: a fork's address must change no result.
    for name in [*os.environ]:
        if name in MADE or name.startswith("GITHUB_"):
            del os.environ[name]
    # No deadline and no complaint of slowness: a busy machine is no fault of the code.
    patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("few", max_examples=24, **patient)
    settings.register_profile("many", max_examples=500, **patient)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "few"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files of the fewest tests, which build or serve whole copies of the project.

    So no worker is left alone with one of them at the end. The order within a file stays.
    """
    tests = Counter(item.path for item in items)
    items.sort(key=lambda item: (tests[item.path], item.path))


# --- A server on this machine ---------------------------------------------------------------------


class _SiteHandler(SimpleHTTPRequestHandler):
    """Serves a folder as a static host does: under a base path, with its own 404 page."""

    def __init__(self, *args: object, base: str, directory: str) -> None:
        self.base = base
        super().__init__(*args, directory=directory)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.base):
            return str(Path(self.directory) / "outside the base path")
        return super().translate_path("/" + path.removeprefix(self.base))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output clean."""


@contextmanager
def serve() -> Iterator[Callable[..., str]]:
    """Give `serve_dir(path, base="/")`, which serves a folder and returns its address.

    The address ends in a slash, so that `serve_dir(site) + "ko/"` is a page.
    """
    with ExitStack() as stack:

        def serve_dir(path: Path | str, base: str = "/") -> str:
            base = f"/{base.strip('/')}/".replace("//", "/")
            handler = partial(_SiteHandler, base=base, directory=str(path))
            server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            return f"http://127.0.0.1:{server.server_port}{base}"

        yield serve_dir


@pytest.fixture(scope="session")
def serve_dir() -> Iterator[Callable[..., str]]:
    """`serve_dir(path, base="/")` serves a folder until the session ends."""
    with serve() as found:
        yield found


PATIENCE = 240_000
"""Milliseconds after which a browser's action has failed; a busy machine takes many seconds."""

# --- A browser ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests. Without one they are skipped, but never where `CI` is set."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            chromium = launch(playwright)
        except Error as error:
            why = f"no Chromium to test the pages with: {error.message.splitlines()[0]}"
            if os.environ.get("CI"):
                pytest.fail(why)
            warnings.warn(pytest.PytestWarning(f"BROWSER TESTS SKIPPED, {why}"), stacklevel=1)
            pytest.skip(why)
        with pytest.MonkeyPatch.context() as patch:
            make_patient(patch, chromium)
            yield chromium
        chromium.close()


def make_patient(patch: pytest.MonkeyPatch, browser: Browser) -> None:
    """Let every action and every expectation on a page wait as long as a busy machine takes."""
    from playwright.sync_api import expect

    new_context = browser.new_context

    def context(**options: Any) -> BrowserContext:
        made = new_context(**options)
        made.set_default_timeout(PATIENCE)
        return made

    patch.setattr(browser, "new_context", context)
    patch.setattr(browser, "new_page", lambda **options: context(**options).new_page())
    expect.set_options(timeout=PATIENCE)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own for each test, with no cookies, storage or cache of another."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
