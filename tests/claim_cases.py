"""Values for every rule: each claim's limits from both sides, with the answer they must give.

A case is (values, answer); values are metric ids without what all cases of the claim share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

Values: TypeAlias = Mapping[str, float | str]
Case: TypeAlias = tuple[Values, str]


def one(metric: str, *answers: tuple[float | str, str]) -> list[Case]:
    """Return cases that differ in one metric only."""
    return [({metric: value}, answer) for value, answer in answers]


def lead(iwm_spy: float, ijr_spy: float, iwm_qqq: float, ijr_qqq: float) -> Values:
    """Return the four leads of the claim that the rise is broad."""
    values = {"iwm_spy": iwm_spy, "ijr_spy": ijr_spy, "iwm_qqq": iwm_qqq, "ijr_qqq": ijr_qqq}
    return {f"evidence.lead.{pair}": value for pair, value in values.items()}


def sectors(financials: float, health: float, industrials: float, consumer: float) -> Values:
    """Return four sector weights of IWM."""
    return {
        "iwm.sector.financial_services": financials,
        "iwm.sector.healthcare": health,
        "iwm.sector.industrials": industrials,
        "iwm.sector.consumer": consumer,
    }


def volatility(*rows: tuple[float, float, float]) -> Values:
    """Return volatilities of SPY, QQQ, IWM over 1, 5 and 10 years."""
    return {
        f"{fund}.volatility.{window}": value
        for window, row in zip(("1y", "5y", "10y"), rows, strict=True)
        for fund, value in zip(("spy", "qqq", "iwm"), row, strict=True)
    }


def falls(capture: float, share: float) -> Values:
    """Return the two parts of falling more, from 35 months."""
    return {
        "iwm.down_capture.10y": capture,
        "evidence.down_months.share": share,
        "evidence.down_months.n": 35,
    }


def lows(share: float) -> Values:
    """Return the share of recoveries with IWM ahead, from ten."""
    return {"bear.12m.share": share, "bear.12m.n": 10}


def cuts(median: float, rate: float, base: float) -> Values:
    """Return what followed first cuts within twelve months."""
    return {
        "cycles.first_cut.12m.median_gap": median,
        "cycles.first_cut.12m.win_rate": rate,
        "cycles.any_month.12m.win_rate": base,
        "cycles.first_cut.12m.n": 7,
    }


def often(six: float, six_base: float, twelve: float, twelve_base: float) -> Values:
    """Return win rates after first cuts at both horizons, beside the base rates."""
    return {
        "cycles.first_cut.6m.win_rate": six,
        "cycles.any_month.6m.win_rate": six_base,
        "cycles.first_cut.12m.win_rate": twelve,
        "cycles.any_month.12m.win_rate": twelve_base,
        "evidence.sample.first_cut_6m": 8,
        "evidence.sample.first_cut_12m": 7,
    }


def regime(name: str, gap: float, every: float) -> Values:
    """Return mean monthly gaps of a regime and of all months."""
    return {
        f"evidence.regime_months.{name}.mean_gap": gap,
        "evidence.regime_months.all.mean_gap": every,
        f"evidence.regime_months.{name}.n": 120,
    }


def pe_r2000(ex_losses: float, everything: float) -> Values:
    """Return the Russell 2000's forward P/E by both methods."""
    return {
        "valuation.r2000.forward_pe.ex_losses": ex_losses,
        "valuation.r2000.forward_pe.all": everything,
    }


def averages(sp500: tuple[float, float], r2000: tuple[float, float]) -> Values:
    """Return the ranges of published long averages."""
    ids = ("sp500.low", "sp500.high", "r2000.low", "r2000.high")
    values = (*sp500, *r2000)
    return {f"evidence.average_pe.{id}": v for id, v in zip(ids, values, strict=True)}


def discount(ex_losses: float, everything: float) -> Values:
    """Return the discount by both methods, as stored (negative is cheaper)."""
    return {"valuation.discount.ex_losses": ex_losses, "valuation.discount.all": everything}


