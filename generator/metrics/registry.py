"""How a metric is declared: a family of ids, one pure function of a view."""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from generator.core.errors import Problem, UserError
from generator.core.model import Unit, Value
from generator.core.settings import Config

SERIES = "*series"
"""Among a family's arguments, stands for the key of each series of which the settings want all
figures: the required ones, fund or index, where they say nothing else."""
FUNDS = "*funds"
"""The same for those that are no indices."""
FUNDS_IN_DOLLARS = "*funds USD"
"""The same for the funds whose prices are in dollars."""
EACH = "*"
"""The same for each series with returns and volatility alone."""
EACH_IN_DOLLARS = "*USD"
"""The same for those of them whose prices are in dollars."""
PAIRS = "*pairs"
"""The same for each pair of keys that the settings compare."""
SINCE_ORIGINAL = "since_published"
"""A window that only an article with an original has."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a metric's function found: the unrounded value, its date, window and sources.

    ``sources`` are names of data as old as the number itself, or a mapping of names to the dates
    of their own data where these differ.
    """

    value: Value
    as_of: date
    window: str | None = None
    sources: tuple[str, ...] | Mapping[str, date] = ()

    @property
    def dated_sources(self) -> dict[str, date]:
        """Return each source with the date of its own data that went in."""
        if isinstance(self.sources, Mapping):
            return dict(self.sources)
        return dict.fromkeys(self.sources, self.as_of)


@dataclass(frozen=True, slots=True)
class Family:
    """Metrics that share a definition and differ by arguments (fund, window, event …).

    ``compute(view, **args)`` returns a Result or raises Unavailable; ``meaning`` is one sentence;
    ``digits`` are the decimals shown where no text asks for others, None for the unit's usual.
    ``source`` is that of the settings without which an article has no such metric.
    """

    name: str
    pattern: str
    unit: Unit
    formula: str
    optional: bool
    meaning: str
    compute: Callable[..., Result]
    digits: int | None = None
    args: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    source: str | None = None

    def formula_of(self, config: Config) -> str:
        """Return the formula in an article's terms: ``{market}`` and ``{original_date}`` filled."""
        market = config.market_ticker if config.required else ""
        day = str(config.original_date)
        return self.formula.replace("{market}", market).replace("{original_date}", day)

    def members(self, config: Config) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield every id of an article with its arguments, the last argument varying fastest."""
        if self.source is not None and self.source not in config.sources:
            return
        whole, part = (
            [each for each in config.series if each.asked == asked] for asked in ("all", "returns")
        )
        funds = [each for each in whole if not each.is_index]
        keys = {
            SERIES: [each.key for each in whole],
            FUNDS: [each.key for each in funds],
            FUNDS_IN_DOLLARS: [each.key for each in funds if each.currency == "USD"],
            EACH: [each.key for each in part],
            EACH_IN_DOLLARS: [each.key for each in part if each.currency == "USD"],
            PAIRS: list(config.compare),
            SINCE_ORIGINAL: [SINCE_ORIGINAL] if config.original_date else [],
        }
        named = [
            [key for each in values for key in keys.get(each, [each])]
            for values in self.args.values()
        ]
        for values in itertools.product(*named):
            chosen = dict(zip(self.args, values, strict=True))
            yield self.pattern.format(**chosen), chosen


def family(
    name: str,
    pattern: str,
    *,
    unit: Unit,
    formula: str,
    optional: bool = False,
    digits: int | None = None,
    source: str | None = None,
    **args: tuple[str, ...],
) -> Callable[[Callable[..., Result]], Family]:
    """Declare a family: its function's docstring becomes the meaning, its parameters the args."""
    named = {part[1] for part in string.Formatter().parse(pattern) if part[1]}
    if named != set(args):
        raise ValueError(f"{name}: the pattern names {sorted(named)}, not {sorted(args)}")

    def declare(compute: Callable[..., Result]) -> Family:
        meaning = (compute.__doc__ or "").strip()
        if not meaning:
            raise ValueError(f"{name}: a metric needs a docstring that says what it is")
        return Family(
            name, pattern, unit, formula, optional, meaning, compute, digits, args, source
        )

    return declare


Declared: TypeAlias = Mapping[str, tuple[Family, Mapping[str, str]]]


def index(families: tuple[Family, ...], config: Config) -> Declared:
    """Return an article's ids → (family, arguments); a UserError when two families claim one."""
    found: dict[str, tuple[Family, Mapping[str, str]]] = {}
    for each in families:
        for metric_id, args in each.members(config):
            if metric_id in found:
                text = f"is a metric of two families: {found[metric_id][0].name} and {each.name}"
                raise UserError(Problem(text, id=metric_id, hint="give one another pattern"))
            found[metric_id] = (each, args)
    return found
