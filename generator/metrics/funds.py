"""Facts about the funds: income, trading, fee, size, holdings, sectors."""

from __future__ import annotations

import math

from generator.core.model import Unavailable
from generator.metrics import windows
from generator.metrics.memo import per_view
from generator.metrics.registry import Result, family
from generator.metrics.windows import (
    FUND_KEYS,
    month_end_day,
    month_window,
    ticker,
    yahoo,
)
from generator.snapshot.view import StoredFact, View

SECTORS = (
    "technology",
    "financial_services",
    "healthcare",
    "consumer_cyclical",
    "consumer_defensive",
    "industrials",
    "energy",
    "utilities",
    "realestate",
    "basic_materials",
    "communication_services",
)
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


def _number(fact: StoredFact | None, code: str, fund: str, source: str) -> Result:
    if fact is None:
        raise Unavailable(code, fund=ticker(fund))
    return Result(float(fact.value), fact.as_of, None, (f"{source}:{ticker(fund)}",))


def _text(fact: StoredFact | None, code: str, fund: str, source: str) -> Result:
    if fact is None or not fact.value:
        raise Unavailable(code, fund=ticker(fund))
    return Result(fact.value, fact.as_of, None, (f"{source}:{ticker(fund)}",))


def distribution_yield(view: View, symbol: str, end: int) -> float:
    """Return distributions of the 12 months to ``end`` against the close at its end."""
    paid, price = (
        windows.values(view, symbol, name, 12, end) for name in ("distributions", "price_index")
    )
    # Each month stores its distributions as a share of its own closing price.
    return float((paid * price).sum() / price[-1])


@family(
    "yield_12m",
    "{fund}.yield.12m",
    unit="ratio",
    digits=2,
    formula="distributions with ex-date in the 12 months to month_end / close at month_end",
    fund=FUND_KEYS,
)
def yield_12m(view: View, fund: str) -> Result:
    """Distributions of the last twelve complete months against the price at their end."""
    value = distribution_yield(view, ticker(fund), view.month_end)
    return Result(value, month_end_day(view), month_window(view, 12), yahoo(ticker(fund)))


@per_view
def dollar_volume(view: View, fund: str) -> float:
    """Return the mean of close × volume over the sessions with a volume, 3 months, dollars."""
    mean, n = (
        windows.values(view, ticker(fund), name, 3) for name in ("mean_dollar_volume", "n_volume")
    )
    # A month without volume has no mean; it must not turn the sum into a NaN.
    traded = n > 0
    if not traded.any():
        raise Unavailable("no_volume", fund=ticker(fund))
    return float((mean[traded] * n[traded]).sum() / n[traded].sum())


@family(
    "dollar_volume",
    "{fund}.dollar_volume.3m",
    unit="usd",
    formula="mean of close × volume over the sessions of 3 months that have a volume",
    fund=FUND_KEYS,
)
def dollar_volume_3m(view: View, fund: str) -> Result:
    """Dollars traded a day, on average over the last three complete months."""
    value = dollar_volume(view, fund)
    return Result(value, month_end_day(view), month_window(view, 3), yahoo(ticker(fund)))


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
    "fee",
    "{fund}.fee",
    unit="ratio",
    digits=2,
    formula="annual report expense ratio",
    optional=True,
    fund=FUND_KEYS,
)
def fee(view: View, fund: str) -> Result:
    """Yearly fee of the fund as Yahoo gives it (annual report expense ratio)."""
    return _number(view.fund_fact(ticker(fund), "fee"), "no_fee", fund, "yahoo")


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
    "net_assets",
    "{fund}.net_assets",
    unit="usd",
    formula="totalAssets",
    optional=True,
    fund=FUND_KEYS,
)
def net_assets(view: View, fund: str) -> Result:
    """Assets of the fund in dollars (Yahoo's totalAssets)."""
    return _number(view.fund_fact(ticker(fund), "net_assets"), "no_assets", fund, "yahoo")


