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


def lead(iwm: float, own: float = 0.05) -> Values:
    """Return IWM's lead over SPY in six months, and its own return."""
    return {"lead.6m.iwm": iwm, "lead.6m.iwm_return": own}


def broad(iwm: float, ijr: float, rsp: float, market: float = 0.05) -> Values:
    """Return the leads over SPY of three funds in six months, and what they returned."""
    return {
        "lead.6m.iwm": iwm,
        "lead.6m.ijr": ijr,
        "lead.6m.rsp": rsp,
        "lead.6m.iwm_return": market + iwm,
        "evidence.lead_6m.ijr": market + ijr,
        "evidence.lead_6m.rsp": market + rsp,
    }


def seven(mean: float, ahead: int) -> Values:
    """Return the mean return of the seven, and how many of them beat the market."""
    return {"evidence.mag7_2025.mean": mean, "evidence.mag7_2025.above": ahead}


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
        "evidence.sample.down_months": 35,
    }


def lows(ahead: int, n: int, base: float = 0.50) -> Values:
    """Return after how many of n lows IWM was ahead, beside the rate of any month."""
    return {
        "bear.12m.ahead": ahead,
        "evidence.sample.bear_lows": n,
        "evidence.any_year.win_rate": base,
    }


def cuts(wins: int, n: int, base: float = 0.50, horizon: str = "12m") -> Values:
    """Return what followed first cuts within some months, beside the rate of any month."""
    return {
        f"cycles.first_cut.{horizon}.wins": wins,
        f"evidence.sample.first_cut_{horizon}": n,
        f"cycles.any_month.{horizon}.win_rate": base,
    }


def spans(six: tuple[int, int], twelve: tuple[int, int], base: float = 0.50) -> Values:
    """Return (wins, cases) after first cuts at both ends of the span."""
    return {**cuts(*six, base, "6m"), **cuts(*twelve, base)}


def regime(name: str, t: float) -> Values:
    """Return Welch's t of a regime's months, small minus large, and how many they are."""
    return {f"regime.gap.{name}.t": t, f"evidence.sample.{name}_months": 120}


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


def vintages(n: int, ahead: int) -> Values:
    """Return how many wide gaps are a year old, and after how many IWM was ahead."""
    return {"evidence.sample.vintages": n, "evidence.vintages.ahead": ahead}


def premium(low: float, high: float) -> Values:
    """Return the range of published long-run means of small over large caps' forward P/E."""
    return {
        "evidence.relative_pe_average.low": low,
        "evidence.relative_pe_average.high": high,
    }


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
        "evidence.drawdown_2000.ijr": fall,
        "evidence.drawdown_2000.iwm": -0.58,
        "losses.sp600.share": losses,
        "losses.r2000.share": 0.37,
    }


def holding(vtwo: tuple[float, float], ijr: tuple[float, float]) -> Values:
    """Return (fee, return a year) of VTWO and IJR; IWM's are 0.19 % and 8 %."""
    values = {"iwm": (0.0019, 0.08), "vtwo": vtwo, "ijr": ijr}
    fees = {f"{fund}.fee": fee for fund, (fee, _) in values.items()}
    return {**fees, **{f"{fund}.cagr.10y": gain for fund, (_, gain) in values.items()}}


