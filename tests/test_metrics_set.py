"""The registry, the set of metrics, its JSON, the reasons and the original's numbers."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from factory import synthetic_snapshot
from languages import CONFIG, PACKAGE
from metric_views import monthly_prices, view

from generator.core.errors import UserError
from generator.core.model import Metric, Missing, Reason, Unavailable
from generator.core.toml import read_toml
from generator.metrics import (
    MetricSet,
    Result,
    declared,
    families,
    family,
    known_ids,
    reason_text,
)
from generator.metrics.reasons import placeholders
from generator.metrics.registry import index
from generator.snapshot.original import Original
from generator.snapshot.published import Published
from generator.snapshot.view import Snapshot, View

ROOT = Path(__file__).parent.parent
TEXTS = ROOT / "content" / "text"
REASONS = {language: TEXTS / f"reasons.{language}.toml" for language in ("ko", "en")}

# The ids that METRICS fixes from outside; a slip in a pattern must not lose one.
CONTRACT = [
    *(f"spy.total_return.{w}" for w in ("1y", "ytd", "since_published")),
    *(f"vtwo.cagr.{w}" for w in ("3y", "5y", "10y")),
    *(f"qqq.volatility.{w}" for w in ("1y", "5y", "10y")),
    "ijr.max_drawdown.max", "iwm.big_days_2pct.1y", "iwm.big_days_2pct.10y",
    "iwm.big_days_3pct.1y", "iwm.big_days_3pct.10y", "spy.beta.5y", "iwm.up_capture.10y",
    "iwm.down_capture.10y", "tna.yield.12m", "vtwo.dollar_volume.3m",
    "rate.target_lower", "rate.target_upper", "rate.last_change_date", "rate.last_change_bp",
    "rate.regime", "relative.price_ratio.percentile",
    *(f"cycles.{event}.{h}.{stat}" for event in ("first_cut", "third_cut", "last_cut")
      for h in ("6m", "12m", "24m") for stat in ("n", "wins", "median_gap")),
    *(f"cycles.any_month.{h}.{stat}" for h in ("6m", "12m", "24m")
      for stat in ("n", "win_rate", "median_gap")),
    *(f"leverage.{name}.{w}" for name in ("daily3x_return", "tna_return", "iwm_return", "gap")
      for w in ("1y", "5y", "10y")),
    "leverage.daily_beta.1y", "leverage.daily_beta.5y",
    "iwm.fee", "vtwo.net_assets", "iwm.holdings_count", "ijr.top10_weight", "ivv.holdings_count",
    "spy.top10_weight", "qqq.top10_weight", "qqq.pe.trailing",
    *(f"valuation.{i}.{field}" for i in ("sp500", "r2000", "sp600")
      for field in ("forward_pe.ex_losses", "forward_pe.all", "coverage")),
    "valuation.discount.ex_losses", "valuation.discount.all",
    *(f"losses.{i}.{field}" for i in ("r2000", "sp600", "sp500")
      for field in ("share", "weight", "coverage")),
    *(f"size.{name}.{w}" for name in ("lo30_hi30", "smb") for w in ("since_1926", "since_1980")),
]  # fmt: skip


@pytest.fixture(scope="module")
def published() -> Published:
    """The project's published facts."""
    return Published.load(ROOT / "content" / "published.toml")


@pytest.fixture(scope="module")
def original() -> Original:
    """The original's own numbers."""
    return Original.load(TEXTS / "original.toml")


