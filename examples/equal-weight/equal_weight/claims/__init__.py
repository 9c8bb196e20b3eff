"""What is said for and against equal weight, each with a rule that was fixed beforehand."""

from __future__ import annotations

from datetime import date

GROUPS = ("concentration", "record", "cost")
"""The groups in which claims are counted; the article stands or falls with the first."""

WRITTEN = date(2026, 11, 28)
"""The day on which the rules were written."""
