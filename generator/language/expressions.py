"""Reading what stands inside a tag: names, literal arguments, filters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from generator.language.tree import Call, Constant, Variable

# A literal text; it may hold the marks that close its tag.
STRING = r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^'\\]|\\.)*'"
_TOKEN = re.compile(rf"\s*(?:({STRING})|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|([|(),=]))")
_WORDS = {"True": True, "true": True, "False": False, "false": False}


class Wrong(Exception):  # noqa: N818 - becomes a UserError in templating
    """What cannot be read, with its line in the text."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class Expression:
    """The inside of a tag, token by token."""

    def __init__(self, source: str) -> None:
        self.tokens = list(_tokens(source.strip()))
        self.position = 0

    @property
    def ended(self) -> bool:
        """Return whether all tokens are taken."""
        return self.position == len(self.tokens)

    def peek(self) -> tuple[str, str]:
        """Return kind and text of the next token."""
        return ("end", "") if self.ended else self.tokens[self.position]

    def take(self) -> tuple[str, str]:
        """Return the next token and step over it."""
        found = self.peek()
        self.position += 1
        return found

    def expect(self, mark: str) -> None:
        """Step over a mark, or tell that it lacks."""
        if self.peek() != ("mark", mark):
            raise Wrong(f"expected {mark!r} before {self.peek()[1]!r}")
        self.take()

    def name(self) -> str:
        """Take a name."""
        kind, text = self.take()
        if kind != "name":
            raise Wrong("only a function, a name or a text can stand here")
        return text

    def value(self) -> Call | Variable | str:
        """Take a function with its arguments, a variable or a literal text."""
        kind, text = self.peek()
        if kind == "string":
            self.take()
            return _unquoted(text)
        call = self.call()
        return call if self.tokens[self.position - 1] == ("mark", ")") else Variable(call.name)

    def call(self) -> Call:
        """Take a name, and its arguments where it has brackets."""
        name = self.name()
        args: list[Constant] = []
        kwargs: list[tuple[str, Constant]] = []
        if self.peek() != ("mark", "("):
            return Call(name, ())
        self.take()
        while self.peek() != ("mark", ")"):
            if args or kwargs:
                self.expect(",")
            key = self.peek()[1]
            if self.tokens[self.position + 1 : self.position + 2] == [("mark", "=")]:
                self.position += 2
                kwargs.append((key, self.constant()))
            else:
                args.append(self.constant())
        self.take()
        return Call(name, tuple(args), tuple(kwargs))

    def constant(self) -> Constant:
        """Take a literal text, number or truth value."""
        kind, text = self.take()
        if kind == "string":
            return _unquoted(text)
        if kind == "number":
            return float(text) if "." in text else int(text)
        if text in _WORDS:
            return _WORDS[text]
        raise Wrong("arguments must be literal texts or numbers")


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    position = 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            raise Wrong("only a function, a name or a text can stand here")
        kind = ("string", "number", "name", "mark")[(found.lastindex or 1) - 1]
        yield kind, found[found.lastindex or 0]
        position = found.end()


def _unquoted(text: str) -> str:
    return str(ast.literal_eval(text)) if "\\" in text else text[1:-1]
