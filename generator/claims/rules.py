"""The rules: one per claim, written before the data was looked at, in the order of the article.

A rule is asked only when every metric that it needs is there; it answers holds, partly or fails.
Limits belong to the better answer (60 % counts as "at least 60 %"). ``about`` gives decimals
their meaning: 0.35 − 0.25 is 0.1, although binary floating point makes it a little less.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from generator.claims.model import Answered, Metrics
from generator.core.model import Answer, Metric

# "Often": the rate that the original's word suggests (three in five), and clearly more than what
# small caps manage after any month; fewer than five cases are no habit (evidence.sample.*).
OFTEN_RATE = 0.60
OFTEN_LEAD = 0.10
# A stated level holds within a tenth of it, and partly within a quarter: forecasts of earnings,
# and so forward P/Es, differ by about a tenth between vendors.
LEVEL_HOLDS = 0.10
LEVEL_PARTLY = 0.25
# Returns print with one decimal: a lead below that is a tie.
TIE = 0.001
# The mean gap of a month prints with two decimals: what rounds to nothing is nothing.
UNSEEN = 0.00005
EPSILON = 1e-9


# --- Building blocks


def at_least(value: float, limit: float) -> bool:
    """Return whether a value reaches a limit, read as decimals."""
    return value >= limit - EPSILON


def at_most(value: float, limit: float) -> bool:
    """Return whether a value stays within a limit, read as decimals."""
    return value <= limit + EPSILON


def above(value: float, limit: float) -> bool:
    """Return whether a value lies beyond a limit and not on it, read as decimals."""
    return value > limit + EPSILON


def between(value: float, low: float, high: float) -> bool:
    """Return whether a value lies in a range, its ends included."""
    return at_least(value, low) and at_most(value, high)


def ladder(holds: bool, partly: bool) -> Answer:
    """Return holds, else partly, else fails."""
    return "holds" if holds else "partly" if partly else "fails"


def parts(*answers: Answer) -> Answer:
    """Return the answer of several methods: all hold; one holds or all hold partly; else fails."""
    if all(answer == "holds" for answer in answers):
        return "holds"
    return ladder(False, "holds" in answers or all(answer == "partly" for answer in answers))


def both(*held: bool) -> Answer:
    """Return holds where all parts hold, partly where at least one does."""
    return ladder(all(held), any(held))


def capped(answer: Answer) -> Answer:
    """Return the answer, at best partly."""
    return "partly" if answer == "holds" else answer


def level(value: float, stated: float) -> Answer:
    """Return how near a value is to a stated level."""
    distance = abs(value / stated - 1)
    return ladder(at_most(distance, LEVEL_HOLDS), at_most(distance, LEVEL_PARTLY))


def numbers(m: Metrics, *ids: str) -> tuple[float, ...]:
    """Return the values of several metrics."""
    return tuple(m[each].number for each in ids)


def count(m: Metrics, metric_id: str) -> int:
    """Return a metric that counts."""
    return round(m[metric_id].number)


# --- Introduction: the large caps' run and the turn to small ones


def mag7_run(m: Metrics) -> Answered:
    """20 % in a year is twice what US stocks made on average; 10 % is an ordinary good year."""
    mean = m["evidence.mag7_2025.mean"].number
    return Answered(ladder(at_least(mean, 0.20), at_least(mean, 0.10)))


def rotation(m: Metrics) -> Answered:
    """Two points are more than the two ETFs drift apart in a quiet month; less is not a move."""
    lead = m["evidence.lead.iwm_spy"].number
    return Answered(ladder(above(lead, 0.02), at_least(lead, TIE)))


def broadening(m: Metrics) -> Answered:
    """A broad rise carries both small-cap indices past both large ones, not one past one."""
    spy = all(
        at_least(x, TIE) for x in numbers(m, "evidence.lead.iwm_spy", "evidence.lead.ijr_spy")
    )
    qqq = all(
        at_least(x, TIE) for x in numbers(m, "evidence.lead.iwm_qqq", "evidence.lead.ijr_qqq")
    )
    return Answered(ladder(spy and qqq, spy))


# --- What the Russell 2000 is


def r2000_definition(m: Metrics) -> Answered:
    """Mergers shrink the list between reconstitutions: a twentieth is drift, a tenth is not."""
    distance = abs(m["iwm.holdings_count"].number / 2000 - 1)
    return Answered(ladder(at_most(distance, 0.05), at_most(distance, 0.10)))


def domestic_gauge(m: Metrics) -> Answered:
    """Ten points less revenue from abroad is more domestic; "best gauge" is not tested by it."""
    small, large = numbers(m, "evidence.foreign_revenue.small", "evidence.foreign_revenue.large")
    return Answered(ladder(False, at_least(large - small, 0.10)))


def sector_mix(m: Metrics) -> Answered:
    """Four sectors that make up the index hold half of it; "evenly" means none below 8 %."""
    each = numbers(
        m,
        "iwm.sector.financial_services",
        "iwm.sector.healthcare",
        "iwm.sector.industrials",
        "iwm.sector.consumer",
    )
    together = at_least(sum(each), 0.50)
    return Answered(ladder(together and all(at_least(x, 0.08) for x in each), together))


def rep_company(m: Metrics) -> Answered:
    """A company represents an index only as its member."""
    member = m["evidence.super_micro.russell_2000"].value == "in"
    return Answered("holds" if member else "fails")


def sp500_balanced(m: Metrics) -> Answered:
    """Eleven sectors in balance leave none with a quarter of the index; 30 % is near a third."""
    largest = m["spy.top_sector_weight"].number
    return Answered(ladder(at_most(largest, 0.25), at_most(largest, 0.30)))


def nasdaq_tech(m: Metrics) -> Answered:
    """Sectors overwhelm an index when they outweigh all the others together."""
    together = m["qqq.sector.technology_communication"].number
    return Answered(ladder(at_least(together, 0.50), at_least(together, 0.40)))


def vol_order(m: Metrics) -> Answered:
    """A timeless order shows in every window; the ends of it are what matters to an investor."""
    rows = [
        numbers(m, *(f"{fund}.volatility.{window}" for fund in ("spy", "qqq", "iwm")))
        for window in ("1y", "5y", "10y")
    ]
    order = all(spy < qqq < iwm for spy, qqq, iwm in rows)
    calmest = all(spy < min(qqq, iwm) for spy, qqq, iwm in rows)
    wildest = any(iwm > max(spy, qqq) for spy, qqq, iwm in rows)
    return Answered(ladder(order, calmest and wildest))


def falls_more(m: Metrics) -> Answered:
    """Two views of the same thing: the average falling month (5 % more), and the worst months."""
    capture, share = numbers(m, "iwm.down_capture.10y", "evidence.down_months.share")
    answer = both(above(capture, 1.05), at_least(share, 0.60))
    return Answered(answer, count(m, "evidence.down_months.n"))


def recovers_more(m: Metrics) -> Answered:
    """Three recoveries in five are a habit, half of them a coin; under four lows say nothing."""
    share = m["bear.12m.share"].number
    answer = ladder(at_least(share, 0.60), at_least(share, 0.50))
    return Answered(answer, count(m, "bear.12m.n"))


# --- Rates


def floating_debt(m: Metrics) -> Answered:
    """Estimates differ widely, so all must agree; twice as much is more than their spread."""
    lowest = m["evidence.floating_debt.lowest_multiple"].number
    return Answered(ladder(at_least(lowest, 2), above(lowest, 1)))


def cuts_help_most(m: Metrics) -> Answered:
    """Gaining most shows in the typical lead, and in leading more often than after any month."""
    median, wins, base = numbers(
        m,
        "cycles.first_cut.12m.median_gap",
        "cycles.first_cut.12m.win_rate",
        "cycles.any_month.12m.win_rate",
    )
    return Answered(both(median > 0, above(wins, base)), count(m, "cycles.first_cut.12m.n"))


def first_cut_6_12m(m: Metrics) -> Answered:
    """Often, at both ends of the span that the original names."""
    held = []
    for horizon in ("6m", "12m"):
        wins, base = numbers(
            m, f"cycles.first_cut.{horizon}.win_rate", f"cycles.any_month.{horizon}.win_rate"
        )
        held.append(at_least(wins, OFTEN_RATE) and at_least(wins - base, OFTEN_LEAD))
    n = min(count(m, f"evidence.sample.first_cut_{horizon}") for horizon in ("6m", "12m"))
    return Answered(both(*held), n)


def easing_now(m: Metrics) -> Answered:
    """The last change gives the direction; after nine months without one, rates are on hold."""
    regime = m["rate.regime"].value
    return Answered(ladder(regime == "easing", regime == "hold"))


def _regime_months(m: Metrics, regime: str, sign: int) -> Answered:
    gap, every = numbers(
        m,
        f"evidence.regime_months.{regime}.mean_gap",
        "evidence.regime_months.all.mean_gap",
    )
    answer = both(above(sign * gap, UNSEEN), above(sign * (gap - every), UNSEEN))
    return Answered(answer, count(m, f"evidence.regime_months.{regime}.n"))


def tight_weaker(m: Metrics) -> Answered:
    """Weaker than large caps in such months, and weaker than small caps are in any month."""
    return _regime_months(m, "tightening", -1)


def easing_stronger(m: Metrics) -> Answered:
    """Stronger than large caps in such months, and stronger than small caps are in any month."""
    return _regime_months(m, "easing", 1)


# --- Valuation


def pe_sp500_21_5(m: Metrics) -> Answered:
    """One method is enough here: hardly any large cap loses money, so the two nearly agree."""
    return Answered(level(m["valuation.sp500.forward_pe.ex_losses"].number, 21.5))


def pe_r2000_14_5(m: Metrics) -> Answered:
    """Loss-makers change this multiple by a third, and the original names no method: both count."""
    methods = numbers(m, "valuation.r2000.forward_pe.ex_losses", "valuation.r2000.forward_pe.all")
    return Answered(parts(*(level(value, 14.5) for value in methods)))


def hist_avg_pe(m: Metrics) -> Answered:
    """An average depends on its window: a tenth around the stated range allows for that."""
    held = []
    for index, low, high in (("sp500", 17, 18), ("r2000", 15, 16)):
        least, most = numbers(m, *(f"evidence.average_pe.{index}.{end}" for end in ("low", "high")))
        room_below, room_above = low * (1 - LEVEL_HOLDS), high * (1 + LEVEL_HOLDS)
        held.append(at_least(least, room_below) and at_most(most, room_above))
    return Answered(both(*held))


def discount_30(m: Metrics) -> Answered:
    """Five points either way are "about 30 %"; the original names no method, so both count."""
    methods = numbers(m, "valuation.discount.ex_losses", "valuation.discount.all")
    return Answered(both(*(between(-value, 0.25, 0.35) for value in methods)))


def widest_since_2000(m: Metrics) -> Answered:
    """The lowest fiftieth of some 300 month-ends is a handful of months; a tenth is merely low.

    Prices alone are no valuation: where a published vintage had shown a gap of 30 % before, the
    present one cannot be new, whatever the price ratio says.
    """
    rank = m["relative.price_ratio.percentile_2000"].number
    answer = ladder(at_most(rank, 0.02), at_most(rank, 0.10))
    lowest = m.get("evidence.vintages.lowest_before")
    if isinstance(lowest, Metric) and at_most(lowest.number, 0.70):
        answer = capped(answer)
    # Only the sentence for partly cites the vintage; otherwise prices alone have decided.
    return Answered(answer, by_facts=answer == "partly")


def premium_is_normal(m: Metrics) -> Answered:
    """5 % is a premium that rounding does not make; within 5 % of parity there is none to speak of.

    Every published mean counts, so the lowest decides.
    """
    lowest = m["evidence.relative_pe_average.low"].number
    return Answered(ladder(at_least(lowest, 1.05), at_least(lowest, 0.95)))


def always_12m(m: Metrics) -> Answered:
    """One counterexample refutes "always"; that it holds takes at least five cases."""
    n, ahead = count(m, "evidence.sample.vintages"), count(m, "evidence.vintages.ahead")
    return Answered("fails" if ahead < n else "holds", n)


# --- ETFs


def stock_picking_hard(m: Metrics) -> Answered:
    """If experts could do it, half of them would beat the index; 60 % behind is clearly fewer."""
    lowest, highest = numbers(
        m, "evidence.active_funds.lowest_behind", "evidence.active_funds.highest_behind"
    )
    return Answered(ladder(at_least(lowest, 0.60), at_least(highest, 0.60)))


def etf_trio_tracks(m: Metrics) -> Answered:
    """A fund's name states its index; three are claimed."""
    names = count(m, "evidence.trio.russell_2000_names")
    return Answered(ladder(names == 3, names == 2))


