"""The written summary of a refresh, in Markdown: what moved, what failed, what was not believed.

Its parts become the messages of the commits that publish the snapshots.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from generator.core.errors import Problem, UserError
from generator.refresh.movements import Moved


@dataclass(frozen=True, slots=True)
class Summary:
    """What a refresh did: changed files by name, tables of what moved, warnings, standing flags.

    ``before`` is the data date of the snapshot that was replaced; None for the first one.
    """

    before: date | None
    as_of: date
    files: Sequence[str]
    moved: Sequence[Moved]
    warnings: Sequence[str]
    flags: Sequence[Mapping[str, Any]]

    def markdown(self) -> str:
        """Return the text, with a final line end; a part without content has no heading."""
        lines = [*self._head()]
        for table in self.moved:
            lines += _part(table.title, (f"{name}: {a} → {b}" for name, a, b in table.rows))
        lines += _part("Warnings", self.warnings)
        lines += _part("Flags: seen, but not believed", map(_flag, self.flags))
        return "\n".join([*lines, ""])

    def _head(self) -> Iterator[str]:
        if not self.files:
            yield f"Data to {self.as_of}: no data changed."
            return
        since = f", after {self.before}" if self.before else ", the first snapshot"
        yield f"Data to {self.as_of}{since}. Changed: {', '.join(self.files)}."
        if self.moved and not any(table.rows for table in self.moved):
            yield "No headline metric, no verdict and no state of the text has changed."


def _part(title: str, entries: Iterable[str]) -> list[str]:
    found = [f"- {' '.join(entry.split())}" for entry in entries]
    return ["", f"## {title}", "", *found] if found else []


def _flag(flag: Mapping[str, Any]) -> str:
    kept = f"kept {flag['kept']} of {flag['kept_as_of']}" if flag["kept"] else "kept nothing"
    return f"{flag['id']}: saw {flag['seen']}, {kept}, since {flag['since']} ({flag['reason']})"


def require_place(path: Path) -> None:
    """Refuse a place that cannot take the summary, before anything is fetched.

    Raises:
        UserError: where the path is a folder, or its folder is missing or not writable.
    """
    if path.is_dir():
        raise UserError(Problem("the summary needs a file, this is a folder", str(path)))
    if not os.access(path.parent, os.W_OK):
        hint = "name a file in a folder that exists and can be written to"
        raise UserError(Problem("the summary cannot be written here", str(path), hint=hint))


def write_summary(path: Path, text: str) -> None:
    """Write a summary whole: an earlier one stays until this one is complete."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise UserError(Problem(f"cannot be written: {error.strerror}", str(path))) from None