def steady(iwm: float, spy: float, tna: float) -> Values:
    """Return volatilities over five years."""
    return {"iwm.volatility.5y": iwm, "spy.volatility.5y": spy, "tna.volatility.5y": tna}


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
    "mag7_run": [
        (seven(0.20, 4), "holds"),
        (seven(0.20, 3), "partly"),
        (seven(0.199, 4), "partly"),
        (seven(0.199, 3), "fails"),
    ],
    "rotation": [
        (lead(0.0301), "holds"),
        (lead(0.03), "partly"),
        (lead(0.0101), "partly"),
        (lead(0.01), "unsupported"),
        (lead(-0.01), "unsupported"),
        (lead(0.05, own=0.0), "unsupported"),
        (lead(0.05, own=-0.10), "unsupported"),
        (lead(-0.05, own=-0.10), "unsupported"),
        (lead(-0.0101), "fails"),
    ],
    "broadening": [
        (broad(0.01, 0.01, 0.01), "holds"),
        (broad(0.05, 0.05, 0.0099), "partly"),
        (broad(-0.05, 0.01, 0.01), "partly"),
        (broad(0.05, 0.0099, 0.0099), "fails"),
        (broad(-0.01, -0.01, -0.01), "fails"),
        # Ahead of a market that fell further is no rise.
        (broad(0.05, 0.05, 0.05, market=-0.10), "fails"),
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
        (sectors(0.17, 0.17, 0.08, 0.08), "partly"),
        (sectors(0.20, 0.20, 0.079, 0.08), "fails"),
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
        (lows(6, 10), "holds"),
        (lows(6, 9), "partly"),
        (lows(6, 11), "partly"),
        (lows(3, 5, 0.51), "unsupported"),
        (lows(5, 10), "unsupported"),
        # Three of ten or fewer come up in 5.5 of 100 samples at 60 %, two or fewer in 1.2.
        (lows(3, 10), "unsupported"),
        (lows(2, 10), "fails"),
    ],
    "outruns_in_rises": one(
        "iwm.up_capture.10y",
        (1.10, "holds"),
        (1.099, "partly"),
        (1.02, "partly"),
        (1.019, "fails"),
    ),
    "floating_debt": one(
        "evidence.floating_debt.lowest_multiple",
        (2.0, "holds"),
        (1.99, "partly"),
        (1.01, "partly"),
        (1.0, "fails"),
    ),
    "cuts_help_most": [
        (cuts(7, 10), "holds"),
        (cuts(5, 7), "partly"),
        (cuts(3, 5), "partly"),
        (cuts(3, 5, 0.51), "unsupported"),
        (cuts(4, 7), "unsupported"),
        # Two of seven or fewer: 9.6 of 100 samples at 60 %; one or none: 1.9.
        (cuts(2, 7), "unsupported"),
        (cuts(1, 7), "fails"),
        (cuts(0, 5), "fails"),
    ],
    "first_cut_6_12m": [
        (spans((6, 10), (7, 10)), "holds"),
        (spans((6, 10), (5, 10)), "partly"),
        (spans((1, 7), (5, 7)), "partly"),
        (spans((1, 7), (2, 7)), "unsupported"),
        (spans((2, 7), (3, 7)), "unsupported"),
        (spans((1, 7), (1, 7)), "fails"),
    ],
    "easing_now": one(
        "rate.regime", ("easing", "holds"), ("hold", "partly"), ("tightening", "fails")
    ),
    "tight_weaker": [
        (regime("tightening", -2.0), "holds"),
        (regime("tightening", -1.99), "partly"),
        (regime("tightening", -1.0), "partly"),
        (regime("tightening", -0.99), "unsupported"),
        (regime("tightening", 1.99), "unsupported"),
        (regime("tightening", 2.0), "fails"),
    ],
    "easing_stronger": [
        (regime("easing", 2.0), "holds"),
        (regime("easing", 1.0), "partly"),
        (regime("easing", 0.99), "unsupported"),
        (regime("easing", -1.99), "unsupported"),
        (regime("easing", -2.0), "fails"),
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
    "widest_since_2000": one(
        "relative.price_ratio.percentile_2000",
        (0.001, "partly"),
        (0.10, "partly"),
        (0.101, "fails"),
    ),
    "premium_is_normal": [
        (premium(1.05, 1.20), "holds"),
        (premium(1.04, 1.05), "partly"),
        (premium(0.98, 1.04), "fails"),
    ],
    "always_12m": [
        (vintages(10, 10), "holds"),
        (vintages(9, 9), "partly"),
        (vintages(5, 5), "partly"),
        (vintages(5, 4), "fails"),
        (vintages(12, 11), "fails"),
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
        (safer(0.215, 0.225, -0.58, 0.32), "holds"),
        (safer(0.2151, 0.225, -0.57, 0.32), "holds"),
        (safer(0.2151, 0.2251, -0.57, 0.32), "partly"),
        (safer(0.215, 0.225, -0.571, 0.33), "partly"),
        (safer(0.2151, 0.2251, -0.571, 0.32), "fails"),
        (safer(0.23, 0.24, -0.59, 0.40), "fails"),
    ],
    "pension_account": one(
        "evidence.pension_account.us_listed",
        ("allowed", "holds"),
        ("mixed", "partly"),
        ("barred", "fails"),
    ),
    "long_holding": [
        (holding((0.0007, 0.08), (0.0006, 0.081)), "holds"),
        (holding((0.0007, 0.079), (0.0006, 0.081)), "partly"),
        (holding((0.0019, 0.08), (0.0006, 0.08)), "partly"),
        (holding((0.0019, 0.079), (0.0006, 0.08)), "fails"),
    ],
    "iwm_for_stability": [
        (steady(0.22, 0.20, 0.44), "holds"),
        (steady(0.221, 0.20, 0.60), "partly"),
        (steady(0.20, 0.20, 0.39), "partly"),
        (steady(0.24, 0.20, 0.47), "fails"),
    ],
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
        (landing(0.60, 0.40, 10, 10), "holds"),
        (landing(0.60, 0.40, 10, 9), "partly"),
        (landing(1.0, 0.0, 9, 10), "partly"),
        (landing(0.60, 0.41, 10, 10), "partly"),
        (landing(0.59, 0.40, 10, 10), "partly"),
        (landing(0.59, 0.41, 10, 10), "fails"),
        (landing(0.50, 0.50), "fails"),
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

# Published figures that stand in: without constituents one of the last 60 days decides.
INSTEAD: Mapping[str, list[Case]] = {
    "pe_sp500_21_5": one(
        "evidence.recent.sp500_pe", (22.7, "holds"), (23.66, "partly"), (26.88, "fails")
    ),
    "pe_r2000_14_5": one(
        "evidence.recent.r2000_pe", (14.5, "partly"), (16.2, "partly"), (18.2, "fails")
    ),
    "discount_30": one(
        "evidence.recent.discount",
        (-0.25, "partly"),
        (-0.35, "partly"),
        (-0.249, "fails"),
        (0.05, "fails"),
    ),
    "zombie_40": one("evidence.recent.losses", (0.36, "partly"), (0.44, "partly"), (0.45, "fails")),
}

SIZES = {
    "falls_more": 35,
    "recovers_more": 10,
    "cuts_help_most": 10,
    "first_cut_6_12m": 10,
    "tight_weaker": 120,
    "easing_stronger": 120,
    "always_12m": 10,
    "decay": 43,
    "soft_landing": 20,
}
"""The sample that stands beside the verdict, in the first case of each of these claims."""
