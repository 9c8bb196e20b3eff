"""Small against large caps by their indices: gaps of returns, and the ratio of the prices."""

from __future__ import annotations

import pandas as pd

from generator.metrics.cached import cached_per_snapshot, cached_per_view
from generator.metrics.windows import last_of, until
from generator.snapshot.view import Snapshot, View

GAP_START = "1987-09"
"""First month-end that ^RUT has; every long comparison starts here."""


@cached_per_snapshot
def _all_gaps(snapshot: Snapshot, small: str, large: str, horizon: int, name: str) -> pd.Series:
    left = snapshot.monthly[small][name]
    both = pd.DataFrame({"left": left, "right": snapshot.monthly[large][name]}).dropna()
    after = both.shift(-horizon) / both
    return (after.left - after.right).dropna()


@cached_per_view
def index_gaps(view: View, horizon: int) -> pd.Series:
    """Return ^RUT's minus ^GSPC's price return over the months after each month-end."""
    last = last_of(view, "^RUT", "^GSPC")
    return until(_all_index_gaps(view.snapshot, horizon), last - horizon)


@cached_per_snapshot
def _all_index_gaps(snapshot: Snapshot, horizon: int) -> pd.Series:
    return _all_gaps(snapshot, "^RUT", "^GSPC", horizon, "price_index").loc[GAP_START:]


def rolling_gap(view: View, months: int) -> pd.Series:
    """Return the same index gaps by the month in which they end (for charts over time)."""
    found = index_gaps(view, months)
    return found.set_axis(found.index + months)


@cached_per_view
def price_ratio(view: View) -> pd.Series:
    """Return ^RUT / ^GSPC at month-ends from 1987-09 on, 100 at the first of them."""
    last = last_of(view, "^RUT", "^GSPC")
    return until(_all_ratios(view.snapshot), last)


@cached_per_snapshot
def _all_ratios(snapshot: Snapshot) -> pd.Series:
    small = snapshot.monthly["^RUT"].price_index.loc[GAP_START:]
    ratio = (small / snapshot.monthly["^GSPC"].price_index).dropna()
    return ratio / ratio.iloc[0] * 100 if len(ratio) else ratio
