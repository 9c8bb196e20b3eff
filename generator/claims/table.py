"""Every claim: where it stands, of what kind it is, what it needs and which rule decides it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.claims import rules
from generator.claims.model import Claim, Group
from generator.metrics import evidence_facts as facts

GROUPS: Mapping[Group, tuple[str, ...]] = {
    "thesis": (
        "rotation",
        "broadening",
        "floating_debt",
        "interest_relief",
        "cuts_help_most",
        "first_cut_6_12m",
        "easing_now",
        "tight_weaker",
        "easing_stronger",
        "pe_sp500_21_5",
        "pe_r2000_14_5",
        "hist_avg_pe",
        "discount_30",
        "widest_since_2000",
        "premium_is_normal",
        "legends_bargain",
        "always_12m",
    ),
    "market": (
        "mag7_run",
        "r2000_definition",
        "domestic_gauge",
        "sector_mix",
        "rep_company",
        "sp500_balanced",
        "nasdaq_tech",
        "vol_order",
        "falls_more",
        "recovers_more",
        "outruns_in_rises",
    ),
    "risks": (
        "tna_not_longterm",
        "decay",
        "zombie_40",
        "bankruptcy_risk",
        "soft_landing",
        "big_moves",
        "patience_wins",
    ),
}
"""Claims by what they are about; all others are about funds."""


def claims() -> Iterator[Claim]:
    """Yield every claim in the order in which the ledger shows them."""
    group = {claim: name for name, ids in GROUPS.items() for claim in ids}
    for each in _claims():
        yield replace(each, group=group.get(each.id, "funds"))


def _claims() -> Iterator[Claim]:
    lead = ("evidence.lead.start", "evidence.lead.end")
    yield Claim(
        "mag7_run", "intro", "L", ("evidence.mag7_2025.mean",), rules.mag7_run, facts.magnificent
    )
    yield Claim(
        "rotation",
        "intro",
        "V",
        ("evidence.lead.iwm_spy", "evidence.lead.iwm", "evidence.lead.spy", *lead),
        rules.rotation,
    )
    yield Claim(
        "broadening",
        "conclusion",
        "V",
        (
            *(f"evidence.lead.{pair}" for pair in ("iwm_spy", "iwm_qqq", "ijr_spy", "ijr_qqq")),
            *(f"evidence.lead.{fund}" for fund in ("iwm", "ijr", "spy", "qqq")),
            *lead,
        ),
        rules.broadening,
    )
    yield Claim("r2000_definition", "what", "V", ("iwm.holdings_count",), rules.r2000_definition)
    yield Claim(
        "domestic_gauge",
        "what",
        "L",
        ("evidence.foreign_revenue.small", "evidence.foreign_revenue.large"),
        rules.domestic_gauge,
        facts.foreign_revenue,
    )
    yield Claim(
        "sector_mix",
        "what",
        "V",
        (
            "iwm.sector.financial_services",
            "iwm.sector.healthcare",
            "iwm.sector.industrials",
            "iwm.sector.consumer",
            "iwm.sector.four",
        ),
        rules.sector_mix,
    )
    yield Claim(
        "rep_company",
        "three-indices",
        "V",
        ("evidence.super_micro.russell_2000", "evidence.super_micro.date"),
        rules.rep_company,
        also=("evidence.super_micro.left_on",),
    )
    yield Claim(
        "sp500_balanced", "three-indices", "V", ("spy.top_sector_weight",), rules.sp500_balanced
    )
    yield Claim(
        "nasdaq_tech",
        "three-indices",
        "V",
        ("qqq.sector.technology_communication",),
        rules.nasdaq_tech,
    )
    yield Claim(
        "vol_order",
        "three-indices",
        "L",
        tuple(
            f"{fund}.volatility.{window}"
            for window in ("1y", "5y", "10y")
            for fund in ("spy", "qqq", "iwm")
        ),
        rules.vol_order,
    )
    yield Claim(
        "falls_more",
        "three-indices",
        "L",
        (
            "iwm.down_capture.10y",
            "evidence.down_months.share",
            "evidence.down_months.n",
            "evidence.down_months.deeper",
        ),
        rules.falls_more,
    )
    yield Claim(
        "recovers_more",
        "three-indices",
        "L",
        ("evidence.sample.bear_lows", "bear.12m.n", "bear.12m.ahead", "bear.12m.share"),
        rules.recovers_more,
    )
    yield Claim(
        "floating_debt",
        "rates",
        "V",
        (
            "evidence.floating_debt.lowest_multiple",
            "evidence.floating_debt.highest_multiple",
            "evidence.floating_debt.sources",
        ),
        rules.floating_debt,
        facts.floating_debt,
    )
    yield Claim("interest_relief", "rates", "L", (), None, own_test=True)
    yield Claim(
        "cuts_help_most",
        "rates",
        "L",
        (
            "cycles.first_cut.12m.n",
            "cycles.first_cut.12m.wins",
            "cycles.first_cut.12m.win_rate",
            "cycles.first_cut.12m.median_gap",
            "cycles.any_month.12m.win_rate",
        ),
        rules.cuts_help_most,
    )
    yield Claim(
        "first_cut_6_12m",
        "rates",
        "L",
        tuple(
            each.format(horizon)
            for horizon in ("6m", "12m")
            for each in (
                "evidence.sample.first_cut_{}",
                "cycles.first_cut.{}.n",
                "cycles.first_cut.{}.wins",
                "cycles.first_cut.{}.win_rate",
                "cycles.any_month.{}.win_rate",
            )
        ),
        rules.first_cut_6_12m,
    )
    yield Claim(
        "easing_now",
        "rates",
        "V",
        (
            "rate.regime",
            "rate.last_change_date",
            "rate.last_change_bp",
            "rate.target_lower",
            "rate.target_upper",
        ),
        rules.easing_now,
    )
    for name, regime, rule in (
        ("tight_weaker", "tightening", rules.tight_weaker),
        ("easing_stronger", "easing", rules.easing_stronger),
    ):
        yield Claim(
            name,
            "rates",
            "L",
            (
                f"evidence.regime_months.{regime}.mean_gap",
                f"evidence.regime_months.{regime}.n",
                "evidence.regime_months.all.mean_gap",
            ),
            rule,
        )
    yield Claim(
        "pe_sp500_21_5",
        "valuation",
        "V",
        ("valuation.sp500.forward_pe.ex_losses",),
        rules.pe_sp500_21_5,
    )
    yield Claim(
        "pe_r2000_14_5",
        "valuation",
        "V",
        ("valuation.r2000.forward_pe.ex_losses", "valuation.r2000.forward_pe.all"),
        rules.pe_r2000_14_5,
    )
    yield Claim(
        "hist_avg_pe",
        "valuation",
        "V",
        tuple(
            f"evidence.average_pe.{index}.{end}"
            for index in ("sp500", "r2000")
            for end in ("low", "high")
        ),
        rules.hist_avg_pe,
        lambda view: (*facts.long_averages(view, "sp500"), *facts.long_averages(view, "r2000")),
    )
    yield Claim(
        "discount_30",
        "valuation",
        "V",
        ("valuation.discount.ex_losses", "valuation.discount.all"),
        rules.discount_30,
    )
    yield Claim(
        "widest_since_2000",
        "valuation",
        "V",
        ("relative.price_ratio.percentile_2000",),
        rules.widest_since_2000,
        facts.lowest_vintage,
        also=("evidence.vintages.lowest_before",),
    )
    yield Claim(
        "premium_is_normal",
        "valuation",
        "L",
        ("evidence.relative_pe_average.low", "evidence.relative_pe_average.high"),
        rules.premium_is_normal,
        facts.relative_averages,
    )
    yield Claim("legends_bargain", "valuation", "L", (), None, own_test=True)
    yield Claim(
        "always_12m",
        "valuation",
        "L",
        (
            "evidence.sample.vintages",
            "evidence.vintages.n",
            "evidence.vintages.ahead",
            "evidence.vintages.worst_gap",
            "evidence.vintages.best_gap",
        ),
        rules.always_12m,
        lambda view: [fact for fact, _ in facts.followed_vintages(view)],
    )
    yield Claim(
        "stock_picking_hard",
        "etfs",
        "L",
        ("evidence.active_funds.lowest_behind", "evidence.active_funds.highest_behind"),
        rules.stock_picking_hard,
        facts.active_funds,
    )
    yield Claim(
        "etf_trio_tracks", "trio", "V", ("evidence.trio.russell_2000_names",), rules.etf_trio_tracks
    )
    yield Claim(
        "vtwo_same_index",
        "trio",
        "V",
        ("relative.vtwo_iwm.correlation.5y", "relative.vtwo_iwm.cagr_gap.5y"),
        rules.vtwo_same_index,
    )
    yield Claim("iwm_fee", "trio", "V", ("iwm.fee",), rules.iwm_fee)
    yield Claim("vtwo_fee", "trio", "V", ("vtwo.fee",), rules.vtwo_fee)
    yield Claim("ijr_fee", "trio", "V", ("ijr.fee",), rules.ijr_fee)
    yield Claim(
        "vtwo_half_fee",
        "trio",
        "V",
        ("vtwo.fee_vs_iwm", "vtwo.fee", "iwm.fee"),
        rules.vtwo_half_fee,
    )
    yield Claim(
        "ijr_lowest_fee", "trio", "V", ("iwm.fee", "vtwo.fee", "ijr.fee"), rules.ijr_lowest_fee
    )
    yield Claim(
        "yields", "trio", "V", ("iwm.yield.12m", "vtwo.yield.12m", "ijr.yield.12m"), rules.yields
    )
    yield Claim(
        "iwm_most_traded",
        "trio",
        "V",
        ("iwm.dollar_volume_vs.vtwo", "iwm.dollar_volume_vs.ijr", "iwm.dollar_volume.3m"),
        rules.iwm_most_traded,
    )
    yield Claim(
        "ijr_safer",
        "trio",
        "L",
        (
            *(
                f"{fund}.{each}"
                for each in ("volatility.5y", "volatility.10y", "max_drawdown.max")
                for fund in ("ijr", "iwm")
            ),
            "losses.sp600.share",
            "losses.r2000.share",
        ),
        rules.ijr_safer,
    )
    yield Claim(
        "pension_account",
        "trio",
        "V",
        ("evidence.pension_account.us_listed", "evidence.pension_account.rule_date"),
        rules.pension_account,
        facts.pension_rules,
    )
    yield Claim(
        "iwm_for_stability",
        "conclusion",
        "L",
        ("evidence.volatility_vs_spy.iwm.5y", "iwm.volatility.5y", "spy.volatility.5y"),
        rules.iwm_for_stability,
    )
    yield Claim(
        "tna_3x_daily",
        "leverage",
        "L",
        ("leverage.daily_beta.1y", "leverage.daily_beta.5y"),
        rules.tna_3x_daily,
    )
    yield Claim(
        "tna_not_longterm",
        "leverage",
        "L",
        (
            "leverage.tna_return.10y",
            "leverage.iwm_return.10y",
            "leverage.three_times.10y",
            "leverage.gap.10y",
        ),
        rules.tna_not_longterm,
    )
    yield Claim(
        "decay",
        "leverage",
        "L",
        (
            "evidence.sample.flat_years",
            "leverage.flat_12m.n",
            "leverage.flat_12m.below",
            "leverage.flat_12m.share_below",
        ),
        rules.decay,
    )
    yield Claim(
        "zombie_40", "risks", "V", ("losses.r2000.share", "losses.r2000.coverage"), rules.zombie_40
    )
    yield Claim(
        "bankruptcy_risk",
        "risks",
        "L",
        (
            "evidence.default_rate.small_in_recession",
            "evidence.default_rate.large_in_recession",
        ),
        rules.bankruptcy_risk,
        facts.default_rates,
        own_test=True,
    )
    yield Claim(
        "soft_landing",
        "risks",
        "L",
        tuple(
            f"cycles.first_cut.{group}.{part}"
            for group in ("no_recession", "recession")
            for part in ("n", "up", "up_share")
        ),
        rules.soft_landing,
    )
    yield Claim("big_moves", "risks", "L", ("iwm.big_days_2pct.10y",), rules.big_moves)
    yield Claim("patience_wins", "conclusion", "L", (), None, own_test=True)
