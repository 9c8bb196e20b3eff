"""A chart's words in one language: labels, table cells, source line, readings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from markupsafe import Markup

from generator.charts.frames import About, Column
from generator.core.errors import Problem, UserError
from generator.core.model import Reason
from generator.language.numbers import Format
from generator.language.renderer import Renderer

TOPIC = "charts"
CLAIM = "claim."
"""A label that begins so is a claim's own statement, unless the chart has a shorter one."""


@dataclass(frozen=True)
class Texts:
    """The words of one language at one date, as charts need them."""

    words: Renderer

    @property
    def lang(self) -> str:
        """Return the language's code."""
        return self.words.language.code

    @property
    def format(self) -> Format:
        """Return the number and date formats."""
        return self.words.format

    def has(self, key: str) -> bool:
        """Return whether the topic has a text."""
        return self.words.wording.get(TOPIC, key) is not None

    def plain(self, key: str) -> str:
        """Return a text of the topic, numbers and states filled in."""
        return self.words.text(TOPIC, key)

    def html(self, key: str) -> Markup:
        """Return the same as inline HTML with linked numbers."""
        text = self.words.wording.get(TOPIC, key)
        if text is None:
            raise UserError(Problem(f"no such text ({self.lang})", id=f"{TOPIC}.{key}"))
        return self.words.html(text)

    def reason(self, reason: Reason) -> str:
        """Return why something is missing, as a phrase."""
        return self.words.reason(reason)

    def statement(self, claim: str) -> str:
        """Return what a claim says."""
        return self.words.text("claims", f"{claim}.statement")


def word(chart_id: str, key: str, texts: Texts) -> str:
    """Return a label of the chart, else of all charts; a ticker is its own label."""
    for place in (f"{chart_id}.labels.{key}", f"common.{key}"):
        if texts.has(place):
            return texts.plain(place)
    if key.isupper():
        return key
    if key.startswith(CLAIM):
        return texts.statement(key.removeprefix(CLAIM))
    raise UserError(Problem(f"no label ({texts.lang})", id=f"{TOPIC}.{chart_id}.labels.{key}"))


def heading(chart_id: str, column: Column, texts: Texts) -> str:
    """Return the head of a column."""
    place = f"{chart_id}.columns.{column.key}"
    return texts.plain(place) if texts.has(place) else word(chart_id, column.key, texts)


def cell(chart_id: str, value: Any, column: Column, texts: Texts) -> str:
    """Return a value as a reader's text."""
    form = texts.format
    if pd.isna(value):
        return "–" if column.sparse else texts.words.language.no_data
    if isinstance(value, date):  # pandas' own timestamps are dates
        day = date(value.year, value.month, value.day)
        return form.month(day) if column.kind == "month" else form.date(day)
    if column.kind == "fact":
        return texts.words.citation(str(value))
    if isinstance(value, str):
        return word(chart_id, value, texts) if column.kind == "label" else value
    if column.kind == "year":
        return str(int(value))
    if column.kind == "count":
        return form.count(int(value))
    write = {"pct": form.pct, "pp": form.pp, "index": form.index, "multiple": form.multiple}
    return write[column.kind](float(value), column.digits)


def source_line(about: About, texts: Texts) -> str:
    """Return who the data is from, what of theirs, and the date to which it goes."""
    until = texts.plain("common.until").replace("[]", texts.format.date(about.as_of))
    return f"{texts.plain('common.source')}: {texts.words.sources(about.sources)} · {until}"
