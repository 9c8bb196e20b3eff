"""Charts: from a frame and a drawing in Altair to figures with words, tables, files and SVG.

What an article shows stands in its own package, a module each, and is read off it.
"""

from __future__ import annotations

from functools import cache

from generator.charts.model import Chart
from generator.core.errors import Problem, UserError
from generator.core.registry import entries, subpackage


@cache
def registered(package: str) -> dict[str, Chart]:
    """Return the charts of an article's package by id; no two may share one."""
    found: dict[str, Chart] = {}
    for chart in entries(subpackage(package, "charts"), Chart):
        if chart.id in found:
            raise UserError(Problem("two charts have this id", id=chart.id))
        found[chart.id] = chart
    return found
