"""Charts: from a frame and a drawing in Altair to figures with words, tables, files and SVG.

What a report shows stands in its own package, a module each, and is read off it.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType

from generator.charts.model import Chart
from generator.core.errors import Problem, UserError
from generator.core.registry import entries, report


@cache
def registered(package: ModuleType | None = None) -> dict[str, Chart]:
    """Return the charts of the report, or of another package, by id; no two may share one."""
    found: dict[str, Chart] = {}
    for chart in entries(package or report("charts"), Chart):
        if chart.id in found:
            raise UserError(Problem("two charts have this id", id=chart.id))
        found[chart.id] = chart
    return found
