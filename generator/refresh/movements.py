"""What a refresh moved: metrics, verdicts and states before and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.errors import UserError
from generator.core.registry import add_package
from generator.core.settings import load_config
from generator.snapshot import view as snapshot
from generator.snapshot.view import Snapshot
from generator.sources.retry import cause_text

if TYPE_CHECKING:
    from generator.claims.history import History
    from generator.snapshot.published import Published

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Moved:
    """A table: its title, its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: Rows


def load_before(data: Path, content: Path) -> Snapshot | None:
    """Return the snapshot as it stands before the refresh; None where there is no whole one yet."""
    if not (data / "lock.json").exists():
        return None
    published = _published(content)
    try:
        config = load_config(content)
        add_package(content, config.package)
        return snapshot.load(data, config, published)
    except UserError:  # what is damaged was refused before; here a series is lacking at most
        return None


def _published(content: Path) -> Published:
    from generator.snapshot.published import Published

    return Published.load(content / "published.toml")


def movements(
    before: Snapshot | None, data: Path, content: Path, warn: Callable[[str], None]
) -> tuple[Moved, ...]:
    """Return what moved; none after a first refresh.

    The new data is in place by now and stays: whatever fails here is said, and that is all.
    """
    if before is None:
        return ()
    try:
        after = snapshot.load(data, before.config, before.published)
        return tuple(_compare(before, after, content))
    except Exception as error:  # any bug of the pages' code; the refresh itself has succeeded
        warn(f"what moved could not be computed: {cause_text(error)}")
        return ()


def _compare(before: Snapshot, after: Snapshot, content: Path) -> Iterator[Moved]:
    from generator.claims.history import History
    from generator.snapshot.original import ORIGINAL, Original

    original = Original.load(content / ORIGINAL)
    old, new = History(before, original), History(after, original)
    when = (str(before.as_of), str(after.as_of))
    yield Moved("Metrics", ("metric", *when), _metrics(old, new))
    verdicts = old.verdicts(), new.verdicts()
    yield Moved("Verdicts", ("claim", *when), [
        (claim, verdicts[0][claim], verdict)
        for claim, verdict in verdicts[1].items()
        if verdicts[0][claim] != verdict
    ])  # fmt: skip
    yield Moved("States of the text", ("state", *when), _states(old, new))


def _metrics(old: History, new: History) -> Rows:
    """Return the headline metrics that have another value, or one for the first or last time."""
    rows = []
    for metric in old.snapshot.config.headlines:
        a, b = (_text(history, metric) for history in (old, new))
        if a != b:
            rows.append((metric, a, b))
    return rows


def _text(history: History, metric: str) -> str:
    from generator.core.model import Metric

    found = history.metric_set().get(metric)
    if not isinstance(found, Metric):
        return "missing"
    if found.unit in ("ratio", "pp"):
        return f"{found.number:.2%}"
    return str(found.value) if isinstance(found.value, (str, int)) else f"{found.value:,.2f}"


def _states(old: History, new: History) -> Rows:
    from generator.language.states import collect

    states = collect(old.snapshot.config.package).values()
    values = (
        (state.id, state.value(old.metric_set()), state.value(new.metric_set())) for state in states
    )
    return [row for row in values if row[1] != row[2]]
