"""Who has led: six months and the days since, and what of it is small, what just not giant."""

from __future__ import annotations

from generator.core.months import month_of
from generator.metrics.registry import Result, family
from generator.metrics.returns import total_return
from generator.metrics.series import return_since
from generator.metrics.windows import MONTHS, month_end_day, session_of, ticker, yahoo
from generator.snapshot.view import View

MONTHS_BACK = 6
_FORMULA = "TR_as_of / TR at the sixth month-end before as_of's month − 1"


def _start(view: View) -> int:
    """Return the sixth month-end before as_of's month."""
    return month_of(view.as_of) - MONTHS_BACK


def _result(view: View, value: float, *symbols: str) -> Result:
    start = session_of(view, _start(view))
    return Result(value, view.as_of, f"{start}..{view.as_of}", yahoo(*symbols))


@family(
    "lead_6m",
    "lead.6m.{fund}",
    unit="pp",
    formula=f"{_FORMULA}, minus SPY's",
    fund=("iwm", "ijr"),
)
def lead_6m(view: View, fund: str) -> Result:
    """Total return of a fund minus SPY's over six months and the days since."""
    symbol = ticker(fund)
    own, market = (return_since(view, each, _start(view)) for each in (symbol, "SPY"))
    return _result(view, own - market, symbol, "SPY")


@family(
    "lead_6m_equal_weight",
    "lead.6m.{fund}",
    unit="pp",
    formula=f"{_FORMULA}, minus SPY's",
    optional=True,
    fund=("rsp",),
)
def lead_6m_equal_weight(view: View, fund: str) -> Result:
    """Total return of the S&P 500 with equal weights minus SPY's, over six months and since."""
    return lead_6m.compute(view, fund)


@family("lead_6m_return", "lead.6m.iwm_return", unit="ratio", formula=_FORMULA)
def lead_6m_return(view: View) -> Result:
    """Total return of IWM over six months and the days since."""
    return _result(view, return_since(view, "IWM", _start(view)), "IWM")


@family(
    "split",
    "split.{window}.{part}",
    unit="pp",
    formula="total return of RSP − of SPY (rest); of IWM − of RSP (small)",
    optional=True,
    window=("1y", "ytd", "since_published"),
    part=("rest", "small"),
)
def split(view: View, window: str, part: str) -> Result:
    """IWM's lead over SPY in two parts: not being giant (rest), and being small (small)."""
    first, second = ("rsp", "spy") if part == "rest" else ("iwm", "rsp")
    a, text = total_return(view, first, window)
    b, _ = total_return(view, second, window)
    day = month_end_day(view) if window in MONTHS else view.as_of
    return Result(a - b, day, text, yahoo(ticker(first), ticker(second)))
