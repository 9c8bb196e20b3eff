"""Facts of the funds by Yahoo's modules, fund by fund: one that fails leaves the others alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from types import NoneType
from typing import Any, Protocol

from generator.core.settings import Series
from generator.refresh import groups
from generator.refresh.collect import Collector
from generator.refresh.derive import Row
from generator.refresh.draft import Draft
from generator.refresh.facts import (
    NO_CURRENCY,
    NO_LONGER,
    UNKNOWN_SECTOR,
    UNLIKE_QUOTE,
    FactDoubt,
    Field,
    Ledger,
    latest,
    latest_number,
)
from generator.snapshot.schema import SECTOR_KEYS, number_text
from generator.sources.retry import BadDataError, GaveUpError

FILE = "fund_facts.csv"
GROUPS = ("top_holdings.csv", "sectors.csv")

FUND_FIELDS = {
    "fee": Field("fee", "fraction a year", 0.0001, 0.03, drift=0),
    "net_assets": Field("net_assets", "dollars", 1e7, 5e12, drift=0.2),
    "pe_trailing": Field("pe_trailing", "multiple", 3.0, 200.0, drift=0.1),
}
WORDS = ("long_name", "family", "category")
# Where a stored field comes from: an answer without that module has lost it.
MODULE_OF = {
    "long_name": "quoteType", "family": "fundProfile", "category": "fundProfile",
    "fee": "fundProfile", "net_assets": "summaryDetail", "pe_trailing": "topHoldings",
}  # fmt: skip
# A fund has all of these or none: new and small funds come with their name alone.
WHOLE = ("fundProfile", "topHoldings", "defaultKeyStatistics")
SECTOR_SLACK = 0.05  # sector weights of a fund of shares add up to 1 within this


def check_modules(fund: str, modules: Mapping[str, Any], stored: Sequence[Row]) -> None:
    """Refuse an answer from which modules were dropped.

    Raises:
        BadDataError: naming the fund and the modules.
    """
    needed = {"quoteType"}
    needed |= {MODULE_OF[str(row["field"])] for row in stored if row["fund"] == fund}
    if any(name in modules for name in WHOLE) or needed & set(WHOLE):
        needed |= {*WHOLE, "summaryDetail"}
    missing = sorted(needed - set(modules))
    if missing:
        raise BadDataError(f"{fund}: the answer lacks {', '.join(missing)}")


def fund_values(modules: Mapping[str, Mapping[str, Any]]) -> dict[str, float | str]:
    """Return what Yahoo says of a fund, in our units; what it does not say is left out.

    The P/E is 1 / ``priceToEarnings``, which is a reciprocal. 0 is a placeholder; what is less is
    for the caller to judge.

    Raises:
        BadDataError: where a name is not text or a number not a number.
    """
    profile = modules.get("fundProfile", {})
    fees = profile.get("feesExpensesInvestment") or {}
    equity = modules.get("topHoldings", {}).get("equityHoldings") or {}
    assets = [modules.get(name, {}).get("totalAssets")
              for name in ("summaryDetail", "defaultKeyStatistics")]  # fmt: skip
    found = {
        "long_name": modules.get("quoteType", {}).get("longName"),
        "family": profile.get("family"),
        "category": profile.get("categoryName"),
        "fee": _number(fees.get("annualReportExpenseRatio")),
        "net_assets": next((value for value in map(_number, assets) if value), None),
        "pe_trailing": _ratio(equity.get("priceToEarnings")),
    }
    odd = [name for name in WORDS if not isinstance(found[name], (str, NoneType))]
    if odd:
        raise BadDataError(f"{', '.join(odd)} is not a text")
    return {name: value for name, value in found.items() if value}


def _number(value: Any) -> float | None:
    """Return a number; Yahoo's 0 stands for nothing."""
    if value is None or value == 0:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise BadDataError(f"{value!r} is not a number")
    return float(value)


def _ratio(value: Any) -> float | None:
    """Turn Yahoo's reciprocal into the ratio; should Yahoo correct itself, keep the ratio."""
    number = _number(value)
    return 1 / number if number is not None and abs(number) < 1 else number


