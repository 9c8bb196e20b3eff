"""What each word that a state can choose must mean of the numbers, said a second time.

Nothing here asks the states: a word of theirs is held against the published numbers, with the
thresholds of the article as a reader would state them. A state without a meaning fails a test.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

Value = Callable[[str], Any]
Meaning = Callable[[Value], bool]
Meanings = Mapping[str, Meaning]


def _order(a: str, b: str, shown: float = 0.001) -> Meanings:
    return {
        "higher": lambda v: v(a) >= v(b) + shown - 1e-9,
        "same": lambda v: abs(v(a) - v(b)) < shown,
        "lower": lambda v: v(a) <= v(b) - shown + 1e-9,
    }


def _sign(a: str, shown: float = 0.001) -> Meanings:
    return {
        "up": lambda v: v(a) >= shown,
        "flat": lambda v: abs(v(a)) < shown,
        "down": lambda v: v(a) <= -shown,
    }


def _between(metric: str, **limits: tuple[float, float]) -> Meanings:
    """Return words for half-open ranges of a metric."""
    return {
        word: lambda v, low=low, high=high: low - 1e-9 <= v(metric) < high + 1e-9  # type: ignore[misc]
        for word, (low, high) in limits.items()
    }


def _is(metric: str, *words: str) -> Meanings:
    return {word: lambda v, word=word: v(metric) == word for word in words}  # type: ignore[misc]


def _ratio(a: str, b: str) -> Meanings:
    """Two growths over many years: two percent is a tie."""
    return {
        "higher": lambda v: v(a) / v(b) >= 1.02 - 1e-9,
        "same": lambda v: abs(v(a) / v(b) - 1) < 0.02,
        "lower": lambda v: v(a) / v(b) <= 0.98 + 1e-9,
    }


R2000_PE = ("valuation.r2000.forward_pe.ex_losses", "valuation.r2000.forward_pe.all")


def _too_seldom(v: Value, horizon: str) -> bool:
    """If three in five were true, a record as poor would come up less than once in twenty."""
    n, wins = v(f"evidence.sample.first_cut_{horizon}"), v(f"cycles.first_cut.{horizon}.wins")
    base = v(f"cycles.any_month.{horizon}.win_rate")
    share = wins / n
    good = share >= 0.6 - 1e-9 and share - base >= 0.1 - 1e-9
    fair = n >= 10 and share > 0.5 and share > base
    chance = sum(math.comb(n, k) * 0.6**k * 0.4 ** (n - k) for k in range(wins + 1))
    return not good and not fair and chance < 0.05


def _tops(window: str) -> Meanings:
    names = [f"{fund}.volatility.{window}" for fund in ("iwm", "qqq", "spy")]

    def leads(fund: str) -> Meaning:
        own = f"{fund}.volatility.{window}"
        return lambda v: all(v(own) - v(each) > 0.00099 for each in names if each != own)

    found = {fund: leads(fund) for fund in ("iwm", "qqq", "spy")}
    return {**found, "tie": lambda v: not any(found[fund](v) for fund in found)}


def _first(what: str) -> Meanings:
    """The fund that is ahead of the two others by what is printed."""
    names = ("iwm", "spy", "qqq")

    def leads(fund: str) -> Meaning:
        return lambda v: all(
            v(f"{fund}.{what}") - v(f"{x}.{what}") > 0.00099 for x in names if x != fund
        )

    found = {fund: leads(fund) for fund in names}
    return {**found, "tie": lambda v: not any(found[fund](v) for fund in found)}


def _turned(word: Callable[[Any], object], closed: str, to_date: str) -> Meanings:
    """Whether a closed window and the same one to date are called by one word."""
    return {
        "same": lambda v: word(v(closed)) == word(v(to_date)),
        "turned": lambda v: word(v(closed)) != word(v(to_date)),
    }


def _rank(share: float) -> str:
    """The bands of a rank, by the printed percentage."""
    limits = ((0.025, "bottom"), (0.105, "low"), (0.445, "below"), (0.545, "mid"), (0.895, "above"))
    return next((word for limit, word in limits if share < limit), "high")


def _more(v: Value, cases: str) -> int:
    """Tell whether small caps led in more, in fewer than half of the cases, or in half."""
    return int(math.copysign(1, x) if (x := 2 * v(f"{cases}.wins") - v(f"{cases}.n")) else 0)


def _top(v: Value, window: str) -> str:
    """The most volatile fund of a window, if there is one by what is printed."""
    return next(word for word, meant in _tops(window).items() if meant(v))


def _recent(v: Value, window: str) -> str:
    """How the share of large days in a window stands to that of ten years."""
    order = _order(f"iwm.big_days_2pct.{window}", "iwm.big_days_2pct.10y")
    return next(word for word, meant in order.items() if meant(v))


def _outcome(window: str) -> Meanings:
    tna, iwm, three = (
        f"leverage.{x}.{window}" for x in ("tna_return", "iwm_return", "three_times")
    )
    return {
        "about_three": lambda v: abs(v(tna) - v(three)) < 0.0021,
        "lost_while_iwm_rose": lambda v: v(iwm) > 0 > v(tna),
        "below_iwm": lambda v: 0 <= v(tna) < v(iwm) < v(three) or v(iwm) > v(tna) > -0.001,
        "below_three": lambda v: (
            v(tna) < v(three) and (v(iwm) <= 0.001 or v(tna) >= v(iwm) - 0.001)
        ),
        "above_three": lambda v: v(tna) > v(three),
    }


EX, ALL = "valuation.discount.ex_losses", "valuation.discount.all"
LEAD = "relative.iwm_spy.since_published"
BEFORE = "relative.iwm_spy.before_month"
CUT_ON, HIKED_ON, ORIGINAL = "rate.last_cut_date", "rate.last_hike_date", "edition.published"
SOFT = "cycles.first_cut.12m.no_recession"
LOW = "relative.low_ratio_12m"


def _lower(value: Value) -> bool:
    """Tell whether the price ratio stands in the lowest third of its history."""
    return bool(value("relative.price_ratio.percentile") < 1 / 3)


LEADERS = ("lead.6m.iwm_return", "evidence.lead_6m.ijr", "evidence.lead_6m.rsp")
UP = ("cycles.first_cut.no_recession.up_share", "cycles.first_cut.recession.up_share")
BEAR = ("bear.deeper", "bear.compared", "bear.12m.ahead", "bear.12m.n")
CUT, ANY, LAST = "cycles.first_cut.12m", "cycles.any_month.12m", "cycles.last_cut.12m"
MEDIANS = tuple(f"cycles.{event}_cut.12m.median_gap" for event in ("first", "third", "last"))
TNA, IWM, THREE = (f"leverage.{x}.10y" for x in ("tna_return", "iwm_return", "three_times"))
YIELDS = ("ijr.yield.12m", "ijr.yield.year_ago", "ijr.yield.year_ago.largest_share")
VINTAGES = ("evidence.vintages.ahead", "evidence.vintages.n")


def _cheap(value: float) -> bool:
    return value <= -0.01 + 1e-9


def _dear(value: float) -> bool:
    return value >= 0.01 - 1e-9


def _half(v: Value, part: str, whole: str) -> bool:
    """Tell whether more than half of the cases are meant."""
    return bool(2 * v(part) > v(whole))


def _cuts(v: Value, sign: int) -> tuple[bool, bool]:
    """Tell whether the year after first cuts differs in one direction, by median and win rate."""
    gaps = (sign * (v(f"{CUT}.{x}") - v(f"{ANY}.{x}")) for x in ("median_gap", "win_rate"))
    median, rate = (gap >= 0.001 for gap in gaps)
    return median, rate


def _vs_normal(index: str, low: float, high: float) -> Meanings:
    metric = f"valuation.{index}.forward_pe.ex_losses"
    return _between(metric, below=(0, low - 0.05), within=(low - 0.05, high + 0.05),
                    above=(high + 0.05, 1e9))  # fmt: skip


MEANINGS: Mapping[str, Meanings] = {
    # Sections
    "intro.since_published": _between(
        LEAD, clearly_ahead=(0.03, 9), slightly_ahead=(0.01, 0.03), level=(-0.01, 0.01),
        slightly_behind=(-0.03, -0.01), clearly_behind=(-9, -0.03),
    ),
    "intro.month": {
        "gave_back": lambda v: v(BEFORE) > 0.01 and abs(v(LEAD)) < 0.0101,
        "caught_up": lambda v: v(BEFORE) < -0.01 and abs(v(LEAD)) < 0.0101,
        "lost": lambda v: v(LEAD) <= v(BEFORE) - 0.0099,
        "gained": lambda v: v(LEAD) >= v(BEFORE) + 0.0099,
        "steady": lambda v: abs(v(LEAD) - v(BEFORE)) < 0.01,
    },
    "intro.first": _first("total_return.since_published"),
    "intro.fall": {
        "both": lambda v: v("iwm.drawdown.now") < -0.1 > v("spy.drawdown.now"),
        "small": lambda v: v("iwm.drawdown.now") < -0.1 <= v("spy.drawdown.now"),
        "large": lambda v: v("spy.drawdown.now") < -0.1 <= v("iwm.drawdown.now"),
        "none": lambda v: min(v("iwm.drawdown.now"), v("spy.drawdown.now")) >= -0.1,
    },
    "intro.move": {
        "moved": lambda v: max(abs(v(f"{x}.total_return.mtd")) for x in ("iwm", "spy")) >= 0.1,
        "calm": lambda v: max(abs(v(f"{x}.total_return.mtd")) for x in ("iwm", "spy")) <= 0.1,
    },
    "what.list_age": {
        "before": lambda v: v("iwm.holdings_date") <= v("evidence.reconstituted"),
        "after": lambda v: v("iwm.holdings_date") > v("evidence.reconstituted"),
    },
    "what.losses": _between(
        "losses.r2000.share", rare=(0, 0.095), some=(0.095, 0.245), many=(0.245, 0.445),
        about_half_or_more=(0.445, 1.1),
    ),
    "what.most_volatile.1y": _tops("1y"),
    "what.most_volatile.1y_turned": {
        "same": lambda v: _top(v, "1y") == _top(v, "1y_to_date"),
        "turned": lambda v: _top(v, "1y") != _top(v, "1y_to_date"),
    },
    "history.one_year": _sign("relative.iwm_spy.1y"),
    "history.one_year_turned": _turned(
        lambda gap: "level" if abs(gap) < 0.001 else gap > 0,
        "relative.iwm_spy.1y",
        "relative.iwm_spy.1y_to_date",
    ),
    "rates.regime": _is("rate.regime", "easing", "hold", "tightening"),
    "rates.path": {
        "none": lambda v: max(v(CUT_ON), v(HIKED_ON)) <= v(ORIGINAL),
        "paused": lambda v: (
            v("rate.regime") == "hold" and max(v(CUT_ON), v(HIKED_ON)) > v(ORIGINAL)
        ),
        "cut": lambda v: v(HIKED_ON) <= v(ORIGINAL) < v(CUT_ON),
        "hike": lambda v: v(CUT_ON) <= v(ORIGINAL) < v(HIKED_ON),
        "cut_then_hike": lambda v: v(ORIGINAL) < v(CUT_ON) < v(HIKED_ON),
        "hike_then_cut": lambda v: v(ORIGINAL) < v(HIKED_ON) < v(CUT_ON),
    },
    "rates.observed": {
        "current": lambda v: v("rate.observation") == "current",
        "late": lambda v: v("rate.observation") == "late",
    },
    "rates.first_last": {
        "opposite": lambda v: _more(v, CUT) * _more(v, LAST) == -1,
        "alike": lambda v: _more(v, CUT) * _more(v, LAST) != -1,
    },
    "rates.soft": {
        "awkward": lambda v: v(f"{SOFT}.n") > 0 and v(f"{SOFT}.wins") * 2 < v(f"{SOFT}.n"),
        "fits": lambda v: v(f"{SOFT}.n") > 0 and v(f"{SOFT}.wins") * 2 >= v(f"{SOFT}.n"),
        "none": lambda v: v(f"{SOFT}.n") == 0,
    },
    "rates.first_cut": {
        "better": lambda v: v(f"{CUT}.win_rate") - v(f"{ANY}.win_rate") >= 0.05 - 1e-9,
        "alike": lambda v: abs(v(f"{CUT}.win_rate") - v(f"{ANY}.win_rate")) < 0.05,
        "rarer": lambda v: v(f"{CUT}.win_rate") - v(f"{ANY}.win_rate") <= -0.05 + 1e-9,
    },
    "rates.sample": _between(
        f"{CUT}.n", none=(0, 0.5), handful=(1, 4.5), few=(5, 9.5), many=(10, 1e9)
    ),
    "rates.definitions": {
        "all_ahead": lambda v: all(v(each) >= 0.001 for each in MEDIANS),
        "all_behind": lambda v: all(v(each) <= -0.001 for each in MEDIANS),
        "all_level": lambda v: all(abs(v(each)) < 0.001 for each in MEDIANS),
        "differ": lambda v: max(map(v, MEDIANS)) - min(map(v, MEDIANS)) > 0,
    },
    "rates.shared": _between(
        "cycles.third_is_last.n", none=(0, 0.5), one=(1, 1.5), several=(2, 1e9)
    ),
    "valuation.methods": {
        "both_cheaper": lambda v: _cheap(v(EX)) and _cheap(v(ALL)),
        "both_dearer": lambda v: _dear(v(EX)) and _dear(v(ALL)),
        "both_level": lambda v: abs(v(EX)) < 0.01 and abs(v(ALL)) < 0.01,
        "flip": lambda v: _cheap(v(EX)) and _dear(v(ALL)),
        "reverse": lambda v: _dear(v(EX)) and _cheap(v(ALL)),
        "half_cheaper": lambda v: _cheap(min(v(EX), v(ALL))) and abs(max(v(EX), v(ALL))) < 0.01,
        "half_dearer": lambda v: _dear(max(v(EX), v(ALL))) and abs(min(v(EX), v(ALL))) < 0.01,
    },
    "valuation.sp500_vs_normal": _vs_normal("sp500", 17, 18),
    "valuation.r2000_vs_normal": _vs_normal("r2000", 15, 16),
    "valuation.rank": _between(
        "relative.price_ratio.percentile", bottom=(0, 0.025), low=(0.025, 0.105),
        below=(0.105, 0.445), middle=(0.445, 0.545), above=(0.545, 0.895), high=(0.895, 1.1),
    ),
    "valuation.rank_turned": _turned(
        _rank, "relative.price_ratio.percentile", "relative.price_ratio.percentile_to_date"
    ),
    "valuation.low_ratio": {
        "not_low": lambda v: not _lower(v),
        "none": lambda v: _lower(v) and v(f"{LOW}.n") == 0,
        "mostly": lambda v: (
            _lower(v) and v(f"{LOW}.n") > 0 and v(f"{LOW}.wins") >= 0.6 * v(f"{LOW}.n")
        ),
        "half": lambda v: (
            _lower(v) and 0.4 * v(f"{LOW}.n") < v(f"{LOW}.wins") < 0.6 * v(f"{LOW}.n")
        ),
        "seldom": lambda v: (
            _lower(v) and v(f"{LOW}.n") > 0 and v(f"{LOW}.wins") <= 0.4 * v(f"{LOW}.n") + 1e-9
        ),
    },
    **{
        f"valuation.{method}": {
            "cheaper": lambda v, d=discount: _cheap(v(d)),  # type: ignore[misc]
            "level": lambda v, d=discount: abs(v(d)) < 0.01,  # type: ignore[misc]
            "dearer": lambda v, d=discount: _dear(v(d)),  # type: ignore[misc]
        }
        for method, discount in (("ex_losses", EX), ("all", ALL))
    },
    "korea.dollar": {
        "rose": lambda v: v("fx.usdkrw.change.since_published") >= 0.0005,
        "still": lambda v: abs(v("fx.usdkrw.change.since_published")) < 0.0005,
        "fell": lambda v: v("fx.usdkrw.change.since_published") <= -0.0005,
    },
    "etfs.ijr_payout": {
        "one_payout": lambda v: v(YIELDS[0]) < v(YIELDS[1]) and v(YIELDS[2]) >= 0.4
        and v(YIELDS[1]) * (1 - v(YIELDS[2])) <= v(YIELDS[0]),
        "fell": lambda v: v(YIELDS[0]) < v(YIELDS[1]) * (1 - v(YIELDS[2])),
        "lower": lambda v: v(YIELDS[0]) < v(YIELDS[1]),
        "flat": lambda v: abs(v(YIELDS[0]) - v(YIELDS[1])) < 0.0001,
        "rose": lambda v: v(YIELDS[0]) > v(YIELDS[1]),
    },
    "leverage.outcome.10y": _outcome("10y"),
    "risks.losses_weight": _order("losses.r2000.weight", "losses.r2000.share"),
    "risks.big_days_recent": _order("iwm.big_days_2pct.1y", "iwm.big_days_2pct.10y"),
    "risks.big_days_recent_turned": {
        "same": lambda v: _recent(v, "1y") == _recent(v, "1y_to_date"),
        "turned": lambda v: _recent(v, "1y") != _recent(v, "1y_to_date"),
    },
    # Titles of charts
    "charts.technology": {
        "much_lower": lambda v: v("iwm.sector.technology") <= v("spy.sector.technology") - 0.1,
        **_order("iwm.sector.technology", "spy.sector.technology"),
    },
    "charts.growth": _ratio("growth.long.iwm", "growth.long.spy"),
    "charts.drawdowns": _order("spy.max_drawdown.max", "iwm.max_drawdown.max"),
    "charts.bears": {
        "both": lambda v: _half(v, *BEAR[:2]) and _half(v, *BEAR[2:]),
        "deeper_only": lambda v: _half(v, *BEAR[:2]) and not _half(v, *BEAR[2:]),
        "ahead_only": lambda v: not _half(v, *BEAR[:2]) and _half(v, *BEAR[2:]),
        "neither": lambda v: v(BEAR[1]) > 0 and not _half(v, *BEAR[:2]) and not _half(v, *BEAR[2:]),
        "none": lambda v: v(BEAR[1]) == 0,
    },
    "charts.rolling_gap": _sign("relative.rolling_gap.12m"),
    "charts.first_cuts": {
        "better": lambda v: any(_cuts(v, 1)) and not any(_cuts(v, -1)),
        "worse": lambda v: any(_cuts(v, -1)) and not any(_cuts(v, 1)),
        "mixed": lambda v: any(_cuts(v, 1)) == any(_cuts(v, -1)),
    },
    "charts.vintages": {
        "always": lambda v: v(VINTAGES[0]) == v(VINTAGES[1]) > 0,
        "mostly": lambda v: v(VINTAGES[0]) < v(VINTAGES[1]) and _half(v, *VINTAGES),
        "half": lambda v: 2 * v(VINTAGES[0]) == v(VINTAGES[1]),
        "seldom": lambda v: 0 < 2 * v(VINTAGES[0]) < v(VINTAGES[1]),
        "never": lambda v: v(VINTAGES[0]) == 0 < v(VINTAGES[1]),
        "too_early": lambda v: v(VINTAGES[1]) == 0,
    },
    "charts.trio": _ratio("growth.trio.ijr", "growth.trio.iwm"),
    "charts.trio_twins": _ratio("growth.trio.vtwo", "growth.trio.iwm"),
    "charts.tna": {
        "below_iwm": lambda v: v(TNA) <= v(IWM) - 0.02 + 1e-9,
        "as_iwm": lambda v: abs(v(TNA) - v(IWM)) < 0.02,
        "below_three": lambda v: v(IWM) < v(TNA) < v(THREE),
        "as_three": lambda v: abs(v(TNA) - v(THREE)) < 0.02,
        "above_three": lambda v: v(TNA) > v(THREE),
    },
    "charts.losses": _between(
        "losses.r2000.share", fewer=(0, 0.36), about=(0.36, 0.44), more=(0.44, 1.1)
    ),
    "charts.big_days": _between(
        "iwm.big_days_2pct.10y", rare=(0, 0.10), common=(0.10, 0.25), usual=(0.25, 1.1)
    ),
    "charts.mix_return": _order("mix.50.cagr", "mix.0.cagr"),
    "charts.mix_risk": _order("mix.50.volatility", "mix.0.volatility"),
    "charts.mix_won_return": _order("mix.50.krw.cagr", "mix.0.krw.cagr"),
    "charts.mix_won_risk": _order("mix.50.krw.volatility", "mix.0.krw.volatility"),
    # Ranges of published figures
    "claims.tightening_side": _sign("regime.gap.tightening.t", 0.01),
    "claims.easing_side": _sign("regime.gap.easing.t", 0.01),
    "charts.won": _order("iwm.krw.cagr.10y", "iwm.cagr.10y"),
    "claims.first_cut_spans": {
        "open": lambda v: not any(_too_seldom(v, h) for h in ("6m", "12m")),
        "seldom": lambda v: any(_too_seldom(v, h) for h in ("6m", "12m")),
    },
    "claims.pe_r2000_near": {
        "one": lambda v: min(abs(v(each) - 14.5) for each in R2000_PE) <= 1.45 + 1e-9,
        "none": lambda v: min(abs(v(each) - 14.5) for each in R2000_PE) > 1.45 - 1e-9,
    },
    "claims.low_ratio": {"some": lambda v: v(f"{LOW}.n") > 0, "none": lambda v: v(f"{LOW}.n") == 0},
    "claims.rotation_why": {
        "fell": lambda v: v("lead.6m.iwm_return") <= 0,
        "level": lambda v: v("lead.6m.iwm_return") > 0,
    },
    "claims.lead_6m_all": {
        "fell": lambda v: max(map(v, LEADERS)) <= 0,
        "rose": lambda v: max(map(v, LEADERS)) > 0,
    },
    "claims.landing_parts": {
        "both": lambda v: v(UP[0]) >= 0.6 - 1e-9 and v(UP[1]) <= 0.4 + 1e-9,
        "soft": lambda v: v(UP[0]) >= 0.6 - 1e-9 and v(UP[1]) > 0.4,
        "hard": lambda v: v(UP[0]) < 0.6 and v(UP[1]) <= 0.4 + 1e-9,
        "none": lambda v: v(UP[0]) < 0.6 and v(UP[1]) > 0.4,
    },
    "claims.floating_debt_range": _order(
        "evidence.floating_debt.highest_multiple", "evidence.floating_debt.lowest_multiple", 0.1
    ),
    "claims.average_pe_sp500_range": _order(
        "evidence.average_pe.sp500.high", "evidence.average_pe.sp500.low", 0.1
    ),
    "claims.average_pe_r2000_range": _order(
        "evidence.average_pe.r2000.high", "evidence.average_pe.r2000.low", 0.1
    ),
    "claims.relative_pe_range": _order(
        "evidence.relative_pe_average.high", "evidence.relative_pe_average.low", 0.01
    ),
    "claims.active_funds_range": _order(
        "evidence.active_funds.highest_behind", "evidence.active_funds.lowest_behind"
    ),
    "claims.vintages_range": _order("evidence.vintages.best_gap", "evidence.vintages.worst_gap"),
}  # fmt: skip
"""By state and word; ``missing`` needs no meaning here."""
