"""The languages of the real article, and one that never was, for tests of formats."""

from __future__ import annotations

from pathlib import Path

from generator.core.settings import Language, load_config

CONTENT = Path(__file__).parents[1] / "content"


def language(code: str) -> Language:
    """Return a row of the real article.toml."""
    return load_config(CONTENT).language(code)


def pseudo() -> Language:
    """Return a language with other separators and no names of months."""
    english = language("en")
    formats = english.formats.model_copy(
        update={
            "thousands": ".",
            "decimal": ",",
            "minus": "-",
            "pct": "{sign}{n} %",
            "date": "{day}. {month}. {year}",
            "months": (),
        }
    )
    return english.model_copy(update={"code": "xx", "formats": formats})