def fund_rows(
    fund: str,
    values: Mapping[str, float | str],
    stored: Sequence[Row],
    ledger: Ledger,
    doubts: Mapping[str, FactDoubt],
) -> list[Row]:
    """Return the rows to add: one for each field whose value is new; ``doubts`` are by field."""
    rows: list[Row] = []
    for name in (*WORDS, *FUND_FIELDS):
        old = latest(stored, fund=fund, field=name)
        value: float | str | None = values.get(name)
        key = f"{fund.lower()}.{name}"
        if value is None:
            if old is not None:
                ledger.keep(key, "", str(old["value"]), NO_LONGER)
                ledger.notes.append(f"{key}: {NO_LONGER}; kept {old['value']}")
            continue
        if name in FUND_FIELDS:
            number = latest_number(stored, fund=fund, field=name)
            rule = FUND_FIELDS[name]
            value = ledger.judge(key, float(value), number, rule, doubts.get(name))
            if value is None or value == number:
                continue
        text = value if isinstance(value, str) else number_text(value)
        if old is None or old["value"] != text:
            rows.append(
                {
                    "fund": fund, "field": name, "value": text, "source_date": ledger.today,
                    "retrieved_on": ledger.today,
                }
            )  # fmt: skip
    return rows


def doubts(
    values: Mapping[str, float | str],
    modules: Mapping[str, Mapping[str, Any]],
    quote: Mapping[str, Any],
) -> dict[str, FactDoubt]:
    """Return by field why a fund's values are not to be believed.

    A fund's size is of no use where nothing says which money it is in.
    """
    seen = _other_fee(values, quote)
    found = {"fee": FactDoubt(UNLIKE_QUOTE, seen)} if seen else {}
    if not modules.get("summaryDetail", {}).get("currency"):
        found["net_assets"] = FactDoubt(NO_CURRENCY)
    return found


def _other_fee(values: Mapping[str, float | str], quote: Mapping[str, Any]) -> str:
    """Compare the fee (a fraction) with the quote's (per cent): a change of unit would show.

    Funds with a waiver differ a little, so only a factor of five counts.
    """
    percent, fee = _number(quote.get("netExpenseRatio")), values.get("fee")
    if percent is None or percent < 0 or not isinstance(fee, float):
        return ""
    if 0.2 < fee / (percent / 100) < 5:
        return ""
    return f"{percent:g} %"


def top_ten(modules: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, str, float]]:
    """Return symbol, name and weight of the largest holdings, as Yahoo lists them.

    Raises:
        BadDataError: where a weight is impossible.
    """
    holdings = modules.get("topHoldings", {}).get("holdings") or []
    rows = [
        (str(row.get("symbol") or ""), str(row.get("holdingName") or ""), row.get("holdingPercent"))
        for row in holdings
    ]
    if any(not isinstance(weight, (int, float)) or not 0 <= weight <= 1 for _, _, weight in rows):
        raise BadDataError("a weight of the top holdings is not between 0 and 1")
    merged: dict[str, tuple[str, str, float]] = {}  # two rows of a share are one position
    for symbol, name, weight in rows:
        if symbol or name:
            before = merged.get(symbol or name, (symbol, name, 0.0))
            merged[symbol or name] = (before[0], before[1], before[2] + float(weight))
    return sorted(merged.values(), key=lambda row: -row[2])[:10]


def sector_weights(modules: Mapping[str, Mapping[str, Any]]) -> dict[str, float]:
    """Return Yahoo's sector weights as fractions; empty where it gives none.

    Raises:
        BadDataError: where they do not add up to 1.
    """
    pairs = modules.get("topHoldings", {}).get("sectorWeightings") or []
    weights = {str(name): float(value) for pair in pairs for name, value in pair.items()}
    if weights and abs(sum(weights.values()) - 1) > SECTOR_SLACK:
        raise BadDataError(f"sector weights add up to {sum(weights.values()):.2f}")
    return weights


class FactSource(Protocol):
    """What gives Yahoo's facts of funds."""

    def fund(self, ticker: str) -> dict[str, dict[str, Any]]:
        """Return a fund's modules."""

    def quotes(self, tickers: tuple[str, ...]) -> dict[str, dict[str, Any]]:
        """Return quotes by symbol."""


