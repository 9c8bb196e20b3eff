"""The article's own themes, worked out by hand: who led, what followed, and under which rates."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path

import pytest
from factory import synthetic_snapshot
from metric_views import daily, month_ends, monthly_prices, view

from generator.core.model import Missing
from generator.core.months import month_index
from generator.metrics import MetricSet
from generator.report.metrics.regimes import welch_t
from generator.snapshot.view import View


def code(metrics: MetricSet, metric_id: str) -> str:
    """Return why a metric is missing."""
    found = metrics.get(metric_id)
    assert isinstance(found, Missing), metric_id
    return found.reason.code


# --- Who led ----------------------------------------------------------------------------------


def seen_to(as_of: str, ends: Sequence[float], last: float | None = None) -> View:
    """Return IWM at month-ends from 2025-12 on and, if given, on a last day; SPY never moves."""
    days = dict(zip(month_ends("2025-12", len(ends)), ends, strict=True))
    if last is not None:
        days[as_of] = last
    spy = daily(dict.fromkeys(days, 50.0))
    return view({"IWM": daily(days), "IJR": spy, "SPY": spy}, as_of=as_of)


def test_the_lead_runs_from_the_sixth_month_end_before_the_running_month() -> None:
    """As of 2026-09-25 from the end of March (104): 130 / 104 − 1 = 25 %, SPY 0 %."""
    levels = [100.0, 101.0, 102.0, 104.0, 105.0, 106.0, 107.0, 108.0, 109.0]
    metrics = MetricSet(seen_to("2026-09-25", levels, 130.0))
    lead = metrics["lead.6m.iwm"]
    assert lead.number == pytest.approx(0.25)
    assert (lead.as_of, lead.window) == (dt.date(2026, 9, 25), "2026-03-31..2026-09-25")
    assert metrics["lead.6m.iwm_return"].number == pytest.approx(0.25)
    assert metrics["lead.6m.ijr"].number == pytest.approx(0.0)


def test_at_a_month_end_the_lead_is_that_of_six_months() -> None:
    """As of the last session of August: from the end of February, also the sixth before August."""
    levels = [100.0, 101.0, 102.0, 104.0, 105.0, 106.0, 107.0, 108.0, 204.0]
    frame = monthly_prices("2025-12", levels)
    still = monthly_prices("2025-12", [50.0] * len(levels))
    metrics = MetricSet(view({"IWM": frame, "SPY": still}))
    assert metrics["lead.6m.iwm"].number == pytest.approx(1.0)
    assert metrics["lead.6m.iwm"].window == "2026-02-27..2026-08-31"


def test_a_fund_younger_than_six_months_has_no_lead() -> None:
    """Prices from April on cannot be compared with the end of March."""
    days = dict(zip(month_ends("2026-04", 5), [1.0] * 5, strict=True)) | {"2026-09-25": 2.0}
    metrics = MetricSet(view({"IWM": daily(days)}, as_of="2026-09-25"))
    assert code(metrics, "lead.6m.iwm") == "window_too_long"


# --- A price ratio as low as now ----------------------------------------------------------------


def small_against_still(first: str, levels: Sequence[float], **more: object) -> View:
    """Return ^RUT at month-ends against a ^GSPC that never moves."""
    frames = {
        "^RUT": monthly_prices(first, levels),
        "^GSPC": monthly_prices(first, [50.0] * len(levels)),
    }
    return view(frames, **more)  # type: ignore[arg-type]


def test_what_followed_ratios_at_or_below_the_present_one() -> None:
    """Now 100. A year after 80, 100 and 99 came +50 %, −10 % and 0 %.

    120 and 130 do not count, nor do the lows of the last twelve months, whose year is not over.
    """
    levels = [80.0, 100.0, 120.0, 99.0] + [130.0] * 8 + [120.0, 90.0, 180.0, 99.0] + [100.0] * 9
    metrics = MetricSet(small_against_still("2019-01", levels))
    assert metrics["relative.low_ratio_12m.n"].value == 3
    assert metrics["relative.low_ratio_12m.wins"].value == 1  # a tie is no win
    assert metrics["relative.low_ratio_12m.median_gap"].number == pytest.approx(0.0)


def test_without_a_low_ratio_before_the_counts_are_zero() -> None:
    """At the lowest ratio of all nothing came before: no cases, and no median."""
    metrics = MetricSet(small_against_still("2019-01", [200.0] * 20 + [100.0]))
    assert metrics["relative.low_ratio_12m.n"].value == 0
    assert metrics["relative.low_ratio_12m.wins"].value == 0
    assert code(metrics, "relative.low_ratio_12m.median_gap") == "no_low_ratio"


# --- First cuts by recession ------------------------------------------------------------------


def turns(*points: tuple[str, str, str]) -> dict[str, dict[str, list[object]]]:
    """Return the table of turning points: event, month, day of announcement."""
    return {
        "recessions.csv": {
            "event": [point[0] for point in points],
            "month": [month_index(point[1]) for point in points],
            "announced_on": [dt.date.fromisoformat(point[2]) for point in points],
            "source": ["NBER"] * len(points),
        }
    }


# First cuts in 2019-02 and 2021-02.
RATES = [
    ("2018-06-01", 0.02, 0.02), ("2018-12-03", 0.025, 0.025), ("2019-02-04", 0.02, 0.02),
    ("2020-06-01", 0.03, 0.03), ("2021-02-01", 0.02, 0.02),
]  # fmt: skip


def test_first_cuts_apart_by_recession_against_large_caps() -> None:
    """Peak 2019-12, trough 2020-02: the first cut of 2019 met it, that of 2021 did not."""
    tables = turns(("peak", "2019-12", "2020-06-08"), ("trough", "2020-02", "2021-07-19"))
    levels = [100.0] * 25 + [120.0] * 12 + [108.0] * 13  # up in 2020-02, down in 2021-02
    levels[37] = 120.0  # the month of the second cut still stands at 120
    metrics = MetricSet(small_against_still("2018-01", levels, rates=RATES, tables=tables))
    name = "cycles.first_cut.12m"
    assert metrics[f"{name}.recession.n"].value == 1
    assert metrics[f"{name}.recession.wins"].value == 1
    assert metrics[f"{name}.recession.median_gap"].number == pytest.approx(0.2)
    assert metrics[f"{name}.no_recession.n"].value == 1
    assert metrics[f"{name}.no_recession.wins"].value == 0
    assert metrics[f"{name}.no_recession.median_gap"].number == pytest.approx(-0.1)


def test_a_group_without_a_case_counts_zero_and_has_no_median() -> None:
    """No recession is announced: all first cuts are without one."""
    tables = turns(("peak", "1990-07", "1991-04-25"), ("trough", "1991-03", "1992-12-22"))
    levels = [100.0] * 50
    metrics = MetricSet(small_against_still("2018-01", levels, rates=RATES, tables=tables))
    name = "cycles.first_cut.12m.recession"
    assert (metrics[f"{name}.n"].value, metrics[f"{name}.wins"].value) == (0, 0)
    assert code(metrics, f"{name}.median_gap") == "no_complete_window"
    assert metrics["cycles.first_cut.12m.no_recession.n"].value == 2


def test_without_the_turning_points_the_groups_are_missing() -> None:
    """Recessions that were never fetched are not the same as none."""
    metrics = MetricSet(small_against_still("2018-01", [100.0] * 50, rates=RATES))
    assert code(metrics, "cycles.first_cut.12m.recession.n") == "no_recessions"
    assert code(metrics, "cycles.first_cut.12m.no_recession.wins") == "no_recessions"


# --- Months by the direction of the policy rate -------------------------------------------------


def test_welch_s_t_by_hand() -> None:
    """Means 4 and 2, variances 4 of three and 2 of two: 2 / √(4/3 + 2/2)."""
    assert welch_t((2.0, 4.0, 6.0), (1.0, 3.0)) == pytest.approx(2 / math.sqrt(4 / 3 + 1))
    assert welch_t((1.0,), (1.0, 3.0)) is None
    assert welch_t((1.0, 1.0), (3.0, 3.0)) is None


def test_a_month_belongs_to_the_regime_of_the_session_before_it() -> None:
    """Rise on 2019-02-15, cut on 2019-04-30: March and April begin in tightening, May in easing.

    January and February begin before any change and are among the others only.
    """
    gains = [0.0, 0.01, 0.02, 0.04, 0.06, 0.03, 0.05]  # 2018-12 to 2019-06
    levels = [100.0]
    for gain in gains[1:]:
        levels.append(levels[-1] * (1 + gain))
    rates = [("2018-01-02", 0.01, 0.01), ("2019-02-15", 0.02, 0.02), ("2019-04-30", 0.01, 0.01)]
    metrics = MetricSet(small_against_still("2018-12", levels, rates=rates))
    assert metrics["regime.gap.tightening.n"].value == 2
    assert metrics["regime.gap.tightening.mean"].number == pytest.approx(0.05)
    assert metrics["regime.gap.easing.n"].value == 2
    assert metrics["regime.gap.easing.mean"].number == pytest.approx(0.04)
    expected = welch_t((0.04, 0.06), (0.01, 0.02, 0.03, 0.05))
    assert metrics["regime.gap.tightening.t"].number == pytest.approx(expected)
    assert metrics["regime.gap.hold.n"].value == 0
    assert code(metrics, "regime.gap.hold.mean") == "no_regime_months"
    assert code(metrics, "regime.gap.hold.t") == "too_few_months"


# --- Losses as a range ------------------------------------------------------------------------


def test_losses_as_a_range(tmp_path: Path) -> None:
    """0.36 of the 0.82 found: 0.2952 at least; with the 0.18 not found 0.4752 at most."""
    metrics = MetricSet(synthetic_snapshot(tmp_path).newest())
    assert metrics["losses.r2000.share_low"].number == pytest.approx(0.36 * 0.82)
    assert metrics["losses.r2000.share_high"].number == pytest.approx(0.36 * 0.82 + 0.18)