@pytest.fixture(scope="module")
def snapshot(published: Published, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot that knows the published facts."""
    return synthetic_snapshot(tmp_path_factory.mktemp("set"), published)


@pytest.fixture(scope="module")
def metrics(snapshot: Snapshot, original: Original) -> MetricSet:
    """Its newest metrics with changes since the original."""
    return MetricSet(snapshot.newest(), original)


# --- Registry ---------------------------------------------------------------------------------


@pytest.mark.parametrize("metric_id", CONTRACT)
def test_the_contract_s_ids_are_declared(metric_id: str) -> None:
    """Ids that others check from outside exist under exactly that name."""
    assert metric_id in declared(CONFIG)


def test_every_family_says_what_it_is_and_has_a_name_of_its_own() -> None:
    """Name, one-sentence meaning and formula of each family; no two of one name."""
    names = [each.name for each in families(PACKAGE)]
    assert len(names) == len(set(names))
    for each in families(PACKAGE):
        assert each.meaning.endswith("."), each.name
        assert each.formula, each.name


def test_two_families_may_not_claim_one_id() -> None:
    """A duplicate id is an error that names both families."""

    def compute(view: View) -> Result:
        """One."""
        return Result(1, view.as_of)

    one = family("one", "same.id", unit="count", formula="1")(compute)
    two = family("two", "same.id", unit="count", formula="1")(compute)
    with pytest.raises(UserError, match=r"same\.id\] is a metric of two families: one and two"):
        index((one, two), CONFIG)


def test_a_pattern_must_name_its_arguments() -> None:
    """A pattern with a place that no argument fills is refused where it is written."""
    with pytest.raises(ValueError, match="fund"):
        family("x", "{fund}.x", unit="ratio", formula="x")


def test_an_unknown_id_names_the_nearest(metrics: MetricSet) -> None:
    """A typing error gives the id that was probably meant."""
    with pytest.raises(UserError, match=r"did you mean iwm\.volatility\.1y"):
        metrics.get("iwm.volatilty.1y")


def test_a_metric_is_computed_once(snapshot: Snapshot) -> None:
    """Asking twice gives the same object."""
    metrics = MetricSet(snapshot.newest())
    assert metrics.get("iwm.beta.5y") is metrics.get("iwm.beta.5y")


def test_a_missing_metric_raises_unavailable_when_taken(metrics: MetricSet) -> None:
    """metrics[id] is for values that must be there; the reason travels with the error."""
    with pytest.raises(Unavailable) as caught:
        metrics["vtwo.net_assets"]
    assert caught.value.reason == Reason("no_assets", {"fund": "VTWO"})
    assert not metrics.has("iwm.fee", "vtwo.net_assets")
    assert metrics.has("iwm.fee", "iwm.net_assets")


# --- JSON -------------------------------------------------------------------------------------


def test_json_has_every_id_once_with_the_contract_s_keys(metrics: MetricSet) -> None:
    """metrics.json: unrounded values with unit, dates, formula, sources; reasons as words."""
    content = metrics.to_json(reasons_in(REASONS["en"]))
    text = json.dumps(content, allow_nan=False)
    assert json.loads(text) == content
    assert set(content["metrics"]) | set(content["missing"]) == set(metrics.ids())
    assert not set(content["metrics"]) & set(content["missing"])
    assert (content["schema"], content["as_of"]) == (1, "2026-09-25")
    assert content["month_end"] == "2026-08"
    keys = {"value", "unit", "as_of", "window", "formula", "sources", "basis"}
    for metric_id, entry in content["metrics"].items():
        cited = {"url", "published_on", "expires_on"} if entry["basis"] == "published" else set()
        assert set(entry) == keys | cited, metric_id
        assert entry["value"] is not None
    for metric_id, reason in content["missing"].items():
        assert reason.strip(), metric_id
        assert not re.search(r"[{}\uac00-\ud7a3]", reason), metric_id
    value = content["metrics"]["iwm.volatility.1y"]["value"]
    assert value == metrics["iwm.volatility.1y"].value
    assert len(repr(value).replace(".", "").lstrip("0")) >= 10


# --- Reasons ----------------------------------------------------------------------------------


def reasons_in(path: Path) -> dict[str, str]:
    """Return the texts of a file by the reasons' codes."""
    return dict(read_toml(path).data)


def codes() -> set[str]:
    """Return every code that the program raises, read from its own text."""
    found: set[str] = set()
    for path in (ROOT / "generator").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r'(?:Unavailable|Reason)\(\s*"(\w+)"', text))
        found |= set(re.findall(r'"(no_\w+)", (?:fund|"\w+", "\w+")', text))
    return found


def test_every_reason_has_a_text_in_every_language() -> None:
    """A code without words would break a page on the day the data lack something."""
    used = codes()
    assert {"window_too_long", "no_fee", "published_later"} <= used
    for path in REASONS.values():
        assert used <= reasons_in(path).keys(), path.name


def test_reasons_are_the_same_in_every_language() -> None:
    """Same codes in the same order, same places to fill."""
    korean, english = reasons_in(REASONS["ko"]), reasons_in(REASONS["en"])
    assert list(korean) == list(english)
    for code, text in english.items():
        assert placeholders(text) == placeholders(korean[code]), code
        assert not text.endswith("."), code
        assert not korean[code].endswith("."), code


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("day", [date(2010, 9, 30), date(2025, 11, 28), None])
def test_each_missing_metric_can_say_why(
    snapshot: Snapshot, original: Original, language: str, day: date | None
) -> None:
    """The reason's parameters fill the text of each language, at any date."""
    reasons = reasons_in(REASONS[language])
    metrics = MetricSet(snapshot.view(day) if day else snapshot.newest(), original)
    absent = [each for each in metrics.all() if isinstance(each, Missing)]
    assert absent
    for each in absent:
        assert "{" not in reason_text(reasons, each.reason), each


