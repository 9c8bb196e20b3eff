"""An independent library and other formulas agree with what is merged from monthly statistics.

The daily prices are made in code; ours go through derive, files and metrics, the oracle sees the
days alone.
"""

from __future__ import annotations

import csv
import io
import re
import statistics
from collections.abc import Mapping
from datetime import date
from itertools import pairwise

import ffn
import numpy as np
import pandas as pd
import payloads
import pytest
from factory import Options, make_daily, make_prices, synthetic_snapshot
from files import CONFIG, FUNDS

from generator.metrics import MetricSet
from generator.refresh import constituents
from generator.snapshot.view import Snapshot
from generator.sources import ishares

AS_OF = date(2026, 9, 25)
YEARS = {"1y": 1, "3y": 3, "5y": 5, "10y": 10}
PRICED = (*FUNDS, "RSP")


@pytest.fixture(scope="module")
def prices() -> Mapping[str, pd.DataFrame]:
    """Daily prices of all tickers up to as_of, and of RSP, which is fetched beside them."""
    equal = make_daily(77, date(2003, 5, 1), AS_OF, volatility=0.17, drift=0.09)
    return make_prices(Options(as_of=AS_OF, daily={"RSP": equal}))


@pytest.fixture(scope="module")
def snapshot(
    prices: Mapping[str, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> Snapshot:
    """The same prices, stored as monthly statistics and loaded."""
    return synthetic_snapshot(tmp_path_factory.mktemp("oracle"), as_of=AS_OF, daily=dict(prices))


@pytest.fixture(scope="module")
def metrics(snapshot: Snapshot) -> MetricSet:
    """The newest metrics of these prices."""
    return MetricSet(snapshot.newest())


def window(prices: pd.DataFrame, years: float, column: str = "adj_close") -> pd.Series:
    """Return the days from the close before the window (September 2025 for 1y) to month_end."""
    days = prices.loc[:"2026-08-31", column]
    start = pd.Timestamp("2026-08-31") - pd.DateOffset(months=round(12 * years))
    before = days.loc[: start + pd.offsets.MonthEnd(0)].index[-1]
    return days.loc[before:]


@pytest.mark.parametrize("fund", PRICED)
def test_returns_agree_with_ffn(
    fund: str, prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """Total return and CAGR over complete months equal ffn's on the same days."""
    key = fund.lower()
    one = ffn.calc_total_return(window(prices[fund], 1))
    assert metrics[f"{key}.total_return.1y"].number == pytest.approx(one, rel=1e-9)
    if fund in FUNDS:
        half = ffn.calc_total_return(window(prices[fund], 0.5))
        assert metrics[f"{key}.total_return.6m"].number == pytest.approx(half, rel=1e-9)
    for name in ("3y", "5y", "10y"):
        total = ffn.calc_total_return(window(prices[fund], YEARS[name]))
        expected = (1 + total) ** (1 / YEARS[name]) - 1
        assert metrics[f"{key}.cagr.{name}"].number == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("fund", PRICED)
def test_volatility_agrees_with_ffn(
    fund: str, prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """The deviation merged from monthly sums equals that of ffn's daily log returns."""
    for name in ("1y", "5y", "10y"):
        logs = ffn.to_log_returns(window(prices[fund], YEARS[name])).dropna()
        expected = float(logs.std()) * np.sqrt(252)
        found = metrics[f"{fund.lower()}.volatility.{name}"].number
        assert found == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("fund", FUNDS)
def test_drawdown_agrees_with_ffn(
    fund: str, prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """The deepest monthly low equals ffn's drawdown over all days, as does today's distance."""
    expected = ffn.calc_max_drawdown(prices[fund]["adj_close"])
    key = fund.lower()
    assert metrics[f"{key}.max_drawdown.max"].number == pytest.approx(expected, rel=1e-9)
    now = float(ffn.to_drawdown_series(prices[fund]["adj_close"]).iloc[-1])
    assert metrics[f"{key}.drawdown.now"].number == pytest.approx(now, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("fund", FUNDS)
def test_big_days_agree_with_a_count_over_days(
    fund: str, prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """Shares of sessions beyond 2 % and 3 % equal a count over the daily returns."""
    for name in ("1y", "10y"):
        returns = ffn.to_returns(window(prices[fund], YEARS[name])).dropna()
        for percent in (2, 3):
            expected = float((returns.abs() >= percent / 100).mean())
            found = metrics[f"{fund.lower()}.big_days_{percent}pct.{name}"].number
            assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("fund", FUNDS)
def test_beta_and_captures_agree_with_other_formulas(
    fund: str, prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """Beta equals the slope of Python's linear regression, captures a pandas grouping."""
    monthly = pd.DataFrame(
        {
            "own": window(prices[fund], 10).resample("ME").last().pct_change().dropna(),
            "spy": window(prices["SPY"], 10).resample("ME").last().pct_change().dropna(),
        }
    )
    assert len(monthly) == 120
    key, last = fund.lower(), monthly.tail(60)
    slope = statistics.linear_regression(last["spy"].tolist(), last["own"].tolist()).slope
    assert metrics[f"{key}.beta.5y"].number == pytest.approx(slope, rel=1e-9)
    for side, part in (("up", monthly[monthly["spy"] > 0]), ("down", monthly[monthly["spy"] < 0])):
        expected = part["own"].mean() / part["spy"].mean()
        assert metrics[f"{key}.{side}_capture.10y"].number == pytest.approx(expected, rel=1e-9)


def test_leverage_agrees_with_a_regression_over_days(
    prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """The slope merged from monthly sums equals a regression over days; Π(1 + 3r) likewise."""
    for name in ("1y", "5y", "10y"):
        x = ffn.to_returns(window(prices["IWM"], YEARS[name])).dropna()
        y = ffn.to_returns(window(prices["TNA"], YEARS[name])).dropna()
        tripled = float((1 + 3 * x).prod() - 1)
        found = metrics[f"leverage.daily3x_return.{name}"].number
        assert found == pytest.approx(tripled, rel=1e-9)
        if name != "10y":
            slope = statistics.linear_regression(x.tolist(), y.tolist()).slope
            assert metrics[f"leverage.daily_beta.{name}"].number == pytest.approx(slope, rel=1e-9)


@pytest.mark.parametrize("fund", FUNDS)
def test_income_and_trading_agree_with_sums_over_days(
    fund: str, prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """Yield and dollar volume equal sums over the days of twelve and of three months."""
    frame = prices[fund]
    year = frame.loc["2025-09-01":"2026-08-31"]
    expected = year["distribution"].sum() / year["close"].iloc[-1]
    assert metrics[f"{fund.lower()}.yield.12m"].number == pytest.approx(expected, rel=1e-9)
    quarter = frame.loc["2026-06-01":"2026-08-31"]
    volume = float((quarter["close"] * quarter["volume"]).mean())
    assert metrics[f"{fund.lower()}.dollar_volume.3m"].number == pytest.approx(volume, rel=1e-9)


def test_falls_of_spy_agree_with_a_search_over_days(
    prices: Mapping[str, pd.DataFrame], snapshot: Snapshot
) -> None:
    """Bear markets found in monthly statistics are those found day by day."""
    from generator.metrics.drawdowns import bear_markets

    days = prices["SPY"]["adj_close"]
    depth = days / days.cummax() - 1
    expected = []
    for _, fall in depth.groupby(days.cummax()):
        low = fall.idxmin()
        if fall.min() <= -0.19 and low >= pd.Timestamp("2000-01-01"):
            expected.append((low, low.year * 12 + low.month - 1, float(fall.min())))
    expected.sort()
    found = bear_markets(snapshot.newest(), "SPY")
    assert [fall.low for fall in found] == [month for _, month, _ in expected]
    assert [fall.depth for fall in found] == pytest.approx([d for *_, d in expected], rel=1e-9)
    assert found


def test_correlation_agrees_with_the_standard_library(
    prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """Sixty monthly returns of VTWO and IWM correlate as Python's statistics say."""
    series = [
        window(prices[fund], 5).resample("ME").last().pct_change().dropna().tolist()
        for fund in ("VTWO", "IWM")
    ]
    expected = statistics.correlation(*series)
    assert metrics["relative.vtwo_iwm.correlation.5y"].number == pytest.approx(expected, rel=1e-9)


# --- The article's own themes, from the days alone ------------------------------------------------


def month_ends(prices: pd.DataFrame) -> pd.Series:
    """Return the last adjusted close of each month to August 2026 by monthly period."""
    days = prices.loc[:"2026-08-31", "adj_close"]
    return days.groupby(days.index.to_period("M")).last()


def index_returns(prices: Mapping[str, pd.DataFrame], months: int) -> pd.Series:
    """Return ^RUT's minus ^GSPC's return over the months after each month-end from 1987-09."""
    small, large = (month_ends(prices[ticker]) for ticker in ("^RUT", "^GSPC"))
    after = small.pct_change(months).shift(-months) - large.pct_change(months).shift(-months)
    return after.loc["1987-09":].dropna()


def test_the_lead_agrees_with_a_quotient_of_two_days(
    prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """From the last session of March to 25 September 2026, minus SPY's return."""
    grown = {
        fund: prices[fund]["adj_close"].iloc[-1]
        / prices[fund].loc[:"2026-03-31", "adj_close"].iloc[-1]
        for fund in ("IWM", "IJR", "RSP", "SPY")
    }
    for fund in ("IWM", "IJR", "RSP"):
        expected = grown[fund] - grown["SPY"]
        assert metrics[f"lead.6m.{fund.lower()}"].number == pytest.approx(expected, rel=1e-9)
    assert metrics["lead.6m.iwm_return"].number == pytest.approx(grown["IWM"] - 1, rel=1e-9)


def test_the_split_agrees_with_quotients_of_days(
    prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """What was not giant and what was small, from closes by date; both make IWM's lead on SPY."""
    spans = {
        "1y": ("2025-08-29", "2026-08-31"),
        "ytd": ("2025-12-31", "2026-09-25"),
        "since_published": ("2025-11-28", "2026-09-25"),
    }
    for name, (start, end) in spans.items():
        closes = {fund: prices[fund]["adj_close"] for fund in ("IWM", "RSP", "SPY")}
        grown = {fund: days[end] / days[start] - 1 for fund, days in closes.items()}
        rest, small = metrics[f"split.{name}.rest"].number, metrics[f"split.{name}.small"].number
        assert rest == pytest.approx(grown["RSP"] - grown["SPY"], rel=1e-9)
        assert small == pytest.approx(grown["IWM"] - grown["RSP"], rel=1e-9)
        assert rest + small == pytest.approx(grown["IWM"] - grown["SPY"], rel=1e-9)


def turns(snapshot: Snapshot) -> Mapping[str, list[date]]:
    """Return the days of first, third and last cuts, from the stored dates of change alone."""
    table = snapshot.tables["policy_rate.csv"]
    moves = table["upper"].diff().fillna(0)
    known = [(day.date(), move) for day, move in zip(table["date"], moves, strict=True) if move]
    runs: list[list[date]] = []
    ended: list[bool] = []
    for (_, before), (day, move) in pairwise(known):
        fresh = not runs or (day - runs[-1][0]).days >= 540
        if move > 0:
            ended[-1:] = [True] * len(ended[-1:])
        elif before > 0 and fresh:
            runs.append([day])
            ended.append(False)
        elif runs and not ended[-1]:
            runs[-1].append(day)
    return {
        "first_cut": [run[0] for run in runs],
        "third_cut": [run[2] for run in runs if len(run) > 2],
        "last_cut": [run[-1] for run, over in zip(runs, ended, strict=True) if over],
    }


def test_turns_of_the_rate_agree_with_a_search_over_changes(
    prices: Mapping[str, pd.DataFrame], snapshot: Snapshot, metrics: MetricSet
) -> None:
    """Months after first, third and last cuts, and after any month, over three horizons."""
    days = turns(snapshot)
    for horizon in (6, 12, 24):
        gaps = index_returns(prices, horizon)
        any_month = f"cycles.any_month.{horizon}m"
        assert metrics[f"{any_month}.n"].value == len(gaps)
        rate = float((gaps > 0).mean())
        assert metrics[f"{any_month}.win_rate"].number == pytest.approx(rate, rel=1e-9)
        for event, found in days.items():
            after = gaps.reindex(pd.PeriodIndex(found, freq="M")).dropna()
            assert len(after) > 1
            name = f"cycles.{event}.{horizon}m"
            assert metrics[f"{name}.n"].value == len(after)
            assert metrics[f"{name}.wins"].value == int((after > 0).sum())
            found_median = metrics[f"{name}.median_gap"].number
            assert found_median == pytest.approx(statistics.median(after), rel=1e-9)


def test_first_cuts_apart_by_recession_agree_with_a_list_of_months(
    prices: Mapping[str, pd.DataFrame], snapshot: Snapshot, metrics: MetricSet
) -> None:
    """A recession's months are those after the peak, to the trough; one of twelve is enough."""
    points = snapshot.tables["recessions.csv"].sort_values("month")
    assert points["event"].tolist() == ["peak", "trough"] * (len(points) // 2)
    in_one: set[pd.Period] = set()
    for peak, trough in zip(points["month"][::2], points["month"][1::2], strict=True):
        in_one.update(pd.period_range(peak + 1, trough, freq="M"))
    gaps = index_returns(prices, 12)
    cases: dict[str, list[float]] = {"recession": [], "no_recession": []}
    for day in turns(snapshot)["first_cut"]:
        month = pd.Period(day, freq="M")
        if month in gaps.index:
            met = any(month + ahead in in_one for ahead in range(1, 13))
            cases["recession" if met else "no_recession"].append(gaps[month])
    for group, found in cases.items():
        assert found
        name = f"cycles.first_cut.12m.{group}"
        assert metrics[f"{name}.n"].value == len(found)
        assert metrics[f"{name}.wins"].value == sum(gap > 0 for gap in found)
        median = metrics[f"{name}.median_gap"].number
        assert median == pytest.approx(statistics.median(found), rel=1e-9)


def test_low_ratios_agree_with_a_search_over_month_ends(
    prices: Mapping[str, pd.DataFrame], metrics: MetricSet
) -> None:
    """Month-ends as cheap as the last one, and the year after each."""
    ratio = (month_ends(prices["^RUT"]) / month_ends(prices["^GSPC"])).loc["1987-09":]
    gaps = index_returns(prices, 12)
    chosen = gaps[ratio.reindex(gaps.index) <= ratio.iloc[-1]]
    assert metrics["relative.low_ratio_12m.n"].value == len(chosen)
    assert metrics["relative.low_ratio_12m.wins"].value == int((chosen > 0).sum())
    if len(chosen):
        found = metrics["relative.low_ratio_12m.median_gap"].number
        assert found == pytest.approx(statistics.median(chosen), rel=1e-9)


def test_regimes_agree_with_welch_s_formula_written_out(
    prices: Mapping[str, pd.DataFrame], snapshot: Snapshot, metrics: MetricSet
) -> None:
    """Mean and Welch's t of the months after each regime's month-ends, regime by regime."""
    changes = snapshot.newest().rate_changes
    gaps = index_returns(prices, 1)
    days = prices["^GSPC"].index.to_series().groupby(prices["^GSPC"].index.to_period("M")).last()

    def regime(day: date) -> str | None:
        past = [n for n in range(1, len(changes)) if changes[n].date <= day]
        if not past:
            return None
        last, before = changes[past[-1]], changes[past[-1] - 1]
        if (day - last.date).days > 270:
            return "hold"
        return "easing" if last.upper < before.upper else "tightening"

    known = pd.Series([regime(days[month].date()) for month in gaps.index], index=gaps.index)
    for name in ("tightening", "easing", "hold"):
        inside, others = gaps[known == name], gaps[known != name]
        assert metrics[f"regime.gap.{name}.n"].value == len(inside)
        assert metrics[f"regime.gap.{name}.mean"].number == pytest.approx(inside.mean(), rel=1e-9)
        error = np.sqrt(inside.var() / len(inside) + others.var() / len(others))
        expected = (inside.mean() - others.mean()) / error
        assert metrics[f"regime.gap.{name}.t"].number == pytest.approx(expected, rel=1e-9)


def test_returns_in_won_agree_with_prices_in_won(
    prices: Mapping[str, pd.DataFrame], snapshot: Snapshot, metrics: MetricSet
) -> None:
    """A fund's price times won per dollar is its price in won; ffn has the same return."""
    won = snapshot.tables["usdkrw.csv"].set_index("for_date")["krw"]
    for fund in PRICED:
        for name in ("1y", "3y", "5y", "10y"):
            days = window(prices[fund], YEARS[name])
            ends = days.iloc[[0, -1]]
            in_won = ends * won.reindex(ends.index)
            total = ffn.calc_total_return(in_won)
            key = "total_return" if name == "1y" else "cagr"
            expected = (1 + total) ** (1 / YEARS[name]) - 1
            found = metrics[f"{fund.lower()}.krw.{key}.{name}"].number
            assert found == pytest.approx(expected, rel=1e-9)


# --- Constituents, from the files and quotes alone ------------------------------------------------

LISTS = {each.symbol: each for each in CONFIG.holdings}
INDEX = {symbol: each.index for symbol, each in LISTS.items()}


def _unlike(number: int, share: Mapping[str, object]) -> dict[str, object]:
    """Return a quote of another kind: a hyphen in its symbol, an EPS, a very low P/E."""
    changed = dict(share)
    if number % 11 == 0:
        symbol = str(share["symbol"])
        changed["symbol"] = f"{symbol[:2]}-{symbol[2:]}"
    if number % 13 == 0:
        changed["epsTrailingTwelveMonths"] = 0.0 if number % 2 else 1.5
    if number % 17 == 0:
        changed["forwardPE"] = 2.0
    return changed


@pytest.fixture(scope="module")
def shares() -> list[dict[str, object]]:
    """The screener's quotes; every ninth share is not among them."""
    return [_unlike(i, it) for i, it in enumerate(payloads.market().universe) if i % 9]


@pytest.mark.parametrize("fund", INDEX)
def test_losses_and_valuation_agree_with_a_pass_over_the_raw_rows(
    fund: str, shares: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Shares, coverage and range of loss-makers, and both forward P/Es, row by row.

    Ours go through the parser, the join, the snapshot's file and the metrics.
    """
    text = payloads.market().holdings[fund]
    file = ishares.parse(text.encode(), LISTS[fund])
    assert file is not None
    ours = constituents.figures(file, constituents.universe([shares], len(shares)))
    index = INDEX[fund]
    stored = {(index, name): str(value) for name, value in ours.items()}
    directory = tmp_path_factory.mktemp(index)
    snapshot = synthetic_snapshot(directory, as_of=AS_OF, constituents=stored)
    metrics = MetricSet(snapshot.newest())

    quotes = {re.sub(r"[^A-Z0-9]", "", str(each["symbol"])): each for each in shares}
    rows = [row for row in csv.reader(io.StringIO(text)) if len(row) == 7 and row[3] == "Equity"]
    weights = [float(row[4].replace(",", "")) for row in rows]
    known = [quotes.get(row[0]) for row in rows]
    found = [(w, quote) for w, quote in zip(weights, known, strict=True) if quote]
    losing = [
        w
        for w, quote in found
        if quote.get("epsTrailingTwelveMonths", 1 if quote.get("trailingPE") else -1) <= 0
    ]
    n, absent = len(rows), len(rows) - len(found)
    assert min(absent, len(losing)) > 10
    priced = [(w, float(str(quote["forwardPE"]))) for w, quote in found]
    without = [(w, min(1 / pe, 0.25)) for w, pe in priced if pe > 0]
    every = [(w, max(-0.25, min(1 / pe, 0.25))) for w, pe in priced]
    expected = {
        f"losses.{index}.share": len(losing) / len(found),
        f"losses.{index}.weight": sum(losing) / sum(w for w, _ in found),
        f"losses.{index}.coverage": len(found) / n,
        f"losses.{index}.share_low": len(losing) / n,
        f"losses.{index}.share_high": (len(losing) + absent) / n,
        f"valuation.{index}.coverage": sum(w for w, _ in priced) / sum(weights),
        f"valuation.{index}.forward_pe.ex_losses": sum(w for w, _ in without)
        / sum(w * y for w, y in without),
        f"valuation.{index}.forward_pe.all": sum(w for w, _ in every)
        / sum(w * y for w, y in every),
    }
    for each, value in expected.items():
        assert metrics[each].number == pytest.approx(value, rel=1e-9), each
