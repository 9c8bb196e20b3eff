"""A refresh of every article of a site, each on its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.core.errors import Problem, UserError, fault_in
from generator.core.settings import data_folder, find_articles
from generator.refresh.run import refresh
from generator.refresh.summary import require_place, write_summary


def refresh_all(
    content: Path,
    data: Path | None = None,
    obtained: str | None = None,
    summary: Path | None = None,
    tell: Callable[[str], None] = print,
) -> None:
    """Refresh each article that has data of its own: one that fails costs no other its data.

    ``data`` is the first article's snapshot, beside its settings where none is given. ``summary``
    takes what moved in all of them, under each inner article's name; where none was refreshed, it
    stays as it was.

    Raises:
        UserError: after the others were refreshed, with every cause; the status is the first's.
    """
    if summary:
        require_place(summary)
    failed: list[tuple[str, UserError]] = []
    parts: list[str] = []
    folders = find_articles(content)
    for folder in folders:
        first, own = folder == content, data_folder(folder)
        if own != folder / "data":
            if first:
                text = f"names no series of its own: its data are those of {own.parent}"
                raise UserError(Problem(text, str(folder), hint=f"refresh {own.parent}"))
            continue
        head = "" if first else f"\n# {folder.name}\n\n"
        if not first:
            tell(f"{folder.name}:")
        try:
            text = refresh((data if first else None) or own, folder, obtained).markdown()
        except Exception as fault:
            # One article's own Python may fail as well; that costs no other its refresh.
            error = fault if isinstance(fault, UserError) else fault_in(folder, fault)
            if error is None:
                raise
            failed.append((folder.name, error))
            causes = "".join(f"- {' '.join(str(each).split())}\n" for each in error.problems)
            text = f"The refresh failed; the data stay as they were.\n\n{causes}"
        parts.append(head + text)
    if summary and len(failed) < len(parts):
        write_summary(summary, "".join(parts))
    for name, cause in failed:
        if len(parts) > 1:
            tell(f"the refresh of {name} failed, its data stay as they were")
        for problem in cause.problems if cause is not failed[0][1] else ():
            tell(f"error: {problem}")
    if failed:
        raise failed[0][1]
