"""What holds for every page of the built site, whatever it shows."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import sites
from jinja2 import Environment, FileSystemLoader, nodes

from generator.content.load import load_content, load_vocabulary
from generator.core.inputs import ROOT
from generator.pages import cards

CODE = re.compile(r"<(pre|code|textarea)\b.*?</\1>", re.DOTALL)


def test_no_page_shows_markup_as_text() -> None:
    """What was made as HTML is not escaped once more on its way into a page."""
    for path in sorted(sites.built().rglob("*.html")):
        text = CODE.sub("", path.read_text(encoding="utf-8"))
        assert not re.search(r"&lt;/?[a-z]", text), path


def test_tables_lead_to_their_files() -> None:
    """Every table, of the article or the dossier, can be had in the language of its page."""
    content = load_content(sites.CONTENT, load_vocabulary(sites.CONTENT))
    for lang in ("ko", "en"):
        seen = set()
        for name, root in (("", "../"), *((f"{name}/", "../../") for name in content.pages)):
            page = (sites.built() / lang / name / "index.html").read_text(encoding="utf-8")
            for table in re.findall(r'id="table-([a-z-]+)"', page):
                path = f"data/tables/{table}.{lang}.csv"
                assert f'href="{root}{path}"' in page, table
                assert (sites.built() / path).stat().st_size > 0
                seen.add(table)
        assert seen


def test_readers_tables_open_in_spreadsheets() -> None:
    """They begin with the mark of UTF-8; what the data package describes is for programs."""
    data = sites.built() / "data"
    named = {
        each["path"] for each in json.loads((data / "datapackage.json").read_text())["resources"]
    }
    tables = sorted(path.relative_to(data).as_posix() for path in (data / "tables").glob("*.csv"))
    assert tables
    assert not named & set(tables)
    for path in sorted(data.rglob("*.csv")):
        marked = path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert marked is (path.relative_to(data).as_posix() not in named), path


def test_numbers_are_shown_with_the_decimals_that_tell_them_apart() -> None:
    """A fee of 0.19% is no 0.2% anywhere, whatever page shows it."""
    for path in sorted(sites.built().rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        for metric, shown in re.findall(r'data-metric="([^"]+)">([^<]+)</data>', page):
            if re.fullmatch(r"\w+\.fee|rate\.target_\w+", metric):
                assert re.search(r"\.\d\d%$", shown), f"{path}: {metric} is {shown}"


def test_what_turned_is_told_in_whole_sentences() -> None:
    """The page of changes quotes no half of a sentence."""
    for lang in ("ko", "en"):
        page = (sites.built() / lang / "changes" / "index.html").read_text(encoding="utf-8")
        turned = re.findall(r'<span class="was">(.*?)</span> → (.*?)</li>', page)
        told = [sentence for pair in turned for sentence in pair]
        assert told
        assert all(text.rstrip().endswith((".", "!", "?")) for text in told)


def test_what_was_flagged_or_accepted_is_shown_with_the_reason(tmp_path: Path) -> None:
    """The methods page lists facts and a corrected month, in its own language."""
    content = tmp_path / "content"
    shutil.copytree(sites.CONTENT, content)
    (content / "accepted.toml").write_text(
        '"iwm.fee" = { value = 0.0032, date = 2026-10-03, reason = "raised, <see> prospectus" }\n'
        '"QQQ 2015-06" = { value = -0.021, date = 2026-10-04, reason = "a wrong close" }\n'
    )
    path = content / "data" / "lock.json"
    lock = json.loads(path.read_text())
    common = {"since": "2026-09-25", "kept_as_of": "2026-09-25"}
    lock["flags"] = [
        {"id": "iwm.pe_trailing", "seen": "-20", "kept": "", "reason": "out of range", **common},
        {"id": "spy.family", "seen": "", "kept": "X", "reason": "no longer given", **common},
    ]
    path.write_text(json.dumps(lock))
    files = sites.text_files(content / "data", content)
    for lang, words, flagged in (
        ("ko", "받아들임", ("받은 값 -20, 남긴 값 없음", "범위를 벗어남", "더는 나오지 않음")),
        ("en", "accepted on", ("seen -20, kept nothing", "out of the range", "no longer given")),
    ):
        page = files[f"{lang}/methods/index.html"].decode()
        assert all(text in page for text in flagged)
        fee = re.search(r"<li><code[^>]*>iwm\.fee</code>(.*?)</li>", page)
        month = re.search(r"<li><code[^>]*>QQQ 2015-06</code>(.*?)</li>", page)
        assert fee
        assert month
        assert all(text in fee[1] for text in ("0.0032", words, "raised, &lt;see&gt; prospectus"))
        assert all(text in month[1] for text in ("-0.021", words, "a wrong close"))
    assert "a person checked" not in (sites.built() / "en/methods/index.html").read_text("utf-8")


def test_a_verdict_that_no_claim_has_leads_nowhere() -> None:
    """The ledger has no group for it that a link could lead to."""
    environment = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)
    environment.filters |= {"svg": str, "size": str}
    tally = environment.get_template("macros.html").module.tally  # type: ignore[attr-defined]
    html = tally([("holds", 0), ("partly", 2)], t=str, base="claims/")
    assert re.findall(r'<a href="([^"]+)"', html) == ["claims/#partly"]
    assert "<b>0</b> verdict.holds" in html


def test_prose_uses_the_quotes_of_print() -> None:
    """Readers meet ’ “ ” ‘, never a typewriter’s marks, which stay inside expressions."""
    article = load_content(sites.CONTENT, load_vocabulary(sites.CONTENT))
    for language, template in article.templates():
        for piece in template.walk():
            if isinstance(piece, nodes.TemplateData):
                text = re.sub(r"`[^`]*`|<[^>]*>", "", piece.data)
                assert not set("\"'") & set(text), f"{language} {template.file}: {text.strip()}"


def test_a_long_title_is_set_smaller_before_it_is_cut() -> None:
    """A picture for links shows all words of a title where smaller letters make room for them."""
    titles = {words: " ".join(["small", "caps"] * words) for words in (3, 9, 60)}
    drawn = {n: cards.card(title, "Site", "Stamp", "", None) for n, title in titles.items()}
    shown = {
        n: re.findall(r'font-size="(\d+)"[^>]*>((?:small|caps)[^<]*)', drawn[n]) for n in titles
    }
    sizes = {n: {int(size) for size, _ in lines} for n, lines in shown.items()}
    assert " ".join(line for _, line in shown[3]) == titles[3]
    assert " ".join(line for _, line in shown[9]) == titles[9]
    assert max(sizes[9]) < min(sizes[3])
    assert len(shown[60]) == 2
    assert shown[60][-1][1].endswith(" …")
