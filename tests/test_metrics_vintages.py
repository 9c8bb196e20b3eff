"""What followed published valuations, and the largest holdings: worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factory import synthetic_snapshot
from metric_views import monthly_prices, view
from small_caps.metrics.vintages import R2000, SP600

from generator.core.model import Missing
from generator.metrics import MetricSet
from generator.snapshot.published import Published
from generator.snapshot.view import View

FACTS = Path(__file__).parent.parent / "content" / "published.toml"


def following(months: int) -> View:
    """Return a view from 2022-07 on: SPY doubles a year, IWM trebles, IJR stands still."""
    steps = range(months)
    made = view(
        {
            "SPY": monthly_prices("2022-07", [100 * 2 ** (n / 12) for n in steps]),
            "IWM": monthly_prices("2022-07", [100 * 3 ** (n / 12) for n in steps]),
            "IJR": monthly_prices("2022-07", [100.0 for _ in steps]),
        }
    )
    return replace(made.snapshot, published=Published.load(FACTS)).newest()


def test_a_russell_vintage_is_followed_by_iwm_minus_spy() -> None:
    """After 2022-08: + 200 % against + 100 % in a year, + 800 % against + 300 % in two."""
    metrics = MetricSet(following(28))
    found = metrics["vintage_r2000_2022_08_31.gap.12m"]
    assert found.number == pytest.approx(1.0)
    assert (found.window, found.as_of.isoformat()) == ("2022-09..2023-08", "2023-08-31")
    assert metrics["vintage_r2000_2022_08_31.gap.24m"].number == pytest.approx(5.0)


def test_a_vintage_of_the_600_is_followed_by_ijr_minus_spy() -> None:
    """Like for like: IJR stands still while SPY doubles."""
    found = MetricSet(following(28))["vintage_sp600_2022_10_10.gap.12m"]
    assert found.number == pytest.approx(-1.0)
    assert list(found.sources) == ["yahoo:IJR", "yahoo:SPY", "published:vintage_sp600_2022_10_10"]
    assert found.sources["published:vintage_sp600_2022_10_10"] == date(2022, 10, 10)
    assert found.sources["yahoo:SPY"] == found.as_of


def test_an_unfinished_window_is_missing_and_says_so() -> None:
    """24 months from 2022-08 end with 2024-08: a month earlier there is nothing to state."""
    found = MetricSet(following(25)).get("vintage_r2000_2022_08_31.gap.24m")
    assert isinstance(found, Missing)
    assert found.reason.code == "window_open"


def test_without_the_figure_nothing_followed_it() -> None:
    """A view that does not know the published figure gives the reason."""
    made = following(28)
    empty = replace(made.snapshot, published=Published(())).newest()
    found = MetricSet(empty).get("vintage_r2000_2022_08_31.gap.12m")
    assert isinstance(found, Missing)
    assert found.reason.code == "no_published_figure"


def test_every_vintage_from_a_named_source_has_its_metric() -> None:
    """Adding a figure to the file without adding it here would leave it out of the table."""
    facts = Published.load(FACTS).by_subject("pe_vintage_small_over_large")
    assert {fact.id for fact in facts if fact.reliable} == {*R2000, *SP600}
    assert all(fact.role == "r2000" for fact in facts if fact.id in R2000)
    assert all(fact.role == "sp600" for fact in facts if fact.id in SP600)


def test_the_last_reconstitution_is_the_last_that_took_force(tmp_path: Path) -> None:
    """Only facts that tell such a day count, and only days before the view's own."""
    facts = [fact for fact in Published.load(FACTS).facts if fact.role == "effective"]
    made = replace(synthetic_snapshot(tmp_path), published=Published.load(FACTS)).newest()
    days = [str(fact.value) for fact in facts if str(fact.value) < made.as_of.isoformat()]
    assert MetricSet(made)["evidence.reconstituted"].value == max(days)
    early = MetricSet(following(13)).get("evidence.reconstituted")
    assert isinstance(early, Missing)


def test_the_largest_holdings_are_named_in_order(tmp_path: Path) -> None:
    """Three symbols, the largest first; a fund without a list says so."""
    metrics = MetricSet(synthetic_snapshot(tmp_path).newest())
    view = metrics.view
    rows = view.top_holdings("SPY", "yahoo")
    assert rows is not None
    assert metrics["spy.largest"].value == ", ".join(row.symbol for row in rows.rows[:3])
    assert len(str(metrics["spy.largest"].value).split(", ")) == 3
    found = MetricSet(following(13)).get("iwm.largest")
    assert isinstance(found, Missing)
    assert found.reason.code == "no_top_holdings"
