"""What earlier builds made of the same inputs, so that an edit costs only what it changes.

A section is what one edits; all else is named by one hash of every input but the sections. Under
that hash lie the things no section changes, by name, and each section's HTML by its own text. The
cache may be deleted or torn at any time and never changes a byte; a build keeps what it used.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from generator.core.inputs import CACHE

_SUM = 32  # bytes of a SHA-256

T = TypeVar("T")


class BuildCache:
    """The values of one hash of inputs; without a ``key`` nothing outlives the build."""

    def __init__(self, key: str | None = None, folder: Path = CACHE / "builds") -> None:
        self._path = folder / f"{key}.values" if key else None
        self._stored = read_values(self._path) if self._path else {}
        self._used: dict[str, bytes] = {}

    def get(self, name: str, make: Callable[[], T]) -> T:
        """Return a value of this name, made only if no build made it from the same inputs."""
        data = self._used.get(name) or self._stored.get(name)
        if data is not None:
            self._used[name] = data
            value: T = pickle.loads(zlib.decompress(data))
            return value
        value = make()
        if self._path:
            # Pages repeat themselves: the fastest level already makes them five times smaller.
            self._used[name] = zlib.compress(pickle.dumps(value, pickle.HIGHEST_PROTOCOL), 1)
        return value

    def has(self, name: str) -> bool:
        """Return whether a value is there."""
        return name in self._used or name in self._stored

    def save(self) -> None:
        """Store what this build used."""
        if self._path is None:
            return
        try:
            if self._used == self._stored:
                os.utime(self._path)
            else:
                write_values(self._path, self._used)
        except OSError:
            return  # without a cache every build makes everything


def write_values(path: Path, values: Mapping[str, bytes]) -> None:
    """Write values into a file that is either whole or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}")
    # Value by value and never whole in memory: an archive of editions makes it large.
    with aside.open("w+b") as file:
        file.write(bytes(_SUM))
        pickle.dump(values, file, pickle.HIGHEST_PROTOCOL)
        file.seek(_SUM)
        digest = hashlib.file_digest(file, "sha256").digest()
        file.seek(0)
        file.write(digest)
    aside.replace(path)


def read_values(path: Path) -> dict[str, bytes]:
    """Return what was stored; nothing where the file is absent or torn."""
    try:
        with path.open("rb") as file:
            written = file.read(_SUM)
            if hashlib.file_digest(file, "sha256").digest() != written:
                return {}
            file.seek(_SUM)
            found: dict[str, bytes] = pickle.load(file)
            return found
    except OSError:
        return {}


def limit_size(folder: Path, limit: int) -> None:
    """Delete the files of a cache used longest ago until it has no more than ``limit`` bytes.

    What killed builds left unfinished goes as well.
    """
    try:
        found = [(path, path.stat()) for path in folder.rglob("*") if path.is_file()]
        total = 0
        for path, status in sorted(found, key=lambda each: each[1].st_mtime_ns, reverse=True):
            total += status.st_size
            if total > limit or _left_behind(path):
                path.unlink(missing_ok=True)
    except OSError:
        return  # another build cleans up as well


def _left_behind(path: Path) -> bool:
    """Return whether a file was being written by a process that is no more."""
    pid = path.suffix.removeprefix(".")
    if not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
