"""The ETFs: what they track, cost, pay, and whom they suit."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from generator.claims.criteria import above, at_least, at_most, between, count, ladder, numbers
from generator.claims.model import Answered, Metrics
from generator.claims.registry import claim
from small_caps.claims import REVISED
from small_caps.claims.criteria import both
from small_caps.metrics import evidence_facts as facts

FEES = {"iwm": 0.0019, "vtwo": 0.0010, "ijr": 0.0006}
YIELDS = {"iwm": 0.012, "vtwo": 0.013, "ijr": 0.013}
STEADIER = 0.005
"""Half a point of volatility is more than funds on one index differ by."""
SHALLOWER = 0.01
FEWER_LOSSES = 0.05


@claim(
    "etfs",
    "L",
    "funds",
    "evidence.active_funds.lowest_behind",
    "evidence.active_funds.highest_behind",
    facts=facts.active_funds,
)
def stock_picking_hard(m: Metrics) -> Answered:
    """If experts could do it, half of them would beat the index; 60 % behind is clearly fewer."""
    lowest, highest = numbers(
        m, "evidence.active_funds.lowest_behind", "evidence.active_funds.highest_behind"
    )
    return Answered(ladder(at_least(lowest, 0.60), at_least(highest, 0.60)))


@claim("trio", "V", "funds", "evidence.trio.russell_2000_names")
def etf_trio_tracks(m: Metrics) -> Answered:
    """A fund's name states its index; three are claimed."""
    names = count(m, "evidence.trio.russell_2000_names")
    return Answered(ladder(names == 3, names == 2))


@claim(
    "trio",
    "V",
    "funds",
    "relative.vtwo_iwm.correlation.5y",
    "relative.vtwo_iwm.cagr_gap.5y",
)
def vtwo_same_index(m: Metrics) -> Answered:
    """Twins move together in every month and differ by their fees: 0.2 points a year at most."""
    correlation, gap = numbers(
        m, "relative.vtwo_iwm.correlation.5y", "relative.vtwo_iwm.cagr_gap.5y"
    )
    return Answered(both(at_least(correlation, 0.999), at_most(abs(gap), 0.002)))


def _fee(m: Metrics, fund: str) -> Answered:
    fee, stated = m[f"{fund}.fee"].number, FEES[fund]
    step = Decimal("0.0001")  # two decimals of a per cent
    equal = Decimal(repr(fee)).quantize(step, ROUND_HALF_UP) == Decimal(repr(stated))
    return Answered(ladder(equal, at_most(abs(fee - stated), 0.0002)))


@claim("trio", "V", "funds", "iwm.fee")
def iwm_fee(m: Metrics) -> Answered:
    """Fees are stated with two decimals: equal there, or two hundredths off."""
    return _fee(m, "iwm")


@claim("trio", "V", "funds", "vtwo.fee")
def vtwo_fee(m: Metrics) -> Answered:
    """Fees are stated with two decimals: equal there, or two hundredths off."""
    return _fee(m, "vtwo")


@claim("trio", "V", "funds", "ijr.fee")
def ijr_fee(m: Metrics) -> Answered:
    """Fees are stated with two decimals: equal there, or two hundredths off."""
    return _fee(m, "ijr")


@claim("trio", "V", "funds", "vtwo.fee_vs_iwm", "vtwo.fee", "iwm.fee")
def vtwo_half_fee(m: Metrics) -> Answered:
    """Two-decimal fees make halves of 0.45 to 0.55; a third or two thirds is no half."""
    ratio = m["vtwo.fee_vs_iwm"].number
    return Answered(ladder(between(ratio, 0.45, 0.55), between(ratio, 0.35, 0.65)))


@claim("trio", "V", "funds", "iwm.fee", "vtwo.fee", "ijr.fee", answers=("holds", "fails"))
def ijr_lowest_fee(m: Metrics) -> Answered:
    """The lowest fee is below both others; a shared one is not."""
    iwm, vtwo, ijr = numbers(m, "iwm.fee", "vtwo.fee", "ijr.fee")
    return Answered("holds" if ijr < min(iwm, vtwo) else "fails")


