"""The themes whose families make up all metrics; a new theme is one line here."""

from __future__ import annotations

from functools import cache

from generator.metrics import (
    bears,
    cycles,
    edition,
    evidence,
    evidence_published,
    evidence_samples,
    funds,
    growth,
    largest,
    leverage,
    mix,
    payouts,
    rates,
    ratio,
    returns,
    risk,
    size,
    to_date,
    valuation,
    vintages,
)
from generator.metrics.registry import Declared, Family, families_in, index

THEMES = (
    returns,
    risk,
    ratio,
    bears,
    rates,
    cycles,
    leverage,
    mix,
    funds,
    growth,
    payouts,
    valuation,
    size,
    to_date,
    largest,
    vintages,
    edition,
    evidence,
    evidence_published,
    evidence_samples,
)


@cache
def families() -> tuple[Family, ...]:
    """Return every declared family, theme by theme."""
    return tuple(each for theme in THEMES for each in families_in(theme))


@cache
def declared() -> Declared:
    """Return every declared id with its family and arguments."""
    return index(families())