def collect(collector: Collector, yahoo: FactSource) -> None:
    """Put what Yahoo says of each fund into the draft; a fund that fails keeps what it had.

    Raises:
        GaveUpError: where no fund could be had at all, or no quote to check the fees with.
    """
    stored = collector.draft.before.rows(FILE)
    answers: dict[str, Mapping[str, Any]] = {}
    failures: dict[str, GaveUpError] = {}
    funds = {each.ticker: each for each in collector.draft.config.with_facts}
    symbols = {ticker: each.symbol for ticker, each in funds.items()}
    for fund, series in funds.items():
        try:
            answers[fund] = collector.call(
                f"fund facts of {fund}", partial(_checked, yahoo, series, stored)
            )
        except GaveUpError as error:
            failures[fund] = error
            if error.rate_limited or len(failures) == len(symbols):
                raise
    quotes = collector.call("quotes", lambda: yahoo.quotes(tuple(symbols.values())))
    rows, tops, sectors = (collector.rows(name) for name in (FILE, *GROUPS))
    for fund, modules in answers.items():
        ledger = collector.ledger(FILE, confirmed_on(collector.draft, fund))
        values = fund_values(modules)
        doubtful = doubts(values, modules, quotes[symbols[fund]])
        rows = rows + fund_rows(fund, values, stored, ledger, doubtful)
        head = collector.head(fund, "yahoo", collector.draft.today)
        top = _not_cut(fund, top_ten(modules), tops, ledger)
        tops = tops + groups.top_rows(head, top, tops)
        sectors = sectors + _sector_rows(fund, head, modules, sectors, ledger)
        collector.close(ledger)
    if failures:
        collector.failures["fund facts"] = "; ".join(
            f"{fund}: {error} ({_kept(collector.draft, fund)})" for fund, error in failures.items()
        )
        collector.keep_flags([f"{fund.lower()}." for fund in failures])
    _put(collector.draft, answers, {FILE: rows, **dict(zip(GROUPS, (tops, sectors), strict=True))})


def confirmed_on(draft: Draft, fund: str) -> date | None:
    """Return the day of the last fetch that gave a fund's facts, None before the first."""
    text = draft.before.entry(FILE).get("confirmed", {}).get(fund)
    return date.fromisoformat(text) if text else None


def _kept(draft: Draft, fund: str) -> str:
    day = confirmed_on(draft, fund)
    return f"kept the values of {day}" if day else "there are none so far"


def _put(draft: Draft, answers: Mapping[str, Any], files: Mapping[str, list[Row]]) -> None:
    """Put the files into the draft, with the days on which each fund's facts were last given.

    A day since the last session of prices is recent enough to stay: so the same answers on the
    next day change nothing.
    """
    confirmed = dict(draft.before.entry(FILE).get("confirmed", {}))
    for fund in answers:
        if confirmed.get(fund, "") < draft.as_of.isoformat():
            confirmed[fund] = draft.today.isoformat()
    for name, rows in files.items():
        draft.put(name, rows, groups.YAHOO if name == FILE else groups.BOTH)
    draft.confirm(FILE, confirmed)


def _checked(yahoo: FactSource, series: Series, stored: Sequence[Row]) -> dict[str, dict[str, Any]]:
    """Return a fund's modules, refused where some were dropped or hold nonsense."""
    modules = yahoo.fund(series.symbol)
    check_modules(series.ticker, modules, stored)
    said = modules.get("summaryDetail", {}).get("currency") or series.currency
    if said != series.currency:
        text = f"{series.ticker}: its facts are in {said}, not in {series.currency}"
        raise BadDataError(text)
    fund_values(modules)
    top_ten(modules)
    sector_weights(modules)
    return modules


def _sector_rows(
    fund: str,
    head: Mapping[str, Any],
    modules: Mapping[str, Any],
    stored: Sequence[Row],
    ledger: Ledger,
) -> list[Row]:
    """Return the sector rows to add; none, with a flag, where a sector is unknown."""
    weights = sector_weights(modules)
    _note_lost(fund, "sectors", len(weights), stored, ledger)
    unknown = sorted(set(weights) - set(SECTOR_KEYS))
    if unknown:
        ledger.refuse(f"{fund.lower()}.sectors", ", ".join(unknown), UNKNOWN_SECTOR)
        return []
    return groups.sector_rows(head, weights, stored)


def _not_cut(
    fund: str, top: list[tuple[str, str, float]], stored: Sequence[Row], ledger: Ledger
) -> list[tuple[str, str, float]]:
    """Return the largest holdings; none, and a flag, where a source gives half of the last list.

    Their weight together would be that of fewer shares than the page says.
    """
    days = [str(row["source_date"]) for row in stored
            if (row["fund"], row["source"]) == (fund, "yahoo")]  # fmt: skip
    if 2 * len(top) >= days.count(max(days, default="")):
        return top
    ledger.refuse(f"{fund.lower()}.top_holdings", "", NO_LONGER)
    return []


def _note_lost(fund: str, kind: str, given: int, stored: Sequence[Row], ledger: Ledger) -> None:
    """Flag a list that the source no longer gives; the last one stays, with its date."""
    if not given and any((row["fund"], row["source"]) == (fund, "yahoo") for row in stored):
        ledger.refuse(f"{fund.lower()}.{kind}", "", NO_LONGER)
