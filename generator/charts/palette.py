"""Colours and line styles of funds and verdicts, the same in every chart and on the pages.

Colours are CSS variables, so that one inlined SVG serves light and dark. Identity never rests on
colour alone: every series has a dash or a shape of its own and is labelled where it ends. Red,
blue and green are left to rises and falls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

VARIABLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # name: (on light paper, on dark paper)
        "--c-paper": ("#fcfbf8", "#14171a"),
        "--c-ink": ("#16191d", "#eae8e3"),
        "--c-soft": ("#585e66", "#a9aeb4"),
        "--c-grid": ("#e6e2d9", "#2d3338"),
        "--c-axis": ("#a19b8f", "#6b7178"),
        "--c-band": ("#e9e3d6", "#2a3036"),
        "--c-iwm": ("#b4510a", "#f7a64f"),
        "--c-spy": ("#334155", "#cbd5e1"),
        "--c-qqq": ("#6b3fa0", "#bda2f2"),
        "--c-ijr": ("#0b7077", "#5cc8cf"),
        "--c-vtwo": ("#7a6212", "#d8bf62"),
        "--c-tna": ("#a62a72", "#f094c4"),
        "--c-model": ("#585e66", "#a9aeb4"),
        "--v-holds": ("#0b7077", "#5cc8cf"),
        "--v-partly": ("#8a6100", "#e3bb4a"),
        "--v-unsupported": ("#2f5d94", "#8bb8ee"),
        "--v-refuted": ("#a62a72", "#f094c4"),
        "--v-outdated": ("#6b3fa0", "#bda2f2"),
        "--v-untestable": ("#585e66", "#a9aeb4"),
    }
)

INK, SOFT, GRID, AXIS, BAND, PAPER = (
    f"var(--c-{name})" for name in ("ink", "soft", "grid", "axis", "band", "paper")
)


@dataclass(frozen=True, slots=True)
class Look:
    """How a series looks: colour, dash pattern in user units, symbol, line width."""

    color: str
    dash: tuple[int, ...] = ()
    shape: str = "circle"
    width: float = 2


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

VERDICTS: Mapping[str, Look] = MappingProxyType(
    {
        "holds": Look("var(--v-holds)", shape="circle"),
        "partly": Look("var(--v-partly)", shape="triangle-up"),
        "unsupported": Look("var(--v-unsupported)", shape="square"),
        "refuted": Look("var(--v-refuted)", shape="cross"),
        "outdated": Look("var(--v-outdated)", shape="diamond"),
        "untestable": Look("var(--v-untestable)", shape="stroke"),
    }
)
"""Verdicts: every one has a symbol of its own."""
