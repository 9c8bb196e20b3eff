"""Numbers that claims draw from published figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from generator.core.model import Unavailable, Value
from generator.metrics.published import described_on
from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, yahoo
from generator.snapshot.published import Fact
from generator.snapshot.view import View
from small_caps.metrics.evidence_facts import (
    active_funds,
    both,
    default_rates,
    followed_vintages,
    foreign_revenue,
    long_averages,
    magnificent,
    pairs,
    pension_rules,
    relative_averages,
    reliable,
)


def _result(view: View, facts: Sequence[Fact], value: Callable[[], Value]) -> Result:
    """Return a value with the oldest date among its figures, or say that there is none."""
    if not facts:
        raise Unavailable("no_published_figure")
    sources = {f"published:{fact.id}": described_on(fact, view) for fact in facts}
    # A figure without a date is as old as nobody knows; it makes the others no newer.
    dated = [day for fact, day in zip(facts, sources.values(), strict=True) if fact.as_of_day]
    return Result(value(), min(dated, default=view.as_of), None, sources)


@family(
    "magnificent_mean",
    "evidence.mag7_2025.mean",
    unit="ratio",
    formula="mean of the seven published price returns for 2025",
    optional=True,
)
def magnificent_mean(view: View) -> Result:
    """Mean of the Magnificent 7's published gains for 2025."""
    facts = magnificent(view)
    return _result(view, facts, lambda: math.fsum(fact.number for fact in facts) / len(facts))


@family(
    "foreign_revenue_share",
    "evidence.foreign_revenue.{size}",
    unit="ratio",
    formula="published share of revenue earned outside the US, Russell 2000 (small), 1000 (large)",
    optional=True,
    size=("small", "large"),
)
def foreign_revenue_share(view: View, size: str) -> Result:
    """Published share of revenue that small or large companies earn abroad."""
    facts = foreign_revenue(view)
    return _result(view, facts, lambda: facts[0 if size == "small" else 1].number)


@family(
    "floating_multiple",
    "evidence.floating_debt.{end}_multiple",
    unit="multiple",
    formula="small caps' / large caps' floating-rate share of debt, by source; lowest and highest",
    optional=True,
    end=("lowest", "highest"),
)
def floating_multiple(view: View, end: str) -> Result:
    """How many times large caps' floating-rate share small caps have, by published source."""
    found = pairs(view, "floating_rate_debt")
    pick = min if end == "lowest" else max
    return _result(
        view, both(found), lambda: pick(pair.small.number / pair.large.number for pair in found)
    )


@family(
    "floating_sources",
    "evidence.floating_debt.sources",
    unit="count",
    formula="sources that give a figure for both sides",
    optional=True,
)
def floating_sources(view: View) -> Result:
    """Number of published sources on floating-rate debt that compare small with large caps."""
    found = pairs(view, "floating_rate_debt")
    return _result(view, both(found), lambda: len(found))


@family(
    "average_pe",
    "evidence.average_pe.{index}.{end}",
    unit="multiple",
    formula="lowest and highest published average over 10 years or more, or called long-run",
    optional=True,
    index=("sp500", "r2000"),
    end=("low", "high"),
)
def average_pe(view: View, index: str, end: str) -> Result:
    """Range of the published long averages of an index's forward P/E."""
    facts = long_averages(view, index)
    pick = min if end == "low" else max
    return _result(view, facts, lambda: pick(fact.number for fact in facts))


@family(
    "relative_pe",
    "evidence.relative_pe_average.{end}",
    unit="multiple",
    digits=2,
    formula="lowest and highest published long-run mean of small / large forward P/E",
    optional=True,
    end=("low", "high"),
)
def relative_pe(view: View, end: str) -> Result:
    """Range of the published long-run means of small caps' forward P/E over large caps'."""
    facts = relative_averages(view)
    pick = min if end == "low" else max
    return _result(view, facts, lambda: pick(fact.number for fact in facts))


def _followed(view: View, found: Result) -> Result:
    """Return a number of vintages with the prices of the years after them among its sources."""
    prices = dict.fromkeys(yahoo("IWM", "SPY"), month_end_day(view))
    return Result(found.value, found.as_of, None, found.dated_sources | prices)


@family(
    "vintages_n",
    "evidence.vintages.{part}",
    unit="count",
    formula="Russell 2000 vintages ≤ 0.75, one a month-end, with 12 months after (n); "
    "IWM's total return > SPY's over them (ahead)",
    optional=True,
    part=("n", "ahead"),
)
def vintages_n(view: View, part: str) -> Result:
    """Published wide gaps that are twelve months old, and how often IWM was ahead after them."""
    found = followed_vintages(view)
    facts = [fact for fact, _ in found]
    ahead = sum(gap > 0 for _, gap in found)
    result = _result(view, facts, lambda: len(found) if part == "n" else ahead)
    return _followed(view, result)


