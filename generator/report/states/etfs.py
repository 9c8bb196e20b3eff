"""States of the section on ETFs: fees, trading, the twins of one index, the other index."""

from __future__ import annotations

from generator.language.states import Metrics, State, bands, compare, custom, needing, sign

# Fees and yields are printed to a hundredth of a percent.
FEE = 0.0001
# Volatilities and shares are printed to a tenth of a percent.
SHOWN = 0.001
# Decimals such as 0.001 are not exact in binary.
EPSILON = 1e-9
# As in the claim `iwm_most_traded`; and the ratio from which two funds no longer print as 1.0.
BY_FAR, ALIKE = 3.0, 0.05
# As in the claim `vtwo_half_fee`, where 0.55 itself is still a half.
HALF = 0.5501
# Half a point between two drawdowns is no difference worth a word.
DEPTH = 0.005
# A fund that pays every quarter pays about a fourth at a time; two fifths at once stand out.
OUTSIZED = 0.4

_FEES = ("iwm.fee", "vtwo.fee", "ijr.fee")
_TRADING = ("iwm.dollar_volume_vs.vtwo", "iwm.dollar_volume_vs.ijr", "iwm.dollar_volume.3m")
_VOLATILITY = tuple(
    f"{fund}.volatility.{years}" for years in ("5y", "10y") for fund in ("ijr", "iwm")
)
_PAYOUT = ("ijr.yield.12m", "ijr.yield.year_ago", "ijr.yield.year_ago.largest_share")


def _side(difference: float, shown: float) -> str:
    if abs(difference) < shown - EPSILON:
        return "same"
    return "lower" if difference < 0 else "higher"


def _lowest_fee(metrics: Metrics) -> str:
    """Return the fund with the lowest fee, or ``tie`` where two print the same lowest."""
    fees = sorted((round(metrics[each].number / FEE), each.split(".")[0]) for each in _FEES)
    return fees[0][1] if fees[0][0] < fees[1][0] else "tie"


def _trading(metrics: Metrics) -> str:
    """Return how far IWM's dollar volume is ahead of the other two funds' larger one."""
    lead = min(metrics[each].number for each in _TRADING[:2])
    if lead >= BY_FAR:
        return "iwm_by_far"
    if lead >= 1 + ALIKE:
        return "iwm"
    return "level" if lead >= 1 - ALIKE else "other"


def _ijr_volatility(metrics: Metrics) -> str:
    """Return whether IJR was calmer than IWM over five and over ten years."""
    own5, iwm5, own10, iwm10 = (metrics[each].number for each in _VOLATILITY)
    found = {_side(own5 - iwm5, SHOWN), _side(own10 - iwm10, SHOWN)}
    return found.pop() if len(found) == 1 else "mixed"


def _ijr_payout(metrics: Metrics) -> str:
    """Return where IJR's yield went.

    ``one_payout``: an outsized month explains the fall; ``fell``: not even the largest one does.
    """
    now, before, largest = (metrics[each].number for each in _PAYOUT)
    side = _side(now - before, FEE)
    if side != "lower":
        return "flat" if side == "same" else "rose"
    if before * (1 - largest) > now:
        return "fell"
    return "one_payout" if largest >= OUTSIZED else "lower"


STATES: tuple[State, ...] = (
    custom("etfs.lowest_fee", ("ijr", "vtwo", "iwm", "tie"), _FEES, _lowest_fee),
    bands(
        "etfs.vtwo_fee",
        "vtwo.fee_vs_iwm",
        ((0.45, "below_half"), (HALF, "half"), (0.95, "above_half"), (1.05, "same"), "higher"),
    ),
    custom("etfs.trading", ("iwm_by_far", "iwm", "level", "other"), _TRADING, _trading),
    sign("etfs.vtwo_return", "relative.vtwo_iwm.cagr_gap.5y", shown=FEE),
    compare("etfs.vtwo_drawdown", "vtwo.max_drawdown.common", "iwm.max_drawdown.common", DEPTH),
    custom(
        "etfs.ijr_volatility", ("lower", "same", "higher", "mixed"), _VOLATILITY, _ijr_volatility
    ),
    # Both funds began in the same month, so their whole records compare.
    compare("etfs.ijr_drawdown", "ijr.max_drawdown.max", "iwm.max_drawdown.max", shown=SHOWN),
    needing(
        compare("etfs.ijr_losses", "losses.sp600.share", "losses.r2000.share", shown=SHOWN),
        "losses.sp600.coverage",
        "losses.r2000.coverage",
    ),
    custom(
        "etfs.ijr_payout", ("one_payout", "fell", "lower", "flat", "rose"), _PAYOUT, _ijr_payout
    ),
)
