"""The frames of the snapshot that was checked last, so that a build checks it only once.

The files' checksums are compared with the lock's at every read; what they were found to hold is
named by the lock's bytes and by the code that read them. The cache may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import pickle
from pathlib import Path

import pandas as pd

from generator.core.cache import read_values, write_values
from generator.core.inputs import CACHE, versions

FILE = CACHE / "snapshot.kept"


def key_of(lock: bytes) -> str:
    """Return what names the frames of a lock's files, all of them with the lock's checksums."""
    digest = hashlib.sha256(lock)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    digest.update("\n".join(versions()).encode())
    return digest.hexdigest()


def recall(key: str) -> dict[str, pd.DataFrame] | None:
    """Return the frames of that name, None where another snapshot was read last."""
    stored = read_values(FILE).get(key)
    if stored is None:
        return None
    found: dict[str, pd.DataFrame] = pickle.loads(stored)
    return found


def remember(key: str | None, tables: dict[str, pd.DataFrame]) -> None:
    """Store the frames in place of those before."""
    if key is None:
        return
    try:
        write_values(FILE, {key: pickle.dumps(tables, pickle.HIGHEST_PROTOCOL)})
    except OSError:
        return  # without a cache every build checks again
