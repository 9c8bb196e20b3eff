"""Where windows begin and end, what a young fund lacks, and what an earlier view may know."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from factory import Options, make_prices, synthetic_snapshot
from languages import CONFIG
from metric_views import daily, monthly_prices, view

from generator.core.model import Metric, Missing
from generator.metrics import MetricSet, declared
from generator.snapshot.view import Snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot that ends within September 2026."""
    return synthetic_snapshot(tmp_path_factory.mktemp("windows"))


@pytest.fixture(scope="module")
def metrics(snapshot: Snapshot) -> MetricSet:
    """Its newest metrics."""
    return MetricSet(snapshot.newest())


def missing(metrics: MetricSet, metric_id: str) -> Missing:
    """Return a metric that must be missing."""
    found = metrics.get(metric_id)
    assert isinstance(found, Missing), found
    return found


# --- Dates and texts --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("metric_id", "as_of", "window"),
    [
        ("iwm.volatility.1y", "2026-08-31", "2025-09..2026-08"),
        ("iwm.cagr.3y", "2026-08-31", "2023-09..2026-08"),
        ("spy.beta.5y", "2026-08-31", "2021-09..2026-08"),
        ("qqq.up_capture.10y", "2026-08-31", "2016-09..2026-08"),
        ("ijr.dollar_volume.3m", "2026-08-31", "2026-06..2026-08"),
        ("iwm.total_return.ytd", "2026-09-25", "2025-12-31..2026-09-25"),
        ("iwm.total_return.since_published", "2026-09-25", "2025-11-28..2026-09-25"),
        ("iwm.max_drawdown.max", "2026-09-25", "2000-05..2026-09"),
        ("cycles.any_month.12m.n", "2026-08-31", "1987-09..2026-08"),
        ("relative.price_ratio.percentile", "2026-08-31", "1987-09..2026-08"),
        ("leverage.daily_beta.5y", "2026-08-31", "2021-09..2026-08"),
        ("size.smb.since_1926", "2026-08-31", "1926-07..2026-08"),
        ("size.lo30_hi30.since_1980", "2025-11-28", "1980-01..2025-11"),
        ("rate.regime", "2026-09-25", None),
        ("iwm.fee", "2026-09-25", None),
    ],
)
def test_windows_end_at_month_end_and_dates_at_as_of(
    metrics: MetricSet, metric_id: str, as_of: str, window: str | None
) -> None:
    """Each metric bears the last day it rests on and the period it covers."""
    metric = metrics[metric_id]
    assert (metric.as_of.isoformat(), metric.window) == (as_of, window)


def test_a_month_ends_with_its_last_session_although_weekdays_follow(tmp_path: Path) -> None:
    """March 2024 ended on Thursday the 28th: Good Friday. The view of that day is complete."""
    snapshot = synthetic_snapshot(tmp_path, as_of=date(2024, 3, 28))
    metrics = MetricSet(snapshot.newest())
    metric = metrics["iwm.total_return.1y"]
    assert metric.as_of == date(2024, 3, 28)
    assert metric.window == "2023-04..2024-03"
    assert metrics["edition.month_end"].value == "2024-03-28"


def test_the_day_before_the_last_session_the_month_is_not_complete(tmp_path: Path) -> None:
    """On 2024-03-27 a session of March was still to come: windows end with February."""
    snapshot = synthetic_snapshot(tmp_path, as_of=date(2024, 3, 27))
    metric = MetricSet(snapshot.newest())["iwm.total_return.1y"]
    assert metric.as_of == date(2024, 2, 29)
    assert metric.window == "2023-03..2024-02"


def test_year_to_date_starts_at_the_last_session_of_the_year_before() -> None:
    """December closes at 100, January at 90, as_of in February at 110: +10 %."""
    prices = {"2023-12-29": 100.0, "2024-01-31": 90.0, "2024-02-09": 110.0}
    metrics = MetricSet(view({"IWM": daily(prices)}, as_of="2024-02-09"))
    metric = metrics["iwm.total_return.ytd"]
    assert metric.number == pytest.approx(0.1, abs=1e-12)
    assert metric.window == "2023-12-29..2024-02-09"


