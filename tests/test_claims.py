from __future__ import annotations

import inspect
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from claim_cases import CASES, INSTEAD, NEVER, SIZES, Values
from jinja2 import nodes
from languages import CONFIG, PACKAGE
from small_caps.claims import GROUPS
from small_caps.claims import criteria as article_criteria
from small_caps.states.claims import STATES
from small_caps.states.valuation import by_method

from generator.claims import (
    Claim,
    Judged,
    Outcome,
    Previous,
    answer,
    claims,
    criteria,
    evidence_keys,
    verdict,
)
from generator.content.load import Content, claim_info, load_content
from generator.core.model import Answer, Metric, Missing, Reason, Verdict
from generator.language.renderer import Renderer
from generator.language.states import Chosen
from generator.language.vocabulary import Vocabulary
from generator.metrics import declared
from generator.pages.claims import claims_json
from generator.snapshot.published import Fact, Published
from generator.snapshot.view import View

ROOT = Path(__file__).parents[1]
DAY = date(2026, 9, 25)
CLAIMS = claims(PACKAGE)
BY_ID = {claim.id: claim for claim in CLAIMS}
TESTABLE = [claim for claim in CLAIMS if claim.rule]
# Ids that others link to; more may follow.
FIXED = """
mag7_run rotation broadening r2000_definition domestic_gauge sector_mix rep_company sp500_balanced
nasdaq_tech vol_order falls_more recovers_more outruns_in_rises floating_debt interest_relief
cuts_help_most first_cut_6_12m easing_now tight_weaker easing_stronger pe_sp500_21_5 pe_r2000_14_5
hist_avg_pe discount_30 widest_since_2000 premium_is_normal legends_bargain always_12m
stock_picking_hard etf_trio_tracks vtwo_same_index iwm_fee vtwo_fee ijr_fee vtwo_half_fee
ijr_lowest_fee yields iwm_most_traded ijr_safer pension_account long_holding iwm_for_stability
tna_3x_daily tna_not_longterm decay zombie_40 bankruptcy_risk soft_landing big_moves patience_wins
"""
HEADINGS = {
    "intro", "what", "three-indices", "rates", "valuation", "etfs", "trio", "leverage", "risks",
    "conclusion",
}  # fmt: skip


@dataclass
class Stub:
    """Metrics of a date that have just the values given; every other known id is missing."""

    values: Values
    facts: tuple[Fact, ...] = ()
    as_of: date = DAY
    asked: set[str] = field(default_factory=set)
    days: Mapping[str, date] = field(default_factory=dict)

    @property
    def view(self) -> View:
        """Return a view that knows the given facts and nothing else."""
        found = SimpleNamespace(published=Published(self.facts), as_of=self.as_of)
        return cast(View, found)

    def get(self, metric_id: str) -> Metric | Missing:
        """Return a metric with the value, or missing."""
        self.asked.add(metric_id)
        if metric_id not in self.values:
            return Missing(metric_id, Reason("no_fee", {"fund": "IWM"}), "stub")
        unit = "text" if isinstance(self.values[metric_id], str) else "ratio"
        day = self.days.get(metric_id, self.as_of)
        return Metric(metric_id, self.values[metric_id], unit, day, "", {}, "stub")

    def __getitem__(self, metric_id: str) -> Metric:
        """Return a metric; a KeyError shows that a rule asked for what it does not declare."""
        found = self.get(metric_id)
        if isinstance(found, Missing):
            raise KeyError(metric_id)
        return found


def complete(claim: Claim, values: Values) -> dict[str, float | str]:
    """Return values for all that a claim needs: the given ones, and 1 where it does not matter."""
    return {**dict.fromkeys(claim.needs, 1.0), **values}


def judged(
    claim: Claim, now: Answer, then: Verdict | None = "holds", expired: bool = False
) -> Judged:
    """Return a claim as judged with an answer of its rule."""
    outcome = Outcome(now, DAY, 7, claim.needs, (), expired)
    found = verdict(claim.kind, now, then)
    return Judged(claim, outcome, found, then, Previous(date(2026, 8, 31), found))


# --- The table of claims


def test_every_claim_is_there() -> None:
    """The fixed ids are there, and no id twice."""
    assert set(FIXED.split()) <= set(BY_ID)
    assert len(BY_ID) == len(CLAIMS)


def test_claims_stand_by_group() -> None:
    """What the thesis rests on comes first; each claim has one of the four groups."""
    places = [GROUPS.index(claim.group) for claim in CLAIMS]
    assert places == sorted(places)
    assert set(places) == set(range(len(GROUPS)))


