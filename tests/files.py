"""The files of a snapshot of the committed article: its settings add one series."""

from __future__ import annotations

from languages import SERIES

from generator.snapshot import schema

ADDED = tuple(key.upper() for key, _ in SERIES)
TICKERS = schema.TICKERS + ADDED
FILES = {
    **schema.REQUIRED_FILES,
    **{schema.monthly_file(ticker): schema.MONTHLY for ticker in ADDED},
    **schema.OPTIONAL_FILES,
}
