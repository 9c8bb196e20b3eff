"""Metrics: pure formulas by theme, registered by id; a MetricSet computes those of a view.

A new metric is a function with ``@family`` in its theme's module; a new theme is a new module
here, or in the article's own package if only that article needs it.
"""

from __future__ import annotations

from generator.metrics.catalog import declared, families
from generator.metrics.metric_set import MetricSet, known_ids
from generator.metrics.reasons import reason_text
from generator.metrics.registry import Family, Result, family

__all__ = [
    "Family",
    "MetricSet",
    "Result",
    "declared",
    "families",
    "family",
    "known_ids",
    "reason_text",
]
