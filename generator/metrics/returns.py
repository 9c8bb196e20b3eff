"""Total returns of the funds and their differences."""

from __future__ import annotations

import math
from dataclasses import replace

from generator.core.model import Unavailable
from generator.metrics.registry import EACH, PAIRS, SERIES, Result, family
from generator.metrics.series import dot, monthly_returns, return_since, window_return
from generator.metrics.windows import (
    MONTHS,
    month_end_day,
    month_window,
    series_end,
    since,
    ticker_of,
    yahoo,
)
from generator.snapshot.view import View


def total_return(view: View, fund: str, window: str) -> tuple[float, str]:
    """Return a fund's total return over a window's key, with the window's text."""
    symbol = ticker_of(view, fund)
    if window in MONTHS:
        months = MONTHS[window]
        return window_return(view, symbol, months), month_window(view, months)
    month, day = since(view, window)
    return return_since(view, symbol, month), f"{day}..{view.as_of}"


def _cagr(view: View, fund: str, window: str) -> float:
    growth = 1 + window_return(view, ticker_of(view, fund), MONTHS[window])
    return float(growth ** (12 / MONTHS[window]) - 1)


@family(
    "total_return",
    "{fund}.total_return.{window}",
    unit="ratio",
    formula="TR_end / TR_start − 1",
    fund=(SERIES,),
    window=("6m", "1y"),
)
def total_return_months(view: View, fund: str, window: str) -> Result:
    """Total return over the complete months that end with month_end, dividends included."""
    value, text = total_return(view, fund, window)
    return Result(value, series_end(view, fund, window), text, yahoo(ticker_of(view, fund)))


total_return_since = replace(
    total_return_months,
    name="total_return_since",
    meaning="Total return from the end of last year, or from the original's date, to as_of.",
    formula="TR_as_of / TR_start − 1",
    args={"fund": (SERIES,), "window": ("ytd", "since_published")},
)


@family(
    "cagr",
    "{fund}.cagr.{window}",
    unit="ratio",
    formula="(TR_end / TR_start)^(1/N) − 1",
    fund=(SERIES,),
    window=("3y", "5y", "10y"),
)
def cagr(view: View, fund: str, window: str) -> Result:
    """Total return a year, compounded, over N years of complete months."""
    text = month_window(view, MONTHS[window])
    return Result(
        _cagr(view, fund, window),
        series_end(view, fund, window),
        text,
        yahoo(ticker_of(view, fund)),
    )


series_return = replace(
    total_return_months,
    name="series_return",
    meaning="Total return of a series that the settings add, dividends included.",
    formula="TR_end / TR_start − 1; end: month_end (1y), else as_of",
    optional=True,
    args={"fund": (EACH,), "window": ("1y", "ytd", "since_published")},
)
series_cagr = replace(
    cagr,
    name="series_cagr",
    meaning="Total return a year of a series that the settings add, compounded.",
    optional=True,
    args={**cagr.args, "fund": (EACH,)},
)


@family(
    "relative_return",
    "relative.{pair}.{window}",
    unit="pp",
    formula="total return of the first fund − total return of the second",
    pair=(PAIRS,),
    window=("6m", "1y"),
)
def relative_return(view: View, pair: str, window: str) -> Result:
    """Total return of the first fund minus that of the second, over complete months."""
    first, second = pair.split("_")
    a, text = total_return(view, first, window)
    b, _ = total_return(view, second, window)
    day = month_end_day(view) if window in MONTHS else view.as_of
    return Result(a - b, day, text, yahoo(ticker_of(view, first), ticker_of(view, second)))


relative_return_since = replace(
    relative_return,
    name="relative_return_since",
    meaning="Total return of the first fund minus that of the second, from a date to as_of.",
    args={"pair": (PAIRS,), "window": ("ytd", "since_published")},
)


@family(
    "cagr_gap",
    "relative.{pair}.cagr_gap.{window}",
    unit="pp",
    digits=2,
    formula="CAGR of the first fund − CAGR of the second",
    pair=(PAIRS,),
    window=("3y", "5y", "10y"),
)
def cagr_gap(view: View, pair: str, window: str) -> Result:
    """Yearly total return of the first fund minus that of the second, over N years."""
    first, second = pair.split("_")
    value = _cagr(view, first, window) - _cagr(view, second, window)
    text = month_window(view, MONTHS[window])
    return Result(
        value, month_end_day(view), text, yahoo(ticker_of(view, first), ticker_of(view, second))
    )


@family(
    "correlation",
    "relative.{pair}.correlation.5y",
    unit="index",
    digits=4,
    formula="correlation of 60 monthly total returns",
    pair=(PAIRS,),
)
def correlation(view: View, pair: str) -> Result:
    """Correlation of two funds' monthly total returns over five years, from −1 to 1."""
    first, second = pair.split("_")
    a, b = (
        monthly_returns(view, ticker_of(view, first), 60),
        monthly_returns(view, ticker_of(view, second), 60),
    )
    a, b = a - a.mean(), b - b.mean()
    scale = math.sqrt(dot(a, a) * dot(b, b))
    if scale == 0:
        raise Unavailable("no_variation", ticker=ticker_of(view, second))
    text = month_window(view, 60)
    sources = yahoo(ticker_of(view, first), ticker_of(view, second))
    return Result(dot(a, b) / scale, month_end_day(view), text, sources)
