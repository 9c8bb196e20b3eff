"""What is wrong in a text is told before anything is built: file, line, id, nearest name."""

from __future__ import annotations

from pathlib import Path

import pytest
from languages import language
from tiny import VOCABULARY

from generator.core.errors import UserError
from generator.core.settings import Language
from generator.language.checks import Rules, check
from generator.language.template import parse

NAMES = ("Russell 2000", "러셀 2000", "S&P 500", "M7")


def complaints(
    source: str, *, blocks: bool = True, variables: bool = False, code: str = "ko"
) -> list[str]:
    """Return what is said about a text that begins on line 1 of f.md."""
    row: Language = language(code)
    rules = Rules(VOCABULARY, row, ("fees",), NAMES)
    return [
        str(each)
        for each in check(parse(source, "f.md"), rules, blocks=blocks, variables=variables)
    ]


HAVE = '{{% have "iwm.fee" %}}{}{{% missing %}}-{{% endhave %}}'


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        # unknown names, with the nearest
        ('{{ m("iwm.fees") }}', "f.md:1: unknown metric 'iwm.fees' (hint: did you mean iwm.fee?)"),
        (
            'a\n\n{{ chart("growht") }}',
            "f.md:3: unknown chart 'growht' (hint: did you mean growth?)",
        ),
        ('{{ table("fee") }}', "f.md:1: unknown table 'fee' (hint: did you mean fees?)"),
        ('{{ tool("fes") }}', "f.md:1: unknown tool 'fes' (hint: did you mean fees?)"),
        ('{{ claim("cheep") }}', "f.md:1: unknown claim 'cheep' (hint: did you mean cheap?)"),
        ('{{ verdict("cheep") }}', "f.md:1: unknown claim 'cheep' (hint: did you mean cheap?)"),
        ('{{ orig("fees") }}', "unknown number of the original 'fees' (hint: did you mean fee?)"),
        ('{{ cell("iwm.fes") }}', "unknown metric 'iwm.fes' (hint: did you mean iwm.fee?)"),
        ('{{ cite("dept") }}', "unknown published fact 'dept' (hint: did you mean debt?)"),
        ('{{ n("iwm.fee") }}', "unknown function 'n'"),
        ('{{ orig("fee") | pc(2) }}', "unknown filter 'pc' (hint: did you mean pct?)"),
        ('{% have "iwm.fe" %}a{% missing %}b{% endhave %}', "unknown metric 'iwm.fe'"),
        ('{% state "leed" %}{% when "up" %}a{% endstate %}', "unknown state 'leed'"),
        ('{% callout "notes" %}a{% endcallout %}', "unknown callout 'notes'"),
        ('{{ why("nothing") }}', "unknown metric 'nothing'"),
        ("{{ name }}", "'name' is neither a function nor quoted"),
        # guards
        ('a\n{{ m("iwm.fee") }}', "f.md:2: iwm.fee may be missing here"),
        ('{% have "vtwo.fee" %}{{ m("iwm.fee") }}{% missing %}-{% endhave %}', "iwm.fee may be"),
        ('{% have "iwm.fee" %}a{% missing %}{{ m("iwm.fee") }}{% endhave %}', "iwm.fee may be"),
        ('{{ as_of("iwm.fee") }}', "iwm.fee may be missing here"),
        ('{{ window("iwm.fee") }}', "iwm.fee may be missing here"),
        ('{{ fact("debt") }}', "the fact debt may not be known here"),
        ('{{ cite("rule") }}', "the fact rule may not be known here"),
        ('{{ statement("rule") }}', "the fact rule may not be known here"),
        (
            '{% have "published.rule" %}{{ fact("rule") }}{% missing %}-{% endhave %}',
            "the fact rule is no number (hint: use statement())",
        ),
        (
            '{% state "claim.cheap" %}{% when "holds", "partly", "refuted" %}a'
            '{% when "untestable" %}{{ m("iwm.fee") }}{% endstate %}',
            "iwm.fee may be missing here",
        ),
        # states
        (
            '\n{% state "lead" %}{% when "up" %}a{% when "missing" %}-{% endstate %}',
            "f.md:2: state lead has no text for flat, down",
        ),
        (
            '{% state "lead" %}{% when "up", "flat", "down" %}a{% endstate %}',
            "state lead has no text for missing",
        ),
        (
            '{% state "lead" %}{% when "up", "flat" %}a\n{% when "donw" %}b'
            '{% when "missing" %}-{% endstate %}',
            "f.md:2: state lead has no value 'donw' (hint: did you mean down?;",
        ),
        (
            '{% state "lead" %}{% when "up", "flat", "down" %}a{% when "up" %}b'
            '{% when "missing" %}-{% endstate %}',
            "'up' of state lead has two texts",
        ),
        (
            '{% state "lead" %}{% when "up" %}a{% when "flat" %}b'
            '{% when "down", "missing" %}c{% endstate %}',
            "missing of state lead shares its text with another value",
        ),
        (
            '{% state "lead" %}{% when "up", "flat", "down" %}a{% when "missing" %} {% endstate %}',
            "the text for missing says nothing",
        ),
        ('{% have "gap" %}a{% missing %}\n{% endhave %}', "the missing part of have says nothing"),
        (
            '{% state "claim.now" %}{% when "holds", "partly", "refuted" %}a'
            '{% when "untestable" %}b{% endstate %}',
            "state claim.now has no text for outdated",
        ),
        ("{{ why() }}", "why() explains nothing here"),
        # formats
        (
            HAVE.format('{{ m("iwm.fee") | usd }}'),
            "usd does not fit a number in ratio (hint: use pct)",
        ),
        ('{{ orig("pe") | pct }}', "pct does not fit a number in multiple (hint: use multiple)"),
        ('{{ cell("assets") | pct(1) }}', "pct does not fit a number in usd (hint: use usd)"),
        (
            '{{ cell("assets", "usd") }}',
            'cell() takes 1 argument(s), all texts (hint: the format is a filter: cell("id")',
        ),
        ('{{ q("5") | count }}', "q() gives words, which have no format"),
        (HAVE.format('{{ m("iwm.fee") | pct(1, 2, 3, 4, 5) }}'), "pct: too many positional"),
        (HAVE.format('{{ m("iwm.fee") | pct(sgn=True) }}'), "pct: got an unexpected keyword"),
        ('{{ m("iwm.fee", "gap") }}', "m() takes 1 argument(s), all texts"),
        ("{{ q(1) }}", "q() takes 1 argument(s), all texts"),
        # what is no function, name or text
        ("{{ 1 + 1 }}", "f.md:1: only a function, a name or a text can stand here"),
        ("{{ 1 }}", "only a function, a name or a text can stand here"),
        ("\n{{ m(id) }}", "f.md:2: arguments must be literal texts or numbers"),
        ("{{ m(*ids) }}", "arguments must be literal texts or numbers"),
        ("{{ m.x }}", "only a function, a name or a text can stand here"),
        ('{{ "a".join("b") }}', "unknown function ''"),
        ('{{ "a" if "b" else "c" }}', "only a function, a name or a text can stand here"),
        ('{{ "a" | upper }}', "unknown filter 'upper'"),
        # particles
        ('IWM{{ josa("은/가") }}', "unknown particle '은/가'"),
        ('IWM {{ josa("은/는") }}', "a particle follows its word without a space"),
        ('{{ "IWM" | josa }}', "josa takes one pair"),
        # digits
        ("a\nb 25 % c", "f.md:2: the digits '25' are typed"),
        ("in 2025.", "the digits '2025.' are typed"),
        ("러셀 20000", "the digits '20000' are typed"),
        ("M77", "the digits '77' are typed"),
        (
            '{% have "gap" %}a\n\nb 7\n{% missing %}-{% endhave %}',
            "f.md:3: the digits '7' are typed",
        ),
        # markup
        ("a <script>b</script>", "f.md:1: this HTML is not allowed in content"),
        ('a\n<span onclick="b">c</span>', "f.md:2: this HTML is not allowed in content"),
        ("<img src=x>", "this HTML is not allowed in content"),
        ("<!-- a -->", "this HTML is not allowed in content"),
        ('<span title="{{ q("a") }}">', "this HTML is not allowed in content"),
        ("[a](javascript:b)", "links may not begin with javascript:"),
        ("[a](http://b)", "links may not begin with http:"),
    ],
)
def test_what_is_wrong(source: str, complaint: str) -> None:
    """Each mistake is told once, at its line, with a way out where one is known."""
    found = complaints(source)
    assert any(complaint in each for each in found), found


