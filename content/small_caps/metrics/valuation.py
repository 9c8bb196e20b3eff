"""Forward P/E and losses of the three indices, from the shares that their funds hold."""

from __future__ import annotations

from datetime import date

from generator.core.model import Unavailable
from generator.metrics.registry import Result, family
from generator.snapshot.view import StoredFact, View

INDICES = ("sp500", "r2000", "sp600")
METHODS = ("ex_losses", "all")
FUND_OF = {"sp500": "IVV", "r2000": "IWM", "sp600": "IJR"}


SCREENER = "yahoo:screener"


def _sources(view: View, field: str, *indices: str) -> dict[str, date]:
    """Return each file of holdings with its day, and the screener with that of its older quotes."""
    found: dict[str, date] = {}
    for each in indices:
        if days := view.constituents_dates(each, field):
            found[f"ishares:{FUND_OF[each]}"] = days[0]
            found[SCREENER] = min(days[1], found.get(SCREENER, days[1]))
    return found


def _fact(view: View, index: str, field: str) -> StoredFact:
    fact = view.constituents(index, field)
    if fact is None:
        raise Unavailable("no_constituents", fund=FUND_OF[index])
    return fact


def _number(view: View, index: str, field: str) -> Result:
    fact = _fact(view, index, field)
    return Result(float(fact.value), fact.as_of, None, _sources(view, field, index))


def _forward_pe(view: View, index: str, method: str) -> StoredFact:
    fact = view.constituents(index, f"forward_pe.{method}")
    if fact is None and view.constituents(index, "coverage") is not None:
        # The rows were there, but their earnings did not add up to a profit.
        raise Unavailable("earnings_not_positive", fund=FUND_OF[index])
    return fact or _fact(view, index, f"forward_pe.{method}")


@family(
    "forward_pe",
    "valuation.{index}.forward_pe.{method}",
    unit="multiple",
    formula="1 / Σ w·y, y = 1 / forward P/E; ex_losses: P/E > 0 and y ≤ 0.25; "
    "all: every forward P/E, y clipped to ±0.25",
    optional=True,
    index=INDICES,
    method=METHODS,
)
def forward_pe(view: View, index: str, method: str) -> Result:
    """Price against expected earnings, with loss-makers left out or counted."""
    fact = _forward_pe(view, index, method)
    sources = _sources(view, f"forward_pe.{method}", index)
    return Result(float(fact.value), fact.as_of, None, sources)


@family(
    "valuation_coverage",
    "valuation.{index}.coverage",
    unit="ratio",
    formula="weight of the rows with a forward P/E",
    optional=True,
    index=INDICES,
)
def coverage(view: View, index: str) -> Result:
    """Weight of the shares for which the screener gives a forward P/E."""
    return _number(view, index, "coverage")


@family(
    "discount",
    "valuation.discount.{method}",
    unit="ratio",
    formula="forward P/E of the Russell 2000 / of the S&P 500 − 1",
    optional=True,
    method=METHODS,
)
def discount(view: View, method: str) -> Result:
    """How much lower (negative) or higher the Russell 2000's forward P/E is."""
    small, large = _forward_pe(view, "r2000", method), _forward_pe(view, "sp500", method)
    value = float(small.value) / float(large.value) - 1
    sources = _sources(view, f"forward_pe.{method}", "r2000", "sp500")
    return Result(value, min(small.as_of, large.as_of), None, sources)


@family(
    "valuation_rows",
    "valuation.{index}.{field}",
    unit="count",
    formula="rows of the fund's file (n_rows), of these found in the screener (n_found)",
    optional=True,
    index=INDICES,
    field=("n_rows", "n_found"),
)
def rows(view: View, index: str, field: str) -> Result:
    """Number of shares in the fund's file, or of those that the screener knows."""
    fact = _fact(view, index, field)
    return Result(int(float(fact.value)), fact.as_of, None, _sources(view, field, index))


@family(
    "missing_names",
    "valuation.{index}.missing_names",
    unit="text",
    formula="symbols among the heaviest 20 rows that the screener lacks",
    optional=True,
    index=INDICES,
)
def missing_names(view: View, index: str) -> Result:
    """Heaviest shares that the screener does not know, by symbol."""
    fact = _fact(view, index, "missing_names")
    # A row without a ticker (written as "-") has no name to show.
    names = [name for name in fact.value.split(";") if any(c.isalnum() for c in name)]
    if not names:
        raise Unavailable("none_missing", fund=FUND_OF[index])
    sources = _sources(view, "missing_names", index)
    return Result(", ".join(names), fact.as_of, None, sources)


@family(
    "quotes_date",
    "valuation.{index}.quotes_date",
    unit="date",
    formula="day of the quotes that the newest forward P/E was computed from",
    optional=True,
    index=INDICES,
)
def quotes_date(view: View, index: str) -> Result:
    """Day of the estimates beside the fund's list, which may be of another day."""
    days = view.constituents_dates(index, "coverage")
    if days is None:
        raise Unavailable("no_constituents", fund=FUND_OF[index])
    return Result(days[1].isoformat(), days[1], None, (SCREENER,))


@family(
    "losses",
    "losses.{index}.{measure}",
    unit="ratio",
    formula="loss-making rows / rows found (share by count, weight by weight); "
    "coverage = rows found / all rows",
    optional=True,
    index=("r2000", "sp600", "sp500"),
    measure=("share", "weight", "coverage"),
)
def losses(view: View, index: str, measure: str) -> Result:
    """Companies without a profit in the last twelve months, by count or by weight."""
    return _number(view, index, f"losses.{measure}")


@family(
    "losses_range",
    "losses.{index}.{bound}",
    unit="ratio",
    formula="loss-making rows / all rows (share_low); "
    "(loss-making rows + rows not found) / all rows (share_high)",
    optional=True,
    index=("r2000", "sp600", "sp500"),
    bound=("share_low", "share_high"),
)
def losses_range(view: View, index: str, bound: str) -> Result:
    """Least and greatest share of companies without a profit, whatever those not found are."""
    share, coverage = (_number(view, index, f"losses.{each}") for each in ("share", "coverage"))
    found = float(coverage.value)
    value = float(share.value) * found + (1 - found if bound == "share_high" else 0.0)
    sources = _sources(view, "losses.share", index)
    return Result(value, min(share.as_of, coverage.as_of), None, sources)