def test_since_published_counts_from_the_close_of_the_originals_day() -> None:
    """100 on 2025-11-28, 95 at the year's end, 104 at as_of: +4 %."""
    prices = {"2025-10-31": 80.0, "2025-11-28": 100.0, "2025-12-31": 95.0, "2026-01-16": 104.0}
    metrics = MetricSet(view({"IWM": daily(prices)}, as_of="2026-01-16"))
    assert metrics["iwm.total_return.since_published"].number == pytest.approx(0.04, abs=1e-12)


def test_the_month_so_far_starts_at_the_end_of_the_month_before() -> None:
    """Mid-January counts from December; on January's last session January still counts whole.

    IWM: 100 on 2025-11-28, 95 in December, 104 mid-January, 114 at its end; SPY 100, 100, 100, 100.
    """
    prices = {"2025-11-28": 100.0, "2025-12-31": 95.0, "2026-01-16": 104.0, "2026-01-30": 114.0}
    flat = dict.fromkeys(prices, 100.0)
    frames = {"IWM": daily(prices), "SPY": daily(flat)}
    for as_of, level in (("2026-01-16", 104.0), ("2026-01-30", 114.0)):
        cut = {key: frame[frame.index <= as_of] for key, frame in frames.items()}
        metrics = MetricSet(view(cut, as_of=as_of))
        month = metrics["iwm.total_return.mtd"]
        assert month.number == pytest.approx(level / 95 - 1, abs=1e-12)
        assert month.window == f"2025-12-31..{as_of}"
        assert metrics["relative.iwm_spy.before_month"].number == pytest.approx(-0.05, abs=1e-12)


def test_the_year_to_date_begins_where_the_closed_year_does() -> None:
    """Closed to February: IWM 100 → 120, SPY 100 → 115; mid-March 90 and 115: −10 % less 15 %."""
    ends = pd.date_range("2023-02-28", "2024-02-29", freq="BME")
    frames = {}
    for symbol, last, now in (("IWM", 120.0, 90.0), ("SPY", 115.0, 115.0)):
        prices = {day.date().isoformat(): 100.0 for day in ends}
        prices |= {"2024-02-29": last, "2024-03-15": now}
        frames[symbol] = daily(prices)
    metrics = MetricSet(view(frames, as_of="2024-03-15"))
    assert metrics["relative.iwm_spy.1y"].number == pytest.approx(0.05, abs=1e-12)
    assert metrics["relative.iwm_spy.1y_to_date"].number == pytest.approx(-0.25, abs=1e-12)


@pytest.mark.parametrize("day", [date(2025, 10, 31), date(2025, 11, 28)])
def test_since_published_is_missing_until_as_of_is_later(snapshot: Snapshot, day: date) -> None:
    """On the original's own day nothing has happened since."""
    metrics = MetricSet(snapshot.view(day))
    assert missing(metrics, "iwm.total_return.since_published").reason.code == "before_publication"
    assert missing(metrics, "relative.iwm_spy.since_published").reason.code == "before_publication"
    assert missing(metrics, "rate.since_published.bp").reason.code == "before_publication"


# --- Young funds ------------------------------------------------------------------------------


@pytest.mark.parametrize(("months", "there"), [(12, False), (13, True)])
def test_a_year_needs_the_close_before_its_first_month(months: int, there: bool) -> None:
    """Twelve month-ends hold eleven months of returns; the thirteenth gives the close before."""
    metrics = MetricSet(view({"VTWO": monthly_prices("2020-01", [100.0] * months)}))
    for metric_id in ("vtwo.total_return.1y", "vtwo.volatility.1y", "vtwo.yield.12m"):
        found = metrics.get(metric_id)
        assert isinstance(found, Metric) == there, found
    if not there:
        reason = missing(metrics, "vtwo.yield.12m").reason
        assert reason.code == "window_too_long"
        assert reason.params == {"ticker": "VTWO", "since": "2020-01"}


@pytest.mark.parametrize(("months", "there"), [(3, False), (4, True)])
def test_three_months_of_volume_need_a_close_before_them(months: int, there: bool) -> None:
    """The rule of the windows holds for volume too, although volume needs no close before."""
    metrics = MetricSet(view({"VTWO": monthly_prices("2020-01", [100.0] * months)}))
    assert isinstance(metrics.get("vtwo.dollar_volume.3m"), Metric) == there


