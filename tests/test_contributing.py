"""CONTRIBUTING.md's table of one-place changes, row by row: each is made in a copy and built."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from sites import share_cache

ROOT = Path(__file__).parents[1]
# Where each row makes its change; a row of the table without an entry here fails a test below.
ADDED: Mapping[str, Mapping[str, str]] = {
    "a metric": {
        "content/small_caps/metrics/edition.py": '''

@family("contributed", "spy.contributed", unit="ratio", formula="1/8")
def contributed(view: View) -> Result:
    """An eighth, as a contributor's first metric."""
    return Result(0.125, view.as_of, None, ("yahoo:SPY",))
''',
        "content/text/definitions.ko.toml": """
[families.contributed]
title = "기여한 숫자"
label = "기여한 숫자"
definition = "기여자가 처음 더한 숫자예요."
""",
        "content/text/definitions.en.toml": """
[families.contributed]
title = "Contributed"
label = "Contributed number"
definition = "A contributor's first number."
""",
    },
    "a state (a word that the data choose)": {
        "content/small_caps/states/etfs.py": """
from generator.language.states import sign

contributed = sign("etfs.contributed", "spy.contributed")
""",
    },
    "a published figure": {
        "content/published.toml": """
[contributed_figure]
subject = "contributed"
value = 0.42
unit = "ratio"
source = "Someone"
url = "https://example.org/figure"
quality = "primary"
published_on = "2025-10-01"
statement.ko = "누군가가 센 비율입니다."
statement.en = "A share that someone counted."
""",
    },
    "a claim": {
        "content/small_caps/claims/market.py": '''

@claim("contributed", "L", "market", "spy.contributed", answers=("holds", "fails"))
def contributed(m: Metrics) -> Answered:
    """An eighth is more than a tenth."""
    return Answered(ladder(at_least(m["spy.contributed"].number, 0.1), False))
''',
        "content/text/claims.ko.toml": """
[contributed]
statement = "기여한 숫자가 크다."
rule = '{{ q("10%") }} 이상이면 맞다고 봐요.'
numbers = '{{ m("spy.contributed") | pct(1) }}예요.'
evidence.holds = "충분히 커요."
evidence.fails = "그만큼 크지 않아요."
evidence.untestable = "{{ why() }}."
""",
        "content/text/claims.en.toml": """
[contributed]
statement = "The contributed number is large."
rule = 'At least {{ q("10%") }}.'
numbers = 'It is {{ m("spy.contributed") | pct(1) }}.'
evidence.holds = "That is large."
evidence.fails = "That is not large."
evidence.untestable = "It cannot be tested: {{ why() }}."
""",
    },
    "a chart": {
        "content/small_caps/charts/contributed.py": '''"""One bar, as a first chart."""

from __future__ import annotations

import altair as alt
import pandas as pd

from generator.charts.frames import Column, describe
from generator.charts.model import Drawing, Evidence, register
from generator.charts.style import Style


def frame(evidence: Evidence) -> pd.DataFrame:
    """Return the contributed number."""
    share = evidence.metrics["spy.contributed"].number
    return describe(pd.DataFrame({"share": [share]}), ("yahoo:SPY",), evidence.view.as_of)


@register("contributed", frame, Column("share", "pct"))
def chart(frame: pd.DataFrame, style: Style) -> Drawing:
    """Draw a bar."""
    axis = alt.Axis(labelExpr=style.number("pct"))
    return alt.Chart(frame).mark_bar().encode(x=alt.X("share:Q", axis=axis))
