"""The claims of this article: each rule with its claim, by subject."""

from __future__ import annotations

from datetime import date

WRITTEN = date(2026, 11, 25)
"""The day on which the first rules were written, before the data was looked at."""

REVISED = date(2026, 11, 28)
"""The day on which rules were revised after a review that knew the data."""

GROUPS = ("thesis", "market", "funds", "risks")
"""The groups in the order in which they are counted; the article stands or falls with the first."""
