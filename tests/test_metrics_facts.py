"""Metrics from optional facts: funds, holdings, sectors, valuation, losses, the size effect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from factory import synthetic_snapshot
from metric_views import monthly_prices, view

from generator.core.model import Missing
from generator.core.months import month_index, month_number
from generator.metrics import MetricSet
from generator.snapshot.view import Snapshot, View


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> MetricSet:
    """Metrics with all optional facts as the factory gives them."""
    return MetricSet(synthetic_snapshot(tmp_path_factory.mktemp("facts")).newest())


def code(metrics: MetricSet, metric_id: str) -> str:
    """Return why a metric is missing."""
    found = metrics.get(metric_id)
    assert isinstance(found, Missing), found
    return found.reason.code


def test_facts_are_numbers_with_the_date_and_source_of_the_file(metrics: MetricSet) -> None:
    """A fee is a fraction, a count an integer, each with where it is from."""
    fee = metrics["iwm.fee"]
    assert (fee.value, fee.sources) == (0.0019, {"yahoo:IWM": fee.as_of})
    count = metrics["iwm.holdings_count"]
    assert (count.value, count.sources) == (1924, {"ishares:IWM": count.as_of})
    assert type(count.value) is int
    assert metrics["vtwo.fee_vs_iwm"].number == pytest.approx(0.0007 / 0.0019)
    assert metrics["iwm.contains_smci"].value == "no"
    assert metrics["iwm.long_name"].value == "iShares Russell 2000 ETF"


def test_top_ten_of_spy_is_the_sum_of_yahoos_list(metrics: MetricSet) -> None:
    """0.07 · (1 + 1/2 + … + 1/10) in the factory's list."""
    expected = sum(0.07 / rank for rank in range(1, 11))
    assert metrics["spy.top10_weight"].number == pytest.approx(expected, rel=1e-12)
    assert metrics["iwm.top10_weight"].number == 0.072


def test_sector_sums_and_the_largest_sector(metrics: MetricSet) -> None:
    """QQQ: technology 45 %, ten others 5.5 % each."""
    assert metrics["qqq.top_sector"].value == "technology"
    assert metrics["qqq.top_sector_weight"].number == pytest.approx(0.45)
    assert metrics["qqq.sector.technology_communication"].number == pytest.approx(0.505)
    assert metrics["qqq.sector.consumer"].number == pytest.approx(0.11)
    assert metrics["qqq.sector.four"].number == pytest.approx(0.275)
    assert code(metrics, "vtwo.top_sector") == "no_sectors"


def test_discount_is_a_quotient_minus_one(metrics: MetricSet) -> None:
    """15.3 / 18.7 − 1 with losses left out, 21.4 / 18.8 − 1 with losses counted."""
    assert metrics["valuation.discount.ex_losses"].number == pytest.approx(15.3 / 18.7 - 1)
    assert metrics["valuation.discount.all"].number == pytest.approx(21.4 / 18.8 - 1)
    assert list(metrics["valuation.r2000.forward_pe.all"].sources) == [
        "ishares:IWM",
        "yahoo:screener",
    ]


@pytest.mark.parametrize(("stored", "shown"), [("BRKB;LLY", "BRKB, LLY"), ("-;LLY", "LLY")])
def test_missing_names_are_listed_by_symbol(tmp_path: Path, stored: str, shown: str) -> None:
    """Symbols that the screener lacks; a row without a symbol has no name to show."""
    names = {("sp500", "missing_names"): stored, ("sp600", "missing_names"): "-"}
    metrics = MetricSet(synthetic_snapshot(tmp_path, constituents=names).newest())
    assert metrics["valuation.sp500.missing_names"].value == shown
    assert code(metrics, "valuation.sp600.missing_names") == "none_missing"


def test_losses_come_with_their_coverage(metrics: MetricSet) -> None:
    """Share by count, by weight, and how many rows were found."""
    found = [metrics[f"losses.r2000.{part}"].number for part in ("share", "weight", "coverage")]
    assert found == [0.36, 0.30, 0.82]


def test_a_sum_of_earnings_that_is_not_positive_is_a_reason_of_its_own(tmp_path: Path) -> None:
    """The rows were there, but no ratio came of them; the discount lacks it too."""
    lacking = {("r2000", "forward_pe.all"): None}
    metrics = MetricSet(synthetic_snapshot(tmp_path, constituents=lacking).newest())
    assert code(metrics, "valuation.r2000.forward_pe.all") == "earnings_not_positive"
    assert code(metrics, "valuation.discount.all") == "earnings_not_positive"
    assert metrics.has("valuation.r2000.forward_pe.ex_losses", "valuation.discount.ex_losses")


