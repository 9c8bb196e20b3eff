"""The data behind the pages, for others to use: JSON, CSV and the package that describes them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_KINDS = (
    ("date", re.compile(r"\d{4}-\d{2}-\d{2}")),
    ("yearmonth", re.compile(r"\d{4}-\d{2}")),
    ("integer", re.compile(r"-?\d+")),
    ("number", _NUMBER),
    ("boolean", re.compile(r"true|false")),
)


def to_json(data: object) -> str:
    """Return JSON text with a final line end; a ValueError for NaN and infinities."""
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def to_csv(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return CSV text: header, LF, quoted only where needed."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def for_spreadsheets(text: str) -> str:
    """Return CSV text with the mark by which spreadsheets know that it is UTF-8.

    Excel takes a file without it for the machine's old encoding. Programs are better off without,
    so what the data package describes has none.
    """
    return f"\ufeff{text}"


def table_path(table: str, lang: str) -> str:
    """Return where a table's file lies beside the package."""
    return f"tables/{table}.{lang}.csv"


def datapackage(
    name: str, title: str, version: str, licence: tuple[str, str], files: Mapping[str, str]
) -> dict[str, Any]:
    """Return a data package (frictionless) of files by their path beside it."""
    return {
        "name": name,
        "title": title,
        "version": version,
        "licenses": [{"name": licence[0], "path": licence[1]}],
        "resources": [_resource(path, text) for path, text in sorted(files.items())],
    }


def _resource(path: str, text: str) -> dict[str, Any]:
    stem, _, kind = path.rpartition(".")
    resource: dict[str, Any] = {
        "name": re.sub(r"[^a-z0-9]+", "-", stem.lower()),
        "path": path,
        "format": kind,
        "mediatype": "text/csv" if kind == "csv" else "application/json",
        "encoding": "utf-8",
    }
    if kind == "csv":
        resource["profile"] = "tabular-data-resource"
        resource["schema"] = {"fields": _fields(text), "missingValues": [""]}
    else:
        resource["type"] = "json"  # else a reader takes it for a table or a package
    return resource


def _fields(text: str) -> list[dict[str, str]]:
    """Return the columns of a CSV with the narrowest type that every value fits."""
    rows = list(csv.reader(io.StringIO(text)))
    if not rows:
        return []
    return [
        {"name": column, "type": _kind([row[at] for row in rows[1:] if row[at]])}
        for at, column in enumerate(rows[0])
    ]


def _kind(values: Sequence[str]) -> str:
    for kind, pattern in _KINDS:
        if values and all(pattern.fullmatch(value) for value in values):
            return kind
    return "string"
