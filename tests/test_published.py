from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from generator.core.errors import UserError
from generator.snapshot.published import Fact, Published, last_day

CONTENT = Path(__file__).parents[1] / "content"
GOOD = """
[some_fact]
subject = "fees"
value = 0.19
unit = "ratio"
as_of = "2025-10"
published_on = "2025-11-04"
source = "A house"
url = "https://example.org/a"
quality = "primary"
statement.ko = "한 문장."
statement.en = "A sentence."
"""


@pytest.fixture(scope="module")
def published() -> Published:
    """Return the project's own facts."""
    return Published.load(CONTENT / "published.toml")


def load(folder: Path, text: str) -> Published:
    """Write a file of facts and load it."""
    path = folder / "published.toml"
    path.write_text(text, encoding="utf-8")
    return Published.load(path)


def fact(**changes: object) -> Fact:
    """Return a complete fact with some fields changed."""
    values: dict[str, object] = {
        "id": "some_fact",
        "subject": "fees",
        "value": 0.19,
        "unit": "ratio",
        "source": "A house",
        "url": "https://example.org/a",
        "quality": "primary",
        "statement": {"ko": "한 문장.", "en": "A sentence."},
        **changes,
    }
    return Fact(**values)  # type: ignore[arg-type]


def test_every_fact_speaks_both_languages(published: Published) -> None:
    """Each fact says in both languages what it says; so does its caveat, if it has one."""
    assert published.facts
    assert list(published.untranslated(["ko", "en"])) == []


def test_korean_sources_have_korean_names(published: Published) -> None:
    """Law, supervisors and papers of Korea are called in Korean by what they are called there."""
    law = published.require("kr_isa_assets_law")
    assert re.search("[가-힣]", law.source_in("ko"))
    assert law.source_in("en") == law.source_in("de") == law.source
    assert law.source.isascii()


def test_english_holds_no_hangul(published: Published) -> None:
    """Texts and values that English pages may show are romanised."""
    for each in published.facts:
        english = [each.statement["en"], each.caveat.get("en", ""), each.source, str(each.value)]
        assert not re.search("[가-힣]", " ".join(english)), each.id


def test_korean_is_korean(published: Published) -> None:
    """Every Korean statement and caveat is written in Korean, not copied from the English."""
    for each in published.facts:
        assert re.search("[가-힣]", each.statement["ko"]), each.id
        assert not each.caveat or re.search("[가-힣]", each.caveat["ko"]), each.id


def test_ratios_are_fractions(published: Published) -> None:
    """A ratio or a difference is stored as a fraction, never as a percentage."""
    for each in published.facts:
        if each.unit in ("ratio", "pp"):
            assert abs(each.number) <= 1.5, each.id


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024", date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2025-12", date(2025, 12, 31)),
        ("2025-11-04", date(2025, 11, 4)),
    ],
)
def test_last_day(text: str, day: date) -> None:
    """A year or a month counts from its last day."""
    assert last_day(text) == day


def test_known_from_publication_else_from_its_date() -> None:
    """A fact counts from published_on, else from as_of, else from no day at all."""
    both = fact(as_of="2025-09-30", published_on="2025-10-03")
    assert both.known_from == date(2025, 10, 3)
    assert both.as_of_day == date(2025, 9, 30)
    assert fact(as_of="2025-09").known_from == date(2025, 9, 30)
    assert fact().known_from is None


def test_view_knows_only_what_was_published() -> None:
    """An earlier view lacks later facts and undated ones; the newest has undated ones too."""
    dated, undated = fact(id="dated", published_on="2025-11-28"), fact(id="undated")
    later = fact(id="later", published_on="2025-12")
    facts = Published((dated, undated, later))

    def ids(day: date, newest: bool) -> list[str]:
        return [each.id for each in facts.view(day, newest).facts]

    assert ids(date(2025, 11, 27), False) == []
    assert ids(date(2025, 11, 28), False) == ["dated"]
    assert ids(date(2025, 12, 30), False) == ["dated"]
    assert ids(date(2025, 12, 31), False) == ["dated", "later"]
    assert ids(date(2025, 12, 31), True) == ["dated", "undated", "later"]


def test_expires_after_180_days() -> None:
    """A figure is fresh for 180 days after it became known, not a day longer."""
    figure = fact(published_on="2025-11-28")
    assert figure.expires_on == date(2026, 5, 27)
    assert not figure.expired(date(2026, 5, 27))
    assert figure.expired(date(2026, 5, 28))


def test_event_does_not_expire() -> None:
    """What happened stays so, however long ago."""
    event = fact(unit="date", value="2024-06-28", as_of="2024-06-28", event=True)
    assert event.expires_on is None
    assert not event.expired(date(2030, 1, 1))


def test_undated_figure_is_expired() -> None:
    """A figure without any date cannot claim to be fresh."""
    assert fact().expired(date(2026, 1, 1))


