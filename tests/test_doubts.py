"""What a refresh doubts, by hand: corrected rates, and payments that a fund's habit expects."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from generator.refresh import distributions, rates, siblings
from generator.refresh.derive import Row
from generator.refresh.facts import Ledger
from generator.refresh.siblings import SiblingPair
from generator.snapshot.accepted import Accepted
from generator.sources.retry import BadDataError

TODAY = date(2026, 10, 3)


def accepting(text: str) -> dict[str, Accepted]:
    """Return what the line at a message's end accepts."""
    ((key, entry),) = tomllib.loads(text.split("accepted.toml: ")[1]).items()
    return {key: Accepted(key, **entry)}


def rate(day: str, lower: float, upper: float) -> Row:
    """Return a stored change of the target."""
    return {"date": date.fromisoformat(day), "lower": lower, "upper": upper}


STORED = [rate("2025-12-11", 0.035, 0.0375), rate("2026-06-18", 0.04, 0.0425)]


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ([STORED[0], rate("2026-06-18", 0.0375, 0.0425)], ("4 to 4.25 %", "3.75 to 4.25 %")),
        ([STORED[0], rate("2026-06-18", 0.04, 0.045)], ("4 to 4.25 %", "4 to 4.5 %")),
        ([STORED[0]], ("4 to 4.25 %", "no change")),
    ],
    ids=["lower", "upper", "neither"],
)
def test_a_corrected_change_of_the_target_is_told_with_both_bounds(
    new: list[Row], words: tuple[str, str]
) -> None:
    """What was stored and what came differ in what is printed; the printed line accepts it."""
    (text,) = rates.history_problems(STORED, new, {}, TODAY)
    assert f"2026-06-18 is not what was stored ({words[0]}, now {words[1]})" in text
    assert not list(rates.history_problems(STORED, new, accepting(text), TODAY))
    other = [STORED[0], rate("2026-06-18", 0.01, 0.0125)]
    assert list(rates.history_problems(STORED, other, accepting(text), TODAY))


@pytest.mark.parametrize(("factor", "refused"), [(1, False), (1 / 100, True)])
def test_a_target_in_fractions_is_refused_without_a_past(factor: float, refused: bool) -> None:
    """A change of a quarter of a point is 0.25 in per cent; the target never moved by 0.0025."""
    days = [day.date() for day in pd.date_range("2008-12-16", "2009-02-01")]
    values = pd.Series([4.0 if day.year == 2008 else 4.25 for day in days], days) * factor
    if not refused:
        rates.check(rates.UPPER, values)
        return
    with pytest.raises(BadDataError, match="less than 0\\.05 points on 2009-01-01"):
        rates.check(rates.UPPER, values)


def payer(days: list[str]) -> pd.DataFrame:
    """Return bars at 100 from 2020 to 2025 of a fund that pays 1 on some days."""
    index = pd.bdate_range("2020-01-02", "2025-12-31")
    frame = pd.DataFrame({"close": 100.0, "distribution": 0.0}, index=index)
    frame.loc[pd.DatetimeIndex(days), "distribution"] = 1.0
    return frame


def test_two_missing_payments_of_one_month_are_two_doubts() -> None:
    """A fund pays on 2 and 29 December for three years, then on neither; each has its own line."""
    days = [f"{year}-12-{day}" for year in (2020, 2021, 2022) for day in ("02", "29")]
    paid = payer([pd.offsets.BusinessDay().rollforward(pd.Timestamp(day)) for day in days])
    ledger = Ledger({}, TODAY, (), TODAY)
    distributions.flag({"IJR": paid}, ("IJR",), ledger)
    assert [flag["id"] for flag in ledger.flags] == [
        "ijr.distributions.2023-12-02",
        "ijr.distributions.2023-12-29",
    ]
    for note, other in pairwise([*ledger.notes, ledger.notes[0]]):
        again = Ledger(accepting(note), TODAY, (), TODAY)
        distributions.flag({"IJR": paid}, ("IJR",), again)
        assert again.notes == [other]


