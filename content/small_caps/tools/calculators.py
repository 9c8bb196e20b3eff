"""The calculators' filled tables: what readers see before, and without, any script."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from generator.content.edition import Edition
from generator.content.tools import tool
from generator.core.model import Missing
from generator.core.months import month_number
from generator.language.renderer import Renderer
from generator.metrics.exchange import NEAR, rate_at
from generator.metrics.series import level
from generator.metrics.windows import session_of
from generator.pages import numbers
from generator.pages.downloads import to_csv
from generator.pages.frame import Frame
from small_caps.tools.formulas import after_tax, decay, fees

FUNDS = ("iwm", "vtwo", "ijr")
AMOUNTS = {"won": 10_000_000, "usd": 10_000}
CURRENCIES = {"won": "krw", "usd": "usd"}
YEARS, GROWTH = 20, 0.07
ACCOUNTS = {
    "ordinary": "kr_cgt_law",
    "krx": "kr_tax_krx_foreign_etf_law",
    "pension": "kr_pension_income_tax",
}
"""Where a Korean saver holds a fund, and the published rule with the rate on its gain."""
ALLOWANCE = "kr_cgt_allowance_law"
"""The published rule with the yearly gain, in won, that is free in an ordinary account."""
TOTALS = (-0.2, -0.1, 0.0, 0.1, 0.2)
SHARES = ("0", "10", "20", "30", "40", "50")
MEASURES = ("cagr", "volatility", "max_drawdown", "worst_12m")
MIXED = {"usd": "", "krw": "krw."}
"""Currencies of the mix, and what stands before a measure in the ids of its metrics."""
MULTIPLE = 3


def _why(words: Renderer, *ids: str) -> str:
    return words.language.between.join(words.reasons(ids, None))


@tool("fees")
def fees_values(frame: Frame, edition: Edition, words: Renderer) -> dict[str, Any]:
    """Return what fees take of a sum, fund by fund."""
    found = {fund: edition.metrics.get(f"{fund}.fee") for fund in FUNDS}
    there = {fund: fee for fund, fee in found.items() if not isinstance(fee, Missing)}
    chosen = "won" if words.language.currency == CURRENCIES["won"] else "usd"
    sizes = {"won": _won(frame, words), "usd": 1}
    amounts = {unit: amount // sizes[unit] for unit, amount in AMOUNTS.items()}
    amount = amounts[chosen]

    def money(value: float) -> str:
        pattern = frame.plain(words, f"tool.{chosen}_money")
        return pattern.replace("{amount}", words.format.count(value))

    rows = []
    for fund, fee in there.items():
        free, left = fees(amount, YEARS, GROWTH, fee.number)
        rows.append(
            {
                "fund": fund,
                "name": fund.upper(),
                "fee": numbers.linked(words, fee),
                "cost": money(free - left),
                "left": money(left),
            }
        )
    absent = [f"{fund}.fee" for fund in FUNDS if fund not in there]
    caption = frame.plain(
        words,
        "tool.fees_caption",
        amount=money(amount),
        growth=words.format.pct(GROWTH, 0),
        years=YEARS,
    )
    return {
        "rows": rows,
        "facts": json.dumps({"fees": {fund: fee.value for fund, fee in there.items()}}),
        "amount": amount,
        "units": [
            {
                "name": frame.plain(words, f"tool.{name}"),
                "money": frame.plain(words, f"tool.{name}_money"),
                "chosen": name == chosen,
                "currency": CURRENCIES[name],
                "amount": amounts[name],
            }
            for name in AMOUNTS
        ],
        "years": YEARS,
        "growth": f"{GROWTH * 100:g}",
        "caption": caption,
        "missing": frame.plain(words, "tool.fees_missing", reason=_why(words, *absent))
        if absent
        else "",
    }


def _won(frame: Frame, words: Renderer) -> int:
    """Return how many won a language's calculators count in."""
    return int(frame.plain(words, "tool.won_size"))


