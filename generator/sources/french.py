"""Kenneth French's data library: monthly returns of size portfolios and the SMB factor."""

from __future__ import annotations

import io
import re
import zipfile

import pandas as pd

from generator.core.months import month_index
from generator.sources.http import Downloads
from generator.sources.retry import BadDataError

BASE = "https://mba.tuck.dartmouth.edu/pages/faculty/ken.french/ftp/"
FACTORS = BASE + "F-F_Research_Data_Factors_CSV.zip"
PORTFOLIOS = BASE + "Portfolios_Formed_on_ME_CSV.zip"
MISSING = (-99.99, -999.0)
_MONTH = re.compile(r"\s*(\d{4})(\d{2})\s*,")


def fetch(downloads: Downloads) -> pd.DataFrame:
    """Return monthly returns as fractions: columns lo30, hi30, smb, by month (see months.py).

    A month without a value is NaN; a column is NaN after the last month of its file.

    Raises:
        BadDataError: where a file is not what it should be.
        Exception: whatever the network raises.
    """
    factors = parse(downloads.get("French", FACTORS), None, ("SMB",))
    sizes = parse(
        downloads.get("French", PORTFOLIOS), "Value Weight Returns -- Monthly", ("Lo 30", "Hi 30")
    )
    sizes.columns = pd.Index(["lo30", "hi30"])
    return pd.concat([sizes, factors.rename(columns={"SMB": "smb"})], axis=1).sort_index()


def parse(body: bytes, title: str | None, names: tuple[str, ...]) -> pd.DataFrame:
    """Read the first monthly block of a zipped file, or the one under a title."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            text = archive.read(archive.namelist()[0]).decode("latin-1")
    except (zipfile.BadZipFile, IndexError, EOFError) as error:
        raise BadDataError(f"the file is not a whole zip archive ({error})") from None
    lines = text.splitlines()
    start = 0
    if title is not None:
        start = next((i for i, line in enumerate(lines) if line.strip() == title), -1)
        if start < 0:
            raise BadDataError(f"the file has no block {title!r}")
    header = next((i for i in range(start, len(lines)) if lines[i].startswith(",")), -1)
    columns = [name.strip() for name in lines[header].split(",")] if header >= 0 else []
    if header < 0 or any(name not in columns for name in names):
        raise BadDataError(f"the file has no columns {', '.join(names)}")
    rows: dict[int, list[float]] = {}
    for line in lines[header + 1 :]:
        found = _MONTH.match(line)
        if not found:
            break
        month, values = _month(found), _values(line, columns, names)
        if str(rows.get(month, values)) != str(values):  # as text: a missing value equals itself
            raise BadDataError(f"two different lines for {found[1]}-{found[2]}")
        rows[month] = values
    if not rows or list(rows) != list(range(min(rows), max(rows) + 1)):
        raise BadDataError("the months of the file are not without a gap")
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(names))


def _month(found: re.Match[str]) -> int:
    try:
        return month_index(f"{found[1]}-{found[2]}")
    except ValueError as error:
        raise BadDataError(str(error)) from None


def _values(line: str, columns: list[str], names: tuple[str, ...]) -> list[float]:
    cells = line.split(",")
    try:
        values = [float(cells[columns.index(name)]) for name in names]
    except (ValueError, IndexError):
        raise BadDataError(f"a line of the file is broken: {line!r}") from None
    return [float("nan") if value in MISSING else value / 100 for value in values]
