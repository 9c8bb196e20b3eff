"""Korean particles follow the sound of the visible word before them."""

from __future__ import annotations

import re
import string
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from languages import CONTENT, language

from generator.language.numbers import Format
from generator.language.particles import PAIRS, UnknownEnding, both_forms, ending, forms, particle

READINGS = tomllib.loads((CONTENT / "glossary.toml").read_text(encoding="utf-8"))["readings"]
KO = Format(language("ko"))


@pytest.mark.parametrize(
    ("word", "topic", "subject", "object_", "direction", "be"),
    [
        # Latin letters, said one by one
        ("IWM", "은", "이", "을", "으로", "이에요"),
        ("VTWO", "는", "가", "를", "로", "예요"),
        ("SPY", "는", "가", "를", "로", "예요"),
        ("QQQ", "는", "가", "를", "로", "예요"),
        ("TNA", "는", "가", "를", "로", "예요"),
        ("IJR", "은", "이", "을", "로", "이에요"),
        ("ETF", "는", "가", "를", "로", "예요"),
        ("P/E", "는", "가", "를", "로", "예요"),
        # names with digits, names with a reading
        ("S&P 500", "은", "이", "을", "으로", "이에요"),
        ("러셀 2000", "은", "이", "을", "으로", "이에요"),
        ("Russell 2000", "은", "이", "을", "으로", "이에요"),
        ("나스닥 100", "은", "이", "을", "으로", "이에요"),
        ("M7", "은", "이", "을", "으로", "이에요"),
        ("FRED", "는", "가", "를", "로", "예요"),
        ("Vanguard", "는", "가", "를", "로", "예요"),
        ("BlackRock", "은", "이", "을", "으로", "이에요"),
        ("Google", "은", "이", "을", "로", "이에요"),
        # numbers with their units
        ("25.3%", "는", "가", "를", "로", "예요"),
        ("8.4%p", "는", "가", "를", "로", "예요"),
        ("25bp", "는", "가", "를", "로", "예요"),
        ("14.5배", "는", "가", "를", "로", "예요"),
        ("14.5×", "는", "가", "를", "로", "예요"),
        ("719억 달러", "는", "가", "를", "로", "예요"),
        ("719억", "은", "이", "을", "으로", "이에요"),
        ("1.2조", "는", "가", "를", "로", "예요"),
        ("1,924개", "는", "가", "를", "로", "예요"),
        ("2026년", "은", "이", "을", "으로", "이에요"),
        ("8월", "은", "이", "을", "로", "이에요"),
        ("25일", "은", "이", "을", "로", "이에요"),
        # bare numbers, read in Sino-Korean
        ("25.3", "은", "이", "을", "으로", "이에요"),
        ("25.2", "는", "가", "를", "로", "예요"),
        ("25.0", "은", "이", "을", "으로", "이에요"),
        ("0", "은", "이", "을", "으로", "이에요"),
        ("1", "은", "이", "을", "로", "이에요"),
        ("7", "은", "이", "을", "로", "이에요"),
        ("8", "은", "이", "을", "로", "이에요"),
        ("6", "은", "이", "을", "으로", "이에요"),
        ("10", "은", "이", "을", "으로", "이에요"),
        ("1,924", "는", "가", "를", "로", "예요"),
        ("20,000", "은", "이", "을", "으로", "이에요"),
        ("1,000,000,000,000", "는", "가", "를", "로", "예요"),
        # Hangul
        ("소형주", "는", "가", "를", "로", "예요"),
        ("수익률", "은", "이", "을", "로", "이에요"),
        ("금융", "은", "이", "을", "으로", "이에요"),
        # what is not read
        ("**25.3%**", "는", "가", "를", "로", "예요"),
        ("‘소형주’", "는", "가", "를", "로", "예요"),
        ("“금융”", "은", "이", "을", "으로", "이에요"),
        ("애플(Apple)", "은", "이", "을", "로", "이에요"),
        ("러셀 2000(Russell)", "은", "이", "을", "으로", "이에요"),
        ("「금융」", "은", "이", "을", "으로", "이에요"),
        ("σ", "는", "가", "를", "로", "예요"),
    ],
)
def test_particles(
    word: str, topic: str, subject: str, object_: str, direction: str, be: str
) -> None:
    """Five particles after words, numbers, tickers and marks, as a Korean would say them."""
    pairs = ("은/는", "이/가", "을/를", "로/으로", "이에요/예요")
    found = tuple(particle(word, pair, READINGS) for pair in pairs)
    assert found == (topic, subject, object_, direction, be)


