"""Which published figures may decide a verdict: primary and secondary, known at a view's date.

Metrics take their numbers from these functions, and claims use the same ones to tell whether the
evidence has grown old, so that a number and its note cannot part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.core.months import month_of
from generator.metrics.drawdowns import return_after
from generator.snapshot.published import Fact
from generator.snapshot.view import View

CHEAP = 0.75
"""A vintage counts as a wide gap from here down: the original's own 30 % and a little more."""

LONG_RUN_YEARS = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """A source's figure for small firms beside the same source's for large ones."""

    small: Fact
    large: Fact


def reliable(view: View, subject: str, role: str | None = None) -> tuple[Fact, ...]:
    """Return the figures on a subject (in a role) that a verdict may rest on."""
    if view.published is None:
        return ()
    facts = view.published.by_subject(subject)
    return tuple(fact for fact in facts if fact.reliable and (role is None or fact.role == role))


def pairs(view: View, subject: str, small: str = "small", large: str = "large") -> tuple[Pair, ...]:
    """Return the sources that give a figure for both sides, in the order of the file."""
    other = {fact.group: fact for fact in reliable(view, subject, large)}
    return tuple(
        Pair(fact, other[fact.group])
        for fact in reliable(view, subject, small)
        if fact.group in other
    )


def both(found: Sequence[Pair]) -> tuple[Fact, ...]:
    """Return the figures of some pairs."""
    return tuple(fact for pair in found for fact in (pair.small, pair.large))


def floating_debt(view: View) -> tuple[Fact, ...]:
    """Return the figures on floating-rate debt of sources that give both sides."""
    return both(pairs(view, "floating_rate_debt"))


def foreign_revenue(view: View) -> tuple[Fact, ...]:
    """Return the pair of figures on revenue from abroad that the file gives last."""
    return both(pairs(view, "foreign_revenue")[-1:])


def magnificent(view: View) -> tuple[Fact, ...]:
    """Return the seven returns of 2025; none unless all seven are known."""
    found = reliable(view, "mag7_2025", "member")
    return found if len({fact.group for fact in found}) == 7 else ()


def sp500_in_2025(view: View) -> tuple[Fact, ...]:
    """Return the published total return of the S&P 500 for 2025; none where it is not known."""
    return reliable(view, "mag7_2025", "sp500")[-1:]


def long_averages(view: View, role: str) -> tuple[Fact, ...]:
    """Return averages over ten years or more, or called long-run, of sp500, r2000 or relative."""
    return tuple(
        fact
        for fact in reliable(view, "pe_average", role)
        if fact.long_run or (fact.years or 0) >= LONG_RUN_YEARS
    )


def relative_averages(view: View) -> tuple[Fact, ...]:
    """Return the long-run means of small caps' forward P/E over large caps'."""
    return tuple(fact for fact in reliable(view, "pe_average", "relative") if fact.long_run)


def vintages(view: View) -> tuple[Fact, ...]:
    """Return the dated Russell 2000 vintages, oldest first."""
    found = reliable(view, "pe_vintage_small_over_large", "r2000")
    dated = [(day, fact) for fact in found if (day := fact.as_of_day) is not None]
    return tuple(fact for _, fact in sorted(dated, key=lambda each: each[0]))


def followed_vintages(view: View) -> tuple[tuple[Fact, float], ...]:
    """Return the wide gaps with IWM's minus SPY's return in the 12 months after, one a month-end.

    The months run from the end of the vintage's own month; only complete windows.
    """
    found: dict[int, tuple[Fact, float]] = {}
    for fact in vintages(view):
        day = fact.as_of_day
        if day is None or fact.number > CHEAP or month_of(day) in found:
            continue
        small = return_after(view, "IWM", month_of(day), 12)
        large = return_after(view, "SPY", month_of(day), 12)
        if small is not None and large is not None:
            found[month_of(day)] = (fact, small - large)
    return tuple(found.values())


def active_funds(view: View) -> tuple[Fact, ...]:
    """Return the shares of active small-cap funds behind their index over ten years or more."""
    found = reliable(view, "spiva", "small")
    return tuple(fact for fact in found if (fact.years or 0) >= LONG_RUN_YEARS)


def pension_rules(view: View) -> tuple[Fact, ...]:
    """Return the rules that say whether a Korean pension account may hold US-listed ETFs."""
    barred = reliable(view, "korea_accounts", "us_listed_barred")
    return (*barred, *reliable(view, "korea_accounts", "us_listed_allowed"))


def default_rates(view: View) -> tuple[Fact, ...]:
    """Return the last pair of default rates, of small and large firms, in a recession."""
    found = pairs(view, "bankruptcy", "small_in_recession", "large_in_recession")
    return both(found[-1:])
