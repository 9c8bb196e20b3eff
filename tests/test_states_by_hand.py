"""States by hand: each word of a rule, and the limits at which the next one begins."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from test_states_first_sections import STATES, Numbers

BEARS = ("bear.compared", "bear.deeper", "bear.12m.n", "bear.12m.ahead")
CUTS = tuple(
    f"cycles.{event}.12m.{part}"
    for part in ("median_gap", "win_rate")
    for event in ("first_cut", "any_month")
)
TNA = tuple(f"leverage.{each}.10y" for each in ("tna_return", "iwm_return", "three_times"))
SINCE = tuple(f"{fund}.total_return.since_published" for fund in ("iwm", "spy", "qqq"))
PAYOUT = ("ijr.yield.12m", "ijr.yield.year_ago", "ijr.yield.year_ago.largest_share")
LANDINGS = tuple(f"cycles.first_cut.{each}.up_share" for each in ("no_recession", "recession"))
LEADERS = ("lead.6m.iwm_return", "evidence.lead_6m.ijr", "evidence.lead_6m.rsp")
SPANS = tuple(
    part
    for span in ("6m", "12m")
    for part in (
        f"evidence.sample.first_cut_{span}",
        f"cycles.first_cut.{span}.wins",
        f"cycles.any_month.{span}.win_rate",
    )
)
R2000 = tuple(f"valuation.r2000.forward_pe.{each}" for each in ("ex_losses", "all"))
ENDS = tuple(
    f"cycles.{each}_cut.12m.{part}" for each in ("first", "last") for part in ("n", "wins")
)
SOFT = tuple(f"cycles.first_cut.12m.no_recession.{part}" for part in ("n", "wins"))
TECHNOLOGY = tuple(f"{fund}.sector.technology" for fund in ("iwm", "spy"))
MOVES = tuple(f"{fund}.total_return.mtd" for fund in ("iwm", "spy"))
DEBT = tuple(f"evidence.floating_debt.{each}_multiple" for each in ("highest", "lowest"))
RELATIVE = tuple(f"evidence.relative_pe_average.{each}" for each in ("high", "low"))
BIG_DAYS = tuple(f"iwm.big_days_2pct.{each}" for each in ("1y", "10y", "1y_to_date"))
ONE_YEAR = tuple(f"relative.iwm_spy.{each}" for each in ("1y", "1y_to_date"))
VINTAGES = ("evidence.vintages.n", "evidence.vintages.ahead")


@pytest.mark.parametrize(
    ("state", "metrics", "cases"),
    [
        # Ten points of weight are much; what is not shown is no difference.
        ("charts.technology", TECHNOLOGY, {
            (0.2, 0.2): "same", (0.2001, 0.2): "same", (0.21, 0.2): "higher",
            (0.19, 0.2): "lower", (0.126, 0.225): "lower", (0.125, 0.225): "much_lower",
        }),
        # Growths within two percent of each other are a tie.
        ("charts.growth", ("growth.long.iwm", "growth.long.spy"), {
            (101.9, 100): "same", (98.1, 100): "same", (102.1, 100): "higher",
            (97.9, 100): "lower",
        }),
        ("charts.trio", ("growth.trio.ijr", "growth.trio.iwm"), {
            (103, 100): "higher", (100, 103): "lower", (100, 100): "same",
        }),
        ("charts.trio_twins", ("growth.trio.vtwo", "growth.trio.iwm"), {
            (103, 100): "higher", (100, 103): "lower", (100, 100): "same",
        }),
        # Half of the falls are not most of them.
        ("charts.bears", BEARS, {
            (0, 0, 0, 0): "none", (4, 3, 4, 3): "both", (4, 3, 4, 2): "deeper_only",
            (4, 2, 4, 3): "ahead_only", (4, 2, 4, 2): "neither", (1, 1, 1, 0): "deeper_only",
        }),
        # The median and the rate, each better, alike or worse; one of each is mixed.
        ("charts.first_cuts", CUTS, {
            (0.05, 0.02, 0.7, 0.5): "better", (0.05, 0.02, 0.5, 0.5): "better",
            (0.02, 0.02, 0.7, 0.5): "better", (0.02, 0.02, 0.5, 0.5): "mixed",
            (0.05, 0.02, 0.4, 0.5): "mixed", (0.01, 0.02, 0.7, 0.5): "mixed",
            (0.01, 0.02, 0.5, 0.5): "worse", (0.02, 0.02, 0.4, 0.5): "worse",
            (0.01, 0.02, 0.4, 0.5): "worse",
        }),
        ("charts.vintages", VINTAGES, {
            (0, 0): "too_early", (4, 4): "always", (1, 1): "always", (4, 0): "never",
            (4, 3): "mostly", (4, 2): "half", (4, 1): "seldom", (5, 3): "mostly",
        }),
        ("charts.tna", TNA, {
            (0.5, 0.51, 1.53): "as_iwm", (0.4, 0.5, 1.5): "below_iwm",
            (0.9, 0.5, 1.5): "below_three", (1.49, 0.5, 1.5): "as_three",
            (1.6, 0.5, 1.5): "above_three",
        }),
        # The claim of zombies allows 36 to 44 percent, both included.
        ("charts.losses", ("losses.r2000.share",), {
            (0.359,): "fewer", (0.36,): "about", (0.44,): "about", (0.441,): "more",
        }),
        ("charts.big_days", ("iwm.big_days_2pct.10y",), {
            (0.099,): "rare", (0.10,): "common", (0.249,): "common", (0.25,): "usual",
        }),
        # Often is three wins in five; one poor span is enough.
        ("claims.first_cut_spans", SPANS, {
            (12, 9, 0.5, 12, 9, 0.5): "open", (12, 1, 0.5, 12, 9, 0.5): "seldom",
            (12, 9, 0.5, 12, 1, 0.5): "seldom",
        }),
        # Within a tenth of 14.5, by either way of counting.
        ("claims.pe_r2000_near", R2000, {
            (15.9, 25): "one", (25, 13.1): "one", (16.1, 25): "none", (12.9, 25): "none",
        }),
        ("claims.low_ratio", ("relative.low_ratio_12m.n",), {(0,): "none", (1,): "some"}),
        ("claims.rotation_why", LEADERS[:1], {(0.0,): "fell", (0.01,): "level"}),
        ("claims.lead_6m_all", LEADERS, {
            (0.0, -0.1, 0.0): "fell", (0.01, -0.1, -0.1): "rose", (-0.1, 0.01, -0.1): "rose",
            (-0.1, -0.1, 0.01): "rose",
        }),
        # Six in ten soft landings up, at most four in ten hard ones.
        ("claims.landing_parts", LANDINGS, {
            (0.6, 0.4): "both", (0.6, 0.5): "soft", (0.5, 0.4): "hard", (0.5, 0.5): "none",
        }),
        # Two fifths of a year's payments in one month stand out.
        ("etfs.ijr_payout", PAYOUT, {
            (0.0200, 0.02005, 0.3): "flat", (0.021, 0.02, 0.3): "rose",
            (0.009, 0.02, 0.5): "fell", (0.015, 0.02, 0.4): "one_payout",
            (0.015, 0.02, 0.39): "lower",
        }),
        ("korea.dollar", ("fx.usdkrw.change.since_published",), {
            (0.0004,): "still", (-0.0004,): "still", (0.0005,): "rose", (-0.0005,): "fell",
        }),
        ("intro.first", SINCE, {
            (0.3, 0.2, 0.1): "iwm", (0.1, 0.3, 0.2): "spy", (0.1, 0.2, 0.3): "qqq",
            (0.3, 0.3, 0.1): "tie",
        }),
        # A tenth since the month-end is news, up or down, of either market.
        ("intro.move", MOVES, {
            (0.099, -0.099): "calm", (0.1, 0.0): "moved", (0.0, -0.1): "moved",
        }),
        ("leverage.outcome.10y", TNA, {
            (1.5, 0.5, 1.5): "about_three", (1.501, 0.5, 1.5): "about_three",
            (1.499, 0.5, 1.5): "about_three", (1.502, 0.5, 1.5): "above_three",
            (-0.1, 0.5, 1.5): "lost_while_iwm_rose",
            (-0.1, 0.001, 0.003): "lost_while_iwm_rose", (-0.1, 0.0, 0.0): "below_three",
            (0.0, 0.5, 1.5): "below_iwm", (0.5, 0.5, 1.5): "below_three",
            (0.4, 0.5, 1.5): "below_iwm", (0.9, 0.5, 1.5): "below_three",
            (1.6, 0.5, 1.5): "above_three", (-0.9, -0.2, -0.6): "below_three",
        }),
        ("rates.first_last", ENDS, {
            (4, 3, 4, 1): "opposite", (4, 1, 4, 3): "opposite", (4, 2, 4, 1): "alike",
            (4, 3, 4, 3): "alike", (4, 3, 4, 2): "alike",
        }),
        ("rates.soft", SOFT, {
            (0, 0): "none", (1, 0): "awkward", (4, 1): "awkward", (4, 2): "fits", (4, 3): "fits",
        }),
        # Bands end below their limit, of what is printed.
        ("what.losses", ("losses.r2000.share",), {
            (0.094,): "rare", (0.095,): "some", (0.244,): "some", (0.245,): "many",
            (0.444,): "many", (0.445,): "about_half_or_more",
        }),
        ("rates.sample", ("cycles.first_cut.12m.n",), {
            (0,): "none", (1,): "handful", (4,): "handful", (5,): "few", (9,): "few",
            (10,): "many",
        }),
        ("rates.shared", ("cycles.third_is_last.n",), {
            (0,): "none", (1,): "one", (2,): "several",
        }),
        ("valuation.rank", ("relative.price_ratio.percentile",), {
            (0.024,): "bottom", (0.025,): "low", (0.104,): "low", (0.105,): "below",
            (0.444,): "below", (0.445,): "middle", (0.544,): "middle", (0.545,): "above",
            (0.894,): "above", (0.895,): "high",
        }),
        *((f"valuation.{method}", (f"valuation.discount.{method}",), {
            (-0.01,): "cheaper", (-0.0099,): "level", (0.0099,): "level", (0.01,): "dearer",
        }) for method in ("ex_losses", "all")),
        # A range is one where its ends are printed differently.
        ("claims.floating_debt_range", DEBT, {
            (4.1, 4.0): "higher", (4.05, 4.0): "same", (4.0, 4.1): "lower",
        }),
        ("claims.relative_pe_range", RELATIVE, {
            (0.91, 0.9): "higher", (0.905, 0.9): "same", (0.9, 0.91): "lower",
        }),
        ("claims.easing_side", ("regime.gap.easing.t",), {
            (0.01,): "up", (0.009,): "flat", (-0.009,): "flat", (-0.01,): "down",
        }),
        # The word of the closed year beside that of the days since.
        ("risks.big_days_recent_turned", BIG_DAYS, {
            (0.2, 0.1, 0.3): "same", (0.2, 0.1, 0.05): "turned", (0.2, 0.1, 0.1): "turned",
        }),
        ("history.one_year_turned", ONE_YEAR, {
            (0.1, 0.2): "same", (0.1, -0.1): "turned", (0.1, 0.0): "turned",
        }),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_each_word_has_its_limits(
    state: str, metrics: Sequence[str], cases: dict[tuple[float, ...], str]
) -> None:
    """The word on either side of each limit, worked out by hand; every word of it comes up."""
    found = {
        values: STATES[state].value(Numbers(dict(zip(metrics, values, strict=True))))
        for values in cases
    }
    assert found == cases
    assert {*cases.values()} == {*STATES[state].values} - {"missing"}
