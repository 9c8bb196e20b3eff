"""Templates: Jinja's syntax, read into a small tree of our own.

Content may name numbers and choose words by state, but not compute: the tree has no conditions,
loops or assignments. That lets every branch be checked, and rendered in tests, without data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from generator.errors import Problem, UserError

Constant: TypeAlias = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Prose:
    """Text as typed."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function or filter with its arguments, all of them literals."""

    name: str
    args: tuple[Constant, ...]
    kwargs: tuple[tuple[str, Constant], ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """Return the arguments that are text."""
        return tuple(each for each in self.args if isinstance(each, str))


@dataclass(frozen=True, slots=True)
class Output:
    """``{{ value | filter | … }}``; the value is a call, a variable's name or literal text."""

    value: Call | Variable | str
    filters: tuple[Call, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Variable:
    """A name that the caller fills in when the template is rendered."""

    name: str


@dataclass(frozen=True, slots=True)
class Branch:
    """What a state says in one of its values, or in several that share a text."""

    values: tuple[str, ...]
    body: Body
    line: int


@dataclass(frozen=True, slots=True)
class Choice:
    """``{% state %}``: one branch is said."""

    state: str
    branches: tuple[Branch, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Have:
    """``{% have %}``: the first part where all ids have a value, else the second."""

    ids: tuple[str, ...]
    present: Body
    missing: Body
    line: int


@dataclass(frozen=True, slots=True)
class Callout:
    """``{% callout %}``: a box of its own."""

    kind: str
    body: Body
    line: int


Piece: TypeAlias = Prose | Output | Choice | Have | Callout
Body: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True)
class Template:
    """A parsed text: where it stands and what it is made of.

    ``needs`` are ids that are known to have a value wherever it is rendered; ``why`` those that
    an argumentless ``why()`` outside any branch explains.
    """

    file: str
    line: int
    id: str
    source: str
    body: Body
    needs: tuple[str, ...] = ()
    why: tuple[str, ...] = ()

    def problem(self, message: str, line: int | None = None, hint: str | None = None) -> Problem:
        """Return a problem at a line of this text."""
        return Problem(message, self.file, line or self.line, self.id or None, hint)


def walk(body: Body) -> Iterator[Piece]:
    """Yield every piece, outer before inner, in the order of the text."""
    for piece in body:
        yield piece
        for inner in bodies(piece):
            yield from walk(inner)


def bodies(piece: Piece) -> tuple[Body, ...]:
    """Return the texts inside a piece, of which some may stay unsaid."""
    if isinstance(piece, Choice):
        return tuple(branch.body for branch in piece.branches)
    if isinstance(piece, Have):
        return (piece.present, piece.missing)
    return (piece.body,) if isinstance(piece, Callout) else ()


def calls(body: Body) -> Iterator[tuple[Call, int]]:
    """Yield every function call in the text with its line."""
    for piece in walk(body):
        if isinstance(piece, Output) and isinstance(piece.value, Call):
            yield piece.value, piece.line


def parse(
    source: str,
    file: str,
    line: int = 1,
    id: str = "",
    needs: tuple[str, ...] = (),
    why: tuple[str, ...] = (),
) -> Template:
    """Parse a text that begins on a line of a file; a UserError with the line when it cannot be."""
    if "{" not in source and "<#" not in source:
        body: Body = (Prose(source, line),) if source else ()
        return Template(file, line, id, source, body, needs, why)
    try:
        tree = _environment().parse(source)
        body = _Reader(line - 1).body(tree.body)
    except TemplateSyntaxError as error:
        place = line - 1 + error.lineno
        raise UserError(Problem(error.message or "syntax error", file, place, id or None)) from None
    return Template(file, line, id, source, body, needs, why)


def parse_filters(spec: str) -> tuple[Call, ...]:
    """Parse the filters of ``cell("id", "pct(2)")``; a ValueError when they cannot be."""
    try:
        tree = _environment().parse(f"{{{{ '' | {spec} }}}}")
        (piece,) = _Reader(0).body(tree.body)
    except (TemplateSyntaxError, ValueError) as error:
        raise ValueError(f"{spec!r} is not a format: {error}") from None
    if not isinstance(piece, Output):
        raise ValueError(f"{spec!r} is not a format")
    return piece.filters


@cache
def _environment() -> Environment:
    """Return Jinja's parser with our tags; `<#` comments leave `{#id}` to Markdown."""
    environment = Environment(
        comment_start_string="<#",
        comment_end_string="#>",
        extensions=[_Tags],
        keep_trailing_newline=True,
    )
    environment.filters = _AnyName()
    return environment


class _AnyName(dict[str, Callable[..., object]]):
    """Lets every filter's name through: the checks know them better than the parser."""

    def __contains__(self, key: object) -> bool:
        return True


class _Tags(Extension):
    """Reads our tags: each becomes an If whose test holds its name and arguments."""

    tags = {"state", "have", "callout"}  # noqa: RUF012 - Jinja declares it so

    def parse(self, parser: Parser) -> nodes.Node:
        """Read one tag to its end."""
        tag = next(parser.stream)
        try:
            return self._tag(parser, tag)
        except TemplateSyntaxError as error:
            if (error.message or "").startswith("Unexpected end of template"):
                raise TemplateSyntaxError(f"{tag.value} is not closed", tag.lineno) from None
            raise

    def _tag(self, parser: Parser, tag: Token) -> nodes.Node:
        if tag.value == "state":
            return self._state(parser, tag.lineno)
        if tag.value == "have":
            return self._have(parser, tag.lineno)
        kind = _strings(parser.stream)
        body = parser.parse_statements(("name:endcallout",), drop_needle=True)
        return _node("callout", kind, [(body, kind, tag.lineno)], tag.lineno)

    def _state(self, parser: Parser, line: int) -> nodes.Node:
        name = _strings(parser.stream)
        before = parser.parse_statements(("name:when", "name:endstate"))
        if not _blank(before):
            raise TemplateSyntaxError("text between state and its first when", line)
        branches = []
        while parser.stream.current.test("name:when"):
            at = next(parser.stream).lineno
            values = _strings(parser.stream)
            body = parser.parse_statements(("name:when", "name:endstate"))
            branches.append((body, values, at))
        next(parser.stream)
        return _node("state", name, branches, line)

    def _have(self, parser: Parser, line: int) -> nodes.Node:
        ids = _strings(parser.stream)
        present = parser.parse_statements(("name:missing", "name:endhave"))
        if parser.stream.current.test("name:endhave"):
            raise TemplateSyntaxError("have lacks its {% missing %} part", line)
        at = next(parser.stream).lineno
        missing = parser.parse_statements(("name:endhave",), drop_needle=True)
        branches = [(present, ids, line), (missing, ["missing"], at)]
        return _node("have", ids, branches, line)


def _strings(stream: TokenStream) -> list[str]:
    """Take comma-separated literal strings up to the end of the tag."""
    found = [stream.expect("string").value]
    while stream.skip_if("comma"):
        found.append(stream.expect("string").value)
    return found


def _node(
    tag: str, args: list[str], branches: list[tuple[list[nodes.Node], list[str], int]], line: int
) -> nodes.Node:
    inner: list[nodes.Node] = [
        nodes.If(nodes.Const(tuple(values)), body, [], [], lineno=at)
        for body, values, at in branches
    ]
    return nodes.If(nodes.Const((tag, tuple(args))), inner, [], [], lineno=line)


def _blank(body: list[nodes.Node]) -> bool:
    return all(
        isinstance(node, nodes.Output)
        and all(
            isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
        )
        for node in body
    )


class _Reader:
    """Turns Jinja's tree into ours; lines count from the top of the file."""

    def __init__(self, offset: int) -> None:
        self.offset = offset

    def body(self, found: list[nodes.Node]) -> Body:
        pieces: list[Piece] = []
        for node in found:
            if isinstance(node, nodes.Output):
                pieces.extend(self.output(part) for part in node.nodes)
            elif isinstance(node, nodes.If) and isinstance(node.test, nodes.Const):
                pieces.append(self.tag(node))
            else:
                name = type(node).__name__.lower()
                raise TemplateSyntaxError(
                    f"{name} is not for content: it knows state, have and callout", node.lineno
                )
        return tuple(pieces)

    def tag(self, node: nodes.If) -> Piece:
        assert isinstance(node.test, nodes.Const)
        kind, args = node.test.value
        line = node.lineno + self.offset
        branches = tuple(self.branch(each) for each in node.body if isinstance(each, nodes.If))
        if kind == "state":
            if len(args) != 1:
                raise TemplateSyntaxError("state takes one id", node.lineno)
            return Choice(args[0], branches, line)
        if kind == "have":
            return Have(args, branches[0].body, branches[1].body, line)
        if len(args) != 1:
            raise TemplateSyntaxError("callout takes one kind", node.lineno)
        return Callout(args[0], branches[0].body, line)

    def branch(self, node: nodes.If) -> Branch:
        assert isinstance(node.test, nodes.Const)
        body = _trimmed(self.body(node.body))
        return Branch(node.test.value, body, node.lineno + self.offset)

    def output(self, node: nodes.Expr) -> Prose | Output:
        line = node.lineno + self.offset
        if isinstance(node, nodes.TemplateData):
            return Prose(node.data, line)
        filters: list[Call] = []
        while isinstance(node, nodes.Filter) and node.node is not None:
            filters.insert(0, self.call(node.name, node))
            node = node.node
        return Output(self.value(node), tuple(filters), line)

    def value(self, node: nodes.Expr) -> Call | Variable | str:
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            return self.call(node.node.name, node)
        if isinstance(node, nodes.Name):
            return Variable(node.name)
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return node.value
        raise TemplateSyntaxError("only a function, a name or a text can stand here", node.lineno)

    def call(self, name: str, node: nodes.Call | nodes.Filter) -> Call:
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            raise TemplateSyntaxError("arguments must be written out", node.lineno)
        args = tuple(self.constant(each) for each in node.args)
        pairs = (each for each in node.kwargs if isinstance(each, nodes.Keyword))
        kwargs = tuple((each.key, self.constant(each.value)) for each in pairs)
        return Call(name, args, kwargs)

    def constant(self, node: nodes.Expr) -> Constant:
        if isinstance(node, nodes.Const) and isinstance(node.value, str | int | float | bool):
            return node.value
        raise TemplateSyntaxError("arguments must be literal texts or numbers", node.lineno)


def _trimmed(body: Body) -> Body:
    """Drop white space with a line break at both ends: tags may stand on lines of their own."""
    pieces = list(body)
    if pieces and isinstance(first := pieces[0], Prose):
        rest = first.text.lstrip()
        blank = first.text[: len(first.text) - len(rest)]
        if "\n" in blank:
            pieces[0] = Prose(rest, first.line + blank.count("\n"))
    if pieces and isinstance(last := pieces[-1], Prose):
        rest = last.text.rstrip()
        if "\n" in last.text[len(rest) :]:
            pieces[-1] = Prose(rest, last.line)
    return tuple(piece for piece in pieces if not isinstance(piece, Prose) or piece.text)
