"""Yahoo Finance through yfinance: daily prices, fund modules, quotes and the equity screener."""

from __future__ import annotations

import logging
import tempfile
import warnings
from pathlib import Path
from typing import Any

import pandas as pd
import yfinance as yf
from curl_cffi import requests as curl
from yfinance.data import YfData
from yfinance.exceptions import YFRateLimitError

from generator.sources.retry import BadDataError, FinalError, Pace, RateLimitedError

CHART = "https://query2.finance.yahoo.com/v8/finance/chart/{}"
QUOTE_SUMMARY = "https://query2.finance.yahoo.com/v10/finance/quoteSummary/{}"
QUOTES = "https://query1.finance.yahoo.com/v7/finance/quote"
MODULES = (
    "quoteType", "summaryDetail", "defaultKeyStatistics", "fundProfile", "topHoldings",
)  # fmt: skip
PAGE = 250  # the most that Yahoo gives at once
# Stock exchanges of the US; over-the-counter markets would bring foreign shares twice.
EXCHANGES = ("NMS", "NYQ", "NGM", "NCM", "ASE", "PCX", "BTS")
FIRST_DAY = "1927-01-01"  # period="max" counts 99 years back, so the first bar would move on
COLUMNS = {
    "Open": "open", "High": "high", "Low": "low", "Close": "close", "Adj Close": "adj_close",
    "Volume": "volume", "Dividends": "dividend", "Stock Splits": "split",
    "Capital Gains": "capital_gain",
}  # fmt: skip


class _Session(curl.Session[Any]):
    """A browser-like session that pauses before each request and lets none take long.

    yfinance waits 30 s for cookies and most answers and offers no setting for it.
    """

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        super().__init__(impersonate="chrome")

    def request(self, method: Any, url: str, **kwargs: Any) -> Any:  # type: ignore[override]
        self.pace.before_request("Yahoo")
        kwargs["timeout"] = min(kwargs.get("timeout") or self.pace.timeout(), self.pace.timeout())
        return super().request(method, url, **kwargs)


class Yahoo:
    """One session for all of Yahoo; yfinance's caches live and die with it."""

    def __init__(self, pace: Pace) -> None:
        """Set yfinance up: real exceptions, no cache from earlier runs, no noise."""
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="yfinance")
        logging.getLogger("yfinance").setLevel(logging.CRITICAL)
        yf.config.debug.hide_exceptions = False
        self._folder = tempfile.TemporaryDirectory(prefix="small-caps-rechecked-")
        folder = Path(self._folder.name)
        yf.set_tz_cache_location(str(folder))
        self._session = _Session(pace)
        self._data = YfData(session=self._session)
        pace.before_retry = self.forget

    def close(self) -> None:
        """Drop the session and the caches on disk."""
        self._session.close()
        self._folder.cleanup()

    def forget(self) -> None:
        """Drop the answers that yfinance remembers, broken ones included."""
        YfData.cache_get.cache_clear()

    def history(self, ticker: str) -> pd.DataFrame:
        """Return all daily bars, oldest first: the columns of COLUMNS, split-adjusted prices.

        The index is naive midnight of the session. Cells may be NaN: nothing is checked here.
        ``attrs["currency"]`` is that of the prices, None where the answer does not say it.

        Raises:
            RateLimitedError: for status 429.
            Exception: whatever yfinance and the network raise.
        """
        asked = yf.Ticker(ticker, session=self._session)
        try:
            frame: pd.DataFrame = asked.history(start=FIRST_DAY, auto_adjust=False, timeout=10)
        except YFRateLimitError as error:
            raise _limited() from error
        missing = [name for name in COLUMNS if name not in frame and name != "Capital Gains"]
        if frame.empty or missing:
            raise BadDataError(f"the answer lacks {', '.join(missing) or 'any bar'}")
        frame = frame.rename(columns=COLUMNS)
        if "capital_gain" not in frame:
            frame["capital_gain"] = 0.0
        frame.index = pd.DatetimeIndex(frame.index).tz_localize(None).normalize()
        frame = frame[list(COLUMNS.values())]
        frame.attrs["currency"] = asked.history_metadata.get("currency")
        return frame

    def fund(self, ticker: str) -> dict[str, dict[str, Any]]:
        """Return a fund's quoteSummary modules by name, as Yahoo gives them.

        Raises:
            BadDataError: where the answer has none.
            Exception: whatever yfinance and the network raise.
        """
        params = {
            "modules": ",".join(MODULES), "corsDomain": "finance.yahoo.com",
            "formatted": "false", "symbol": ticker,
        }  # fmt: skip
        result = self._json(QUOTE_SUMMARY.format(ticker), params, "quoteSummary")
        if not result or not isinstance(result[0], dict):
            raise BadDataError("the answer has no modules")
        return {name: part for name, part in result[0].items() if isinstance(part, dict)}

    def quotes(self, tickers: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """Return Yahoo's current quotes by symbol.

        Raises:
            BadDataError: where one of the tickers has none.
            Exception: whatever yfinance and the network raise.
        """
        params = {"symbols": ",".join(tickers), "formatted": "false"}
        result = self._json(QUOTES, params, "quoteResponse")
        quotes = {row["symbol"]: row for row in result or () if "symbol" in row}
        missing = [ticker for ticker in tickers if ticker not in quotes]
        if missing:
            raise BadDataError(f"the answer has no quote of {', '.join(missing)}")
        return quotes

    def _json(self, url: str, params: dict[str, str], root: str) -> Any:
        try:
            answer = self._data.get_raw_json(url, params=params)
        except YFRateLimitError as error:
            raise _limited() from error
        return answer[root]["result"]

    def screener_page(self, offset: int) -> tuple[int, list[dict[str, Any]]]:
        """Return how many US shares there are, and up to PAGE of their quotes from ``offset`` on.

        Raises:
            RateLimitedError: for status 429.
            FinalError: for status 404.
            Exception: whatever yfinance and the network raise.
        """
        query = yf.EquityQuery(
            "and",
            [
                yf.EquityQuery("eq", ["region", "us"]),
                yf.EquityQuery("is-in", ["exchange", *EXCHANGES]),
            ],
        )
        try:
            answer = yf.screen(
                query, offset=offset, size=PAGE, sortField="intradaymarketcap", sortAsc=False,
                session=self._session,
            )  # fmt: skip
        except YFRateLimitError as error:
            raise _limited() from error
        except curl.exceptions.HTTPError as error:
            if getattr(error.response, "status_code", None) == 404:
                raise FinalError("HTTP 404, no such screener") from error
            raise
        return int(answer["total"]), list(answer["quotes"])


def _limited() -> RateLimitedError:
    return RateLimitedError("HTTP 429, asked too often")