def test_sections_are_headings() -> None:
    """Each claim stands under a heading of the article."""
    assert {claim.section for claim in CLAIMS} <= HEADINGS


def test_needs_are_metrics() -> None:
    """What a claim needs, and what adds to it, are metrics that exist without any content."""
    for claim in CLAIMS:
        assert {*claim.needs, *claim.also} <= set(declared(CONFIG)), claim.id


def test_every_rule_has_a_reason() -> None:
    """Each rule says in its docstring why its limits are what they are."""
    for claim in TESTABLE:
        assert claim.rule is not None
        assert claim.rule.__name__ == claim.id
        assert len(inspect.getdoc(claim.rule) or "") > 15, claim.id


# --- The rules


@pytest.mark.parametrize(
    ("claim_id", "values", "expected"),
    [(claim_id, *case) for claim_id, cases in CASES.items() for case in cases],
)
def test_rule(claim_id: str, values: Values, expected: str) -> None:
    """A rule gives the answer of its definition, with each limit in the better answer."""
    claim = BY_ID[claim_id]
    outcome = answer(claim, Stub(complete(claim, values)))
    assert outcome.answer == expected


def test_every_rule_has_cases() -> None:
    """No claim's rule goes untested."""
    assert set(CASES) == {claim.id for claim in TESTABLE}
    assert set(NEVER) == {claim.id for claim in CLAIMS if claim.never}


@pytest.mark.parametrize("claim_id", CASES)
def test_each_answer_is_reached(claim_id: str) -> None:
    """A rule can give each answer that it may give, and no other."""
    assert {case[1] for case in CASES[claim_id]} == set(BY_ID[claim_id].answers)


@pytest.mark.parametrize("claim", TESTABLE, ids=lambda claim: claim.id)
def test_missing_part_is_untestable(claim: Claim) -> None:
    """Without any one of its needs a claim is untestable, and says which is missing and why."""
    values = complete(claim, CASES[claim.id][0][0])
    for need in claim.needs:
        outcome = answer(claim, Stub({id: v for id, v in values.items() if id != need}))
        assert outcome.answer == "untestable"
        assert [each.id for each in outcome.missing] == [need]
        assert outcome.missing[0].reason.code == "no_fee"
        assert outcome.n is None
        assert need not in outcome.metrics


@pytest.mark.parametrize("claim", TESTABLE, ids=lambda claim: claim.id)
def test_rule_asks_only_what_it_declares(claim: Claim) -> None:
    """A rule looks at nothing beyond its needs and what adds to them."""
    stub = Stub(complete(claim, CASES[claim.id][0][0]))
    answer(claim, stub)
    assert stub.asked <= {*claim.needs, *claim.also}


@pytest.mark.parametrize("claim_id", NEVER)
def test_undecidable(claim_id: str) -> None:
    """A claim that no data can decide is untestable and lacks no metric."""
    outcome = answer(BY_ID[claim_id], Stub({}))
    assert (outcome.answer, outcome.missing, outcome.metrics) == ("untestable", (), ())


@pytest.mark.parametrize("claim_id", CASES)
def test_sample_size(claim_id: str) -> None:
    """The number of cases stands beside verdicts that rest on a sample, and beside no other."""
    claim = BY_ID[claim_id]
    outcome = answer(claim, Stub(complete(claim, CASES[claim_id][0][0])))
    assert outcome.n == SIZES.get(claim_id)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("holds", "holds"), "holds"),
        (("holds", "fails"), "partly"),
        (("partly", "partly"), "partly"),
        (("partly", "fails"), "fails"),
        (("fails", "fails"), "fails"),
    ],
)
def test_two_methods(answers: tuple[Answer, ...], expected: str) -> None:
    """Two methods: both hold; at least one holds or both partly; else the claim fails."""
    assert article_criteria.methods(*answers) == expected


@pytest.mark.parametrize(
    ("wins", "n", "rate", "probability"),
    [
        (0, 5, 0.6, 0.4**5),
        (5, 5, 0.6, 1.0),
        (1, 7, 0.6, 0.4**7 + 7 * 0.6 * 0.4**6),
        (2, 7, 0.6, 0.4**7 + 7 * 0.6 * 0.4**6 + 21 * 0.36 * 0.4**5),
        (1, 2, 0.5, 0.75),
    ],
)
def test_chance_of_so_few_wins(wins: int, n: int, rate: float, probability: float) -> None:
    """The binomial sum counts every way to have at most so many wins."""
    assert criteria.at_most_wins(wins, n, rate) == pytest.approx(probability)


