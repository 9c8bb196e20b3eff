"""The dates of the edition itself, so that texts can name them."""

from __future__ import annotations

from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, original_date
from generator.snapshot.view import View


@family(
    "edition_as_of",
    "edition.as_of",
    unit="date",
    formula="last session that all six funds have",
)
def edition_as_of(view: View) -> Result:
    """Day on which the prices and rates of this edition end."""
    return Result(view.as_of.isoformat(), view.as_of)


@family(
    "edition_month_end",
    "edition.month_end",
    unit="date",
    formula="last session of the last complete month",
)
def edition_month_end(view: View) -> Result:
    """Last session of the month with which all windows end."""
    day = month_end_day(view)
    return Result(day.isoformat(), day)


@family(
    "edition_published",
    "edition.published",
    unit="date",
    formula="estimated date of the original article",
)
def edition_published(view: View) -> Result:
    """Day that the original article is taken to be of."""
    day = original_date(view)
    return Result(day.isoformat(), min(day, view.as_of))
