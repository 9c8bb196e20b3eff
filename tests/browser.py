"""The browser of the tests: the one that is here, else one installed after saying so.

``make test`` runs this before the tests, which themselves install nothing: without a browser they
skip what needs one, loudly, and fail it where ``CI`` is set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WITH_APT = (
    ("apt-get", "-qq", "update"),
    ("apt-get", "-qq", "install", "-y", "--no-install-recommends", "chromium"),
)
WITH_PLAYWRIGHT = ((sys.executable, "-m", "playwright", "install", "chromium"),)
PREVENT = "To prevent this: make test INSTALL_BROWSER=no"


def on_path() -> str | None:
    """Return the machine's own Chromium, if it has one."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def launch(playwright: Playwright) -> Browser:
    """Start the machine's Chromium, else Playwright's own; an Error of Playwright without one."""
    start = partial(
        playwright.chromium.launch, args=list(FLAGS), ignore_default_args=["--headless"]
    )
    found = on_path()
    return start(executable_path=found) if found else start()


def is_here() -> bool:
    """Return whether there is a browser that starts."""
    if on_path():
        return True
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
        except Error:
            return False
    return True


def install() -> bool:
    """Install a browser, saying what and how to prevent it; return whether there is one then."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root and shutil.which("apt-get"):
        what, commands = "Debian's Chromium with apt-get (about 300 MB)", WITH_APT
    else:
        what = "Playwright's own Chromium into your cache folder (about 450 MB)"
        commands = WITH_PLAYWRIGHT
    _say(f"The tests of the pages need a browser, and none is here. Installing {what}. {PREVENT}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in commands:
        done = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, check=False)
        if done.returncode:
            _say(f"{' '.join(command)} failed: the tests that need a browser cannot run.")
            return False
    return is_here()


def main() -> int:
    """See to a browser where that is wanted; the tests tell if there is none."""
    if is_here():
        return 0
    if os.environ.get("INSTALL_BROWSER") == "no":
        _say("No browser is here and none is installed, as asked: its tests are skipped.")
        return 0
    install()
    return 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - what it is going to do


if __name__ == "__main__":
    sys.exit(main())
