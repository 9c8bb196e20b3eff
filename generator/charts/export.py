"""The one way out for every chart: it enforces what a figure must have.

``gather`` asks a chart for its frame once, ``draft`` puts it into a language's words and into the
Vega-Lite JSON of both layouts, ``finish`` adds the drawings. Between the last two the caller may
cache, farm out or skip what ``svg.svg`` makes of each JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from markupsafe import Markup

from generator.charts import spec
from generator.charts.frames import Column, about, to_csv
from generator.charts.model import Chart, Evidence
from generator.charts.style import LAYOUTS, Style
from generator.charts.texts import Texts as Texts
from generator.charts.texts import cell, heading, source_line, word
from generator.core.errors import Problem, UserError
from generator.core.model import Reason, Unavailable
from generator.language import dates


@dataclass(frozen=True)
class Gathered:
    """A chart's frame, or why there is none."""

    chart: Chart
    frame: pd.DataFrame | None
    reason: Reason | None = None

    @property
    def csv(self) -> str:
        """Return the whole file; empty where there is no data."""
        return "" if self.frame is None else to_csv(self.frame)


@dataclass(frozen=True)
class Figure:
    """A finished figure; ``wide`` and ``narrow`` are None exactly where a ``reason`` says why.

    ``vega_lite`` is the JSON of the wide layout for any editor, empty where there is no drawing.
    """

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
    vega_lite: str
    hover: str | None


@dataclass(frozen=True)
class FigureDraft:
    """A figure without its drawings, and the JSON from which they are made."""

    figure: Figure
    specs: tuple[str, ...]


def gather(chart: Chart, evidence: Evidence) -> Gathered:
    """Return what a chart shows in any language, or why it cannot be drawn."""
    try:
        frame = chart.frame(evidence)
    except Unavailable as absent:
        return Gathered(chart, None, absent.reason)
    _check(chart, frame, evidence.view.as_of)
    return Gathered(chart, frame)


def _check(chart: Chart, frame: pd.DataFrame, as_of: date) -> None:
    """Refuse a frame without rows or source, with unknown columns, or dates after the edition."""
    problems = []
    known = {column.key: column for column in chart.columns}
    if frame.empty:
        problems.append("has no rows")
    if not about(frame).sources:
        problems.append("names no source")
    problems += [f"has a column {key} that is not declared" for key in frame if key not in known]
    for key, values in frame.select_dtypes("datetime").items():
        if (values > pd.Timestamp(as_of)).any():
            problems.append(f"{key} lies after {as_of}")
    if problems:
        raise UserError([Problem(f"the chart {each}", id=chart.id) for each in problems])


def draft(gathered: Gathered, texts: Texts) -> FigureDraft:
    """Return a figure in a language with the JSON of its layouts, widest first.

    Raises:
        UserError: when title, unit, description or source is empty.
    """
    chart, frame = gathered.chart, gathered.frame
    known = None if frame is None else about(frame)
    title = f"{chart.id}.title"
    if not texts.has(title):
        title = f"{title}.{known.variant if known else 'missing'}"
    figure = Figure(
        id=chart.id,
        lang=texts.lang,
        title=texts.plain(title),
        title_html=texts.html(title),
        description=texts.plain(f"{chart.id}.description"),
        description_html=texts.html(f"{chart.id}.description"),
        unit=texts.plain(f"{chart.id}.unit"),
        source=source_line(known, texts) if known else "",
        notes=tuple(dict.fromkeys(map(texts.reason, known.lacks))) if known else (),
        reason=texts.reason(gathered.reason) if gathered.reason else None,
        wide=None,
        narrow=None,
        columns=(),
        rows=(),
        extract=None,
        csv=gathered.csv,
        vega_lite="",
        hover=None,
    )
    _check_words(figure, drawn=frame is not None)
    if frame is None:
        return FigureDraft(figure, ())
    columns, rows = _table(chart, frame, texts)
    wide, *others = (spec.make(chart, frame, Style(chart.id, each, texts)) for each in LAYOUTS)
    figure = replace(
        figure,
        columns=columns,
        rows=rows,
        extract=texts.plain("common.extract") if chart.yearly else None,
        vega_lite=spec.published(wide, figure.title, figure.unit, figure.description),
        hover=_hover(chart, frame, texts),
    )
    return FigureDraft(figure, tuple(spec.text(each) for each in (wide, *others)))


def _hover(chart: Chart, shown: pd.DataFrame, texts: Texts) -> str | None:
    """Return what the page's script needs to read out a line, as JSON.

    A line is its column, its name, the pattern of its numbers, their decimals and their factor.
    """
    formats = texts.words.language.formats
    patterns = {"pct": formats.pct, "pp": formats.pp, "multiple": formats.multiple}
    lines = [
        [
            column.key,
            word(chart.id, column.key, texts),
            patterns.get(column.kind, "{sign}{n}"),
            column.digits,
            100 if column.kind in ("pct", "pp") else 1,
        ]
        for column in chart.columns
        if column.key in chart.hover and column.key in shown
    ]
    if not lines:
        return None
    found: dict[str, object] = {"x": shown.columns[0], "lines": lines}
    found |= dates.for_scripts(texts.words.language)
    if chart.stepped:
        found["step"] = True  # a value holds until the next row
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _check_words(figure: Figure, *, drawn: bool) -> None:
    parts = ["title", "description", "unit", *(["source"] if drawn else [])]
    empty = [name for name in parts if not getattr(figure, name).strip()]
    if empty:
        message = f"a chart needs a {', a '.join(empty)} ({figure.lang})"
        raise UserError(Problem(message, id=figure.id))


def _table(
    chart: Chart, frame: pd.DataFrame, texts: Texts
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return heads and rows of the page's table: of long series the last row of each year."""
    shown = chart.summary(frame) if chart.summary else frame
    if chart.yearly:
        shown = shown.groupby(shown.iloc[:, 0].dt.year).tail(1)
    declared = {column.key: column for column in chart.columns}
    columns: list[Column] = [declared[str(key)] for key in shown if declared[str(key)].shown]
    cells = [[cell(chart.id, value, each, texts) for value in shown[each.key]] for each in columns]
    heads = tuple(heading(chart.id, each, texts) for each in columns)
    return heads, tuple(zip(*cells, strict=True))


def finish(prepared: FigureDraft, drawings: Sequence[str]) -> Figure:
    """Return the figure with the drawings of its JSON, in the same order."""
    if len(drawings) != len(prepared.specs):
        raise ValueError(f"{prepared.figure.id} needs {len(prepared.specs)} drawings")
    if not drawings:
        return prepared.figure
    wide, narrow = drawings
    return replace(prepared.figure, wide=wide, narrow=narrow)
