"""Checks of texts that need no data: ids, guards, states, formats, and what is typed.

They walk Jinja's own tree. A wrong name is told once in a text, and what follows from it is not
told at all.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

from jinja2 import nodes

from generator.core.errors import Problem, nearest_hint
from generator.core.model import Unit
from generator.core.settings import Language
from generator.language import particles, typed_checks
from generator.language.environment import BLOCKS, FORMATS, LINE
from generator.language.extension import (
    CalloutBlock,
    HaveBlock,
    StateBlock,
    block_of,
    call_of,
    name_of,
    texts_of,
)
from generator.language.functions import FUNCTIONS
from generator.language.numbers import DEFAULT_FILTER, Format
from generator.language.states import MISSING
from generator.language.template import Template
from generator.language.vocabulary import CALLOUTS, PUBLISHED, Vocabulary, absent_value

# Functions that give words, which no format fits.
_WORDS = ("statement", "cite", "why", "q", "josa", "window", "verdict", *BLOCKS)


@dataclass(frozen=True)
class Rules:
    """What holds for the texts of one language: the ids there are, and the names with digits."""

    vocabulary: Vocabulary
    language: Language
    tables: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def format(self) -> Format:
        """Return the formatter of the language."""
        return Format(self.language)

    @cached_property
    def typed(self) -> typed_checks.TypedText:
        """Return what holds for typed text."""
        return typed_checks.TypedText(self.names, self.language)


def check(
    template: Template, rules: Rules, *, blocks: bool = False, variables: bool = False
) -> Iterator[Problem]:
    """Yield every problem of a text.

    ``blocks`` allows charts, tables and callouts (sections), ``variables`` names that the code
    fills in (texts of the pages).
    """
    checker = _Checker(template, rules, blocks, variables)
    free = not template.needs  # evidence is written for one answer
    yield from checker.body(template.body, frozenset(template.needs), free)


@dataclass(frozen=True)
class _Checker:
    template: Template
    rules: Rules
    blocks: bool
    variables: bool
    told: set[str] = field(default_factory=set)

    @property
    def known(self) -> Vocabulary:
        return self.rules.vocabulary

    def problem(self, message: str, line: int, hint: str | None = None) -> Problem:
        return self.template.problem(message, line, hint)

    def unknown(self, kind: str, name: str, known: Iterable[str], line: int) -> Iterator[Problem]:
        """Complain about a name that does not exist, once in a text."""
        if name not in self.told:
            self.told.add(name)
            yield self.problem(f"unknown {kind} {name!r}", line, nearest_hint(name, known))

    def body(
        self, body: Iterable[nodes.Node], there: frozenset[str], free: bool = True
    ) -> Iterator[Problem]:
        """Check nodes where the metrics of ``there`` are known to have a value.

        ``free`` means that no state has chosen this text.
        """
        for node in body:
            found = block_of(node)
            if isinstance(node, nodes.Output):
                yield from self.output(node, there, free)
            elif isinstance(found, StateBlock):
                yield from self.state(found, there)
            elif isinstance(found, HaveBlock):
                yield from self.have(found, there, free)
            elif isinstance(found, CalloutBlock):
                yield from self.callout(found, there, free)

    def output(self, node: nodes.Output, there: frozenset[str], free: bool) -> Iterator[Problem]:
        before: nodes.Node | None = None
        for each in node.nodes:
            if isinstance(each, nodes.TemplateData):
                yield from self.rules.typed.check(each, self.template)
                if shown := self.shown(before):
                    # What was published stays as it was, and so may the words after it.
                    may_turn = free and name_of(call_of(before)) != "fact"
                    typed = self.rules.typed
                    yield from typed.after_number(each, shown, self.template, free=may_turn)
            else:
                yield from self.expression(each, before, there)
            before = each

    def shown(self, node: nodes.Node | None) -> tuple[str, ...]:
        """Return some ways in which a number may read; nothing where an expression is none."""
        call = call_of(node)
        if call is None or name_of(call) not in ("m", "fact", "cell"):
            return ()
        unit = self.unit(name_of(call), texts_of(call))
        if unit in (None, "text"):
            return ()
        name, args = DEFAULT_FILTER[unit], []
        if isinstance(node, nodes.Filter):
            name = node.name
            args = [each.value for each in node.args if isinstance(each, nodes.Const)]
        if FORMATS.get(name) != unit:
            return ()
        # One of each sound that a number can end in.
        samples = ("2026-09-25",) if unit == "date" else (1, 2, 3)
        try:
            return tuple(getattr(self.rules.format, name)(each, *args) for each in samples)
        except TypeError:
            return ()  # a format with wrong arguments is told as that

    # --- Blocks

    def have(self, found: HaveBlock, there: frozenset[str], free: bool) -> Iterator[Problem]:
        yield from self.ids(found.ids, found.lineno)
        if not _says(found.missing):
            yield self.problem("the missing part of have says nothing", found.lineno)
        yield from self.body(found.present, there | set(found.ids), free)
        yield from self.body(found.missing, there, free)

    def callout(self, found: CalloutBlock, there: frozenset[str], free: bool) -> Iterator[Problem]:
        if found.kind not in CALLOUTS:
            yield from self.unknown("callout", found.kind, CALLOUTS, found.lineno)
        if not self.blocks:
            yield self.problem("callouts are for sections only", found.lineno)
        yield from self.body(found.body, there, free)

    def ids(self, ids: Sequence[str], line: int) -> Iterator[Problem]:
        for each in ids:
            if each not in self.known.present:
                yield from self.unknown("metric", each, self.known.present, line)

    def state(self, found: StateBlock, there: frozenset[str]) -> Iterator[Problem]:
        state = self.known.all_states.get(found.state)
        if state is None:
            yield from self.unknown("state", found.state, self.known.all_states, found.lineno)
            # Nobody knows what its branches may use; anything else would only follow from this.
            self.told.add(found.state)
            for branch in found.branches:
                yield from self.body(branch.body, self.known.present, free=False)
            return
        absent = absent_value(state)
        said = [value for branch in found.branches for value in branch.values]
        wrong = [value for value in said if value not in state.values]
        allowed = f"{found.state} is {', '.join(state.values)}"
        written = set(said)
        if absent == MISSING and there.issuperset(state.needs):
            written.add(MISSING)  # cannot happen here, so it need not be written
        lacking = [value for value in state.values if value not in written]
        for branch in found.branches:
            for value in branch.values:
                if value in wrong:
                    message = f"state {found.state} has no value {value!r}"
                    hint = "; ".join(filter(None, (nearest_hint(value, state.values), allowed)))
                    yield self.problem(message, branch.lineno, hint)
        # A misspelt value is why another one lacks: only what is left over is told.
        if len(lacking) > len(wrong):
            message = f"state {found.state} has no text for {', '.join(lacking)}"
            yield self.problem(message, found.lineno, allowed)
        for branch in found.branches:
            if MISSING in branch.values:
                yield from self.missing(found.state, branch.values, branch.body, branch.lineno)
            inside = there if absent in branch.values else there | set(state.needs)
            yield from self.body(branch.body, inside, free=False)
        for value in sorted({value for value in said if said.count(value) > 1}):
            yield self.problem(f"{value!r} of state {found.state} has two texts", found.lineno)

    def missing(
        self, state: str, values: tuple[str, ...], body: list[nodes.Node], line: int
    ) -> Iterator[Problem]:
        if len(values) > 1:
            yield self.problem(f"missing of state {state} shares its text with another value", line)
        if not _says(body):
            yield self.problem(f"the text for missing says nothing (state {state})", line)

    # --- Expressions

    def expression(
        self, node: nodes.Node, before: nodes.Node | None, there: frozenset[str]
    ) -> Iterator[Problem]:
        filters: list[nodes.Filter] = []
        while isinstance(node, nodes.Filter) and node.node is not None:
            filters.insert(0, node)
            node = node.node
        unit: Unit | None = None
        if isinstance(node, nodes.Name):
            if not self.variables:
                message = f"{node.name!r} is neither a function nor quoted"
                yield self.problem(message, node.lineno)
        elif isinstance(node, nodes.Call):
            if not _is_plain(node):
                yield self.problem("arguments must be literal texts or numbers", node.lineno)
                return
            name = name_of(node)
            if name not in FUNCTIONS:
                yield from self.unknown("function", name, FUNCTIONS, node.lineno)
                return
            least, most = FUNCTIONS[name]
            ids = texts_of(node)
            written = [each for each in node.kwargs if each.key != LINE]
            if not least <= len(node.args) <= most or written or len(ids) < len(node.args):
                message = f"{name}() takes {_range(least, most)}, all texts"
                yield self.problem(message, node.lineno, _way_out(name))
                return
            spaced = isinstance(before, nodes.TemplateData) and before.data[-1:].isspace()
            if name == "josa" and spaced:
                yield self.problem("a particle follows its word without a space", node.lineno)
            yield from self.call(name, ids, node.lineno, there)
            unit = self.unit(name, ids)
            if name in _WORDS and any(each.name in FORMATS for each in filters):
                yield self.problem(f"{name}() gives words, which have no format", node.lineno)
        elif not (isinstance(node, nodes.Const) and isinstance(node.value, str)):
            message = "only a function, a name or a text can stand here"
            yield self.problem(message, node.lineno)
            return
        for each in filters:
            yield from self.filter(each, unit)

    def call(
        self, name: str, ids: tuple[str, ...], line: int, there: frozenset[str]
    ) -> Iterator[Problem]:
        first = ids[0] if ids else ""
        if name in ("m", "as_of", "window") and ids:
            yield from self.metric(first, line, there)
        elif name == "cell" and first not in self.known.metrics:
            yield from self.unknown("metric", first, self.known.metrics, line)
        elif name in ("fact", "cite", "statement"):
            yield from self.fact(name, first, line, there)
        elif name == "orig" and first not in self.known.originals:
            kind = "number of the original"
            yield from self.unknown(kind, first, self.known.originals, line)
        elif name == "why":
            yield from self.reasons(ids, line)
        elif name == "josa":
            yield from self.particle(first, line)
        elif name == "claim" and len(ids) > 1:
            yield from self.named("verdict", first, line)
        elif name in ("verdict", *BLOCKS):
            yield from self.named(name, first, line)

    def metric(self, id: str, line: int, there: frozenset[str]) -> Iterator[Problem]:
        if id not in self.known.metrics:
            yield from self.unknown("metric", id, self.known.metrics, line)
        elif id not in there:
            message = f"{id} may be missing here"
            hint = "put it into {% have %}, or into a state that needs it"
            yield self.problem(message, line, hint)

    def fact(self, name: str, id: str, line: int, there: frozenset[str]) -> Iterator[Problem]:
        if id not in self.known.facts:
            yield from self.unknown("published fact", id, self.known.facts, line)
        elif f"{PUBLISHED}{id}" not in there:
            hint = f'put it into {{% have "{PUBLISHED}{id}" %}}'
            yield self.problem(f"the fact {id} may not be known here", line, hint)
        elif name == "fact" and self.known.facts[id] is None:
            yield self.problem(f"the fact {id} is no number", line, "use statement()")

    def reasons(self, ids: tuple[str, ...], line: int) -> Iterator[Problem]:
        if not ids and not self.template.why:
            yield self.problem("why() explains nothing here", line, "name the metrics")
        for each in ids:
            if each not in self.known.present and each not in self.known.all_states:
                yield from self.unknown("metric", each, self.known.present, line)

    def named(self, name: str, id: str, line: int) -> Iterator[Problem]:
        if not self.blocks and name in BLOCKS:
            yield self.problem(f"{name}() is for sections only", line)
        kinds: Mapping[str, Sequence[str]] = {
            "table": self.rules.tables,
            "chart": self.known.charts,
            "tool": self.known.tools,
            "claim": tuple(self.known.claims),
            "verdict": tuple(self.known.claims),
        }
        if id not in kinds[name]:
            kind = "claim" if name == "verdict" else name
            yield from self.unknown(kind, id, kinds[name], line)

    def particle(self, pair: str, line: int) -> Iterator[Problem]:
        if self.rules.language.particles is None:
            yield self.problem(f"{self.rules.language.name} has no particles", line)
            return
        try:
            particles.forms(pair)
        except ValueError as error:
            yield self.problem(str(error), line, particles.nearest_pair(pair))

    def unit(self, name: str, ids: tuple[str, ...]) -> Unit | None:
        """Return the unit of what a function gives; None where it is text or unknown."""
        first = ids[0] if ids else ""
        if name in ("m", "cell"):
            return self.known.metrics.get(first)
        if name == "fact":
            return self.known.facts.get(first)
        if name == "orig":
            original = self.known.originals.get(first)
            return original.unit if original else None
        return "date" if name in ("as_of", "month_end", "original_date") else None

    def filter(self, node: nodes.Filter, unit: Unit | None) -> Iterator[Problem]:
        if not _is_plain(node):
            yield self.problem("arguments must be literal texts or numbers", node.lineno)
        elif node.name == "josa":
            pairs = texts_of(node)
            if len(pairs) != 1 or len(node.args) != 1:
                yield self.problem('josa takes one pair, such as "은/는"', node.lineno)
            else:
                yield from self.particle(pairs[0], node.lineno)
        elif node.name not in FORMATS:
            yield from self.unknown("filter", node.name, (*FORMATS, "josa"), node.lineno)
        else:
            yield from self.format(node, unit)

    def format(self, node: nodes.Filter, unit: Unit | None) -> Iterator[Problem]:
        if unit not in (None, FORMATS[node.name]):
            message = f"{node.name} does not fit a number in {unit}"
            yield self.problem(message, node.lineno, f"use {DEFAULT_FILTER[unit]}")
        if node.name == "text":
            return
        args = [each.value for each in node.args if isinstance(each, nodes.Const)]
        try:
            _signature(node.name).bind(None, 0, *args, **{str(each.key): 0 for each in node.kwargs})
        except TypeError as error:
            yield self.problem(f"{node.name}: {error}", node.lineno)


@cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(getattr(Format, name))


def _is_plain(node: nodes.Call | nodes.Filter) -> bool:
    """Return whether all arguments are written out."""
    values = [*node.args, *(each.value for each in node.kwargs)]
    constant = all(isinstance(each, nodes.Const) for each in values)
    return constant and node.dyn_args is None and node.dyn_kwargs is None


def _says(body: Iterable[nodes.Node]) -> bool:
    """Return whether a text has any words or numbers."""
    return any(
        not isinstance(node, nodes.Output)
        or any(not isinstance(n, nodes.TemplateData) or n.data.strip() for n in node.nodes)
        for node in body
    )


def _way_out(name: str) -> str | None:
    return 'the format is a filter: cell("id") | pct(1)' if name == "cell" else None


def _range(least: int, most: int) -> str:
    return f"{least} to {most} arguments" if least != most else f"{least} argument(s)"