@pytest.mark.parametrize(
    "source",
    [
        HAVE.format('{{ m("iwm.fee") | pct(2) }}{{ josa("은/는") }}'),
        HAVE.format('{{ m("iwm.fee") }} {{ as_of("iwm.fee") | month }} {{ window("iwm.fee") }}'),
        '{% have "published.rule" %}{{ statement("rule") }} {{ cite("rule") }}'
        "{% missing %}-{% endhave %}",
        '{% have "published.debt" %}{{ fact("debt") | pct }}{% missing %}{{ why() }}{% endhave %}',
        '{% state "lead" %}{% when "up", "flat" %}{{ m("gap") | pp }}{% when "down" %}'
        '{% when "missing" %}{{ why() }}{% endstate %}',
        # the state cannot be missing where its metric is there
        '{% have "gap" %}{% state "lead" %}{% when "up", "flat", "down" %}a{% endstate %}'
        "{% missing %}b{% endhave %}",
        '{% state "claim.cheap" %}{% when "holds" %}{{ m("iwm.fee") }}{% when "partly" %}a'
        '{% when "refuted" %}b{% when "untestable" %}{{ why() }}{% endstate %}',
        '{% state "claim.never" %}{% when "untestable" %}a{% endstate %}',
        '{{ cell("iwm.fee") }} {{ cell("iwm.fee") | pct(2) }}',
        '{{ orig("pe") | multiple(0) }} {{ orig("since") }} {{ q("2,000") }}',
        "러셀 2000은 S&P 500, Russell 2000's M7",
        "1. a\n2. b\n\n[a](https://example.org/2025) <https://example.org/1>",
        '<abbr title="x">a</abbr><br><span lang="en">b</span> a < b &#8211; **c**{: .x1}',
        "<# a comment with 25 digits #> [a](methods/#m-1) [b](mailto:a@b.c)",
        '{{ as_of() }} {{ month_end() | month }} {{ original_date() }} {{ "IWM" | josa("은/는") }}',
        '{% callout "note" %}a{% endcallout %}\n\n{{ claim("cheap") }}\n\n{{ tool("fees") }}',
    ],
)
def test_what_is_right(source: str) -> None:
    """Everything the guide for writers offers passes the checks."""
    assert complaints(source) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('{{ chart("growth") }}', "chart() is for sections only"),
        ('{{ table("fees") }}', "table() is for sections only"),
        ('{% callout "note" %}a{% endcallout %}', "callouts are for sections only"),
    ],
)
def test_blocks_belong_to_sections(source: str, complaint: str) -> None:
    """A title or a cell cannot hold a chart, a table or a box."""
    assert complaint in complaints(source, blocks=False)[0]


