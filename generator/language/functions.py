"""What a template may call: every function and filter of the prose, within one rendering."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from inspect import signature
from typing import Any

from jinja2 import Undefined
from markupsafe import Markup, escape

from generator.core.errors import UserError
from generator.core.model import Metric, Missing
from generator.core.months import month_text
from generator.language import markdown
from generator.language.environment import LINE, RUNNING
from generator.language.numbers import DEFAULT_FILTER
from generator.language.rendering import Rendering
from generator.language.texts import Blocks
from generator.language.values import UnitValue, linked, original, unwrapped

LIST = ", "
"""Between the symbols of a text metric."""


def render(rendering: Rendering, variables: Mapping[str, Any]) -> Rendering:
    """Have Jinja make the text of a rendering, which is returned with it."""
    compiled = rendering.template.compiled
    if compiled is None:
        rendering.text = rendering.template.source
    else:
        functions = Functions(rendering)
        named = {name: getattr(functions, name) for name in (*FUNCTIONS, *_OF_TAGS)}
        given = {**named, **variables, RUNNING: functions}
        rendering.text = "".join(compiled.root_render_func(compiled.new_context(given)))
    return rendering


class Marked(str):
    """Text that is ready to stand in a template's output: marks, and nothing to be escaped."""

    __slots__ = ()


