"""Facts about funds that only this article compares: fees, trading, holdings, groups of sectors."""

from __future__ import annotations

import math

from generator.core.model import Unavailable
from generator.metrics.funds import (
    dollar_volume,
    fee,
    largest_weight,
    sector_weights,
    stored_number,
    stored_text,
)
from generator.metrics.registry import FUNDS, Result, family
from generator.metrics.windows import month_end_day, month_window, ticker, yahoo
from generator.snapshot.view import View

SECTOR_GROUPS = {
    "consumer": ("consumer_cyclical", "consumer_defensive"),
    "technology_communication": ("technology", "communication_services"),
    "four": (
        "financial_services",
        "healthcare",
        "industrials",
        "consumer_cyclical",
        "consumer_defensive",
    ),
}
"""Sums the article speaks of; ``four``: financials, health care, industrials, consumer."""


@family(
    "dollar_volume_ratio",
    "iwm.dollar_volume_vs.{other}",
    unit="multiple",
    formula="IWM's dollar volume / the other fund's",
    other=("spy", "vtwo", "ijr"),
)
def dollar_volume_vs(view: View, other: str) -> Result:
    """How many times the other fund's dollar volume IWM trades."""
    value = dollar_volume(view, "iwm") / dollar_volume(view, other)
    sources = yahoo("IWM", ticker(other))
    return Result(value, month_end_day(view), month_window(view, 3), sources)


@family(
    "fee_vs_iwm",
    "{fund}.fee_vs_iwm",
    unit="ratio",
    formula="fee of the fund / fee of IWM",
    optional=True,
    fund=("vtwo", "ijr", "spy"),
)
def fee_vs_iwm(view: View, fund: str) -> Result:
    """Fee of the fund as a share of IWM's fee."""
    own, base = fee.compute(view, fund=fund), fee.compute(view, fund="iwm")
    if float(base.value) == 0:
        raise Unavailable("no_fee", fund="IWM")
    value = float(own.value) / float(base.value)
    sources = own.dated_sources | base.dated_sources
    return Result(value, min(sources.values()), None, sources)


@family(
    "holdings_count",
    "{fund}.holdings_count",
    unit="count",
    formula="rows of the iShares file with asset class Equity and market value > 0",
    optional=True,
    fund=("iwm", "ijr", "ivv"),
)
def holdings_count(view: View, fund: str) -> Result:
    """Number of shares the fund holds, by the manager's file."""
    fact = view.holdings(ticker(fund), "holdings_count")
    found = stored_number(fact, "no_holdings", fund, "ishares")
    return Result(int(found.value), found.as_of, None, found.sources)


@family(
    "top10_weight",
    "{fund}.top10_weight",
    unit="ratio",
    formula="market value of the ten largest / sum of market values of all shares",
    optional=True,
    fund=("iwm", "ijr", "ivv"),
)
def top10_weight(view: View, fund: str) -> Result:
    """Weight of the ten largest holdings, by the manager's file."""
    return stored_number(
        view.holdings(ticker(fund), "top10_weight"), "no_holdings", fund, "ishares"
    )


@family(
    "top10_weight_yahoo",
    "{fund}.top10_weight",
    unit="ratio",
    formula="sum of the weights of Yahoo's top ten",
    optional=True,
    fund=("spy", "qqq"),
)
def top10_weight_yahoo(view: View, fund: str) -> Result:
    """Weight of the ten largest holdings, by Yahoo's list."""
    return largest_weight(view, fund, 10)


@family(
    "holdings_date",
    "{fund}.holdings_date",
    unit="date",
    formula="date that the iShares file bears",
    optional=True,
    fund=("iwm", "ijr", "ivv"),
)
def holdings_date(view: View, fund: str) -> Result:
    """Day for which the manager's file lists the holdings."""
    fact = view.holdings(ticker(fund), "holdings_count")
    found = stored_number(fact, "no_holdings", fund, "ishares")
    return Result(found.as_of.isoformat(), found.as_of, None, found.sources)


@family(
    "contains_smci",
    "iwm.contains_smci",
    unit="text",
    formula="yes if SMCI is a row of IWM's file, else no",
    optional=True,
)
def contains_smci(view: View) -> Result:
    """Whether IWM holds Super Micro Computer: yes or no."""
    found = stored_text(view.holdings("IWM", "contains_smci"), "no_holdings", "iwm", "ishares")
    return Result("yes" if found.value == "true" else "no", found.as_of, None, found.sources)


@family(
    "sector_group",
    "{fund}.sector.{group}",
    unit="ratio",
    formula="sum of the weights of the sectors in the group",
    optional=True,
    fund=(FUNDS,),
    group=tuple(SECTOR_GROUPS),
)
def sector_group(view: View, fund: str, group: str) -> Result:
    """Weight of several sectors together: consumer; technology and communication; the four."""
    weights, found = sector_weights(view, fund)
    if not set(SECTOR_GROUPS[group]) <= weights.keys():
        raise Unavailable("no_sectors", fund=ticker(fund))
    value = math.fsum(weights[key] for key in SECTOR_GROUPS[group])
    return Result(value, found.as_of, None, found.sources)
