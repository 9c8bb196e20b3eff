"""Guards: a closed window's word beside the one that the days since then would choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from generator.claims.model import Metrics
from generator.core.model import Metric, Missing
from generator.language.states import State, custom


@dataclass(frozen=True, slots=True)
class _ToDate:
    """Metrics in which closed windows are replaced by those that run on to as_of."""

    metrics: Metrics
    instead: Mapping[str, str]

    @property
    def as_of(self) -> date:
        """Return the date of the metrics."""
        return self.metrics.as_of

    @property
    def month_end(self) -> int:
        """Return the last complete month."""
        return self.metrics.month_end

    def get(self, metric_id: str) -> Metric | Missing:
        """Return a metric, to date where there is such a sibling."""
        return self.metrics.get(self.instead.get(metric_id, metric_id))

    def __getitem__(self, metric_id: str) -> Metric:
        """Return a metric that is there."""
        return self.metrics[self.instead.get(metric_id, metric_id)]


def turned(state: State, to_date: Mapping[str, str]) -> State:
    """Return whether a state's word is still that of the days since its window closed.

    ``to_date`` names for each metric of a closed window its sibling that ends at as_of. The state
    is ``<id>_turned``: ``turned`` where both choose different words, else ``same``.
    """

    def choose(metrics: Metrics) -> str:
        closed = state.choose(metrics)
        # A rule asks for metrics by id alone, whatever else a whole set of them can do.
        now = state.choose(cast("Metrics", _ToDate(metrics, to_date)))
        return "same" if now == closed else "turned"

    needs = (*state.needs, *to_date.values())
    return custom(f"{state.id}_turned", ("same", "turned"), needs, choose)