def test_without_constituents_there_is_neither_valuation_nor_loss_share(tmp_path: Path) -> None:
    """Nothing fetched: missing, never zero."""
    metrics = MetricSet(synthetic_snapshot(tmp_path, omit=("constituents",)).newest())
    for metric_id in (
        "valuation.r2000.forward_pe.all",
        "losses.sp600.share",
        "valuation.sp500.coverage",
    ):
        assert code(metrics, metric_id) == "no_constituents"


def test_an_earlier_view_lacks_what_was_fetched_later(tmp_path: Path) -> None:
    """Facts of 2026-09 are unknown to the view of 2025-11-28."""
    snapshot: Snapshot = synthetic_snapshot(tmp_path)
    metrics = MetricSet(snapshot.view(date(2025, 11, 28)))
    assert code(metrics, "iwm.fee") == "no_fee"
    assert code(metrics, "iwm.holdings_count") == "no_holdings"
    assert code(metrics, "spy.top10_weight") == "no_top_holdings"


# --- The size effect --------------------------------------------------------------------------


def french(
    first: str,
    low: Sequence[float | None],
    high: Sequence[float | None],
    smb: Sequence[float | None],
) -> View:
    """Return a view with these columns of Ken French's files."""
    start = month_index(first)
    table: Mapping[str, Any] = {
        "month": list(range(start, start + len(smb))),
        "lo30_index": list(low),
        "hi30_index": list(high),
        "smb_sum": list(smb),
    }
    prices = {"IWM": monthly_prices("2020-01", [100.0] * 14)}
    return view(prices, tables={"french.csv": dict(table)})


def test_size_effect_is_a_difference_of_compound_rates() -> None:
    """Twelve months: small 100 → 120, large 100 → 110: 20 % − 10 % a year; SMB 12 · mean."""
    low = [100.0] * 11 + [120.0]
    high = [100.0] * 11 + [110.0]
    seen = french("1926-07", low, high, [0.001 * i for i in range(1, 13)])
    metrics = MetricSet(seen)
    assert metrics["size.lo30_hi30.since_1926"].number == pytest.approx(0.10, abs=1e-12)
    assert metrics["size.lo30.since_1926"].number == pytest.approx(0.20, abs=1e-12)
    assert metrics["size.smb.since_1926"].number == pytest.approx(0.012, abs=1e-12)
    assert metrics["size.smb.since_1926"].window == "1926-07..1927-06"


def test_a_window_from_1980_starts_at_the_level_of_the_month_before() -> None:
    """December 1979 stands at 200: 220 after one month is 10 %, (1.1)^12 − 1 a year."""
    seen = french("1979-12", [200.0, 220.0], [200.0, 200.0], [0.5, 0.51])
    metrics = MetricSet(seen)
    expected = (220 / 200) ** 12 - 1
    assert metrics["size.lo30_hi30.since_1980"].number == pytest.approx(expected, rel=1e-10)
    assert metrics["size.smb.since_1980"].number == pytest.approx(0.12, abs=1e-12)
    assert code(metrics, "size.smb.since_1926") == "french_too_short"


def test_each_file_ends_in_its_own_month() -> None:
    """Portfolios end two months before the factors: each metric says its own window."""
    low = [101.0, 102.0, None, None]
    metrics = MetricSet(french("1926-07", low, low, [0.01, 0.02, 0.03, 0.04]))
    assert metrics["size.lo30_hi30.since_1926"].window == "1926-07..1926-08"
    assert metrics["size.smb.since_1926"].window == "1926-07..1926-10"
    assert metrics["size.lo30_hi30.since_1926"].number == 0


def test_a_month_without_value_within_the_window_makes_it_missing() -> None:
    """A hole is no zero return."""
    low = [101.0, None, 103.0]
    metrics = MetricSet(french("1926-07", low, [101.0, 102.0, 103.0], [0.01, 0.02, 0.03]))
    assert code(metrics, "size.lo30_hi30.since_1926") == "french_gap"
    assert metrics.has("size.smb.since_1926")


def test_months_after_month_end_do_not_count() -> None:
    """The files may already hold a month that this edition does not."""
    seen = french("2021-01", [101.0, 102.0, 150.0], [101.0, 102.0, 103.0], [0.01, 0.02, 0.9])
    found = seen.french
    assert found is not None
    assert month_number(found.index[-1]) <= seen.month_end
