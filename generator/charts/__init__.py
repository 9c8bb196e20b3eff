"""Charts: from a frame and a drawing in Altair to figures with words, tables, files and SVG.

What a report shows stands in its own package, a module each, and is read off it.
"""

from __future__ import annotations

import importlib
from functools import cache

from generator.charts.model import Chart
from generator.core.errors import Problem, UserError
from generator.core.registry import entries


@cache
def registered(package: str = "generator.report.charts") -> dict[str, Chart]:
    """Return the charts of a report's package by id; a UserError where two share one."""
    found: dict[str, Chart] = {}
    for chart in entries(importlib.import_module(package), Chart):
        if chart.id in found:
            raise UserError(Problem("two charts have this id", id=chart.id))
        found[chart.id] = chart
    return found
