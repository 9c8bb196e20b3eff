"""The frames of the snapshots that were checked last, so that a build checks its own only once.

The files' checksums are compared with the lock's at every read; what they were found to hold is
named by the lock's bytes and by the code that read them. The cache may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd

from generator.core.cache import read_values, write_values
from generator.core.inputs import CACHE, ROOT, versions

FOLDER = CACHE / "snapshots"
LIMIT = 8
"""Snapshots kept: a project's own, and those of the tests that run beside each other."""


def key_of(lock: bytes, required: Sequence[str]) -> str:
    """Return what names the frames of a lock's files, all of them with the lock's checksums.

    They were checked for an article that rests on the ``required`` ones.
    """
    digest = hashlib.sha256(lock + "\n".join(required).encode())
    for room in ("core", "snapshot"):
        for path in sorted((ROOT / "generator" / room).glob("*.py")):
            digest.update(path.read_bytes())
    digest.update("\n".join((sys.version, *versions())).encode())
    return digest.hexdigest()


def recall(key: str) -> dict[str, pd.DataFrame] | None:
    """Return the frames of that name, None where they were not read before."""
    path = _path(key)
    stored = read_values(path).get(key)
    if stored is None:
        return None
    with suppress(OSError):
        os.utime(path)
    found: dict[str, pd.DataFrame] = pickle.loads(stored)
    return found


def remember(key: str | None, tables: dict[str, pd.DataFrame]) -> None:
    """Store the frames, and delete those that were read longest ago."""
    if key is None:
        return
    try:
        write_values(_path(key), {key: pickle.dumps(tables, pickle.HIGHEST_PROTOCOL)})
        found = sorted(FOLDER.glob("*.kept"), key=lambda each: each.stat().st_mtime_ns)
        for path in found[:-LIMIT]:
            path.unlink(missing_ok=True)
    except OSError:
        return  # without a cache every build checks again


def _path(key: str) -> Path:
    return FOLDER / f"{key}.kept"
