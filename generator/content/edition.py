"""One edition: everything computed for one date, before it is put into a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from generator.claims import Judged
from generator.claims.history import History
from generator.content.load import Content
from generator.core.months import month_text
from generator.language.renderer import Renderer
from generator.language.states import Chosen
from generator.language.texts import Blocks
from generator.metrics import MetricSet
from generator.snapshot.view import View


@dataclass(frozen=True)
class Edition:
    """The metrics, verdicts and chosen states of one date, each computed when asked for."""

    content: Content
    history: History
    metrics: MetricSet

    @property
    def view(self) -> View:
        """Return its data."""
        return self.metrics.view

    @cached_property
    def judged(self) -> Mapping[str, Judged]:
        """Return the verdicts by claim."""
        return {each.claim.id: each for each in self.history.judge(self.as_of)}

    @cached_property
    def chosen(self) -> Chosen:
        """Return the states."""
        return Chosen(self.content.vocabulary.states, self.metrics, lambda: self.judged)

    @property
    def as_of(self) -> date:
        """Return the last day of its data."""
        return self.view.as_of

    @property
    def month(self) -> str:
        """Return its name in addresses, ``YYYY-MM``."""
        return month_text(self.view.month_end)

    def words(
        self, lang: str, blocks: Blocks | None = None, link_base: str = "", *, bind: bool = True
    ) -> Renderer:
        """Return what says texts in a language as of this edition."""
        return self.content.words(
            lang,
            self.chosen,
            published=self.view.published,
            blocks=blocks,
            link_base=link_base,
            bind=bind,
        )


def edition(content: Content, history: History, day: date | None = None) -> Edition:
    """Return the edition of a date, the newest for none."""
    return Edition(content, history, history.metric_set(day))
