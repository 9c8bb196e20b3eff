"""A chart's words in one language: labels, table cells, source line, readings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from generator.charts.frames import About, Column
from generator.core.errors import Problem, UserError
from generator.language.renderer import Renderer

TOPIC = "charts"
CLAIM = "claim."
"""A label that begins so is a claim's own statement, unless the chart has a shorter one."""


def has(words: Renderer, key: str) -> bool:
    """Return whether the charts have a text of this key."""
    return words.wording.get(TOPIC, key) is not None


def plain(words: Renderer, key: str) -> str:
    """Return a text of the charts, numbers and states filled in."""
    return words.text(TOPIC, key)


def word(chart_id: str, key: str, words: Renderer) -> str:
    """Return a label of the chart, else of all charts; a ticker is its own label."""
    for place in (f"{chart_id}.labels.{key}", f"common.{key}"):
        if has(words, place):
            return plain(words, place)
    if key.isupper():
        return key
    if key.startswith(CLAIM):
        return words.text("claims", f"{key.removeprefix(CLAIM)}.statement")
    raise UserError(
        Problem(f"no label ({words.language.code})", id=f"{TOPIC}.{chart_id}.labels.{key}")
    )


def heading(chart_id: str, column: Column, words: Renderer) -> str:
    """Return the head of a column."""
    place = f"{chart_id}.columns.{column.key}"
    return plain(words, place) if has(words, place) else word(chart_id, column.key, words)


def cell(chart_id: str, value: Any, column: Column, words: Renderer) -> str:
    """Return a value as a reader's text."""
    form = words.format
    if pd.isna(value):
        return "–" if column.sparse else words.language.no_data
    if isinstance(value, date):  # pandas' own timestamps are dates
        day = date(value.year, value.month, value.day)
        return form.month(day) if column.kind == "month" else form.date(day)
    if column.kind == "fact":
        return words.citation(str(value))
    if isinstance(value, str):
        return word(chart_id, value, words) if column.kind == "label" else value
    if column.kind == "year":
        return str(int(value))
    if column.kind == "count":
        return form.count(int(value))
    write = {"pct": form.pct, "pp": form.pp, "index": form.index, "multiple": form.multiple}
    return write[column.kind](float(value), column.digits)


def source_line(about: About, words: Renderer) -> str:
    """Return who the data is from, what of theirs, and the date to which it goes: each its own."""
    ends: dict[date, list[str]] = {}
    for source in about.sources:
        ends.setdefault(about.days.get(source, about.as_of), []).append(source)
    until = plain(words, "common.until")
    parts = (
        f"{words.sources(ends[day])} · {until.replace('[]', words.format.date(day))}"
        for day in sorted(ends)
    )
    return f"{plain(words, 'common.source')}: {'; '.join(parts)}"