def test_a_reason_without_text_is_an_error() -> None:
    """A code or a parameter that the table lacks is said by name."""
    with pytest.raises(UserError, match=r"reasons\.unheard"):
        reason_text({}, Reason("unheard"))
    with pytest.raises(UserError, match="ticker"):
        reason_text({"x": "no {{ ticker }}"}, Reason("x"))


# --- Published figures and changes ------------------------------------------------------------


def test_a_published_figure_carries_its_source_and_dates(metrics: MetricSet) -> None:
    """Published in July 2024 counts from its last day and is fresh for 180 days."""
    metric = metrics["published.float_debt_smallcap_plantemoran_2024"]
    assert (metric.number, metric.basis) == (0.36, "published")
    assert metric.published_on == date(2024, 7, 31)
    assert metric.expires_on == date(2025, 1, 27)
    assert str(metric.url).startswith("https://")


def test_an_earlier_view_does_not_know_a_later_figure(snapshot: Snapshot) -> None:
    """The id exists at any date; before its publication it is missing with the day."""
    metrics = MetricSet(snapshot.view(date(2020, 1, 31)))
    found = metrics.get("published.float_debt_smallcap_plantemoran_2024")
    assert isinstance(found, Missing)
    assert found.reason == Reason("published_later", {"date": "2024-07-31"})


def test_change_is_now_minus_the_original(metrics: MetricSet) -> None:
    """The original's 0.10 % for VTWO against 0.07 % now: −0.03 percentage points."""
    metric = metrics["change.vtwo.fee"]
    assert metric.unit == "pp"
    assert metric.number == pytest.approx(-0.0003, abs=1e-12)
    assert metrics["change.r2000.constituents"].value == -76
    assert metrics["change.r2000.forward_pe"].unit == "multiple"


def test_change_of_a_missing_metric_is_missing_for_its_reason(original: Original) -> None:
    """Without the fee there is no change of the fee."""
    seen = view({"IWM": monthly_prices("2020-01", [100.0] * 14)})
    found = MetricSet(seen, original).get("change.iwm.fee")
    assert isinstance(found, Missing)
    assert found.reason.code == "no_fee"


def test_the_originals_metrics_exist_in_its_unit(original: Original, published: Published) -> None:
    """Each metric that the original's file names is known and of the same unit."""
    ids = set(known_ids(declared(CONFIG), published, original))
    assert original.changes()
    for number in original.changes():
        assert number.metric in ids, number
        assert declared(CONFIG)[str(number.metric)][0].unit == number.unit, number
        assert f"change.{number.key}" in ids


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[a.b]\nunit = "ratio"\n', "needs either value, or low and high"),
        ('[a.b]\nunit = "ratio"\nvalue = 1\nlow = 1\n', "needs either value, or low and high"),
        ('[a.b]\nunit = "percent"\nvalue = 1\n', "unit] input should be"),
        ('[a.b]\nunit = "ratio"\nvalue = "x"\n', "value is not a number"),
        ('[a.b]\nunit = "text"\nvalue = 1\n', "needs a text"),
        ('[a.b]\nunit = "ratio"\nlow = 1\nhigh = 2\nmetric = "iwm.fee"\n', "a range has no change"),
        (
            '[a.b]\nunit = "ratio"\nvalue = 1\nmetrik = "x"\n',
            "metrik] extra inputs",
        ),
    ],
)
def test_a_faulty_number_of_the_original_is_named(tmp_path: Path, text: str, message: str) -> None:
    """File, line, key and what is wrong."""
    path = tmp_path / "original.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        Original.load(path)
    assert message in str(caught.value)
    assert f"{path}:" in str(caught.value)
    assert "a.b" in str(caught.value)


def test_a_change_between_units_is_an_error(snapshot: Snapshot, tmp_path: Path) -> None:
    """A multiple cannot answer to a ratio: the mistake is in the file, not in the data."""
    path = tmp_path / "original.toml"
    path.write_text('[x]\nunit = "multiple"\nvalue = 1\nmetric = "iwm.fee"\n', encoding="utf-8")
    metrics = MetricSet(snapshot.newest(), Original.load(path))
    with pytest.raises(UserError, match=r"iwm\.fee is a ratio"):
        metrics.get("change.x")


def test_a_number_that_is_not_finite_never_reaches_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a formula slip and give a NaN, the metric is missing instead."""

    def compute(view: View) -> Result:
        """Nothing."""
        return Result(float("nan"), view.as_of)

    slip = family("slip", "slip", unit="ratio", formula="0/0")(compute)
    monkeypatch.setattr(
        "generator.metrics.metric_set.declared_of", lambda *given: {"slip": (slip, {})}
    )
    found = MetricSet(view({"IWM": monthly_prices("2020-01", [1.0] * 3)})).get("slip")
    assert not isinstance(found, Metric)
    assert found.reason.code == "not_finite"
