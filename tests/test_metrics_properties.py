"""Properties that hold for any prices: units of money, splits, and merging months."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest
from factory import sessions
from hypothesis import given, settings
from hypothesis import strategies as st
from metric_views import view
from small_caps.charts.volatility import rolling_volatility
from small_caps.metrics.drawdowns_common import common_drawdown

from generator.core.model import Metric
from generator.core.months import month_number, month_of
from generator.metrics import MetricSet
from generator.metrics.drawdowns import falls

SEEDS = st.integers(0, 10_000)
# Metrics of one fund that live on its own prices: all must ignore the currency's unit.
OWN = (
    "iwm.total_return.1y", "iwm.volatility.1y", "iwm.max_drawdown.max", "iwm.drawdown.now",
    "iwm.big_days_2pct.1y", "iwm.yield.12m", "iwm.worst_day.1y", "iwm.max_drawdown.common",
    "leverage.daily3x_return.1y", "relative.iwm_spy.1y",
)  # fmt: skip
few = settings(max_examples=settings().max_examples // 4)
"""Each example computes all metrics of a fund."""


def random_days(seed: int, start: date = date(2019, 11, 1), months: int = 16) -> pd.DataFrame:
    """Return random daily prices with distributions and volumes over some months."""
    rng = np.random.default_rng(seed)
    end = (pd.Timestamp(start) + pd.DateOffset(months=months)).date()
    days = sessions(start, end)
    total = 50 * np.exp(np.cumsum(rng.normal(0.0003, rng.uniform(0.005, 0.03), len(days))))
    return pd.DataFrame(
        {
            "close": total * rng.uniform(0.9, 1.1),
            "adj_close": total,
            "volume": rng.integers(0, 3, len(days)) * 1000.0,
            "distribution": (rng.random(len(days)) < 0.02) * rng.uniform(0.1, 0.4),
        },
        index=days,
    )


def values(frame: pd.DataFrame) -> dict[str, float]:
    """Return the metrics of a fund with these prices that are there."""
    metrics = MetricSet(view({"IWM": frame}))
    found = {metric_id: metrics.get(metric_id) for metric_id in OWN}
    return {key: each.number for key, each in found.items() if isinstance(each, Metric)}


@few
@given(seed=SEEDS, scale=st.floats(1e-3, 1e4))
def test_prices_in_another_unit_change_nothing(seed: int, scale: float) -> None:
    """Dollars or cents: returns, risk and yield are the same; adjusted closes alone too."""
    frame = random_days(seed)
    money = ["close", "adj_close", "distribution"]
    rescaled = frame.assign(**{column: frame[column] * scale for column in money})
    plain = values(frame)
    assert len(plain) == len(OWN)
    assert values(rescaled) == pytest.approx(plain, rel=1e-7, abs=1e-10)
    readjusted = frame.assign(adj_close=frame["adj_close"] * scale)
    assert values(readjusted) == pytest.approx(plain, rel=1e-7, abs=1e-10)


@few
@given(seed=SEEDS, ratio=st.sampled_from([2, 3, 10]))
def test_a_split_changes_nothing_not_even_dollar_volume(seed: int, ratio: int) -> None:
    """Vendors restate earlier prices and volumes after a split; close × volume stays."""
    frame = random_days(seed)
    split = frame.assign(
        close=frame["close"] / ratio,
        adj_close=frame["adj_close"] / ratio,
        distribution=frame["distribution"] / ratio,
        volume=frame["volume"] * ratio,
    )
    assert values(split) == pytest.approx(values(frame), rel=1e-9, abs=1e-12)
    before, after = (MetricSet(view({"IWM": each})) for each in (frame, split))
    traded = before.get("iwm.dollar_volume.3m")
    if isinstance(traded, Metric):
        assert after["iwm.dollar_volume.3m"].number == pytest.approx(traded.number, rel=1e-9)


@few
@given(seed=SEEDS, extra=st.integers(0, 4))
def test_statistics_merged_from_months_equal_those_from_days(seed: int, extra: int) -> None:
    """σ, big days, yield, volume and Π(1 + 3r) from months equal a computation over the days.

    The window begins after 2 + ``extra`` months, so it never starts with the series.
    """
    frame = random_days(seed, months=14 + extra)
    metrics = MetricSet(view({"IWM": frame}))
    ends = [part.index[-1] for _, part in frame.groupby([frame.index.year, frame.index.month])]
    base, last = ends[-13], ends[-1]
    days = frame.loc[base:last]
    simple = days["adj_close"].pct_change().dropna()
    logs = np.log(days["adj_close"]).diff().dropna()
    inside = days.loc[simple.index[0] :]
    expected = {
        "iwm.total_return.1y": days["adj_close"].iloc[-1] / days["adj_close"].iloc[0] - 1,
        "iwm.volatility.1y": logs.std(ddof=1) * math.sqrt(252),
        "iwm.big_days_2pct.1y": (simple.abs() >= 0.02).mean(),
        "iwm.big_days_3pct.1y": (simple.abs() >= 0.03).mean(),
        "iwm.worst_day.1y": simple.min(),
        "iwm.best_day.1y": simple.max(),
        "iwm.yield.12m": inside["distribution"].sum() / inside["close"].iloc[-1],
        "leverage.daily3x_return.1y": (1 + 3 * simple).prod() - 1,
    }
    for metric_id, value in expected.items():
        assert metrics[metric_id].number == pytest.approx(value, rel=1e-9, abs=1e-12), metric_id
    quarter = frame.loc[frame.index > ends[-4]]
    traded = quarter[quarter["volume"] > 0]
    if len(traded):
        mean = (traded["close"] * traded["volume"]).mean()
        assert metrics["iwm.dollar_volume.3m"].number == pytest.approx(mean, rel=1e-9)


@few
@given(seed=SEEDS)
def test_falls_found_in_months_never_miss_the_deepest_day(seed: int) -> None:
    """The deepest of all falls is the maximum drawdown, and falls follow each other in time."""
    frame = random_days(seed)
    series = view({"IWM": frame}).monthly("IWM")
    found = falls(series)
    deepest = float((frame["adj_close"] / frame["adj_close"].cummax() - 1).min())
    assert min(fall.depth for fall in found) == pytest.approx(deepest, rel=1e-9)
    for fall in found:
        assert fall.start <= fall.low <= (fall.recovered or fall.low)
    assert [f.start for f in found] == sorted(f.start for f in found)


@few
@given(seed=SEEDS, skip=st.integers(0, 10))
def test_common_drawdown_lies_between_month_ends_and_days(seed: int, skip: int) -> None:
    """It is at least as deep as month-ends show and never deeper than the days do."""
    frame = random_days(seed)
    seen = view({"IWM": frame})
    series = seen.monthly("IWM")
    start = month_number(series.index[skip])
    found = common_drawdown(seen, "IWM", start)
    months = np.array([month_of(day.date()) for day in frame.index])
    days = frame["adj_close"].to_numpy()[months >= start]
    ends = series.tr_index.to_numpy()[skip:]
    by_days = float((days / np.maximum.accumulate(days) - 1).min())
    by_ends = float((ends / np.maximum.accumulate(ends) - 1).min())
    assert by_days - 1e-12 <= found <= by_ends + 1e-12
    if skip == 0:
        assert found == pytest.approx(by_days, rel=1e-9)


@few
@given(seed=SEEDS)
def test_the_rolling_volatility_ends_with_the_metric(seed: int) -> None:
    """The chart's series and the metric are one formula: its last point is the metric."""
    seen = view({"IWM": random_days(seed)})
    series = rolling_volatility(seen, "iwm", 12)
    assert month_number(series.index[-1]) == seen.month_end
    expected = MetricSet(seen)["iwm.volatility.1y"].number
    assert series.iloc[-1] == pytest.approx(expected, rel=1e-9)
