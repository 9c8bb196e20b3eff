"""Numbers that only the claims need: counts and comparisons that decide a verdict."""

from __future__ import annotations

from datetime import date

import pandas as pd

from generator.core.model import Unavailable, Value
from generator.metrics.events import rate_sources, regimes
from generator.metrics.funds import fund_name
from generator.metrics.memo import per_view
from generator.metrics.registry import Result, family
from generator.metrics.returns import total_return
from generator.metrics.risk import volatility
from generator.metrics.series import index_gaps, level
from generator.metrics.windows import (
    PUBLISHED_ON,
    first_month,
    month_end_day,
    session_of,
    span,
    yahoo,
)
from generator.snapshot.view import View

LEAD_FUNDS = ("spy", "qqq", "iwm", "ijr")
LEAD_PAIRS = ("iwm_spy", "iwm_qqq", "ijr_spy", "ijr_qqq")
REGIMES = ("easing", "tightening")
TRIO = ("iwm", "vtwo", "ijr")
# Decimals such as 0.05 are not exact in binary; a return that prints as the limit is within it.
EPSILON = 1e-9


# --- Who led: since the original, or (up to its date) over the six complete months before


def _lead_window(view: View) -> str:
    return "since_published" if view.as_of > PUBLISHED_ON else "6m"


def _lead_days(view: View) -> tuple[date, date]:
    if _lead_window(view) == "since_published":
        return PUBLISHED_ON, view.as_of
    start = session_of(view, view.month_end - 6)
    return start, month_end_day(view)


@family(
    "lead_return",
    "evidence.lead.{fund}",
    unit="ratio",
    formula=f"TR since {PUBLISHED_ON} to as_of; "
    "at that date and before: over the 6 months to month_end",
    fund=LEAD_FUNDS,
)
def lead_return(view: View, fund: str) -> Result:
    """Total return since the original, or before it over the six complete months to then."""
    value, text = total_return(view, fund, _lead_window(view))
    return Result(value, _lead_days(view)[1], text, yahoo(fund.upper()))


@family(
    "lead_gap",
    "evidence.lead.{pair}",
    unit="pp",
    formula="evidence.lead of the first fund − of the second",
    pair=LEAD_PAIRS,
)
def lead_gap(view: View, pair: str) -> Result:
    """Lead of the first fund over the second, since the original or over six months before it."""
    first, second = pair.split("_")
    a, text = total_return(view, first, _lead_window(view))
    b, _ = total_return(view, second, _lead_window(view))
    sources = yahoo(first.upper(), second.upper())
    return Result(a - b, _lead_days(view)[1], text, sources)


@family(
    "lead_day",
    "evidence.lead.{end}",
    unit="date",
    formula="first and last session of the comparison",
    end=("start", "end"),
)
def lead_day(view: View, end: str) -> Result:
    """First or last session of the comparison that shows who led."""
    start, last = _lead_days(view)
    day = start if end == "start" else last
    return Result(day.isoformat(), last, f"{start}..{last}", yahoo("SPY"))


# --- Months in which SPY fell hard


def count_down_months(view: View) -> tuple[int, int]:
    """Return how many months from 2000-06 had SPY at −5 % or worse, and IWM deeper."""
    levels = pd.DataFrame({"iwm": level(view, "IWM"), "spy": level(view, "SPY")}).dropna()
    returns = levels.pct_change().loc["2000-06":]
    fell = returns[returns.spy <= -0.05 + EPSILON]
    return len(fell), int((fell.iwm < fell.spy).sum())


@family(
    "down_months",
    "evidence.down_months.{part}",
    unit="count",
    formula="months from 2000-06 with SPY's total return ≤ −5 % (n); of these IWM < SPY (deeper)",
    part=("n", "deeper"),
)
def down_months(view: View, part: str) -> Result:
    """Months in which SPY lost five percent or more, and in how many IWM lost more."""
    n, deeper = count_down_months(view)
    text = span(first_month("2000-06"), view.month_end)
    return Result(n if part == "n" else deeper, month_end_day(view), text, yahoo("IWM", "SPY"))


@family(
    "down_months_share",
    "evidence.down_months.share",
    unit="ratio",
    formula="evidence.down_months.deeper / evidence.down_months.n",
)
def down_months_share(view: View) -> Result:
    """Share of the months with SPY at −5 % or worse in which IWM lost more."""
    n, deeper = count_down_months(view)
    if n == 0:
        raise Unavailable("no_down_months")
    text = span(first_month("2000-06"), view.month_end)
    return Result(deeper / n, month_end_day(view), text, yahoo("IWM", "SPY"))


# --- Months by the regime of the policy rate in which they begin


@per_view
def _regime_gaps(view: View, wanted: str | None) -> pd.Series:
    """Return ^RUT's minus ^GSPC's price return in the months that begin in a regime (None: all)."""
    gaps = index_gaps(view, 1)
    return gaps if wanted is None else gaps[regimes(view).reindex(gaps.index) == wanted]


def _regime_result(view: View, value: Value) -> Result:
    text = span(first_month("1987-10"), view.month_end)
    day = month_end_day(view)
    prices = dict.fromkeys(yahoo("^RUT", "^GSPC"), day)
    sources = prices | rate_sources(view, "DFEDTAR", "DFEDTARU")
    return Result(value, min(day, view.rate_observed), text, sources)


@family(
    "regime_months_n",
    "evidence.regime_months.{regime}.n",
    unit="count",
    formula="months from 1987-10 whose preceding month-end had this rate.regime",
    regime=REGIMES,
)
def regime_months_n(view: View, regime: str) -> Result:
    """Number of months that began while the policy rate was falling, or rising."""
    return _regime_result(view, len(_regime_gaps(view, regime)))


@family(
    "regime_months_gap",
    "evidence.regime_months.{regime}.mean_gap",
    unit="pp",
    digits=2,
    formula="mean of ^RUT − ^GSPC monthly price return over these months (all: over every month)",
    regime=(*REGIMES, "all"),
)
def regime_months_gap(view: View, regime: str) -> Result:
    """Mean monthly lead of small caps in months that began in a regime, or in all months."""
    gaps = _regime_gaps(view, None if regime == "all" else regime)
    if gaps.empty:
        raise Unavailable("no_regime_months")
    return _regime_result(view, float(gaps.mean()))


# --- Single comparisons


@family(
    "volatility_vs_spy",
    "evidence.volatility_vs_spy.iwm.5y",
    unit="multiple",
    digits=2,
    formula="iwm.volatility.5y / spy.volatility.5y",
)
def volatility_vs_spy(view: View) -> Result:
    """How many times SPY's volatility over five years IWM's was."""
    iwm = volatility.compute(view, fund="iwm", window="5y")
    spy = volatility.compute(view, fund="spy", window="5y")
    if float(spy.value) == 0:
        raise Unavailable("no_variation", ticker="SPY")
    value = float(iwm.value) / float(spy.value)
    return Result(value, iwm.as_of, iwm.window, yahoo("IWM", "SPY"))


@family(
    "russell_names",
    "evidence.trio.russell_2000_names",
    unit="count",
    formula="funds among IWM, VTWO, IJR whose long name says Russell 2000",
    optional=True,
)
def russell_names(view: View) -> Result:
    """How many of the three ETFs bear the Russell 2000 in their own name."""
    names = [fund_name.compute(view, fund=fund, field="long_name") for fund in TRIO]
    n = sum("russell 2000" in str(name.value).lower() for name in names)
    sources = {key: day for name in names for key, day in name.dated_sources.items()}
    return Result(n, min(sources.values()), None, sources)
