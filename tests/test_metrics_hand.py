"""Metrics of price series small enough to be worked out by hand."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from metric_views import daily, month_ends, monthly_prices, view

from generator.core.model import Metric, Missing
from generator.metrics import MetricSet
from generator.snapshot.view import View


def number(seen: View, metric_id: str) -> float:
    """Return a metric that must be there, as a float."""
    return MetricSet(seen)[metric_id].number


def reason(seen: View, metric_id: str) -> str:
    """Return the code of the reason why a metric that must be missing is."""
    found = MetricSet(seen).get(metric_id)
    assert isinstance(found, Missing), found
    return found.reason.code


def growth(first: str, months: int, monthly_return: float, start: float = 100.0) -> pd.DataFrame:
    """Return a month-end series that grows by the same fraction every month."""
    return monthly_prices(first, [start * (1 + monthly_return) ** i for i in range(months)])


# --- Returns ----------------------------------------------------------------------------------


def test_total_return_compares_the_month_end_with_the_close_twelve_months_before() -> None:
    """Thirteen month-ends 100 … 112: a year is 112 / 100 − 1, half a year 112 / 106 − 1."""
    seen = view({"IWM": monthly_prices("2020-01", [100.0 + i for i in range(13)])})
    assert number(seen, "iwm.total_return.1y") == pytest.approx(0.12, abs=1e-12)
    assert number(seen, "iwm.total_return.6m") == pytest.approx(112 / 106 - 1, abs=1e-12)


def test_cagr_is_the_yearly_rate_that_compounds_to_the_whole() -> None:
    """From 100 to 133.1 in three years is 10 % a year, since 1.1³ = 1.331."""
    levels = [100.0] * 36 + [133.1]
    seen = view({"IJR": monthly_prices("2020-01", levels)})
    assert number(seen, "ijr.cagr.3y") == pytest.approx(0.10, abs=1e-12)


def test_difference_of_two_funds_is_in_points_not_a_quotient() -> None:
    """IWM +20 %, SPY +15 % over the year: 5 percentage points."""
    frames = {
        "IWM": monthly_prices("2020-01", [100.0] * 12 + [120.0]),
        "SPY": monthly_prices("2020-01", [100.0] * 12 + [115.0]),
    }
    metric = MetricSet(view(frames))["relative.iwm_spy.1y"]
    assert metric.unit == "pp"
    assert metric.number == pytest.approx(0.05, abs=1e-12)


# --- Risk -------------------------------------------------------------------------------------


def two_speeds(step: float) -> pd.DataFrame:
    """Return 13 months with two sessions each whose log returns alternate +step, −step."""
    prices: dict[str, float] = {}
    for last in month_ends("2020-01", 13):
        middle = f"{last[:7]}-15"
        prices[middle] = 100 * math.exp(step)
        prices[last] = 100.0
    return daily(prices)


def test_volatility_is_the_sample_deviation_of_daily_log_returns() -> None:
    """24 log returns of ±1 %: mean 0, Σx² = 24 · 0.0001, so σ = √(0.0024 / 23) · √252."""
    seen = view({"IWM": two_speeds(0.01)})
    expected = math.sqrt(0.0024 / 23) * math.sqrt(252)
    assert number(seen, "iwm.volatility.1y") == pytest.approx(expected, rel=1e-10)


def test_constant_prices_have_no_volatility_and_no_beta() -> None:
    """A price that never moves: σ is 0, a division by its variance has no result."""
    flat = monthly_prices("2015-01", [100.0] * 61)
    seen = view({"SPY": flat, "IWM": growth("2015-01", 61, 0.01)})
    assert number(seen, "spy.volatility.5y") == 0
    assert reason(seen, "iwm.beta.5y") == "no_variation"


def test_max_drawdown_counts_every_session_not_only_month_ends() -> None:
    """100, 120, then 90 within the month: 90 / 120 − 1 = −25 %; later 104 / 130 − 1 = −20 %."""
    prices = {
        "2020-01-31": 100.0,
        "2020-02-10": 120.0,
        "2020-02-20": 90.0,
        "2020-02-28": 110.0,
        "2020-03-31": 130.0,
        "2020-04-30": 104.0,
    }
    seen = view({"IWM": daily(prices)})
    metrics = MetricSet(seen)
    assert metrics["iwm.max_drawdown.max"].number == pytest.approx(-0.25, abs=1e-12)
    assert metrics["iwm.max_drawdown.low_month"].value == "2020-02-28"
    assert metrics["iwm.drawdown.now"].number == pytest.approx(-0.20, abs=1e-12)


def test_common_drawdown_forgets_a_high_before_the_common_start() -> None:
    """SPY falls from 200 to 100 before VTWO exists, then 150 → 120: −20 %, not −40 %.

    VTWO starts in 2020-04, SPY's month-ends from then on are 100, 150, 120, so its own high is
    150; its all-time high of 200 is never reached again.
    """
    spy = monthly_prices("2020-01", [200.0, 160.0, 120.0, 100.0, 150.0, 120.0])
    vtwo = monthly_prices("2020-04", [10.0, 8.0, 9.0])
    metrics = MetricSet(view({"SPY": spy, "VTWO": vtwo}))
    assert metrics["spy.max_drawdown.max"].number == pytest.approx(-0.5, abs=1e-12)
    assert metrics["spy.max_drawdown.common"].number == pytest.approx(-0.2, abs=1e-12)
    assert metrics["vtwo.max_drawdown.common"].number == pytest.approx(-0.2, abs=1e-12)
    assert metrics["vtwo.max_drawdown.max"].number == pytest.approx(-0.2, abs=1e-12)


def test_common_drawdown_uses_daily_lows_once_a_new_high_is_reached() -> None:
    """After the start SPY reaches a new high of 110 and falls to 77 within a month: −30 %."""
    prices = dict(zip(month_ends("2020-01", 3), [100.0, 90.0, 110.0], strict=True))
    prices |= {"2020-04-15": 77.0, "2020-04-30": 105.0}
    vtwo = monthly_prices("2020-02", [10.0, 10.0, 10.0])
    seen = view({"SPY": daily(prices), "VTWO": vtwo})
    assert number(seen, "spy.max_drawdown.common") == pytest.approx(-0.3, abs=1e-12)


def test_common_drawdown_knows_daily_lows_below_an_older_high() -> None:
    """An old high of 200 stands; since the start 100, 150, then 105 within a month: −30 %."""
    prices = dict(zip(month_ends("2020-01", 3), [200.0, 100.0, 150.0], strict=True))
    prices |= {"2020-04-15": 105.0, "2020-04-30": 140.0}
    vtwo = monthly_prices("2020-02", [10.0, 10.0, 10.0])
    seen = view({"SPY": daily(prices), "VTWO": vtwo})
    assert number(seen, "spy.max_drawdown.common") == pytest.approx(-0.3, abs=1e-12)


def test_big_days_are_a_share_of_sessions_and_a_day_at_the_limit_counts() -> None:
    """The 24 days of the year alternate +2.02 % and −1.98 %: 12 of 24 are ≥ 2 %, none ≥ 3 %."""
    seen = view({"IWM": two_speeds(0.02)})
    assert number(seen, "iwm.big_days_2pct.1y") == 0.5
    assert number(seen, "iwm.big_days_2pct.1y.n") == 12
    assert number(seen, "iwm.big_days_2pct.1y.every_n") == 2
    assert number(seen, "iwm.big_days_3pct.1y") == 0
    assert reason(seen, "iwm.big_days_3pct.1y.every_n") == "no_big_day"
    exactly = daily(dict(zip(month_ends("2020-01", 13), [100.0, 102.0] * 6 + [100.0], strict=True)))
    # 102 / 100 − 1 is 2 %; 100 / 102 − 1 is −1.96 %.
    assert number(view({"IWM": exactly}), "iwm.big_days_2pct.1y") == 0.5


def swings(months: int, up: float, down: float) -> list[float]:
    """Return month-end levels that rise and fall in turn, the first month being the base."""
    factors = [1.0] + [1 + (up if i % 2 == 0 else down) for i in range(months)]
    return list(100 * np.cumprod(factors))


def test_beta_of_a_fund_that_doubles_every_move_is_two() -> None:
    """Monthly returns 2·x against x: covariance 2·var(x), so β = 2; SPY against itself 1."""
    frames = {
        "SPY": monthly_prices("2015-01", swings(60, 0.03, -0.02)),
        "IWM": monthly_prices("2015-01", swings(60, 0.06, -0.04)),
    }
    seen = view(frames)
    assert number(seen, "iwm.beta.5y") == pytest.approx(2, abs=1e-10)
    assert number(seen, "spy.beta.5y") == pytest.approx(1, abs=1e-12)
    assert number(seen, "relative.ijr_iwm.correlation.5y") < 1


def test_captures_divide_means_over_the_months_in_which_spy_rose_or_fell() -> None:
    """SPY +3 % / −2 %, IWM +4.5 % / −3 %: up 4.5 / 3 = 1.5, down −3 / −2 = 1.5; QQQ flat: 0."""
    frames = {
        "SPY": monthly_prices("2010-01", swings(120, 0.03, -0.02)),
        "IWM": monthly_prices("2010-01", swings(120, 0.045, -0.03)),
        "QQQ": monthly_prices("2010-01", [50.0] * 121),
    }
    seen = view(frames)
    assert number(seen, "iwm.up_capture.10y") == pytest.approx(1.5, abs=1e-10)
    assert number(seen, "iwm.down_capture.10y") == pytest.approx(1.5, abs=1e-10)
    assert number(seen, "qqq.up_capture.10y") == pytest.approx(0, abs=1e-12)


def test_capture_is_missing_where_spy_had_no_such_month() -> None:
    """SPY rises every month: there is no fall to take part in."""
    frames = {"SPY": growth("2010-01", 121, 0.01), "IWM": growth("2010-01", 121, 0.02)}
    seen = view(frames)
    assert reason(seen, "iwm.down_capture.10y") == "no_down_months"
    assert number(seen, "iwm.up_capture.10y") == pytest.approx(2, abs=1e-9)


# --- Income and trading -----------------------------------------------------------------------


def test_yield_adds_up_payments_in_dollars_over_the_price_at_the_end() -> None:
    """Pays 0.5 at a close of 50 and 1 at a close of 100, closes at 60: 1.5 / 60 = 2.5 %.

    The payment of 3 in the month before the window does not count.
    """
    days = month_ends("2020-01", 13)
    closes = dict.fromkeys(days, 80.0) | {days[3]: 50.0, days[8]: 100.0, days[12]: 60.0}
    paid = {days[0]: 3.0, days[3]: 0.5, days[8]: 1.0}
    seen = view({"IWM": daily(closes, distributions=paid)})
    assert number(seen, "iwm.yield.12m") == pytest.approx(0.025, abs=1e-12)
    assert number(seen, "spy.yield.12m") >= 0


def test_a_fund_that_pays_nothing_has_a_yield_of_zero() -> None:
    """No distribution in twelve months is a yield of 0, not a missing one."""
    seen = view({"TNA": growth("2020-01", 13, 0.01)})
    assert number(seen, "tna.yield.12m") == 0


def test_dollar_volume_is_a_mean_over_sessions_not_over_months() -> None:
    """Three months with sessions worth 100; 200 and 300; and one without volume: 600 / 3 = 200."""
    prices = {
        "2019-12-31": 1.0,
        "2020-01-31": 1.0,
        "2020-02-14": 1.0,
        "2020-02-28": 1.0,
        "2020-03-31": 1.0,
    }
    volumes = {"2020-01-31": 100.0, "2020-02-14": 200.0, "2020-02-28": 300.0, "2020-03-31": 0.0}
    seen = view({"VTWO": daily(prices, volumes=volumes)})
    assert number(seen, "vtwo.dollar_volume.3m") == pytest.approx(200, abs=1e-9)


def test_dollar_volume_is_missing_without_any_volume() -> None:
    """Three months in which nothing traded give no mean."""
    prices = dict.fromkeys(month_ends("2019-12", 4), 1.0)
    seen = view({"VTWO": daily(prices, volumes=dict.fromkeys(prices, 0.0))})
    assert reason(seen, "vtwo.dollar_volume.3m") == "no_volume"
    assert reason(seen, "iwm.dollar_volume_vs.vtwo") == "no_volume"


# --- Leverage ---------------------------------------------------------------------------------


def test_three_times_a_sideways_market_loses() -> None:
    """IWM +10 % then −1/11 is flat; tripled: 1.3 · (1 − 3/11) = 0.9454… a swing, six times over."""
    levels = [100.0, 110.0] * 6 + [100.0]
    tna = list(100 * np.cumprod([1.0] + [1.3, 1 - 3 / 11] * 6))
    frames = {"IWM": monthly_prices("2020-01", levels), "TNA": monthly_prices("2020-01", tna)}
    seen = view(frames)
    expected = (1.3 * (1 - 3 / 11)) ** 6 - 1
    assert number(seen, "leverage.daily3x_return.1y") == pytest.approx(expected, rel=1e-10)
    assert number(seen, "leverage.iwm_return.1y") == pytest.approx(0, abs=1e-12)
    assert number(seen, "leverage.gap.1y") == pytest.approx(expected, rel=1e-10)
    assert number(seen, "leverage.cost_gap.1y") == pytest.approx(0, abs=1e-10)
    assert number(seen, "leverage.daily_beta.1y") == pytest.approx(3, abs=1e-10)
    assert number(seen, "leverage.flat_12m.n") == 1
    assert number(seen, "leverage.flat_12m.below") == 1
    assert number(seen, "leverage.flat_12m.median_tna") == pytest.approx(expected, rel=1e-10)


def test_daily_beta_is_a_slope_with_intercept() -> None:
    """TNA's return is −0.1 % + 2.9 times IWM's every day: the slope is 2.9, costs are no slope."""
    moves = [0.01, -0.02, 0.015, 0.005, -0.01, 0.02] * 2
    frames = {
        "IWM": monthly_prices("2020-01", list(100 * np.cumprod([1.0, *(1 + m for m in moves)]))),
        "TNA": monthly_prices(
            "2020-01", list(100 * np.cumprod([1.0, *(0.999 + 2.9 * m for m in moves)]))
        ),
    }
    assert number(view(frames), "leverage.daily_beta.1y") == pytest.approx(2.9, abs=1e-9)


def test_erosion_is_exp_of_minus_three_variances() -> None:
    """σ² = 0.0024 / 23 · 252; after a flat year (R = 0) the tripled return is exp(−3σ²) − 1."""
    seen = view({"IWM": two_speeds(0.01)})
    expected = math.exp(-3 * 0.0024 / 23 * 252)
    assert number(seen, "leverage.erosion.1y") == pytest.approx(expected, rel=1e-10)
    assert number(seen, "leverage.implied_return.1y") == pytest.approx(expected - 1, rel=1e-9)


# --- Small against large ----------------------------------------------------------------------


def indices(small: list[float], large: list[float], first: str = "1987-09") -> dict[str, Any]:
    """Return the two price indices from the first month that the comparison has."""
    return {"^RUT": monthly_prices(first, small), "^GSPC": monthly_prices(first, large)}


def test_price_ratio_percentile_is_the_share_at_or_below_the_latest() -> None:
    """Ratios 1, 2, 0.5, 1.5, 1: of five month-ends three are ≤ 1, so 0.6; the low is 0.5."""
    small = [100.0, 200.0, 50.0, 150.0, 100.0]
    metrics = MetricSet(view(indices(small, [100.0] * 5)))
    assert metrics["relative.price_ratio.percentile"].number == pytest.approx(0.6)
    assert metrics["relative.price_ratio.value"].number == pytest.approx(100)
    assert metrics["relative.price_ratio.low"].number == pytest.approx(50)
    assert metrics["relative.price_ratio.low_date"].value == "1987-11-30"
    assert metrics["relative.price_ratio.from_low"].number == pytest.approx(1)
    assert metrics["relative.price_ratio.from_high"].number == pytest.approx(-0.5)


def test_any_month_counts_every_start_whose_window_ends_by_month_end() -> None:
    """Eight month-ends hold two windows of six months: +20 and −10 points, median 5.

    Small goes 100 → 120 and 100 → 90 against a flat large: one win of two.
    """
    small = [100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 120.0, 90.0]
    metrics = MetricSet(view(indices(small, [100.0] * 8)))
    assert metrics["cycles.any_month.6m.n"].value == 2
    assert metrics["cycles.any_month.6m.win_rate"].number == 0.5
    assert metrics["cycles.any_month.6m.median_gap"].number == pytest.approx(0.05)
    assert metrics["cycles.any_month.12m.n"].value == 0
    assert isinstance(metrics.get("cycles.any_month.12m.win_rate"), Missing)


def test_months_before_1987_09_do_not_count_even_if_the_index_has_them() -> None:
    """Ten month-ends from 1987-06, the first three before the comparison's start: 7 − 6 = 1."""
    metrics = MetricSet(view(indices([100.0] * 10, [100.0] * 10, first="1987-06")))
    assert metrics["cycles.any_month.6m.n"].value == 1
    assert metrics["relative.price_ratio.n"].value == 7