def test_units_as_metrics(published: Published) -> None:
    """Numbers and full days become metrics, each in its unit; words and bare months do not."""
    units = {
        name: published.require(name).metric_unit
        for name in (
            "fee_iwm_2026",
            "sp600_minus_r2000_25y",
            "kr_cgt_allowance",
            "smci_leaves_r2000",
            "recon_note_2026_december",
            "zombie_definition_bis",
        )
    }
    assert list(units.values()) == ["ratio", "pp", "krw", "date", None, None]


def test_good_file_loads(tmp_path: Path) -> None:
    """A complete fact is read as written."""
    found = load(tmp_path, GOOD).require("some_fact")
    assert (found.value, found.unit, found.quality) == (0.19, "ratio", "primary")
    assert found.statement["ko"] == "한 문장."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('subject = "fees"\n', "", "field required"),
        ('source = "A house"', 'sorce = "A house"', "did you mean source?"),
        ('unit = "ratio"', 'unit = "ration"', "did you mean ratio?"),
        ("value = 0.19", 'value = "0.19"', "is not a number"),
        ("value = 0.19", "value = true", "is not a number"),
        ("value = 0.19", "value = nan", "is not a number"),
        ("value = 0.19", "value = inf", "is not a number"),
        ('quality = "primary"', 'quality = "good"', "should be 'primary', 'secondary' or 'weak'"),
        ('as_of = "2025-10"', 'as_of = "2025-13"', "is not YYYY"),
        ('as_of = "2025-10"', "as_of = 2025-10-01", "is not YYYY"),
        ('url = "https://example.org/a"', 'url = "example.org"', "should match pattern"),
        ('statement.en = "A sentence."', 'statement.en = "문장"', "en holds Hangul"),
        ('statement.ko = "한 문장."', 'statement.ko = " "', "is empty"),
        ('source = "A house"', 'source = "어느 집"', "holds Hangul"),
        ('source = "A house"', 'source.ko = "어느 집"', "has no name for other languages"),
        ('source = "A house"', 'source.en = "어느 집"', "en holds Hangul"),
        ('source = "A house"', "source = 3", "source] is no table of its own"),
        (
            'unit = "ratio"',
            'unit = "ratio"\nevent = "yes"',
            "event] input should be",
        ),
        ('unit = "ratio"', 'unit = "ratio"\nyears = 1.5', "years] input should be"),
    ],
)
def test_bad_fact_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    """Each mistake is answered with file, line, id and what is wrong."""
    assert old in GOOD
    with pytest.raises(UserError, match=re.escape(message)) as raised:
        load(tmp_path, GOOD.replace(old, new))
    (problem,) = [each for each in raised.value.problems if message in str(each)]
    assert problem.file == str(tmp_path / "published.toml")
    assert problem.line is not None
    assert problem.line >= 2  # the file begins with an empty line
    assert str(problem.id).startswith("some_fact")


def test_all_problems_at_once(tmp_path: Path) -> None:
    """Mistakes in several facts are reported together."""
    second = GOOD.replace("some_fact", "other_fact").replace('"primary"', '"good"')
    with pytest.raises(UserError) as raised:
        load(tmp_path, GOOD.replace('unit = "ratio"', 'unit = "x"') + second)
    ids = [each.id for each in raised.value.problems]
    assert ids == ["some_fact.unit", "other_fact.quality"]


@pytest.mark.parametrize("text", ["[a", GOOD + GOOD])
def test_malformed_file(tmp_path: Path, text: str) -> None:
    """Broken TOML and an id given twice name the file and the line."""
    with pytest.raises(UserError) as raised:
        load(tmp_path, text)
    assert raised.value.problems[0].line is not None


def test_unknown_id_names_the_nearest(published: Published) -> None:
    """Asking for a fact that does not exist suggests the one that was meant."""
    with pytest.raises(UserError, match="fee_iwm_2026"):
        published.require("fee_iwm_2062")


def test_recessions_are_announced_after_they_turn() -> None:
    """Peaks and troughs alternate from 1980, each announced after its month."""
    points = tomllib.loads((CONTENT / "nber.toml").read_text(encoding="utf-8"))["turning_point"]
    assert [each["event"] for each in points] == ["peak", "trough"] * (len(points) // 2)
    assert all(each["announced_on"] > last_day(each["month"]) for each in points)
    months = [each["month"] for each in points]
    assert months == sorted(months)
    assert months[0] == "1980-01"


def test_every_language_has_its_statement(tmp_path: Path) -> None:
    """A fact speaks every language of the article; one that does not is named."""
    published = load(tmp_path, GOOD)
    assert list(published.untranslated(["ko", "en"])) == []
    (problem,) = published.untranslated(["en", "xx"])
    assert str(problem) == "[some_fact] lacks statement.xx"
