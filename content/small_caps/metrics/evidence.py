"""Numbers that only the claims need: counts and comparisons that decide a verdict."""

from __future__ import annotations

import pandas as pd

from generator.core.model import Unavailable
from generator.core.months import month_index
from generator.metrics.cached import cached_per_snapshot, cached_per_view
from generator.metrics.funds import fund_name
from generator.metrics.registry import Result, family
from generator.metrics.risk import volatility
from generator.metrics.series import EPSILON
from generator.metrics.windows import last_of, month_end_day, span, until, yahoo
from generator.snapshot.view import Snapshot, View

TRIO = ("iwm", "vtwo", "ijr")


# --- Months in which SPY fell hard


@cached_per_view
def count_down_months(view: View) -> tuple[int, int]:
    """Return how many months from 2000-06 had SPY at −5 % or worse, and IWM deeper."""
    deeper = until(_all_down_months(view.snapshot), last_of(view, "IWM", "SPY"))
    return len(deeper), int(deeper.sum())


@cached_per_snapshot
def _all_down_months(snapshot: Snapshot) -> pd.Series:
    """Return, of each month with SPY at −5 % or worse, whether IWM fell deeper."""
    iwm, spy = (snapshot.monthly[each].tr_index for each in ("IWM", "SPY"))
    returns = pd.DataFrame({"iwm": iwm, "spy": spy}).dropna().pct_change().loc["2000-06":]
    fell = returns[returns.spy <= -0.05 + EPSILON]
    return fell.iwm < fell.spy


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
    text = span(month_index("2000-06"), view.month_end)
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
    text = span(month_index("2000-06"), view.month_end)
    return Result(deeper / n, month_end_day(view), text, yahoo("IWM", "SPY"))


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