def test_a_gap_of_zero_is_no_win() -> None:
    """Both indices flat: no month is ahead."""
    metrics = MetricSet(view(indices([100.0] * 8, [50.0] * 8)))
    assert metrics["cycles.any_month.6m.win_rate"].number == 0


# --- Mix and falls ----------------------------------------------------------------------------


def test_mix_is_rebalanced_every_month() -> None:
    """Half each; IWM +20 % then −10 %, SPY 0 % then +10 %: 1.10 · 1.00, a year of such pairs."""
    iwm = list(100 * np.cumprod([1.0] + [1.2, 0.9] * 6))
    spy = list(100 * np.cumprod([1.0] + [1.0, 1.1] * 6))
    seen = view({"IWM": monthly_prices("2020-01", iwm), "SPY": monthly_prices("2020-01", spy)})
    assert number(seen, "mix.50.cagr") == pytest.approx(1.1**6 - 1, rel=1e-10)
    assert number(seen, "mix.0.cagr") == pytest.approx(1.1**6 - 1, rel=1e-10)
    assert number(seen, "mix.50.max_drawdown") == pytest.approx(0, abs=1e-12)
    assert number(seen, "mix.50.worst_12m") == pytest.approx(1.1**6 - 1, rel=1e-10)
    logs = [math.log(1.1), 0.0] * 6
    expected = float(np.std(logs, ddof=1)) * math.sqrt(12)
    assert number(seen, "mix.50.volatility") == pytest.approx(expected, rel=1e-9)
    assert reason(seen, "mix.50.krw.cagr") == "no_won_rate"