def vtwo_same_index(m: Metrics) -> Answered:
    """Twins move together in every month and differ by their fees: 0.2 points a year at most."""
    correlation, gap = numbers(
        m, "relative.vtwo_iwm.correlation.5y", "relative.vtwo_iwm.cagr_gap.5y"
    )
    return Answered(both(at_least(correlation, 0.999), at_most(abs(gap), 0.002)))


def _fee(m: Metrics, fund: str, stated: str) -> Answered:
    """Fees are quoted with two decimals; two hundredths of a point are a small change of fee."""
    percent = Decimal(repr(m[f"{fund}.fee"].number)) * 100
    shown = percent.quantize(Decimal("0.01"), ROUND_HALF_UP)
    near = abs(percent - Decimal(stated)) <= Decimal("0.02")
    return Answered(ladder(shown == Decimal(stated), near))


def iwm_fee(m: Metrics) -> Answered:
    """The stated 0.19 %."""
    return _fee(m, "iwm", "0.19")


def vtwo_fee(m: Metrics) -> Answered:
    """The stated 0.10 %."""
    return _fee(m, "vtwo", "0.10")


def ijr_fee(m: Metrics) -> Answered:
    """The stated 0.06 %."""
    return _fee(m, "ijr", "0.06")


def vtwo_half_fee(m: Metrics) -> Answered:
    """Half, give or take a tenth of it; a third or two thirds are half only loosely speaking."""
    ratio = m["vtwo.fee_vs_iwm"].number
    return Answered(ladder(between(ratio, 0.45, 0.55), between(ratio, 0.35, 0.65)))


