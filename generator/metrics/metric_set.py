"""All metrics of one view: computed when asked for, once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from generator.core.errors import Problem, UserError, nearest_hint
from generator.core.model import Metric, Missing, Reason, Unavailable, Unit
from generator.core.months import month_text
from generator.metrics.catalog import declared_of
from generator.metrics.published import published_metric
from generator.metrics.reasons import reason_text
from generator.metrics.registry import Family, Result
from generator.snapshot.original import Original, OriginalNumber
from generator.snapshot.published import Published
from generator.snapshot.view import View

SCHEMA = 1
PUBLISHED = "published."
CHANGE = "change."
_CHANGE_UNITS: Mapping[Unit, Unit] = {"ratio": "pp"}


def known_ids(
    declared: Iterable[str], published: Published | None = None, original: Original | None = None
) -> tuple[str, ...]:
    """Return every id in order: the declared ones, then ``published.*`` and ``change.*``."""
    facts = published.facts if published else ()
    numbers = original.changes() if original else ()
    return (
        *declared,
        *(f"{PUBLISHED}{fact.id}" for fact in facts if fact.metric_unit),
        *(f"{CHANGE}{number.key}" for number in numbers),
    )


class MetricSet:
    """The metrics of a view by id: a pure function of the view and the two content files."""

    def __init__(
        self,
        view: View,
        original: Original | None = None,
        published: Published | None = None,
    ) -> None:
        """Take a view; ``published`` is the whole file, so that later facts are known to lack."""
        self.view = view
        self.as_of = view.as_of
        self.month_end = view.month_end
        self.original_date: date | None = view.snapshot.config.original_date
        self._declared = declared_of(view.snapshot)
        self._known = view.published
        self._published = published or view.snapshot.published or self._known
        self._original = original
        self._found: dict[str, Metric | Missing] = {}

    def get(self, metric_id: str) -> Metric | Missing:
        """Return a metric or the reason why there is none; a UserError for an unknown id."""
        found = self._found.get(metric_id)
        if found is None:
            found = self._found[metric_id] = self._compute(metric_id)
        return found

    def __getitem__(self, metric_id: str) -> Metric:
        """Return a metric; Unavailable when it is missing."""
        found = self.get(metric_id)
        if isinstance(found, Missing):
            raise Unavailable(found.reason.code, **found.reason.params)
        return found

    def __contains__(self, metric_id: object) -> bool:
        """Return whether an id is known, be its metric there or missing."""
        return metric_id in self._declared or metric_id in self.ids()

    def has(self, *metric_ids: str) -> bool:
        """Return whether all these metrics are there."""
        return all(isinstance(self.get(metric_id), Metric) for metric_id in metric_ids)

    def ids(self) -> tuple[str, ...]:
        """Return every known id in order."""
        return known_ids(self._declared, self._published, self._original)

    def all(self) -> tuple[Metric | Missing, ...]:
        """Return every metric in the order of the ids."""
        return tuple(self.get(metric_id) for metric_id in self.ids())

    def to_json(self, reasons: Mapping[str, str]) -> dict[str, Any]:
        """Return the content of metrics.json; ``reasons`` is the English table of reasons."""
        found = self.all()
        return {
            "schema": SCHEMA,
            "as_of": self.as_of.isoformat(),
            "month_end": month_text(self.month_end),
            "built_from": self.view.built_from,
            "metrics": {each.id: _entry(each) for each in found if isinstance(each, Metric)},
            "missing": {
                each.id: reason_text(reasons, each.reason)
                for each in found
                if isinstance(each, Missing)
            },
        }

    def _compute(self, metric_id: str) -> Metric | Missing:
        entry = self._declared.get(metric_id)
        if entry is not None:
            return _computed(self.view, metric_id, *entry)
        if metric_id.startswith(PUBLISHED):
            fact_id = metric_id.removeprefix(PUBLISHED)
            fact = self._published.get(fact_id) if self._published else None
            if fact is not None and fact.metric_unit:
                known = self._known is not None and fact_id in self._known
                return published_metric(metric_id, fact, self.view, known=known)
        if metric_id.startswith(CHANGE) and self._original:
            number = self._original.get(metric_id.removeprefix(CHANGE))
            if number is not None and number.metric is not None:
                return self._change(metric_id, number)
        hint = nearest_hint(metric_id, self.ids())
        raise UserError(Problem("no such metric", id=metric_id, hint=hint))

    def _change(self, metric_id: str, number: OriginalNumber) -> Metric | Missing:
        """Return today's figure minus the original's."""
        args = {"key": number.key}
        now = self.get(str(number.metric))
        if isinstance(now, Missing):
            return Missing(metric_id, now.reason, "change", args)
        if now.unit != number.unit:
            message = f"the original has a {number.unit}, {now.id} is a {now.unit}"
            raise UserError(Problem(message, id=number.key))
        before = number.value
        if before is None or isinstance(before, str) or isinstance(now.value, str):
            raise UserError(Problem("a change needs two numbers", id=number.key))
        return Metric(
            id=metric_id,
            value=now.value - before,
            unit=_CHANGE_UNITS.get(now.unit, now.unit),
            as_of=now.as_of,
            formula=f"{now.id} − the original's number",
            sources=now.sources,
            family="change",
            args=args,
            window=now.window,
            digits=now.digits,
        )


def _computed(
    view: View, metric_id: str, family: Family, args: Mapping[str, str]
) -> Metric | Missing:
    try:
        result: Result = family.compute(view, **args)
    except Unavailable as absent:
        return Missing(metric_id, absent.reason, family.name, args)
    value = result.value
    if isinstance(value, float) and not math.isfinite(value):
        # A formula must say itself when it has no answer; this keeps a slip out of the pages.
        return Missing(metric_id, Reason("not_finite"), family.name, args)
    return Metric(
        id=metric_id,
        value=value,
        unit=family.unit,
        as_of=result.as_of,
        formula=family.formula_of(view.snapshot.config),
        sources=result.dated_sources,
        family=family.name,
        args=args,
        window=result.window,
        digits=family.digits,
    )


def _entry(metric: Metric) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "value": metric.value,
        "unit": metric.unit,
        "as_of": metric.as_of.isoformat(),
        "window": metric.window,
        "formula": metric.formula,
        "sources": {name: day.isoformat() for name, day in metric.sources.items()},
        "basis": metric.basis,
    }
    if metric.basis == "published":
        entry["url"] = metric.url
        entry["published_on"] = metric.published_on and metric.published_on.isoformat()
        entry["expires_on"] = metric.expires_on and metric.expires_on.isoformat()
    return entry
