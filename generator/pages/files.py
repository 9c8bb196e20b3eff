"""The files of a site in the making, by path."""

from __future__ import annotations


class SiteFiles:
    """The files of a site, kept by path until all of them are there."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def add(self, path: str, content: str | bytes) -> None:
        """Add a file; a ValueError where two parts of the build claim one path."""
        if path in self.files:
            raise ValueError(f"two files are named {path}")
        self.files[path] = content.encode() if isinstance(content, str) else content