def test_names_are_for_the_pages() -> None:
    """The texts of the pages may use names that the code fills in."""
    assert complaints("{{ day | date }} {{ name }}", variables=True) == []


def test_particles_need_a_language_that_has_them() -> None:
    """A particle in English is a mistake."""
    assert "English has no particles" in complaints('IWM{{ josa("은/는") }}', code="en")[0]


@pytest.mark.parametrize(
    ("source", "line", "complaint"),
    [
        ("a\n{% if x %}b{% endif %}", 2, "if is not for content"),
        ("{% for a in b %}c{% endfor %}", 1, "for is not for content"),
        ("{% set a = 1 %}", 1, "is not for content"),
        ('\n\n{% have "a" %}b{% endhave %}', 3, "have lacks its {% missing %} part"),
        (
            '{% state "a" %}b{% when "c" %}{% endstate %}',
            1,
            "text between state and its first when",
        ),
        ('{% state "a", "b" %}{% endstate %}', 1, "state takes one id"),
        ("{% state a %}{% endstate %}", 1, "state takes literal texts, in quotation marks"),
        ('a\n{% state "a" %}{% when "b" %}c', 2, "state is not closed"),
        ("{{ a }", 1, "{{ is not closed"),
        ("a\n<# b", 2, "<# is not closed"),
        ("{% endhave %}", 1, "endhave does not belong here"),
        ('a{% when "b" %}', 1, "when does not belong here"),
        ('{% have "a" %}b{% missing %}c{% missing %}d{% endhave %}', 1, "missing does not belong"),
        ('\n{% state "a" %}{% when "b" %}{% endhave %}', 2, "state is not closed"),
        ("{% state %}{% endstate %}", 1, "state takes one id"),
        ('{% state "a" %}{% when %}{% endstate %}', 1, "when takes values"),
        ('{{ m("a" }}', 1, "unexpected '}', expected ')'"),
        ('{{ m("a") pct }}', 1, "got 'pct'"),
        ("a {# a note #}", 1, "{# is no comment here"),
        ("a\n{# a note #}", 2, "{# is no comment here"),
        ("a\nb }} c", 2, "}} closes nothing"),
        ("a %}", 1, "%} closes nothing"),
        ("a #>", 1, "#> closes nothing"),
        ("{% raw %}{{ x }}{% endraw %}", 1, "{{ is not closed"),
        ('{% state "a" %}{% endstate %}', 1, "state has no when"),
    ],
)
def test_what_is_no_template(source: str, line: int, complaint: str) -> None:
    """A text that cannot be read is told with its line in the file, wherever it begins there."""
    with pytest.raises(UserError) as error:
        parse(source, "f.toml", 10, "key")
    (problem,) = error.value.problems
    assert (problem.file, problem.line, problem.id) == ("f.toml", 9 + line, "key")
    assert complaint in problem.message


