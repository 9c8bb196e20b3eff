"""Checks of templates that need no data: ids, guards, states, formats, digits and markup."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from generator.core.errors import Problem
from generator.core.model import Unit
from generator.core.settings import Language
from generator.language import particles
from generator.language.numbers import DEFAULT_FILTER, Format
from generator.language.states import MISSING, nearest
from generator.language.templating import parse_filters
from generator.language.tree import (
    Body,
    Call,
    Callout,
    Choice,
    Have,
    Output,
    Prose,
    Template,
    Variable,
    walk,
)
from generator.language.typed import allowed, check_prose
from generator.language.vocabulary import CALLOUTS, PUBLISHED, Vocabulary, absent_value, unknown

# Every function of the templates with its least and greatest number of arguments.
FUNCTIONS: Mapping[str, tuple[int, int]] = {
    "m": (1, 1),
    "cell": (1, 2),
    "fact": (1, 1),
    "statement": (1, 1),
    "cite": (1, 1),
    "orig": (1, 1),
    "why": (0, 99),
    "q": (1, 1),
    "josa": (1, 1),
    "as_of": (0, 1),
    "window": (1, 1),
    "month_end": (0, 0),
    "original_date": (0, 0),
    "verdict": (1, 1),
    "claim": (1, 2),
    "more": (1, 1),
    "table": (1, 1),
    "chart": (1, 1),
    "tool": (1, 1),
}
BLOCKS = ("claim", "table", "chart", "tool")
# Filters beside the formats of a language, and the units that each format fits.
UNITS: Mapping[str, tuple[Unit, ...]] = {
    "pct": ("ratio",),
    "pp": ("pp",),
    "bp": ("bp",),
    "multiple": ("multiple",),
    "index": ("index",),
    "usd": ("usd",),
    "krw": ("krw",),
    "count": ("count",),
    "date": ("date",),
    "month": ("date",),
    "text": ("text",),
}


@dataclass(frozen=True)
class Rules:
    """What holds for the texts of one language: the ids there are, and the names with digits."""

    vocabulary: Vocabulary
    language: Language
    tables: tuple[str, ...]
    names: tuple[str, ...]

    @cached_property
    def allowed(self) -> re.Pattern[str]:
        """Return a pattern of all names that may be typed with their digits."""
        return allowed(self.names)


def check(
    template: Template, rules: Rules, *, blocks: bool = False, variables: bool = False
) -> Iterator[Problem]:
    """Yield every problem of a text.

    ``blocks`` allows charts, tables and callouts (sections), ``variables`` names that the code
    fills in (texts of the pages).
    """
    checker = _Checker(template, rules, blocks, variables)
    yield from checker.body(template.body, frozenset(template.needs), template.why)
    for piece in walk(template.body):
        if isinstance(piece, Prose):
            yield from check_prose(piece, template, rules.allowed)


@dataclass(frozen=True)
class _Checker:
    template: Template
    rules: Rules
    blocks: bool
    variables: bool

    @property
    def known(self) -> Vocabulary:
        return self.rules.vocabulary

    def problem(self, message: str, line: int, hint: str | None = None) -> Problem:
        return self.template.problem(message, line, hint)

    def body(self, body: Body, there: frozenset[str], why: tuple[str, ...]) -> Iterator[Problem]:
        """Check pieces where the metrics of ``there`` are known to have a value."""
        for position, piece in enumerate(body):
            if isinstance(piece, Output):
                before = body[position - 1] if position else None
                yield from self.output(piece, before, there, why)
            elif isinstance(piece, Choice):
                yield from self.choice(piece, there, why)
            elif isinstance(piece, Have):
                yield from self.ids(piece.ids, piece.line)
                if not _says(piece.missing):
                    yield self.problem("the missing part of have says nothing", piece.line)
                yield from self.body(piece.present, there | set(piece.ids), why)
                yield from self.body(piece.missing, there, piece.ids)
            elif isinstance(piece, Callout):
                if piece.kind not in CALLOUTS:
                    yield self.problem(*_at(unknown("callout", piece.kind, CALLOUTS), piece.line))
                if not self.blocks:
                    yield self.problem("callouts are for sections only", piece.line)
                yield from self.body(piece.body, there, why)

    def ids(self, ids: Sequence[str], line: int) -> Iterator[Problem]:
        for each in ids:
            if each not in self.known.present:
                yield self.problem(*_at(unknown("metric", each, self.known.present), line))

    # --- States

    def choice(
        self, piece: Choice, there: frozenset[str], why: tuple[str, ...]
    ) -> Iterator[Problem]:
        state = self.known.all_states.get(piece.state)
        if state is None:
            found = unknown("state", piece.state, self.known.all_states)
            yield self.problem(*_at(found, piece.line))
            for branch in piece.branches:
                yield from self.body(branch.body, there, why)
            return
        absent = absent_value(state)
        said = [value for branch in piece.branches for value in branch.values]
        if absent == MISSING and there.issuperset(state.needs):
            said.append(MISSING)  # cannot happen here, so it need not be written
        lacking = [value for value in state.values if value not in said]
        if lacking:
            message = f"state {piece.state} has no text for {', '.join(lacking)}"
            yield self.problem(message, piece.line)
        for branch in piece.branches:
            for value in branch.values:
                if value not in state.values:
                    message = f"state {piece.state} has no value {value!r}"
                    yield self.problem(message, branch.line, nearest(value, state.values))
            yield from self.branch(branch.values, branch.body, branch.line)
            inside = there if absent in branch.values else there | set(state.needs)
            reasons = state.needs if absent in branch.values else why
            yield from self.body(branch.body, inside, reasons)
        typed = [value for branch in piece.branches for value in branch.values]
        for value in sorted({value for value in typed if typed.count(value) > 1}):
            yield self.problem(f"{value!r} of state {piece.state} has two texts", piece.line)

    def branch(self, values: tuple[str, ...], body: Body, line: int) -> Iterator[Problem]:
        if MISSING not in values:
            return
        if len(values) > 1:
            yield self.problem("missing shares its text with another value", line)
        if not _says(body):
            yield self.problem("the text for missing says nothing", line)

    # --- Numbers and functions

    def output(
        self, piece: Output, before: object, there: frozenset[str], why: tuple[str, ...]
    ) -> Iterator[Problem]:
        line = piece.line
        unit: Unit | None = None
        if isinstance(piece.value, Variable):
            if not self.variables:
                yield self.problem(f"{piece.value.name!r} is neither a function nor quoted", line)
        elif isinstance(piece.value, Call):
            call = piece.value
            if call.name not in FUNCTIONS:
                yield self.problem(*_at(unknown("function", call.name, FUNCTIONS), line))
                return
            least, most = FUNCTIONS[call.name]
            if not least <= len(call.args) <= most or call.kwargs or len(call.ids) < len(call.args):
                yield self.problem(f"{call.name}() takes {_range(least, most)}, all texts", line)
                return
            if call.name == "josa" and isinstance(before, Prose) and before.text[-1:].isspace():
                yield self.problem("a particle follows its word without a space", line)
            yield from self.call(call, line, there, why)
            unit = self.unit(call)
            if call.name == "cell" and len(call.args) == 2:
                yield from self.cell_format(call, unit, line)
        yield from self.filters(piece.filters, unit, line)

    def call(
        self, call: Call, line: int, there: frozenset[str], why: tuple[str, ...]
    ) -> Iterator[Problem]:
        name, first = call.name, call.ids[0] if call.ids else ""
        if name in ("m", "as_of", "window") and call.ids:
            yield from self.metric(first, line, there)
        elif name == "cell":
            yield from self.ids((first,), line) if first not in self.known.metrics else ()
        elif name in ("fact", "cite", "statement"):
            yield from self.fact(name, first, line, there)
        elif name == "orig" and first not in self.known.originals:
            found = unknown("number of the original", first, self.known.originals)
            yield self.problem(*_at(found, line))
        elif name == "why":
            yield from self.reasons(call.ids, line, why)
        elif name == "josa":
            yield from self.particle(first, line)
        elif name == "claim" and len(call.ids) > 1:
            yield from self.block("verdict", first, line)
        elif name in ("verdict", *BLOCKS):
            yield from self.block(name, first, line)

    def metric(self, id: str, line: int, there: frozenset[str]) -> Iterator[Problem]:
        if id not in self.known.metrics:
            yield self.problem(*_at(unknown("metric", id, self.known.metrics), line))
        elif id not in there:
            message = f"{id} may be missing here"
            hint = "put it into {% have %}, or into a state that needs it"
            yield self.problem(message, line, hint)

    def fact(self, name: str, id: str, line: int, there: frozenset[str]) -> Iterator[Problem]:
        if id not in self.known.facts:
            yield self.problem(*_at(unknown("published fact", id, self.known.facts), line))
        elif f"{PUBLISHED}{id}" not in there:
            hint = f'put it into {{% have "{PUBLISHED}{id}" %}}'
            yield self.problem(f"the fact {id} may not be known here", line, hint)
        elif name == "fact" and self.known.facts[id] is None:
            yield self.problem(f"the fact {id} is no number", line, "use statement()")

    def reasons(self, ids: tuple[str, ...], line: int, why: tuple[str, ...]) -> Iterator[Problem]:
        if not ids and not why:
            yield self.problem("why() explains nothing here", line, "name the metrics")
        for each in ids:
            if each not in self.known.present and each not in self.known.all_states:
                yield self.problem(*_at(unknown("metric", each, self.known.present), line))

    def block(self, name: str, id: str, line: int) -> Iterator[Problem]:
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
            yield self.problem(*_at(unknown(kind, id, kinds[name]), line))

    def particle(self, pair: str, line: int) -> Iterator[Problem]:
        if self.rules.language.particles is None:
            yield self.problem(f"{self.rules.language.name} has no particles", line)
            return
        try:
            particles.forms(pair)
        except ValueError as error:
            yield self.problem(str(error), line)

    def unit(self, call: Call) -> Unit | None:
        """Return the unit of what a function gives; None where it is text or unknown."""
        first = call.ids[0] if call.ids else ""
        if call.name in ("m", "cell"):
            return self.known.metrics.get(first)
        if call.name == "fact":
            return self.known.facts.get(first)
        if call.name == "orig":
            original = self.known.originals.get(first)
            return original.unit if original else None
        return "date" if call.name in ("as_of", "month_end", "original_date") else None

    def cell_format(self, call: Call, unit: Unit | None, line: int) -> Iterator[Problem]:
        try:
            filters = parse_filters(call.ids[1])
        except ValueError as error:
            yield self.problem(str(error), line)
            return
        yield from self.filters(filters, unit, line)

    def filters(self, filters: tuple[Call, ...], unit: Unit | None, line: int) -> Iterator[Problem]:
        for each in filters:
            if each.name == "josa":
                if len(each.ids) != 1:
                    yield self.problem('josa takes one pair, such as "은/는"', line)
                else:
                    yield from self.particle(each.ids[0], line)
            elif each.name not in UNITS:
                yield self.problem(*_at(unknown("filter", each.name, (*UNITS, "josa")), line))
            else:
                yield from self.format(each, unit, line)

    def format(self, filter: Call, unit: Unit | None, line: int) -> Iterator[Problem]:
        if unit is not None and unit not in UNITS[filter.name]:
            hint = f"use {DEFAULT_FILTER[unit]}"
            yield self.problem(f"{filter.name} does not fit a number in {unit}", line, hint)
        if filter.name == "text":
            return
        try:
            _signature(filter.name).bind(None, 0, *filter.args, **dict(filter.kwargs))
        except TypeError as error:
            yield self.problem(f"{filter.name}: {error}", line)


@cache
def _signature(name: str) -> inspect.Signature:
    return inspect.signature(getattr(Format, name))


def _says(body: Body) -> bool:
    """Return whether a text has any words or numbers."""
    return any(not isinstance(piece, Prose) or piece.text.strip() for piece in body)


def _at(found: tuple[str, str | None], line: int) -> tuple[str, int, str | None]:
    return found[0], line, found[1]


def _range(least: int, most: int) -> str:
    return f"{least} to {most} arguments" if least != most else f"{least} argument(s)"
