"""States of the section on interest rates: where they head, and what followed first cuts."""

from __future__ import annotations

from generator.claims.criteria import at_least
from generator.claims.model import Metrics
from generator.language.states import SHOWN, bands, needing, state, word

# A win rate this close to the base rate prints or reads the same.
ALIKE = 0.05
EVENTS = ("first_cut", "third_cut", "last_cut")

_SHOWN = ("last_change_date", "last_change_bp", "days_since_change", "target_upper")
_FIRST = ("cycles.first_cut.12m.win_rate", "cycles.any_month.12m.win_rate")
_MOVES = ("rate.last_cut_date", "rate.last_hike_date")
_ENDS = ("cycles.first_cut.12m", "cycles.last_cut.12m")
_SOFT = "cycles.first_cut.12m.no_recession"
_MEDIANS = tuple(f"cycles.{event}.12m.median_gap" for event in EVENTS)


@state(
    "rates.first_cut",
    "better",
    "alike",
    "rarer",
    needs=(*_FIRST, "cycles.first_cut.12m.n", "cycles.first_cut.12m.wins"),
)
def first_cut(metrics: Metrics) -> str:
    """Return how the record after first cuts compares with that of any month."""
    rate, base = (metrics[each].number for each in _FIRST)
    if not at_least(abs(rate - base), ALIKE):
        return "alike"
    return "better" if rate > base else "rarer"


@state("rates.definitions", "all_ahead", "all_behind", "all_level", "differ", needs=_MEDIANS)
def definitions(metrics: Metrics) -> str:
    """Return whether the median gap has one sign by all three definitions of a turn."""
    signs = {_sign(metrics[each].number) for each in _MEDIANS}
    if len(signs) > 1:
        return "differ"
    return {1: "all_ahead", -1: "all_behind", 0: "all_level"}[signs.pop()]


def _sign(gap: float) -> int:
    return 0 if abs(gap) < SHOWN else (1 if gap > 0 else -1)


@state(
    "rates.path",
    "none",
    "paused",
    "cut",
    "hike",
    "cut_then_hike",
    "hike_then_cut",
    needs=(
        *_MOVES,
        "edition.published",
        "rate.regime",
        "rate.last_change_date",
        "rate.target_upper",
        "rate.at_publication.upper",
        # There only once as_of lies behind the original's date.
        "rate.since_published.bp",
    ),
)
def path(metrics: Metrics) -> str:
    """Return the way of the policy rate since the original."""
    start = str(metrics["edition.published"].value)
    cut, hike = (str(metrics[each].value) > start for each in _MOVES)
    if not cut and not hike:
        return "none"
    if metrics["rate.regime"].value == "hold":
        return "paused"
    if not (cut and hike):
        return "cut" if cut else "hike"
    last_cut, last_hike = (str(metrics[each].value) for each in _MOVES)
    return "cut_then_hike" if last_hike > last_cut else "hike_then_cut"


observed = needing(
    word("rates.observed", "rate.observation", ("current", "late")), "rate.target_upper"
)


@state(
    "rates.first_last",
    "opposite",
    "alike",
    needs=tuple(f"{cases}.{part}" for cases in _ENDS for part in ("n", "wins")),
)
def first_last(metrics: Metrics) -> str:
    """Return whether first and last cuts were mostly followed by opposite leads."""
    first, last = (_majority(metrics, cases) for cases in _ENDS)
    return "opposite" if first * last < 0 else "alike"


def _majority(metrics: Metrics, cases: str) -> int:
    """Return 1 where small caps led in more than half of the cases, −1 in fewer, else 0."""
    n, wins = (round(metrics[f"{cases}.{part}"].number) for part in ("n", "wins"))
    return (2 * wins > n) - (2 * wins < n)


@state("rates.soft", "awkward", "fits", "none", needs=(f"{_SOFT}.n", f"{_SOFT}.wins"))
def soft(metrics: Metrics) -> str:
    """Return how small caps did against large caps after first cuts without a recession."""
    if metrics[f"{_SOFT}.n"].number < 1:
        return "none"
    return "awkward" if _majority(metrics, _SOFT) < 0 else "fits"


regime = needing(
    word("rates.regime", "rate.regime", ("easing", "hold", "tightening")),
    *(f"rate.{each}" for each in _SHOWN),
)
sample = bands(
    "rates.sample",
    "cycles.first_cut.12m.n",
    ((1, "none"), (5, "handful"), (10, "few"), "many"),
)
shared = bands("rates.shared", "cycles.third_is_last.n", ((1, "none"), (2, "one"), "several"))
