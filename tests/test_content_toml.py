"""TOML files know the line of each of their values."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from generator.core.errors import UserError
from generator.core.toml import KeyPath, read_toml

SAMPLE = '''# a comment = with [brackets]
title = "one # not a comment"
"quoted key" = 'x'
dotted.key = 1.5e3
when = 2025-11-28 07:00:00.5
day = 2025-11-28
long = """
first
second"""
short_long = """at once"""
literal = \'\'\'
a "quote" here\'\'\'

[table]
a = true
list = [
  "one",
  # between
  ["two", 3],
  { x = "four", y = [-1, 1_000] },
]

[table.inner]
b = "escaped \\" quote"

[[rows]]
head = "r1"
[[rows]]
head = "r2"
cells = ["c1",
  "c2"]
[rows.sub]
z = 0x1F
'''
LINES: dict[KeyPath, int] = {
    ("title",): 2,
    ("quoted key",): 3,
    ("dotted", "key"): 4,
    ("when",): 5,
    ("day",): 6,
    ("long",): 7,
    ("short_long",): 10,
    ("literal",): 11,
    ("table",): 14,
    ("table", "a"): 15,
    ("table", "list", 0): 17,
    ("table", "list", 1, 0): 19,
    ("table", "list", 2, "x"): 20,
    ("table", "list", 2, "y", 1): 20,
    ("table", "inner", "b"): 24,
    ("rows", 0, "head"): 27,
    ("rows", 1, "head"): 29,
    ("rows", 1, "cells", 1): 31,
    ("rows", 1, "sub", "z"): 33,
}


def at(data: Any, path: KeyPath) -> Any:
    """Return the value at a path of keys."""
    for key in path:
        data = data[key]
    return data


def test_every_value_has_its_line(tmp_path: Path) -> None:
    """Tables, lists of tables, inline tables, long texts and all scalars are found."""
    path = tmp_path / "a.toml"
    path.write_text(SAMPLE, encoding="utf-8")
    file = read_toml(path)
    assert file.data == tomllib.loads(SAMPLE)
    for keys, line in LINES.items():
        assert file.lines[keys] == line, keys
        at(file.data, keys)
    assert file.text_line("long") == 8
    assert file.text_line("short_long") == 10
    assert file.text_line("literal") == 12
    assert file.line("table", "list", 99) == 16


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"a = 1\nb = \n", 2, "not valid TOML"),
        (b"a = 1\na = 2\n", 2, "not valid TOML"),
        (b'a = "x', 1, "not valid TOML"),
        (b"a = 1\nb = '\xff'", 2, "is not UTF-8"),
    ],
)
def test_malformed_files(tmp_path: Path, data: bytes, line: int, message: str) -> None:
    """A malformed file is told with its name and line."""
    path = tmp_path / "a.toml"
    path.write_bytes(data)
    with pytest.raises(UserError) as error:
        read_toml(path)
    assert str(error.value).startswith(f"{path}:{line}: {message}")


def test_missing_file(tmp_path: Path) -> None:
    """A missing file is told with its name."""
    with pytest.raises(UserError, match=r"none\.toml: file not found"):
        read_toml(tmp_path / "none.toml")


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "content").rglob("*.toml")))
def test_real_files_are_walked_whole(path: Path) -> None:
    """In the project's own files the walk finds exactly the values that tomllib finds."""

    def paths(value: Any, keys: KeyPath) -> set[KeyPath]:
        inner: Any = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        found = {keys} if not isinstance(value, dict) else set()
        return found.union(*(paths(each, (*keys, key)) for key, each in inner))

    file = read_toml(path)
    lists_of_tables = {
        keys for keys in paths(file.data, ()) if isinstance(at(file.data, keys), list)
    }
    assert paths(file.data, ()) - lists_of_tables <= set(file.lines)
