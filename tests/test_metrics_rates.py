"""Turns of the policy rate, and small against large caps after them, worked out by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest
from metric_views import monthly_prices, view
from small_caps.metrics.cycles import event_gaps
from small_caps.metrics.events import cycles, events, first_hikes, recession_months, regimes

from generator.core.model import Missing
from generator.core.months import month_index, month_text
from generator.metrics import MetricSet
from generator.snapshot.view import View

Rates = Sequence[tuple[str, float]]


def seen_with(
    rates: Rates,
    *,
    small: Sequence[float] | None = None,
    as_of: str | None = None,
    first: str = "2019-12",
    turns: Sequence[tuple[str, str, str]] | None = None,
) -> View:
    """Return a view with changes of the target's upper bound, ^RUT's levels and a flat ^GSPC."""
    levels = list(small or [100.0] * 4)
    frames = {
        "^RUT": monthly_prices(first, levels),
        "^GSPC": monthly_prices(first, [50.0] * len(levels)),
    }
    tables = {}
    if turns is not None:
        tables["recessions.csv"] = {
            "event": [turn[0] for turn in turns],
            "month": [month_index(turn[1]) for turn in turns],
            "announced_on": [dt.date.fromisoformat(turn[2]) for turn in turns],
            "source": ["NBER"] * len(turns),
        }
    changes = [(day, upper - 0.0025, upper) for day, upper in rates]
    return view(frames, rates=changes, as_of=as_of, tables=tables)


def dates(seen: View, event: str) -> list[str]:
    """Return the days of an event."""
    return [change.date.isoformat() for change in events(seen, event)]


# --- Level and direction ----------------------------------------------------------------------


def test_the_first_observation_is_no_change() -> None:
    """One observation alone: a target, but no change, no direction."""
    metrics = MetricSet(seen_with([("2019-01-02", 0.025)]))
    assert metrics["rate.target_upper"].number == 0.025
    assert metrics["rate.target_lower"].number == pytest.approx(0.0225)
    for metric_id in ("rate.last_change_date", "rate.last_change_bp", "rate.regime"):
        found = metrics.get(metric_id)
        assert isinstance(found, Missing)
        assert found.reason.code == "no_rate_change"


def test_last_change_is_in_whole_signed_basis_points() -> None:
    """0.0575 after 0.06 is −25 although 0.06 − 0.0575 is not exact in binary."""
    metrics = MetricSet(seen_with([("2019-01-02", 0.06), ("2020-02-03", 0.0575)]))
    metric = metrics["rate.last_change_bp"]
    assert metric.value == -25
    assert isinstance(metric.value, int)
    assert metrics["rate.last_change_date"].value == "2020-02-03"
    assert metrics["rate.previous_upper"].number == 0.06


def test_a_change_of_the_lower_bound_alone_is_no_change_of_the_upper() -> None:
    """From one rate to a range with the same upper bound: the direction stays the cut's."""
    frames = {"^RUT": monthly_prices("2019-12", [1.0] * 4)}
    rates = [("2019-01-02", 0.02, 0.02), ("2019-12-02", 0.01, 0.01), ("2020-01-06", 0.0075, 0.01)]
    metrics = MetricSet(view(frames, rates=rates))
    assert metrics["rate.last_change_date"].value == "2019-12-02"
    assert metrics["rate.target_lower"].number == 0.0075


@pytest.mark.parametrize(("as_of", "expected"), [("2020-09-27", "easing"), ("2020-09-28", "hold")])
def test_regime_holds_once_the_last_change_lies_more_than_270_days_back(
    as_of: str, expected: str
) -> None:
    """A cut on 2020-01-01: 2020-09-27 is 270 days later, 2020-09-28 is 271."""
    rates = [("2019-01-02", 0.02), ("2020-01-01", 0.0175)]
    seen = seen_with(rates, small=[100.0] * 9, as_of=as_of)
    metrics = MetricSet(seen)
    assert metrics["rate.regime"].value == expected
    assert metrics["rate.days_since_change"].value in (270, 271)


def test_regime_follows_the_sign_of_the_last_change() -> None:
    """A rise after a cut is tightening."""
    rates = [("2019-01-02", 0.02), ("2020-01-02", 0.0175), ("2020-02-03", 0.02)]
    metrics = MetricSet(seen_with(rates))
    assert metrics["rate.regime"].value == "tightening"
    assert metrics["rate.last_hike_date"].value == "2020-02-03"
    assert metrics["rate.last_cut_date"].value == "2020-01-02"