def ijr_lowest_fee(m: Metrics) -> Answered:
    """The lowest fee is below both others; a shared one is not."""
    iwm, vtwo, ijr = numbers(m, "iwm.fee", "vtwo.fee", "ijr.fee")
    return Answered("holds" if ijr < min(iwm, vtwo) else "fails")


def yields(m: Metrics) -> Answered:
    """A quarter point is what one uneven payout can move a yield of a little over 1 %."""
    stated = {"iwm": 0.012, "vtwo": 0.013, "ijr": 0.013}
    near = [
        at_most(abs(m[f"{fund}.yield.12m"].number - value), 0.0025)
        for fund, value in stated.items()
    ]
    return Answered(ladder(sum(near) == 3, sum(near) == 2))


def iwm_most_traded(m: Metrics) -> Answered:
    """Three times each of the others is "by far"."""
    ratios = numbers(m, "iwm.dollar_volume_vs.vtwo", "iwm.dollar_volume_vs.ijr")
    return Answered(ladder(all(at_least(x, 3) for x in ratios), all(above(x, 1) for x in ratios)))


def ijr_safer(m: Metrics) -> Answered:
    """Steadier in ordinary times, in the worst times, and for the reason that is given."""
    ids = ("volatility.5y", "volatility.10y", "max_drawdown.max")
    ijr, iwm = (numbers(m, *(f"{fund}.{each}" for each in ids)) for fund in ("ijr", "iwm"))
    losses = m["losses.sp600.share"].number < m["losses.r2000.share"].number
    held = (ijr[0] < iwm[0] and ijr[1] < iwm[1], ijr[2] > iwm[2], losses)
    return Answered(ladder(sum(held) == 3, sum(held) == 2))


