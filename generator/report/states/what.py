"""States of the sections that say what the Russell 2000 is and compare three indices."""

from __future__ import annotations

from collections.abc import Callable

from generator.core.model import Metric
from generator.language.states import Metrics, State, bands, compare, custom, needing, sign

# The article's claim allows five percent around its 2,000 members.
MEMBERS, NEAR = 2000, 100
WINDOWS = ("1y", "10y")
FUNDS = ("spy", "qqq", "iwm")
# Shares and volatilities are printed to a tenth of a percent.
SHOWN = 0.001
EPSILON = 1e-9
RECONSTITUTIONS = ("published.recon_2026_june_effective", "published.recon_2026_dec_effective")


def _members(metrics: Metrics) -> str:
    """Return how the number of holdings compares with the two thousand of the name."""
    count = metrics["iwm.holdings_count"].number
    if count == MEMBERS:
        return "exact"
    side = "below" if count < MEMBERS else "above"
    return f"close_{side}" if abs(count - MEMBERS) <= NEAR else f"far_{side}"


def _highest(window: str) -> Callable[[Metrics], str]:
    """Return a chooser of the most volatile fund; ``tie`` if it leads by less than is shown."""

    def choose(metrics: Metrics) -> str:
        found = ((metrics[f"{fund}.volatility.{window}"].number, fund) for fund in FUNDS)
        first, second, _ = sorted(found, reverse=True)
        return first[1] if first[0] - second[0] >= SHOWN - EPSILON else "tie"

    return choose


def _volatility(window: str) -> tuple[str, ...]:
    return tuple(f"{fund}.volatility.{window}" for fund in FUNDS)


def _near_one(id_: str, metric: str) -> State:
    """Return the state of a multiple around 1, with a band of five percent on each side."""
    return bands(id_, metric, ((0.95, "below"), (1.05, "about"), "above"))


def _list_age(metrics: Metrics) -> str:
    """Return whether IWM's list is older than the last reconstitution that is known to have been.

    One takes force after the close: a list of that day is still of before it.
    """
    listed = str(metrics["iwm.holdings_date"].value)
    known = (metrics.get(each) for each in RECONSTITUTIONS)
    done = [str(each.value) for each in known if isinstance(each, Metric)]
    past = [day for day in done if day < metrics.as_of.isoformat()]
    return "before" if past and listed <= max(past) else "after"


STATES: tuple[State, ...] = (
    custom(
        "what.list_age",
        ("before", "after"),
        needs=("iwm.holdings_date", RECONSTITUTIONS[0]),
        choose=_list_age,
    ),
    custom(
        "what.members",
        ("far_below", "close_below", "exact", "close_above", "far_above"),
        needs=("iwm.holdings_count", "iwm.holdings_date"),
        choose=_members,
    ),
    needing(
        bands(
            "what.losses",
            "losses.r2000.share",
            ((0.1, "rare"), (0.25, "some"), (0.45, "many"), "about_half_or_more"),
            shown=0.01,
        ),
        "losses.r2000.coverage",
    ),
    compare("what.losses_vs_large", "losses.sp500.share", "losses.r2000.share", shown=0.01),
    *(
        custom(
            f"what.most_volatile.{window}",
            (*FUNDS, "tie"),
            needs=_volatility(window),
            choose=_highest(window),
        )
        for window in WINDOWS
    ),
    _near_one("what.down_capture", "iwm.down_capture.10y"),
    _near_one("what.up_capture", "iwm.up_capture.10y"),
    *(
        needing(
            sign(f"what.size_since_{year}", f"size.lo30_hi30.since_{year}"), "size.lo30_hi30.end"
        )
        for year in ("1926", "1980")
    ),
    compare("what.ten_years", "iwm.cagr.10y", "spy.cagr.10y", shown=SHOWN),
)
