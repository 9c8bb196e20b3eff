"""What moved most between two dates, by what a reader would call a clear change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.core.model import Metric
from generator.metrics import MetricSet

# Metric → a change of it that a reader would notice, in its stored unit (a ratio 0.05 is 5 points).
HEADLINES: Mapping[str, float] = MappingProxyType(
    {
        **{f"{fund}.total_return.ytd": 0.05 for fund in ("spy", "qqq", "iwm", "ijr")},
        **{f"{fund}.total_return.1y": 0.08 for fund in ("spy", "qqq", "iwm", "ijr")},
        "tna.total_return.1y": 0.25,
        "relative.iwm_spy.since_published": 0.03,
        **{f"{fund}.volatility.1y": 0.03 for fund in ("spy", "qqq", "iwm")},
        **{f"{fund}.yield.12m": 0.003 for fund in ("iwm", "vtwo", "ijr")},
        **{f"{fund}.fee": 0.0002 for fund in ("iwm", "vtwo", "ijr")},
        "iwm.beta.5y": 0.1,
        "iwm.down_capture.10y": 0.05,
        "iwm.big_days_2pct.1y": 0.04,
        "iwm.holdings_count": 50,
        "rate.target_upper": 0.0025,
        "relative.price_ratio.percentile": 0.05,
        "cycles.first_cut.12m.median_gap": 0.03,
        "leverage.gap.1y": 0.15,
        "valuation.r2000.forward_pe.ex_losses": 1.0,
        "valuation.r2000.forward_pe.all": 1.5,
        "valuation.sp500.forward_pe.ex_losses": 1.0,
        "losses.r2000.share": 0.03,
    }
)
SEEN = 0.2
"""A fifth of a clear change is not worth a line."""


@dataclass(frozen=True, slots=True)
class Move:
    """A metric at two dates; ``steps`` is its change in multiples of a clear one."""

    id: str
    before: Metric
    after: Metric
    steps: float

    @property
    def change(self) -> float:
        """Return after − before, in the metric's unit."""
        return self.after.number - self.before.number


def moves(first: MetricSet, last: MetricSet) -> tuple[Move, ...]:
    """Return the headline metrics that moved, the largest move first."""
    new_year = first.as_of.year != last.as_of.year
    found = []
    for metric_id, clear in HEADLINES.items():
        if new_year and metric_id.endswith(".ytd"):
            continue  # it began anew: two years to date do not compare
        a, b = first.get(metric_id), last.get(metric_id)
        if isinstance(a, Metric) and isinstance(b, Metric):
            steps = abs(b.number - a.number) / clear
            if steps >= SEEN:
                found.append(Move(metric_id, a, b, steps))
    return tuple(sorted(found, key=lambda move: (-move.steps, move.id)))
