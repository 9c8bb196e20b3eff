"""The day that decided a verdict: of an event, of a publication, or of the newest number."""

from __future__ import annotations

from datetime import date

from test_claims import BY_ID, DAY, Stub, complete, judged

from generator.claims.judge import answer, decided_on, event_of
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
