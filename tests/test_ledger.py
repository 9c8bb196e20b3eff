"""The ledger's page and what search engines read of it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from languages import PACKAGE
from sites import built
from small_caps.claims import WRITTEN
from test_claims import BY_ID, judged

from generator.claims import claims
from generator.pages.claims import score

LANGUAGES = ("ko", "en")


def page(lang: str) -> str:
    """Return the ledger of the built site."""
    return (built() / lang / "claims/index.html").read_text(encoding="utf-8")


def data() -> dict[str, dict[str, Any]]:
    """Return the published claims by id."""
    text = (built() / "data/claims.json").read_text(encoding="utf-8")
    return {each["id"]: each for each in json.loads(text)["claims"]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_claim_has_a_card(lang: str) -> None:
    """A card says its verdict and group in its classes, which the filters go by."""
    found = {
        claim: classes
        for classes, claim in re.findall(
            r'<article class="entry ([^"]+)" id="claim-([^"]+)"', page(lang)
        )
    }
    assert found == {id: f"is-{each['verdict']} of-{each['group']}" for id, each in data().items()}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_changed_rules_are_listed_with_date_and_reason(lang: str) -> None:
    """Each rule that was revised stands in the list; no other does."""
    listed = set(re.findall(r'<dt id="rule-([^"]+)"', page(lang)))
    assert listed == {each.id for each in claims(PACKAGE) if each.revised}
    assert {id for id, each in data().items() if each["rule_since"] > WRITTEN.isoformat()} == listed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tested_claims_are_reviewed_for_search_engines(lang: str) -> None:
    """One review a claim that could be tested, rated by its verdict; none for the others."""
    source = re.search(r'<script type="application/ld\+json">(.*?)</script>', page(lang), re.DOTALL)
    assert source
    graph = json.loads(source[1].replace("<\\/", "</"))["@graph"]
    tested = {id: each for id, each in data().items() if each["verdict"] != "untestable"}
    assert {each["url"].partition("#claim-")[2] for each in graph} == set(tested)
    for each in graph:
        claim = tested[each["url"].partition("#claim-")[2]]
        rating = each["reviewRating"]["ratingValue"]
        assert each["@type"] == "ClaimReview"
        assert each["claimReviewed"] == claim["statement"][lang]
        assert (rating == 5) == (claim["verdict"] == "holds")
        assert (rating == 1) == (claim["verdict"] == "refuted")


def test_score_counts_a_group_and_all() -> None:
    """What holds or is half true is good; what cannot be tested is not among the tested."""
    found = [
        judged(BY_ID["rotation"], "holds"),
        judged(BY_ID["broadening"], "partly"),
        judged(BY_ID["cuts_help_most"], "unsupported"),
        judged(BY_ID["interest_relief"], "untestable"),
        judged(BY_ID["vtwo_fee"], "fails", "refuted"),
    ]
    thesis, everything = score(found, "thesis"), score(found)
    assert (thesis.good, thesis.tested, thesis.total) == (2, 3, 4)
    assert (everything.good, everything.tested, everything.total) == (2, 4, 5)
    assert dict(everything.counts)["unsupported"] == 1
