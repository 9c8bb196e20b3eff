"""What a chart is: a frame of what it shows, and a function that draws the frame.

A chart's module has both and one entry, made by ``register``::

    def frame(evidence: Evidence) -> pd.DataFrame: ...

    @register("big-days", frame, Column("year", "year"), Column("IWM", "pct"))
    def chart(frame: pd.DataFrame, style: Style) -> alt.LayerChart: ...

Its words are those of its id in ``content/text/charts``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

import altair as alt
import pandas as pd

from generator.charts.frames import Column
from generator.charts.style import Style
from generator.claims.history import History
from generator.metrics import MetricSet
from generator.snapshot.original import OriginalNumber
from generator.snapshot.view import View

Drawing: TypeAlias = (
    alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart
)


@dataclass(frozen=True)
class Evidence:
    """All that charts are made from; ``history`` is that of the claims.

    ``originals`` are the original's own numbers by key.
    """

    view: View
    metrics: MetricSet
    history: History | None = None
    originals: Mapping[str, OriginalNumber] = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A chart: ``draw`` makes of its frame a drawing in one layout and language.

    ``columns`` are all that its frame may have. The page's script reads the columns ``hover`` out;
    of a ``stepped`` line a value holds until the next row. ``yearly`` tables list the last row of
    each year; ``summary`` makes the page's table where it is not the frame's own.
    """

    id: str
    frame: Callable[[Evidence], pd.DataFrame]
    draw: Callable[[pd.DataFrame, Style], Drawing]
    columns: tuple[Column, ...]
    hover: tuple[str, ...] = ()
    stepped: bool = False
    yearly: bool = False
    summary: Callable[[pd.DataFrame], pd.DataFrame] | None = None


def register(
    chart_id: str,
    frame: Callable[[Evidence], pd.DataFrame],
    *columns: Column,
    hover: tuple[str, ...] = (),
    stepped: bool = False,
    yearly: bool = False,
    summary: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> Callable[[Callable[[pd.DataFrame, Style], Drawing]], Chart]:
    """Make the decorated function a report's chart; the arguments are those of ``Chart``."""

    def make(draw: Callable[[pd.DataFrame, Style], Drawing]) -> Chart:
        return Chart(chart_id, frame, draw, columns, hover, stepped, yearly, summary)

    return make
