"""Texts become HTML, plain text and tables; words and particles follow the data."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from languages import PUBLISHED_ON
from markupsafe import Markup
from render_states import World, everything_missing, render_all, words_in, worlds
from tiny import VOCABULARY, article, load, write

from generator.content.load import Content
from generator.core.errors import UserError
from generator.core.model import Reason
from generator.language.renderer import Renderer
from generator.language.template import parse

REASON = Reason("too_young", {"fund": "IWM", "since": "2010-09"})


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """The sample article."""
    return load(article(tmp_path_factory.mktemp("tiny") / "content"))


def say(content: Content, source: str, code: str = "ko", world: World | None = None) -> str:
    """Return a text as HTML in a world where all is there."""
    words = words_in(content, code, world or World(), REASON)
    return str(words.html(parse(source, "f.md")))


def plain(content: Content, source: str, code: str = "ko", **variables: Any) -> str:
    """Return a text without markup."""
    return words_in(content, code, World(), REASON).plain(parse(source, "f.md"), **variables)


FEE = (
    '<a class="num" href="methods/#m-iwm.fee" title="iwm.fee · 2025년 9월~2026년 8월">'
    '<data value="0.18742435549881087" data-metric="iwm.fee">18.7%</data></a>'
)


def test_a_number_is_bound_to_its_metric(content: Content) -> None:
    """A number carries its unrounded value and its id, and leads to its definition."""
    assert say(content, '{{ m("iwm.fee") | pct(1) }}') == FEE


def test_numbers_of_the_past_are_not_bound(content: Content) -> None:
    """An edition's number is a value, but not today's value of the id."""
    words = replace(words_in(content, "en", World(), REASON), bind=False, link_base="../../")
    found = words.html(parse('{{ m("iwm.fee") }} {{ orig("fee") | pct(2) }}', "f"))
    assert "data-metric" not in found
    assert 'href="../../methods/#m-iwm.fee"' in found
    assert '<data class="orig" value="0.0019">0.19%</data>' in found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('**{{ m("iwm.fee") | pct(1) }}**{{ josa("로/으로") }}', f"<strong>{FEE}</strong>로"),
        (
            '{{ orig("pe") | multiple(0) }}{{ josa("은/는") }}',
            '<span class="orig">17~18배</span>는',
        ),
        ('{{ orig("since") }}', '<data class="orig" value="2000">2000</data>'),
        ('{{ "IWM" | josa("은/는") }} **IJR**{{ josa("이/가") }}', "IWM은 <strong>IJR</strong>이"),
        ('<abbr title="x">ETF</abbr>{{ josa("은/는") }}', '<abbr title="x">ETF</abbr>는'),
        ('S&P 500{{ josa("은/는") }}', "S&amp;P 500은"),
        ('{{ q("2,000") }}{{ josa("이/가") }}', "2,000이"),
        ('[금융](methods/){{ josa("은/는") }}', '<a href="methods/">금융</a>은'),
        (
            '{% state "lead" %}{% when "up" %}금융{% when "flat", "down" %}소형주'
            '{% when "missing" %}-{% endstate %}{{ josa("은/는") }}',
            "금융은",
        ),
        ("{{ as_of() }}, {{ month_end() }}", "2026년 9월 25일, 2026년 8월"),
        ("{{ original_date() | month }}", "2025년 11월"),
        ('{{ as_of("gap") }} {{ window("gap") }}', "2026년 9월 25일 2025년 9월~2026년 8월"),
        (
            '{{ cite("debt") }}',
            '<a class="cite" href="https://example.org/" data-host="example.org">'
            "Source, 2025년</a>",
        ),
        ('{{ statement("rule") }}{{ josa("이에요/예요") }}', "사실이에요"),
        ('{{ verdict("cheap") }}', '<a class="verdict">holds</a>'),
        ("a *b* `c`", "a <em>b</em> <code>c</code>"),
    ],
)
def test_phrases(content: Content, source: str, expected: str) -> None:
    """Numbers, quotations and states stand within a line; particles see through the markup."""
    assert say(content, source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('**{{ m("iwm.fee") | pct(1) }}**{{ josa("은/는") }} [a](b) `c` *d*', "18.7%는 a c d"),
        ('S&P 500 {{ m("gap") }} {{ m("assets") }}', "S&P 500 −8.4%p 719억 달러"),
        ("a\n  b <br> c", "a b c"),
        ('{{ cite("debt") }} {{ orig("pe") | multiple(0) }}', "Source, 2025년 17~18배"),
        ('{{ cell("iwm.fee") | pct(2) }} {{ q("*2*") }}', "18.74% *2*"),
    ],
)
def test_plain_text(content: Content, source: str, expected: str) -> None:
    """Titles and descriptions have no markup and no entities."""
    assert plain(content, source) == expected


def test_data_is_never_markup(content: Content) -> None:
    """What comes from outside is shown as it is: no Markdown, no HTML, no marks of ours."""
    hostile = '<script>*x*</script> [a](b) {{ m("x") }} \ue0000\ue003 "q"'
    found = words_in(content, "en", World(), REASON).html(parse("{{ it }}", "f"), it=hostile)
    assert found == ("&lt;script&gt;*x*&lt;/script&gt; [a](b) {{ m(&#34;x&#34;) }} 0 &#34;q&#34;")
    assert plain(content, "{{ it }}", it="<b>") == "<b>"


def test_variables(content: Content) -> None:
    """Names given by the code are formatted by what they are; one that lacks is told."""
    words = words_in(content, "en", World(), REASON)
    text = parse("{{ day }} {{ n }} {{ it }} {{ html }}", "f")
    found = words.html(text, day=PUBLISHED_ON, n=1924, it="a&b", html=Markup("<i>x</i>"))
    assert found == "28 Nov 2025 1,924 a&amp;b <i>x</i>"
    with pytest.raises(UserError, match=r"f:1: day is not given"):
        words.plain(text)


def test_a_metric_of_words(content: Content) -> None:
    """A word from the data is said in the language's words where the definitions have one."""
    wording = content.wordings["ko"]
    texts = {"words.Example Holdings Corp": parse("예시", "f")}
    wording = replace(wording, topics={**wording.topics, "definitions": texts})
    known = replace(words_in(content, "ko", World(), REASON), wording=wording)
    text = parse('{{ m("rate.regime") | text }}{{ josa("은/는") }}', "f")
    assert known.plain(text) == "예시는"
    unknown = words_in(content, "ko", World(), REASON)
    assert unknown.plain(text) == "Example Holdings Corp은(는)"


