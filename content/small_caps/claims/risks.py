"""Leverage, zombies, recessions and daily swings."""

from __future__ import annotations

from generator.claims.criteria import (
    OFTEN_CASES,
    above,
    at_least,
    at_most,
    between,
    count,
    ladder,
    numbers,
)
from generator.claims.model import Answered, Metrics, Substitute
from generator.claims.registry import claim, undecidable
from generator.core.model import Answer
from small_caps.claims import REVISED
from small_caps.claims.criteria import at_best_partly, both
from small_caps.metrics import evidence_facts as facts
from small_caps.metrics.recent_figures import recent

ZOMBIES = (0.36, 0.44)
"""A tenth around the stated 40 %."""
USUAL, NOT_RARE = 0.25, 0.10
"""One day in four is more than once a week; one in ten is twice a month."""
SOFT, HARD = 0.60, 0.40
"""How often small caps rise in soft landings at least, in hard ones at most."""
_GROUPS = ("no_recession", "recession")


@claim(
    "leverage",
    "L",
    "risks",
    "leverage.tna_return.10y",
    "leverage.iwm_return.10y",
    "leverage.three_times.10y",
    "leverage.gap.10y",
    "tna.max_drawdown.max",
    also=("tna.fee",),
)
def tna_not_longterm(m: Metrics) -> Answered:
    """Whoever takes three times the risk for ten years should at least not end with less."""
    tna, iwm, gap = numbers(
        m, "leverage.tna_return.10y", "leverage.iwm_return.10y", "leverage.gap.10y"
    )
    return Answered(ladder(tna < iwm, gap < 0))


@claim(
    "leverage",
    "L",
    "risks",
    "evidence.sample.flat_years",
    "leverage.flat_12m.below",
    "leverage.flat_12m.share_below",
)
def decay(m: Metrics) -> Answered:
    """Nine in ten is as good as always for windows that overlap; three in five is a tendency."""
    share = m["leverage.flat_12m.share_below"].number
    answer = ladder(at_least(share, 0.90), at_least(share, 0.60))
    return Answered(answer, count(m, "evidence.sample.flat_years"))


def _near_40(share: float) -> Answer:
    return ladder(False, between(share, *ZOMBIES))


@claim(
    "risks",
    "V",
    "risks",
    "losses.r2000.share",
    "losses.r2000.coverage",
    "losses.r2000.share_low",
    "losses.r2000.share_high",
    answers=("partly", "fails"),
    since=REVISED,
    substitute=Substitute(
        ("evidence.recent.losses", "evidence.recent.losses_date"),
        lambda m: Answered(_near_40(m["evidence.recent.losses"].number)),
        ("partly", "fails"),
        lambda view: recent(view, "losses"),
    ),
)
def zombie_40(m: Metrics) -> Answered:
    """Losing money is not being a zombie, so at best partly: within a tenth of 40 %."""
    return Answered(_near_40(m["losses.r2000.share"].number))


@claim(
    "risks",
    "L",
    "risks",
    "evidence.default_rate.small_in_recession",
    "evidence.default_rate.large_in_recession",
    facts=facts.default_rates,
    own_test=True,
)
def bankruptcy_risk(m: Metrics) -> Answered:
    """Twice as high is "far higher"."""
    small, large = numbers(
        m,
        "evidence.default_rate.small_in_recession",
        "evidence.default_rate.large_in_recession",
    )
    return Answered(ladder(at_least(small, 2 * large), above(small, large)))


@claim(
    "risks",
    "L",
    "risks",
    "evidence.sample.landings",
    *(f"cycles.first_cut.{group}.{part}" for group in _GROUPS for part in ("n", "up", "up_share")),
    *(f"cycles.first_cut.12m.{group}.{part}" for group in _GROUPS for part in ("n", "wins")),
    since=REVISED,
)
def soft_landing(m: Metrics) -> Answered:
    """Up in three of five soft landings, in at most two of five hard ones; few cases are half."""
    soft, hard = numbers(
        m, "cycles.first_cut.no_recession.up_share", "cycles.first_cut.recession.up_share"
    )
    sizes = [count(m, f"cycles.first_cut.{group}.n") for group in _GROUPS]
    answer = both(at_least(soft, SOFT), at_most(hard, HARD))
    few = min(sizes) < OFTEN_CASES
    return Answered(at_best_partly(answer) if few else answer, sum(sizes))


@claim("risks", "L", "risks", "iwm.big_days_2pct.10y")
def big_moves(m: Metrics) -> Answered:
    """Usual is more than once a week (one day in four); one in ten is twice a month."""
    share = m["iwm.big_days_2pct.10y"].number
    return Answered(ladder(at_least(share, USUAL), at_least(share, NOT_RARE)))


patience_wins = undecidable("patience_wins", "conclusion", "L", "risks")
