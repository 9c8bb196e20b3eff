"""TOML with the line of every value, so that an error can say where it stands."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from pydantic import ValidationError

from generator.core.errors import Problem, UserError, nearest_hint

KeyPath: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r\n]+|\#[^\n]*)
      | (?P<long>\"\"\"(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5})
      | (?P<text>"(?:[^"\\\n]|\\.)*"|'[^'\n]*')
      | (?P<mark>[\[\]{},=.])
      | (?P<bare>[A-Za-z0-9_+:-]+)""",
    re.VERBOSE | re.DOTALL,
)
# Control characters but tab and line end; private ones are the marks of a rendering.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ue000-\ue003]")
_REST = re.compile(r"(?: (?=\d\d:))?[\w.:+-]*")


@dataclass(frozen=True)
class TomlFile:
    """A parsed file: its tables and the line on which each value begins, by path of keys."""

    path: Path
    data: Mapping[str, Any]
    lines: Mapping[KeyPath, int] = field(repr=False)
    below: frozenset[KeyPath] = field(repr=False, default=frozenset())

    def line(self, *path: str | int) -> int | None:
        """Return the line of a value, else of the nearest table around it."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return None

    def text_line(self, *path: str | int) -> int:
        """Return the line on which a text's first character stands: a long one opens above it."""
        return (self.line(*path) or 1) + (path in self.below)

    def problem(self, message: str, *path: str | int, hint: str | None = None) -> Problem:
        """Return a problem that names this file, the line and the dotted key."""
        key = ".".join(str(part) for part in path) or None
        return Problem(message, str(self.path), self.line(*path), key, hint)


def read_toml(path: Path) -> TomlFile:
    """Read a file; a UserError with file and line when it is missing or malformed."""
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise UserError(Problem(f"not valid TOML: {error}", str(path), line)) from None
    scanner = _Scanner(text)
    lines = dict(scanner.values())
    return TomlFile(path, data, lines, frozenset(scanner.below))


def problems_of(
    file: TomlFile, error: ValidationError, named: Callable[[KeyPath], KeyPath] = lambda path: path
) -> list[Problem]:
    """Return what pydantic complains about, with the lines of the file.

    ``named`` turns the place in the model into the path of keys in the file.
    """
    found = []
    for each in error.errors(include_url=False):
        message = each["msg"].removeprefix("Value error, ")
        if message.startswith("Input should be a valid dictionary"):
            message = "is no table of its own"
        hint = nearest_hint(str(each["input"]), re.findall(r"'([^']+)'", message))
        path = named(each["loc"])
        found.append(file.problem(message[0].lower() + message[1:], *path, hint=hint))
    return found


def read_text(path: Path) -> str:
    """Return a file's UTF-8 text, a UserError where it cannot be read as that.

    What editors and systems add without being asked is read away: a mark of byte order, line ends
    of Windows, letters in parts (macOS stores 가 as ㄱ and ㅏ).
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UserError(Problem("file not found", str(path))) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise UserError(Problem("is not UTF-8", str(path), line)) from None
    except OSError as error:
        raise UserError(Problem(f"cannot be read: {error.strerror}", str(path))) from None
    text = unicodedata.normalize("NFC", text)
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        message = f"holds an invisible character (U+{ord(found[0]):04X})"
        raise UserError(Problem(message, str(path), line, hint="delete it"))
    return text


class _Scanner:
    """Walks text that tomllib has accepted and reports where each value begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.breaks = [found.start() for found in re.finditer("\n", text)]
        self.counts: dict[KeyPath, int] = {}
        self.below: set[KeyPath] = set()

    def values(self) -> Iterator[tuple[KeyPath, int]]:
        """Yield (path, line) of every table and value."""
        table: KeyPath = ()
        while self.peek():
            if self.peek() == "[":
                line = self.line()
                table = self.header()
                yield table, line
            else:
                yield from self.pair(table)

    def peek(self) -> str:
        """Return the next token without taking it; empty at the end."""
        while match := _TOKEN.match(self.text, self.position):
            if match.lastgroup != "blank":
                return match[0]
            self.position = match.end()
        return ""

    def take(self) -> str:
        """Return the next token and step over it."""
        token = self.peek()
        self.position += len(token)
        return token

    def line(self) -> int:
        """Return the line of the next token."""
        self.peek()
        return bisect_left(self.breaks, self.position) + 1

    def keys(self) -> KeyPath:
        """Take a dotted key."""
        found = [self.key()]
        while self.peek() == ".":
            self.take()
            found.append(self.key())
        return tuple(found)

    def key(self) -> str:
        """Take one bare or quoted key."""
        token = self.take()
        return str(next(iter(tomllib.loads(f"{token} = 0")))) if token[0] in "\"'" else token

    def header(self) -> KeyPath:
        """Take ``[table]`` or ``[[list of tables]]`` and return its path."""
        self.take()
        is_list = self.peek() == "["
        if is_list:
            self.take()
        path = self.within(self.keys())
        self.take()
        if not is_list:
            return path
        self.take()
        number = self.counts.get(path, -1) + 1
        self.counts[path] = number
        return (*path, number)

    def within(self, keys: KeyPath) -> KeyPath:
        """Return the path of a header's keys, lists of tables standing for their last one."""
        path: KeyPath = ()
        for key in keys[:-1]:
            path = (*path, key)
            if path in self.counts:
                path = (*path, self.counts[path])
        return (*path, keys[-1])

    def pair(self, table: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        """Take ``key = value``."""
        path = (*table, *self.keys())
        self.take()
        yield from self.value(path)

    def value(self, path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
        """Take a value, with those inside it."""
        yield path, self.line()
        token = self.take()
        if token == "[":
            number = 0
            while self.peek() != "]":
                yield from self.value((*path, number))
                number += 1
                if self.peek() == ",":
                    self.take()
            self.take()
        elif token == "{":
            while self.peek() != "}":
                yield from self.pair(path)
                if self.peek() == ",":
                    self.take()
            self.take()
        elif token[0] not in "\"'":
            self.rest_of_scalar()
        elif re.match(r"(\"\"\"|''')\r?\n", token):
            self.below.add(path)

    def rest_of_scalar(self) -> None:
        """Step over what follows in a number or a time: ``1.5e3``, ``2025-11-28 07:00:00.5Z``."""
        if found := _REST.match(self.text, self.position):
            self.position = found.end()
