"""Cited figures as metrics: ``published.<fact id>``."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from generator.core.model import Metric, Missing, Reason, Unit
from generator.snapshot.published import Fact, last_day
from generator.snapshot.view import View

FAMILY = "published"
FORMULA = "as published"


def published_metric(metric_id: str, fact: Fact, view: View, *, known: bool) -> Metric | Missing:
    """Return a published figure, or why a view of that date does not know it."""
    args = {"fact": fact.id}
    if not known:
        day = fact.known_from
        if day is None:
            return Missing(metric_id, Reason("published_undated"), FAMILY, args)
        return Missing(
            metric_id, Reason("published_later", {"date": day.isoformat()}), FAMILY, args
        )
    unit = fact.metric_unit
    if unit is None:
        raise TypeError(f"{fact.id} is neither a number nor a day")
    day = described_on(fact, view)
    return Metric(
        id=metric_id,
        value=_value(fact, unit),
        unit=unit,
        as_of=day,
        formula=FORMULA,
        sources={fact.source: day},
        family=FAMILY,
        args=args,
        basis="published",
        url=fact.url,
        published_on=last_day(fact.published_on) if fact.published_on else None,
        expires_on=fact.expires_on,
        digits=_digits(fact, unit),
    )


def described_on(fact: Fact, view: View) -> date:
    """Return the day that a figure describes: never after it was published, nor after the view."""
    days = (fact.as_of_day, fact.known_from, view.as_of)
    return min(day for day in days if day is not None)


def _digits(fact: Fact, unit: Unit) -> int | None:
    """Return the decimals that show a figure as it was published, none rounded away."""
    if unit not in ("ratio", "pp", "multiple", "index"):
        return None
    decimals = -int(Decimal(repr(fact.number)).normalize().as_tuple().exponent)
    return max(0, decimals - (2 if unit in ("ratio", "pp") else 0))


def _value(fact: Fact, unit: Unit) -> float | int | str:
    if unit in ("date", "text"):
        return str(fact.value)
    number = float(fact.value)
    return round(number) if unit in ("count", "bp") else number
