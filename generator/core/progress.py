"""Where a build stands: one line that changes on a terminal, nothing in a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

STEPS = {
    "read": "Reading the data and the texts",
    "judge": "Computing metrics, judging claims",
    "draw": "Drafting the charts",
    "pages": "Writing the pages",
    "write": "Putting the site in place",
}


@contextmanager
def show_progress() -> Iterator[Callable[[str], None]]:
    """Give the function that is told each step."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console

    console = Console(stderr=True)
    start = time.perf_counter()
    # No spinner: it would be a thread, and the build forks.
    width = max(map(len, STEPS.values()))

    def show(step: str) -> None:
        spent = time.perf_counter() - start
        console.print(f"\r{STEPS[step]:<{width}} [dim]{spent:5.1f} s[/dim]", end="")

    try:
        yield show
    finally:
        console.print("\r" + " " * (width + 10) + "\r", end="")
