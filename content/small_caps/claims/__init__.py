"""The claims of this article: each rule with its claim, by subject."""

from __future__ import annotations

from datetime import date

REVISED = date(2026, 11, 28)
"""The day on which rules were revised after a review that knew the data."""
