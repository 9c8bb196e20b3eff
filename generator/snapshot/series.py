"""What the settings may say of the series that an article rests on, and of further ones."""

from __future__ import annotations

from collections.abc import Iterator

from generator.core.errors import Problem
from generator.core.settings import Config

ALWAYS = "24/7"


def problems(config: Config) -> Iterator[Problem]:
    """Yield what is wrong with the series of an article's settings, and with what names them."""
    file = str(config.path)
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
                yield Problem(text, file, id=f"series.{each.key}.name")
