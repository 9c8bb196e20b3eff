"""What a snapshot gives out beside its frames: frozen values with their dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StoredFact:
    """One stored value, as text, with the date that the page shows and where it is from."""

    value: str
    as_of: date
    retrieved_on: date
    source: str

    @property
    def number(self) -> float:
        """Return the value as a float; a ValueError for words."""
        return float(self.value)


@dataclass(frozen=True, slots=True)
class RateChange:
    """A change of the federal funds target, by its first effective day; rates are fractions."""

    date: date
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """A peak or trough of the US economy; ``month`` as in months.py."""

    event: str
    month: int
    announced_on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Holding:
    """One of the largest holdings of a fund; ``weight`` is a fraction."""

    rank: int
    symbol: str
    name: str
    weight: float


@dataclass(frozen=True, slots=True)
class HoldingList:
    """The largest holdings of a fund by one source."""

    rows: tuple[Holding, ...]
    as_of: date
    retrieved_on: date
    source: str


@dataclass(frozen=True, slots=True)
class SectorWeights:
    """Sector weights of a fund by one source, as fractions by Yahoo's sector keys."""

    weights: Mapping[str, float]
    as_of: date
    retrieved_on: date
    source: str
