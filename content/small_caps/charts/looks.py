"""How each series looks, the same in every chart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from generator.charts.palette import Look

SERIES: Mapping[str, Look] = MappingProxyType(
    {
        "IWM": Look("var(--c-iwm)", (), "circle", 2.4),
        "SPY": Look("var(--c-spy)", (), "square", 1.6),
        "QQQ": Look("var(--c-qqq)", (6, 2), "triangle-up", 1.6),
        "IJR": Look("var(--c-ijr)", (2, 2), "diamond", 2),
        "VTWO": Look("var(--c-vtwo)", (8, 3, 2, 3), "triangle-down", 2),
        "TNA": Look("var(--c-tna)", (7, 2), "diamond", 2),
        "3X": Look("var(--c-model)", (4, 2), "cross", 1.6),
        "USD": Look("var(--c-iwm)", (), "circle", 2.2),
        "KRW": Look("var(--c-ijr)", (5, 2), "diamond", 2.2),
    }
)
"""Series by ticker; ``3X`` is the daily tripling before costs, ``USD``, ``KRW`` IWM by currency."""


def looks(names: Iterable[str]) -> dict[str, Look]:
    """Return the looks of some series, in that order."""
    return {name: SERIES[name] for name in names}