@pytest.mark.parametrize(
    ("wins", "n", "base", "expected"),
    [
        (6, 10, 0.50, "holds"),
        (6, 10, 0.51, "partly"),  # more than half and more than any month, not by ten points
        (59, 100, 0.40, "partly"),
        (6, 9, 0.50, "partly"),
        (10, 20, 0.40, "unsupported"),  # half is not more than half
        (11, 20, 0.56, "unsupported"),
        (7, 7, 0.95, "unsupported"),  # small caps win after any month as well
        (8, 20, 0.40, "unsupported"),  # 8 of 20 or fewer: 5.7 of 100 samples
        (7, 20, 0.40, "fails"),  # 7 of 20 or fewer: 2.1 of 100
        (0, 0, 0.50, "unsupported"),
    ],
)
def test_often(wins: int, n: int, base: float, expected: str) -> None:
    """Often is three in five and clearly above any month; few cases are half; chance fails none."""
    assert criteria.often(wins, n, base) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("holds", "holds"), "holds"),
        (("holds", "fails"), "partly"),
        (("partly", "unsupported"), "partly"),
        (("unsupported", "fails"), "unsupported"),
        (("fails", "fails"), "fails"),
    ],
)
def test_better_of_two_spans(answers: tuple[Answer, ...], expected: str) -> None:
    """Equal answers are that answer; else the better one, at best partly."""
    assert article_criteria.better(*answers) == expected


# --- Published figures


def old_and_new() -> tuple[Fact, Fact, Fact, Fact]:
    """Return two pairs of figures on floating debt, one of them older than 180 days."""

    def one(side: str, group: str, value: float, published_on: str) -> Fact:
        return Fact(
            id=f"{side}_{group}",
            subject="floating_rate_debt",
            value=value,
            unit="ratio",
            source="A house",
            url="https://example.org",
            quality="primary",
            statement={"ko": "문장", "en": "Sentence"},
            published_on=published_on,
            role=side,
            group=group,
        )

    return (
        one("small", "new", 0.3, "2026-09-01"),
        one("large", "new", 0.1, "2026-09-01"),
        one("small", "old", 0.3, "2025-09-01"),
        one("large", "old", 0.1, "2025-09-01"),
    )


def test_old_figures_are_marked() -> None:
    """Evidence that rests on a figure older than 180 days is marked; fresh evidence is not."""
    claim = BY_ID["floating_debt"]
    values = complete(claim, CASES["floating_debt"][0][0])
    facts = old_and_new()
    assert not answer(claim, Stub(values, facts[:2])).expired
    assert answer(claim, Stub(values, facts)).expired


@pytest.mark.parametrize(
    ("claim_id", "values", "expected"),
    [(claim_id, *case) for claim_id, cases in INSTEAD.items() for case in cases],
)
def test_figure_in_print_decides_alone(claim_id: str, values: Values, expected: str) -> None:
    """Without the claim's own metrics a recent published figure decides, by its own answers."""
    claim = BY_ID[claim_id]
    assert claim.substitute is not None
    figures = {**dict.fromkeys(claim.substitute.needs, "2026-09-01"), **values}
    outcome = answer(claim, Stub(figures))
    assert (outcome.answer, outcome.published) == (expected, True)
    assert outcome.metrics == claim.substitute.needs
    assert expected in claim.substitute.answers
    own = complete(claim, CASES[claim_id][0][0])
    assert not answer(claim, Stub({**figures, **own})).published


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.substitute], ids=lambda claim: claim.id)
def test_stand_ins_have_cases(claim: Claim) -> None:
    """Each figure that stands in can be seen to give each answer that it can give."""
    assert claim.substitute is not None
    assert {case[1] for case in INSTEAD[claim.id]} == set(claim.substitute.answers)


def test_untestable_is_never_marked() -> None:
    """Where no figure decides there is no figure to be old."""
    assert not answer(BY_ID["floating_debt"], Stub({}, old_and_new())).expired


# --- Verdicts