def test_a_typed_word_needs_a_reading(content: Content) -> None:
    """A particle after a typed word of unknown sound is told with its line."""
    with pytest.raises(UserError, match=r"f\.md:3: particle 은/는: no reading for 'Corp'"):
        say(content, 'a\n\nCorp{{ josa("은/는") }}')
    with pytest.raises(UserError, match=r"f\.md:3: particle 은/는: there is no word before it"):
        say(content, 'IWM\n\n{{ josa("은/는") }}')


LABELS = {
    "families.stub.label": parse("{{ fund }} {{ window }}", "f"),
    "args.window.1y": parse("최근 1년", "f"),
}


def test_labels_follow_the_definitions(content: Content) -> None:
    """The title of a number is its family's label with the words of its arguments."""
    words = words_in(content, "ko", World(), REASON)
    wording = replace(words.wording, topics={**words.wording.topics, "definitions": LABELS})
    words = replace(words, wording=wording)
    metric = replace(words.chosen.metrics["gap"], args={"fund": "iwm", "window": "1y"})
    assert words.title(metric) == "iwm 최근 1년 · 2025년 9월~2026년 8월"
    assert words.title(replace(metric, window=None)) == "iwm 최근 1년 · 2026년 9월 25일"


# --- What is missing


def test_reasons_are_said(content: Content) -> None:
    """Where a number is missing its reason stands in words, dates in the language's form."""
    source = '{% have "gap", "iwm.fee" %}a{% missing %}모름({{ why() }}){% endhave %}'
    world = World(missing=frozenset({"gap", "iwm.fee"}))
    assert say(content, source, "ko", world) == "모름(IWM은 2010년 9월부터예요)"
    assert say(content, source, "en", world) == "모름(IWM began in Sep 2010)"
    assert say(content, source) == "a"


def test_states_explain_what_they_need(content: Content) -> None:
    """why() in a state's missing branch explains the state's own metrics."""
    branches = '{% when "up", "flat", "down" %}a{% when "missing" %}{{ why() }}'
    source = f'{{% state "lead" %}}{branches}{{% endstate %}}'
    assert say(content, source, "en", World(missing=frozenset({"gap"}))) == "IWM began in Sep 2010"
    assert say(content, '{{ why("lead") }}', "en", World(missing=frozenset({"gap"}))) == (
        "IWM began in Sep 2010"
    )


def test_why_has_something_to_explain(content: Content) -> None:
    """why() where nothing is missing is a mistake, unless the caller knows the reason."""
    text = parse('{{ why("gap") }}', "f.md")
    words = words_in(content, "en", World(), REASON)
    with pytest.raises(UserError, match=r"f\.md:1: why\(\) finds nothing missing in gap"):
        words.html(text)
    assert words.html(text, because=REASON) == "IWM began in Sep 2010"


def test_a_number_that_lacks_is_told(content: Content) -> None:
    """A number without guard is told with its line (the checks refuse it before)."""
    with pytest.raises(UserError, match=r"f\.md:2: gap is missing here"):
        say(content, 'a\n{{ m("gap") }}', "en", World(missing=frozenset({"gap"})))


# --- Blocks and sections


