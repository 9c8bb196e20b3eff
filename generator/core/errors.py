"""Errors that a person can act on, apart from crashes."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it stands, what it is, what to do about it.

    A ``warning`` is told but stops nothing: it may be meant so.
    """

    message: str
    file: str | None = None
    line: int | None = None
    id: str | None = None
    hint: str | None = None
    warning: bool = False

    def __str__(self) -> str:
        """Return ``file:line: [id] message (hint: …)`` with only the parts that are known."""
        place = f"{self.file}:{self.line}: " if self.file and self.line else ""
        if self.file and not self.line:
            place = f"{self.file}: "
        name = f"[{self.id}] " if self.id else ""
        hint = f" (hint: {self.hint})" if self.hint else ""
        return f"{place}{name}{self.message}{hint}"


class UserError(Exception):
    """Bad input: shown as its problems, one a line, without a traceback."""

    exit_code = 1

    def __init__(self, problems: Problem | str | Iterable[Problem]) -> None:
        """Take one problem, its message alone, or all that were collected."""
        if isinstance(problems, str):
            problems = Problem(problems)
        if isinstance(problems, Problem):
            problems = (problems,)
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def fault_in(folder: Path, error: Exception) -> UserError | None:
    """Return what fails in an article's own code, with the line; None where no line is in it."""
    message = f"{type(error).__name__}: {error}"
    frames = [(frame.filename, frame.lineno) for frame in extract_tb(error.__traceback__)]
    if isinstance(error, SyntaxError) and error.filename:
        frames.append((error.filename, error.lineno))
        message = f"{type(error).__name__}: {error.msg}"
    hint = "PYTHONDEVMODE=1 in front of the command shows how it came there"
    for file, line in reversed(frames):
        if Path(file).resolve().is_relative_to(folder.resolve()):
            return UserError(Problem(message, file, line, hint=hint))
    return None


class RefreshError(UserError):
    """A required source failed or gave bad data; nothing was replaced."""

    exit_code = 3


def nearest_hint(name: str, known: Iterable[str]) -> str | None:
    """Return which known name was probably meant, None where none is near."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"did you mean {near[0]}?" if near else None