@pytest.mark.parametrize(
    ("kind", "now", "then", "expected"),
    [
        ("L", "holds", "refuted", "holds"),
        ("V", "partly", None, "partly"),
        ("L", "untestable", "holds", "untestable"),
        ("L", "fails", "holds", "refuted"),
        ("L", "fails", "untestable", "refuted"),
        ("V", "fails", "refuted", "refuted"),
        ("V", "fails", "holds", "outdated"),
        ("V", "fails", "partly", "outdated"),
        ("V", "fails", "unsupported", "refuted"),
        ("V", "fails", "untestable", "refuted"),
        ("V", "unsupported", "holds", "unsupported"),
        ("V", "fails", None, "refuted"),
    ],
)
def test_verdict(kind: str, now: str, then: str | None, expected: str) -> None:
    """A failed law is refuted; a failed level is outdated if it held or partly held at first."""
    assert verdict(kind, now, then) == expected  # type: ignore[arg-type]


# --- Texts


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    """Return what the claims' texts may name: metrics, facts, claims and states."""
    facts = Published.load(ROOT / "content" / "published.toml").facts
    units = {name: family.unit for name, (family, _) in declared(CONFIG).items()}
    units |= {f"published.{fact.id}": fact.metric_unit for fact in facts if fact.metric_unit}
    return Vocabulary(
        metrics=units,
        states={state.id: state for state in (*STATES, *by_method)},
        claims={claim.id: claim_info(claim) for claim in CLAIMS},
        facts={fact.id: fact.metric_unit for fact in facts},
    )


