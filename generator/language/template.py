"""A text as written: where it stands, and the tree that Jinja reads in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from jinja2 import Template as CompiledTemplate
from jinja2 import TemplateSyntaxError, nodes

from generator.core.errors import Problem, UserError
from generator.language import environment
from generator.language.extension import (
    Block,
    CalloutBlock,
    HaveBlock,
    StateBlock,
    call_of,
    name_of,
    texts_of,
    walk,
)


@dataclass(frozen=True)
class Template:
    """A text: its place in the files, its source, and what is known wherever it is rendered.

    ``needs`` are ids that have a value then; ``why`` those that a ``why()`` outside of any block
    explains. ``part`` is the only node of the text that is meant, if not all of it is.
    """

    file: str
    line: int
    id: str
    source: str
    needs: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    part: nodes.Node | None = None

    @property
    def body(self) -> list[nodes.Node]:
        """Return the nodes of the text; they are shared and must not be changed."""
        return [self.part] if self.part is not None else environment.parse(self.source).body

    @property
    def compiled(self) -> CompiledTemplate | None:
        """Return the text ready to run; None where it is nothing but typed text."""
        if self.part is not None:
            return environment.compile_node(self.part)
        if not environment.has_markup(self.source):
            return None
        return environment.compile_text(self.source)

    def walk(self) -> Iterator[nodes.Node | Block]:
        """Yield its typed text, expressions and blocks in order, outer before inner."""
        return walk(self.body)

    def calls(self) -> Iterator[tuple[str, tuple[str, ...], int]]:
        """Yield every function's name with its texts and its line, in all branches."""
        for node in self.walk():
            if (call := call_of(node)) is not None:
                yield name_of(call), texts_of(call), call.lineno

    def only(self, block: StateBlock | HaveBlock | CalloutBlock) -> Template:
        """Return one block of the text by itself."""
        return replace(self, part=block.node)

    def problem(self, message: str, lineno: int | None = None, hint: str | None = None) -> Problem:
        """Return a problem at a line of this text, counted from its own first one."""
        line = self.line + (lineno or 1) - 1
        return Problem(message, self.file, line, self.id or None, hint)


def parse(
    source: str,
    file: str,
    line: int = 1,
    id: str = "",
    needs: tuple[str, ...] = (),
    why: tuple[str, ...] = (),
) -> Template:
    """Return a text that begins on a line of a file; a UserError where it cannot be read."""
    found = Template(file, line, id, source, needs, why)
    try:
        environment.parse(source)
    except TemplateSyntaxError as error:
        message, hint = environment.plain_message(error)
        raise UserError(found.problem(message, error.lineno, hint)) from None
    return found
