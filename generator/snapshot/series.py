"""What the settings may say of further series, beside those that every snapshot has."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.errors import Problem
from generator.core.settings import Config
from generator.snapshot.schema import REQUIRED_FILES, TICKERS, monthly_file


def problems(config: Config) -> Iterator[Problem]:
    """Yield what is wrong with the rows ``[series.<key>]`` of an article's settings."""
    file = str(config.path)
    for each in config.series:
        if monthly_file(each.ticker) in REQUIRED_FILES:
            text = "the article rests on a series of this name"
            yield Problem(text, file, id=f"series.{each.key}", hint="choose another key")
        if each.sibling is not None and each.sibling not in TICKERS:
            text = f"{each.sibling!r} is no series that the article rests on"
            hint = f"use one of {', '.join(TICKERS)}"
            yield Problem(text, file, id=f"series.{each.key}.sibling", hint=hint)
        for language in config.languages:
            if language.code not in each.name:
                text = f"a name is missing in {language.code}"
                yield Problem(text, file, id=f"series.{each.key}.name")
