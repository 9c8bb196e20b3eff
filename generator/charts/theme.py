"""One look for every chart: colours, line styles, sizes.

Colours are CSS variables, so that one inlined SVG serves light and dark. Identity never rests on
colour alone: every series has a dash or a shape of its own and is labelled where it ends. Red,
blue and green are left to rises and falls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Layout: TypeAlias = Literal["wide", "narrow"]

LAYOUTS: tuple[Layout, ...] = ("wide", "narrow")
WIDTH: Mapping[Layout, int] = MappingProxyType({"wide": 720, "narrow": 340})
SIZE: Mapping[Layout, float] = MappingProxyType({"wide": 13, "narrow": 12})
"""Text size in user units; a narrow chart shown 312 px wide still has 11 px text."""

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
class Style:
    """How a series looks: colour, dash pattern in user units, symbol, line width."""

    color: str
    dash: tuple[int, ...] = ()
    shape: str = "circle"
    width: float = 2


SERIES: Mapping[str, Style] = MappingProxyType(
    {
        "IWM": Style("var(--c-iwm)", (), "circle", 2.4),
        "SPY": Style("var(--c-spy)", (), "square", 1.6),
        "QQQ": Style("var(--c-qqq)", (6, 2), "triangle-up", 1.6),
        "IJR": Style("var(--c-ijr)", (2, 2), "diamond", 2),
        "VTWO": Style("var(--c-vtwo)", (8, 3, 2, 3), "triangle-down", 2),
        "TNA": Style("var(--c-tna)", (7, 2), "diamond", 2),
        "3X": Style("var(--c-model)", (4, 2), "cross", 1.6),
    }
)
"""Series by ticker; ``3X`` is the daily tripling before costs."""

VERDICTS: Mapping[str, Style] = MappingProxyType(
    {
        "holds": Style("var(--v-holds)", shape="circle"),
        "partly": Style("var(--v-partly)", shape="triangle-up"),
        "unsupported": Style("var(--v-unsupported)", shape="square"),
        "refuted": Style("var(--v-refuted)", shape="cross"),
        "outdated": Style("var(--v-outdated)", shape="diamond"),
        "untestable": Style("var(--v-untestable)", shape="stroke"),
    }
)
"""Verdicts: every one has a symbol of its own."""


SIGNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # verdict: (drawn as a line, filled)
        "holds": ("M-.8,.1L-.2,.7L.9,-.7", ""),
        "partly": ("M-.9,0A.9,.9,0,1,1,.9,0A.9,.9,0,1,1,-.9,0Z", "M0,-.9A.9,.9,0,0,1,0,.9Z"),
        "unsupported": ("M-.9,0A.9,.9,0,1,1,.9,0A.9,.9,0,1,1,-.9,0ZM-.45,0L.45,0", ""),
        "refuted": ("M-.7,-.7L.7,.7M.7,-.7L-.7,.7", ""),
        "outdated": ("M-.9,0A.9,.9,0,1,1,.9,0A.9,.9,0,1,1,-.9,0ZM0,-.5L0,0L.4,.25", ""),
        "untestable": ("M-.55,-.5A.55,.5,0,1,1,.1,.05L0,.4M0,.85L0,.95", ""),
    }
)
"""The signs of the pages' badges, in a square from −1 to 1, for the tiles of the ledger."""
