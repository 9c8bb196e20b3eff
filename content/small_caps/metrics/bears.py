"""What small caps did in and after large falls of SPY."""

from __future__ import annotations

from generator.core.model import Unavailable, Value
from generator.core.months import month_index
from generator.metrics.drawdowns import BEARS_SINCE, bear_markets, depth_between, return_after
from generator.metrics.registry import Result, family
from generator.metrics.windows import month_end_day, span, yahoo
from generator.snapshot.view import View

_SOURCES = yahoo("SPY", "IWM")


def _result(view: View, value: Value) -> Result:
    text = span(month_index(BEARS_SINCE), view.month_end)
    return Result(value, month_end_day(view), text, _SOURCES)


def followed(view: View) -> list[tuple[float, float]]:
    """Return SPY's and IWM's total return in the 12 months after each low that has them."""
    found = []
    for fall in bear_markets(view, "SPY"):
        large = return_after(view, "SPY", fall.low, 12)
        small = return_after(view, "IWM", fall.low, 12)
        if large is not None and small is not None:
            found.append((large, small))
    return found


def depths(view: View) -> list[tuple[float, float]]:
    """Return SPY's depth and IWM's deepest drawdown from SPY's high to its low, per fall."""
    found = [
        (f.depth, depth_between(view, "IWM", f.start, f.low)) for f in bear_markets(view, "SPY")
    ]
    return [(large, deep) for large, deep in found if deep is not None]


@family("bear_n", "bear.n", unit="count", formula="number of falls of SPY's total return ≥ 19 %")
def bear_n(view: View) -> Result:
    """Number of falls of SPY by 19 % or more from one high to the next, with a low since 2000."""
    return _result(view, len(bear_markets(view, "SPY")))


@family(
    "bear_compared",
    "bear.compared",
    unit="count",
    formula="falls at whose high IWM existed",
)
def bear_compared(view: View) -> Result:
    """Number of those falls whose depth can be compared, because IWM was there at SPY's high."""
    return _result(view, len(depths(view)))


@family(
    "bear_deeper",
    "bear.deeper",
    unit="count",
    formula="falls in which IWM's lowest drawdown is below SPY's",
)
def bear_deeper(view: View) -> Result:
    """Number of those falls, from SPY's high to its low, in which IWM fell deeper than SPY."""
    return _result(view, sum(small < large for large, small in depths(view)))


@family(
    "bear_followed",
    "bear.12m.n",
    unit="count",
    formula="falls with 12 months of both funds after the low's month-end",
)
def bear_followed(view: View) -> Result:
    """Number of those falls after whose low twelve complete months are known."""
    return _result(view, len(followed(view)))


@family(
    "bear_ahead",
    "bear.12m.ahead",
    unit="count",
    formula="lows after which IWM's 12-month total return exceeds SPY's",
)
def bear_ahead(view: View) -> Result:
    """Number of lows after which IWM was ahead of SPY over twelve months."""
    return _result(view, sum(small > large for large, small in followed(view)))


@family("bear_share", "bear.12m.share", unit="ratio", formula="lows with IWM ahead / lows")
def bear_share(view: View) -> Result:
    """Share of the lows after which IWM was ahead of SPY over twelve months."""
    pairs = followed(view)
    if not pairs:
        raise Unavailable("no_complete_window")
    return _result(view, sum(small > large for large, small in pairs) / len(pairs))
