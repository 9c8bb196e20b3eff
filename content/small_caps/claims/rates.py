"""Do lower rates help small caps most?"""

from __future__ import annotations

from datetime import date, timedelta

from generator.claims.criteria import above, at_least, count, ladder, often
from generator.claims.model import Answered, Metrics
from generator.claims.registry import claim, undecidable
from generator.core.model import Answer
from small_caps.claims import REVISED
from small_caps.claims.criteria import better, regime
from small_caps.metrics import evidence_facts as facts
from small_caps.metrics.events import HOLD_AFTER

ALL: tuple[Answer, ...] = ("holds", "partly", "unsupported", "fails")


@claim(
    "rates",
    "V",
    "thesis",
    "evidence.floating_debt.lowest_multiple",
    "evidence.floating_debt.highest_multiple",
    "evidence.floating_debt.sources",
    facts=facts.floating_debt,
)
def floating_debt(m: Metrics) -> Answered:
    """Estimates differ widely, so all must agree; twice as much is more than their spread."""
    lowest = m["evidence.floating_debt.lowest_multiple"].number
    return Answered(ladder(at_least(lowest, 2), above(lowest, 1)))


interest_relief = undecidable("interest_relief", "rates", "L", "thesis")


def after_first_cuts(m: Metrics, horizon: str) -> Answered:
    """Return whether small caps led often over a horizon after first cuts, and after how many."""
    n = count(m, f"evidence.sample.first_cut_{horizon}")
    wins = count(m, f"cycles.first_cut.{horizon}.wins")
    return Answered(often(wins, n, m[f"cycles.any_month.{horizon}.win_rate"].number), n)


def cut_metrics(horizon: str) -> tuple[str, ...]:
    """Return what ``after_first_cuts`` needs to know."""
    return (
        f"evidence.sample.first_cut_{horizon}",
        f"cycles.first_cut.{horizon}.n",
        f"cycles.first_cut.{horizon}.wins",
        f"cycles.any_month.{horizon}.win_rate",
    )


@claim(
    "rates",
    "L",
    "thesis",
    *cut_metrics("12m"),
    "cycles.first_cut.12m.median_gap",
    answers=ALL,
    since=REVISED,
    also=tuple(
        f"cycles.first_cut.12m.{group}.{part}"
        for group in ("no_recession", "recession")
        for part in ("n", "median_gap")
    ),
)
def cuts_help_most(m: Metrics) -> Answered:
    """Gaining most must show in leading often, and more often than after any month."""
    return after_first_cuts(m, "12m")


@claim(
    "rates",
    "L",
    "thesis",
    *cut_metrics("6m"),
    *cut_metrics("12m"),
    answers=ALL,
    since=REVISED,
)
def first_cut_6_12m(m: Metrics) -> Answered:
    """Often, at both ends of the span that the original names; one end is half of it."""
    found = [after_first_cuts(m, horizon) for horizon in ("6m", "12m")]
    sizes = [each.n for each in found if each.n is not None]
    return Answered(better(*(each.answer for each in found)), min(sizes))


def _turned(m: Metrics) -> date:
    """Return the day of the last change; of a hold the day on which it was long enough ago."""
    change = date.fromisoformat(str(m["rate.last_change_date"].value))
    held = m["rate.regime"].value == "hold"
    return change + timedelta(days=HOLD_AFTER + 1) if held else change


@claim(
    "rates",
    "V",
    "thesis",
    "rate.regime",
    "rate.last_change_date",
    "rate.last_change_bp",
    "rate.target_lower",
    "rate.target_upper",
    decided=_turned,
)
def easing_now(m: Metrics) -> Answered:
    """The last change gives the direction; after nine months without one, rates are on hold."""
    word = m["rate.regime"].value
    return Answered(ladder(word == "easing", word == "hold"))


def _months(m: Metrics, name: str, sign: int) -> Answered:
    answer = regime(sign * m[f"regime.gap.{name}.t"].number)
    return Answered(answer, count(m, f"evidence.sample.{name}_months"))


_HOLD = ("regime.gap.hold.mean", "regime.gap.hold.n")
"""Months on hold are neither tight nor easy: most of what both are compared with."""


def _regime_metrics(name: str) -> tuple[str, ...]:
    parts = (f"regime.gap.{name}.{part}" for part in ("mean", "t"))
    return (f"evidence.sample.{name}_months", *parts)


@claim(
    "rates",
    "L",
    "thesis",
    *_regime_metrics("tightening"),
    answers=ALL,
    since=REVISED,
    also=_HOLD,
)
def tight_weaker(m: Metrics) -> Answered:
    """Weaker than in all other months, by more than chance would give."""
    return _months(m, "tightening", -1)


@claim(
    "rates",
    "L",
    "thesis",
    *_regime_metrics("easing"),
    answers=ALL,
    since=REVISED,
    also=_HOLD,
)
def easing_stronger(m: Metrics) -> Answered:
    """Stronger than in all other months, by more than chance would give."""
    return _months(m, "easing", 1)
