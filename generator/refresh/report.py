"""What a person sees of a refresh: progress while it runs, and what it changed."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table


class Report:
    """Progress with rich on a terminal, plain lines elsewhere; problems go to standard error."""

    def __init__(self, steps: int) -> None:
        """Take how many steps the refresh has."""
        self._out = Console(file=sys.stdout, highlight=False, soft_wrap=True)
        self._progress: Progress | None = None
        self._task = None
        self.warnings: list[str] = []
        if self._out.is_terminal:
            self._progress = Progress(
                TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(),
                console=self._out, transient=True,
            )  # fmt: skip
            self._progress.start()
            self._task = self._progress.add_task("starting", total=steps)

    def step(self, name: str) -> None:
        """Say what is being fetched now."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, description=name, advance=1)
        else:
            self.line(f"fetching {name}")

    def line(self, text: str) -> None:
        """Say something in passing."""
        self._out.print(text, markup=False)

    def warn(self, text: str) -> None:
        """Say what did not go as it should, without ending the refresh."""
        self.warnings.append(text)
        if self._progress is not None:
            self._progress.console.print(f"warning: {text}", markup=False, style="yellow")
        else:
            print(f"warning: {text}", file=sys.stderr, flush=True)  # noqa: T201 - a verb's output

    def close(self) -> None:
        """Take the progress bar away."""
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def files(self, changed: Sequence[str], as_of: date) -> None:
        """Say which files changed."""
        if not changed:
            self.line(f"data as of {as_of}: nothing changed")
            return
        self.line(f"data as of {as_of}: {len(changed)} files changed: {', '.join(changed)}")

    def table(self, title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show a table; nothing without rows."""
        if not rows:
            return
        table = Table(*columns, title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        width = None if self._out.is_terminal else 110
        self._out.print(table, width=width)

    def failures(self, failures: Mapping[str, str]) -> None:
        """Name each optional source that failed, with the cause and what stays."""
        for name, text in failures.items():
            self.warn(f"{name}: {text}")
