"""Numbers as text, by the rules of a language; each is rounded here, once, then Babel writes it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache, lru_cache
from typing import get_args

from babel.numbers import NumberPattern, parse_pattern

from generator.core.model import Unit
from generator.core.settings import Language, Step
from generator.language import dates

Number = int | float
Amount = Number | tuple[Number, Number]
"""A number, or a range from low to high."""

# Enough for any amount of dollars with ten places; the default of 28 digits is, too, but hides it.
_EXACT = Context(prec=60)


def rounded(value: Number, digits: int, shift: int = 0) -> Decimal:
    """Return value × 10^shift with so many decimals, halves away from zero, never −0.

    The value is taken as its shortest decimal text, so that 0.1235 is a half and not the binary
    number just beside it. NaN and infinities are a ValueError.
    """
    # A number of pandas prints its type in its repr.
    text = repr(float(value)) if isinstance(value, float) else str(value)
    exact = Decimal(text).scaleb(shift, _EXACT)
    if not exact.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    result = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
    return abs(result) if result == 0 else result


@dataclass(frozen=True)
class Format:
    """The formatter of one language; every method returns plain text.

    ``sign`` puts a plus before what rises, ``absolute`` shows the size only. A pair (low, high)
    gives a range.
    """

    language: Language

    def pct(
        self, value: Amount, digits: int = 1, sign: bool = False, absolute: bool = False
    ) -> str:
        """Return a fraction as a percentage."""
        return self._fill(self.language.formats.pct, value, digits, 2, sign, absolute)

    def pp(self, value: Amount, digits: int = 1, sign: bool = True, absolute: bool = False) -> str:
        """Return a difference of fractions in percentage points."""
        return self._fill(self.language.formats.pp, value, digits, 2, sign, absolute)

    def bp(self, value: Amount, sign: bool = False, absolute: bool = False) -> str:
        """Return whole basis points."""
        return self._fill(self.language.formats.bp, value, 0, 0, sign, absolute)

    def multiple(
        self, value: Amount, digits: int = 1, sign: bool = False, absolute: bool = False
    ) -> str:
        """Return a multiple, as of earnings."""
        return self._fill(self.language.formats.multiple, value, digits, 0, sign, absolute)

    def index(self, value: Amount, digits: int = 1, sign: bool = False) -> str:
        """Return a number with decimals and no unit."""
        return self._fill("{sign}{n}", value, digits, 0, sign, False)

    def count(self, value: Amount, sign: bool = False, absolute: bool = False) -> str:
        """Return a whole number; the word for what is counted stands in the prose."""
        return self._fill("{sign}{n}", value, 0, 0, sign, absolute)

    def usd(self, value: Number, sign: bool = False, absolute: bool = False) -> str:
        """Return an amount of dollars in its largest fitting unit, with about three digits."""
        return self._money(self.language.formats.usd, value, 0, sign, absolute)

    def krw(
        self, value: Number, digits: int = 2, sign: bool = False, absolute: bool = False
    ) -> str:
        """Return an amount of won like one of dollars; ``digits`` are those of single won.

        A rate of exchange is single won, an allowance is many.
        """
        return self._money(self.language.formats.krw, value, digits, sign, absolute)

    def date(self, day: datetime.date | str) -> str:
        """Return a day; ``YYYY`` and ``YYYY-MM`` are dates that are known no closer."""
        return dates.date_text(day, self.language)

    def month(self, day: datetime.date | str) -> str:
        """Return the month of a day or of ``YYYY-MM``."""
        return dates.month_text(day, self.language)

    def window(self, text: str) -> str:
        """Return a window ``start..end`` of months or days in words."""
        start, _, end = text.partition("..")
        return self.language.formats.window.format(start=self.date(start), end=self.date(end))

    def _fill(
        self, pattern: str, value: Amount, digits: int, shift: int, sign: bool, absolute: bool
    ) -> str:
        if isinstance(value, tuple):
            low, high = (self._plain(rounded(each, digits, shift)) for each in value)
            return pattern.format(sign="", n=f"{low}{self.language.formats.range}{high}")
        shown = rounded(value, digits, shift)
        return pattern.format(sign=self._sign(shown, sign, absolute), n=self._digits(shown))

    def _money(
        self, steps: Sequence[Step], value: Number, digits: int, sign: bool, absolute: bool
    ) -> str:
        amount = Decimal(repr(value))
        chosen = next((n for n, step in enumerate(steps) if abs(amount) >= step.at), len(steps) - 1)
        shown = _compact(amount, steps[chosen].at, digits)
        if chosen > 0 and abs(shown) * steps[chosen].at >= steps[chosen - 1].at:
            chosen -= 1  # rounding has carried it into the next unit: 999.96m is 1.0bn
            shown = _compact(amount, steps[chosen].at, digits)
        return steps[chosen].text.format(
            sign=self._sign(shown, sign, absolute), n=self._digits(shown)
        )

    def _plain(self, shown: Decimal) -> str:
        return self._sign(shown, False, False) + self._digits(shown)

    def _sign(self, shown: Decimal, sign: bool, absolute: bool) -> str:
        if shown == 0 or absolute:
            return ""
        return self.language.formats.minus if shown < 0 else "+" if sign else ""

    def _digits(self, shown: Decimal) -> str:
        return _grouped(f"{abs(shown):f}", self.language.formats.locale)


@lru_cache(maxsize=65536)
def _grouped(digits: str, locale: str) -> str:
    """Return digits with the separators of a locale, every decimal kept."""
    written: str = _pattern(len(digits.partition(".")[2])).apply(Decimal(digits), locale)
    return written


@cache
def _pattern(decimals: int) -> NumberPattern:
    return parse_pattern("#,##0" + ("." + "0" * decimals if decimals else ""))


def _compact(amount: Decimal, unit: int, digits: int) -> Decimal:
    """Return the amount in its unit: one decimal below a hundred, none from there.

    Ones have ``digits`` decimals.
    """
    scaled = _EXACT.divide(amount, Decimal(unit))
    if unit == 1:
        shown = scaled.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP, _EXACT)
    else:
        shown = scaled.quantize(Decimal("0.1"), ROUND_HALF_UP, _EXACT)
        if abs(shown) >= 100:
            shown = scaled.quantize(Decimal(1), ROUND_HALF_UP, _EXACT)
    return abs(shown) if shown == 0 else shown


DEFAULT_FILTER: Mapping[Unit, str] = {
    unit: "pct" if unit == "ratio" else unit for unit in get_args(Unit)
}
"""The format of a unit where a text names none; all but that of a ratio are called as it is."""
