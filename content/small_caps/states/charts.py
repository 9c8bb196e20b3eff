"""States of the charts' titles: what each chart shows, in the data's own words."""

from __future__ import annotations

from collections.abc import Callable

from generator.claims.criteria import at_least, between
from generator.claims.model import Metrics
from generator.language.states import SHOWN, State, compare, custom, sign
from small_caps.claims.risks import NOT_RARE, USUAL, ZOMBIES

# Growth of 100 and TNA's returns are compared over many years: two percent is a tie.
TIE = 0.02
EVENTS, PARTS = ("first_cut", "any_month"), ("median_gap", "win_rate")
MUCH = 0.1
"""A difference of weights from here on is large."""


def _technology(metrics: Metrics) -> str:
    gap = metrics["iwm.sector.technology"].number - metrics["spy.sector.technology"].number
    if abs(gap) < SHOWN:
        return "same"
    if gap > 0:
        return "higher"
    return "much_lower" if gap <= -MUCH else "lower"


def grown(ratio: float) -> str:
    """Return how a growth of 100 compares with another, by their ratio."""
    if abs(ratio - 1) < TIE:
        return "same"
    return "higher" if ratio > 1 else "lower"


def _grown(first: str, second: str) -> Callable[[Metrics], str]:
    return lambda metrics: grown(metrics[first].number / metrics[second].number)


def _losses(metrics: Metrics) -> str:
    """Return how the share of loss-makers stands to what the claim of zombies allows."""
    share = metrics["losses.r2000.share"].number
    if between(share, *ZOMBIES):
        return "about"
    return "fewer" if share < ZOMBIES[0] else "more"


def _big_days(metrics: Metrics) -> str:
    """Return what the claim of usual big days would call them."""
    share = metrics["iwm.big_days_2pct.10y"].number
    if at_least(share, USUAL):
        return "usual"
    return "common" if at_least(share, NOT_RARE) else "rare"


def _bears(metrics: Metrics) -> str:
    """Return in what IWM led most large falls of SPY: in depth, in the year after, in both."""
    n, known = metrics["bear.compared"].number, metrics["bear.12m.n"].number
    if not n:
        return "none"
    deeper = metrics["bear.deeper"].number > n / 2
    ahead = metrics["bear.12m.ahead"].number > known / 2
    if deeper:
        return "both" if ahead else "deeper_only"
    return "ahead_only" if ahead else "neither"


def _first_cuts(metrics: Metrics) -> str:
    """Return how the year after first cuts compares with the year after any month."""
    median = _side(
        metrics["cycles.first_cut.12m.median_gap"].number
        - metrics["cycles.any_month.12m.median_gap"].number
    )
    rate = _side(
        metrics["cycles.first_cut.12m.win_rate"].number
        - metrics["cycles.any_month.12m.win_rate"].number
    )
    if median + rate >= 1 and min(median, rate) >= 0:
        return "better"
    if median + rate <= -1 and max(median, rate) <= 0:
        return "worse"
    return "mixed"


def _side(value: float) -> int:
    return 0 if abs(value) < SHOWN else 1 if value > 0 else -1


def _vintages(metrics: Metrics) -> str:
    n, ahead = metrics["evidence.vintages.n"].number, metrics["evidence.vintages.ahead"].number
    if not n:
        return "too_early"
    if ahead == n:
        return "always"
    if not ahead:
        return "never"
    return "mostly" if ahead > n / 2 else "half" if ahead == n / 2 else "seldom"


def _tna(metrics: Metrics) -> str:
    """Return where TNA's ten years lie: below IWM, between IWM and three times it, or above."""
    tna, iwm = (metrics[f"leverage.{x}_return.10y"].number for x in ("tna", "iwm"))
    three = metrics["leverage.three_times.10y"].number
    if abs(tna - iwm) < TIE:
        return "as_iwm"
    if tna < iwm:
        return "below_iwm"
    if abs(tna - three) < TIE:
        return "as_three"
    return "below_three" if tna < three else "above_three"


STATES: tuple[State, ...] = (
    custom(
        "charts.technology",
        ("much_lower", "lower", "same", "higher"),
        needs=("iwm.sector.technology", "spy.sector.technology"),
        choose=_technology,
    ),
    custom(
        "charts.growth",
        ("higher", "same", "lower"),
        needs=("growth.long.iwm", "growth.long.spy", "growth.long.start"),
        choose=_grown("growth.long.iwm", "growth.long.spy"),
    ),
    compare("charts.drawdowns", "spy.max_drawdown.max", "iwm.max_drawdown.max"),
    custom(
        "charts.bears",
        ("both", "deeper_only", "ahead_only", "neither", "none"),
        needs=("bear.compared", "bear.deeper", "bear.12m.n", "bear.12m.ahead"),
        choose=_bears,
    ),
    compare("charts.won", "iwm.krw.cagr.10y", "iwm.cagr.10y"),
    sign("charts.rolling_gap", "relative.rolling_gap.12m"),
    custom(
        "charts.first_cuts",
        ("better", "mixed", "worse"),
        needs=(
            *(f"cycles.{event}.12m.{part}" for event in EVENTS for part in PARTS),
            "cycles.first_cut.12m.n",
            "cycles.first_cut.12m.wins",
        ),
        choose=_first_cuts,
    ),
    custom(
        "charts.vintages",
        ("always", "mostly", "half", "seldom", "never", "too_early"),
        needs=("evidence.vintages.n", "evidence.vintages.ahead"),
        choose=_vintages,
    ),
    custom(
        "charts.trio",
        ("higher", "same", "lower"),
        needs=("growth.trio.ijr", "growth.trio.iwm", "growth.trio.start"),
        choose=_grown("growth.trio.ijr", "growth.trio.iwm"),
    ),
    custom(
        "charts.trio_twins",
        ("higher", "same", "lower"),
        needs=("growth.trio.vtwo", "growth.trio.iwm"),
        choose=_grown("growth.trio.vtwo", "growth.trio.iwm"),
    ),
    custom(
        "charts.tna",
        ("below_iwm", "as_iwm", "below_three", "as_three", "above_three"),
        needs=(
            "leverage.tna_return.10y",
            "leverage.iwm_return.10y",
            "leverage.three_times.10y",
        ),
        choose=_tna,
    ),
    custom("charts.losses", ("fewer", "about", "more"), ("losses.r2000.share",), _losses),
    custom("charts.big_days", ("rare", "common", "usual"), ("iwm.big_days_2pct.10y",), _big_days),
    compare("charts.mix_return", "mix.50.cagr", "mix.0.cagr"),
    compare("charts.mix_risk", "mix.50.volatility", "mix.0.volatility"),
    compare("charts.mix_won_return", "mix.50.krw.cagr", "mix.0.krw.cagr"),
    compare("charts.mix_won_risk", "mix.50.krw.volatility", "mix.0.krw.volatility"),
)