def widest(rank: float, lowest: float | None = None) -> Values:
    """Return the rank of the price ratio, and the lowest vintage published before if any."""
    values = {"relative.price_ratio.percentile_2000": rank}
    return values if lowest is None else {**values, "evidence.vintages.lowest_before": lowest}


def vintages(n: int, ahead: int) -> Values:
    """Return how many wide gaps are a year old, and after how many IWM was ahead."""
    return {"evidence.sample.vintages": n, "evidence.vintages.ahead": ahead}


def behind(lowest: float, highest: float) -> Values:
    """Return the range of published shares of funds behind their index."""
    return {
        "evidence.active_funds.lowest_behind": lowest,
        "evidence.active_funds.highest_behind": highest,
    }


def twins(correlation: float, gap: float) -> Values:
    """Return how alike VTWO and IWM were."""
    return {
        "relative.vtwo_iwm.correlation.5y": correlation,
        "relative.vtwo_iwm.cagr_gap.5y": gap,
    }


def fees(iwm: float, vtwo: float, ijr: float) -> Values:
    """Return the three fees as fractions."""
    return {"iwm.fee": iwm, "vtwo.fee": vtwo, "ijr.fee": ijr}


def yields(iwm: float, vtwo: float, ijr: float) -> Values:
    """Return the three yields as fractions."""
    return {"iwm.yield.12m": iwm, "vtwo.yield.12m": vtwo, "ijr.yield.12m": ijr}


def traded(vtwo: float, ijr: float) -> Values:
    """Return IWM's dollar volume in multiples of the others'."""
    return {"iwm.dollar_volume_vs.vtwo": vtwo, "iwm.dollar_volume_vs.ijr": ijr}


def safer(five: float, ten: float, fall: float, losses: float) -> Values:
    """Return IJR's figures; IWM's are 0.22, 0.23, −0.58 and 0.37."""
    return {
        "ijr.volatility.5y": five,
        "iwm.volatility.5y": 0.22,
        "ijr.volatility.10y": ten,
        "iwm.volatility.10y": 0.23,
        "ijr.max_drawdown.max": fall,
        "iwm.max_drawdown.max": -0.58,
        "losses.sp600.share": losses,
        "losses.r2000.share": 0.37,
    }


def betas(one_year: float, five_years: float) -> Values:
    """Return TNA's daily beta over one and five years."""
    return {"leverage.daily_beta.1y": one_year, "leverage.daily_beta.5y": five_years}


def ten_years(tna: float, iwm: float) -> Values:
    """Return ten years of TNA and IWM."""
    return {
        "leverage.tna_return.10y": tna,
        "leverage.iwm_return.10y": iwm,
        "leverage.gap.10y": tna - 3 * iwm,
    }


def flat(share: float) -> Values:
    """Return the share of sideways years in which TNA fell short."""
    return {"leverage.flat_12m.share_below": share, "evidence.sample.flat_years": 43}


def defaults(small: float, large: float) -> Values:
    """Return default rates in a recession."""
    return {
        "evidence.default_rate.small_in_recession": small,
        "evidence.default_rate.large_in_recession": large,
    }


def landing(soft: float, hard: float, n_soft: int = 4, n_hard: int = 3) -> Values:
    """Return shares of first cuts with ^RUT higher after, without and with a recession."""
    return {
        "cycles.first_cut.no_recession.up_share": soft,
        "cycles.first_cut.recession.up_share": hard,
        "cycles.first_cut.no_recession.n": n_soft,
        "cycles.first_cut.recession.n": n_hard,
    }


CALM, WILD, MIDDLE = (0.1, 0.2, 0.3), (0.1, 0.3, 0.2), (0.2, 0.1, 0.3)