def test_a_section(content: Content) -> None:
    """A section has its headings with ids, its table and chart, and a box with Markdown in it."""
    found = words_in(content, "ko", World(), REASON).section(content.sections("ko")[0])
    assert [(each.level, each.id, each.text) for each in found.headings] == [
        (1, "top", "소형주"),
        (2, "second", "둘째"),
    ]
    assert '<h2 id="second">둘째</h2>' in found.html
    assert "<table><tr><td>소형주</td>" in found.html
    assert '<figure id="growth"></figure>' in found.html
    assert (
        '<aside class="note"><ul>\n<li><strong>올랐어요.</strong></li>\n</ul></aside>' in found.html
    )
    assert "<p><table" not in found.html
    assert "<p><figure" not in found.html


def test_links_lead_from_the_language_s_root(content: Content) -> None:
    """Relative links are the language's; absolute ones and those within the page stay."""
    words = replace(words_in(content, "en", World(), REASON), link_base="../")
    found = words.html(parse("[a](methods/) [b](#top) [c](https://x.org/) [d](mailto:a@b.c)", "f"))
    assert 'href="../methods/"' in found
    assert 'href="#top"' in found
    assert 'href="https://x.org/"' in found
    assert 'href="mailto:' not in found.replace('href="mailto:a@b.c"', "")


def test_a_block_stands_alone(content: Content) -> None:
    """A chart within a sentence is told with its line."""
    with pytest.raises(UserError, match=r"f\.md:3: this block must stand alone"):
        say(content, 'a\n\nb {{ chart("growth") }} c')


def test_blocks_are_not_plain(content: Content) -> None:
    """A title cannot hold a chart."""
    with pytest.raises(UserError, match="a block cannot stand in plain text"):
        plain(content, '{{ chart("growth") }}')


# --- Tables


def test_a_table(content: Content) -> None:
    """Cells are numbers or the language's word for none, with each reason once."""
    world = World(missing=frozenset({"vtwo.fee"}))
    table = words_in(content, "en", world, REASON).table("fees")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Two", "18.74%"],
        ["unknown", "no data"],
    ]
    assert table.missing == ("IWM began in Sep 2010",)


def test_a_table_as_csv(content: Content) -> None:
    """The download has the unrounded values with their ids, units and dates."""
    world = World(missing=frozenset({"vtwo.fee"}))
    table = words_in(content, "en", world, REASON).table("fees")
    text = io.StringIO()
    csv.writer(text).writerows(table.csv_rows())
    rows = list(csv.DictReader(io.StringIO(text.getvalue())))
    assert rows[0] == {
        "row": "Two",
        "column": "IWM",
        "text": "18.74%",
        "metric": "iwm.fee",
        "value": "0.18742435549881087",
        "unit": "ratio",
        "as_of": "2026-09-25",
    }
    assert (rows[1]["text"], rows[1]["metric"], rows[1]["value"]) == ("no data", "", "")


# --- Every branch


def test_worlds_reach_every_branch() -> None:
    """The stub worlds lead into each branch, nested ones too, and into none that cannot be."""
    text = parse(
        '{% have "gap" %}A{% state "lead" %}{% when "up" %}B{% when "flat", "down" %}C'
        '{% when "missing" %}X{% endstate %}{% missing %}D{% state "regime" %}'
        '{% when "easing" %}E{% when "hold" %}F{% when "missing" %}G{% endstate %}{% endhave %}',
        "f",
    )
    found = list(worlds(text, VOCABULARY))
    assert all(world.possible for world in found)
    assert {"up", "flat", "down"} == {w.states["lead"] for w in found if "lead" in w.states}
    regimes = {w.states["regime"] for w in found if "gap" in w.missing and "regime" in w.states}
    assert regimes == {"easing", "hold", "missing"}


def test_the_sample_in_every_state(content: Content) -> None:
    """Two sections, in every state and with everything missing, always say something."""
    found = [each for each in render_all(content) if each.text.file.endswith(".md")]
    english = [each.html for each in found if each.language == "en"]
    assert any("Up." in each for each in english)
    assert any("Down." in each for each in english)
    gone = [each.html for each in found if each.world == everything_missing(content.vocabulary)]
    assert len(gone) == 2
    for each in gone:
        assert '<h2 id="second">' in each
        assert "<table>" in each
        assert "<data" not in each.replace('<data class="orig"', "")


def test_the_same_text_twice(content: Content) -> None:
    """A text is rendered the same way again: nothing is kept between renderings."""
    words: Renderer = words_in(content, "ko", World(), REASON)
    section = content.sections("ko")[0]
    assert words.section(section).html == words.section(section).html


def test_a_topic_s_text(content: Content, tmp_path: Path) -> None:
    """say() gives a topic's text by its key, and tells what there is not."""
    folder = article(tmp_path / "content")
    for code in ("ko", "en"):
        write(folder, f"text/ui.{code}.toml", '[a]\nb = "{{ n }} c"\n')
    words = words_in(load(folder), "en", World(), REASON)
    assert words.text("ui", "a.b", n=3) == "3 c"
    with pytest.raises(UserError, match=r"\[a\.c\] ui has no text in English"):
        words.text("ui", "a.c")
