"""Ken French's monthly returns as the indices that the snapshot keeps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from generator.core.months import month_index, month_text
from generator.refresh.derive import Row
from generator.refresh.retry import BadDataError

FIRST = month_index("1926-07")
# Small shares gained 90 % in a month of 1932 or 1933, and never lost half in one.
LARGEST_GAIN, LARGEST_LOSS = 1.5, 0.6
COLUMNS = {"lo30": "lo30_index", "hi30": "hi30_index", "smb": "smb_sum"}


def rows(returns: pd.DataFrame, month_end: int, stored: Sequence[Row]) -> list[Row]:
    """Return the rows of french.csv up to ``month_end``.

    Raises:
        BadDataError: where returns are implausible, or end earlier than what is stored.
    """
    returns = returns[returns.index <= month_end]
    if returns.empty or returns.index[0] > FIRST:
        raise BadDataError("the files do not begin in 1926-07")
    if ((returns > LARGEST_GAIN) | (returns < -LARGEST_LOSS)).any(axis=None):
        raise BadDataError("a monthly return is implausible")
    levels = pd.DataFrame(
        {
            "lo30_index": 100 * (1 + returns["lo30"].fillna(0)).cumprod(),
            "hi30_index": 100 * (1 + returns["hi30"].fillna(0)).cumprod(),
            "smb_sum": returns["smb"].fillna(0).cumsum(),
        }
    )
    for name, column in COLUMNS.items():
        levels.loc[returns[name].isna(), column] = np.nan
        _check_end(column, levels[column], stored)
    result: list[Row] = []
    for month, cells in zip(levels.index.tolist(), levels.to_numpy().tolist(), strict=True):
        values = (None if np.isnan(cell) else cell for cell in cells)
        result.append({"month": month, **dict(zip(COLUMNS.values(), values, strict=True))})
    return result


def _check_end(column: str, values: pd.Series, stored: Sequence[Row]) -> None:
    """Refuse a file that ends before the one that was stored."""
    before = max((int(str(row["month"])) for row in stored if row[column] is not None), default=0)
    given = values.dropna().index
    if given.empty or int(given[-1]) < before:
        raise BadDataError(f"{column} ends before {month_text(before)}")
