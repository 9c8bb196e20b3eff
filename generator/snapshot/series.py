"""What the settings may say of the series that an article rests on, and of further ones."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from generator.core.errors import Problem, UserError, nearest_hint
from generator.core.settings import Config
from generator.core.toml import read_toml

ALWAYS = "24/7"
NEW_YORK = "XNYS"
NO_EXCHANGE = frozenset((ALWAYS, "24/5", "us_futures"))
"""What exchange-calendars calls sessions of no one exchange."""

_MODULE = re.compile(r"exchange_calendars/exchange_calendar_(\w+)\.py")


def check(config: Config) -> None:
    """Check what the settings say of series.

    Raises:
        UserError: with everything that is wrong, and its line.
    """
    if wrong := list(_problems(config)):
        file = read_toml(config.path)
        raise UserError(
            replace(each, line=file.line(*(each.id or "").split("."))) for each in wrong
        )


@cache
def calendars() -> frozenset[str]:
    """Return the names of exchange-calendars, by its modules: a build does not import it."""
    files = importlib.metadata.files("exchange-calendars") or ()
    codes = (found[1].upper() for each in files if (found := _MODULE.fullmatch(each.as_posix())))
    return NO_EXCHANGE.union(codes)


def _problems(config: Config) -> Iterator[Problem]:
    """Yield what is wrong with the series of an article's settings, and with what names them."""
    file = str(config.path)
    for each in config.series:
        if each.calendar != NEW_YORK and each.calendar not in calendars():
            near = nearest_hint(each.calendar.upper(), calendars())
            hint = near or f"use a name of exchange-calendars, such as XNYS, XKRX or {ALWAYS}"
            text = f"there is no calendar {each.calendar!r}"
            yield Problem(text, file, id=f"series.{each.key}.calendar", hint=hint)
    required = [each.ticker for each in config.required]
    if not required:
        hint = "write required = true in the rows that the article cannot do without"
        yield Problem("no series is required", file, id="series", hint=hint)
        return
    for each in config.required:
        id = f"series.{each.key}.calendar"
        if each.calendar != config.calendar:
            text = f"its sessions are {each.calendar}, those of the other required series are not"
            hint = "as_of is a session of all required series: leave this one without required"
            yield Problem(text, file, id=id, hint=hint)
        if each.calendar == ALWAYS:
            text = "what trades at weekends cannot be required: a year of it has other sessions"
            yield Problem(text, file, id=id, hint="leave out required")
    currencies = {each.key: each.currency for each in config.required}
    for pair in config.compare:
        if len({currencies.get(key) for key in pair.split("_")} - {None}) > 1:
            text = f"{pair} compares returns in two currencies"
            yield Problem(text, file, id="compare", hint="compare two of one currency")
    if config.market not in (keys := [each.key for each in config.required]):
        text, hint = f"{config.market!r} is no required series", f"use one of {', '.join(keys)}"
        yield Problem(text, file, id="market", hint=hint)
    for pair in config.compare:
        for key in pair.split("_"):
            if key not in keys:
                text = f"{key!r} is no required series"
                yield Problem(text, file, id="compare", hint=f"use two of {', '.join(keys)}")
    for each in config.series:
        for sibling in each.siblings:
            if sibling not in required or sibling == each.ticker:
                text = f"{sibling!r} is no series that the article rests on"
                hint = f"use one of {', '.join(required)}"
                yield Problem(text, file, id=f"series.{each.key}.siblings", hint=hint)
        if each.leverage != 1 and not (each.siblings and each.required):
            text = "a leveraged fund is required, and names what it multiplies"
            hint = "write required = true, and its index or fund as the first of its siblings"
            yield Problem(text, file, id=f"series.{each.key}.leverage", hint=hint)
        for language in config.languages:
            if language.code not in each.name:
                text = f"a name is missing in {language.code}"
                hint = f'add {language.code} = "…" to it, in the settings that hold the row'
                yield Problem(text, file, id=f"series.{each.key}.name", hint=hint)
