"""Optional facts, field by field: a new value counts only within its range and near the last."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import NoneType
from typing import Any

from generator.refresh.derive import Row
from generator.refresh.retry import BadDataError
from generator.snapshot import accepted
from generator.snapshot.accepted import Accepted
from generator.snapshot.schema import number_text

LARGEST_CHANGE = 0.5
UNLIKE_QUOTE = "does not fit the quote"


@dataclass(frozen=True, slots=True)
class Field:
    """A numeric field: its unit in words and the range outside of which it is not believed.

    ``drift`` is the share by which it moves on its own in some weeks: so long may a person take
    to accept it.
    """

    name: str
    unit: str
    low: float
    high: float
    drift: float = 0.02


@dataclass
class Ledger:
    """What was seen during one refresh: which values to keep, and the flags to show for them."""

    known: Mapping[str, Accepted]
    today: date
    before: Sequence[Mapping[str, Any]]  # the flags of the stored snapshot
    confirmed: date  # the as_of at which the source's stored values were last confirmed
    flags: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def judge(
        self, key: str, new: float, old: float | None, rule: Field, doubt: str = ""
    ) -> float | None:
        """Return the value that counts: the new one, or the last good one with a flag.

        ``doubt`` is a reason of the caller's not to believe it.
        """
        slack = rule.drift * abs(new)
        if key in self.known and self.known[key].allows(new, slack):
            return new
        detail = ""
        if not rule.low <= new <= rule.high:
            reason = "out of range"
            detail = f" {rule.low:g} to {rule.high:g} ({rule.unit})"
        elif old is not None and abs(new - old) > LARGEST_CHANGE * abs(old):
            reason = "changed by more than half"
        elif doubt:
            reason, detail = UNLIKE_QUOTE, f" ({doubt})"
        else:
            return new
        self.keep(key, number_text(new), old, reason)
        hint = accepted.line(key, new, self.today)
        self.notes.append(
            f"{key}: {new:g} {reason}{detail}; to accept it, add to accepted.toml: {hint}"
        )
        return old

    def keep(self, key: str, seen: str, old: float | str | None, reason: str) -> None:
        """Flag a value that was not taken over; a flag that stands already keeps its date.

        The pages say ``reason`` in their own language (``methods.reasons`` of the texts).
        """
        same = next((flag for flag in self.before if flag["id"] == key), None)
        kept = "" if old is None else old if isinstance(old, str) else number_text(old)
        self.flags.append(
            {
                "id": key,
                "seen": seen,
                "kept": kept,
                "reason": reason,
                "since": same["since"] if same else self.today.isoformat(),
                "kept_as_of": same["kept_as_of"] if same else self.confirmed.isoformat(),
            }
        )


def latest(rows: Sequence[Row], **where: str) -> Row | None:
    """Return the last stored row of a fact."""
    found = [row for row in rows if all(row[key] == value for key, value in where.items())]
    return found[-1] if found else None


def latest_number(rows: Sequence[Row], **where: str) -> float | None:
    """Return the last stored value of a numeric fact."""
    row = latest(rows, **where)
    return None if row is None else float(str(row["value"]))


# --- Funds, by Yahoo's modules --------------------------------------------------------------------

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
    fee_doubt: str = "",
) -> list[Row]:
    """Return the rows to add: one for each field whose value is new."""
    rows: list[Row] = []
    for name in (*WORDS, *FUND_FIELDS):
        old = latest(stored, fund=fund, field=name)
        value: float | str | None = values.get(name)
        key = f"{fund.lower()}.{name}"
        if value is None:
            if old is not None:
                ledger.keep(key, "", str(old["value"]), "no longer given")
            continue
        if name in FUND_FIELDS:
            number = latest_number(stored, fund=fund, field=name)
            doubt = fee_doubt if name == "fee" else ""
            value = ledger.judge(key, float(value), number, FUND_FIELDS[name], doubt)
            if value is None or value == number:
                continue
        text = value if isinstance(value, str) else number_text(value)
        if old is None or old["value"] != text:
            rows.append({"fund": fund, "field": name, "value": text, "retrieved_on": ledger.today})
    return rows


def fee_doubt(values: Mapping[str, float | str], quote: Mapping[str, Any]) -> str:
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
    kept = [(symbol, name, float(weight)) for symbol, name, weight in rows if symbol or name]
    return kept[:10]


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


# --- Groups of rows: the top ten and the sectors of a fund ----------------------------------------


def group_rows(
    head: Row, rows: Sequence[Row], stored: Sequence[Row], keys: tuple[str, ...]
) -> list[Row]:
    """Return a group to add, or nothing if the last one of that fund and source is the same."""
    mine = [row for row in stored if all(row[key] == head[key] for key in ("fund", "source"))]
    last = max((str(row["source_date"]) for row in mine), default="")
    before = [tuple(row[key] for key in keys) for row in mine if str(row["source_date"]) == last]
    now = [tuple(row[key] for key in keys) for row in rows]
    dated = head["source"] == "ishares" and str(head["source_date"]) != last
    if not rows or (before == now and not dated):
        return []
    return [{**head, **row} for row in rows]