def test_white_space_of_branches(tmp_path: Path) -> None:
    """Branches may stand on lines of their own without leaving paragraphs behind."""
    block = parse('a {% state "s" %}\n{% when "x" %}\nb\n{% endstate %}\nc', "f").body
    inline = parse('a {% state "s" %}{% when "x" %} b {% endstate %}c', "f").body
    assert block[1].body[0].nodes[0].data == "b"  # type: ignore[attr-defined]
    assert block[1].body[0].nodes[0].lineno == 3  # type: ignore[attr-defined]
    assert inline[1].body[0].nodes[0].data == " b "  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "source",
    [
        '{% have "iwm.fe" %}{{ m("iwm.fe") }} {{ m("iwm.fe") }}'
        "{% missing %}{{ why() }}{% endhave %}",
        '{% state "leed" %}{% when "up" %}{{ m("gap") }}'
        '{% when "missing" %}{{ why() }}{% endstate %}',
        '{% state "lead" %}{% when "up", "flat" %}a{% when "donw" %}b'
        '{% when "missing" %}-{% endstate %}',
        '{{ m("iwm.fes") }} {{ m("iwm.fes") | pct }}',
    ],
)
def test_one_wrong_name_is_one_error(source: str) -> None:
    """What only follows from a wrong name is not told beside it."""
    (found,) = complaints(source)
    assert "unknown" in found or "no value 'donw'" in found


def test_a_state_s_mistakes_list_what_is_allowed() -> None:
    """Whoever mistypes a branch or leaves one out is told the state and all of its branches."""
    for branches in ('"up"', '"up", "flat", "dwn"'):
        source = f'{{% state "lead" %}}{{% when {branches} %}}a{{% endstate %}}'
        assert "lead is up, flat, down, missing" in complaints(source)[0]


def test_the_nearest_particle_is_named() -> None:
    """A pair that is none comes with the one that shares a half with it."""
    assert "did you mean 은/는?" in complaints('IWM{{ josa("은/가") }}')[0]
    assert "did you mean 으로/로?" in complaints('IWM{{ josa("로/으러") }}')[0]
