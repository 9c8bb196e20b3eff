"""What a chart is: a frame of what it shows, and a function that draws the frame.

A chart's module has both and one entry, made by ``register``::

    def frame(evidence: Evidence) -> pd.DataFrame: ...

    @register("big-days", frame, Column("year", "year"), Column("IWM", "pct"))
    def chart(frame: pd.DataFrame, style: Style) -> alt.LayerChart: ...

Its words are those of its id in ``content/text/charts``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import altair as alt
import pandas as pd

from generator.core.model import Reason
from generator.metrics import MetricSet
from generator.snapshot.original import OriginalNumber
from generator.snapshot.view import View

if TYPE_CHECKING:
    from generator.charts.style import Style

Drawing: TypeAlias = (
    alt.Chart | alt.LayerChart | alt.FacetChart | alt.HConcatChart | alt.VConcatChart
)
Kind: TypeAlias = Literal[
    "date", "month", "year", "pct", "pp", "index", "multiple", "count", "label", "fact", "text"
]

_ABOUT = "about"


@dataclass(frozen=True)
class Evidence:
    """All that charts are made from; ``history`` comes from the claims.

    ``originals`` are the original's own numbers by key.
    """

    view: View
    metrics: MetricSet
    history: Any = None
    originals: Mapping[str, OriginalNumber] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame as readers see it; ``shown`` ones stand in the page's table.

    ``kind`` says how a cell is written: ``pct`` and ``pp`` are fractions, a ``label`` is a key of
    the chart's labels, a ``fact`` is the id of a published figure and becomes its citation, and a
    ``text`` is written as it is. An empty cell says that there is no data, but with ``sparse``
    that there is nothing to say.
    """

    key: str
    kind: Kind
    digits: int = 1
    shown: bool = True
    sparse: bool = False


@dataclass(frozen=True)
class About:
    """Where a frame is from and what it lacks.

    ``as_of`` is the date of its data, ``variant`` which of several titles fits where that does
    not follow from metrics, and ``values`` are further numbers that the drawing needs.
    """

    sources: tuple[str, ...]
    as_of: date
    lacks: tuple[Reason, ...] = ()
    variant: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    def __deepcopy__(self, memo: object) -> About:
        """Return itself: pandas copies a frame's attributes whenever it makes another."""
        return self


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


def describe(
    frame: pd.DataFrame,
    sources: Sequence[str],
    as_of: date,
    *,
    lacks: Sequence[Reason] = (),
    variant: str | None = None,
    **values: Any,
) -> pd.DataFrame:
    """Return a frame that says where it is from; the arguments are those of ``About``."""
    frame.attrs[_ABOUT] = About(tuple(sources), as_of, tuple(lacks), variant, values)
    return frame


def about(frame: pd.DataFrame) -> About:
    """Return where a frame is from."""
    found = frame.attrs[_ABOUT]
    assert isinstance(found, About)
    return found