@family(
    "pe_trailing",
    "{fund}.pe.trailing",
    unit="multiple",
    formula="1 / priceToEarnings of Yahoo's equity holdings; 0 is a placeholder",
    optional=True,
    fund=FUND_KEYS,
)
def pe_trailing(view: View, fund: str) -> Result:
    """Price of the fund's holdings against their trailing earnings."""
    return _number(view.fund_fact(ticker(fund), "pe_trailing"), "no_pe", fund, "yahoo")


@family(
    "fund_name",
    "{fund}.{field}",
    unit="text",
    formula="the fund's own words at Yahoo",
    optional=True,
    fund=FUND_KEYS,
    field=("long_name", "family", "category"),
)
def fund_name(view: View, fund: str, field: str) -> Result:
    """Name, manager or category of the fund as Yahoo gives it."""
    return _text(view.fund_fact(ticker(fund), field), "no_name", fund, "yahoo")


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
    found = _number(fact, "no_holdings", fund, "ishares")
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
    return _number(view.holdings(ticker(fund), "top10_weight"), "no_holdings", fund, "ishares")


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
    found = view.top_holdings(ticker(fund), "yahoo")
    if found is None or not found.rows:
        raise Unavailable("no_top_holdings", fund=ticker(fund))
    value = math.fsum(row.weight for row in found.rows[:10])
    return Result(value, found.as_of, None, yahoo(ticker(fund)))


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
    found = _number(fact, "no_holdings", fund, "ishares")
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
    found = _text(view.holdings("IWM", "contains_smci"), "no_holdings", "iwm", "ishares")
    return Result("yes" if found.value == "true" else "no", found.as_of, None, found.sources)


@per_view
def sector_weights(view: View, fund: str) -> tuple[dict[str, float], Result]:
    """Return a fund's weights by Yahoo's sector keys, with a result that carries their date."""
    found = view.sectors(ticker(fund))
    if found is None or not found.weights:
        raise Unavailable("no_sectors", fund=ticker(fund))
    return dict(found.weights), Result(0.0, found.as_of, None, yahoo(ticker(fund)))


@family(
    "sector",
    "{fund}.sector.{sector}",
    unit="ratio",
    formula="weight of the sector in the fund, by Yahoo",
    optional=True,
    fund=FUND_KEYS,
    sector=SECTORS,
)
def sector(view: View, fund: str, sector: str) -> Result:
    """Weight of one sector in the fund."""
    weights, found = sector_weights(view, fund)
    if sector not in weights:
        raise Unavailable("no_sectors", fund=ticker(fund))
    return Result(weights[sector], found.as_of, None, found.sources)


@family(
    "sector_group",
    "{fund}.sector.{group}",
    unit="ratio",
    formula="sum of the weights of the sectors in the group",
    optional=True,
    fund=FUND_KEYS,
    group=tuple(SECTOR_GROUPS),
)
def sector_group(view: View, fund: str, group: str) -> Result:
    """Weight of several sectors together: consumer; technology and communication; the four."""
    weights, found = sector_weights(view, fund)
    if not set(SECTOR_GROUPS[group]) <= weights.keys():
        raise Unavailable("no_sectors", fund=ticker(fund))
    value = math.fsum(weights[key] for key in SECTOR_GROUPS[group])
    return Result(value, found.as_of, None, found.sources)


@family(
    "top_sector",
    "{fund}.top_sector",
    unit="text",
    formula="sector with the largest weight, by Yahoo's key",
    optional=True,
    fund=FUND_KEYS,
)
def top_sector(view: View, fund: str) -> Result:
    """Largest sector of the fund (a key such as technology)."""
    weights, found = sector_weights(view, fund)
    # Sorted first, so that a tie does not depend on the order of the file.
    largest = max(sorted(weights), key=lambda key: weights[key])
    return Result(largest, found.as_of, None, found.sources)


@family(
    "top_sector_weight",
    "{fund}.top_sector_weight",
    unit="ratio",
    formula="largest of the sector weights, by Yahoo",
    optional=True,
    fund=FUND_KEYS,
)
def top_sector_weight(view: View, fund: str) -> Result:
    """Weight of the largest sector of the fund."""
    weights, found = sector_weights(view, fund)
    return Result(max(weights.values()), found.as_of, None, found.sources)
