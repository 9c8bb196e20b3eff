"""Claims of this article: a rule each, fixed before the data is looked at."""

from __future__ import annotations

from datetime import date

GROUPS = ("main",)
"""The groups in which claims are counted; the article stands or falls with the first."""

WRITTEN = date.fromisoformat("2000-01-01")
"""The day on which the rules were written."""