@pytest.mark.parametrize("letter", string.ascii_uppercase)
def test_every_letter_has_a_sound(letter: str) -> None:
    """The alphabet as it is said in Korean: 엘 and 알 end in ㄹ, 엠 and 엔 in another consonant."""
    expected = {"L": "L", "R": "L", "M": "C", "N": "C"}.get(letter, "N")
    assert ending(f"X{letter}", {}) == expected


@given(st.integers(min_value=0, max_value=10**16 - 1))
def test_numbers_end_as_they_are_spoken(number: int) -> None:
    """A number's end is the end of its Sino-Korean reading, spelled out independently."""
    digits = "영일이삼사오육칠팔구"

    def spoken(value: int) -> str:
        if value == 0:
            return "영"
        out = ""
        for place, big in ((12, "조"), (8, "억"), (4, "만"), (0, "")):
            block = value // 10**place % 10**4
            if not block:
                continue
            for power, small in ((3, "천"), (2, "백"), (1, "십"), (0, "")):
                digit = block // 10**power % 10
                if digit:
                    out += ("" if digit == 1 and small else digits[digit]) + small
            out += big
        return out

    assert ending(f"{number:,}", {}) == ending(spoken(number), {})


@given(st.floats(min_value=-10, max_value=10), st.integers(min_value=1, max_value=4))
def test_decimals_end_in_their_last_digit(value: float, places: int) -> None:
    """Behind the point digits are said one by one, so the last one decides."""
    text = KO.index(value, places)
    assert ending(text, {}) == ending("영일이삼사오육칠팔구"[int(text[-1])], {})


@given(
    st.sampled_from(sorted(PAIRS.values())),
    st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3),
)
def test_one_of_the_two_forms(pair: tuple[str, str], syllable: str) -> None:
    """A particle is one of its two forms; which one is told by the final consonant alone."""
    found = particle(syllable, "/".join(pair), {})
    final = (ord(syllable) - 0xAC00) % 28
    vowel_like = final == 0 or (final == 8 and pair[0].startswith("으"))
    assert found == pair[1 if vowel_like else 0]


def test_either_order() -> None:
    """A pair may be written in either order."""
    assert forms("는/은") == forms("은/는") == ("은", "는")
    assert forms("로/으로") == ("으로", "로")


@pytest.mark.parametrize("pair", ["은", "은/가", "은/는/이", "", "the/a"])
def test_unknown_pairs(pair: str) -> None:
    """A pair that is none is an error."""
    with pytest.raises(ValueError, match="unknown particle"):
        particle("금융", pair, {})


@pytest.mark.parametrize(
    "text", ["Example Corp", "", "  ", "Nasdaqs", "…", "10,000,000,000,000,000,000,000"]
)
def test_unknown_endings(text: str) -> None:
    """A word that cannot be read is an error, never a guess."""
    with pytest.raises(UnknownEnding):
        particle(text, "은/는", {})


def test_a_name_is_not_the_tail_of_another() -> None:
    """A reading holds for the whole word: Meta says nothing about Xmeta."""
    assert ending("Meta", {"Meta": "메탈"}) == "L"
    with pytest.raises(UnknownEnding):
        ending("XMeta", {"Meta": "메탈"})


def test_the_longest_name_wins() -> None:
    """Of several names at the end the longest is read."""
    readings = {"Street": "스트리트", "State Street": "금융"}
    assert ending("State Street", readings) == "C"


@pytest.mark.parametrize(
    ("pair", "text"),
    [("은/는", "은(는)"), ("이/가", "이(가)"), ("으로/로", "(으)로"), ("이라/라", "(이)라")],
)
def test_both_forms(pair: str, text: str) -> None:
    """After a word of unknown sound both forms stand, as newspapers write them."""
    assert both_forms(pair) == text


def test_every_reading_ends_in_hangul() -> None:
    """The glossary's readings can all be read."""
    assert all(ending(name, READINGS) in "NLC" for name in READINGS)


QUOTED = re.compile(
    r'\{\{ q\("([^"]*)"\) \}\}(은|는|이|가|을|를|과|와|으로|로)(?=[ ,.)]|$)', re.MULTILINE
)
TYPED = {
    form: pair
    for pair in ("은/는", "이/가", "을/를", "과/와", "으로/로")
    for form in pair.split("/")
}


def test_particles_typed_after_quoted_numbers() -> None:
    """A number quoted from the original has its particle typed: the one that is spoken."""
    found = [
        (path.name, number, typed)
        for path in sorted(CONTENT.rglob("*.ko.*"))
        for number, typed in QUOTED.findall(path.read_text(encoding="utf-8"))
    ]
    assert len(found) > 20
    for name, number, typed in found:
        assert particle(number, TYPED[typed], READINGS) == typed, f"{name}: {number}{typed}"
