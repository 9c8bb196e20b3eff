"""News for the feed: new editions and changed verdicts, never a mere rebuild."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.claims.judge import decided_on, event_of
from generator.claims.ledger import CLAIMS_TOPIC
from generator.content.edition import Edition
from generator.language.renderer import Renderer
from generator.pages.editions import month_name
from generator.pages.feeds import Entry
from generator.pages.frame import Frame


def entries(frame: Frame, newest: Edition, past: Sequence[Edition], lang: str) -> list[Entry]:
    """Return the news of the editions that have a page, and of the month that is running.

    Prices move every week, and a verdict with them; which one the month brings is news when it is
    over. What an event decided is news at once: its day stays whatever prices do.
    """
    found: list[Entry] = []
    words = newest.words(lang)
    for edition in past:
        found.append(_edition(frame, words, edition))
        found += _flips(frame, words, edition)
    if not past or newest.as_of > past[0].as_of:
        found += _flips(frame, words, newest, events=True)
    return found


def _edition(frame: Frame, words: Renderer, edition: Edition) -> Entry:
    month, day = words.format.month(edition.month), words.format.date(edition.as_of)
    lang = words.language.code
    return Entry(
        key=f"editions/{edition.month}",
        day=edition.as_of,
        title=frame.plain(words, "feed.edition", month=month),
        text=frame.plain(words, "feed.edition_text", day=day),
        path=f"{lang}/editions/{edition.month}/",
    )


def _flips(
    frame: Frame, words: Renderer, edition: Edition, *, events: bool = False
) -> Iterator[Entry]:
    """Yield the claims whose verdict differs from the month-end before; by ``events`` alone or all.

    An entry is named by its month and new verdict and dated by the day that decided the verdict,
    so that neither changes from one week's data to the next, nor when the month is over.
    """
    lang, name = words.language.code, month_name(edition.as_of)
    month = words.format.month(name)
    for judged in edition.judged.values():
        before, after = judged.previous.verdict, judged.verdict
        if before == after or "untestable" in (before, after):
            continue
        if events and event_of(judged, edition.metrics) is None:
            continue
        statement = words.plain(words.wording.topics[CLAIMS_TOPIC][f"{judged.id}.statement"])
        yield Entry(
            key=f"verdicts/{judged.id}/{name}/{after}",
            day=decided_on(judged, edition.metrics),
            title=frame.plain(
                words,
                "feed.flip",
                statement=statement.rstrip("."),
                after=frame.plain(words, f"verdict.{after}"),
            ),
            text=frame.plain(
                words,
                "feed.flip_text",
                month=month,
                before=frame.plain(words, f"verdict.{before}"),
                after=frame.plain(words, f"verdict.{after}"),
            ),
            path=f"{lang}/claims/#claim-{judged.id}",
        )
