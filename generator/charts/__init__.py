"""Charts: one module each, one way out (export).

A new chart is a module here with its line below, and its texts in ``content/text/charts``.
"""

from __future__ import annotations

ARTICLE = (
    "ledger",
    "sectors",
    "growth",
    "drawdowns",
    "volatility",
    "bear-markets",
    "rolling-gap",
    "policy-rate",
    "first-cuts",
    "price-ratio",
    "valuation-methods",
    "vintages",
    "etf-growth",
    "tna-paths",
    "losses",
    "big-days",
    "mix",
)
"""Ids of the charts on the article page, in the order in which they stand there."""

LEDGER = ("claim-history",)
"""Ids of the charts on the ledger page."""

IDS = (*ARTICLE, *LEDGER)
