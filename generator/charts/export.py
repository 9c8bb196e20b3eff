"""The one way out for every chart: it enforces what a figure must have.

``gather`` asks a chart for its data once, ``draft`` puts it into a language's words and into the
JSON of both layouts, ``finish`` adds the drawings. Between the last two the caller may keep, farm
out or skip what ``svg.svg`` makes of each JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from typing import cast

from markupsafe import Markup

from generator.charts import IDS
from generator.charts.data import Chart, Data, Evidence
from generator.charts.pen import Pen
from generator.charts.texts import Texts as Texts
from generator.charts.texts import cell, heading, hover, source_line, word
from generator.charts.theme import LAYOUTS
from generator.core.errors import Problem, UserError
from generator.core.model import Reason, Unavailable


@dataclass(frozen=True)
class Gathered:
    """A chart's data, or why there is none."""

    id: str
    data: Data | None
    reason: Reason | None = None

    @property
    def csv(self) -> str:
        """Return the whole file; empty where there is no data."""
        return self.data.csv() if self.data else ""


@dataclass(frozen=True)
class Figure:
    """A finished figure; ``wide`` and ``narrow`` are None exactly where a ``reason`` says why."""

    id: str
    lang: str
    title: str
    title_html: Markup
    description: str
    description_html: Markup
    unit: str
    source: str
    notes: tuple[str, ...]
    reason: str | None
    wide: str | None
    narrow: str | None
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    extract: str | None
    csv: str
    hover: str | None


@dataclass(frozen=True)
class Draft:
    """A figure without its drawings, and the JSON from which they are made."""

    figure: Figure
    specs: tuple[str, ...]


def module(chart_id: str) -> Chart:
    """Return a chart's module."""
    if chart_id not in IDS:
        raise UserError(Problem("no such chart", id=chart_id, hint=f"charts: {', '.join(IDS)}"))
    return cast("Chart", import_module(f"generator.charts.{chart_id.replace('-', '_')}"))


def gather(chart_id: str, evidence: Evidence) -> Gathered:
    """Return what a chart shows in any language, or why it cannot be drawn."""
    try:
        found = module(chart_id).data(evidence)
    except Unavailable as absent:
        return Gathered(chart_id, None, absent.reason)
    _check(chart_id, found, evidence.view.as_of)
    return Gathered(chart_id, found)


def _check(chart_id: str, data: Data, as_of: date) -> None:
    """Refuse data without rows, source or with a date after the edition's."""
    problems = []
    if not data.rows:
        problems.append("has no rows")
    if not data.sources:
        problems.append("names no source")
    late = {
        column.key
        for column in data.columns
        if column.kind == "date" and column.key != "retrieved_on"
        for day in data.column(column.key)
        if isinstance(day, date) and day > as_of
    }
    problems += [f"{key} lies after {as_of}" for key in sorted(late)]
    if problems:
        raise UserError([Problem(f"the chart {each}", id=chart_id) for each in problems])


def draft(gathered: Gathered, texts: Texts) -> Draft:
    """Return a figure in a language with the JSON of its layouts, widest first.

    Raises:
        UserError: when title, unit, description or source is empty.
    """
    chart_id, data = gathered.id, gathered.data
    reason = texts.reason(gathered.reason) if gathered.reason else None
    title = f"{chart_id}.title"
    if not texts.has(title):
        title = f"{title}.{data.variant if data else 'missing'}"
    figure = Figure(
        id=chart_id,
        lang=texts.lang,
        title=texts.plain(title),
        title_html=texts.html(title),
        description=texts.plain(f"{chart_id}.description"),
        description_html=texts.html(f"{chart_id}.description"),
        unit=texts.plain(f"{chart_id}.unit"),
        source=source_line(data, texts) if data else "",
        notes=tuple(dict.fromkeys(texts.reason(each) for each in data.lacks)) if data else (),
        reason=reason,
        wide=None,
        narrow=None,
        columns=(),
        rows=(),
        extract=None,
        csv=gathered.csv,
        hover=None,
    )
    empty = [name for name in ("title", "description", "unit") if not getattr(figure, name).strip()]
    if data and not figure.source.strip():
        empty.append("source")
    if empty:
        message = f"a chart needs a {', a '.join(empty)} ({texts.lang})"
        raise UserError(Problem(message, id=chart_id))
    if data is None:
        return Draft(figure, ())
    columns, rows = data.table()
    figure = replace(
        figure,
        columns=tuple(heading(chart_id, column, texts) for column in columns),
        rows=tuple(
            tuple(
                cell(chart_id, value, column, texts)
                for value, column in zip(row, columns, strict=True)
            )
            for row in rows
        ),
        extract=texts.plain("common.extract") if data.yearly else None,
        hover=hover(module(chart_id), data, texts),
    )
    return Draft(figure, tuple(spec(chart_id, data, texts, layout) for layout in LAYOUTS))


def finish(prepared: Draft, drawings: Sequence[str]) -> Figure:
    """Return the figure with the drawings of its JSON, in the same order."""
    if len(drawings) != len(prepared.specs):
        raise ValueError(f"{prepared.figure.id} needs {len(prepared.specs)} drawings")
    if not drawings:
        return prepared.figure
    wide, narrow = drawings
    return replace(prepared.figure, wide=wide, narrow=narrow)


def spec(chart_id: str, data: Data, texts: Texts, layout: str) -> str:
    """Return the JSON from which one layout is drawn; equal data and words give equal bytes."""
    pen = Pen(
        layout="wide" if layout == "wide" else "narrow",
        format=texts.format,
        word=lambda key: word(chart_id, key, texts),
    )
    return module(chart_id).draw(data, pen).spec()