def test_regimes_by_month_use_what_was_in_force_at_each_month_end() -> None:
    """Rise in January, cut on the last day of February, nothing in March."""
    rates = [("2019-01-02", 0.02), ("2020-01-15", 0.0225), ("2020-02-28", 0.02)]
    seen = seen_with(rates)
    found = regimes(seen).loc["2019-12":"2020-03"]
    assert [each if isinstance(each, str) else None for each in found] == [
        None,
        "tightening",
        "easing",
        "easing",
    ]


# --- Events -----------------------------------------------------------------------------------


def test_first_cut_needs_an_increase_before_it() -> None:
    """Cut, cut, rise, cut: only the last is a first cut; the opening cuts follow no rise."""
    rates = [
        ("1982-09-27", 0.10), ("1982-10-01", 0.095), ("1982-11-01", 0.09),
        ("1984-01-02", 0.095), ("1985-01-02", 0.09),
    ]  # fmt: skip
    assert dates(seen_with(rates), "first_cut") == ["1985-01-02"]


def test_first_cuts_lie_at_least_540_days_apart() -> None:
    """539 days after an accepted first cut a second one does not count; 540 days after it does.

    2000-01-03 + 539 days = 2001-06-25; + 540 days = 2001-06-26.
    """
    start = [("1999-01-04", 0.05), ("1999-06-01", 0.055), ("2000-01-03", 0.05)]
    early = [*start, ("2001-01-02", 0.055), ("2001-06-25", 0.05)]
    late = [*start, ("2001-01-02", 0.055), ("2001-06-26", 0.05)]
    assert dates(seen_with(early), "first_cut") == ["2000-01-03"]
    assert dates(seen_with(late), "first_cut") == ["2000-01-03", "2001-06-26"]


def test_spacing_counts_from_the_last_accepted_cut_not_from_a_refused_one() -> None:
    """First cuts at day 0, 300 (refused) and 600: the third is accepted, 600 ≥ 540."""
    rates = [
        ("1999-01-04", 0.05), ("1999-06-01", 0.055), ("2000-01-03", 0.05),
        ("2000-06-01", 0.055), ("2000-10-29", 0.05),
        ("2001-03-01", 0.055), ("2001-08-25", 0.05),
    ]  # fmt: skip
    assert dates(seen_with(rates), "first_cut") == ["2000-01-03", "2001-08-25"]


def test_third_cut_needs_three_in_a_row_and_last_cut_an_increase_after() -> None:
    """Three cycles, three answers.

    A: three cuts, then a rise: third = last. B: two cuts, then a rise: no third. C: four cuts, no
    rise yet: a third, but no last.
    """
    rates = [
        ("1999-01-04", 0.05), ("1999-06-01", 0.055),
        ("2000-01-03", 0.05), ("2000-02-01", 0.045), ("2000-03-01", 0.04),
        ("2002-01-02", 0.045),
        ("2003-01-02", 0.04), ("2003-02-03", 0.035),
        ("2005-01-03", 0.04),
        ("2006-01-03", 0.035), ("2006-02-01", 0.03), ("2006-03-01", 0.025), ("2006-04-03", 0.02),
    ]  # fmt: skip
    seen = seen_with(rates)
    assert dates(seen, "first_cut") == ["2000-01-03", "2003-01-02", "2006-01-03"]
    assert dates(seen, "third_cut") == ["2000-03-01", "2006-03-01"]
    assert dates(seen, "last_cut") == ["2000-03-01", "2003-02-03"]
    metrics = MetricSet(seen)
    assert metrics["cycles.third_is_last.n"].value == 1
    assert metrics["rate.first_cuts.n"].value == 3
    assert metrics["rate.cycle_cuts.n"].value == 4
    assert metrics["rate.cycle_cuts.bp"].value == -200
    assert metrics["rate.last_first_cut_date"].value == "2006-01-03"
    assert [change.date.isoformat() for change in first_hikes(seen)] == ["2002-01-02", "2005-01-03"]


def test_a_refused_first_cut_brings_no_third_or_last_cut_of_its_own() -> None:
    """A rise and three cuts within 540 days of an accepted first cut belong to no cycle."""
    rates = [
        ("1999-01-04", 0.05), ("1999-06-01", 0.055), ("2000-01-03", 0.05),
        ("2000-03-01", 0.055),
        ("2000-05-01", 0.05), ("2000-06-01", 0.045), ("2000-07-03", 0.04), ("2001-01-02", 0.045),
    ]  # fmt: skip
    seen = seen_with(rates)
    assert len(cycles(seen)) == 1
    assert dates(seen, "third_cut") == []
    assert dates(seen, "last_cut") == ["2000-01-03"]


