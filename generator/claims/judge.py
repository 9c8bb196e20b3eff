"""From answers to verdicts: what failed always, what failed already then, what has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.claims.model import Answered, Claim, Facts, Judged, Kind, Metrics, Outcome, Rule
from generator.core.model import Answer, Metric, Missing, Verdict


def answer(claim: Claim, metrics: Metrics) -> Outcome:
    """Return a claim's answer at the date of some metrics; untestable where one is missing.

    Where the claim's own metrics are missing a published figure may decide instead.
    """
    there, missing = _found(metrics, claim.needs)
    if claim.rule is not None and not missing:
        also, _ = _found(metrics, claim.also)
        return _outcome(metrics, claim.rule, claim.facts, there, also)
    instead = claim.substitute
    if instead is not None:
        figures, absent = _found(metrics, instead.needs)
        if not absent:
            return _outcome(metrics, instead.rule, instead.facts, figures, [], published=True)
    ids = tuple(each.id for each in there)
    return Outcome("untestable", metrics=ids, missing=tuple(missing), as_of=metrics.as_of)


def _found(metrics: Metrics, ids: tuple[str, ...]) -> tuple[list[Metric], list[Missing]]:
    """Return which of some metrics are there, and which are missing."""
    found = [metrics.get(each) for each in ids]
    there = [each for each in found if isinstance(each, Metric)]
    return there, [each for each in found if isinstance(each, Missing)]


def _outcome(
    metrics: Metrics,
    rule: Rule,
    facts: Facts | None,
    there: list[Metric],
    also: list[Metric],
    *,
    published: bool = False,
) -> Outcome:
    answered: Answered = rule(metrics)
    old = facts is not None and any(fact.expired(metrics.as_of) for fact in facts(metrics.view))
    return Outcome(
        answer=answered.answer,
        n=answered.n,
        metrics=tuple(each.id for each in (*there, *also)),
        expired=old,
        published=published,
        as_of=min(each.as_of for each in there),
    )


def decided_on(judged: Judged, metrics: Metrics) -> date:
    """Return the day that decided a claim's verdict: of an event, a publication or its numbers.

    It lies after the month-end with which the verdict is compared; where nothing of the claim is
    dated in between, it is the date of the data.
    """
    days = _events(judged, metrics)
    if days is None:
        days = [each.as_of for each in _found(metrics, judged.outcome.metrics)[0]]
    return max(_between(judged, metrics, days), default=metrics.as_of)


def event_of(judged: Judged, metrics: Metrics) -> date | None:
    """Return the day of the event or publication that decided a verdict; None for other numbers.

    Newer data does not move it, as it moves the day of a price.
    """
    return max(_between(judged, metrics, _events(judged, metrics) or ()), default=None)


def _events(judged: Judged, metrics: Metrics) -> list[date] | None:
    """Return the days that a claim's events or cited figures give; None where it has neither."""
    claim, outcome = judged.claim, judged.outcome
    facts = claim.substitute.facts if outcome.published and claim.substitute else claim.facts
    if claim.decided is not None and outcome.answer != "untestable":
        return [claim.decided(metrics)]
    if facts is None:
        return None
    return [each.known_from for each in facts(metrics.view) if each.known_from is not None]


def _between(judged: Judged, metrics: Metrics, days: Iterable[date]) -> list[date]:
    return [day for day in days if judged.previous.month_end < day <= metrics.as_of]


def verdict(kind: Kind, now: Answer, at_publication: Verdict | None) -> Verdict:
    """Return the verdict on an answer, given the verdict at publication (None up to that day).

    A failed law is refuted, as it claims to hold always. A failed level is outdated if it held,
    or partly held, at publication; otherwise it is refuted.
    """
    if now != "fails":
        return now
    return "outdated" if kind == "V" and at_publication in ("holds", "partly") else "refuted"
