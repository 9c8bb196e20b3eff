"""The frames of charts: what their columns hold, where they are from, and frames as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

import pandas as pd

from generator.core.model import Reason
from generator.snapshot.view import View

Kind: TypeAlias = Literal[
    "date", "month", "year", "pct", "pp", "index", "multiple", "count", "label", "fact", "text"
]

_ABOUT = "about"


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

    ``as_of`` is the date of its data, the oldest where its sources have ``days`` of their own;
    ``variant`` says which of several titles fits where that does not follow from metrics, and
    ``values`` are further numbers that the drawing needs.
    """

    sources: tuple[str, ...]
    as_of: date
    lacks: tuple[Reason, ...] = ()
    variant: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)

    def __deepcopy__(self, memo: object) -> About:
        """Return itself: pandas copies a frame's attributes whenever it makes another."""
        return self


def describe(
    frame: pd.DataFrame,
    sources: Sequence[str] | Mapping[str, date],
    as_of: date,
    *,
    lacks: Sequence[Reason] = (),
    variant: str | None = None,
    **values: Any,
) -> pd.DataFrame:
    """Return a frame that says where it is from; the arguments are those of ``About``."""
    days = sources if isinstance(sources, Mapping) else {}
    frame.attrs[_ABOUT] = About(tuple(sources), as_of, tuple(lacks), variant, values, days)
    return frame


def about(frame: pd.DataFrame) -> About:
    """Return where a frame is from."""
    found = frame.attrs[_ABOUT]
    assert isinstance(found, About)
    return found


def by_month(
    view: View, ticker: str, series: Mapping[str, pd.Series], start: pd.Period | None = None
) -> pd.DataFrame:
    """Return a row per month from ``start`` on: ``date``, a ticker's last session, and the series.

    The series are indexed by month.
    """
    frame = pd.DataFrame(dict(series)).sort_index().loc[start:]
    days = view.monthly(ticker).last_session.reindex(frame.index).astype("datetime64[us]")
    frame.insert(0, "date", days)
    return frame.reset_index(drop=True)


def dated(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return a frame whose columns of days are pandas' own: midnights without a zone."""
    return frame.assign(**{name: pd.to_datetime(frame[name]) for name in columns})


def to_csv(frame: pd.DataFrame) -> str:
    """Return all rows as CSV: UTF-8, LF, unrounded numbers, empty where there is no value."""
    return frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
