"""What changed: since the last edition and since the original, as a page and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from generator.claims.history import Changes, Flip
from generator.claims.ledger import CLAIMS_TOPIC
from generator.claims.moves import Move
from generator.content.edition import Edition
from generator.content.load import Content
from generator.core.errors import UserError
from generator.language.environment import BLOCKS
from generator.language.extension import CalloutBlock, StateBlock, bodies, call_of, name_of
from generator.language.extension import walk as walk_nodes
from generator.language.renderer import Renderer
from generator.language.states import MISSING
from generator.language.template import Template
from generator.pages import numbers
from generator.pages.frame import Frame, Page

SENTENCE_ENDS = (".", "!", "?")


def changes_page(
    frame: Frame,
    edition: Edition,
    lang: str,
    periods: Mapping[str, Changes],
    then: Callable[[date], Edition],
) -> tuple[Page, str]:
    """Return the page; ``periods`` are ``last`` and ``published``, ``then`` gives an edition."""
    bare = edition.words(lang)
    page = frame.page(bare, "changes")
    # Numbers of another date stand beside today's, so none is bound.
    words = edition.words(lang, link_base=page.home, bind=False)
    shown = [
        _period(frame, words, then(found.before).words(lang, bind=False), name, found)
        for name, found in periods.items()
    ]
    return page, frame.render("changes.html", page, words, periods=shown)


def _period(
    frame: Frame, words: Renderer, old: Renderer, name: str, found: Changes
) -> dict[str, Any]:
    before, after = (words.format.date(day) for day in (found.before, found.after))
    return {
        "id": name,
        "title": frame.plain(words, f"changes.{name}"),
        "text": frame.plain(words, f"changes.{name}_text", before=before, after=after),
        "before": before,
        "after": after,
        "flips": [_flip(words, each) for each in found.flips],
        "testable": [_flip(words, each) for each in (*found.now_testable, *found.now_untestable)],
        "states": list(turned(frame.content, words, old, found.states)),
        "moves": [_move(words, each) for each in found.moves],
    }


def turned(
    content: Content, words: Renderer, old: Renderer, states: Iterable[Flip]
) -> Iterator[dict[str, str]]:
    """Yield what the article said then and says now, where the data chose other words.

    Left out: what could not be said at one of the dates, what reads the same, and what is only
    part of a sentence.
    """
    for flip in states:
        text = _sentence(content, words.language.code, flip.id)
        if text is None or MISSING in (flip.before, flip.after):
            continue
        try:
            before, after = old.plain(text), words.plain(text)
        except UserError:
            continue  # it stands in a sentence that needs more than this state
        if before != after and before.endswith(SENTENCE_ENDS) and after.endswith(SENTENCE_ENDS):
            yield {"before": before, "after": after}


def _sentence(content: Content, lang: str, state: str) -> Template | None:
    """Return the first text that a state chooses, outside of what is more than text."""
    headline = [content.text("top", lang, "answer")]
    for text in [*headline, *(section.text for section in content.sections(lang))]:
        if state not in text.source:
            continue
        for node in text.walk():
            if isinstance(node, StateBlock) and node.state == state and not _has_block(node):
                return text.only(node)
    return None


def _has_block(found: StateBlock) -> bool:
    for body in bodies(found):
        for node in walk_nodes(body):
            call = call_of(node)
            if isinstance(node, CalloutBlock) or (call and name_of(call) in BLOCKS):
                return True
    return False


def _flip(words: Renderer, flip: Flip) -> dict[str, Any]:
    """Return a claim with its verdicts then and now."""
    statement = words.html(words.wording.topics[CLAIMS_TOPIC][f"{flip.id}.statement"])
    return {
        "id": flip.id,
        "before": flip.before,
        "after": flip.after,
        "statement": statement,
    }


def _move(words: Renderer, move: Move) -> dict[str, Any]:
    return {
        "label": words.label(move.after),
        "before": numbers.text(words, move.before),
        "after": numbers.linked(words, move.after),
        "change": change_text(words, move),
    }


def change_text(words: Renderer, move: Move) -> str:
    """Return a change with sign and arrow; of ratios in percentage points."""
    arrow = "▲" if move.change > 0 else "▼"
    unit = move.after.unit
    whole, money = unit in ("count", "bp"), unit in ("usd", "krw")
    digits = {} if whole or money else {"digits": move.after.digits or 1}
    write = getattr(words.format, "pp" if unit == "ratio" else unit)
    return f"{arrow} {write(round(move.change) if whole else move.change, sign=True, **digits)}"


def changes_json(edition: Edition, periods: Mapping[str, Changes]) -> dict[str, Any]:
    """Return the content of changes.json."""
    return {
        "schema": 1,
        "as_of": edition.as_of.isoformat(),
        "periods": {name: _data(found) for name, found in periods.items()},
    }


def _data(found: Changes) -> dict[str, Any]:
    def flips(items: tuple[Flip, ...]) -> list[dict[str, str]]:
        return [{"id": each.id, "before": each.before, "after": each.after} for each in items]

    return {
        "before": found.before.isoformat(),
        "after": found.after.isoformat(),
        "verdicts": flips(found.flips),
        "now_testable": flips(found.now_testable),
        "now_untestable": flips(found.now_untestable),
        "states": flips(found.states),
        "moves": [
            {
                "id": each.id,
                "unit": each.after.unit,
                "before": each.before.value,
                "after": each.after.value,
                "steps": each.steps,
            }
            for each in found.moves
        ],
    }
