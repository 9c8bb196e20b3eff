"""Published figures of the last 60 days, which stand in where constituents are not known."""

from __future__ import annotations

from datetime import timedelta

from generator.core.model import Unavailable
from generator.metrics.registry import Result, family
from generator.snapshot.published import Fact
from generator.snapshot.view import View
from small_caps.metrics.evidence_facts import reliable

FRESH = timedelta(days=60)
FIGURES = {
    "sp500_pe": ("pe_around_article", "sp500"),
    "r2000_pe": ("pe_around_article", "r2000"),
    "discount": ("pe_vintage_small_over_large", "r2000"),
    "losses": ("loss_making", "r2000"),
}
"""Figure → subject and role of the facts in content/published.toml."""


def recent(view: View, figure: str) -> tuple[Fact, ...]:
    """Return the newest figure of its kind that describes a day at most 60 days ago, if any."""
    found = [
        (day, fact)
        for fact in reliable(view, *FIGURES[figure])
        if (day := fact.as_of_day) is not None and day <= view.as_of <= day + FRESH
    ]
    newest = max((day for day, _ in found), default=None)
    return tuple(fact for day, fact in found if day == newest)[-1:]


def _newest(view: View, figure: str) -> Fact:
    found = recent(view, figure)
    if not found:
        raise Unavailable("no_published_figure")
    return found[0]


def _result(view: View, fact: Fact, value: float | str) -> Result:
    day = min(fact.as_of_day or view.as_of, view.as_of)
    return Result(value, day, None, (f"published:{fact.id}",))


@family(
    "recent_pe",
    "evidence.recent.{figure}",
    unit="multiple",
    formula="published forward P/E without loss-makers, at most 60 days old; the newest",
    optional=True,
    figure=("sp500_pe", "r2000_pe"),
)
def recent_pe(view: View, figure: str) -> Result:
    """Newest published forward P/E that is at most 60 days old."""
    fact = _newest(view, figure)
    return _result(view, fact, fact.number)


@family(
    "recent_discount",
    "evidence.recent.{figure}",
    unit="ratio",
    formula="published relative forward P/E of the Russell 2000 − 1, at most 60 days old",
    optional=True,
    figure=("discount",),
)
def recent_discount(view: View, figure: str) -> Result:
    """Discount by the newest published relative forward P/E that is at most 60 days old."""
    fact = _newest(view, figure)
    return _result(view, fact, fact.number - 1)


@family(
    "recent_losses",
    "evidence.recent.{figure}",
    unit="ratio",
    formula="published share of loss-makers in the Russell 2000, at most 60 days old; the newest",
    optional=True,
    figure=("losses",),
)
def recent_losses(view: View, figure: str) -> Result:
    """Newest published share of loss-makers that is at most 60 days old."""
    fact = _newest(view, figure)
    return _result(view, fact, fact.number)


@family(
    "recent_date",
    "evidence.recent.{figure}_date",
    unit="date",
    formula="day that the published figure describes",
    optional=True,
    figure=tuple(FIGURES),
)
def recent_date(view: View, figure: str) -> Result:
    """Day that the newest published figure describes."""
    fact = _newest(view, figure)
    result = _result(view, fact, "")
    return _result(view, fact, result.as_of.isoformat())
