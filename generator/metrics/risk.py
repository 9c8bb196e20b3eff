"""Volatility, drawdown, large days, beta and captures."""

from __future__ import annotations

from dataclasses import replace

from generator.core.model import Unavailable
from generator.metrics import windows
from generator.metrics.registry import EACH, SERIES, Result, family
from generator.metrics.series import DAILY_SUMS, daily_sigma, dot, monthly_returns, require
from generator.metrics.windows import (
    MONTHS,
    month_window,
    series_end,
    span,
    ticker_of,
    yahoo,
)
from generator.snapshot.view import View


def sigma(view: View, fund: str, window: str) -> float:
    """Return a fund's annualised daily volatility over a window's key."""
    sums = (
        windows.values(view, ticker_of(view, fund), name, MONTHS[window]) for name in DAILY_SUMS
    )
    value = daily_sigma(*sums)
    if value is None:
        raise Unavailable("too_few_returns", ticker=ticker_of(view, fund))
    return value


def _big_days(view: View, fund: str, percent: str, window: str) -> tuple[int, int]:
    rows = windows.window(view, ticker_of(view, fund), MONTHS[window])
    sessions = int(rows.n_returns.sum())
    if sessions == 0:
        raise Unavailable("too_few_returns", ticker=ticker_of(view, fund))
    return int(rows[f"days_{percent}pct"].sum()), sessions


def _windowed(view: View, fund: str, value: float, window: str, *beside: str) -> Result:
    sources = tuple(dict.fromkeys(yahoo(ticker_of(view, fund), *beside)))
    text = month_window(view, MONTHS[window])
    return Result(value, series_end(view, fund, window), text, sources)


def _to_date(view: View, fund: str, value: float) -> Result:
    months = view.monthly(ticker_of(view, fund)).index
    text = span(months[0], months[-1])
    return Result(value, series_end(view, fund), text, yahoo(ticker_of(view, fund)))


@family(
    "volatility",
    "{fund}.volatility.{window}",
    unit="ratio",
    formula="stdev(daily log total return) × √252",
    fund=(SERIES,),
    window=("1y", "5y", "10y"),
)
def volatility(view: View, fund: str, window: str) -> Result:
    """Sample standard deviation of the daily log total returns, annualised."""
    return _windowed(view, fund, sigma(view, fund, window), window)


series_volatility = replace(
    volatility,
    name="series_volatility",
    meaning="Volatility of a series that the settings add, as of the funds.",
    optional=True,
    args={**volatility.args, "fund": (EACH,)},
)


@family(
    "max_drawdown",
    "{fund}.max_drawdown.max",
    unit="ratio",
    formula="min over sessions since inception of TR / running maximum − 1",
    fund=(SERIES,),
)
def max_drawdown(view: View, fund: str) -> Result:
    """Deepest fall of the daily total return from its highest level, since the fund's start."""
    return _to_date(view, fund, float(require(view, ticker_of(view, fund)).low_drawdown.min()))


@family(
    "max_drawdown_date",
    "{fund}.max_drawdown.low_month",
    unit="date",
    formula="last session of the month that holds the maximum drawdown",
    fund=(SERIES,),
)
def max_drawdown_month(view: View, fund: str) -> Result:
    """Month (its last session) in which the maximum drawdown was reached."""
    data = require(view, ticker_of(view, fund))
    day = data.last_session.iloc[int(data.low_drawdown.argmin())].date()
    text = span(data.index[0], data.index[-1])
    return Result(day.isoformat(), series_end(view, fund), text, yahoo(ticker_of(view, fund)))


@family(
    "drawdown_now",
    "{fund}.drawdown.now",
    unit="ratio",
    formula="TR at as_of / running maximum since inception − 1",
    fund=(SERIES,),
)
def drawdown_now(view: View, fund: str) -> Result:
    """Distance of the total return from its highest level so far."""
    last = require(view, ticker_of(view, fund)).iloc[-1]
    return _to_date(view, fund, float(last.tr_index / last.tr_running_max - 1))


