"""The audit of the built site: each thing it looks for, put wrong once, is named."""

from __future__ import annotations

import re

import pytest
from sites import read

from generator.build.audit import BuiltSite, heads, links, markup, numbers, parity

PAGE = "en/index.html"


def _changed(path: str, old: str, new: str) -> BuiltSite:
    """Return the built site with the first place that a pattern finds written anew."""
    site = read()
    text, count = re.subn(old, new, site.files[path].decode(), count=1, flags=re.DOTALL)
    assert count == 1, old
    return BuiltSite({**site.files, path: text.encode()})


def test_the_built_site_has_no_fault() -> None:
    """Nothing is complained of where nothing is wrong."""
    for check in (markup, links, heads, numbers, parity):
        assert list(check(read())) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        # The policy names the one style by its hash, so each of these would not be applied.
        (r"<style>", "<style>p{color:red}", "content security policy is missing or differs"),
        (r"</style>", "</style><style>p{color:red}</style>", "policy is missing or differs"),
        (r"<style>.*?</style>", "", "policy is missing or differs"),
        (r"</style>", r'</style><link rel="stylesheet" href="x.css">', "linked style sheet"),
        (r"script-src 'self'|script-src &#39;self&#39;", "script-src *", "policy is missing"),
        (r"<h1>", r'<h1 style="color:red">', "style attribute on <h1>"),
        (r"<h1>", r'<h1 onclick="x()">', "onclick attribute on <h1>"),
        (r"</head>", "<script>x()</script></head>", "<script> without src"),
        (r"</h1>", "</h1></h1>", "</h1> does not match"),
        (r'<main id="main"', '<p id="main"></p><main id="main"', "this id is used twice"),
    ],
)
def test_markup_that_the_policy_or_html_forbids(old: str, new: str, complaint: str) -> None:
    """Another style than the policy's, inline code, what does not close, an id used twice."""
    found = [str(each) for each in markup(_changed(PAGE, old, new))]
    assert any(complaint in each and PAGE in each for each in found), found


@pytest.mark.parametrize(
    ("path", "old", "new", "complaint"),
    [
        (PAGE, r"#lead-narrow", "#lead-tiny", "there is no such place on the page"),
        (PAGE, r"#lead-wide", "#lead-huge", "there is no such place on the page"),
        ("en/drawings.svg", 'id="lead-narrow"', 'id="led"', "#lead-narrow"),
        (PAGE, r'src="drawings\.svg', 'src="drawn.svg', "leads nowhere"),
        (PAGE, r'src="drawings\.svg', 'src="https://example.org/d.svg', "from elsewhere"),
        (PAGE, r'srcset="drawings\.svg', 'srcset="https://example.org/d.svg', "from elsewhere"),
        (PAGE, r'href="methods/#m-', 'href="methods/#n-', "there is no such place on the page"),
    ],
)
def test_links_that_lead_nowhere(path: str, old: str, new: str, complaint: str) -> None:
    """Also a drawing's place in the file of drawings, in either layout."""
    found = [str(each) for each in links(_changed(path, old, new))]
    assert any(complaint in each and PAGE in each for each in found), found


def test_a_number_that_is_not_the_computed_one() -> None:
    """A shown value that metrics.json does not have is named with both."""
    site = _changed(
        PAGE, r'value="([\d.]+)" data-metric="iwm\.', r'value="\g<1>9" data-metric="iwm.'
    )
    assert any("metrics.json has" in str(each) for each in numbers(site))


def test_a_page_without_its_card_or_its_twin_in_numbers() -> None:
    """What search engines need, and what one language says and the other does not."""
    bare = _changed(PAGE, r'<meta property="og:image"[^>]*>', "")
    assert any("has no og:image" in str(each) for each in heads(bare))
    lone = _changed(PAGE, r'<figure class="chart" id="lead"', '<figure class="chart" id="led"')
    assert any("differs from" in str(each) and "figures" in str(each) for each in parity(lone))
