"""All families of metrics: the general ones of this package, and those of an article."""

from __future__ import annotations

import importlib
from functools import cache

from generator.core.registry import entries, subpackage
from generator.core.settings import Config
from generator.metrics.cached import cached_per_snapshot
from generator.metrics.registry import Declared, Family, index
from generator.snapshot.view import Snapshot


@cache
def families(package: str = "") -> tuple[Family, ...]:
    """Return every declared family: the engine's, then those of an article's package."""
    own = importlib.import_module(__name__.rpartition(".")[0])
    found = (each for of in (own, subpackage(package, "metrics")) for each in entries(of, Family))
    # A theme may import another package's family to build on it.
    return tuple({id(each): each for each in found}.values())


def declared(config: Config) -> Declared:
    """Return every id of an article with its family and arguments."""
    return index(families(config.package), config)


@cached_per_snapshot
def declared_of(snapshot: Snapshot) -> Declared:
    """Return every id that a snapshot's article has (see ``declared``)."""
    return declared(snapshot.config)
