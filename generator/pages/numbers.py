"""A metric's value for readers outside of prose: formatted, marked, linked to its entry."""

from __future__ import annotations

from markupsafe import Markup

from generator.core.model import Metric, Missing
from generator.language.numbers import DEFAULT_FILTER
from generator.language.renderer import Renderer, anchor
from generator.language.values import stored


def text(words: Renderer, metric: Metric) -> str:
    """Return a value as a reader sees it."""
    if metric.unit == "text":
        found = words.wording.get("definitions", f"words.{metric.value}")
        return words.plain(found) if found else str(metric.value)
    more = () if metric.digits is None else (metric.digits,)
    return str(getattr(words.format, DEFAULT_FILTER[metric.unit])(metric.value, *more))


def data(words: Renderer, metric: Metric) -> Markup:
    """Return the value with its exact form, bound to its id where the page shows today's."""
    bound = Markup(' data-metric="{}"').format(metric.id) if words.bind else ""
    found = Markup('<data value="{}"{}>{}</data>')
    return found.format(stored(metric.value), bound, text(words, metric))


def linked(words: Renderer, metric: Metric | Missing) -> Markup:
    """Return the value as a link to its entry; a missing one as the language's word for that."""
    if isinstance(metric, Missing):
        return Markup('<span class="no-data">{}</span>').format(words.language.no_data)
    return Markup('<a class="num" href="{}methods/#{}">{}</a>').format(
        words.link_base, anchor(metric.id), data(words, metric)
    )
