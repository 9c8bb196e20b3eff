"""The tags of the prose as a Jinja extension: ``state``, ``have`` and ``callout``.

Each becomes nodes that Jinja compiles itself, and that the checks read back from its tree:

- ``{% state "x" %}{% when "a", "b" %}…{% endstate %}`` is ``{% if state("x") in ("a", "b") %}…``;
- ``{% have "x", "y" %}…{% missing %}…{% endhave %}`` is ``{% if have("x", "y") %}…{% else %}…``;
- ``{% callout "note" %}…{% endcallout %}`` is ``{% call callout("note") %}…``.

A ``why()`` without arguments is given those of the ``have`` or ``state`` whose absence it explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from jinja2 import TemplateSyntaxError, nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from generator.language.states import ABSENT

TAGS = ("state", "have", "callout")
_KNOWN = (*TAGS, "when", "missing", *(f"end{tag}" for tag in TAGS))
# An attribute list ({#id}) is Markdown's; any other {# is Jinja's usual comment, which is not ours.
_COMMENT = re.compile(r"\{#(?![A-Za-z][\w-]*\s*\})|#\}")
_STRAY = re.compile(r"\}\}|%\}|#>|\{\{|\{%|<#")


class ProseError(TemplateSyntaxError):
    """A text that cannot be read; ``hint`` tells the way out where one is known."""

    def __init__(self, message: str, lineno: int, hint: str | None = None) -> None:
        super().__init__(message, lineno)
        self.hint = hint


# --- The blocks as the checks see them


@dataclass(frozen=True, slots=True)
class Branch:
    """What a state's text is in one of its values, or in several that share it."""

    values: tuple[str, ...]
    body: list[nodes.Node]
    lineno: int


@dataclass(frozen=True, slots=True)
class StateBlock:
    """``{% state %}`` with its branches."""

    state: str
    branches: tuple[Branch, ...]
    lineno: int
    node: nodes.Node


@dataclass(frozen=True, slots=True)
class HaveBlock:
    """``{% have %}``: the first part where all ids have a value, else the second."""

    ids: tuple[str, ...]
    present: list[nodes.Node]
    missing: list[nodes.Node]
    lineno: int
    node: nodes.Node


@dataclass(frozen=True, slots=True)
class CalloutBlock:
    """``{% callout %}``: a box of its own."""

    kind: str
    body: list[nodes.Node]
    lineno: int
    node: nodes.Node


Block = StateBlock | HaveBlock | CalloutBlock


def block_of(node: nodes.Node) -> Block | None:
    """Return what one of our tags has become, None for any other node."""
    if isinstance(node, nodes.CallBlock):
        return CalloutBlock(_texts(node.call.args)[0], node.body, node.lineno, node)
    if not isinstance(node, nodes.If):
        return None
    if isinstance(node.test, nodes.Call):
        return HaveBlock(_texts(node.test.args), node.body, node.else_, node.lineno, node)
    branches = tuple(
        Branch(_texts(each.test.ops[0].expr.items), each.body, each.lineno)
        for each in (node, *node.elif_)
        if isinstance(each.test, nodes.Compare) and isinstance(each.test.ops[0].expr, nodes.Tuple)
    )
    assert isinstance(node.test, nodes.Compare)
    assert isinstance(node.test.expr, nodes.Call)
    return StateBlock(_texts(node.test.expr.args)[0], branches, node.test.expr.lineno, node)


def bodies(found: Block) -> tuple[list[nodes.Node], ...]:
    """Return the texts inside a block, of which some may stay unsaid."""
    if isinstance(found, StateBlock):
        return tuple(branch.body for branch in found.branches)
    if isinstance(found, HaveBlock):
        return (found.present, found.missing)
    return (found.body,)


def walk(body: Iterable[nodes.Node]) -> Iterator[nodes.Node | Block]:
    """Yield typed text, expressions and blocks, outer before inner, in the order of the text."""
    for node in body:
        if isinstance(node, nodes.Output):
            yield from node.nodes
        elif found := block_of(node):
            yield found
            for inner in bodies(found):
                yield from walk(inner)
        else:
            yield node


