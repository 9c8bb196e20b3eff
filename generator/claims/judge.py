"""From answers to verdicts: what failed always, what failed already then, what has changed."""

from __future__ import annotations

from generator.claims.model import Claim, Kind, Metrics, Outcome
from generator.core.model import Answer, Metric, Missing, Verdict


def answer(claim: Claim, metrics: Metrics) -> Outcome:
    """Return a claim's answer at the date of some metrics; untestable where one is missing."""
    found = [metrics.get(each) for each in claim.needs]
    missing = tuple(each for each in found if isinstance(each, Missing))
    there = [each for each in found if isinstance(each, Metric)]
    ids = tuple(each.id for each in there)
    if claim.rule is None or missing:
        return Outcome("untestable", metrics=ids, missing=missing, as_of=metrics.as_of)
    answered = claim.rule(metrics)
    extra = tuple(each for each in claim.also if isinstance(metrics.get(each), Metric))
    return Outcome(
        answer=answered.answer,
        n=answered.n,
        metrics=(*ids, *extra),
        expired=answered.by_facts and _expired(claim, metrics),
        as_of=max(each.as_of for each in there),
    )


def _expired(claim: Claim, metrics: Metrics) -> bool:
    if claim.facts is None:
        return False
    return any(fact.expired(metrics.as_of) for fact in claim.facts(metrics.view))


def verdict(kind: Kind, now: Answer, at_publication: Verdict | None) -> Verdict:
    """Return the verdict on an answer, given the verdict at publication (None up to that day).

    A failed law is refuted, as it claims to hold always. A failed level is outdated if it held,
    or partly held, at publication; otherwise it is refuted.
    """
    if now != "fails":
        return now
    return "outdated" if kind == "V" and at_publication in ("holds", "partly") else "refuted"
