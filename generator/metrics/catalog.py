"""All families of metrics: the general ones of this package, and those of an article."""

from __future__ import annotations

import importlib
from functools import cache

from generator.core.registry import entries, part
from generator.metrics.registry import Added, Declared, Family, index


@cache
def families(package: str = "") -> tuple[Family, ...]:
    """Return every declared family: the engine's, then those of an article's package."""
    own = importlib.import_module(__name__.rpartition(".")[0])
    found = (each for of in (own, part(package, "metrics")) for each in entries(of, Family))
    # A theme may import another package's family to build on it.
    return tuple({id(each): each for each in found}.values())


@cache
def declared(package: str = "", series: Added = ()) -> Declared:
    """Return every declared id with its family and arguments, those of added series included."""
    return index(families(package), series)
