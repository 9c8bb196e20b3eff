"""The currency of prices: that of the settings, by the source's own word."""

from __future__ import annotations

import pandas as pd

from generator.refresh.facts import Ledger
from generator.snapshot import accepted
from generator.sources.retry import BadDataError

UNSAID = "currency not given"


def check(bars: pd.DataFrame, expected: str) -> None:
    """Refuse prices that are said to be in another currency.

    Raises:
        BadDataError: naming both currencies.
    """
    said = bars.attrs.get("currency")
    if said and said != expected:
        raise BadDataError(f"its prices are in {said}, the settings say {expected}")


def flag(ticker: str, bars: pd.DataFrame, ledger: Ledger, expected: str) -> None:
    """Flag and name prices whose currency the source does not say, unless a person accepted it."""
    key = f"{ticker} currency"
    if bars.attrs.get("currency") or (key in ledger.known and ledger.known[key].allows(expected)):
        return
    ledger.keep(f"{ticker.lower().lstrip('^')}.currency", "", expected, UNSAID)
    ledger.notes.append(
        f"{ticker}: {UNSAID}; taken for {expected}; if it is, add to accepted.toml: "
        f"{accepted.line(key, expected, ledger.today)}"
    )
