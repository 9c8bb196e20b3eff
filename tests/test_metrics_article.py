"""The article's own themes, worked out by hand: who led, what followed, and under which rates."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from factory import synthetic_snapshot
from metric_views import daily, month_ends, monthly_prices, view
from small_caps.metrics.events import is_late
from small_caps.metrics.regimes import welch_t

from generator.core.model import Missing
from generator.core.months import month_index
from generator.metrics import MetricSet
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


# --- The S&P 500 with equal weights -----------------------------------------------------------


def three_funds(rsp: Sequence[float], *, as_of: str | None = None) -> MetricSet:
    """Return the metrics of IWM, SPY and RSP at month-ends from 2024-12 on."""
    frames = {"RSP": monthly_prices("2024-12", rsp)}
    frames["IWM"] = monthly_prices("2024-12", [100.0] * 12 + [110.0] * 2)
    frames["SPY"] = monthly_prices("2024-12", [100.0] * 12 + [102.0] * 2)
    return MetricSet(view(frames, as_of=as_of))


def test_the_lead_parts_into_not_giant_and_small() -> None:
    """RSP +5 %, IWM +10 %, SPY +2 %: 3 points for not being giant, 5 for being small."""
    metrics = three_funds([100.0] * 12 + [105.0] * 2)
    rest, small = metrics["split.1y.rest"], metrics["split.1y.small"]
    assert rest.number == pytest.approx(0.03)
    assert small.number == pytest.approx(0.05)
    whole = metrics["relative.iwm_spy.1y"].number
    assert rest.number + small.number == pytest.approx(whole)
    assert metrics["rsp.total_return.1y"].number == pytest.approx(0.05)
    assert metrics["lead.6m.rsp"].number == pytest.approx(0.03)
    assert code(metrics, "rsp.cagr.3y") == "window_too_long"


def test_without_equal_weights_only_what_needs_them_is_missing() -> None:
    """RSP is optional: never fetched, it is named as missing and nothing else is."""
    frames = {"IWM": monthly_prices("2024-12", [100.0] * 14)}
    metrics = MetricSet(view(frames))
    for metric_id in ("rsp.total_return.1y", "rsp.volatility.1y", "lead.6m.rsp", "split.ytd.small"):
        assert code(metrics, metric_id) == "no_prices"
    assert metrics.has("iwm.total_return.1y", "lead.6m.iwm")


def test_equal_weights_without_a_bar_at_as_of_have_no_return_to_date() -> None:
    """RSP ends in December, as_of is in January: windows of months stand, those to date do not."""
    days = dict(zip(month_ends("2024-12", 13), [100.0] * 13, strict=True))
    late = days | {"2026-01-09": 100.0}
    frames = {"RSP": daily(days), "IWM": daily(late), "SPY": daily(late)}
    metrics = MetricSet(view(frames, as_of="2026-01-09"))
    assert metrics["rsp.total_return.1y"].number == pytest.approx(0.0)
    assert code(metrics, "rsp.total_return.ytd") == "no_close"
    assert code(metrics, "lead.6m.rsp") == "no_close"
    assert metrics.has("iwm.total_return.ytd")


# --- Won --------------------------------------------------------------------------------------


def in_won(*rates: tuple[str, float], as_of: str | None = None) -> MetricSet:
    """Return the metrics of IWM, up 10 % in the year to 2026-01, with rates by day."""
    levels = [100.0] * 13 + [110.0]
    frames = {
        "IWM": monthly_prices("2024-12", levels),
        "SPY": monthly_prices("2024-12", [1.0] * len(levels)),
    }
    table = {
        "for_date": [dt.date.fromisoformat(day) for day, _ in rates],
        "date": [dt.date.fromisoformat(day) for day, _ in rates],
        "krw": [krw for _, krw in rates],
    }
    return MetricSet(view(frames, as_of=as_of, tables={"usdkrw.csv": table}))


def test_a_return_in_won_is_the_return_times_the_dollar_s_change() -> None:
    """+10 % in dollars while the dollar falls from 1,500 to 1,350 won: 1.1 × 0.9 = −1 %."""
    metrics = in_won(("2025-01-31", 1500.0), ("2025-12-31", 1400.0), ("2026-01-30", 1350.0))
    last = metrics["fx.usdkrw.last"]
    assert (last.value, last.unit, last.as_of) == (1350.0, "krw", dt.date(2026, 1, 30))
    assert last.sources == {"fred:DEXKOUS": dt.date(2026, 1, 30)}
    assert metrics["fx.usdkrw.change.1y"].number == pytest.approx(-0.1)
    assert metrics["iwm.krw.total_return.1y"].number == pytest.approx(-0.01)
    # To date from the last session of 2025, at 1,400 won: 1.1 × 1350 / 1400.
    assert metrics["iwm.krw.total_return.ytd"].number == pytest.approx(1.1 * 1350 / 1400 - 1)
    assert code(metrics, "fx.usdkrw.change.3y") == "window_too_long"
    assert code(metrics, "rsp.krw.total_return.1y") == "no_prices"


def test_a_rate_is_of_its_own_day_and_at_most_ten_days_old_fourteen_at_the_date_of_the_data() -> (
    None
):
    """On 30 January the last rate of the 16th serves to date, not for a closed window."""
    metrics = in_won(("2025-01-31", 1500.0), ("2025-12-31", 1400.0), ("2026-01-16", 1330.0))
    assert metrics["fx.usdkrw.last"].as_of == dt.date(2026, 1, 16)
    to_date = metrics["iwm.krw.total_return.ytd"]
    assert to_date.number == pytest.approx(1.1 * 1330 / 1400 - 1)
    assert to_date.as_of == dt.date(2026, 1, 16)  # as old as its oldest ingredient
    assert to_date.sources["yahoo:IWM"] == dt.date(2026, 1, 30)
    assert code(metrics, "iwm.krw.total_return.1y") == "no_won_rate_then"
    older = in_won(("2025-12-31", 1400.0), ("2026-01-15", 1330.0))
    assert code(older, "fx.usdkrw.last") == "no_won_rate_then"


def test_ten_days_before_a_window_are_near_and_eleven_are_not() -> None:
    """The window begins on 2025-01-31: the 21st is ten days before it, the 20th eleven."""
    near = in_won(("2025-01-21", 1500.0), ("2026-01-30", 1350.0))
    assert near["fx.usdkrw.change.1y"].number == pytest.approx(-0.1)
    far = in_won(("2025-01-20", 1500.0), ("2026-01-30", 1350.0))
    assert code(far, "fx.usdkrw.change.1y") == "no_won_rate_then"


def test_returns_of_several_years_in_won_are_put_as_a_yearly_rate() -> None:
    """Three years: ×1.331 in dollars, the dollar ×1.0: 10 % a year in won as in dollars."""
    levels = [100.0] + [110.0] * 12 + [121.0] * 12 + [133.1] * 12
    frames = {
        "IWM": monthly_prices("2023-01", levels),
        "SPY": monthly_prices("2023-01", [1.0] * len(levels)),
    }
    days = [dt.date(2023, 1, 31), dt.date(2026, 1, 30)]
    table = {"for_date": days, "date": days, "krw": [1200.0, 1200.0 * 1.331]}
    metrics = MetricSet(view(frames, tables={"usdkrw.csv": table}))
    assert metrics["iwm.cagr.3y"].number == pytest.approx(0.1)
    assert metrics["iwm.krw.cagr.3y"].number == pytest.approx(1.21 - 1)


def test_without_the_exchange_rate_only_won_is_missing() -> None:
    """Never fetched: the rate and every return in won say so."""
    metrics = MetricSet(view({"IWM": monthly_prices("2024-12", [100.0] * 14)}))
    for metric_id in ("fx.usdkrw.last", "fx.usdkrw.change.1y", "iwm.krw.total_return.1y"):
        assert code(metrics, metric_id) == "no_won_rate"


# --- A policy rate that was not observed to the end -------------------------------------------


def observed(last: str) -> MetricSet:
    """Return metrics as of 2020-09-30 with a cut on 2020-01-02 and a last observation."""
    frames = {"SPY": monthly_prices("2019-12", [1.0] * 10)}
    rates = [("2019-01-02", 0.02, 0.0225), ("2020-01-02", 0.015, 0.0175)]
    return MetricSet(view(frames, rates=rates, rate_observed=last))


@pytest.mark.parametrize(
    ("seen", "end", "word"),
    [
        ("2026-09-25", "2026-09-25", "current"),
        ("2026-09-24", "2026-09-25", "current"),
        ("2026-09-18", "2026-09-21", "current"),  # over a weekend
        ("2026-09-04", "2026-09-08", "current"),  # over Labor Day
        ("2026-09-05", "2026-09-08", "current"),  # seen on the Saturday before it
        ("2026-04-02", "2026-04-06", "current"),  # over Good Friday, which is no federal holiday
        ("2026-09-23", "2026-09-25", "late"),
        ("2026-09-18", "2026-09-22", "late"),
        ("2026-09-03", "2026-09-08", "late"),
    ],
)
def test_a_rate_seen_more_than_a_session_ago_is_late(seen: str, end: str, word: str) -> None:
    """Only days on which New York traded count."""
    late = is_late(
        SimpleNamespace(rate_observed=dt.date.fromisoformat(seen), as_of=dt.date.fromisoformat(end))
    )  # type: ignore[arg-type]
    assert late == (word == "late")


def test_a_late_rate_says_so_and_decides_nothing_about_the_days_after() -> None:
    """As of 2020-09-30 the cut lies 272 days back; observed to the 25th, it lies 267 back."""
    late = observed("2020-09-25")
    assert late["rate.observation"].value == "late"
    assert late["rate.observed_date"].value == "2020-09-25"
    assert late["rate.regime"].value == "easing"
    assert late["rate.target_upper"].as_of == dt.date(2020, 9, 25)
    assert late["rate.target_upper"].sources == {"fred:DFEDTARU": dt.date(2020, 9, 25)}
    for day in ("2020-09-29", "2020-09-30"):
        current = observed(day)
        assert current["rate.observation"].value == "current"
        assert current["rate.regime"].value == "hold"
        assert current["rate.regime"].as_of == dt.date.fromisoformat(day)
