"""FRED: one series a file, by the graph's CSV that needs no key."""

from __future__ import annotations

import csv
import io
import math
from datetime import date

import pandas as pd

from generator.sources.http import Downloads
from generator.sources.retry import BadDataError

ADDRESS = "https://fred.stlouisfed.org/graph/fredgraph.csv?id={}"


def fetch(downloads: Downloads, series: str) -> pd.Series:
    """Return a series' observations by date, in the units of FRED; missing ones are left out.

    Raises:
        BadDataError: where the answer is not the CSV of this series, or dates do not increase.
        Exception: whatever the network raises.
    """
    return parse(downloads.get("FRED", ADDRESS.format(series)), series)


def parse(body: bytes, series: str) -> pd.Series:
    """Read the CSV of one series; rows that come twice with the same value count once."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig", errors="replace"))))
    if not rows or rows[0] != ["observation_date", series]:
        raise BadDataError(f"the answer is not FRED's file of {series} (no such header)")
    if not body.endswith(b"\n"):
        raise BadDataError("the file is cut off in its last line")
    values: dict[date, float] = {}
    for line, row in enumerate(rows[1:], start=2):
        if not row:
            continue
        try:
            day, text = date.fromisoformat(row[0]), row[1].strip()
            value = float(text) if text not in ("", ".") else None
            if value is not None and not math.isfinite(value):
                raise ValueError
        except (ValueError, IndexError):
            raise BadDataError(f"line {line} of FRED's file is broken: {','.join(row)!r}") from None
        if value is None:
            continue
        if values and day < next(reversed(values)):
            raise BadDataError(f"dates go backwards on {day}")
        if values.get(day, value) != value:
            raise BadDataError(f"two different values for {day}")
        values[day] = value
    if not values:
        raise BadDataError("the file has no observations")
    return pd.Series(values, dtype=float)
