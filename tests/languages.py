"""The languages of the real article, and one that never was, for tests of formats."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from generator.core.settings import Language, load_config

CONTENT = Path(__file__).parents[1] / "content"
CONFIG = load_config(CONTENT)
PACKAGE = CONFIG.package
PUBLISHED_ON = CONFIG.original_date or date.min


def language(code: str) -> Language:
    """Return a row of the real article.toml."""
    return load_config(CONTENT).language(code)


def pseudo() -> Language:
    """Return a language with other separators and numbers for months."""
    english = language("en")
    formats = english.formats.model_copy(
        update={
            "locale": "de",
            "minus": "-",
            "pct": "{sign}{n} %",
            "day": "d. M. y",
        }
    )
    return english.model_copy(update={"code": "xx", "formats": formats})


def speak_too(table: Path, like: str, code: str) -> None:
    """Give a table the words of another language, which are those of one that it has."""
    text = table.read_text(encoding="utf-8")
    quoted = r"""('[^'\n]*'|"(?:[^"\\\n]|\\.)*")"""
    text = re.sub(
        rf"^(\w+)\.{like} = {quoted}$", rf"\g<0>\n\1.{code} = \2", text, flags=re.MULTILINE
    )
    table.write_text(
        re.sub(rf"(?<=[{{,] ){like} = {quoted}", rf"\g<0>, {code} = \1", text), encoding="utf-8"
    )
