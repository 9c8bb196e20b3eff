"""What the collectors of optional data share: a draft to fill, and what to note when one fails."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from generator.refresh.derive import Row
from generator.refresh.draft import Draft
from generator.refresh.facts import Ledger
from generator.snapshot.accepted import Accepted
from generator.sources.retry import BadDataError, GaveUpError, Pace, cause_text

T = TypeVar("T")

WAITS = 2  # an optional source is asked three times
REFUSED = "refused"


class RefusedError(BadDataError):
    """A whole answer that contradicts what is known: its source is flagged, not only its failure.

    ``seen`` and ``kept`` are what the flag shows, where there is one value to show.
    """

    def __init__(self, text: str, seen: str = "", kept: str = "") -> None:
        self.seen, self.kept = seen, kept
        super().__init__(text)


@dataclass
class Collector:
    """Takes optional data into a draft; what fails is named in ``failures``, values stay."""

    draft: Draft
    known: Mapping[str, Accepted]
    pace: Pace
    step: Callable[[str], None]
    failures: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    limited: bool = False

    def attempt(
        self,
        name: str,
        file: str,
        fetch: Callable[[], T],
        *,
        yahoo: bool = False,
        flags: Sequence[str] = (),
    ) -> T | None:
        """Return what a source gives; None after a failure, which is noted with what is kept.

        ``file`` is the one whose values stay; ``flags`` are prefixes of flags that stay with them.
        """
        self.step(name)
        try:
            if yahoo and self.limited:
                raise BadDataError("not asked, since Yahoo limits requests")
            return fetch()
        except (
            Exception
        ) as error:  # an answer may break whatever reads it; the required part goes on
            self.limited = self.limited or (
                yahoo and isinstance(error, GaveUpError) and error.rate_limited
            )
            self.failed(name, file, error, flags)
            return None

    def call(self, name: str, ask: Callable[[], T]) -> T:
        """Return an answer, asked for again a few times where it fails."""
        return self.pace.call(name, ask, waits=WAITS)

    def failed(self, name: str, file: str, error: Exception, flags: Sequence[str] = ()) -> None:
        """Note a failure with its cause; a refused answer is flagged for the page, too."""
        day = self.draft.before.entry(file).get("confirmed_as_of")
        kept = f"kept the values confirmed as of {day}" if day else "there are none so far"
        self.failures[name] = f"{cause_text(error)} ({kept})" if file else cause_text(error)
        self.keep_flags(flags)
        cause = error.cause if isinstance(error, GaveUpError) else error
        if isinstance(cause, RefusedError):
            ledger = self.ledger(file)
            ledger.keep(f"source.{name.replace(' ', '_')}", cause.seen, cause.kept or None, REFUSED)
            self.close(ledger)

    def keep_flags(self, prefixes: Sequence[str]) -> None:
        """Carry over the flags of what is kept; payments are judged in each refresh anew."""
        self.draft.flags += [
            flag
            for flag in self.draft.before.flags
            if flag["id"].startswith(tuple(prefixes))
            and (".distributions." not in flag["id"] or ".distributions." in "".join(prefixes))
        ]

    def ledger(self, file: str, confirmed: date | None = None) -> Ledger:
        """Return a ledger for a file's facts; ``confirmed`` is when they were last given."""
        text = self.draft.before.entry(file).get("confirmed_as_of")
        last = confirmed or (date.fromisoformat(text) if text else self.draft.as_of)
        return Ledger(self.known, self.draft.today, self.draft.before.flags, last)

    def close(self, ledger: Ledger) -> None:
        """Take over what a ledger has noted."""
        self.draft.flags += ledger.flags
        self.notes += ledger.notes

    def rows(self, name: str) -> list[Row]:
        """Return a file's rows: as another source left them in the draft, else as stored."""
        return self.draft.files.get(name) or self.draft.before.rows(name)

    def head(self, fund: str, source: str, day: date) -> dict[str, Any]:
        """Return what the rows of a group have in common."""
        return {
            "fund": fund, "source": source, "source_date": day, "retrieved_on": self.draft.today,
        }  # fmt: skip
