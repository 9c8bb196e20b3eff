"""Are small caps cheap, and what does it mean if they are?"""

from __future__ import annotations

from generator.claims.criteria import at_least, at_most, between, count, ladder, numbers
from generator.claims.model import Answered, Metrics, Substitute
from generator.claims.registry import claim, undecidable
from generator.core.model import Answer
from small_caps.claims import REVISED
from small_caps.claims.criteria import LEVEL_HOLDS, at_best_partly, both, level, methods
from small_caps.metrics import evidence_facts as facts
from small_caps.metrics.recent_figures import recent

SP500_PE = 21.5
R2000_PE = 14.5
AVERAGES = {"sp500": (17, 18), "r2000": (15, 16)}
DISCOUNT = (0.25, 0.35)
"""Five points either way are "about 30 %"."""
PREMIUM = 1.05
"""5 % is a premium that rounding does not make."""
LOW_RANK = 0.10
ALWAYS_CASES = 10


def _published_sp500(m: Metrics) -> Answered:
    return Answered(level(m["evidence.recent.sp500_pe"].number, SP500_PE))


@claim(
    "valuation",
    "V",
    "thesis",
    "valuation.sp500.forward_pe.ex_losses",
    since=REVISED,
    substitute=Substitute(
        ("evidence.recent.sp500_pe", "evidence.recent.sp500_pe_date"),
        _published_sp500,
        ("holds", "partly", "fails"),
        lambda view: recent(view, "sp500_pe"),
    ),
)
def pe_sp500_21_5(m: Metrics) -> Answered:
    """One method is enough here: hardly any large cap loses money, so the two nearly agree."""
    return Answered(level(m["valuation.sp500.forward_pe.ex_losses"].number, SP500_PE))


def _published_r2000(m: Metrics) -> Answered:
    return Answered(at_best_partly(level(m["evidence.recent.r2000_pe"].number, R2000_PE)))


@claim(
    "valuation",
    "V",
    "thesis",
    "valuation.r2000.forward_pe.ex_losses",
    "valuation.r2000.forward_pe.all",
    since=REVISED,
    substitute=Substitute(
        ("evidence.recent.r2000_pe", "evidence.recent.r2000_pe_date"),
        _published_r2000,
        ("partly", "fails"),
        lambda view: recent(view, "r2000_pe"),
    ),
)
def pe_r2000_14_5(m: Metrics) -> Answered:
    """Loss-makers change this multiple by a third, and the original names no method: both count."""
    found = numbers(m, "valuation.r2000.forward_pe.ex_losses", "valuation.r2000.forward_pe.all")
    return Answered(methods(*(level(value, R2000_PE) for value in found)))


@claim(
    "valuation",
    "V",
    "thesis",
    *(f"evidence.average_pe.{index}.{end}" for index in AVERAGES for end in ("low", "high")),
    facts=lambda view: (
        *facts.long_averages(view, "sp500"),
        *facts.long_averages(view, "r2000"),
    ),
)
def hist_avg_pe(m: Metrics) -> Answered:
    """An average depends on its window: a tenth around the stated range allows for that."""
    held = []
    for index, (low, high) in AVERAGES.items():
        least, most = numbers(m, *(f"evidence.average_pe.{index}.{end}" for end in ("low", "high")))
        below, beyond = low * (1 - LEVEL_HOLDS), high * (1 + LEVEL_HOLDS)
        held.append(at_least(least, below) and at_most(most, beyond))
    return Answered(both(*held))


def _about_30(discount: float) -> Answer:
    return ladder(between(-discount, *DISCOUNT), False)


def _published_discount(m: Metrics) -> Answered:
    return Answered(at_best_partly(_about_30(m["evidence.recent.discount"].number)))


@claim(
    "valuation",
    "V",
    "thesis",
    "valuation.discount.ex_losses",
    "valuation.discount.all",
    since=REVISED,
    substitute=Substitute(
        ("evidence.recent.discount", "evidence.recent.discount_date"),
        _published_discount,
        ("partly", "fails"),
        lambda view: recent(view, "discount"),
    ),
)
def discount_30(m: Metrics) -> Answered:
    """The original names no method, so both count."""
    found = numbers(m, "valuation.discount.ex_losses", "valuation.discount.all")
    return Answered(methods(*(_about_30(value) for value in found)))


@claim(
    "valuation",
    "V",
    "thesis",
    "relative.price_ratio.percentile_2000",
    answers=("partly", "fails"),
    since=REVISED,
)
def widest_since_2000(m: Metrics) -> Answered:
    """Prices stand in for P/E, so at best partly: among the lowest tenth of month-ends."""
    rank = m["relative.price_ratio.percentile_2000"].number
    return Answered(ladder(False, at_most(rank, LOW_RANK)))


@claim(
    "valuation",
    "L",
    "thesis",
    "evidence.relative_pe_average.low",
    "evidence.relative_pe_average.high",
    since=REVISED,
    facts=facts.relative_averages,
)
def premium_is_normal(m: Metrics) -> Answered:
    """Every published long-run mean counts; where sources disagree, one premium is half of it."""
    lowest, highest = numbers(
        m, "evidence.relative_pe_average.low", "evidence.relative_pe_average.high"
    )
    return Answered(ladder(at_least(lowest, PREMIUM), at_least(highest, PREMIUM)))


legends_bargain = undecidable("legends_bargain", "valuation", "L", "thesis")


@claim(
    "valuation",
    "L",
    "thesis",
    "evidence.sample.vintages",
    "evidence.vintages.n",
    "evidence.vintages.ahead",
    "evidence.vintages.worst_gap",
    "evidence.vintages.best_gap",
    "relative.low_ratio_12m.n",
    "relative.low_ratio_12m.wins",
    since=REVISED,
    facts=lambda view: [fact for fact, _ in facts.followed_vintages(view)],
)
def always_12m(m: Metrics) -> Answered:
    """One loss refutes "always"; without one, fewer than ten cases carry half of it."""
    n, ahead = count(m, "evidence.sample.vintages"), count(m, "evidence.vintages.ahead")
    return Answered("fails" if ahead < n else ladder(n >= ALWAYS_CASES, True), n)