@family(
    "worst_day",
    "{fund}.worst_day.{window}",
    unit="ratio",
    formula="min of the daily simple total returns",
    fund=(SERIES,),
    window=("1y", "10y"),
)
def worst_day(view: View, fund: str, window: str) -> Result:
    """Worst day of the window."""
    rows = windows.window(view, ticker_of(view, fund), MONTHS[window])
    return _windowed(view, fund, float(rows.worst_day.min()), window)


@family(
    "best_day",
    "{fund}.best_day.{window}",
    unit="ratio",
    formula="max of the daily simple total returns",
    fund=(SERIES,),
    window=("1y", "10y"),
)
def best_day(view: View, fund: str, window: str) -> Result:
    """Best day of the window."""
    rows = windows.window(view, ticker_of(view, fund), MONTHS[window])
    return _windowed(view, fund, float(rows.best_day.max()), window)


@family(
    "big_days",
    "{fund}.big_days_{percent}pct.{window}",
    unit="ratio",
    formula="sessions with absolute simple total return ≥ limit / sessions",
    fund=(SERIES,),
    percent=("2", "3"),
    window=("1y", "10y"),
)
def big_days(view: View, fund: str, percent: str, window: str) -> Result:
    """Share of the window's sessions that moved by at least 2 or 3 percent."""
    days, sessions = _big_days(view, fund, percent, window)
    return _windowed(view, fund, days / sessions, window)


@family(
    "big_days_count",
    "{fund}.big_days_{percent}pct.{window}.n",
    unit="count",
    formula="number of sessions with absolute simple total return ≥ limit",
    fund=(SERIES,),
    percent=("2", "3"),
    window=("1y", "10y"),
)
def big_days_count(view: View, fund: str, percent: str, window: str) -> Result:
    """Number of the window's sessions that moved by at least 2 or 3 percent."""
    days, _ = _big_days(view, fund, percent, window)
    return _windowed(view, fund, days, window)


@family(
    "big_days_every",
    "{fund}.big_days_{percent}pct.{window}.every_n",
    unit="multiple",
    formula="sessions / sessions with absolute simple total return ≥ limit",
    fund=(SERIES,),
    percent=("2", "3"),
    window=("1y", "10y"),
)
def big_days_every(view: View, fund: str, percent: str, window: str) -> Result:
    """One session in how many moved by at least 2 or 3 percent."""
    days, sessions = _big_days(view, fund, percent, window)
    if days == 0:
        raise Unavailable("no_big_day", ticker=ticker_of(view, fund))
    return _windowed(view, fund, sessions / days, window)


@family(
    "beta",
    "{fund}.beta.5y",
    unit="multiple",
    digits=2,
    formula="covariance / variance of 60 monthly total returns against {market}'s",
    fund=(SERIES,),
)
def beta(view: View, fund: str) -> Result:
    """How far the fund moved, on average, when the market moved by one, over 60 months."""
    base = view.snapshot.config.market_ticker
    own, market = monthly_returns(view, ticker_of(view, fund), 60), monthly_returns(view, base, 60)
    deviation = market - market.mean()
    variance = dot(deviation, deviation)
    if variance == 0:
        raise Unavailable("no_variation", ticker=base)
    value = dot(own - own.mean(), deviation) / variance
    return _windowed(view, fund, value, "5y", base)


@family(
    "capture",
    "{fund}.{side}_capture.10y",
    unit="multiple",
    digits=2,
    formula="mean monthly total return in {market}'s up (down) months / {market}'s mean in them",
    fund=(SERIES,),
    side=("up", "down"),
)
def capture(view: View, fund: str, side: str) -> Result:
    """Share of the market's mean rise (fall) that the fund went along with, over 120 months."""
    base = view.snapshot.config.market_ticker
    own, market = (
        monthly_returns(view, ticker_of(view, fund), 120),
        monthly_returns(view, base, 120),
    )
    chosen = market > 0 if side == "up" else market < 0
    if not chosen.any():
        raise Unavailable(f"no_{side}_months")
    value = float(own[chosen].mean() / market[chosen].mean())
    return _windowed(view, fund, value, "10y", base)
