"""The form of ``content/data``: files, columns, and how their cells are written and read."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from generator.core.months import month_index, month_text
from generator.core.settings import Config

SCHEMA = 2  # 2: fact rows carry the date of their own data
LOCK = "lock.json"
NEXT = ".next"

Cell = str | float | int | date | bool | None


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column's name, the kind of its cells, and whether a cell may be empty.

    Kinds: ``month`` (``YYYY-MM``, held as a number, see months.py), ``date`` (ISO), ``float``,
    ``int``, ``bool`` (``true`` or ``false``), ``text``.
    """

    name: str
    kind: str
    empty: bool = False


def _columns(text: str) -> tuple[FileColumn, ...]:
    """Read ``name:kind`` words; a kind that ends in ``?`` allows empty cells."""
    pairs = (word.split(":") for word in text.split())
    return tuple(FileColumn(name, kind.rstrip("?"), kind.endswith("?")) for name, kind in pairs)


MONTHLY = _columns(
    "month:month last_session:date complete:bool n_returns:int tr_index:float price_index:float "
    "tr_running_max:float low_drawdown:float sum_log:float sum_log_sq:float worst_day:float? "
    "best_day:float? days_2pct:int days_3pct:int distributions:float mean_dollar_volume:float? "
    "n_volume:int"
)
DAILY3X = _columns("daily3x:float")
PAIRS = _columns("pair_n:int sum_x:float sum_y:float sum_xx:float sum_yy:float sum_xy:float")
POLICY_RATE = _columns("date:date lower:float upper:float")
RECESSIONS = _columns("event:text month:month announced_on:date source:text")
FRENCH = _columns("month:month lo30_index:float? hi30_index:float? smb_sum:float?")
# The observation of a day, and the day for which it counts: it is the last one up to then.
USDKRW = _columns("for_date:date date:date krw:float")
# source_date is the date of the data itself; the day of the fetch only where the source has none.
FUND_FACTS = _columns("fund:text field:text value:text source_date:date retrieved_on:date")
HOLDINGS = _columns("fund:text field:text value:text source_date:date retrieved_on:date")
TOP_HOLDINGS = _columns(
    "fund:text source:text source_date:date retrieved_on:date rank:int symbol:text name:text "
    "weight:float"
)
SECTORS = _columns(
    "fund:text source:text source_date:date retrieved_on:date sector:text weight:float"
)
CONSTITUENTS = _columns(
    "index:text field:text value:text holdings_date:date quotes_date:date retrieved_on:date"
)

TEXT_FIELDS = ("long_name", "family", "category", "missing_names")
"""Fields of facts whose values are words; all others are numbers."""
CONTAINS = "contains_"
"""With what the name of a field begins that says in words whether a share is in a fund."""

SECTOR_KEYS = (
    "basic_materials", "communication_services", "consumer_cyclical", "consumer_defensive",
    "energy", "financial_services", "healthcare", "industrials", "realestate", "technology",
    "utilities",
)  # fmt: skip
"""Sectors by Yahoo's keys."""

LARGEST_COUNT = 10**12

_SERIES = re.compile(r"monthly/[A-Z][A-Z0-9]*\.csv")

RATES = "policy_rate.csv"

FILES: Mapping[str, tuple[FileColumn, ...]] = {
    RATES: POLICY_RATE,
    "usdkrw.csv": USDKRW,
    "recessions.csv": RECESSIONS,
    "french.csv": FRENCH,
    "fund_facts.csv": FUND_FACTS,
    "holdings.csv": HOLDINGS,
    "top_holdings.csv": TOP_HOLDINGS,
    "sectors.csv": SECTORS,
    "constituents.csv": CONSTITUENTS,
}

SOURCES: Mapping[str, tuple[str, ...]] = {
    RATES: ("policy_rate",),
    "usdkrw.csv": ("won",),
    "recessions.csv": ("recessions",),
    "french.csv": ("french",),
    "fund_facts.csv": ("fund_facts",),
    "holdings.csv": ("holdings",),
    "top_holdings.csv": ("fund_facts", "holdings"),
    "sectors.csv": ("fund_facts", "holdings"),
    "constituents.csv": ("holdings",),
}
"""The sources of the settings that fill each file."""


