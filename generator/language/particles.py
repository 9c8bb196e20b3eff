"""Korean particles (조사), chosen by the sound of the visible text before them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from types import MappingProxyType

# After a final consonant / after a vowel. Forms that begin with 으 also drop it after ㄹ.
_WRITTEN = (
    "은/는 이/가 을/를 과/와 으로/로 으로는/로는 으로도/로도 으로서/로서 으로써/로써 "
    "이라/라 이라고/라고 이라는/라는 이라도/라도 이라면/라면 이라서/라서 이란/란 이랑/랑 "
    "이나/나 이니/니 이든/든 이며/며 이고/고 이지만/지만 이므로/므로 이에요/예요 이었/였 "
    "이었고/였고 이었고요/였고요 이었어요/였어요 이었지만/였지만 이어서/여서 이어야/여야 "
    "이죠/죠 이고요/고요 이네요/네요 이지/지 이던/던 아/야"
)
_PAIRS = [(one, other) for one, _, other in (pair.partition("/") for pair in _WRITTEN.split())]
PAIRS: Mapping[frozenset[str], tuple[str, str]] = MappingProxyType(
    {frozenset(pair): pair for pair in _PAIRS}
)

# How digits and letters sound at their end: N none, L ㄹ, C any other consonant.
_DIGITS = dict(zip("0123456789", "CLNCNNCLLN", strict=True))
_TENS = {1: "C", 2: "C", 3: "C"}  # 십, 백, 천
_MYRIADS = {1: "C", 2: "C", 3: "N", 4: "C"}  # 만, 억, 조, 경
_LETTERS = dict(
    zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "NNNNNNNNNNNLCCNNNLNNNNNNNN", strict=True)
)  # R is said 알, L 엘, M 엠, N 엔
_SYMBOLS = (("%p", "N"), ("%", "N"), ("bp", "N"), ("×", "N"))  # 포인트, 퍼센트, 비피, 배

_REMARK = re.compile(r"\s*\([^()]*\)$")
_QUOTES = " \t\n\"'’”»›」』》〉]*_`"
_NUMBER = re.compile(r"(\d[\d,]*)(\.\d+)?$")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9&./'’+-]*$")
_SPELLED = re.compile(r"[A-Z][A-Z/&]{0,4}$")


class UnknownEnding(ValueError):  # noqa: N818 - what the text has, not what went wrong
    """The text's last word has no known reading."""


def particle(before: str, pair: str, readings: Mapping[str, str]) -> str:
    """Return the form of a pair such as ``은/는`` that follows a text.

    ``readings`` spells names in Hangul (``"Vanguard": "뱅가드"``). An unknown pair is a ValueError,
    a text whose end cannot be read an UnknownEnding.
    """
    after_consonant, after_vowel = forms(pair)
    sound = ending(before, readings)
    if sound == "N" or (sound == "L" and after_consonant.startswith("으")):
        return after_vowel
    return after_consonant


def both_forms(pair: str) -> str:
    """Return a pair as it is written after a word of unknown sound: 은(는), (으)로, (이)라."""
    after_consonant, after_vowel = forms(pair)
    if after_consonant.endswith(after_vowel):
        extra = after_consonant.removesuffix(after_vowel)
        return f"({extra}){after_vowel}"
    return f"{after_consonant}({after_vowel})"


def forms(pair: str) -> tuple[str, str]:
    """Return (after a consonant, after a vowel) of a pair written in either order."""
    known = PAIRS.get(frozenset(pair.split("/")))
    if known is None or pair.count("/") != 1:
        raise ValueError(f"unknown particle {pair!r}")
    return known


def nearest_pair(pair: str) -> str:
    """Return a hint that names the pair most like an unknown one."""
    for half in pair.split("/"):
        for known in _PAIRS:
            if half in known:
                return f"did you mean {'/'.join(known)}?"
    near = difflib.get_close_matches(pair, map("/".join, _PAIRS), n=1, cutoff=0)
    return f"did you mean {near[0]}?"


def ending(before: str, readings: Mapping[str, str]) -> str:
    """Return how a text ends when read aloud: N in a vowel, L in ㄹ, C in another consonant.

    Closing quotes, emphasis and a remark in round brackets are not read: the particle belongs to
    the word before them.
    """
    text = _visible(before)
    if not text:
        raise UnknownEnding("there is no word before it")
    if (name := _reading(text, readings)) is not None:
        return _hangul(name[-1])
    if "가" <= text[-1] <= "힣":
        return _hangul(text[-1])
    for symbol, sound in _SYMBOLS:
        if text.endswith(symbol) and (symbol != "bp" or re.search(r"\d ?bp$", text)):
            return sound
    if word := _WORD.search(text):
        return _latin(word[0])
    if number := _NUMBER.search(text):
        return _number(number[1], number[2])
    raise UnknownEnding(f"the end of {text[-12:]!r} cannot be read")


def _visible(before: str) -> str:
    """Return the text without what is not read at its end."""
    text = before
    while True:
        shorter = _REMARK.sub("", text.rstrip(_QUOTES))
        if shorter == text:
            return text
        text = shorter


def _reading(text: str, readings: Mapping[str, str]) -> str | None:
    """Return the reading of the longest name that the text ends with."""
    found = [
        name
        for name in readings
        if text.endswith(name) and not _runs_on(text[: len(text) - len(name)], name)
    ]
    return readings[max(found, key=len)] if found else None


def _runs_on(before: str, name: str) -> bool:
    """Return whether the name is only the tail of a longer Latin word or number."""
    if not before or not (name[0].isascii() and name[0].isalnum()):
        return False
    return before[-1].isascii() and before[-1].isalnum()


def _hangul(syllable: str) -> str:
    final = (ord(syllable) - ord("가")) % 28
    return "N" if final == 0 else "L" if final == 8 else "C"


def _latin(word: str) -> str:
    if not _SPELLED.fullmatch(word):
        raise UnknownEnding(f"no reading for {word!r}")
    return _LETTERS[word[-1]]


def _number(whole: str, fraction: str | None) -> str:
    """Return the end of a number read in Sino-Korean; decimals are read digit by digit."""
    if fraction:
        return _DIGITS[fraction[-1]]
    digits = whole.replace(",", "").lstrip("0")
    if not digits:
        return _DIGITS["0"]
    if digits[-1] != "0":
        return _DIGITS[digits[-1]]
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros < 4:
        return _TENS[zeros]
    if zeros // 4 not in _MYRIADS:
        raise UnknownEnding(f"{whole} is too large to be read")
    return _MYRIADS[zeros // 4]
