"""iShares: the holdings file behind a fund page's download link."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, replace
from datetime import date, datetime

from generator.core.settings import HoldingsList
from generator.sources.http import Downloads
from generator.sources.retry import BadDataError

QUERY = "?fileType=csv&fileName={}_holdings&dataType=fund"
HEADERS = ("Ticker,", '"Ticker",')
WEIGHT_COLUMNS = ("Weight (%)", "Market Weight")
UNLISTED = "NO MARKET"
SLACK = 0.5  # percentage points between a stated weight and that of the market value
NEEDED = ("Ticker", "Name", "Sector", "Asset Class", "Market Value")


@dataclass(frozen=True, slots=True)
class Position:
    """A share that a fund holds; ``value`` is its market value in dollars."""

    ticker: str
    name: str
    sector: str
    value: float


@dataclass(frozen=True, slots=True)
class HoldingsFile:
    """A fund's shares at a date, the largest first: asset class Equity, market value > 0."""

    listed: HoldingsList
    day: date
    positions: tuple[Position, ...]

    @property
    def fund(self) -> str:
        """Return the symbol of the fund."""
        return self.listed.symbol


def fetch(downloads: Downloads, fund: HoldingsList) -> HoldingsFile | None:
    """Return a fund's holdings; None where the file says itself that it has no data ("as of -").

    Raises:
        BadDataError: where the file is not a whole holdings file.
        Exception: whatever the network raises.
    """
    return parse(downloads.get("iShares", fund.address + QUERY.format(fund.symbol)), fund)


def parse(body: bytes, fund: HoldingsList) -> HoldingsFile | None:
    """Read a holdings file: preamble with the date, table, blank line, disclaimer."""
    lines = body.decode("utf-8-sig", errors="replace").splitlines()
    stated = next((line for line in lines if line.startswith("Fund Holdings as of")), None)
    header = next((i for i, line in enumerate(lines) if line.startswith(HEADERS)), None)
    if stated is None or header is None:
        raise BadDataError("the answer is not a holdings file (no date, or no table)")
    text = next(csv.reader([stated]))[1].strip()
    if text == "-":
        return None
    preamble = "\n".join(lines[:header])
    if not any(word in preamble for word in (fund.symbol, fund.says)):
        raise BadDataError(f"the file is that of another fund: {lines[0]!r}")
    day = _day(text)
    table = _table(lines[header:])
    if not table:
        raise BadDataError("the holdings file has no rows")
    _check_weights(table)
    positions = _positions(table)
    positions.sort(key=lambda position: -position.value)
    low, high = fund.shares
    if not low <= len(positions) <= high:
        raise BadDataError(f"{fund.symbol}: {len(positions)} shares")
    return HoldingsFile(fund, day, tuple(positions))


def _positions(table: list[dict[str, str]]) -> list[Position]:
    """Return the shares; rows of one ticker are one position.

    What trades nowhere, such as rights left from a takeover, may carry the ticker of something
    else or none: there each name is its own position.
    """
    found: dict[tuple[str, str], Position] = {}
    for row in table:
        value = _number(row["Market Value"])
        if row["Asset Class"].strip() != "Equity" or value <= 0:
            continue
        ticker, name = row["Ticker"].strip(), row["Name"].strip()
        listed = ticker.strip("-") and not row.get("Exchange", "").startswith(UNLISTED)
        key = (ticker, "" if listed else name)
        if key in found:
            found[key] = replace(found[key], value=found[key].value + value)
        else:
            found[key] = Position(ticker, name, row["Sector"].strip(), value)
    return list(found.values())


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%b %d, %Y").date()  # noqa: DTZ007 - a calendar day
    except ValueError:
        raise BadDataError(f"the date of the holdings file is not readable: {text!r}") from None


def _table(lines: list[str]) -> list[dict[str, str]]:
    """Return the table's rows; without the blank line after it the file was cut off."""
    end = next((i for i, line in enumerate(lines) if not line.replace("\xa0", " ").strip()), None)
    if end is None:
        raise BadDataError("the holdings file is cut off")
    # A line that comes twice is one position, shown twice.
    rows = list(csv.DictReader(io.StringIO("\n".join(dict.fromkeys(lines[:end])))))
    missing = [name for name in NEEDED if not rows or name not in rows[0]]
    if missing:
        raise BadDataError(f"the holdings file lacks {', '.join(missing)}")
    if any(None in row or None in row.values() for row in rows):
        raise BadDataError("a row of the holdings file is broken")
    return rows


def _check_weights(table: list[dict[str, str]]) -> None:
    """Refuse a file whose stated weights do not add up, cash included, or do not fit the values."""
    name = next((name for name in WEIGHT_COLUMNS if name in table[0]), None)
    if name is None:
        raise BadDataError(f"the holdings file has no column {' or '.join(WEIGHT_COLUMNS)}")
    total = math.fsum(_number(row[name]) for row in table)
    if not 95 <= total <= 105:
        raise BadDataError(f"the weights add up to {total:.1f} %")
    values = math.fsum(_number(row["Market Value"]) for row in table)
    for row in table:
        stated, value = _number(row[name]), _number(row["Market Value"])
        if row["Asset Class"].strip() == "Equity" and abs(stated - 100 * value / values) > SLACK:
            raise BadDataError(f"weight and market value of {row['Ticker'].strip()} do not agree")


def _number(text: str) -> float:
    """Read a number with thousands separators; a dash is iShares' word for nothing."""
    if text.strip() in ("-", ""):
        return 0.0
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise BadDataError(f"not a number in the holdings file: {text!r}")
    return number