def file_key(ticker: str) -> str:
    """Return the name of a ticker in file names: without the caret of an index."""
    return ticker.removeprefix("^")


def monthly_file(ticker: str) -> str:
    """Return the path of a ticker's monthly statistics inside the snapshot."""
    return f"monthly/{file_key(ticker)}.csv"


def required_files(config: Config) -> tuple[str, ...]:
    """Return the files without which a snapshot is not whole."""
    rates = (RATES,) if "policy_rate" in config.sources else ()
    return (*(monthly_file(each.ticker) for each in config.required), *rates)


def files_of(config: Config) -> frozenset[str]:
    """Return the files that a snapshot under these settings may have."""
    asked = (name for name, sources in SOURCES.items() if set(sources) & set(config.sources))
    return frozenset((*asked, *(monthly_file(each.ticker) for each in config.series)))


def is_known(name: str) -> bool:
    """Whether a snapshot may have a file of that name."""
    return name in FILES or _SERIES.fullmatch(name) is not None


def columns_of(name: str, present: Collection[str] = ()) -> tuple[FileColumn, ...]:
    """Return the columns of a file that ``is_known``.

    Months have those of leveraged funds, or of what these multiply, where they are ``present``.
    """
    if name in FILES:
        return FILES[name]
    more = [columns for columns in (DAILY3X, PAIRS) if columns[0].name in present]
    return sum(more, MONTHLY)


def leveraged_columns(config: Config) -> dict[str, tuple[FileColumn, ...]]:
    """Return what months have further columns: leveraged funds, and what these multiply."""
    found: dict[str, tuple[FileColumn, ...]] = {}
    for each in config.required:
        if each.leverage != 1:
            found[monthly_file(each.siblings[0])] = DAILY3X
            found[monthly_file(each.ticker)] = PAIRS
    return found


def order_of(name: str, required: Sequence[str]) -> tuple[int, str]:
    """Return what files are sorted by: the required ones, further series, the others."""
    known = [*required, "", *FILES]
    return known.index(name if name in known else ""), name


def number_text(value: float) -> str:
    """Write a number so that reading it back gives the same one, without an exponent."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be stored")
    return np.format_float_positional(float(value), unique=True, trim="-")


def cell_text(column: FileColumn, value: Cell) -> str:
    """Write one cell; None is an empty one, where the column allows it."""
    if value is None:
        if not column.empty:
            raise ValueError(f"{column.name} may not be empty")
        return ""
    if column.kind == "month":
        return month_text(int(value))  # type: ignore[arg-type]
    if column.kind == "bool":
        return "true" if value else "false"
    if column.kind == "int":
        return str(int(value))  # type: ignore[arg-type]
    if column.kind == "float":
        return number_text(float(value))  # type: ignore[arg-type]
    return value.isoformat() if isinstance(value, date) else str(value)


def read_cell(column: FileColumn, text: str) -> Cell:
    """Read one cell; a ValueError says what is wrong with it."""
    if text == "":
        if column.empty:
            return None
        raise ValueError("the cell is empty")
    if column.kind == "text":
        return text
    if column.kind == "bool":
        if text not in ("true", "false"):
            raise ValueError(f"{text!r} is neither true nor false")
        return text == "true"
    if column.kind == "date":
        return date.fromisoformat(text)
    if column.kind == "month":
        date.fromisoformat(f"{text}-01")
        return month_index(text)
    if column.kind == "int":
        number = int(text)
        if abs(number) > LARGEST_COUNT:
            raise ValueError(f"{text} is more than anything that is counted here")
        return number
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a finite number")
    return value


def csv_text(columns: Sequence[FileColumn], rows: Iterable[Mapping[str, Cell]]) -> str:
    """Write a whole file: header, one line a row, LF; quotes only where a cell needs them."""
    lines = [",".join(column.name for column in columns)]
    lines += [",".join(_quoted(cell_text(c, row[c.name])) for c in columns) for row in rows]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Quote a cell that holds a comma or a quote; line breaks become spaces."""
    text = " ".join(text.splitlines())
    return '"' + text.replace('"', '""') + '"' if "," in text or '"' in text else text


def sha256(data: bytes) -> str:
    """Return the checksum that lock.json records for a file."""
    return hashlib.sha256(data).hexdigest()