@claim("trio", "V", "funds", "iwm.yield.12m", "vtwo.yield.12m", "ijr.yield.12m")
def yields(m: Metrics) -> Answered:
    """A quarter point is what one uneven payout can move a yield of a little over 1 %."""
    near = sum(
        at_most(abs(m[f"{fund}.yield.12m"].number - stated), 0.0025)
        for fund, stated in YIELDS.items()
    )
    return Answered(ladder(near == 3, near == 2))


@claim(
    "trio",
    "V",
    "funds",
    "iwm.dollar_volume_vs.vtwo",
    "iwm.dollar_volume_vs.ijr",
    "iwm.dollar_volume.3m",
)
def iwm_most_traded(m: Metrics) -> Answered:
    """Three times each of the others is "by far"."""
    ratios = numbers(m, "iwm.dollar_volume_vs.vtwo", "iwm.dollar_volume_vs.ijr")
    return Answered(ladder(all(at_least(x, 3) for x in ratios), all(above(x, 1) for x in ratios)))


@claim(
    "trio",
    "L",
    "funds",
    *(f"{fund}.volatility.{window}" for window in ("5y", "10y") for fund in ("ijr", "iwm")),
    "evidence.drawdown_2000.ijr",
    "evidence.drawdown_2000.iwm",
    "losses.sp600.share",
    "losses.r2000.share",
    since=REVISED,
)
def ijr_safer(m: Metrics) -> Answered:
    """Steadier in two windows, in the worst of times, and for the reason that is given."""
    ids = ("volatility.5y", "volatility.10y")
    ijr, iwm = (numbers(m, *(f"{fund}.{each}" for each in ids)) for fund in ("ijr", "iwm"))
    fall, other = numbers(m, "evidence.drawdown_2000.ijr", "evidence.drawdown_2000.iwm")
    sp600, r2000 = numbers(m, "losses.sp600.share", "losses.r2000.share")
    held = sum(
        (
            at_least(iwm[0] - ijr[0], STEADIER),
            at_least(iwm[1] - ijr[1], STEADIER),
            at_least(fall - other, SHALLOWER),
            at_least(r2000 - sp600, FEWER_LOSSES),
        )
    )
    return Answered(ladder(held >= 3, held == 2))


@claim(
    "trio",
    "V",
    "funds",
    "evidence.pension_account.us_listed",
    "evidence.pension_account.rule_date",
    facts=facts.pension_rules,
)
def pension_account(m: Metrics) -> Answered:
    """The rule of the account decides; account types that differ make it partly true."""
    rule = m["evidence.pension_account.us_listed"].value
    return Answered(ladder(rule == "allowed", rule == "mixed"))


@claim(
    "trio",
    "L",
    "funds",
    *(f"{fund}.{each}" for each in ("fee", "cagr.10y") for fund in ("iwm", "vtwo", "ijr")),
    since=REVISED,
)
def long_holding(m: Metrics) -> Answered:
    """Over years the fee is what one knows; ten years show whether it was worth it."""
    fees = numbers(m, "vtwo.fee", "ijr.fee")
    gains = numbers(m, "vtwo.cagr.10y", "ijr.cagr.10y")
    cheaper = all(above(m["iwm.fee"].number, fee) for fee in fees)
    ahead = all(at_least(gain, m["iwm.cagr.10y"].number) for gain in gains)
    return Answered(both(cheaper, ahead))


@claim(
    "conclusion",
    "L",
    "funds",
    "iwm.volatility.5y",
    "spy.volatility.5y",
    "tna.volatility.5y",
    "evidence.volatility_vs_spy.iwm.5y",
    since=REVISED,
)
def iwm_for_stability(m: Metrics) -> Answered:
    """Steady beside the market, and beside the other fund that the conclusion offers."""
    iwm, spy, tna = numbers(m, "iwm.volatility.5y", "spy.volatility.5y", "tna.volatility.5y")
    return Answered(both(at_most(iwm, 1.10 * spy), at_most(iwm, 0.50 * tna)))


@claim("leverage", "L", "funds", "leverage.daily_beta.1y", "leverage.daily_beta.5y")
def tna_3x_daily(m: Metrics) -> Answered:
    """Within a twentieth of three: what costs, cash and closing times may take from a promise."""
    betas = numbers(m, "leverage.daily_beta.1y", "leverage.daily_beta.5y")
    return Answered(both(*(between(beta, 2.85, 3.15) for beta in betas)))