@pytest.fixture(scope="module")
def content(vocabulary: Vocabulary, tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Return the claims' texts alone, so that other texts cannot fail these tests."""
    folder = tmp_path_factory.mktemp("content")
    (folder / "text").mkdir()
    for name in ("article.toml", "glossary.toml"):
        shutil.copy(ROOT / "content" / name, folder / name)
    for topic in ("claims", "ledger", "reasons"):
        for language in ("ko", "en"):
            name = f"{topic}.{language}.toml"
            shutil.copy(ROOT / "content" / "text" / name, folder / "text" / name)
    return load_content(folder, vocabulary)


SAMPLES: Mapping[str, float | int | str] = {
    "ratio": 0.1234, "pp": -0.0123, "bp": 25, "multiple": 1.234, "index": 0.99987, "usd": 6.7e9,
    "krw": 1356.51,
    "count": 7, "date": "2026-08-31", "text": "word",
}  # fmt: skip


class Samples:
    """Metrics that are all there, or all missing; with ``ranges`` high ends lie above low ones."""

    def __init__(self, vocabulary: Vocabulary, there: bool, ranges: bool) -> None:
        self.vocabulary, self.there, self.ranges = vocabulary, there, ranges
        self.as_of, self.month_end, self.view = DAY, 24319, None

    def get(self, metric_id: str) -> Metric | Missing:
        """Return a metric with its unit's sample, or missing."""
        if not self.there:
            return Missing(metric_id, Reason("no_fee", {"fund": "IWM"}), "stub")
        unit = self.vocabulary.metrics[metric_id]
        value = SAMPLES[unit]
        if self.ranges and re.search(r"\.(high|best)", metric_id):
            value = cast(float, value) + 1
        return Metric(metric_id, value, unit, DAY, "", {}, "stub")

    def __getitem__(self, metric_id: str) -> Metric:
        """Return a metric that is there."""
        return cast(Metric, self.get(metric_id))


def words(
    content: Content, vocabulary: Vocabulary, language: str, there: bool, ranges: bool = False
) -> Renderer:
    """Return what says texts with all metrics there, or with all missing."""
    chosen = Chosen(content.vocabulary.states, Samples(vocabulary, there, ranges), {})
    return content.words(language, chosen)


def evidence_of(claim: Claim) -> list[tuple[str, ...]]:
    """Return the keys of each evidence that a claim may be shown with, the untestable one last."""
    found = [("numbers", f"evidence.{each}") for each in claim.answers]
    if claim.substitute:
        found += [(f"published.{each}",) for each in claim.substitute.answers]
    return [*found, ("evidence.untestable",)]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_texts_are_complete(content: Content, claim: Claim) -> None:
    """A claim has statement, rule, its numbers and one text for each answer that it may get.

    A claim that takes other data than the project's says which; a rule that was changed says why.
    """
    keys = {key for key in content.keys("claims", "ko") if key.startswith(f"{claim.id}.")}
    wanted = {"statement", "rule", *(key for keys in evidence_of(claim) for key in keys)}
    if claim.own_test:
        wanted.add("would_test")
    if claim.revised:
        wanted.add("change")
    wanted = {f"{claim.id}.{key}" for key in wanted}
    assert wanted <= keys <= wanted | {f"{claim.id}.caveat"}


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("ranges", [True, False], ids=["ranges", "single"])
@pytest.mark.parametrize("there", [True, False], ids=["there", "missing"])
def test_texts_render(
    content: Content, vocabulary: Vocabulary, language: str, there: bool, ranges: bool
) -> None:
    """Every text of every claim can be said, with what it may use there and with it missing."""
    said = words(content, vocabulary, language, there, ranges)
    for claim in CLAIMS:
        for keys in evidence_of(claim):
            if (keys == ("evidence.untestable",)) == there and not claim.never:
                continue
            text = " ".join(said.text("claims", f"{claim.id}.{key}") for key in keys)
            assert text[-1] in ".?!", (claim.id, keys, text)
            assert not re.search(r"[{}|]|\bnan\b|None", text), text
            assert (re.search("[가-힣]", text) is None) == (language == "en"), text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_fails_never_says_no_longer(content: Content, language: str) -> None:
    """The sentence for a failed claim is true whether the claim was true once or never."""
    for claim in CLAIMS:
        if "fails" in claim.answers:
            source = content.text("claims", language, f"{claim.id}.evidence.fails")
            typed = [each for each in source.walk() if isinstance(each, nodes.TemplateData)]
            text = "".join(each.data for each in typed)
            assert text.strip(), claim.id
            assert not re.search("no longer|anymore|더 이상|이제는", text), claim.id


# --- claims.json


def test_evidence_of_an_old_figure() -> None:
    """Evidence from a published figure past its time carries a note."""
    keys = evidence_keys(judged(BY_ID["hist_avg_pe"], "holds", expired=True))
    assert keys == (
        ("claims", "hist_avg_pe.numbers"),
        ("claims", "hist_avg_pe.evidence.holds"),
        ("ledger", "notes.expired"),
    )


def test_evidence_of_a_figure_in_print() -> None:
    """Where a published figure decided, its own text is the evidence."""
    found = judged(BY_ID["discount_30"], "partly")
    outcome = replace(found.outcome, published=True)
    keys = evidence_keys(replace(found, outcome=outcome))
    assert keys == (("claims", "discount_30.published.partly"),)


def test_evidence_of_an_undecidable_claim() -> None:
    """A claim that no data decides says why, and what would test it."""
    keys = [key for _, key in evidence_keys(judged(BY_ID["patience_wins"], "untestable"))]
    assert keys == ["patience_wins.evidence.untestable", "patience_wins.would_test"]
    assert all(claim.own_test for claim in CLAIMS if claim.never)


def test_evidence_of_an_untestable_claim() -> None:
    """A claim that lacks a figure for now says that the figure would test it."""
    keys = evidence_keys(judged(BY_ID["vtwo_fee"], "untestable"))
    assert keys == (("claims", "vtwo_fee.evidence.untestable"), ("ledger", "notes.would_test"))


@dataclass(frozen=True)
class Echo:
    """Says the key of a text instead of the text."""

    language: str

    def text(self, topic: str, key: str) -> str:
        """Return language and key."""
        return f"{self.language}:{key}"


def test_json() -> None:
    """claims.json has the contract's keys; previous is a month and a verdict, n may be null."""
    ledger = [judged(BY_ID["vtwo_fee"], "fails", "holds"), judged(BY_ID["decay"], "holds")]
    found = claims_json(ledger, DAY, {"ko": Echo("ko"), "en": Echo("en")})
    assert (found["schema"], found["as_of"]) == (1, "2026-09-25")
    assert found["claims"][0] == {
        "id": "vtwo_fee",
        "section": "trio",
        "statement": {"ko": "ko:vtwo_fee.statement", "en": "en:vtwo_fee.statement"},
        "rule": {"ko": "ko:vtwo_fee.rule", "en": "en:vtwo_fee.rule"},
        "rule_since": "2026-11-25",
        "group": "funds",
        "verdict": "outdated",
        "at_publication": "holds",
        "previous": {"month_end": "2026-08", "verdict": "outdated"},
        "evidence": {
            "ko": "ko:vtwo_fee.numbers ko:vtwo_fee.evidence.fails",
            "en": "en:vtwo_fee.numbers en:vtwo_fee.evidence.fails",
        },
        "metrics": ["vtwo.fee"],
        "n": 7,
        "as_of": "2026-09-25",
        "expired": False,
    }
    assert found["claims"][1]["verdict"] == "holds"
