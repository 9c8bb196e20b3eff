"""The states of the introduction, the indices, rates and valuation, at the limits of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from small_caps import states

from generator.core.model import Metric, Missing, Reason
from generator.core.registry import entries
from generator.language.states import State

STATES = {state.id: state for state in entries(states, State)}


class Numbers:
    """Metrics by id; all others have the value 1, those given as None are missing."""

    month_end = 2026 * 12 + 7

    def __init__(
        self,
        given: Mapping[str, float | str | None],
        as_of: date = date(2026, 9, 25),
    ) -> None:
        self.given = given
        self.as_of = as_of

    def get(self, metric_id: str, /) -> Metric | Missing:
        """Return a metric, or that it is missing."""
        value = self.given.get(metric_id, 1.0)
        if value is None:
            return Missing(metric_id, Reason("no_holdings", {"fund": "IWM"}), "test")
        return Metric(metric_id, value, "ratio", self.as_of, "", {}, "test")

    def __getitem__(self, metric_id: str, /) -> Metric:
        found = self.get(metric_id)
        assert isinstance(found, Metric)
        return found


def choose(state: str, **given: float | str | None) -> str:
    """Return what a state says; dots of the ids are written as double underscores."""
    return STATES[state].value(Numbers({key.replace("__", "."): it for key, it in given.items()}))


@pytest.mark.parametrize(
    ("gap", "word"),
    [
        (0.0301, "clearly_ahead"),
        (0.03, "slightly_ahead"),
        (0.0101, "slightly_ahead"),
        (0.01, "level"),
        (-0.01, "level"),
        (-0.0101, "slightly_behind"),
        (-0.0301, "clearly_behind"),
    ],
)
def test_a_lead_since_the_original_has_the_limits_of_the_claim(gap: float, word: str) -> None:
    """More than three points are clear, up to one is about the same, in both directions."""
    assert choose("intro.since_published", relative__iwm_spy__since_published=gap) == word


@pytest.mark.parametrize(
    ("before", "now", "word"),
    [
        (0.059, 0.004, "gave_back"),
        (-0.059, -0.004, "caught_up"),
        (0.059, -0.02, "lost"),
        (0.059, 0.03, "lost"),
        (-0.02, 0.03, "gained"),
        (0.005, 0.03, "gained"),
        (0.012, 0.0031, "steady"),
        (0.03, 0.0391, "steady"),
    ],
)
def test_the_month_is_told_by_where_the_lead_came_from(
    before: float, now: float, word: str
) -> None:
    """A lead is given back only if there was one and none is left; a point is the least move."""
    given = {"relative__iwm_spy__before_month": before, "relative__iwm_spy__since_published": now}
    assert choose("intro.month", **given) == word


@pytest.mark.parametrize(
    ("iwm", "spy", "word"),
    [
        (-0.11, -0.12, "both"),
        (-0.11, -0.1, "small"),
        (-0.1, -0.11, "large"),
        (-0.1, -0.1, "none"),
    ],
)
def test_more_than_a_tenth_below_the_high_is_news(iwm: float, spy: float, word: str) -> None:
    """Exactly a tenth is not more than a tenth."""
    assert choose("intro.fall", iwm__drawdown__now=iwm, spy__drawdown__now=spy) == word


@pytest.mark.parametrize(
    ("cut", "hike", "regime", "word"),
    [
        ("2025-10-30", "2023-07-27", "easing", "none"),
        ("2025-12-11", "2023-07-27", "easing", "cut"),
        ("2025-12-11", "2023-07-27", "hold", "paused"),
        ("2025-10-30", "2026-03-19", "tightening", "hike"),
        ("2025-12-11", "2026-09-17", "tightening", "cut_then_hike"),
        ("2026-09-17", "2026-03-19", "easing", "hike_then_cut"),
    ],
)
def test_the_path_of_rates_since_the_original(cut: str, hike: str, regime: str, word: str) -> None:
    """What lies before the original's day is not told; a long pause is told before the rest."""
    given = {"rate__last_cut_date": cut, "rate__last_hike_date": hike, "rate__regime": regime}
    assert choose("rates.path", edition__published="2025-11-28", **given) == word


@pytest.mark.parametrize(
    ("closed", "to_date", "word"),
    [(0.1047, 0.0833, "same"), (0.1047, 0.024, "turned"), (0.1047, 0.106, "turned")],
)
def test_a_guard_tells_when_the_days_since_choose_another_word(
    closed: float, to_date: float, word: str
) -> None:
    """Ten and eight percent are both low; two is the bottom, eleven the lower half."""
    given = {
        "relative__price_ratio__percentile": closed,
        "relative__price_ratio__percentile_to_date": to_date,
    }
    assert choose("valuation.rank_turned", **given) == word


@pytest.mark.parametrize(
    ("rank", "n", "wins", "word"),
    [
        (0.1, 0, 0, "none"),
        (0.1, 41, 32, "mostly"),
        (0.1, 10, 6, "mostly"),
        (0.1, 10, 5, "half"),
        (0.33, 10, 4, "seldom"),
        (0.34, 10, 4, "not_low"),
        (0.97, 442, 315, "not_low"),
    ],
)
def test_six_in_ten_are_mostly(rank: float, n: int, wins: int, word: str) -> None:
    """As often as the claims' common test asks for; nothing follows a price that was not low."""
    given = {
        "relative__price_ratio__percentile": rank,
        "relative__low_ratio_12m__n": n,
        "relative__low_ratio_12m__wins": wins,
    }
    assert choose("valuation.low_ratio", **given) == word


