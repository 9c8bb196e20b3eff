"""Files that are whole or not there, whoever is killed while writing them."""

from __future__ import annotations

import os
from pathlib import Path


def write_file(path: Path, data: bytes) -> None:
    """Write a file and the folders above it; an OSError where the place takes none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_bytes(data)
    aside.replace(path)


def read_cached(path: Path) -> bytes | None:
    """Return a cached file, which counts as used now; None where there is none."""
    try:
        data = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    return data
