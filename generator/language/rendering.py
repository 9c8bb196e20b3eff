"""One rendering of one template: Jinja runs it, Markdown reads it, then its marks are filled.

Whatever does not come from the author is only a mark until Markdown has run, so nothing from the
data is ever read as Markdown or HTML, and a particle follows from the visible text before it.
"""

from __future__ import annotations

from markupsafe import Markup

from generator.core.errors import Problem, UserError
from generator.core.model import Metric, Reason
from generator.language import markdown
from generator.language.particles import UnknownEnding, both_forms, particle
from generator.language.template import Template
from generator.language.words import Words


class Rendering:
    """Holds what the marks of a template's text stand for; ``text`` is what Jinja made of it."""

    def __init__(
        self,
        renderer: Words,
        template: Template,
        reason: Reason | None,
        plain: bool,
    ) -> None:
        self.renderer = renderer
        self.template = template
        self.reason = reason
        self.is_plain = plain
        self.metrics: list[Metric] = []
        self.reasons: list[str] = []
        self.outside: set[str] = set()
        self._inline: list[Markup] = []
        self._blocks: list[tuple[Markup, int]] = []
        self._particles: list[tuple[str, int]] = []
        self._problems: list[Problem] = []
        self.text = ""

    # --- Results

    def plain_text(self) -> str:
        """Return the text without markup, its white space single."""
        text = markdown.fill(markdown.without_markdown(self.text), self._inline)
        text = markdown.particles(text, self._particle)
        self._raise()
        return " ".join(text.split())

    def html(self, paragraphs: bool = False) -> Markup:
        """Return the text as HTML."""
        return Markup(self.to_html(self.text, paragraphs or bool(self._blocks)))

    def to_html(self, text: str, paragraphs: bool) -> str:
        """Return a text with marks as HTML, with what they stand for."""
        found = markdown.rebase(markdown.convert(text, paragraphs), self.renderer.link_base)
        found = markdown.particles(markdown.fill(found, self._inline), self._particle)
        found, stray = markdown.place(found, [block for block, _ in self._blocks])
        for number in stray:
            message = "this block must stand alone in its paragraph"
            self._problems.append(self.template.problem(message, self._blocks[number][1]))
        self._raise()
        return found

    def _particle(self, before: str, number: int) -> str:
        pair, line = self._particles[number]
        try:
            return particle(before, pair, self.renderer.wording.readings)
        except UnknownEnding as error:
            if any(before.endswith(name) for name in self.outside):
                return both_forms(pair)  # a name from a source must not stop an unattended build
            hint = "add its reading to content/glossary.toml"
            self._problems.append(self.template.problem(f"particle {pair}: {error}", line, hint))
            return pair

    def _raise(self) -> None:
        if self._problems:
            raise UserError(self._problems)

    # --- Marks

    def mark(self, found: Markup) -> str:
        """Return a mark for inline HTML, in plain text for text that is no Markdown."""
        self._inline.append(found)
        return markdown.mark(markdown.INLINE, len(self._inline) - 1)

    def mark_block(self, block: Markup, line: int) -> str:
        """Return a mark for a block, which must stand alone in its paragraph."""
        self._blocks.append((block, line))
        return markdown.mark(markdown.BLOCK, len(self._blocks) - 1)

    def mark_particle(self, pair: str, line: int) -> str:
        """Return a mark for a particle."""
        self._particles.append((pair, line))
        return markdown.mark(markdown.PARTICLE, len(self._particles) - 1)
