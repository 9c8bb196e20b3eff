"""The files of a snapshot of the committed article."""

from __future__ import annotations

from languages import CONFIG

from generator.snapshot import schema

FUNDS = tuple(each.ticker for each in CONFIG.funds)
INDICES = tuple(each.ticker for each in CONFIG.required if each.is_index)
REQUIRED_TICKERS = FUNDS + INDICES
TICKERS = REQUIRED_TICKERS + tuple(each.ticker for each in CONFIG.further)
REQUIRED = schema.required_files(CONFIG)
OPTIONAL = tuple(name for name in schema.FILES if name not in REQUIRED)
_MORE = schema.leveraged_columns(CONFIG)
MONTHLY = {
    ticker: schema.MONTHLY + _MORE.get(schema.monthly_file(ticker), ()) for ticker in TICKERS
}
FILES = {
    **{schema.monthly_file(ticker): columns for ticker, columns in MONTHLY.items()},
    **schema.FILES,
}
