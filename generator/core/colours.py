"""Whether the colours of ``article.toml`` can be read on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.core.errors import Problem
from generator.core.settings import Config
from generator.core.toml import read_toml

TABLES = ("colours", "colours_dark")
BEHIND = ("paper", "grid", "axis", "band")
"""Colours in which nothing is written: the page itself and what lies behind lines."""
ENOUGH = 4.5
"""The least contrast of text, by WCAG 2.2, 1.4.3."""


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours ``#rrggbb``, from 1 to 21, as WCAG defines it."""
    low, high = sorted(map(luminance, (one, other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour ``#rrggbb``, 0 for black and 1 for white."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def low_contrast(config: Config) -> Iterator[Problem]:
    """Yield a warning for every colour that is hard to read on its page."""
    file = read_toml(config.path)
    for table in TABLES:
        colours = getattr(config, table)
        paper = colours["paper"]
        for name, colour in colours.items():
            found = contrast(colour, paper)
            if name not in BEHIND and found < ENOUGH:
                message = f"{colour} has a contrast of {found:.1f} on the page ({paper})"
                problem = file.problem(message, table, name, hint=f"text needs {ENOUGH}")
                yield replace(problem, warning=True)
