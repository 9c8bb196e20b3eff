"""Small minus large, month by month, under each direction of the policy rate."""

from __future__ import annotations

import math
from statistics import fmean, variance

from generator.core.model import Unavailable, Value
from generator.core.months import month_index, month_number
from generator.metrics.cached import cached_per_view
from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, span, until, yahoo
from generator.snapshot.view import View
from small_caps.metrics.events import rate_sources, regimes
from small_caps.metrics.indices import index_gaps

REGIMES = ("tightening", "easing", "hold")
SINCE = "1987-10"


@cached_per_view
def gaps_by_regime(view: View, regime: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the monthly ^RUT − ^GSPC price returns of a regime's months, and of all others.

    A month belongs to the regime of the last session before it; one before any change of the
    rate is among the others.
    """
    gaps, known = index_gaps(view, 1), regimes(view)
    if gaps.empty or known.empty:
        return (), ()
    # Of a month that begins after the last observation of the rate nothing is known.
    gaps = until(gaps, month_number(known.index[-1]))
    before = month_number(gaps.index[0]) - month_number(known.index[0]) if len(gaps) else 0
    inside = (known == regime).to_numpy()[before : before + len(gaps)]
    values = gaps.to_numpy()
    return tuple(values[inside].tolist()), tuple(values[~inside].tolist())


def welch_t(sample: tuple[float, ...], others: tuple[float, ...]) -> float | None:
    """Return Welch's t of two means, first minus second (B. L. Welch, Biometrika 1947).

    None with fewer than two values on either side, or where neither side varies.
    """
    if min(len(sample), len(others)) < 2:
        return None
    error = variance(sample) / len(sample) + variance(others) / len(others)
    return (fmean(sample) - fmean(others)) / math.sqrt(error) if error > 0 else None


def _result(view: View, value: Value) -> Result:
    text = span(month_index(SINCE), view.month_end)
    day = month_end_day(view)
    sources = dict.fromkeys(yahoo("^RUT", "^GSPC"), day)
    sources |= rate_sources(view, "DFEDTAR", "DFEDTARU")
    return Result(value, min(day, view.rate_observed), text, sources)


@family(
    "regime_gap_n",
    "regime.gap.{regime}.n",
    unit="count",
    formula="months since 1987-10 with this regime on the last session before them",
    regime=REGIMES,
)
def regime_gap_n(view: View, regime: str) -> Result:
    """Number of months that began while the policy rate rose, fell or stood still."""
    return _result(view, len(gaps_by_regime(view, regime)[0]))


@family(
    "regime_gap_mean",
    "regime.gap.{regime}.mean",
    unit="pp",
    digits=2,
    formula="mean of the monthly price returns of ^RUT − of ^GSPC in these months",
    regime=REGIMES,
)
def regime_gap_mean(view: View, regime: str) -> Result:
    """Mean monthly lead of small caps in the months that began in a regime."""
    inside, _ = gaps_by_regime(view, regime)
    if not inside:
        raise Unavailable("no_regime_months")
    return _result(view, fmean(inside))


@family(
    "regime_gap_t",
    "regime.gap.{regime}.t",
    unit="multiple",
    digits=2,
    formula="Welch's t of these months' mean against that of all other months",
    regime=REGIMES,
)
def regime_gap_t(view: View, regime: str) -> Result:
    """How far a regime's mean lead stands out from all other months, in standard errors."""
    value = welch_t(*gaps_by_regime(view, regime))
    if value is None:
        raise Unavailable("too_few_months")
    return _result(view, value)
