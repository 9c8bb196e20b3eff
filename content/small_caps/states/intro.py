"""States of the top box and the introduction: who has led, by how much, and since when."""

from __future__ import annotations

from generator.claims.criteria import above, at_least, at_most
from generator.claims.model import Metrics
from generator.language.states import SHOWN, state
from small_caps.claims.rotation import LEAD_CLEAR, LEAD_SEEN

# A market so far below its high, or moved so far since the month-end, is news of its own.
SHOCK = 0.1

LEAD, BEFORE = "relative.iwm_spy.since_published", "relative.iwm_spy.before_month"
_SINCE = tuple(f"{fund}.total_return.since_published" for fund in ("iwm", "spy", "qqq"))
_FALLS = ("iwm.drawdown.now", "spy.drawdown.now")
_MOVES = ("iwm.total_return.mtd", "spy.total_return.mtd")


def _side(gap: float) -> int:
    """Return −1, 0 or 1: who leads, 0 where it is about the same."""
    return 0 if at_most(abs(gap), LEAD_SEEN) else 1 if gap > 0 else -1


@state(
    "intro.since_published",
    "clearly_ahead",
    "slightly_ahead",
    "level",
    "slightly_behind",
    "clearly_behind",
    needs=(LEAD, *_SINCE),
)
def degree(metrics: Metrics) -> str:
    """Return how far IWM is ahead of SPY since the original, in five steps."""
    gap = metrics[LEAD].number
    if not (side := _side(gap)):
        return "level"
    word = "ahead" if side > 0 else "behind"
    return f"clearly_{word}" if above(abs(gap), LEAD_CLEAR) else f"slightly_{word}"


@state("intro.month", "gave_back", "caught_up", "lost", "gained", "steady", needs=(BEFORE, LEAD))
def month(metrics: Metrics) -> str:
    """Return what the month so far did to the lead with which it began."""
    before, now = metrics[BEFORE].number, metrics[LEAD].number
    if not at_least(abs(now - before), LEAD_SEEN):
        return "steady"
    if _side(before) and not _side(now):
        return "gave_back" if before > 0 else "caught_up"
    return "gained" if now > before else "lost"


@state("intro.first", "qqq", "iwm", "spy", "tie", needs=_SINCE)
def first(metrics: Metrics) -> str:
    """Return which of three funds has returned most; ``tie`` if by less than is shown."""
    (best, fund), (second, _), _ = sorted(
        ((metrics[each].number, each.split(".")[0]) for each in _SINCE), reverse=True
    )
    return fund if at_least(best - second, SHOWN) else "tie"


@state("intro.fall", "both", "small", "large", "none", needs=_FALLS)
def fall(metrics: Metrics) -> str:
    """Return which markets stand more than a tenth below their high."""
    small, large = (above(-metrics[each].number, SHOCK) for each in _FALLS)
    return "both" if small and large else "small" if small else "large" if large else "none"


@state("intro.move", "moved", "calm", needs=_MOVES)
def move(metrics: Metrics) -> str:
    """Return whether a market has moved by more than a tenth since the month before."""
    moved = any(at_least(abs(metrics[each].number), SHOCK) for each in _MOVES)
    return "moved" if moved else "calm"
