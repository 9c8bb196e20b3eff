"""Ken French's monthly returns as the indices that the snapshot keeps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from generator.core.months import month_index, month_text
from generator.refresh.collect import RefusedError
from generator.refresh.derive import Row
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted
from generator.sources.retry import BadDataError

FIRST = month_index("1926-07")
# Small shares gained 90 % in a month of 1932 or 1933, and never lost half in one.
LARGEST_GAIN, LARGEST_LOSS = 1.5, 0.6
# Small shares move by 8 % a month, large ones by 5, SMB by 3; per cent taken for fractions, or the
# other way round, is a hundred times that.
SMALLEST_DEVIATION, LARGEST_DEVIATION = 0.01, 0.25
# The library revises its past with every vintage: Lo 30 by 0.04 points a month on average, single
# early months by 1.6. More than that is another past.
LARGEST_REVISION, USUAL_REVISION = 0.02, 0.001
REVISED_MONTHS = 120
COLUMNS = {"lo30": "lo30_index", "hi30": "hi30_index", "smb": "smb_sum"}


@dataclass(frozen=True)
class PastFrench:
    """What is stored and accepted, to compare new returns with."""

    rows: Sequence[Row]
    known: Mapping[str, Accepted]
    today: date


def rows(returns: pd.DataFrame, month_end: int, past: PastFrench) -> list[Row]:
    """Return the rows of french.csv up to ``month_end``.

    Raises:
        BadDataError: where returns are implausible, or end earlier than what is stored.
        RefusedError: where they are in another unit, or contradict what is stored.
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
        _check_end(column, levels[column], past.rows)
    texts = list(_units(returns)) or list(_changes(returns, past))
    if texts:
        raise RefusedError("; ".join(texts))
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


def _units(returns: pd.DataFrame) -> Iterator[str]:
    """Name a column that moves as no monthly return in fractions does."""
    for name, deviation in returns.std().items():
        if not SMALLEST_DEVIATION <= deviation <= LARGEST_DEVIATION:
            yield f"{name} is in another unit: it moves by {deviation:.3%} a month"


def _changes(returns: pd.DataFrame, past: PastFrench) -> Iterator[str]:
    """Name a column whose stored months were rewritten beyond the library's usual revisions."""
    for name, found in revisions(returns, past.rows).items():
        usual = found.rolling(REVISED_MONTHS, min_periods=1).mean().max()
        if found.max() <= LARGEST_REVISION and usual <= USUAL_REVISION:
            continue
        key, growth = f"French {name}", float(returns[name].mean())
        if key in past.known and past.known[key].allows(growth, 1e-5):
            continue
        month = int(str(found.idxmax()))
        yield (
            f"{name} has another past: {month_text(month)} moved by {found.max():.2%}, "
            f"{REVISED_MONTHS} months by {usual:.2%} on average; if the library revised it, add to "
            f"accepted.toml: {accepted.line(key, round(growth, 6), past.today)}"
        )


def revisions(returns: pd.DataFrame, stored: Sequence[Row]) -> dict[str, pd.Series]:
    """Return by column how far each stored month's return was moved, where any was."""
    found = {}
    months = [row["month"] for row in stored]
    for name, column in COLUMNS.items():
        levels = pd.Series([row[column] for row in stored], index=months, dtype=float)
        if name == "smb":
            before = levels.diff().fillna(levels.iloc[:1])
        else:
            before = levels / levels.shift(fill_value=100.0) - 1
        moved = (returns[name] - before).abs().dropna()
        if len(moved) and moved.max() > 1e-9:
            found[name] = moved
    return found