CASES: Mapping[str, list[Case]] = {
    "mag7_run": one(
        "evidence.mag7_2025.mean",
        (0.20, "holds"),
        (0.199, "partly"),
        (0.10, "partly"),
        (0.099, "fails"),
    ),
    "rotation": one(
        "evidence.lead.iwm_spy",
        (0.0201, "holds"),
        (0.02, "partly"),
        (0.001, "partly"),
        (0.0009, "fails"),
        (-0.05, "fails"),
    ),
    "broadening": [
        (lead(0.001, 0.001, 0.001, 0.001), "holds"),
        (lead(0.05, 0.05, 0.05, 0.0009), "partly"),
        (lead(0.001, 0.001, -0.1, -0.1), "partly"),
        (lead(0.05, 0.0009, 0.05, 0.05), "fails"),
        (lead(-0.01, 0.05, 0.05, 0.05), "fails"),
    ],
    "r2000_definition": one(
        "iwm.holdings_count",
        (1900, "holds"),
        (2100, "holds"),
        (1899, "partly"),
        (2101, "partly"),
        (1800, "partly"),
        (2200, "partly"),
        (1799, "fails"),
        (2201, "fails"),
    ),
    "domestic_gauge": [
        (
            {"evidence.foreign_revenue.small": 0.20, "evidence.foreign_revenue.large": 0.30},
            "partly",
        ),
        (
            {"evidence.foreign_revenue.small": 0.25, "evidence.foreign_revenue.large": 0.35},
            "partly",
        ),
        ({"evidence.foreign_revenue.small": 0.20, "evidence.foreign_revenue.large": 0.29}, "fails"),
    ],
    "sector_mix": [
        (sectors(0.17, 0.17, 0.08, 0.08), "holds"),
        (sectors(0.20, 0.20, 0.079, 0.08), "partly"),
        (sectors(0.13, 0.12, 0.12, 0.12), "fails"),
    ],
    "rep_company": one("evidence.super_micro.russell_2000", ("in", "holds"), ("out", "fails")),
    "sp500_balanced": one(
        "spy.top_sector_weight",
        (0.25, "holds"),
        (0.2501, "partly"),
        (0.30, "partly"),
        (0.3001, "fails"),
    ),
    "nasdaq_tech": one(
        "qqq.sector.technology_communication",
        (0.50, "holds"),
        (0.4999, "partly"),
        (0.40, "partly"),
        (0.3999, "fails"),
    ),
    "vol_order": [
        (volatility(CALM, CALM, CALM), "holds"),
        (volatility(WILD, CALM, CALM), "partly"),
        (volatility(WILD, WILD, CALM), "partly"),
        (volatility(WILD, WILD, WILD), "fails"),
        (volatility(MIDDLE, CALM, CALM), "fails"),
        (volatility((0.1, 0.2, 0.2), CALM, CALM), "partly"),
    ],
    "falls_more": [
        (falls(1.051, 0.60), "holds"),
        (falls(1.05, 0.60), "partly"),
        (falls(1.2, 0.59), "partly"),
        (falls(1.0, 0.5), "fails"),
    ],
    "recovers_more": [
        (lows(0.60), "holds"),
        (lows(0.59), "partly"),
        (lows(0.50), "partly"),
        (lows(0.49), "fails"),
    ],
    "floating_debt": one(
        "evidence.floating_debt.lowest_multiple",
        (2.0, "holds"),
        (1.99, "partly"),
        (1.01, "partly"),
        (1.0, "fails"),
    ),
    "cuts_help_most": [
        (cuts(0.01, 0.6, 0.5), "holds"),
        (cuts(0.0, 0.6, 0.5), "partly"),
        (cuts(0.01, 0.5, 0.5), "partly"),
        (cuts(-0.01, 0.4, 0.5), "fails"),
    ],
    "first_cut_6_12m": [
        (often(0.60, 0.50, 0.60, 0.50), "holds"),
        (often(0.60, 0.51, 0.70, 0.50), "partly"),
        (often(0.70, 0.50, 0.59, 0.30), "partly"),
        (often(0.59, 0.30, 0.65, 0.60), "fails"),
    ],
    "easing_now": one(
        "rate.regime", ("easing", "holds"), ("hold", "partly"), ("tightening", "fails")
    ),
    "tight_weaker": [
        (regime("tightening", -0.002, -0.001), "holds"),
        (regime("tightening", -0.001, -0.002), "partly"),
        (regime("tightening", 0.001, 0.002), "partly"),
        (regime("tightening", 0.002, 0.001), "fails"),
    ],
    "easing_stronger": [
        (regime("easing", 0.002, 0.001), "holds"),
        (regime("easing", 0.001, 0.002), "partly"),
        (regime("easing", -0.001, -0.002), "partly"),
        (regime("easing", -0.002, -0.001), "fails"),
    ],
    "pe_sp500_21_5": one(
        "valuation.sp500.forward_pe.ex_losses",
        (21.5, "holds"),
        (23.65, "holds"),
        (19.35, "holds"),
        (23.66, "partly"),
        (26.875, "partly"),
        (16.125, "partly"),
        (26.88, "fails"),
        (16.12, "fails"),
    ),
    "pe_r2000_14_5": [
        (pe_r2000(13.05, 15.95), "holds"),
        (pe_r2000(15.3, 21.4), "partly"),
        (pe_r2000(16.5, 17.5), "partly"),
        (pe_r2000(16.5, 21.4), "fails"),
        (pe_r2000(20.0, 21.4), "fails"),
    ],
    "hist_avg_pe": [
        (averages((15.3, 19.8), (13.5, 17.6)), "holds"),
        (averages((15.2, 19.8), (13.5, 17.6)), "partly"),
        (averages((15.3, 19.8), (13.5, 17.7)), "partly"),
        (averages((15.3, 19.9), (13.4, 17.6)), "fails"),
    ],
    "discount_30": [
        (discount(-0.25, -0.35), "holds"),
        (discount(-0.30, 0.14), "partly"),
        (discount(-0.2499, -0.3501), "fails"),
        (discount(0.30, 0.30), "fails"),
    ],
    "widest_since_2000": [
        (widest(0.02), "holds"),
        (widest(0.02, 0.71), "holds"),
        (widest(0.02, 0.70), "partly"),
        (widest(0.0201), "partly"),
        (widest(0.10, 0.65), "partly"),
        (widest(0.101), "fails"),
        (widest(0.101, 0.60), "fails"),
    ],
    "premium_is_normal": one(
        "evidence.relative_pe_average.low",
        (1.05, "holds"),
        (1.04, "partly"),
        (0.95, "partly"),
        (0.94, "fails"),
    ),
    "always_12m": [
        (vintages(5, 5), "holds"),
        (vintages(5, 4), "fails"),
        (vintages(1, 0), "fails"),
    ],
    "stock_picking_hard": [
        (behind(0.60, 0.94), "holds"),
        (behind(0.59, 0.60), "partly"),
        (behind(0.40, 0.59), "fails"),
    ],
    "etf_trio_tracks": one(
        "evidence.trio.russell_2000_names",
        (3, "holds"),
        (2, "partly"),
        (1, "fails"),
        (0, "fails"),
    ),
    "vtwo_same_index": [
        (twins(0.999, 0.002), "holds"),
        (twins(0.999, -0.002), "holds"),
        (twins(0.9989, 0.0), "partly"),
        (twins(1.0, -0.00201), "partly"),
        (twins(0.99, 0.01), "fails"),
    ],
    "iwm_fee": one(
        "iwm.fee",
        (0.0019, "holds"),
        (0.001949, "holds"),
        (0.001851, "holds"),
        (0.001951, "partly"),
        (0.0021, "partly"),
        (0.0017, "partly"),
        (0.0022, "fails"),
    ),
    "vtwo_fee": one(
        "vtwo.fee", (0.001, "holds"), (0.0008, "partly"), (0.0012, "partly"), (0.0007, "fails")
    ),
    "ijr_fee": one(
        "ijr.fee", (0.0006, "holds"), (0.0004, "partly"), (0.0008, "partly"), (0.0009, "fails")
    ),
    "vtwo_half_fee": one(
        "vtwo.fee_vs_iwm",
        (0.45, "holds"),
        (0.55, "holds"),
        (0.449, "partly"),
        (0.551, "partly"),
        (0.35, "partly"),
        (0.65, "partly"),
        (0.34, "fails"),
        (0.66, "fails"),
    ),
    "ijr_lowest_fee": [
        (fees(0.0019, 0.0007, 0.0006), "holds"),
        (fees(0.0019, 0.0006, 0.0006), "fails"),
        (fees(0.0005, 0.0007, 0.0006), "fails"),
    ],
    "yields": [
        (yields(0.0145, 0.0105, 0.0105), "holds"),
        (yields(0.0095, 0.0155, 0.0155), "holds"),
        (yields(0.01455, 0.013, 0.013), "partly"),
        (yields(0.0094, 0.0155, 0.013), "partly"),
        (yields(0.0094, 0.0156, 0.013), "fails"),
    ],
    "iwm_most_traded": [
        (traded(3.0, 3.0), "holds"),
        (traded(40.0, 2.99), "partly"),
        (traded(40.0, 1.01), "partly"),
        (traded(40.0, 1.0), "fails"),
        (traded(0.9, 5.0), "fails"),
    ],
    "ijr_safer": [
        (safer(0.21, 0.22, -0.57, 0.20), "holds"),
        (safer(0.21, 0.24, -0.57, 0.20), "partly"),
        (safer(0.21, 0.22, -0.59, 0.20), "partly"),
        (safer(0.23, 0.22, -0.59, 0.20), "fails"),
        (safer(0.23, 0.24, -0.59, 0.40), "fails"),
    ],
    "pension_account": one(
        "evidence.pension_account.us_listed",
        ("allowed", "holds"),
        ("mixed", "partly"),
        ("barred", "fails"),
    ),
    "iwm_for_stability": one(
        "evidence.volatility_vs_spy.iwm.5y",
        (1.10, "holds"),
        (1.11, "partly"),
        (1.25, "partly"),
        (1.26, "fails"),
    ),
    "tna_3x_daily": [
        (betas(2.85, 3.15), "holds"),
        (betas(2.84, 3.0), "partly"),
        (betas(3.0, 3.16), "partly"),
        (betas(2.5, 3.5), "fails"),
    ],
    "tna_not_longterm": [
        (ten_years(1.0, 1.5), "holds"),
        (ten_years(1.5, 1.5), "partly"),
        (ten_years(4.4, 1.5), "partly"),
        (ten_years(4.5, 1.5), "fails"),
        (ten_years(6.0, 1.5), "fails"),
    ],
    "decay": [
        (flat(0.90), "holds"),
        (flat(0.89), "partly"),
        (flat(0.60), "partly"),
        (flat(0.59), "fails"),
    ],
    "zombie_40": one(
        "losses.r2000.share",
        (0.36, "partly"),
        (0.44, "partly"),
        (0.359, "fails"),
        (0.441, "fails"),
    ),
    "bankruptcy_risk": [
        (defaults(0.08, 0.04), "holds"),
        (defaults(0.07, 0.04), "partly"),
        (defaults(0.04, 0.04), "fails"),
    ],
    "soft_landing": [
        (landing(0.60, 0.40), "holds"),
        (landing(0.60, 0.40, n_hard=1), "partly"),
        (landing(1.0, 0.0, n_soft=1), "partly"),
        (landing(0.60, 0.40, 2, 2), "holds"),
        (landing(0.60, 0.41), "partly"),
        (landing(0.50, 0.40), "partly"),
        (landing(0.50, 0.50), "fails"),
        (landing(0.50, 0.50, n_hard=1), "fails"),
    ],
    "big_moves": one(
        "iwm.big_days_2pct.10y",
        (0.25, "holds"),
        (0.249, "partly"),
        (0.10, "partly"),
        (0.099, "fails"),
    ),
}

# Claims that no data at hand can decide.
NEVER = ("interest_relief", "legends_bargain", "patience_wins")

# Rules that do not know every answer: "at best partly", a name that is there or not, and "always".
WITHOUT = {
    "domestic_gauge": "holds",
    "zombie_40": "holds",
    "rep_company": "partly",
    "always_12m": "partly",
    "ijr_lowest_fee": "partly",
}

SIZES = {
    "falls_more": 35,
    "recovers_more": 10,
    "cuts_help_most": 7,
    "first_cut_6_12m": 7,
    "tight_weaker": 120,
    "easing_stronger": 120,
    "always_12m": 5,
    "decay": 43,
    "soft_landing": 7,
}
"""The sample that stands beside the verdict, in the first case of each of these claims."""
