"""Charts for the pages: their words, their drawings, in every language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.charts.export import TOPIC, Draft, Figure, Gathered, draft, finish
from generator.drawing import Drawer
from generator.errors import Problem, UserError
from generator.model import Reason
from generator.text.numbers import Format
from generator.words import Words


@dataclass(frozen=True)
class ChartWords:
    """The charts' texts as the charts ask for them."""

    words: Words

    @property
    def lang(self) -> str:
        """Code of the language."""
        return self.words.language.code

    @property
    def format(self) -> Format:
        """Number and date formats."""
        return self.words.format

    @property
    def no_data(self) -> str:
        """What stands in a table's cell without value."""
        return self.words.language.no_data

    def has(self, key: str, /) -> bool:
        """Return whether the topic has a text."""
        return self.words.library.get(TOPIC, key) is not None

    def plain(self, key: str, /) -> str:
        """Return a text of the topic, numbers and states filled in."""
        return self.words.say(TOPIC, key)

    def html(self, key: str, /) -> Markup:
        """Return the same as inline HTML with linked numbers."""
        text = self.words.library.get(TOPIC, key)
        if text is None:
            raise UserError(Problem(f"{TOPIC} has no text in {self.words.language.name}", id=key))
        return self.words.html(text)

    def reason(self, reason: Reason, /) -> str:
        """Return why something is missing, as a phrase."""
        return self.words.reason(reason)


def drafts(gathered: Iterable[Gathered], words: Words) -> dict[str, Draft]:
    """Return the charts in a language, not yet drawn, by id."""
    texts = ChartWords(words)
    return {each.id: draft(each, texts) for each in gathered}


def figures(prepared: Mapping[str, Draft], drawer: Drawer) -> dict[str, Figure]:
    """Return the charts with their drawings, which were asked for before."""
    return {
        name: finish(each, tuple(drawer.svg(spec) for spec in each.specs))
        for name, each in prepared.items()
    }


def inlined(drawing: str, chart: str, layout: str) -> Markup:
    """Return a drawing with what makes it a named picture on a page, and the class of its layout.

    The description stands in the text beside it, the numbers in the table below.
    """
    named = (
        f'<svg class="marks {layout}" role="img" aria-labelledby="{chart}-title" '
        f'aria-describedby="{chart}-text"'
    )
    start = '<svg class="marks" xmlns="http://www.w3.org/2000/svg"'
    if not drawing.startswith(start):
        raise ValueError(f"the drawing of {chart} does not begin as expected")
    # Inside HTML the namespace goes without saying.
    return Markup(named + drawing.removeprefix(start))
