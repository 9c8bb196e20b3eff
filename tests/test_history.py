from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from factory import synthetic_snapshot
from languages import CONFIG, PACKAGE, PUBLISHED_ON

from generator.claims import claims
from generator.claims import history as verdicts_by_date
from generator.claims.history import History
from generator.claims.judge import answer
from generator.claims.model import Claim, Outcome
from generator.claims.moves import SEEN
from generator.core.errors import UserError
from generator.core.model import Metric, Missing
from generator.language.states import custom, sign
from generator.metrics import MetricSet
from generator.snapshot.published import Fact, Published
from generator.snapshot.view import Snapshot

CLAIMS = claims(PACKAGE)
CONTENT = Path(__file__).parents[1] / "content"
LAST = date(2026, 9, 25)
BEFORE = date(2026, 8, 31)


@pytest.fixture(scope="module")
def published() -> Published:
    """Return the project's own facts."""
    return Published.load(CONTENT / "published.toml")


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory, published: Published) -> Snapshot:
    """Return a made-up market to 2026-09-25, whose facts were fetched on that day."""
    return synthetic_snapshot(tmp_path_factory.mktemp("history"), published)


@pytest.fixture(scope="module")
def history(snapshot: Snapshot) -> History:
    """Return the history of that market."""
    return History(snapshot)


def verdicts(history: History, day: date | None = None) -> Mapping[str, str]:
    """Return the verdict by claim as of a date."""
    return {each.id: each.verdict for each in history.judge(day)}


def test_every_claim_is_judged(history: History) -> None:
    """The ledger has each claim once, in order, with a verdict and one of the month before."""
    judged = history.judge()
    assert [each.claim for each in judged] == list(CLAIMS)
    assert {each.previous.month_end for each in judged} == {BEFORE}
    assert all(each.outcome.as_of <= LAST for each in judged)


def test_previous_is_the_verdict_of_that_month_end(history: History) -> None:
    """The previous verdict is the one that the edition of that month-end gives."""
    then = verdicts(history, BEFORE)
    assert {each.id: each.previous.verdict for each in history.judge()} == then


def test_previous_is_strictly_before(history: History) -> None:
    """At a month-end the previous one is a month earlier, not itself."""
    assert {each.previous.month_end for each in history.judge(BEFORE)} == {date(2026, 7, 31)}


def test_at_publication(history: History) -> None:
    """From the original's date on there is a verdict at publication, the one of that day."""
    then = verdicts(history, PUBLISHED_ON)
    for day in (None, BEFORE, PUBLISHED_ON):
        assert {each.id: each.at_publication for each in history.judge(day)} == then


def test_before_publication(history: History) -> None:
    """Earlier views have no verdict at publication, and what fails there is refuted."""
    judged = history.judge(date(2025, 10, 31))
    assert {each.at_publication for each in judged} == {None}
    assert "outdated" not in {each.verdict for each in judged}
    failed = [each for each in judged if each.outcome.answer == "fails"]
    assert failed
    assert {each.verdict for each in failed} == {"refuted"}


def test_edition_of_the_day_itself(tmp_path: Path, published: Published) -> None:
    """A snapshot that ends on the original's date is its own publication."""
    snapshot = synthetic_snapshot(tmp_path, published, as_of=PUBLISHED_ON)
    for each in History(snapshot).judge():
        assert each.at_publication == each.verdict
        assert each.previous.month_end == date(2025, 10, 31)


def test_no_look_ahead(history: History) -> None:
    """At a month-end nothing is known that was fetched, published or announced later."""
    then = history.outcomes(BEFORE)
    assert then["iwm_fee"].answer == "untestable"  # fees were fetched on the last day only
    assert history.outcomes()["iwm_fee"].answer != "untestable"
    assert history.outcomes(PUBLISHED_ON)["mag7_run"].answer == "untestable"
    # The seven's returns were in print at the end of 2025, the market's in January.
    assert history.outcomes(date(2025, 12, 31))["mag7_run"].answer == "untestable"
    assert history.outcomes(date(2026, 1, 30))["mag7_run"].answer == "partly"


def test_past_does_not_depend_on_the_future(
    tmp_path: Path, published: Published, history: History
) -> None:
    """A view of the past answers as a snapshot that ended then would."""
    day = date(2024, 6, 28)
    facts = Published(tuple(fact for fact in published.facts if fact.known_from is not None))
    fetched = ("fund_facts", "holdings", "constituents")
    ended = History(synthetic_snapshot(tmp_path, facts, as_of=day, omit=fetched))
    then, now = ended.outcomes(), history.outcomes(day)
    assert sum(outcome.answer != "untestable" for outcome in now.values()) > 20
    assert {id: each.answer for id, each in now.items()} == {
        id: each.answer for id, each in then.items()
    }


def test_lead_window(history: History) -> None:
    """Who leads is read over the same window then and now: six months and the days since."""
    for day, start in ((PUBLISHED_ON, "2025-05-30"), (LAST, "2026-03-31")):
        found = history.metric_set(day).get("evidence.lead_6m.start")
        assert isinstance(found, Metric)
        assert found.value == start