''',
        "content/text/charts.ko.toml": """
[contributed]
title = '''
기여한 점: {% have "spy.contributed" %}{{ m("spy.contributed") | pct(1) }}
{% missing %}{{ why() }}{% endhave %}
'''
description = "점 하나예요."
unit = "비율(%)"
[contributed.columns]
share = "비율"
""",
        "content/text/charts.en.toml": """
[contributed]
title = '''
A contributed dot: {% have "spy.contributed" %}{{ m("spy.contributed") | pct(1) }}
{% missing %}{{ why() }}{% endhave %}
'''
description = "A single dot."
unit = "Share (%)"
[contributed.columns]
share = "Share"
""",
    },
    "a table": {
        "content/tables/contributed.toml": """caption = { ko = "기여한 표", en = "A table" }
columns = ["", "SPY"]
[[rows]]
head = { ko = "비율", en = "Share" }
cells = ['{{ cell("spy.contributed") | pct(1) }}']
"""
    },
    "a section": {
        f"content/070-contributed.{lang}.md": f"""## {title} {{#contributed}}

{{% state "etfs.contributed" %}}
{{% when "up" %}}{up} {{{{ m("spy.contributed") | pct(1) }}}}.
{{% when "flat" %}}{flat}.
{{% when "down" %}}{down}.
{{% when "missing" %}}{{{{ why() }}}}.
{{% endstate %}}

{{{{ claim("contributed") }}}}

{{{{ table("contributed") }}}}

{{{{ chart("contributed") }}}}
"""
        for lang, title, up, flat, down in (
            ("ko", "기여한 뷁 절", "올랐어요:", "그대로예요", "내렸어요"),
            ("en", "Contributed", "Up:", "Flat", "Down"),
        )
    },
}
ELSEWHERE = {
    "a fund": "tests/test_series.py",
    "a language": "tests/test_articles.py",
    "an article": "tests/test_own_article.py",
    "a source": "pyproject.toml",  # import-linter lets only a refresh reach the sources
}


NO_CACHES = shutil.ignore_patterns("__pycache__")


class Copy:
    """A copy of the project with every row's change made, built once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("generator", "templates", "content"):
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        share_cache(folder)
        for changes in ADDED.values():
            for name, text in changes.items():
                path = folder / name
                before = path.read_text(encoding="utf-8") if path.exists() else ""
                path.write_text(before + text, encoding="utf-8")

    def build(self) -> None:
        """Build the site; fails with the command's own message."""
        done = subprocess.run(
            [sys.executable, "-m", "generator", "build"],
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def page(self, path: str) -> str:
        """Return a built file's text."""
        return (self.folder / "site" / path).read_text(encoding="utf-8")

    @cached_property
    def metrics(self) -> dict[str, dict[str, object]]:
        """Return the metrics of metrics.json."""
        found: dict[str, dict[str, object]] = json.loads(self.page("data/metrics.json"))["metrics"]
        return found


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """Return the changed copy, built."""
    made = Copy(tmp_path_factory.mktemp("contributor"))
    made.build()
    return made


def rows() -> dict[str, str]:
    """Return the table of CONTRIBUTING.md: what is added → where."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text.split("## One place for each change")[1].split("\n## ")[0]
    cells = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
    return {each[0]: each[1] for each in cells[1:]}


def test_every_row_is_tried() -> None:
    """A row of the table is made below, or named as tested elsewhere."""
    assert set(rows()) == {*ADDED, *ELSEWHERE}
    for place in ELSEWHERE.values():
        assert (ROOT / place).exists()


@pytest.mark.parametrize("row", ADDED)
def test_a_row_names_the_files_that_it_takes(row: str) -> None:
    """What the copy changes for a row is what the row says, and nothing else."""
    said = re.findall(r"`([\w./<>*-]+)`", rows()[row])
    forms = [
        re.compile(re.escape(each).replace("<theme>", r"\w+").replace("<section>", r"\w+")
                   .replace("<subject>", r"\w+")
                   .replace("<lang>", r"\w+").replace("NNN\\-<name>", r"\d+-\w+")
                   .replace("<name>", r"\w+"))
        for each in said if "/" in each
    ]  # fmt: skip
    sections = re.compile(r"content/\d+-\w+\.\w+\.md")
    for place in ADDED[row]:
        known = any(form.match(place) for form in forms) or (
            row == "a section" and sections.fullmatch(place)
        )
        assert known, f"{row}: {place} is not in {said}"


def test_a_metric_is_listed_and_shown(copy: Copy) -> None:
    """The registry lists it, methods and metrics.json show it."""
    assert copy.metrics["spy.contributed"]["value"] == 0.125
    for lang in ("ko", "en"):
        assert 'id="m-spy.contributed"' in copy.page(f"{lang}/methods/index.html")


def test_a_claim_follows_everywhere(copy: Copy) -> None:
    """Ledger, history and claims.json have it."""
    claims = {each["id"]: each for each in json.loads(copy.page("data/claims.json"))["claims"]}
    assert claims["contributed"]["verdict"] == "holds"
    assert 'id="claim-contributed"' in copy.page("ko/claims/index.html")
    assert "contributed" in copy.page("data/charts/claim-history.csv")


def test_a_chart_gets_layouts_table_file_and_page(copy: Copy) -> None:
    """The exporter makes both layouts, the table, both files and the page."""
    article = copy.page("en/index.html")
    figure = article.split('<figure class="chart" id="contributed"')[1].split("</figure>")[0]
    drawings = copy.page("en/drawings.svg")
    for layout in ("wide", "narrow"):
        assert f'#contributed-{layout}"' in figure
        assert f'<svg id="contributed-{layout}"' in drawings
    assert "A contributed dot: " in figure
    assert "<table>" in figure
    assert copy.page("data/charts/contributed.csv") == "share\n0.125\n"
    made = json.loads(copy.page("data/charts/contributed.en.vl.json"))
    assert made["datasets"] == {"data-0": [{"share": 0.125}]}
    assert "A single dot." in copy.page("en/charts/contributed/index.html")


def test_a_table_is_shown_and_gets_a_file(copy: Copy) -> None:
    """Each language has it on the page and as CSV."""
    for lang in ("ko", "en"):
        assert 'id="table-contributed"' in copy.page(f"{lang}/index.html")
        assert "spy.contributed,0.125" in copy.page(f"data/tables/contributed.{lang}.csv")


def test_a_section_is_in_contents_and_editions(copy: Copy) -> None:
    """Contents and past editions follow."""
    page = copy.page("ko/index.html")
    assert page.count('href="#contributed"') == 1
    month = json.loads(copy.page("data/metrics.json"))["month_end"]
    assert 'id="contributed"' in copy.page(f"ko/editions/{month}/index.html")


def test_a_word_needs_no_fonts(copy: Copy) -> None:
    """A syllable that no text had before is in the fonts of the pages that show it."""
    for weight in ("regular", "bold"):
        font = TTFont(copy.folder / f"site/assets/fonts/ko-{weight}.woff2")
        assert ord("뷁") in font.getBestCmap()


def test_a_state_chooses_the_branch(copy: Copy) -> None:
    """The data choose the word, in both languages."""
    assert "올랐어요:" in copy.page("ko/index.html")
    assert re.search(r"Up: <a[^>]*><data[^>]*>12\.5%", copy.page("en/index.html"))


def test_a_published_figure_has_source_and_date(copy: Copy) -> None:
    """It becomes a metric with its source, and an entry in methods."""
    found = copy.metrics["published.contributed_figure"]
    assert (found["value"], found["url"]) == (0.42, "https://example.org/figure")
    assert "A share that someone counted." in copy.page("en/methods/index.html")


def test_a_state_without_a_branch_is_refused(copy: Copy, tmp_path: Path) -> None:
    """A missing branch fails with the file, the line and the value."""
    folder = tmp_path / "again"
    shutil.copytree(copy.folder, folder, symlinks=True, ignore=shutil.ignore_patterns("site"))
    section = folder / "content/070-contributed.en.md"
    text = section.read_text(encoding="utf-8")
    section.write_text(text.replace('{% when "flat" %}Flat.\n', ""), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert re.search(r"070-contributed\.en\.md:\d+: .*flat", done.stderr)
    assert "Traceback" not in done.stderr
