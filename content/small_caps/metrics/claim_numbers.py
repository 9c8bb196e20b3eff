"""Numbers that only this article's claims need."""

from __future__ import annotations

from datetime import date

from generator.core.model import Unavailable
from generator.core.months import month_index, month_of
from generator.metrics.cached import cached_per_view
from generator.metrics.published import described_on
from generator.metrics.registry import Result, family
from generator.metrics.series import growth, return_since
from generator.metrics.windows import last_of, month_end_day, session_of, span, ticker, until, yahoo
from generator.snapshot.published import Fact
from generator.snapshot.view import View
from small_caps.metrics.drawdowns_common import common_drawdown
from small_caps.metrics.evidence_facts import magnificent, sp500_in_2025
from small_caps.metrics.lead import MONTHS_BACK

SINCE = "2000-05"
"""The month in which IWM and IJR began."""


def _start(view: View) -> date:
    return session_of(view, month_of(view.as_of) - MONTHS_BACK)


@family(
    "lead_6m_other",
    "evidence.lead_6m.{fund}",
    unit="ratio",
    formula="TR_as_of / TR at the sixth month-end before as_of's month − 1",
    fund=("spy", "ijr"),
)
def lead_6m_other(view: View, fund: str) -> Result:
    """Total return of a fund over six months and the days since."""
    symbol = ticker(fund)
    value = return_since(view, symbol, month_of(view.as_of) - MONTHS_BACK)
    return Result(value, view.as_of, f"{_start(view)}..{view.as_of}", yahoo(symbol))


@family(
    "lead_6m_rsp",
    "evidence.lead_6m.{fund}",
    unit="ratio",
    formula="TR_as_of / TR at the sixth month-end before as_of's month − 1",
    optional=True,
    fund=("rsp",),
)
def lead_6m_rsp(view: View, fund: str) -> Result:
    """Total return of the S&P 500 with equal weights over six months and the days since."""
    return lead_6m_other.compute(view, fund)


@family(
    "lead_6m_day",
    "evidence.lead_6m.{end}",
    unit="date",
    formula="first and last session of the six months and the days since",
    end=("start", "end"),
)
def lead_6m_day(view: View, end: str) -> Result:
    """First or last session of the comparison of the last six months."""
    start = _start(view)
    day = start if end == "start" else view.as_of
    return Result(day.isoformat(), view.as_of, f"{start}..{view.as_of}", yahoo("SPY"))


@cached_per_view
def gaps_after_any_month(view: View) -> tuple[float, ...]:
    """Return IWM's minus SPY's total return in the 12 months after each month-end from 2000-05."""
    small, large = (growth(view.snapshot, each, 12) for each in ("IWM", "SPY"))
    gaps = (small - large).dropna().loc[SINCE:]
    return tuple(until(gaps, last_of(view, "IWM", "SPY") - 12).tolist())


@family(
    "any_year_win_rate",
    "evidence.any_year.win_rate",
    unit="ratio",
    formula="month-ends from 2000-05 with IWM's total return > SPY's over the next 12 months / all",
)
def any_year_win_rate(view: View) -> Result:
    """Share of all month-ends after which IWM was ahead of SPY a year later: the base rate."""
    gaps = gaps_after_any_month(view)
    if not gaps:
        raise Unavailable("no_complete_window")
    text = span(month_index(SINCE), view.month_end)
    value = sum(gap > 0 for gap in gaps) / len(gaps)
    return Result(value, month_end_day(view), text, yahoo("IWM", "SPY"))


@family(
    "drawdown_2000",
    "evidence.drawdown_2000.{fund}",
    unit="ratio",
    formula="min over sessions since 2000-05 of TR / running maximum since then − 1",
    fund=("iwm", "ijr"),
)
def drawdown_2000(view: View, fund: str) -> Result:
    """Maximum drawdown since both small-cap funds were there."""
    symbol, start = ticker(fund), month_index(SINCE)
    value = common_drawdown(view, symbol, start)
    return Result(value, view.as_of, span(start, month_of(view.as_of)), yahoo(symbol))


def _published(view: View, facts: tuple[Fact, ...], value: float | int) -> Result:
    sources = {f"published:{fact.id}": described_on(fact, view) for fact in facts}
    return Result(value, max(sources.values(), default=view.as_of), None, sources)


@family(
    "mag7_market",
    "evidence.mag7_2025.sp500",
    unit="ratio",
    formula="published total return of the S&P 500 for 2025",
    optional=True,
)
def mag7_market(view: View) -> Result:
    """Published total return of the S&P 500 in the year of the seven's run."""
    facts = sp500_in_2025(view)
    if not facts:
        raise Unavailable("no_published_figure")
    return _published(view, facts, facts[0].number)


@family(
    "mag7_above",
    "evidence.mag7_2025.above",
    unit="count",
    formula="of the seven published returns for 2025, those above the S&P 500's total return",
    optional=True,
)
def mag7_above(view: View) -> Result:
    """How many of the Magnificent 7 were ahead of the S&P 500 in 2025."""
    seven, market = magnificent(view), sp500_in_2025(view)
    if not seven or not market:
        raise Unavailable("no_published_figure")
    ahead = sum(fact.number > market[0].number for fact in seven)
    return _published(view, (*seven, *market), ahead)