@pytest.mark.parametrize(
    ("stated", "fell", "doubted"),
    [
        (0.5, 0.5, False),  # as ever
        (1.0, 0.5, True),  # named twice
        (0.25, 0.5, True),  # half of it lost
        (1.0, 1.0, False),  # truly twice the usual
        (0.6, 0.5, False),  # too near to tell
    ],
)
def test_the_fall_of_the_price_tells_what_was_paid(
    stated: float, fell: float, doubted: bool
) -> None:
    """A fund at 100 pays half a dollar each March, its index stands; in 2025 it states another."""
    index = pd.bdate_range("2020-01-02", "2025-12-31")
    noise = pd.Series([0.02 * (-1) ** number for number in range(len(index))], index)
    still = pd.DataFrame({"close": 100.0, "adj_close": 100.0, "distribution": 0.0}, index=index)
    fund = still.assign(close=100.0 + noise)
    for year in range(2020, 2026):
        day = index[index >= f"{year}-03-17"][0]
        fund.loc[day, "distribution"] = stated if year == 2025 else 0.5
        fund.loc[fund.index >= day, "close"] -= fell if year == 2025 else 0.5
    ledger = Ledger({}, TODAY, (), TODAY)
    pairs = [SiblingPair("SPY", "^GSPC")]
    distributions.flag({"SPY": fund, "^GSPC": still}, ("SPY",), ledger, pairs)
    assert [flag["reason"] for flag in ledger.flags] == [distributions.UNLIKE_FALL] * doubted
    assert all("2025-03-17" in note for note in ledger.notes)


@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize(
    ("stated", "doubted"), [(1.0, True), (0.6, False)], ids=["twice", "a-fifth-more"]
)
def test_a_payment_listed_twice_is_doubted_where_the_price_cannot_tell(
    stated: float, doubted: bool, year: int
) -> None:
    """A fund parts from its sibling by a dollar a day and pays half a dollar each September.

    What is more than a year old was judged when it came.
    """
    index = pd.bdate_range("2020-01-02", "2025-12-31")
    noise = pd.Series([0.5 * (-1) ** number for number in range(len(index))], index)
    still = pd.DataFrame({"close": 100.0, "adj_close": 100.0, "distribution": 0.0}, index=index)
    fund = still.assign(close=100.0 + noise)
    for each in range(2020, 2026):
        day = index[index >= f"{each}-09-17"][0]
        fund.loc[day, "distribution"] = stated if each == year else 0.5
    ledger = Ledger({}, TODAY, (), TODAY)
    pairs = [SiblingPair("IJR", "IWM")]
    distributions.flag({"IJR": fund, "IWM": still}, ("IJR",), ledger, pairs)
    reasons = [flag["reason"] for flag in ledger.flags]
    assert reasons == [distributions.LARGE] * (doubted and year == 2025)


def siblings_until(last: str, first: float, second: float) -> dict[str, pd.DataFrame]:
    """Return three and a half years of two siblings' bars, with their moves on the last day."""
    days = pd.bdate_range("2013-01-01", last)
    random = np.random.default_rng(5)
    market = random.normal(0, 0.01, len(days))
    moves = {"IJR": market, "IWM": market + random.normal(0, 0.0015, len(days))}
    moves["IJR"][-1], moves["IWM"][-1] = first, second
    return {
        ticker: pd.DataFrame({"adj_close": 100 * np.cumprod(1 + each)}, index=days)
        for ticker, each in moves.items()
    }


@pytest.mark.parametrize("day", ["2016-07-01", "2016-07-29"])
def test_one_quiet_day_of_a_month_does_not_part_siblings(day: str) -> None:
    """A fifth of a point apart on the first of a month is as little as on its last day.

    A month's limit grows with the market's moves in it, and a day on which it hardly moved counts
    as a usual one: else the first session after a month's end would stop the refresh.
    """
    judge = siblings.Judge({}, date(2016, 7, 30), None)
    pair = SiblingPair("IJR", "IWM")
    assert not list(siblings.parted(pair, siblings_until(day, 0.0015, 0.0036), judge))
    apart = list(siblings.parted(pair, siblings_until(day, 0.0015, 0.05), judge))
    assert [day in text for text in apart] == [True]


@pytest.mark.parametrize(
    ("own", "days", "doubted"),
    [
        (0.0001, 1, False),  # a day on which they part, as they do
        (0.0, 1, True),  # a close that stands still while its sibling moves as far
        (0.0, 3, True),
    ],
)
def test_a_close_that_stands_still_may_part_less_from_its_sibling(
    own: float, days: int, doubted: bool
) -> None:
    """A source without a new close repeats the old one; true ones hardly ever come twice."""
    daily = siblings_until("2016-07-29", own, own + 0.009)
    levels = daily["IJR"]["adj_close"]
    levels.iloc[-days:] = levels.iloc[-days - 1] * (1 + own)
    judge = siblings.Judge({}, date(2016, 7, 30), None)
    apart = list(siblings.parted(SiblingPair("IJR", "IWM"), daily, judge))
    assert any("2016-07-29" in text for text in apart) is doubted
