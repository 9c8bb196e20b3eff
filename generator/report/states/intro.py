"""States of the top box and the introduction: who has led since the original, and how clearly."""

from __future__ import annotations

from generator.language.states import Metrics, State, compare, custom

# As in the claim `rotation`: more than two points are a lead, less than a tenth is a tie.
CLEAR, TIE = 0.02, 0.001
# Differences of decimals are not exact in binary; what prints as a tenth is one.
EPSILON = 1e-9

_SINCE = tuple(f"{fund}.total_return.since_published" for fund in ("iwm", "ijr", "spy", "qqq"))


def _degree(metrics: Metrics) -> str:
    """Return how far IWM is ahead of SPY since the original, in five steps."""
    gap = metrics["relative.iwm_spy.since_published"].number
    if abs(gap) < TIE - EPSILON:
        return "level"
    side = "ahead" if gap > 0 else "behind"
    return f"clearly_{side}" if abs(gap) > CLEAR + EPSILON else f"slightly_{side}"


def _breadth(metrics: Metrics) -> str:
    """Return which large-cap funds both small-cap funds have beaten since the original."""
    iwm, ijr, spy, qqq = (metrics[each].number for each in _SINCE)
    ahead_of_spy = [small - spy >= TIE - EPSILON for small in (iwm, ijr)]
    if all(ahead_of_spy):
        return "of_both" if min(iwm, ijr) - qqq >= TIE - EPSILON else "of_spy"
    return "one_of_spy" if any(ahead_of_spy) else "neither"


STATES: tuple[State, ...] = (
    custom(
        "intro.since_published",
        ("clearly_ahead", "slightly_ahead", "level", "slightly_behind", "clearly_behind"),
        needs=("relative.iwm_spy.since_published", *_SINCE[:1], *_SINCE[2:3]),
        choose=_degree,
    ),
    custom(
        "intro.breadth",
        ("of_both", "of_spy", "one_of_spy", "neither"),
        needs=_SINCE,
        choose=_breadth,
    ),
    compare("intro.one_year", "iwm.total_return.1y", "spy.total_return.1y"),
)