def call_of(node: object) -> nodes.Call | None:
    """Return the function call under an expression's filters, if it is one."""
    while isinstance(node, nodes.Filter):
        node = node.node
    return node if isinstance(node, nodes.Call) else None


def name_of(call: nodes.Call | None) -> str:
    """Return the name of the function that is called, nothing where that is no name."""
    return call.node.name if call and isinstance(call.node, nodes.Name) else ""


def texts_of(call: nodes.Call | nodes.Filter) -> tuple[str, ...]:
    """Return the arguments that are literal texts."""
    return _texts(call.args)


def _texts(args: Sequence[nodes.Node]) -> tuple[str, ...]:
    return tuple(
        each.value for each in args if isinstance(each, nodes.Const) and isinstance(each.value, str)
    )


# --- The extension


class ProseTags(Extension):
    """Parses the tags, and refuses every other one: prose chooses words, it does not compute."""

    tags: ClassVar[set[str]] = set(TAGS)  # type: ignore[misc]

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a text whose tags are known, closed, and where they belong."""
        opened: list[tuple[str, int]] = []
        tag = False
        for token in stream:
            if token.type == "data":
                _check_data(token)
            elif tag:
                _check_tag(token, opened)
            tag = token.type == "block_begin"
            yield token
        if opened:
            name, lineno = opened[-1]
            raise ProseError(f"{name} is not closed", lineno, f"end it with {{% end{name} %}}")

    def parse(self, parser: Parser) -> nodes.Node:
        """Return the nodes of a block, whose first token is the stream's next."""
        tag = next(parser.stream)
        args = _arguments(parser, tag)
        if not args or (tag.value != "have" and len(args) > 1):
            raise ProseError(
                f"{tag.value} takes {'ids' if tag.value == 'have' else 'one id'}", tag.lineno
            )
        if tag.value == "state":
            return _state(parser, args[0], tag.lineno)
        if tag.value == "have":
            return _have(parser, args, tag.lineno)
        body = parser.parse_statements(("name:endcallout",), drop_needle=True)
        return nodes.CallBlock(
            _call("callout", args, tag.lineno), [], [], _trimmed(body), lineno=tag.lineno
        )


def _check_data(token: Token) -> None:
    """Refuse delimiters that are no part of a tag, and comments in Jinja's usual form."""
    text = str(token.value)
    if found := _COMMENT.search(text):
        lineno = token.lineno + text.count("\n", 0, found.start())
        raise ProseError(f"{found[0]} is no comment here", lineno, "comments are <# … #>")
    if found := _STRAY.search(text):
        lineno = token.lineno + text.count("\n", 0, found.start())
        opens = found[0] in ("{{", "{%", "<#")
        raise ProseError(f"{found[0]} {'is not closed' if opens else 'closes nothing'}", lineno)


def _check_tag(token: Token, opened: list[tuple[str, int]]) -> None:
    """Refuse a tag that does not exist or does not belong where it stands."""
    name, lineno = str(token.value), token.lineno
    innermost = opened[-1][0] if opened else ""
    if token.type != "name" or name not in _KNOWN:
        raise ProseError(f"{name} is not for content", lineno, f"it knows {', '.join(TAGS)}")
    if name in TAGS:
        opened.append((name, lineno))
    elif (name, innermost) in (("when", "state"), ("missing", "have")):
        return
    elif name.startswith("end") and innermost:
        if name != f"end{innermost}":
            raise ProseError(f"{innermost} is not closed", opened[-1][1])
        opened.pop()
    else:
        raise ProseError(f"{name} does not belong here", lineno)


