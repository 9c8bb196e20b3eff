"""The one way out for every chart: it enforces what a figure must have.

``read_frame`` asks a chart for its frame once, ``make_figure`` puts it into a language's words and
into the Vega-Lite JSON of both layouts, ``Figure.drawn`` has that drawn.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from markupsafe import Markup

from generator.charts import spec
from generator.charts.frames import Column, about, to_csv
from generator.charts.model import Chart, Evidence
from generator.charts.style import LAYOUTS, Style
from generator.charts.texts import TOPIC, cell, has, heading, plain, source_line, word
from generator.core.errors import Problem, UserError
from generator.core.model import Reason, Unavailable
from generator.language import dates
from generator.language.renderer import Renderer


@dataclass(frozen=True)
class ChartFrame:
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
    """A figure; when finished ``wide`` and ``narrow`` are None exactly where a ``reason`` says why.

    ``specs`` are the Vega-Lite JSON of its layouts, widest first, until they are drawn;
    ``vega_lite`` is that of the wide layout for any editor, empty where there is no drawing.
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
    csv: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    extract: str | None = None
    vega_lite: str = ""
    hover: str | None = None
    specs: tuple[str, ...] = ()
    wide: str | None = None
    narrow: str | None = None

    def drawn(self, draw: Callable[[str], str]) -> Figure:
        """Return the finished figure; ``draw`` makes an SVG of the JSON of a layout."""
        if not self.specs:
            return self
        wide, narrow = map(draw, self.specs)
        return replace(self, specs=(), wide=wide, narrow=narrow)


def read_frame(chart: Chart, evidence: Evidence) -> ChartFrame:
    """Return what a chart shows in any language, or why it cannot be drawn."""
    try:
        frame = chart.frame(evidence)
    except Unavailable as absent:
        return ChartFrame(chart, None, absent.reason)
    _check(chart, frame, evidence.view.as_of)
    return ChartFrame(chart, frame)


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


def make_figure(read: ChartFrame, words: Renderer) -> Figure:
    """Return a figure in a language with the JSON of its layouts, nothing drawn yet.

    Raises:
        UserError: when title, unit, description or source is empty.
    """
    chart, frame = read.chart, read.frame
    known = None if frame is None else about(frame)
    title, description = f"{chart.id}.title", f"{chart.id}.description"
    if not has(words, title):
        title = f"{title}.{known.variant if known else 'missing'}"
    figure = Figure(
        id=chart.id,
        lang=words.language.code,
        title=plain(words, title),
        title_html=words.html(words.template(TOPIC, title)),
        description=plain(words, description),
        description_html=words.html(words.template(TOPIC, description)),
        unit=plain(words, f"{chart.id}.unit"),
        source=source_line(known, words) if known else "",
        notes=tuple(dict.fromkeys(map(words.reason, known.lacks))) if known else (),
        reason=words.reason(read.reason) if read.reason else None,
        csv=read.csv,
    )
    _check_words(figure, drawn=frame is not None)
    if frame is None:
        return figure
    columns, rows = _table(chart, frame, words)
    wide, narrow = (spec.make(chart, frame, Style(chart.id, each, words)) for each in LAYOUTS)
    return replace(
        figure,
        columns=columns,
        rows=rows,
        extract=plain(words, "common.extract") if chart.yearly else None,
        vega_lite=spec.published(wide, figure.title, figure.unit, figure.description),
        hover=_hover(chart, frame, words),
        specs=(spec.text(wide), spec.text(narrow)),
    )


def _hover(chart: Chart, shown: pd.DataFrame, words: Renderer) -> str | None:
    """Return what the page's script needs to read out a line, as JSON.

    A line is its column, its name, the pattern of its numbers, their decimals and their factor.
    """
    formats = words.language.formats
    patterns = {"pct": formats.pct, "pp": formats.pp, "multiple": formats.multiple}
    lines = [
        [
            column.key,
            word(chart.id, column.key, words),
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
    found |= dates.for_scripts(words.language)
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
    chart: Chart, frame: pd.DataFrame, words: Renderer
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return heads and rows of the page's table: of long series the last row of each year."""
    shown = chart.summary(frame) if chart.summary else frame
    if chart.yearly:
        shown = shown.groupby(shown.iloc[:, 0].dt.year).tail(1)
    declared = {column.key: column for column in chart.columns}
    columns: list[Column] = [declared[str(key)] for key in shown if declared[str(key)].shown]
    cells = [[cell(chart.id, value, each, words) for value in shown[each.key]] for each in columns]
    heads = tuple(heading(chart.id, each, words) for each in columns)
    return heads, tuple(zip(*cells, strict=True))