def test_a_young_fund_lacks_its_long_windows_and_nothing_else(snapshot: Snapshot) -> None:
    """In 2013 VTWO (since 2010-09) has no five years, TNA (since 2008-11) no ten, IWM has all."""
    metrics = MetricSet(snapshot.view(date(2013, 12, 31)))
    assert missing(metrics, "vtwo.cagr.5y").reason.params["since"] == "2010-09"
    assert missing(metrics, "relative.vtwo_iwm.cagr_gap.5y").reason.params["ticker"] == "VTWO"
    assert missing(metrics, "leverage.gap.10y").reason.params["ticker"] == "TNA"
    assert missing(metrics, "leverage.tna_return.10y")
    assert metrics.has("vtwo.cagr.3y", "iwm.cagr.10y", "leverage.daily3x_return.10y")


# --- Nothing is lost --------------------------------------------------------------------------


@pytest.mark.parametrize("day", [None, date(2025, 11, 28), date(2015, 6, 30), date(2010, 9, 30)])
def test_every_id_is_there_or_missing_with_a_reason(snapshot: Snapshot, day: date | None) -> None:
    """Whatever the date, each known id has one finite value of its unit's form or one reason."""
    seen = snapshot.view(day) if day else snapshot.newest()
    metrics = MetricSet(seen)
    found = {each.id: each for each in metrics.all()}
    assert list(found) == list(metrics.ids())
    assert set(declared(CONFIG)) <= set(found)
    for each in found.values():
        if isinstance(each, Missing):
            assert each.reason.code != "not_finite", each
            continue
        assert each.as_of <= seen.as_of, each
        if each.unit in ("count", "bp"):
            assert type(each.value) is int, each
        elif each.unit == "date":
            assert date.fromisoformat(str(each.value)), each
        elif each.unit == "text":
            assert isinstance(each.value, str), each
            assert each.value
        else:
            assert type(each.value) is float, each
            assert math.isfinite(each.value), each


def test_without_optional_data_the_required_ids_are_all_there(tmp_path: Path) -> None:
    """Prices and policy rate alone: every family that is not optional has its values.

    Only ids that rest on content files (published figures) may be missing beside the optional.
    """
    snapshot = synthetic_snapshot(tmp_path, omit=("all",))
    metrics = MetricSet(snapshot.newest())
    for metric_id, (family, _) in declared(CONFIG).items():
        there = isinstance(metrics.get(metric_id), Metric)
        assert there != family.optional or metric_id.startswith("evidence."), metric_id


# --- No look-ahead ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_prices() -> Mapping[str, pd.DataFrame]:
    """Daily prices of all tickers to the newest day."""
    return make_prices(Options())


@pytest.mark.parametrize("day", [date(2024, 3, 28), date(2025, 11, 28)])
def test_an_earlier_view_equals_a_snapshot_that_ended_there(
    snapshot: Snapshot, long_prices: Mapping[str, pd.DataFrame], tmp_path: Path, day: date
) -> None:
    """Metrics as of a past month-end are those of someone who had no later data."""
    cut = {ticker: frame.loc[: pd.Timestamp(day)] for ticker, frame in long_prices.items()}
    then = MetricSet(synthetic_snapshot(tmp_path, as_of=day, daily=cut, omit=("all",)).newest())
    seen = MetricSet(snapshot.view(day))
    compared = 0
    for metric_id, (family, _) in declared(CONFIG).items():
        if family.optional:
            continue
        now, before = seen.get(metric_id), then.get(metric_id)
        assert type(now) is type(before), metric_id
        if isinstance(now, Metric) and isinstance(before, Metric):
            if isinstance(now.value, float):
                assert now.value == pytest.approx(before.value, rel=1e-9, abs=1e-12), metric_id
                now = dataclasses.replace(now, value=before.value)
            assert now == before
            compared += 1
    assert compared > 300


def test_a_view_is_the_same_however_often_it_is_made(snapshot: Snapshot) -> None:
    """Two views of one date give equal metrics: nothing is remembered between them."""
    day = date(2020, 4, 30)
    first, second = MetricSet(snapshot.view(day)).all(), MetricSet(snapshot.view(day)).all()
    assert first == second
