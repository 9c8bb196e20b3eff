"""Colours, and the looks of verdicts: the same in every chart and on the pages.

Which colours they are, the article's settings say.

Colours are CSS variables, so that one inlined SVG serves light and dark. Identity never rests on
colour alone: every series has a dash or a shape of its own and is labelled where it ends. Red,
blue and green are left to rises and falls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from generator.core.settings import Config

THEMES = ("light", "dark")


def variables(config: Config) -> dict[str, tuple[str, str]]:
    """Return the article's colours by their CSS variables: on light paper, on dark paper."""
    return {
        _variable(name): (light, config.colours_dark[name])
        for name, light in config.colours.items()
    }


def _variable(name: str) -> str:
    if name == "accent":
        return "--accent"
    return f"--v-{name}" if name in VERDICTS else f"--c-{name}"


def resolved(text: str, config: Config, theme: str = "light") -> str:
    """Return a drawing or a chart's JSON with the colours themselves, for any program."""
    for name, pair in variables(config).items():
        text = text.replace(f"var({name})", pair[THEMES.index(theme)])
    return text


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