def pension_account(m: Metrics) -> Answered:
    """The rule of the account decides; account types that differ make it partly true."""
    rule = m["evidence.pension_account.us_listed"].value
    return Answered(ladder(rule == "allowed", rule == "mixed"))


def tna_3x_daily(m: Metrics) -> Answered:
    """Within a twentieth of three: what costs, cash and closing times may take from a promise."""
    betas = numbers(m, "leverage.daily_beta.1y", "leverage.daily_beta.5y")
    return Answered(both(*(between(beta, 2.85, 3.15) for beta in betas)))


def tna_not_longterm(m: Metrics) -> Answered:
    """Whoever takes three times the risk for ten years should at least not end with less."""
    tna, iwm, gap = numbers(
        m, "leverage.tna_return.10y", "leverage.iwm_return.10y", "leverage.gap.10y"
    )
    return Answered(ladder(tna < iwm, gap < 0))


def decay(m: Metrics) -> Answered:
    """Nine in ten is as good as always for windows that overlap; three in five is a tendency."""
    share = m["leverage.flat_12m.share_below"].number
    answer = ladder(at_least(share, 0.90), at_least(share, 0.60))
    return Answered(answer, count(m, "evidence.sample.flat_years"))


# --- Risks


def zombie_40(m: Metrics) -> Answered:
    """Losing money is not being a zombie, so at best partly: within a tenth of 40 %."""
    return Answered(ladder(False, between(m["losses.r2000.share"].number, 0.36, 0.44)))


def bankruptcy_risk(m: Metrics) -> Answered:
    """Twice as high is "far higher"."""
    small, large = numbers(
        m,
        "evidence.default_rate.small_in_recession",
        "evidence.default_rate.large_in_recession",
    )
    return Answered(ladder(at_least(small, 2 * large), above(small, large)))


def soft_landing(m: Metrics) -> Answered:
    """Up in three of five soft landings, in at most two of five hard ones.

    With fewer than two cases in a group there is nothing to generalise from: at best partly.
    """
    soft, hard = numbers(
        m, "cycles.first_cut.no_recession.up_share", "cycles.first_cut.recession.up_share"
    )
    sizes = [count(m, f"cycles.first_cut.{group}.n") for group in ("no_recession", "recession")]
    answer = both(at_least(soft, 0.60), at_most(hard, 0.40))
    return Answered(capped(answer) if min(sizes) < 2 else answer, sum(sizes))


def big_moves(m: Metrics) -> Answered:
    """Usual is more than once a week (one day in four); one in ten is twice a month."""
    share = m["iwm.big_days_2pct.10y"].number
    return Answered(ladder(at_least(share, 0.25), at_least(share, 0.10)))


# --- Conclusion


def iwm_for_stability(m: Metrics) -> Answered:
    """A steady investor's fund swings like the whole market; a quarter more is felt."""
    multiple = m["evidence.volatility_vs_spy.iwm.5y"].number
    return Answered(ladder(at_most(multiple, 1.10), at_most(multiple, 1.25)))
