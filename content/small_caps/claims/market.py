"""What the Russell 2000 is, and how it moves beside the large caps."""

from __future__ import annotations

import math

from generator.claims.criteria import above, at_least, at_most, count, ladder, numbers, often
from generator.claims.model import Answered, Metrics
from generator.claims.registry import claim
from small_caps.claims import REVISED
from small_caps.claims.criteria import both
from small_caps.metrics import evidence_facts as facts

MEMBERS = 2000
WINDOWS = ("1y", "5y", "10y")
SECTORS = tuple(
    f"iwm.sector.{name}" for name in ("financial_services", "healthcare", "industrials", "consumer")
)


@claim(
    "intro",
    "L",
    "market",
    "evidence.mag7_2025.mean",
    "evidence.mag7_2025.above",
    "evidence.mag7_2025.sp500",
    since=REVISED,
    facts=lambda view: (*facts.magnificent(view), *facts.sp500_in_2025(view)),
)
def mag7_run(m: Metrics) -> Answered:
    """20 % is twice an ordinary year; a run of the seven lifts more of them than it leaves."""
    mean, ahead = m["evidence.mag7_2025.mean"].number, count(m, "evidence.mag7_2025.above")
    return Answered(both(at_least(mean, 0.20), ahead >= 4))


@claim("what", "V", "market", "iwm.holdings_count")
def r2000_definition(m: Metrics) -> Answered:
    """Mergers shrink the list between reconstitutions: a twentieth is drift, a tenth is not."""
    distance = abs(m["iwm.holdings_count"].number / MEMBERS - 1)
    return Answered(ladder(at_most(distance, 0.05), at_most(distance, 0.10)))


@claim(
    "what",
    "L",
    "market",
    "evidence.foreign_revenue.small",
    "evidence.foreign_revenue.large",
    answers=("partly", "fails"),
    facts=facts.foreign_revenue,
)
def domestic_gauge(m: Metrics) -> Answered:
    """Ten points less revenue from abroad is more domestic; "best gauge" is not tested by it."""
    small, large = numbers(m, "evidence.foreign_revenue.small", "evidence.foreign_revenue.large")
    return Answered(ladder(False, at_least(large - small, 0.10)))


@claim(
    "what",
    "V",
    "market",
    *SECTORS,
    "iwm.sector.four",
    answers=("partly", "fails"),
    since=REVISED,
)
def sector_mix(m: Metrics) -> Answered:
    """Banks are not given apart, so at best partly: half of the index, none below 8 %."""
    each = numbers(m, *SECTORS)
    even = at_least(math.fsum(each), 0.50) and all(at_least(x, 0.08) for x in each)
    return Answered(ladder(False, even))


@claim(
    "three-indices",
    "V",
    "market",
    "evidence.super_micro.russell_2000",
    "evidence.super_micro.date",
    answers=("holds", "fails"),
    also=("evidence.super_micro.left_on",),
)
def rep_company(m: Metrics) -> Answered:
    """A company represents an index only as its member."""
    member = m["evidence.super_micro.russell_2000"].value == "in"
    return Answered("holds" if member else "fails")


@claim("three-indices", "V", "market", "spy.top_sector_weight")
def sp500_balanced(m: Metrics) -> Answered:
    """Eleven sectors in balance leave none with a quarter of the index; 30 % is near a third."""
    largest = m["spy.top_sector_weight"].number
    return Answered(ladder(at_most(largest, 0.25), at_most(largest, 0.30)))


@claim("three-indices", "V", "market", "qqq.sector.technology_communication")
def nasdaq_tech(m: Metrics) -> Answered:
    """Sectors overwhelm an index when they outweigh all the others together."""
    together = m["qqq.sector.technology_communication"].number
    return Answered(ladder(at_least(together, 0.50), at_least(together, 0.40)))


@claim(
    "three-indices",
    "L",
    "market",
    *(f"{fund}.volatility.{window}" for window in WINDOWS for fund in ("spy", "qqq", "iwm")),
)
def vol_order(m: Metrics) -> Answered:
    """A timeless order shows in every window; the ends of it are what matters to an investor."""
    rows = [
        numbers(m, *(f"{fund}.volatility.{window}" for fund in ("spy", "qqq", "iwm")))
        for window in WINDOWS
    ]
    order = all(spy < qqq < iwm for spy, qqq, iwm in rows)
    calmest = all(spy < min(qqq, iwm) for spy, qqq, iwm in rows)
    wildest = any(iwm > max(spy, qqq) for spy, qqq, iwm in rows)
    return Answered(ladder(order, calmest and wildest))


@claim(
    "three-indices",
    "L",
    "market",
    "iwm.down_capture.10y",
    "evidence.sample.down_months",
    "evidence.down_months.share",
    "evidence.down_months.deeper",
)
def falls_more(m: Metrics) -> Answered:
    """Two views of the same thing: the average falling month (5 % more), and the worst months."""
    capture, share = numbers(m, "iwm.down_capture.10y", "evidence.down_months.share")
    answer = both(above(capture, 1.05), at_least(share, 0.60))
    return Answered(answer, count(m, "evidence.sample.down_months"))


@claim(
    "three-indices",
    "L",
    "market",
    "evidence.sample.bear_lows",
    "bear.12m.ahead",
    "evidence.any_year.win_rate",
    answers=("holds", "partly", "unsupported", "fails"),
    since=REVISED,
)
def recovers_more(m: Metrics) -> Answered:
    """Often, and more often than in the twelve months after any month-end."""
    n, ahead = count(m, "evidence.sample.bear_lows"), count(m, "bear.12m.ahead")
    return Answered(often(ahead, n, m["evidence.any_year.win_rate"].number), n)


@claim("three-indices", "L", "market", "iwm.up_capture.10y", since=REVISED)
def outruns_in_rises(m: Metrics) -> Answered:
    """A tenth more in the average rising month overwhelms; 2 % is more than rounding."""
    capture = m["iwm.up_capture.10y"].number
    return Answered(ladder(at_least(capture, 1.10), at_least(capture, 1.02)))