def test_dates_are_computed_once(history: History) -> None:
    """A date's metrics and answers are kept; today is the newest view."""
    assert history.metric_set(LAST) is history.metric_set()
    assert history.metric_set(BEFORE) is history.metric_set(BEFORE)
    assert history.outcomes(BEFORE) is history.outcomes(BEFORE)
    assert history.metric_set().view.newest
    assert not history.metric_set(BEFORE).view.newest


def test_verdicts_of_a_date(history: History) -> None:
    """Every claim has a verdict at every month-end, in the claims' order."""
    for day in history.month_ends[-24:]:
        found = history.verdicts(day)
        assert list(found) == [claim.id for claim in CLAIMS]
        assert found["patience_wins"] == "untestable"


def test_a_claim_is_answered_once_at_a_date(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that a build can afford years of verdicts; how long they take, the benchmark says."""
    history, answered = History(snapshot), Counter[tuple[str, date]]()

    def counted(claim: Claim, metrics: MetricSet) -> Outcome:
        answered[claim.id, metrics.as_of] += 1
        return answer(claim, metrics)

    monkeypatch.setattr(verdicts_by_date, "answer", counted)
    dates = history.month_ends[-24:]
    for _ in range(2):
        for day in dates:
            history.verdicts(day)
        history.judge(dates[-1])
    assert answered.keys() >= {(claim.id, day) for claim in CLAIMS for day in dates}
    assert set(answered.values()) == {1}


def test_first_month_has_nothing_before_it(history: History) -> None:
    """The first month-end cannot be compared with an earlier one, and says so."""
    with pytest.raises(UserError, match="nothing to compare with"):
        history.judge(history.month_ends[0])


def test_flips_and_testability_are_apart(history: History) -> None:
    """A change from untestable is no flip: it is listed as testable since."""
    found = history.changes(BEFORE)
    assert (found.before, found.after) == (BEFORE, LAST)
    old, new = verdicts(history, BEFORE), verdicts(history)
    turned = {id for id in old if old[id] != new[id]}
    testable = {id for id in turned if old[id] == "untestable"}
    assert "iwm_fee" in testable
    assert {flip.id for flip in found.now_testable} == testable
    assert {flip.id for flip in found.flips} == turned - testable
    assert found.now_untestable == ()


def test_claims_can_become_untestable(history: History) -> None:
    """Going back in time the same changes read the other way round."""
    forth, back = history.changes(BEFORE), history.changes(LAST, BEFORE)
    assert {flip.id for flip in back.now_untestable} == {flip.id for flip in forth.now_testable}
    assert {(flip.id, flip.after) for flip in back.flips} == {
        (flip.id, flip.before) for flip in forth.flips
    }


def test_turned_states(history: History) -> None:
    """States that say something else are listed with both values; others are not."""
    dates = custom("day", ("old", "new"), (), lambda m: "new" if m.as_of == LAST else "old")
    same = custom("same", ("x",), (), lambda m: "x")
    fee = sign("fee", "iwm.fee", shown=0.0001)
    (first, second) = history.changes(BEFORE, states=(dates, same, fee)).states
    assert (first.id, first.before, first.after) == ("day", "old", "new")
    assert (second.id, second.before, second.after) == ("fee", "missing", "up")


def test_moves(history: History) -> None:
    """What a reader would call large comes first; each is a change between the two dates."""
    moves = history.changes(PUBLISHED_ON, top=5).moves
    assert len(moves) == 5
    assert [move.steps for move in moves] == sorted((move.steps for move in moves), reverse=True)
    for move in moves:
        now = history.metric_set().get(move.id)
        assert not isinstance(now, Missing)
        assert move.change == pytest.approx(now.number - move.before.number)
        assert move.steps == pytest.approx(abs(move.change) / CONFIG.headlines[move.id])
        assert move.steps >= SEEN


def test_years_to_date_compare_within_a_year(history: History) -> None:
    """Two different years to date are no move."""
    ids = {move.id for move in history.changes(PUBLISHED_ON, top=99).moves}
    assert not any(id.endswith(".ytd") for id in ids)
    ids = {move.id for move in history.changes(date(2026, 2, 27), top=99).moves}
    assert any(id.endswith(".ytd") for id in ids)


def test_undated_facts_count_today_only(snapshot: Snapshot) -> None:
    """A figure without date adds to today's evidence, marked as old, and to no earlier one."""

    def undated(side: str, value: float) -> Fact:
        return Fact(
            id=f"undated_{side}",
            subject="floating_rate_debt",
            value=value,
            unit="ratio",
            source="A house",
            url="https://example.org",
            quality="secondary",
            statement={"ko": "문장", "en": "Sentence"},
            role=side,
            group="undated",
        )

    facts = Published((undated("small", 0.3), undated("large", 0.1)))
    history = History(replace(snapshot, published=facts))
    assert history.outcomes()["floating_debt"].answer == "holds"
    assert history.outcomes()["floating_debt"].expired
    assert history.outcomes(BEFORE)["floating_debt"].answer == "untestable"


def test_weak_facts_decide_nothing(snapshot: Snapshot, published: Published) -> None:
    """A verdict rests on primary and secondary sources; weak ones alone leave it untestable."""
    weak = Published(tuple(replace(fact, quality="weak") for fact in published.facts))
    history = History(replace(snapshot, published=weak))
    for claim in CLAIMS:
        if claim.facts and claim.id != "widest_since_2000":  # there the facts only add
            assert history.outcomes()[claim.id].answer == "untestable", claim.id