@tool("tax")
def tax_values(frame: Frame, edition: Edition, words: Renderer) -> dict[str, Any]:
    """Return what is left after tax, account by account."""
    ids = {name: f"published.{fact}" for name, fact in {**ACCOUNTS, "allowance": ALLOWANCE}.items()}
    found = {name: edition.metrics.get(id) for name, id in ids.items()}
    rules = {name: each for name, each in found.items() if not isinstance(each, Missing)}
    if len(rules) < len(found):
        absent = [id for name, id in ids.items() if name not in rules]
        reason = _why(words, *absent)
        return {"rows": [], "missing": frame.plain(words, "tool.tax_missing", reason=reason)}

    def money(value: float) -> str:
        pattern = frame.plain(words, "tool.won_money")
        return pattern.replace("{amount}", words.format.count(value))

    size = _won(frame, words)
    free = {"ordinary": rules["allowance"].number / size}
    amount = AMOUNTS["won"] * 3 // size
    rows = []
    for name in ACCOUNTS:
        allowance = free.get(name, 0.0)
        tax, left = after_tax(amount, YEARS, GROWTH, rules[name].number, allowance)
        rows.append(
            {
                "account": name,
                "name": frame.plain(words, f"tool.tax_{name}"),
                "rate": numbers.linked(words, rules[name]),
                "facts": json.dumps({"rate": rules[name].number, "allowance": allowance}),
                "tax": money(tax),
                "left": money(left),
            }
        )
    caption = frame.plain(
        words,
        "tool.fees_caption",
        amount=money(amount),
        growth=words.format.pct(GROWTH, 0),
        years=YEARS,
    )
    return {
        "rows": rows,
        "amount": amount,
        "years": YEARS,
        "growth": f"{GROWTH * 100:g}",
        "money": frame.plain(words, "tool.won_money"),
        "caption": caption,
        "note": frame.translator(words)(
            "tool.tax_note", allowance=numbers.linked(words, rules["allowance"])
        ),
    }


@tool("decay")
def decay_values(frame: Frame, edition: Edition, words: Renderer) -> dict[str, Any]:
    """Return what swings take of a fund that multiplies every day."""
    name = "iwm.volatility.10y"
    sigma = edition.metrics.get(name)
    if isinstance(sigma, Missing):
        note = frame.plain(words, "tool.decay_missing", reason=_why(words, name))
        return {"rows": [], "volatility": 20, "note": note}
    rows = []
    for total in TOTALS:
        got, _ = decay(total, sigma.number, 1, MULTIPLE)
        shown = (total, MULTIPLE * total, got)
        texts = [words.format.pct(value, 1, sign=True) for value in shown]
        rows.append(dict(zip(("total", "naive", "got"), texts, strict=True)))
    return {
        "rows": rows,
        "volatility": f"{sigma.number * 100:.1f}",
        "note": frame.translator(words)(
            "tool.decay_note",
            volatility=numbers.linked(words, sigma),
            window=words.format.window(sigma.window) if sigma.window else "",
        ),
    }


def mix_csv(edition: Edition) -> str:
    """Return the monthly returns from which the mix is computed, as CSV.

    The last column, where every month-end has a rate, is what the dollar returned in won.
    """
    if not edition.metrics.has("mix.0.cagr"):
        return ""
    levels = {fund.lower(): level(edition.view, fund) for fund in ("SPY", "IWM")}
    found = pd.DataFrame(levels).dropna()
    if edition.metrics.has("mix.0.krw.cagr"):
        days = (session_of(edition.view, month_number(month)) for month in found.index)
        found["usdkrw"] = [rate_at(edition.view, day, NEAR)[0] for day in days]
    returns = found.pct_change().iloc[1:]
    rows = [(str(month), *map(repr, values)) for month, *values in returns.itertuples()]
    return to_csv(("month", *found.columns), rows)


@tool("mix", table=mix_csv)
def mix_values(frame: Frame, edition: Edition, words: Renderer) -> dict[str, Any]:
    """Return what a share of small caps did to a portfolio, in each currency that is known."""
    firsts = {name: edition.metrics.get(f"mix.0.{part}cagr") for name, part in MIXED.items()}
    there = {name: each for name, each in firsts.items() if not isinstance(each, Missing)}
    if "usd" not in there:
        reason = _why(words, "mix.0.cagr")
        return {"tables": [], "missing": frame.plain(words, "tool.mix_missing", reason=reason)}
    called = {name: frame.plain(words, f"tool.mix_in_{name}") for name in there}
    tables = []
    for name, first in there.items():
        ids = {share: f"mix.{share}.{MIXED[name]}" for share in SHARES}
        rows = [
            {
                "share": words.format.pct(int(share) / 100, 0),
                "cells": [
                    numbers.linked(words, edition.metrics.get(id + measure)) for measure in MEASURES
                ],
            }
            for share, id in ids.items()
        ]
        window = words.format.window(first.window) if first.window else ""
        caption = frame.plain(words, "tool.mix_caption", window=window, currency=called[name])
        of = name if len(there) > 1 else ""
        tables.append({"currency": of, "id": f"mix-{name}", "rows": rows, "caption": caption})
    return {
        "tables": tables,
        "called": json.dumps(called, ensure_ascii=False),
        "note": frame.plain(words, "tool.mix_dollars", reason=_why(words, "mix.0.krw.cagr"))
        if len(there) < len(firsts)
        else "",
    }
