"""The formulas of the page's calculators; ``templates/assets/tools.js`` computes the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mix:
    """What a mix did: fractions; a yearly return, a yearly volatility and two falls."""

    cagr: float
    volatility: float
    max_drawdown: float
    worst_12m: float


def fees(amount: float, years: float, growth: float, fee: float) -> tuple[float, float]:
    """Return the end value without and with a yearly fee, in the unit of ``amount``."""
    return amount * (1 + growth) ** years, amount * ((1 + growth) * (1 - fee)) ** years


def after_tax(
    amount: float, years: float, growth: float, rate: float, allowance: float = 0.0
) -> tuple[float, float]:
    """Return the tax on the whole gain, realised at once at the end, and what is left.

    Only what exceeds ``allowance`` is taxed, in the unit of ``amount``; a loss is not.
    """
    end = amount * (1 + growth) ** years
    tax = rate * max(0.0, end - amount - allowance)
    return tax, end - tax


def decay(total: float, volatility: float, years: float, multiple: float) -> tuple[float, float]:
    """Return a daily-multiplied fund's return before costs, and the factor the swings leave.

    ``total`` is the index's return over the period, ``volatility`` its yearly volatility; the
    factor is exp(−m(m−1)/2 · σ² · T), which is exp(−3σ²T) for three times.
    """
    factor = math.exp(-multiple * (multiple - 1) / 2 * volatility**2 * years)
    return max(0.0, 1 + total) ** multiple * factor - 1, factor


def mix(share: float, base: Sequence[float], other: Sequence[float]) -> Mix:
    """Return the record of ``share`` in ``other`` and the rest in ``base``, balanced monthly.

    Both are monthly simple returns of the same months, at least twelve.
    """
    returns = [(1 - share) * a + share * b for a, b in zip(base, other, strict=True)]
    logs = [math.log1p(value) for value in returns]
    mean = math.fsum(logs) / len(logs)
    spread = math.fsum((value - mean) ** 2 for value in logs) / (len(logs) - 1)
    levels = [1.0]
    for value in returns:
        levels.append(levels[-1] * (1 + value))
    high, drawdown = 0.0, 0.0
    for level in levels:
        high = max(high, level)
        drawdown = min(drawdown, level / high - 1)
    worst = min(after / before - 1 for before, after in zip(levels, levels[12:], strict=False))
    return Mix(levels[-1] ** (12 / len(returns)) - 1, math.sqrt(spread * 12), drawdown, worst)
