"""States of the section on interest rates: where they head, and what followed first cuts."""

from __future__ import annotations

from generator.language.states import Metrics, State, bands, custom, needing, sign, word

# "Often", as the claims define it.
ENOUGH, OFTEN, BETTER = 5, 0.6, 0.1
# 0.6 − 0.5 falls short of 0.1 in binary; a lead of ten points is one.
EPSILON = 1e-9
# A tenth of a point is the smallest lead that the text prints.
TIE = 0.001
# A win rate this close to the base rate prints or reads the same.
ALIKE = 0.05
EVENTS = ("first_cut", "third_cut", "last_cut")

_SHOWN = ("last_change_date", "last_change_bp", "days_since_change", "target_upper")
_FIRST = tuple(
    f"cycles.{part}"
    for part in ("first_cut.12m.n", "first_cut.12m.win_rate", "any_month.12m.win_rate")
)
_MEDIANS = tuple(f"cycles.{event}.12m.median_gap" for event in EVENTS)


def _first_cut(metrics: Metrics) -> str:
    """Return how the record after first cuts compares with that of any month."""
    n, rate, base = (metrics[each].number for each in _FIRST)
    lead = rate - base
    if abs(lead) < ALIKE - EPSILON:
        return "alike"
    if lead < 0:
        return "rarer"
    often = n >= ENOUGH and rate >= OFTEN and lead >= BETTER - EPSILON
    return "often" if often else "more_often"


def _definitions(metrics: Metrics) -> str:
    """Return whether the median gap has one sign by all three definitions of a turn."""
    signs = {_sign(metrics[each].number) for each in _MEDIANS}
    if len(signs) > 1:
        return "differ"
    return {1: "all_ahead", -1: "all_behind", 0: "all_level"}[signs.pop()]


def _sign(gap: float) -> int:
    return 0 if abs(gap) < TIE else (1 if gap > 0 else -1)


STATES: tuple[State, ...] = (
    needing(
        word("rates.regime", "rate.regime", ("easing", "hold", "tightening")),
        *(f"rate.{each}" for each in _SHOWN),
    ),
    needing(
        sign("rates.since_published", "rate.since_published.bp", shown=1),
        "rate.at_publication.upper",
    ),
    custom(
        "rates.first_cut",
        ("often", "more_often", "alike", "rarer"),
        needs=(*_FIRST, "cycles.first_cut.12m.wins"),
        choose=_first_cut,
    ),
    bands(
        "rates.sample",
        "cycles.first_cut.12m.n",
        ((1, "none"), (5, "handful"), (10, "few"), "many"),
    ),
    custom(
        "rates.definitions",
        ("all_ahead", "all_behind", "all_level", "differ"),
        needs=_MEDIANS,
        choose=_definitions,
    ),
    bands("rates.shared", "cycles.third_is_last.n", ((1, "none"), (2, "one"), "several")),
)