# --- Gaps after events ------------------------------------------------------------------------

RISE_THEN_CUT = [("2018-01-02", 0.02), ("2018-06-01", 0.0225), ("2020-01-15", 0.02)]


def test_gap_runs_from_the_end_of_the_events_month() -> None:
    """Cut on 2020-01-15: from the month-end 110 of January to 121 of July is +10 %.

    December stood at 50: the rise within the cut's own month does not count.
    """
    small = [50.0, 110.0, *[115.0] * 5, 121.0]
    metrics = MetricSet(seen_with(RISE_THEN_CUT, small=small))
    assert metrics["cycles.first_cut.6m.n"].value == 1
    assert metrics["cycles.first_cut.6m.wins"].value == 1
    assert metrics["cycles.first_cut.6m.median_gap"].number == pytest.approx(0.1, abs=1e-12)
    assert metrics["cycles.first_cut.6m.median_gap"].unit == "pp"


def test_without_a_complete_window_counts_are_zero_and_the_median_is_missing() -> None:
    """One month too few for the window of six: no event counts yet."""
    metrics = MetricSet(seen_with(RISE_THEN_CUT, small=[50.0, 110.0, *[115.0] * 5]))
    assert metrics["cycles.first_cut.6m.n"].value == 0
    assert metrics["cycles.first_cut.6m.wins"].value == 0
    found = metrics.get("cycles.first_cut.6m.median_gap")
    assert isinstance(found, Missing)
    assert found.reason.code == "no_complete_window"


def test_the_current_month_does_not_complete_a_window() -> None:
    """The same six months, but as_of lies within the last: month_end is the one before."""
    small = [50.0, 110.0, *[115.0] * 5, 121.0]
    metrics = MetricSet(seen_with(RISE_THEN_CUT, small=small, as_of="2020-07-30"))
    assert metrics["cycles.first_cut.6m.n"].value == 0


def test_an_event_before_the_indices_has_no_gap_but_stays_an_event() -> None:
    """A first cut in 1985 counts for the spacing, not for the returns from 1987-09."""
    rates = [("1982-09-27", 0.10), ("1984-01-02", 0.105), ("1985-01-02", 0.10)]
    seen = seen_with(rates)
    assert MetricSet(seen)["rate.first_cuts.n"].value == 1
    assert event_gaps(seen, "first_cut", "6m") == []


# --- Recessions -------------------------------------------------------------------------------

TURNS = [("peak", "2020-02", "2020-06-08"), ("trough", "2020-04", "2021-07-19")]


def test_recession_months_run_from_after_the_peak_through_the_trough() -> None:
    """Peak in February, trough in April: March and April were in recession."""
    seen = seen_with(RISE_THEN_CUT, small=[100.0] * 20, turns=TURNS)
    assert sorted(map(month_text, recession_months(seen))) == ["2020-03", "2020-04"]


def test_a_recession_without_an_announced_trough_lasts_until_as_of() -> None:
    """Only the peak was announced: every month since then counts."""
    seen = seen_with(RISE_THEN_CUT, small=[100.0] * 6, turns=TURNS[:1])
    assert sorted(map(month_text, recession_months(seen))) == ["2020-03", "2020-04", "2020-05"]


@pytest.mark.parametrize(("peak", "group"), [("2021-01", "no_recession"), ("2020-12", "recession")])
def test_first_cuts_are_parted_by_a_recession_month_in_the_twelve_after(
    peak: str, group: str
) -> None:
    """Cut in 2020-01: the months are 2020-02 … 2021-01; a peak in 2020-12 puts 2021-01 in."""
    turns = [("peak", peak, "2021-02-01"), ("trough", "2021-03", "2021-03-31")]
    small = [90.0, 100.0, *[100.0] * 11, 130.0, 130.0, 130.0]
    metrics = MetricSet(seen_with(RISE_THEN_CUT, small=small, turns=turns))
    other = "recession" if group == "no_recession" else "no_recession"
    assert metrics[f"cycles.first_cut.{group}.n"].value == 1
    assert metrics[f"cycles.first_cut.{group}.up"].value == 1
    assert metrics[f"cycles.first_cut.{group}.median"].number == pytest.approx(0.3)
    assert metrics[f"cycles.first_cut.{other}.n"].value == 0


def test_without_recession_dates_the_parting_is_missing() -> None:
    """No table of turning points: neither group can be told."""
    metrics = MetricSet(seen_with(RISE_THEN_CUT, small=[100.0] * 20))
    found = metrics.get("cycles.first_cut.recession.n")
    assert isinstance(found, Missing)
    assert found.reason.code == "no_recessions"
