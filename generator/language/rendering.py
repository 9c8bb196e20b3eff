"""One rendering of one template: its pieces said in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from generator.core.errors import Problem, UserError
from generator.core.model import Metric, Missing, Reason
from generator.core.months import month_text
from generator.language import markdown
from generator.language.numbers import DEFAULT_FILTER
from generator.language.particles import UnknownEnding, both, particle
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
)
from generator.language.values import Shown, bare, linked, original
from generator.language.vocabulary import absent_value
from generator.metrics.windows import PUBLISHED_ON

if TYPE_CHECKING:
    from generator.language.renderer import Renderer


class Run:
    """Says a template's pieces and keeps what their marks stand for."""

    def __init__(
        self,
        words: Renderer,
        template: Template,
        variables: Mapping[str, Any],
        reason: Reason | None,
        plain: bool,
    ) -> None:
        self.words = words
        self.template = template
        self.variables = variables
        self.reason = reason
        self.is_plain = plain
        self.text = ""
        self.metrics: list[Metric] = []
        self.reasons: list[str] = []
        self._inline: list[Markup] = []
        self._blocks: list[tuple[Markup, int]] = []
        self._particles: list[tuple[str, int]] = []
        self._outside: set[str] = set()
        self._problems: list[Problem] = []

    # --- Results

    def run(self) -> None:
        """Say all pieces; must be called before the results are asked for."""
        self.text = self._body(self.template.body, self.template.why)

    def plain_text(self) -> str:
        """Return the text without markup, its white space single."""
        text = markdown.particles(self.text, self._particle)
        self._raise()
        return " ".join(text.split())

    def html(self, paragraphs: bool = False) -> Markup:
        """Return the text as HTML."""
        return Markup(self._html(self.text, paragraphs or bool(self._blocks)))

    def _html(self, text: str, paragraphs: bool) -> str:
        found = markdown.rebase(markdown.convert(text, paragraphs), self.words.link_base)
        found = markdown.particles(markdown.fill(found, self._inline), self._particle)
        found, stray = markdown.place(found, [block for block, _ in self._blocks])
        for number in stray:
            line = self._blocks[number][1]
            message = "this block must stand alone in its paragraph"
            self._problems.append(self.template.problem(message, line))
        self._raise()
        return found

    def _particle(self, before: str, number: int) -> str:
        pair, line = self._particles[number]
        try:
            return particle(before, pair, self.words.wording.readings)
        except UnknownEnding as error:
            if any(before.endswith(name) for name in self._outside):
                return both(pair)  # a name from a source must not stop an unattended build
            hint = "add its reading to content/glossary.toml"
            self._problems.append(self.template.problem(f"particle {pair}: {error}", line, hint))
            return pair

    def _raise(self) -> None:
        if self._problems:
            raise UserError(self._problems)

    # --- Pieces

    def _body(self, body: Body, why: tuple[str, ...]) -> str:
        return "".join(self._piece(piece, why) for piece in body)

    def _piece(self, piece: Prose | Output | Choice | Have | Callout, why: tuple[str, ...]) -> str:
        if isinstance(piece, Prose):
            return markdown.without_markdown(piece.text) if self.is_plain else piece.text
        if isinstance(piece, Output):
            return self._output(piece, why)
        if isinstance(piece, Have):
            if all(self.words.present(id) for id in piece.ids):
                return self._body(piece.present, why)
            return self._body(piece.missing, piece.ids)
        if isinstance(piece, Choice):
            return self._choice(piece, why)
        return self._callout(piece, why)

    def _choice(self, piece: Choice, why: tuple[str, ...]) -> str:
        state = self.words.vocabulary.all_states[piece.state]
        value = self.words.chosen[piece.state]
        for branch in piece.branches:
            if value in branch.values:
                absent = value == absent_value(state)
                return self._body(branch.body, state.needs if absent else why)
        raise UserError(
            self.template.problem(f"state {piece.state} has no text for {value}", piece.line)
        )

    def _callout(self, piece: Callout, why: tuple[str, ...]) -> str:
        inner = self._html(self._body(piece.body, why), paragraphs=True)
        block = self._need_blocks(piece.line).callout(piece.kind, Markup(inner), self.words)
        return self._block(block, piece.line)

    def _need_blocks(self, line: int) -> Any:
        if self.words.blocks is None or self.is_plain:
            raise UserError(self.template.problem("a block cannot stand in plain text", line))
        return self.words.blocks

    def _block(self, block: Markup, line: int) -> str:
        self._blocks.append((block, line))
        return markdown.mark(markdown.BLOCK, len(self._blocks) - 1)

    def _put(self, found: Markup) -> str:
        self._inline.append(found)
        return markdown.mark(markdown.INLINE, len(self._inline) - 1)

    def _join(self, pair: str, line: int) -> str:
        self._particles.append((pair, line))
        return markdown.mark(markdown.PARTICLE, len(self._particles) - 1)

    # --- Values

    def _output(self, piece: Output, why: tuple[str, ...]) -> str:
        if isinstance(piece.value, Call):
            value = self._call(piece.value, piece.line, why)
        elif isinstance(piece.value, Variable):
            value = self._variable(piece.value.name, piece.line)
        else:
            value = self._text(piece.value)
        return self._filtered(value, piece.filters, piece.line)

    def _filtered(self, value: Shown | str, filters: tuple[Call, ...], line: int) -> str:
        formats = [each for each in filters if each.name != "josa"]
        tail = "".join(self._join(each.ids[0], line) for each in filters if each.name == "josa")
        if isinstance(value, str):
            if formats:
                raise UserError(self.template.problem("only a number can be formatted", line))
            return value + tail
        chosen = formats[0] if formats else Call(DEFAULT_FILTER[value.unit], ())
        text = self._format(value, chosen)
        return (text if self.is_plain else self._put(value.wrap(text))) + tail

    def _format(self, shown: Shown, chosen: Call) -> str:
        if chosen.name == "text":
            return self._word(str(shown.value))
        method = getattr(self.words.format, chosen.name)
        return str(method(shown.value, *chosen.args, **dict(chosen.kwargs)))

    def _word(self, value: str) -> str:
        """Return a text metric's value in words; names from outside stand as they are."""
        text = self.words.wording.get("definitions", f"words.{value}")
        if text is None:
            self._outside.add(markdown.clean(value))
        return self.words.plain(text) if text else markdown.clean(value)

    def _text(self, text: str) -> str:
        """Return text that is no Markdown."""
        cleaned = markdown.clean(text)
        return cleaned if self.is_plain else self._put(escape(cleaned))

    def _variable(self, name: str, line: int) -> Shown | str:
        if name not in self.variables:
            raise UserError(self.template.problem(f"{name} is not given", line))
        value = self.variables[name]
        if isinstance(value, Metric):
            return self._number(value)
        if isinstance(value, Markup) and not self.is_plain:
            return self._put(value)
        if isinstance(value, date):
            return Shown(value, "date", bare)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return Shown(value, "count" if isinstance(value, int) else "index", bare)
        return self._text(str(value))

    def _call(self, call: Call, line: int, why: tuple[str, ...]) -> Shown | str:
        name, ids = call.name, call.ids
        if name in ("m", "fact"):
            return self._metric(ids[0] if name == "m" else f"published.{ids[0]}", line)
        if name == "cell":
            return self._cell(ids, line)
        if name == "orig":
            return original(self.words.vocabulary.originals[ids[0]])
        if name == "q":
            return self._text(ids[0])
        if name == "josa":
            return self._join(ids[0], line)
        if name == "why":
            return self._why(ids or why, line)
        if name == "cite":
            return self._cite(ids[0])
        if name == "statement":
            return self._text(self.words.statement(self.words.fact(ids[0])))
        if name in ("as_of", "window", "month_end", "original_date"):
            return self._when(name, ids, line)
        return self._block_call(name, ids, line)

    def _block_call(self, name: str, ids: tuple[str, ...], line: int) -> str:
        id = ids[0]
        if self.is_plain and name == "more":
            return ""
        if self.is_plain and len(ids) > 1:
            return self._text(ids[1])
        if name == "verdict" and self.is_plain:
            # A table's CSV and an alternative text have the badge's word.
            return self._text(self.words.text("ui", f"verdict.{self.words.chosen[f'claim.{id}']}"))
        blocks = self._need_blocks(line)
        if name in ("verdict", "more"):
            return self._put(getattr(blocks, name)(id, self.words))
        if len(ids) > 1:
            return self._put(blocks.claimed(id, ids[1], self.words))
        if name == "table":
            return self._block(blocks.table(self.words.table(id), self.words), line)
        return self._block(getattr(blocks, name)(id, self.words), line)

    def _metric(self, id: str, line: int) -> Shown:
        found = self.words.chosen.metrics.get(id)
        if isinstance(found, Missing):
            raise UserError(self.template.problem(f"{id} is missing here", line))
        return self._number(found)

    def _number(self, metric: Metric) -> Shown:
        self.metrics.append(metric)
        return linked(metric, self.words)

    def _cell(self, ids: tuple[str, ...], line: int) -> str:
        found = self.words.chosen.metrics.get(ids[0])
        if isinstance(found, Missing):
            self.reasons.append(self.words.reason(found.reason))
            text = self.words.language.no_data
            marked = Markup('<span class="no-data">{}</span>').format(text)
            return text if self.is_plain else self._put(marked)
        filters = parse_filters(ids[1]) if len(ids) > 1 else ()
        return self._filtered(self._number(found), filters, line)

    def _why(self, ids: tuple[str, ...], line: int) -> str:
        reasons = self.words.reasons(ids, self.reason)
        if not reasons:
            names = ", ".join(ids)
            raise UserError(self.template.problem(f"why() finds nothing missing in {names}", line))
        return self._text(self.words.language.between.join(reasons))

    def _cite(self, id: str) -> str:
        if self.is_plain:
            return markdown.clean(self.words.dated_source(id))
        return self._put(self.words.citation(id))

    def _when(self, name: str, ids: tuple[str, ...], line: int) -> Shown | str:
        metrics = self.words.chosen.metrics
        if name == "month_end":
            return Shown(month_text(metrics.month_end), "date", bare)
        if name == "original_date":
            return Shown(PUBLISHED_ON, "date", bare)
        if not ids:
            return Shown(metrics.as_of, "date", bare)
        found = metrics.get(ids[0])
        if isinstance(found, Missing):
            raise UserError(self.template.problem(f"{ids[0]} is missing here", line))
        if name == "as_of":
            return Shown(found.as_of, "date", bare)
        if found.window is None:
            raise UserError(self.template.problem(f"{ids[0]} has no window", line))
        return self._text(self.words.format.window(found.window))