def test_a_mix_in_won_is_the_mix_times_the_rate() -> None:
    """The dollar loses half of its price in won in twelve even steps while the mix grows by 1.1⁶.

    Half each grows by 1.1 in the odd months, SPY alone in the even ones.
    """
    iwm = list(100 * np.cumprod([1.0] + [1.2, 0.9] * 6))
    spy = list(100 * np.cumprod([1.0] + [1.0, 1.1] * 6))
    step = 0.5 ** (1 / 12)
    days = [date.fromisoformat(day) for day in month_ends("2020-01", 13)]
    rates = {"for_date": days, "date": days, "krw": [1200 * step**month for month in range(13)]}
    seen = view(
        {"IWM": monthly_prices("2020-01", iwm), "SPY": monthly_prices("2020-01", spy)},
        tables={"usdkrw.csv": rates},
    )
    for share in (0, 50):
        assert number(seen, f"mix.{share}.krw.cagr") == pytest.approx(1.1**6 / 2 - 1, rel=1e-9)
        assert number(seen, f"mix.{share}.krw.worst_12m") == pytest.approx(1.1**6 / 2 - 1, rel=1e-9)
    logs = [math.log(step), math.log(1.1 * step)] * 6
    expected = float(np.std(logs, ddof=1)) * math.sqrt(12)
    assert number(seen, "mix.0.krw.volatility") == pytest.approx(expected, rel=1e-9)
    # Each pair of months loses 2 %: the deepest lies before the last rise of SPY.
    deepest = 1.1**5 * step**11 - 1
    assert number(seen, "mix.0.krw.max_drawdown") == pytest.approx(deepest, rel=1e-9)


