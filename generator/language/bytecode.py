"""What earlier builds compiled: Jinja's bytecode cache in one bounded file."""

from __future__ import annotations

import hashlib
import sys
from importlib.metadata import version
from pathlib import Path

from jinja2.bccache import Bucket, BytecodeCache

from generator.core import cache
from generator.core.inputs import CACHE

LIMIT = 8_000_000
"""Bytes of code kept: about twice what an article needs."""


class TextBytecodeCache(BytecodeCache):
    """Compiled texts by the hash of their source; never changes a byte of a build.

    The file is read when the first text is asked for. It may be deleted or torn at any time.
    """

    def __init__(self, folder: Path = CACHE / "texts") -> None:
        versions = f"{sys.version} {version('jinja2')} {_own_code()}"
        self._path = folder / f"{hashlib.sha256(versions.encode()).hexdigest()[:16]}.code"
        self._stored: dict[str, bytes] | None = None
        self._used: dict[str, bytes] = {}

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Return the hash of a text, which is its name."""
        return hashlib.sha256(name.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket from what is stored."""
        if self._stored is None:
            self._stored = cache.read_values(self._path)
        if (found := self._stored.get(bucket.key)) is not None:
            self._used[bucket.key] = found
            bucket.bytecode_from_string(found)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled; ``save`` writes it."""
        self._used[bucket.key] = bucket.bytecode_to_string()

    def save(self) -> None:
        """Store what was used, and as much of the rest as the limit leaves room for."""
        stored = self._stored or {}
        if self._used.keys() <= stored.keys():
            return
        kept = dict(self._used)
        room = LIMIT - sum(map(len, kept.values()))
        for key, code in stored.items():
            room -= 0 if key in kept else len(code)
            if room < 0:
                break
            kept.setdefault(key, code)
        try:
            cache.write_values(self._path, kept)
            for other in self._path.parent.iterdir():
                if other != self._path:
                    other.unlink(missing_ok=True)
            self._stored = kept
        except OSError:
            return  # without a cache every build compiles


def _own_code() -> str:
    """Return a hash of what decides how a text is compiled besides Jinja."""
    here = Path(__file__).parent
    sources = (here / name for name in ("environment.py", "extension.py"))
    return hashlib.sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()
