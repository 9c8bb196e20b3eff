"""Values on their way to the reader: what to format, and the HTML around the text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from generator.core.model import Metric, Unit
from generator.language.words import Words
from generator.snapshot.original import OriginalNumber


@dataclass(frozen=True, slots=True)
class UnitValue:
    """A value with its unit; ``wrap`` puts the HTML around its text."""

    value: Any
    unit: Unit
    wrap: Callable[[str], Markup]


def unwrapped(text: str) -> Markup:
    """Return a text without anything around it."""
    return escape(text)


def linked(metric: Metric, renderer: Words) -> UnitValue:
    """Return a metric's value, with its id where it is today's, linked to its definition."""

    def wrap(text: str) -> Markup:
        # Written out, as Markup.format takes ten times as long and this is most of a page.
        id = escape(metric.id)
        # Words and dates may break at a line's end; a number never parts from its unit.
        kind = "num words" if metric.unit in ("text", "date") else "num"
        bound = f' data-metric="{id}"' if renderer.bind else ""
        return Markup(
            f'<a class="{kind}" href="{escape(renderer.link_base)}methods/#m-{id}"'
            f' title="{escape(renderer.title(metric))}">'
            f'<data value="{escape(stored(metric.value))}"{bound}>{escape(text)}</data></a>'
        )

    return UnitValue(metric.value, metric.unit, wrap)


def original(number: OriginalNumber) -> UnitValue:
    """Return one of the original's numbers, or its range."""
    if number.low is not None and number.high is not None:
        span = Markup('<span class="orig">{}</span>')
        return UnitValue((number.low, number.high), number.unit, span.format)
    data = Markup('<data class="orig" value="{}">{}</data>')
    exact = stored(number.value)
    return UnitValue(number.value, number.unit, lambda text: data.format(exact, text))


def stored(value: Any) -> str:
    """Return a value as metrics.json writes it."""
    return value if isinstance(value, str) else json.dumps(value)
