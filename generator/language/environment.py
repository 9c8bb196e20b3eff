"""The one Jinja environment in which all prose is parsed, compiled and run."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2 import Template as CompiledTemplate
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from generator.core.model import Unit
from generator.language.bytecode import TextBytecodeCache
from generator.language.extension import ProseTags, call_of, walk
from generator.language.numbers import DEFAULT_FILTER

BLOCKS = ("claim", "table", "chart", "tool")
# Filters that format a number, and the unit that each fits.
FORMATS: Mapping[str, Unit] = {name: unit for unit, name in DEFAULT_FILTER.items()} | {
    "month": "date"
}

RUNNING = "_functions"
"""The variable under which a rendering gives its functions to a template."""
LINE = "_line"
"""The argument that carries a call's line in its text into the rendering."""


@cache
def environment() -> SandboxedEnvironment:
    """Return the environment.

    Comments are ``<# … #>``, because ``{#id}`` is an attribute list of Markdown. Nothing is
    escaped here: values become marks, which are filled with HTML after Markdown has run.
    """
    found = SandboxedEnvironment(
        comment_start_string="<#",
        comment_end_string="#>",
        extensions=[ProseTags],
        undefined=StrictUndefined,
        finalize=_output,
        autoescape=False,
        keep_trailing_newline=True,
        optimized=False,  # nothing in prose can be computed ahead
        cache_size=0,
        bytecode_cache=TextBytecodeCache(),
    )
    found.globals = {}  # a rendering gives a text its functions
    found.filters = {name: _filter(name) for name in (*FORMATS, "josa")}
    found.tests = {}
    return found


@lru_cache(maxsize=8192)
def parse(source: str) -> nodes.Template:
    """Return Jinja's tree of a text; it is shared and must not be changed.

    Raises:
        TemplateSyntaxError: with the line in the text; ``ProseError`` where a hint is known.
    """
    if not has_markup(source):
        return nodes.Template([nodes.Output([nodes.TemplateData(source, lineno=1)], lineno=1)])
    tree = environment().parse(source)
    for node in walk(tree.body):
        call = call_of(node)
        if call is not None:
            call.kwargs.append(nodes.Keyword(LINE, nodes.Const(call.lineno), lineno=call.lineno))
    return tree


def has_markup(source: str) -> bool:
    """Return whether Jinja would find anything in a text but the text itself."""
    return "{" in source or "}" in source or "#>" in source or "<#" in source


@lru_cache(maxsize=8192)
def compile_text(source: str) -> CompiledTemplate:
    """Return a text ready to run, from what earlier builds compiled where they did."""
    found = environment()
    texts = found.bytecode_cache
    assert texts is not None
    bucket = texts.get_bucket(found, source, None, source)
    if bucket.code is None:
        bucket.code = found.compile(parse(source))
        texts.set_bucket(bucket)
    return CompiledTemplate.from_code(found, bucket.code, found.globals)


def compile_node(node: nodes.Node) -> CompiledTemplate:
    """Return one node of a text ready to run by itself."""
    found = environment()
    alone = nodes.Template([node], lineno=1)
    alone.set_environment(found)
    return CompiledTemplate.from_code(found, found.compile(alone), found.globals)


def save_bytecode() -> None:
    """Store what was compiled, for the next build."""
    texts = environment().bytecode_cache
    assert isinstance(texts, TextBytecodeCache)
    texts.save()


def plain_message(error: TemplateSyntaxError) -> tuple[str, str | None]:
    """Return what is wrong in a text, and a hint where one is known."""
    message = error.message or "cannot be read"
    if message.startswith("Missing end of comment"):
        return "<# is not closed", "end the comment with #>"
    if message == "unexpected '}'":
        return "{{ is not closed", "end it with }}"
    if found := re.match("unexpected char '([“”„‟‘’«»])'", message):
        return f"{found[1]} is no quotation mark here", 'write straight ones: "…"'
    if found := re.match(r"(unexpected char '.+?') at \d+", message):
        return found[1], None
    return message, getattr(error, "hint", None)


# --- What Jinja calls


def _filter(name: str) -> Callable[..., Any]:
    if name == "josa":

        @pass_context
        def join(context: Context, value: Any, pair: str) -> Any:
            return context[RUNNING].joined(value, pair)

        return join

    @pass_context
    def write(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        return context[RUNNING].formatted(value, name, args, kwargs)

    return write


@pass_context
def _output(context: Context, value: Any) -> str:
    found: str = context[RUNNING].output(value)
    return found