@pytest.mark.parametrize(
    ("listed", "redrawn", "word"),
    [
        ("2026-05-05", "2026-06-26", "before"),
        ("2026-06-26", "2026-06-26", "before"),
        ("2026-06-29", "2026-06-26", "after"),
        ("2026-11-30", None, "missing"),
    ],
)
def test_a_list_is_of_before_the_last_reconstitution(
    listed: str, redrawn: str | None, word: str
) -> None:
    """One takes force after the close of its day: a list of that day is still of before it."""
    facts = {"iwm.holdings_date": listed, "evidence.reconstituted": redrawn}
    assert choose("what.list_age", **facts) == word


@pytest.mark.parametrize(
    ("iwm", "qqq", "spy", "word"),
    [
        (0.23, 0.229, 0.18, "iwm"),
        (0.23, 0.2295, 0.18, "tie"),
        (0.15, 0.23, 0.2295, "tie"),
        (0.11, 0.2, 0.13, "qqq"),
        (0.11, 0.12, 0.3, "spy"),
    ],
)
def test_no_index_swings_most_by_less_than_is_shown(
    iwm: float, qqq: float, spy: float, word: str
) -> None:
    """The first must lead the second by a tenth of a point, whichever they are."""
    given = {"iwm__volatility__1y": iwm, "qqq__volatility__1y": qqq, "spy__volatility__1y": spy}
    assert choose("what.most_volatile.1y", **given) == word


@pytest.mark.parametrize(
    ("rate", "word"), [(0.55, "better"), (0.53, "alike"), (0.47, "alike"), (0.45, "rarer")]
)
def test_first_cuts_are_compared_with_any_month(rate: float, word: str) -> None:
    """Against a base rate of 50 %: within five points is alike."""
    given = {"cycles__first_cut__12m__win_rate": rate, "cycles__any_month__12m__win_rate": 0.5}
    assert choose("rates.first_cut", **given) == word


@pytest.mark.parametrize(
    ("gaps", "word"),
    [
        ((0.01, 0.02, 0.001), "all_ahead"),
        ((-0.01, -0.02, -0.001), "all_behind"),
        ((0.0009, -0.0009, 0.0), "all_level"),
        ((0.01, 0.0009, 0.02), "differ"),
        ((-0.08, -0.05, 0.08), "differ"),
    ],
)
def test_definitions_differ_unless_all_three_have_one_sign(
    gaps: tuple[float, float, float], word: str
) -> None:
    """A gap that prints as nothing is no sign of either kind."""
    given = dict(zip(("first", "third", "last"), gaps, strict=True))
    found = choose(
        "rates.definitions",
        **{f"cycles__{event}_cut__12m__median_gap": gap for event, gap in given.items()},
    )
    assert found == word


@pytest.mark.parametrize(
    ("ex_losses", "counted", "word"),
    [
        (-0.18, -0.01, "both_cheaper"),
        (-0.18, 0.13, "flip"),
        (0.13, -0.18, "reverse"),
        (-0.01, 0.0099, "half_cheaper"),
        (0.0099, -0.0099, "both_level"),
        (0.0, 0.01, "half_dearer"),
        (0.01, 0.6, "both_dearer"),
    ],
)
def test_both_ways_of_counting_choose_the_heading(
    ex_losses: float, counted: float, word: str
) -> None:
    """A difference below one percent is none, by either way."""
    found = choose(
        "valuation.methods",
        valuation__discount__ex_losses=ex_losses,
        valuation__discount__all=counted,
    )
    assert found == word


@pytest.mark.parametrize(
    ("value", "word"), [(14.94, "below"), (14.95, "within"), (16.04, "within"), (16.06, "above")]
)
def test_a_multiple_that_prints_as_normal_is_normal(value: float, word: str) -> None:
    """The word follows the printed decimal, so that 15.0 is never below 15."""
    assert (
        choose("valuation.r2000_vs_normal", valuation__r2000__forward_pe__ex_losses=value) == word
    )


@pytest.mark.parametrize(
    ("share", "word"),
    [(0.024, "bottom"), (0.1047, "low"), (0.106, "below"), (0.5, "middle"), (0.9, "high")],
)
def test_the_rank_follows_the_printed_percentage(share: float, word: str) -> None:
    """What prints as ten percent is in the lowest tenth, what prints as two at the bottom."""
    assert choose("valuation.rank", relative__price_ratio__percentile=share) == word


@pytest.mark.parametrize("regime", ["easing", "hold", "tightening"])
def test_the_regime_is_the_metric_s_own_word(regime: str) -> None:
    """Heading and lead of the section on rates take the metric as it is."""
    assert choose("rates.regime", rate__regime=regime) == regime


@pytest.mark.parametrize("state", sorted(STATES))
def test_any_missing_need_makes_a_state_missing(state: str) -> None:
    """Each metric that a state needs, alone, suffices to say that it cannot be told."""
    for need in STATES[state].needs:
        assert STATES[state].value(Numbers({need: None})) == "missing"
