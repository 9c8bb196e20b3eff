"""A capital gain beside a dividend: paid apart or named twice, as the fund's price tells."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from generator.refresh import gains
from generator.refresh.siblings import SiblingPair
from generator.snapshot.accepted import Accepted

DAYS = pd.bdate_range("2025-01-02", periods=120)
PAY = 110  # the place of the day of the payment
DIVIDEND, GAIN = 2.5, 2.0


def bars(*, fell: float, adjusted: float, noise: float = 0.0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return IJR whose price fell by ``fell`` and was adjusted for ``adjusted``, and IWM."""
    dice = np.random.default_rng(7)
    market = dice.normal(0.0005, 0.01, len(DAYS))
    own = market + noise * dice.normal(size=len(DAYS))
    sibling = 200 * np.cumprod(1 + market)
    close = 100 * np.cumprod(1 + own)
    close[PAY:] *= 1 - fell / close[PAY - 1] / (1 + own[PAY])
    before = close[PAY - 1]
    adj = close.copy()
    adj[:PAY] *= 1 - adjusted / before
    frame = pd.DataFrame({"close": close, "adj_close": adj, "dividend": 0.0, "capital_gain": 0.0})
    frame.index = DAYS
    frame.loc[DAYS[PAY], ["dividend", "capital_gain"]] = DIVIDEND, GAIN
    return frame, pd.DataFrame({"close": sibling}, index=DAYS)


def settle(frame: pd.DataFrame, sibling: pd.DataFrame, known: dict[str, Accepted] | None = None):  # type: ignore[no-untyped-def]
    """Return the bars as they are settled after the checks of one series, and the doubts."""
    read = gains.as_adjusted(frame)
    paid = read["dividend"] + read["capital_gain"]
    counted = read["gain"].where(read["capital_gain"] > 0, 0.0)
    daily = read.assign(distribution=paid, gain_counted=counted)
    return gains.settle("IJR", daily, {"IWM": sibling}, known or {}, SiblingPair("IJR", "IWM"))


@pytest.mark.parametrize("adjusted", [DIVIDEND, DIVIDEND + GAIN], ids=["adj-once", "adj-both"])
@pytest.mark.parametrize("fell", [DIVIDEND, DIVIDEND + GAIN], ids=["fell-once", "fell-both"])
def test_what_the_price_fell_by_was_paid(fell: float, adjusted: float) -> None:
    """However the source adjusted, payment and total return are those that the sibling tells."""
    frame, sibling = bars(fell=fell, adjusted=adjusted)
    found, doubts = settle(frame, sibling)
    assert not doubts
    assert found["distribution"].iloc[PAY] == pytest.approx(fell)
    close, adj = found["close"], found["adj_close"]
    expected = close.iloc[PAY] / (close.iloc[PAY - 1] - fell) - 1
    assert adj.pct_change().iloc[PAY] == pytest.approx(expected)
    assert adj.pct_change().drop(DAYS[PAY]).iloc[1:].to_numpy() == pytest.approx(
        close.pct_change().drop(DAYS[PAY]).iloc[1:].to_numpy()
    )


@pytest.mark.parametrize("adjusted", [DIVIDEND, DIVIDEND + GAIN], ids=["adj-once", "adj-both"])
def test_where_the_sibling_cannot_tell_it_is_said(adjusted: float) -> None:
    """A fund that wanders by 3 % a day keeps its own reading, in doubt; a line settles it."""
    frame, sibling = bars(fell=DIVIDEND, adjusted=adjusted, noise=0.03)
    found, (doubt,) = settle(frame, sibling)
    assert found["distribution"].iloc[PAY] == pytest.approx(adjusted)
    assert doubt.reading == ("once" if adjusted == DIVIDEND else "both")
    for value, paid in (("once", DIVIDEND), ("both", DIVIDEND + GAIN)):
        known = {doubt.key: Accepted(doubt.key, value, date(2026, 1, 2), "the fund's notice")}
        found, doubts = settle(frame, sibling, known)
        assert not doubts
        assert found["distribution"].iloc[PAY] == pytest.approx(paid)
