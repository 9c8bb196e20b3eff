"""The day that decided a verdict, and what moved between two days."""

from __future__ import annotations

from datetime import date

import pytest
from languages import CONFIG
from test_claims import BY_ID, DAY, Stub, complete, judged

from generator.claims.judge import answer, decided_on, event_of
from generator.claims.moves import moves
from generator.snapshot.published import Fact


def test_a_rate_change_is_the_day_of_its_verdict() -> None:
    """Rates that turned on the 17th turned the verdict on the 17th, not when data came."""
    values = {"rate.regime": "tightening", "rate.last_change_date": "2026-09-17"}
    turned = judged(BY_ID["easing_now"], "fails"), Stub(values)
    assert decided_on(*turned) == event_of(*turned) == date(2026, 9, 17)


def test_a_hold_begins_when_the_last_change_is_long_ago() -> None:
    """On the 271st day after the last change rates are on hold."""
    values = {"rate.regime": "hold", "rate.last_change_date": "2025-12-11"}
    assert decided_on(judged(BY_ID["easing_now"], "partly"), Stub(values)) == date(2026, 9, 8)


def test_a_figure_decides_when_it_is_published() -> None:
    """A figure that describes last year decides on the day on which it could be read."""
    seven = tuple(
        Fact(
            id=f"seven_{n}",
            subject="mag7_2025",
            value=0.3,
            unit="ratio",
            source="A house",
            url="https://example.org",
            quality="primary",
            statement={"en": "Sentence"},
            as_of="2025-12-31",
            published_on="2026-09-10",
            role="member",
            group=str(n),
        )
        for n in range(7)
    )
    assert decided_on(judged(BY_ID["mag7_run"], "holds"), Stub({}, seven)) == date(2026, 9, 10)


def test_numbers_decide_on_their_own_day() -> None:
    """The newest one decides if it lies after the month-end; the answer is dated by the oldest.

    The month-end is 31 August: of 2 and 8 September the later one decides.
    """
    claim = BY_ID["ijr_safer"]
    first, *others = claim.needs
    assert others
    for newest, oldest, decided in (
        (date(2026, 9, 8), date(2026, 5, 3), date(2026, 9, 8)),
        (date(2026, 9, 8), date(2026, 9, 2), date(2026, 9, 8)),
        (date(2026, 9, 1), date(2026, 8, 31), date(2026, 9, 1)),
        (date(2026, 8, 31), date(2026, 8, 31), DAY),
        (date(2026, 5, 4), date(2026, 5, 3), DAY),
    ):
        days = {first: newest, **dict.fromkeys(others, oldest)}
        metrics = Stub(complete(claim, {}), days=days)
        assert decided_on(judged(claim, "fails"), metrics) == decided
        assert event_of(judged(claim, "fails"), metrics) is None
        assert answer(claim, metrics).as_of == min(days.values())


# --- What moved between two days


@pytest.mark.parametrize(
    ("fees", "steps"),
    [((0.0019, 0.00194), 0.2), ((0.0019, 0.00193), None), ((0.0019, 0.0017), 1.0)],
)
def test_a_fifth_of_a_clear_change_is_worth_a_line(
    fees: tuple[float, float], steps: float | None
) -> None:
    """A clear change of a fee is 0.02 points: 0.004 are told, 0.003 are not, up or down."""
    first, last = (Stub({"iwm.fee": fee}) for fee in fees)
    found = {each.id: each.steps for each in moves(first, last, CONFIG.headlines)}
    if steps is None:
        assert found == {}
    else:
        assert found == {"iwm.fee": pytest.approx(steps)}


def test_the_larger_move_comes_first() -> None:
    """In multiples of what a reader would call clear: 50 holdings are one, 0.1 of beta is one."""
    first = Stub({"iwm.holdings_count": 1950, "iwm.beta.5y": 1.2})
    last = Stub({"iwm.holdings_count": 2000, "iwm.beta.5y": 1.0})
    assert [(each.id, round(each.steps, 6)) for each in moves(first, last, CONFIG.headlines)] == [
        ("iwm.beta.5y", 2.0),
        ("iwm.holdings_count", 1.0),
    ]