def _arguments(parser: Parser, tag: Token) -> tuple[str, ...]:
    """Take the literal texts up to the end of a tag."""
    found: list[str] = []
    while not parser.stream.current.test("block_end"):
        if found:
            parser.stream.expect("comma")
        argument = parser.parse_expression()
        if not isinstance(argument, nodes.Const) or not isinstance(argument.value, str):
            raise ProseError(f"{tag.value} takes literal texts, in quotation marks", tag.lineno)
        found.append(argument.value)
    return tuple(found)


def _state(parser: Parser, state: str, lineno: int) -> nodes.Node:
    before = parser.parse_statements(("name:when", "name:endstate"))
    if any(not _is_blank(each) for each in before):
        raise ProseError("text between state and its first when", lineno)
    branches: list[nodes.If] = []
    while parser.stream.current.test("name:when"):
        tag = next(parser.stream)
        values = _arguments(parser, tag)
        if not values:
            raise ProseError("when takes values", tag.lineno)
        body = _trimmed(parser.parse_statements(("name:when", "name:endstate")))
        if not ABSENT.isdisjoint(values):
            _explain(body, (state,))
        chosen = nodes.Tuple([nodes.Const(value) for value in values], "load")
        test = nodes.Compare(_call("state", (state,), lineno), [nodes.Operand("in", chosen)])
        branches.append(nodes.If(test, body, [], [], lineno=tag.lineno))
    next(parser.stream)
    if not branches:
        raise ProseError("state has no when", lineno)
    first, *others = branches
    first.elif_ = others
    first.else_ = [nodes.Output([_call("no_branch", (state,), lineno)], lineno=lineno)]
    return first


def _have(parser: Parser, ids: tuple[str, ...], lineno: int) -> nodes.Node:
    present = parser.parse_statements(("name:missing", "name:endhave"))
    if next(parser.stream).value != "missing":
        raise ProseError("have lacks its {% missing %} part", lineno)
    missing = parser.parse_statements(("name:missing", "name:endhave"))
    if (again := next(parser.stream)).value == "missing":
        raise ProseError("missing does not belong here", again.lineno)
    missing = _trimmed(missing)
    _explain(missing, ids)
    return nodes.If(_call("have", ids, lineno), _trimmed(present), [], missing, lineno=lineno)


def _call(name: str, args: Sequence[str], lineno: int) -> nodes.Call:
    constants: list[nodes.Expr] = [nodes.Const(each) for each in args]
    call = nodes.Call(nodes.Name(name, "load"), constants, [], None, None)
    call.set_lineno(lineno)
    return call


def _explain(body: list[nodes.Node], ids: tuple[str, ...]) -> None:
    """Let ``why()`` in a text about what is missing explain these, unless a block within does."""
    for node in walk(body):
        call = call_of(node)
        if call is not None and name_of(call) == "why" and not call.args:
            call.args = [nodes.Const(each, lineno=call.lineno) for each in ids]


def _is_blank(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(each, nodes.TemplateData) and not each.data.strip() for each in node.nodes
    )


def _trimmed(body: list[nodes.Node]) -> list[nodes.Node]:
    """Drop white space with a line break at both ends: tags may stand on lines of their own."""
    if body and isinstance(first := body[0], nodes.Output):
        data = first.nodes[0]
        if isinstance(data, nodes.TemplateData):
            rest = data.data.lstrip()
            blank = data.data[: len(data.data) - len(rest)]
            if "\n" in blank:
                data.data = rest
                data.lineno += blank.count("\n")
    if body and isinstance(last := body[-1], nodes.Output):
        data = last.nodes[-1]
        if isinstance(data, nodes.TemplateData):
            rest = data.data.rstrip()
            if "\n" in data.data[len(rest) :]:
                data.data = rest
    return [each for each in body if not isinstance(each, nodes.Output) or _drop_empty(each)]


def _drop_empty(output: nodes.Output) -> bool:
    """Drop typed text of no length; return whether anything is left."""
    output.nodes = [
        each for each in output.nodes if not isinstance(each, nodes.TemplateData) or each.data
    ]
    return bool(output.nodes)
