"""Replacing the snapshot as one: all of it or nothing, also when the machine stops in between.

1. All changed files and the new lock are written to ``.next.<pid>`` and flushed to disk.
2. That folder is renamed to ``.next``. From this moment on the new snapshot is the one that
   readers see: they look into ``.next`` first (see read.source_path).
3. The files are moved to their places one by one, the lock last, and ``.next`` is removed.

Stopped before 2, the old snapshot is untouched; stopped later, the new one is whole. The next
refresh finishes or clears what it finds.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from generator.core.errors import Problem, RefreshError, UserError
from generator.refresh.derive import Row
from generator.snapshot import schema as schema
from generator.snapshot.read import plain_rows, read_tables

Step = Callable[[str], None]  # told after each step on disk; tests stop the process there


@dataclass(frozen=True)
class Before:
    """The stored snapshot as rows; empty where there is none yet."""

    lock: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, list[Row]] = field(default_factory=dict)

    def rows(self, name: str) -> list[Row]:
        """Return a file's rows, none where it is not there."""
        return list(self.files.get(name, ()))

    def entry(self, name: str) -> Mapping[str, Any]:
        """Return what the lock says of a file."""
        entry: Mapping[str, Any] = self.lock.get("files", {}).get(name, {})
        return entry

    @property
    def as_of(self) -> date | None:
        """Return the stored as_of."""
        text = self.lock.get("as_of")
        return date.fromisoformat(text) if text else None

    @property
    def flags(self) -> list[dict[str, Any]]:
        """Return the stored flags."""
        return list(self.lock.get("flags", ()))


def read(directory: Path, required: Sequence[str]) -> Before:
    """Return the stored snapshot of an article that rests on the ``required`` files.

    Raises:
        UserError: where it is damaged: a refresh must not build on it, nor replace it unseen.
    """
    if not (directory / schema.LOCK).exists() and not (directory / schema.NEXT).exists():
        strange = [path for path in _data_files(directory) if path.exists()]
        if strange:
            hint = "restore lock.json from version control, or move the folder away"
            raise UserError(Problem("data without lock.json", file=str(strange[0]), hint=hint))
        return Before()
    stored = read_tables(directory, required, whole=False)
    files = {name: plain_rows(table) for name, table in stored.tables.items()}
    return Before(stored.lock, files)


def _data_files(directory: Path) -> list[Path]:
    known = [directory / name for name in schema.FILES]
    return list(dict.fromkeys([*known, *sorted(directory.glob("monthly/*.csv"))]))


@contextmanager
def exclusive(directory: Path) -> Iterator[None]:
    """Keep a second refresh of the same folder out; the lock leaves no file behind.

    Raises:
        UserError: where another refresh is at work, or nothing can be written here.
    """
    place = directory
    while not place.exists():
        place = place.parent
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        hint = "name a folder that can be written to, or that can be made"
        raise UserError(Problem("the snapshot cannot be written here", file=str(place), hint=hint))
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise UserError(
            Problem("another refresh is at work here", file=str(directory), hint="wait for it")
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def recover(directory: Path) -> None:
    """Finish a replacement that was interrupted, or clear what it left."""
    pending = directory / schema.NEXT
    if (pending / schema.LOCK).is_file():
        _move(directory, pending, _nothing)
    elif pending.exists():
        shutil.rmtree(pending)
    for rest in directory.glob(f"{schema.NEXT}.*"):
        shutil.rmtree(rest)


def replace(directory: Path, files: Mapping[str, bytes], step: Step | None = None) -> None:
    """Write ``files``, the lock among them, so that readers see all of them or none.

    Raises:
        RefreshError: where they cannot be written; nothing was replaced.
    """
    step = step or _nothing
    aside = directory / f"{schema.NEXT}.{os.getpid()}"
    pending = directory / schema.NEXT
    try:
        for name, data in files.items():
            _write(aside / name, data)
            step(f"write {name}")
        _flush_folders(aside)
        aside.rename(pending)
    except OSError as error:
        shutil.rmtree(aside, ignore_errors=True)
        hint = "nothing was replaced; make room or set rights, then run `make refresh` again"
        text = f"the snapshot cannot be written: {error.strerror}"
        raise RefreshError(Problem(text, file=str(directory), hint=hint)) from None
    _flush(directory)
    step("commit")
    _move(directory, pending, step)


def _move(directory: Path, pending: Path, step: Step) -> None:
    """Move the files to their places, the lock last: until then readers look here first."""
    names = [path.relative_to(pending).as_posix() for path in pending.rglob("*") if path.is_file()]
    listed = json.loads((pending / schema.LOCK).read_bytes())["files"]
    for path in _data_files(directory):
        # What the settings no longer name; first, as readers miss none of it while the new lock
        # waits in its folder.
        if path.relative_to(directory).as_posix() not in listed:
            path.unlink(missing_ok=True)
    for name in sorted(names, key=lambda name: (name == schema.LOCK, name)):
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (pending / name).replace(target)
        step(f"move {name}")
    _flush_folders(directory)
    shutil.rmtree(pending)
    step("done")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folders(directory: Path) -> None:
    for folder in (directory / "monthly", directory):
        if folder.is_dir():
            _flush(folder)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _nothing(_step: str) -> None:
    pass


def lock_bytes(lock: Mapping[str, Any]) -> bytes:
    """Return lock.json as it is stored."""
    return (json.dumps(lock, indent=2, ensure_ascii=False) + "\n").encode()
