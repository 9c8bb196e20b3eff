"""What a text may ask for in one language at one date: numbers, names, reasons, sources."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from generator.core.errors import Problem, UserError
from generator.core.model import Metric, Missing, Reason
from generator.core.settings import Language
from generator.language.numbers import Format
from generator.language.states import Chosen
from generator.language.tables import RenderedTable
from generator.language.template import Template
from generator.language.texts import Blocks, Wording
from generator.language.vocabulary import PUBLISHED, Vocabulary
from generator.snapshot.published import Fact, Published

_DATE = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True)
class Words(ABC):
    """The words of one language by the metrics and states of one date.

    ``link_base`` leads from the page to the language's root. ``bind`` marks numbers as today's
    values of their ids; editions of the past do not.
    """

    language: Language
    chosen: Chosen
    wording: Wording
    vocabulary: Vocabulary
    published: Published | None = None
    blocks: Blocks | None = None
    link_base: str = ""
    bind: bool = True

    @cached_property
    def format(self) -> Format:
        """Return the formatter of the language."""
        return Format(self.language)

    @abstractmethod
    def plain(self, text: Template, /, because: Reason | None = None, **variables: Any) -> str:
        """Return a text without markup, on one line; it is not escaped.

        ``because`` is what ``why()`` says where no metric is missing.
        """

    @abstractmethod
    def table(self, name: str) -> RenderedTable:
        """Return a table, each cell as HTML and text."""

    def template(self, topic: str, key: str) -> Template:
        """Return a text of a topic as written; a UserError when there is none."""
        text = self.wording.get(topic, key)
        if text is None:
            raise UserError(Problem(f"{topic} has no text in {self.language.name}", id=key))
        return text

    def text(self, topic: str, key: str, **variables: Any) -> str:
        """Return the plain text of a topic; a UserError when there is none."""
        return self.plain(self.template(topic, key), **variables)

    # --- What texts refer to

    def present(self, id: str) -> bool:
        """Return whether a metric or a published fact is there."""
        return not isinstance(self.lookup(id), Missing)

    def lookup(self, id: str) -> Metric | Missing | Fact:
        """Return a metric, a published fact that is no number, or why it is not there."""
        if id in self.vocabulary.metrics:
            return self.chosen.metrics.get(id)
        fact_id = id.removeprefix(PUBLISHED)
        fact = self.published.get(fact_id) if self.published else None
        return fact or Missing(id, Reason("published_undated"), "published", {"fact": fact_id})

    def fact(self, id: str) -> Fact:
        """Return a published fact that is known; a UserError when it is not."""
        fact = self.published.get(id) if self.published else None
        if fact is None:
            raise UserError(Problem("this fact is not known at this date", id=f"{PUBLISHED}{id}"))
        return fact

    def dated_source(self, id: str) -> str:
        """Return who published a fact and when, as text."""
        fact = self.fact(id)
        when = fact.published_on or fact.as_of
        source = fact.source_in(self.language.code)
        return f"{source}, {self.format.date(when)}" if when else source

    def citation(self, id: str) -> Markup:
        """Return the same, linked to the fact's address; paper shows the host."""
        link = Markup('<a class="cite" href="{}" data-host="{}">{}</a>')
        url = self.fact(id).url
        return link.format(url, urlsplit(url).hostname, self.dated_source(id))

    def statement(self, fact: Fact) -> str:
        """Return what a published fact says; a UserError where the language lacks it."""
        if self.language.code not in fact.statement:
            message = f"the fact says nothing in {self.language.name}"
            raise UserError(Problem(message, id=f"{fact.id}.statement"))
        return fact.statement[self.language.code]

    def needs(self, ids: tuple[str, ...]) -> Iterator[str]:
        """Yield the metrics behind ids, of which some may be states."""
        for id in ids:
            state = self.vocabulary.all_states.get(id)
            yield from state.needs if state and id not in self.vocabulary.present else (id,)

    def reasons(self, ids: tuple[str, ...], otherwise: Reason | None) -> tuple[str, ...]:
        """Return why some of these are missing, in words, each reason once."""
        absent = [found for id in self.needs(ids) if isinstance(found := self.lookup(id), Missing)]
        reasons = [each.reason for each in absent] or ([otherwise] if otherwise else [])
        return tuple(dict.fromkeys(self.reason(each) for each in reasons))

    def reason(self, reason: Reason) -> str:
        """Return a reason in words; dates in it are written as the language does."""
        params = {
            name: self.format.date(value) if _DATE.fullmatch(value) else self._series(value)
            for name, value in reason.params.items()
        }
        return self.text("reasons", reason.code, **params)

    def sources(self, names: Iterable[str] | Mapping[str, date]) -> str:
        """Return sources such as ``yahoo:IWM`` in words, each origin once with all of its items.

        Names mapped to dates that differ are given with them: each origin once per date.
        """
        days = names if isinstance(names, Mapping) and len(set(names.values())) > 1 else {}
        grouped: dict[tuple[str, date | None], list[str]] = {}
        for name in names:
            origin, _, item = name.partition(":")
            items = grouped.setdefault((self._source(origin), days.get(name)), [])
            if item and self._source(item) not in items:
                items.append(self._source(item))
        return ", ".join(
            (f"{origin} ({', '.join(items)})" if items else origin)
            + (f" {self.format.date(day)}" if day else "")
            for (origin, day), items in grouped.items()
        )

    def _source(self, name: str) -> str:
        """Return the name of an origin, or of an item where it has one besides its symbol."""
        text = self.wording.get("charts", f"sources.{name}")
        return self.plain(text) if text else self._series(name)

    def _series(self, ticker: str) -> str:
        """Return the name of a series that the settings add; other tickers are their own."""
        names = self.vocabulary.series.get(ticker.lower().removeprefix("^"), {})
        return names.get(self.language.code, ticker)

    def label(self, metric: Metric | Missing) -> str:
        """Return a metric's name in words, its id where the definitions have none."""
        key = (metric.id, isinstance(metric, Missing))
        if key not in self.wording.labels:
            self.wording.labels[key] = self._label(metric)
        return self.wording.labels[key]

    def _label(self, metric: Metric | Missing) -> str:
        text = self.wording.get("definitions", f"families.{metric.family}.label")
        if text is None:
            return metric.id
        names: dict[str, Any] = {name: self._arg(name, it) for name, it in metric.args.items()}
        return self.plain(text, **names)

    def _arg(self, name: str, value: str) -> str:
        if name == "fact" and self.published and (fact := self.published.get(value)):
            return self.statement(fact)
        if name == "fund" and value in self.vocabulary.series:
            return self._series(value.upper())
        text = self.wording.get("definitions", f"args.{name}.{value}")
        return self.plain(text) if text else value

    def title(self, metric: Metric) -> str:
        """Return what a number is, for the title of its link: name, and window, dates or date."""
        if metric.window:
            when = self.format.window(metric.window)
        elif len(set(metric.sources.values())) > 1:
            when = self.sources(metric.sources)
        else:
            when = self.format.date(metric.as_of)
        return f"{self.label(metric)} · {when}"