def fall_and_recovery() -> list[float]:
    """Return SPY's month-ends: 100, 90, 75 (−25 %), 80, then up to 110 within the year."""
    return [100.0, 90.0, 75.0, 80.0, 90.0, 100.0, *[110.0] * 9]


def test_a_bear_market_runs_from_one_high_to_the_next() -> None:
    """One fall: SPY −25 % to 2020-03, IWM −40 %: deeper.

    A year on SPY is at 110 / 75 − 1 = 47 %, IWM at 120 / 60 − 1 = 100 %: ahead.
    """
    iwm = [100.0, 80.0, 60.0, *[120.0] * 12]
    spy = fall_and_recovery()
    seen = view({"SPY": monthly_prices("2020-01", spy), "IWM": monthly_prices("2020-01", iwm)})
    assert number(seen, "bear.n") == 1
    assert number(seen, "bear.deeper") == 1
    assert number(seen, "bear.12m.n") == 1
    assert number(seen, "bear.12m.ahead") == 1


def test_a_fall_short_of_19_percent_is_no_bear_market() -> None:
    """100 → 82 is −18 %."""
    spy = [100.0, 82.0, *[110.0] * 13]
    seen = view({"SPY": monthly_prices("2020-01", spy)})
    assert number(seen, "bear.n") == 0
    assert number(seen, "bear.12m.n") == 0
    assert reason(seen, "bear.12m.share") == "no_complete_window"


def test_every_metric_of_a_tiny_history_is_there_or_missing_with_a_reason() -> None:
    """Fourteen months of everything: no id is lost, no value is a NaN."""
    seen = view({"IWM": growth("2020-01", 14, 0.01)})
    metrics = MetricSet(seen)
    for found in metrics.all():
        if isinstance(found, Metric) and not isinstance(found.value, str):
            assert math.isfinite(found.value), found