class Functions:
    """The functions, named as templates name them; ``_line`` is the call's line in the text."""

    def __init__(self, rendering: Rendering) -> None:
        self.rendering = rendering
        self.renderer = rendering.renderer

    def _problem(self, message: str, line: int | None = None) -> UserError:
        return UserError(self.rendering.template.problem(message, line))

    # --- The tags

    def state(self, id: str) -> str:
        """Return the value of a state or the verdict of a claim."""
        return self.renderer.chosen[id]

    def no_branch(self, id: str) -> str:
        """Refuse a value for which a state has no text."""
        raise self._problem(f"state {id} has no text for {self.state(id)}")

    def have(self, *ids: str) -> bool:
        """Return whether all of these have a value."""
        return all(self.renderer.present(id) for id in ids)

    def callout(self, kind: str, caller: Callable[[], str]) -> str:
        """Return a box around a text."""
        inner = Markup(self.rendering.to_html(caller(), paragraphs=True))
        return self._block(self._blocks(1).callout(kind, inner, self.renderer), 1)

    # --- Numbers and dates

    def m(self, id: str, _line: int = 0) -> UnitValue:
        """Return a metric."""
        return self._number(self._found(id, _line))

    def fact(self, id: str, _line: int = 0) -> UnitValue:
        """Return a published fact that is a number."""
        return self.m(f"published.{id}", _line)

    def cell(self, id: str, _line: int = 0) -> UnitValue | str:
        """Return a metric, or the language's words for none; the reason is noted."""
        found = self.renderer.chosen.metrics.get(id)
        if not isinstance(found, Missing):
            return self._number(found)
        self.rendering.reasons.append(self.renderer.reason(found.reason))
        text = self.renderer.language.no_data
        if self.rendering.is_plain:
            return self._text(text)
        return self._mark(Markup('<span class="no-data">{}</span>').format(text))

    def orig(self, key: str, _line: int = 0) -> UnitValue:
        """Return a number of the original."""
        return original(self.renderer.vocabulary.originals[key])

    def as_of(self, id: str | None = None, _line: int = 0) -> UnitValue:
        """Return the date of the edition, or of a metric's data."""
        metrics = self.renderer.chosen.metrics
        return UnitValue(
            metrics.as_of if id is None else self._found(id, _line).as_of, "date", unwrapped
        )

    def window(self, id: str, _line: int = 0) -> str:
        """Return a metric's window in words."""
        found = self._found(id, _line)
        if found.window is None:
            raise self._problem(f"{id} has no window", _line)
        return self._text(self.renderer.format.window(found.window))

    def month_end(self, _line: int = 0) -> UnitValue:
        """Return the last whole month of the data."""
        return UnitValue(month_text(self.renderer.chosen.metrics.month_end), "date", unwrapped)

    def original_date(self, _line: int = 0) -> UnitValue:
        """Return the day on which the original was published."""
        day = self.renderer.chosen.metrics.original_date
        if day is None:
            raise self._problem("this article has no original: its settings name no date", _line)
        return UnitValue(day, "date", unwrapped)

    def _found(self, id: str, line: int) -> Metric:
        found = self.renderer.chosen.metrics.get(id)
        if isinstance(found, Missing):
            raise self._problem(f"{id} is missing here", line)
        return found

    # --- Words

    def q(self, text: str, _line: int = 0) -> str:
        """Return a quotation or a definition as it is."""
        return self._text(text)

    def josa(self, pair: str, _line: int = 0) -> str:
        """Return the particle that follows the text before it."""
        return Marked(self.rendering.mark_particle(pair, _line))

    def why(self, *ids: str, _line: int = 0) -> str:
        """Return why these are missing, in words."""
        ids = ids or self.rendering.template.why
        reasons = self.renderer.reasons(ids, self.rendering.reason)
        if not reasons:
            raise self._problem(f"why() finds nothing missing in {', '.join(ids)}", _line)
        return self._text(self.renderer.language.between.join(reasons))

    def cite(self, id: str, _line: int = 0) -> str:
        """Return who published a fact and when, linked."""
        if self.rendering.is_plain:
            return self._text(self.renderer.dated_source(id))
        return self._mark(self.renderer.citation(id))

    def statement(self, id: str, _line: int = 0) -> str:
        """Return what a published fact says."""
        return self._text(self.renderer.statement(self.renderer.fact(id)))

    # --- Blocks

    def verdict(self, claim: str, _line: int = 0) -> str:
        """Return a claim's badge; where there is no markup, the badge's word."""
        if self.rendering.is_plain:
            value = self.renderer.chosen[f"claim.{claim}"]
            return self._text(self.renderer.text("ui", f"verdict.{value}"))
        return self._mark(self._blocks(_line).verdict(claim, self.renderer))

    def table(self, id: str, _line: int = 0) -> str:
        """Return a table."""
        blocks = self._blocks(_line)
        return self._block(blocks.table(self.renderer.table(id), self.renderer), _line)

    def claim(self, id: str, phrase: str | None = None, _line: int = 0) -> str:
        """Return a claim with its verdict, as a block or as a phrase within a line."""
        if phrase is None:
            return self._block(self._blocks(_line).claim(id, self.renderer), _line)
        if self.rendering.is_plain:
            return self._text(phrase)
        return self._mark(self._blocks(_line).claimed(id, phrase, self.renderer))

    def more(self, place: str, _line: int = 0) -> str:
        """Return a link to a place of the dossier; nothing where there is no markup."""
        if self.rendering.is_plain:
            return Marked()
        return self._mark(self._blocks(_line).more(place, self.renderer))

    def chart(self, id: str, _line: int = 0) -> str:
        """Return a chart's figure."""
        return self._block(self._blocks(_line).chart(id, self.renderer), _line)

    def tool(self, id: str, _line: int = 0) -> str:
        """Return a tool."""
        return self._block(self._blocks(_line).tool(id, self.renderer), _line)

    def _blocks(self, line: int) -> Blocks:
        if self.renderer.blocks is None or self.rendering.is_plain:
            raise self._problem("a block cannot stand in plain text", line)
        return self.renderer.blocks

    # --- Filters and output

    def joined(self, value: Any, pair: str) -> str:
        """Return a value with the particle that follows it."""
        return Marked(self.output(value) + self.rendering.mark_particle(pair, 1))

    def formatted(
        self, value: Any, name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> str:
        """Return a number in a format; what stands for a missing one is left as it is."""
        if isinstance(value, Marked):
            return value
        shown = self._shown(value)
        if not isinstance(shown, UnitValue):
            raise self._problem("only a number can be formatted")
        if name == "text":
            text = self._word(str(shown.value))
        else:
            text = getattr(self.renderer.format, name)(shown.value, *args, **kwargs)
        return self._text(text) if self.rendering.is_plain else self._mark(shown.wrap(text))

    def output(self, value: Any) -> str:
        """Return what an expression puts into the text."""
        if isinstance(value, Marked):
            return value
        shown = self._shown(value)
        if isinstance(shown, UnitValue):
            return self.formatted(shown, DEFAULT_FILTER[shown.unit], (), {})
        if isinstance(shown, Markup) and not self.rendering.is_plain:
            return self._mark(shown)
        return self._text(str(shown))

    def _shown(self, value: Any) -> Any:
        """Return a variable that is a number or a date ready to be formatted."""
        if isinstance(value, Undefined) or callable(value):
            name = getattr(value, "_undefined_name", None) or "this name"
            raise self._problem(f"{name} is not given")
        if isinstance(value, Metric):
            return self._number(value)
        if isinstance(value, date):
            return UnitValue(value, "date", unwrapped)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return UnitValue(value, "count" if isinstance(value, int) else "index", unwrapped)
        return value

    def _word(self, value: str) -> str:
        """Return a text metric's value in words; names from outside stand as they are.

        A list of symbols is named one by one.
        """
        if LIST in value:
            return LIST.join(self._word(each) for each in value.split(LIST))
        text = self.renderer.wording.get("definitions", f"words.{value}")
        if text is None:
            self.rendering.outside.add(markdown.clean(value))
        return self.renderer.plain(text) if text else markdown.clean(value)

    def _number(self, metric: Metric) -> UnitValue:
        self.rendering.metrics.append(metric)
        return linked(metric, self.renderer)

    def _text(self, text: str) -> str:
        """Return text that is no Markdown."""
        cleaned = markdown.clean(text)
        return self._mark(Markup(cleaned) if self.rendering.is_plain else escape(cleaned))

    def _mark(self, found: Markup) -> str:
        return Marked(self.rendering.mark(found))

    def _block(self, block: Markup, line: int) -> str:
        return Marked(self.rendering.mark_block(block, line))


def _arity(function: Callable[..., Any]) -> tuple[int, int]:
    """Return the least and the greatest number of texts that a function takes."""
    _, *places = [each for each in signature(function).parameters.values() if each.name != LINE]
    if any(each.kind is each.VAR_POSITIONAL for each in places):
        return 0, 99
    return sum(each.default is each.empty for each in places), len(places)


FUNCTIONS: Mapping[str, tuple[int, int]] = {
    name: _arity(function)
    for name, function in vars(Functions).items()
    if callable(function) and LINE in signature(function).parameters and not name.startswith("_")
}
"""What a text may call: each function with its least and greatest number of arguments."""
_OF_TAGS = ("state", "have", "callout", "no_branch")
