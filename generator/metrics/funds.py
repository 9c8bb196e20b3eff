"""Facts about the funds: income, trading, fee, size, holdings, sectors."""

from __future__ import annotations

import math

from generator.core.model import Unavailable
from generator.metrics import windows
from generator.metrics.cached import cached_per_view
from generator.metrics.registry import FUNDS, FUNDS_IN_DOLLARS, Result, family
from generator.metrics.windows import (
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


def stored_number(fact: StoredFact | None, code: str, fund: str, source: str) -> Result:
    """Return a stored number with its date; Unavailable with that code where there is none."""
    if fact is None:
        raise Unavailable(code, fund=ticker(fund))
    return Result(float(fact.value), fact.as_of, None, (f"{source}:{ticker(fund)}",))


def stored_text(fact: StoredFact | None, code: str, fund: str, source: str) -> Result:
    """Return a stored text with its date; Unavailable with that code where there is none."""
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
    fund=(FUNDS,),
)
def yield_12m(view: View, fund: str) -> Result:
    """Distributions of the last twelve complete months against the price at their end."""
    value = distribution_yield(view, ticker(fund), view.month_end)
    return Result(value, month_end_day(view), month_window(view, 12), yahoo(ticker(fund)))


@cached_per_view
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
    fund=(FUNDS_IN_DOLLARS,),
)
def dollar_volume_3m(view: View, fund: str) -> Result:
    """Dollars traded a day, on average over the last three complete months."""
    value = dollar_volume(view, fund)
    return Result(value, month_end_day(view), month_window(view, 3), yahoo(ticker(fund)))


@family(
    "fee",
    "{fund}.fee",
    unit="ratio",
    digits=2,
    formula="annual report expense ratio",
    optional=True,
    source="fund_facts",
    fund=(FUNDS,),
)
def fee(view: View, fund: str) -> Result:
    """Yearly fee of the fund as Yahoo gives it (annual report expense ratio)."""
    return stored_number(view.fund_fact(ticker(fund), "fee"), "no_fee", fund, "yahoo")


@family(
    "net_assets",
    "{fund}.net_assets",
    unit="usd",
    formula="totalAssets",
    optional=True,
    source="fund_facts",
    fund=(FUNDS_IN_DOLLARS,),
)
def net_assets(view: View, fund: str) -> Result:
    """Assets of the fund in dollars (Yahoo's totalAssets)."""
    return stored_number(view.fund_fact(ticker(fund), "net_assets"), "no_assets", fund, "yahoo")


@family(
    "pe_trailing",
    "{fund}.pe.trailing",
    unit="multiple",
    formula="1 / priceToEarnings of Yahoo's equity holdings; 0 is a placeholder",
    optional=True,
    source="fund_facts",
    fund=(FUNDS,),
)
def pe_trailing(view: View, fund: str) -> Result:
    """Price of the fund's holdings against their trailing earnings."""
    return stored_number(view.fund_fact(ticker(fund), "pe_trailing"), "no_pe", fund, "yahoo")


@family(
    "fund_name",
    "{fund}.{field}",
    unit="text",
    formula="the fund's own words at Yahoo",
    optional=True,
    source="fund_facts",
    fund=(FUNDS,),
    field=("long_name", "family", "category"),
)
def fund_name(view: View, fund: str, field: str) -> Result:
    """Name, manager or category of the fund as Yahoo gives it."""
    return stored_text(view.fund_fact(ticker(fund), field), "no_name", fund, "yahoo")


def largest_weight(view: View, fund: str, most: int) -> Result:
    """Return the weight of a fund's largest holdings together, at most so many, by Yahoo's list."""
    found = view.top_holdings(ticker(fund), "yahoo")
    if found is None or not found.rows:
        raise Unavailable("no_top_holdings", fund=ticker(fund))
    value = math.fsum(row.weight for row in found.rows[:most])
    return Result(value, found.as_of, None, yahoo(ticker(fund)))


@cached_per_view
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
    source="fund_facts",
    fund=(FUNDS,),
    sector=SECTORS,
)
def sector(view: View, fund: str, sector: str) -> Result:
    """Weight of one sector in the fund."""
    weights, found = sector_weights(view, fund)
    if sector not in weights:
        raise Unavailable("no_sectors", fund=ticker(fund))
    return Result(weights[sector], found.as_of, None, found.sources)


@family(
    "top_sector",
    "{fund}.top_sector",
    unit="text",
    formula="sector with the largest weight, by Yahoo's key",
    optional=True,
    source="fund_facts",
    fund=(FUNDS,),
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
    source="fund_facts",
    fund=(FUNDS,),
)
def top_sector_weight(view: View, fund: str) -> Result:
    """Weight of the largest sector of the fund."""
    weights, found = sector_weights(view, fund)
    return Result(max(weights.values()), found.as_of, None, found.sources)
