"""The only caller of the sources: fetch, check, then replace the snapshot as one."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd

from generator.core.errors import Problem, RefreshError, UserError
from generator.core.settings import Config, load_config
from generator.refresh import (
    currency,
    distributions,
    gains,
    optional,
    rates,
    required,
    siblings,
    store,
)
from generator.refresh.collect import Collector
from generator.refresh.derive import Row
from generator.refresh.draft import Draft
from generator.refresh.movements import load_before, movements
from generator.refresh.optional import OptionalSources
from generator.refresh.rehearse import rehearse
from generator.refresh.report import Report
from generator.refresh.required import Addresses, Required
from generator.refresh.sessions import Sessions
from generator.refresh.store import Before, Step
from generator.refresh.summary import Summary
from generator.snapshot import accepted
from generator.snapshot import schema as schema
from generator.snapshot.series import check
from generator.sources import fred, french, ishares
from generator.sources.http import Downloads
from generator.sources.retry import REQUEST_TIMEOUT, Pace
from generator.sources.yahoo import CHART, Yahoo

OBTAINED = "fetched from the address by `make refresh`"


@dataclass(frozen=True)
class Settings:
    """Where a refresh works and how.

    ``wait`` scales every wait and pause; ``timeout`` is how many seconds one request may take;
    ``on_disk`` is told after each step of the replacement; ``build`` is whether a site is built
    from the new data before it replaces the old.
    """

    data: Path
    content: Path
    wait: float = 1.0
    obtained: str = OBTAINED
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    on_disk: Step | None = None
    timeout: float = REQUEST_TIMEOUT
    build: bool = True


def refresh(data: Path, content: Path, obtained: str | None = None) -> Summary:
    """Refresh the snapshot in ``data`` from the sources, as the command does; return what it did.

    Raises:
        RefreshError: where required data failed; nothing was replaced or written.
        UserError: where settings, accepted.toml or the stored snapshot are broken.
    """
    wait = _wait_scale(os.environ.get("REFRESH_WAIT"))
    text = obtained or os.environ.get("REFRESH_OBTAINED") or OBTAINED
    return run(Settings(data=data, content=content, wait=wait, obtained=text))


def _wait_scale(text: str | None) -> float:
    """Return the factor of all waits from the environment, 1 where it is not set."""
    try:
        scale = float(text) if text else 1.0
    except ValueError:
        scale = math.nan
    if not 0 <= scale <= 100:
        raise UserError(Problem(f"REFRESH_WAIT={text} is not a factor from 0 to 100"))
    return scale


def run(settings: Settings) -> Summary:
    """Refresh with the given settings; see ``refresh``."""
    check(config := load_config(settings.content))
    known = accepted.load(settings.content / "accepted.toml")
    asked = "recessions" in config.sources
    nber = rates.announced(settings.content / "nber.toml") if asked else []
    with store.exclusive(settings.data):
        store.recover(settings.data)
        before = store.read(settings.data, schema.required_files(config))
        shown = load_before(settings.data, settings.content)
        report = Report(_steps(config))
        pace = Pace(scale=settings.wait, say=report.line, request_timeout=settings.timeout)
        yahoo = Yahoo(pace)
        try:
            draft = _draft(settings, config, before, known, nber, yahoo, pace, report)
        finally:
            yahoo.close()
            report.close()
        changed = draft.changed_files()
        if changed:
            report.line("reading the new data back, and building from it")
            rehearse(settings.data, settings.content, changed, build=settings.build)
            store.replace(settings.data, changed, settings.on_disk)
    files = [name for name in changed if name != schema.LOCK]
    report.files(files, draft.as_of)
    moved = movements(shown, settings.data, settings.content, report.warn) if changed else ()
    for table in moved:
        report.table(table.title, table.columns, table.rows)
    return Summary(before.as_of, draft.as_of, files, moved, report.warnings, draft.flags)


def _steps(config: Config) -> int:
    """Return how many answers a refresh asks for."""
    asked = sum(optional.STEPS.get(each, 0) for each in config.sources)
    return len(config.series) + len(required.rate_series(config)) + asked


def _draft(
    settings: Settings,
    config: Config,
    before: Before,
    known: accepted.Table,
    nber: list[Row],
    yahoo: Yahoo,
    pace: Pace,
    report: Report,
) -> Draft:
    """Fetch and check everything; nothing is written yet."""
    sessions = Sessions(settings.now, config.calendar)
    downloads = Downloads(pace)
    if not downloads.any_answers():
        hint = "nothing was replaced; connect, then run `make refresh` again"
        raise RefreshError(Problem("there is no network: no source can be reached", hint=hint))
    fetch_fred = partial(fred.fetch, downloads)
    series = _required(config, yahoo, fetch_fred, sessions, pace, report)
    pairs = siblings.pairs(config.required)
    settled = {
        ticker: gains.settle(
            ticker, frame, series.daily, known, next((p for p in pairs if p.first == ticker), None)
        )
        for ticker, frame in series.daily.items()
    }
    bars = {ticker: frame for ticker, (frame, _) in settled.items()}
    day = required.as_of(bars, before)
    draft = Draft(config, before, day, sessions.month_end(day), _today(settings), settings.obtained)
    daily = required.whole(bars, draft, sessions, known)
    judge = required.judge(draft, sessions, known)
    required.fill(draft, daily, series.rates, judge, Addresses(CHART, fred.ADDRESS))
    _warn_of_age(sessions, day, report)
    collector = Collector(draft, known, pace, report.step)
    ledger = collector.ledger("")
    for each in config.required:
        currency.flag(each.ticker, series.daily[each.ticker], ledger, each.currency)
    distributions.flag(daily, tuple(each.ticker for each in config.funds), ledger, pairs)
    for _, doubts in settled.values():
        gains.flag(doubts, ledger)
    collector.close(ledger)
    sources = OptionalSources(
        yahoo=yahoo,
        fred=fetch_fred,
        french=partial(french.fetch, downloads),
        holdings=partial(ishares.fetch, downloads),
        nber=nber,
    )
    optional.collect(collector, sources, sessions, daily)
    draft.drop_others()
    report.failures(collector.failures)
    for note in collector.notes:
        report.warn(note)
    return draft


def _today(settings: Settings) -> date:
    """Return the day of the refresh, by universal time: the same on every machine."""
    return settings.now.astimezone(UTC).date()


def _required(
    config: Config,
    yahoo: Yahoo,
    fetch_fred: Callable[[str], pd.Series],
    sessions: Sessions,
    pace: Pace,
    report: Report,
) -> Required:
    """Fetch the required series one by one, and compare how far they reach."""
    daily, rates = {}, {}
    for name, series in required.fetch(config, yahoo, fetch_fred, sessions, pace, report.step):
        if isinstance(series, pd.DataFrame):
            daily[name] = series
        else:
            rates[name] = series
    lagging = list(required.lag_problems(daily, rates, sessions))
    if lagging:
        raise RefreshError(lagging)
    return Required(daily, rates)


def _warn_of_age(sessions: Sessions, as_of: date, report: Report) -> None:
    """Old data is true data: say how old it is, and go on."""
    behind = sessions.between(as_of, sessions.last_over)
    if behind:
        report.warn(f"the data ends on {as_of}, {behind} sessions before {sessions.last_over}")
