"""A tiny article in two languages, and what it may name; tests change one thing in it."""

from __future__ import annotations

import shutil
from pathlib import Path

from languages import CONTENT

from generator.content.load import Content, load_content
from generator.core.errors import UserError
from generator.language.states import sign, word
from generator.language.vocabulary import ClaimInfo, Vocabulary
from generator.snapshot.original import OriginalNumber

VOCABULARY = Vocabulary(
    metrics={
        "iwm.fee": "ratio",
        "vtwo.fee": "ratio",
        "gap": "pp",
        "rate.regime": "text",
        "rate.day": "date",
        "assets": "usd",
        "published.debt": "ratio",
    },
    states={
        "lead": sign("lead", "gap"),
        "regime": word("regime", "rate.regime", ("easing", "hold")),
    },
    claims={
        "cheap": ClaimInfo("L", ("iwm.fee",)),
        "now": ClaimInfo("V", ("gap",)),
        "never": ClaimInfo("L", (), ()),
    },
    charts=("growth", "losses"),
    tools=("fees",),
    originals={
        "fee": OriginalNumber("fee", "ratio", "published", 0.0019),
        "pe": OriginalNumber("pe", "multiple", "published", None, 17, 18),
        "since": OriginalNumber("since", "text", "published", "2000"),
    },
    facts={"debt": "ratio", "rule": None},
)

SECTION = """\
# {title} {{#top}}

{{% have "iwm.fee" %}}IWM: {{{{ m("iwm.fee") | pct(2) }}}}, {{{{ orig("fee") | pct(2) }}}}.
{{% missing %}}{none}: {{{{ why() }}}}.{{% endhave %}}

{{% state "lead" %}}
{{% when "up" %}}
{up}
{{% when "flat", "down" %}}
{down}
{{% when "missing" %}}
{none}.
{{% endstate %}}

## {second} {{#second}}

{{{{ table("fees") }}}}

{{{{ chart("growth") }}}}

{{% callout "note" %}}
- **{up}**
{{% endcallout %}}
"""
WORDS = {
    "ko": {
        "title": "소형주",
        "none": "모름",
        "up": "올랐어요.",
        "down": "내렸어요.",
        "second": "둘째",
    },
    "en": {"title": "Small caps", "none": "unknown", "up": "Up.", "down": "Down.", "second": "Two"},
}
TABLE = """\
caption = { ko = "소형주", en = "Small caps" }
columns = ["", "IWM"]
rows = [
  { head = { ko = "둘째", en = "Two" }, cells = ['{{ cell("iwm.fee") | pct(2) }}'] },
  { head = { ko = "모름", en = "unknown" }, cells = ['{{ cell("vtwo.fee") | pct(2) }}'] },
]
"""
REASONS = {
    "ko": "too_young = '{{ fund }}{{ josa(\"은/는\") }} {{ since }}부터예요'\n",
    "en": 'too_young = "{{ fund }} began in {{ since }}"\n',
}
CLAIMS = "\n".join(f'[{name}]\nstatement = "A"' for name in VOCABULARY.claims)


def article(folder: Path, languages: tuple[str, ...] = ("ko", "en")) -> Path:
    """Write the article into a folder and return it."""
    for name in ("text", "tables"):
        (folder / name).mkdir(parents=True)
    for name in ("article.toml", "glossary.toml"):
        shutil.copy(CONTENT / name, folder / name)
    write(folder, "tables/fees.toml", TABLE)
    for code in languages:
        words = WORDS[code]
        write(folder, f"010-intro.{code}.md", SECTION.format(**words))
        write(folder, f"text/reasons.{code}.toml", REASONS[code])
        write(folder, f"text/claims.{code}.toml", CLAIMS)
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    """Write one file of an article."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, vocabulary: Vocabulary = VOCABULARY) -> Content:
    """Read the article."""
    return load_content(folder, vocabulary)


def problems(folder: Path, vocabulary: Vocabulary = VOCABULARY) -> list[str]:
    """Return all complaints about an article, with paths relative to its folder."""
    try:
        load_content(folder, vocabulary)
    except UserError as error:
        return [str(each).replace(f"{folder}/", "") for each in error.problems]
    return []
