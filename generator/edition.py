"""One edition: everything computed for one date, before it is put into a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from generator.claims import Judged
from generator.content import Content
from generator.history import History
from generator.metrics import MetricSet
from generator.months import month_text
from generator.snapshot import View
from generator.states.engine import Chosen
from generator.words import Blocks, Words


@dataclass(frozen=True)
class Edition:
    """The metrics, verdicts and chosen states of one date; ``newest`` is the view of all data."""

    content: Content
    view: View
    metrics: MetricSet
    judged: Mapping[str, Judged]
    chosen: Chosen

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
    ) -> Words:
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
    metrics = history.metric_set(day)
    judged = {each.claim.id: each for each in history.judge(day)}
    return Edition(content, metrics.view, metrics, judged, content.choose(metrics, judged))
