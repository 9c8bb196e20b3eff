"""Changed copies of a market replay's data: wrong values that no fault of a reply acts out."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

OHLC = ("open", "high", "low", "close")
Edit = Callable[[Path], None]


def copy(source: Path, target: Path) -> Path:
    """Return a folder of links to a data directory, of which single files can be written anew."""
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(path.resolve())
    return target


def _write(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def _bars(ticker: str, change: Callable[[list[dict[str, str]]], None]) -> Edit:
    def edit(data: Path) -> None:
        path = data / f"prices/{ticker}.csv"
        rows = list(csv.DictReader(io.StringIO(path.read_text())))
        for row in rows:
            row["adj_close"], row["capital_gain"] = "", ""  # adjusted anew by the replay
        change(rows)
        text = io.StringIO()
        table = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
        _write(path, text.getvalue().encode())

    return edit


def _scale(rows: Iterable[dict[str, str]], factor: float) -> None:
    for row in rows:
        row.update({name: f"{float(row[name]) * factor:.6f}" for name in OHLC})


def scaled(ticker: str, first: str, last: str, factor: float) -> Edit:
    """Return an edit that multiplies the prices of some days."""
    return _bars(
        ticker, lambda rows: _scale((r for r in rows if first <= r["date"] <= last), factor)
    )


def frozen(ticker: str, first: str, last: str) -> Edit:
    """Return an edit that repeats the close before some days on them, without volume."""

    def change(rows: list[dict[str, str]]) -> None:
        close = [row for row in rows if row["date"] < first][-1]["close"]
        for row in rows:
            if first <= row["date"] <= last:
                row.update(dict.fromkeys(OHLC, close), volume="0")

    return _bars(ticker, change)


def stuck(ticker: str, first: str, last: str) -> Edit:
    """Return an edit that repeats the close before some days on them, and leaves the rest true."""

    def change(rows: list[dict[str, str]]) -> None:
        close = [row for row in rows if row["date"] < first][-1]["close"]
        for row in rows:
            if first <= row["date"] <= last:
                high, low = (pick(row[name], close, key=float)
                             for pick, name in ((max, "high"), (min, "low")))  # fmt: skip
                row.update(close=close, high=high, low=low)

    return _bars(ticker, change)


def day_later(ticker: str) -> Edit:
    """Return an edit that puts every bar on the next one's day."""

    def change(rows: list[dict[str, str]]) -> None:
        for row, after in pairwise(list(rows)):
            row["date"] = after["date"]
        rows.pop()

    return _bars(ticker, change)


def without_payments(ticker: str, month: str) -> Edit:
    """Return an edit that drops a month's dividends from events and adjustment alike."""

    def change(rows: list[dict[str, str]]) -> None:
        for row in rows:
            if row["date"].startswith(month):
                row["dividend"] = ""

    return _bars(ticker, change)


def doubled_payments(ticker: str, month: str) -> Edit:
    """Return an edit in which a month's dividends, and the adjustment for them, count twice."""

    def change(rows: list[dict[str, str]]) -> None:
        for row in rows:
            if row["date"].startswith(month) and row["dividend"]:
                row["dividend"] = str(2 * float(row["dividend"]))

    return _bars(ticker, change)


def gain_twice(ticker: str, day: str, dividend: float, gain: float) -> Edit:
    """Return an edit in which a day's dividend contains the gain that stands beside it."""

    def change(rows: list[dict[str, str]]) -> None:
        place = next(number for number, row in enumerate(rows) if row["date"] == day)
        _scale(rows[place:], 1 - gain / float(rows[place - 1]["close"]))
        rows[place].update(dividend=str(dividend), capital_gain=str(gain))

    return _bars(ticker, change)


def holding_in_two_rows(data: Path) -> None:
    """Part the largest share of IWM's newest list into two rows."""
    path = max(data.glob("holdings/IWM@*.csv"))
    text = path.read_text(encoding="utf-8-sig")
    row = next(line for line in text.splitlines() if '"Equity"' in line)
    cells = row.split('","')
    value = float(cells[4].replace(",", ""))
    weight = float(cells[5])
    parts = []
    for share in (0.25, 0.75):
        cells[4], cells[5] = f"{value * share:,.2f}", f"{weight * share:.4f}"
        parts.append('","'.join(cells))
    _write(path, text.replace(row, "\n".join(parts)).encode())


def renamed_sector(data: Path) -> None:
    """Give a sector of QQQ another key."""
    path = max(data.glob("funds/QQQ@*.json"))
    modules = json.loads(path.read_text())
    parts = modules["topHoldings"]["sectorWeightings"]
    name, value = next(iter(parts[0].items()))
    parts[0] = {f"new_{name}": value}
    _write(path, json.dumps(modules).encode())


def three_of_ten(data: Path) -> None:
    """Leave the three largest holdings in QQQ's list."""
    path = max(data.glob("funds/QQQ@*.json"))
    modules = json.loads(path.read_text())
    del modules["topHoldings"]["holdings"][3:]
    _write(path, json.dumps(modules).encode())


def french(years: str, change: Callable[[float], float]) -> Edit:
    """Return an edit of Ken French's monthly returns in the years that match a pattern."""

    def line(text: str) -> str:
        month, *cells = text.split(",")
        values = (cell if float(cell) in (-99.99, -999) else f"{change(float(cell)):.6f}"
                  for cell in cells)  # fmt: skip
        return ",".join([month, *values])

    def edit(data: Path) -> None:
        for path in data.rglob("*_CSV.zip"):
            with zipfile.ZipFile(path) as archive:
                name = archive.namelist()[0]
                lines = archive.read(name).decode("latin-1").splitlines()
            found = [line(each) if re.match(rf"\s*{years}\d\d\s*,", each) else each
                     for each in lines]  # fmt: skip
            memory = io.BytesIO()
            with zipfile.ZipFile(memory, "w") as archive:
                archive.writestr(name, "\r\n".join(found))
            _write(path, memory.getvalue())

    return edit


def fred(series: str, change: Callable[[float], float]) -> Edit:
    """Return an edit of all of a FRED series' values."""

    def line(text: str) -> str:
        day, value, *more = text.split(",")
        return ",".join(
            [day, f"{change(float(value)):.9g}" if value not in ("", ".") else value, *more]
        )

    def edit(data: Path) -> None:
        path = data / f"fred/{series}.csv"
        head, *lines = path.read_text().splitlines()
        _write(path, "\n".join([head, *(line(each) for each in lines), ""]).encode())

    return edit
