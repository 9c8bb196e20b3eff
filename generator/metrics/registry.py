"""How a metric is declared: a family of ids, one pure function of a view."""

from __future__ import annotations

import itertools
import string
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from generator.core.model import Unit, Value

EACH = "*"
"""Among a family's arguments, stands for the key of each series that the settings add."""
EACH_IN_DOLLARS = "*USD"
"""The same, for the series whose prices are in dollars."""

Added: TypeAlias = tuple[tuple[str, str], ...]
"""The series that the settings add: key and currency."""


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

    def members(self, series: Added = ()) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield every id with its arguments, the last argument varying fastest."""
        added = {
            EACH: [key for key, _ in series],
            EACH_IN_DOLLARS: [key for key, currency in series if currency == "USD"],
        }
        named = [
            [key for each in values for key in added.get(each, [each])]
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
        return Family(name, pattern, unit, formula, optional, meaning, compute, digits, args)

    return declare


Declared: TypeAlias = Mapping[str, tuple[Family, Mapping[str, str]]]


def index(families: tuple[Family, ...], series: Added = ()) -> Declared:
    """Return id → (family, arguments); a ValueError when two families claim one id.

    ``series`` are those that the settings add.
    """
    found: dict[str, tuple[Family, Mapping[str, str]]] = {}
    for each in families:
        for metric_id, args in each.members(series):
            if metric_id in found:
                raise ValueError(f"{metric_id}: {found[metric_id][0].name} and {each.name}")
            found[metric_id] = (each, args)
    return found
