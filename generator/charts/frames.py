"""The frames of charts: months of a view as rows, and frames as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from generator.snapshot.view import View


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


def yahoo(tickers: Iterable[str]) -> tuple[str, ...]:
    """Return the source names of price series."""
    return tuple(f"yahoo:{ticker}" for ticker in tickers)


def to_csv(frame: pd.DataFrame) -> str:
    """Return all rows as CSV: UTF-8, LF, unrounded numbers, empty where there is no value."""
    return frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d")
