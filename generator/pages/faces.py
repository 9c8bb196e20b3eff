"""Where the web fonts lie in a site; a build cuts them (``generator/build/fonts.py``)."""

from __future__ import annotations

WEIGHTS = {"regular": 400, "bold": 700}


def path_of(code: str, weight: str) -> str:
    """Return the path of a language's font."""
    return f"assets/fonts/{code}-{weight}.woff2"