@family(
    "vintages_gap",
    "evidence.vintages.{end}_gap",
    unit="pp",
    formula="smallest (worst) and largest (best) IWM − SPY over the 12 months after",
    optional=True,
    end=("worst", "best"),
)
def vintages_gap(view: View, end: str) -> Result:
    """Smallest or largest lead of IWM over SPY in the year after a published wide gap."""
    found = followed_vintages(view)
    facts = [fact for fact, _ in found]
    pick = min if end == "worst" else max
    result = _result(view, facts, lambda: pick(gap for _, gap in found))
    return _followed(view, result)


@family(
    "active_behind",
    "evidence.active_funds.{end}_behind",
    unit="ratio",
    formula="published share of active small-cap funds behind their index over 10 years or more",
    optional=True,
    end=("lowest", "highest"),
)
def active_behind(view: View, end: str) -> Result:
    """Range of the published shares of active small-cap funds that their index beat."""
    facts = active_funds(view)
    pick = min if end == "lowest" else max
    return _result(view, facts, lambda: pick(fact.number for fact in facts))


@family(
    "pension_rule",
    "evidence.pension_account.us_listed",
    unit="text",
    formula="allowed, barred, or mixed where the published rules of the account types differ",
    optional=True,
)
def pension_rule(view: View) -> Result:
    """Whether published rules let a Korean pension account hold US-listed ETFs."""
    facts = pension_rules(view)
    roles = {fact.role for fact in facts}
    word = "mixed" if len(roles) > 1 else "barred" if "us_listed_barred" in roles else "allowed"
    return _result(view, facts, lambda: word)


@family(
    "pension_rule_date",
    "evidence.pension_account.rule_date",
    unit="date",
    formula="day of the latest published rule",
    optional=True,
)
def pension_rule_date(view: View) -> Result:
    """Day of the latest published rule on US-listed ETFs in Korean pension accounts."""
    result = _result(view, pension_rules(view), lambda: "")
    latest = max(result.dated_sources.values())
    return Result(latest.isoformat(), latest, None, result.sources)


@family(
    "default_rate",
    "evidence.default_rate.{size}_in_recession",
    unit="ratio",
    formula="published default or bankruptcy rate in a recession",
    optional=True,
    size=("small", "large"),
)
def default_rate(view: View, size: str) -> Result:
    """Published share of small or large firms that failed in a recession."""
    facts = default_rates(view)
    return _result(view, facts, lambda: facts[0 if size == "small" else 1].number)


def super_micro(view: View) -> tuple[Result, Fact | None]:
    """Return whether the Russell 2000 has Super Micro, and the published event if that decides.

    The manager's file counts first; without one, the published day on which it left.
    """
    stored = view.holdings("IWM", "contains_smci")
    if stored is not None:
        word = "in" if stored.value == "true" else "out"
        return Result(word, stored.as_of, None, ("ishares:IWM",)), None
    left = reliable(view, "super_micro", "left_r2000")
    return _result(view, left, lambda: "out"), left[-1] if left else None


@family(
    "super_micro_member",
    "evidence.super_micro.russell_2000",
    unit="text",
    formula="in or out, by IWM's file; without a file by the published day it left the index",
    optional=True,
)
def super_micro_member(view: View) -> Result:
    """Whether Super Micro Computer is in the Russell 2000."""
    return super_micro(view)[0]


@family(
    "super_micro_date",
    "evidence.super_micro.date",
    unit="date",
    formula="day of IWM's file, or of the published event",
    optional=True,
)
def super_micro_date(view: View) -> Result:
    """Day of the evidence on Super Micro Computer."""
    found = super_micro(view)[0]
    return Result(found.as_of.isoformat(), found.as_of, None, found.sources)


@family(
    "super_micro_left",
    "evidence.super_micro.left_on",
    unit="date",
    formula="published day on which it left the index",
    optional=True,
)
def super_micro_left(view: View) -> Result:
    """Day on which Super Micro Computer left the Russell 2000, as published."""
    left = reliable(view, "super_micro", "left_r2000")
    return _result(view, left, lambda: str(left[-1].value))


@family(
    "reconstituted",
    "evidence.reconstituted",
    unit="date",
    formula="last published day of a reconstitution before as_of",
    optional=True,
)
def reconstituted(view: View) -> Result:
    """Day after whose close the Russell indexes were last redrawn, as far as is known."""
    facts = reliable(view, "russell_reconstitution", "effective")
    done = [fact for fact in facts if str(fact.value) < view.as_of.isoformat()]
    last = sorted(done, key=lambda fact: str(fact.value))[-1:]
    return _result(view, last, lambda: str(last[0].value))
