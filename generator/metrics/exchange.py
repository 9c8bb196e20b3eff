"""The exchange rate: won per dollar by FRED's DEXKOUS, and returns as they are in won."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from generator.core.model import Unavailable
from generator.metrics.registry import EACH_IN_DOLLARS, FUNDS_IN_DOLLARS, Result, family
from generator.metrics.returns import total_return
from generator.metrics.windows import (
    MONTHS,
    month_end_day,
    month_window,
    session_of,
    since,
    ticker,
    yahoo,
)
from generator.snapshot.view import View

SOURCE = "fred:DEXKOUS"
# Holidays have no value, and the series comes out a week late.
NEAR, NEAR_AS_OF = timedelta(days=10), timedelta(days=14)


def rate_at(view: View, day: date, within: timedelta) -> tuple[float, date]:
    """Return the last observation on or before a day, at most ``within`` before it, and its day.

    Raises:
        Unavailable: ``no_won_rate`` where the series was never fetched, ``no_won_rate_then``
            where nothing was observed so close before the day.
    """
    if view.won is None:
        raise Unavailable("no_won_rate")
    known = view.won.loc[pd.Timestamp(day - within) : pd.Timestamp(day)]
    if known.empty:
        raise Unavailable("no_won_rate_then", date=day.isoformat())
    return float(known.iloc[-1]), known.index[-1].date()


def change(view: View, window: str) -> tuple[float, date, str]:
    """Return the rate at a window's end over that at its start, the end's day, the window.

    A window ends at month_end, or at as_of where it runs to date.
    """
    if window in MONTHS:
        months = MONTHS[window]
        start = session_of(view, view.month_end - months)
        end, within, text = month_end_day(view), NEAR, month_window(view, months)
    else:
        _, start = since(view, window)
        end, within, text = view.as_of, NEAR_AS_OF, f"{start}..{view.as_of}"
    last, day = rate_at(view, end, within)
    return last / rate_at(view, start, NEAR)[0], day, text


@family(
    "won_rate",
    "fx.usdkrw.last",
    unit="krw",
    digits=2,
    formula="last value of DEXKOUS on or before as_of, at most 14 days before it",
    optional=True,
    source="won",
)
def won_rate(view: View) -> Result:
    """Won per dollar, the last observation by the date of the data."""
    krw, day = rate_at(view, view.as_of, NEAR_AS_OF)
    return Result(krw, day, None, (SOURCE,))


@family(
    "won_change",
    "fx.usdkrw.change.{window}",
    unit="ratio",
    formula="FX_end / FX_start − 1; the last value on or before each day, at most 10 days before "
    "it (14 at as_of)",
    optional=True,
    source="won",
    window=("1y", "3y", "5y", "10y", "ytd", "since_published"),
)
def won_change(view: View, window: str) -> Result:
    """Change of the dollar's price in won; below zero the dollar became cheaper."""
    ratio, day, text = change(view, window)
    return Result(ratio - 1, day, text, (SOURCE,))


def _in_won(view: View, fund: str, window: str, years: int) -> Result:
    growth, text = total_return(view, fund, window)
    ratio, day, _ = change(view, window)
    priced = month_end_day(view) if window in MONTHS else view.as_of
    value = ((1 + growth) * ratio) ** (1 / years) - 1
    sources = dict.fromkeys(yahoo(ticker(fund)), priced) | {SOURCE: day}
    return Result(value, min(sources.values()), text, sources)


@family(
    "won_return",
    "{fund}.krw.total_return.{window}",
    unit="ratio",
    formula="(1 + TR) × FX_end / FX_start − 1",
    optional=True,
    source="won",
    fund=(FUNDS_IN_DOLLARS, EACH_IN_DOLLARS),
    window=("1y", "ytd", "since_published"),
)
def won_return(view: View, fund: str, window: str) -> Result:
    """Total return in won: distributions included, without taxes and costs of exchange."""
    return _in_won(view, fund, window, 1)


@family(
    "won_cagr",
    "{fund}.krw.cagr.{window}",
    unit="ratio",
    formula="((1 + TR) × FX_end / FX_start)^(1/N) − 1",
    optional=True,
    source="won",
    fund=(FUNDS_IN_DOLLARS, EACH_IN_DOLLARS),
    window=("3y", "5y", "10y"),
)
def won_cagr(view: View, fund: str, window: str) -> Result:
    """Total return a year in won, compounded, over N years of complete months."""
    return _in_won(view, fund, window, MONTHS[window] // 12)
