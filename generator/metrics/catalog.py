"""All families of metrics: the general ones of this package, and those of the report."""

from __future__ import annotations

import importlib
from functools import cache

from generator.core.registry import entries, report
from generator.metrics.registry import Declared, Family, index


@cache
def families() -> tuple[Family, ...]:
    """Return every declared family, package by package and module by module."""
    packages = (importlib.import_module(__name__.rpartition(".")[0]), report("metrics"))
    found = (each for package in packages for each in entries(package, Family))
    # A theme may import another package's family to build on it.
    return tuple({id(each): each for each in found}.values())


@cache
def declared() -> Declared:
    """Return every declared id with its family and arguments."""
    return index(families())
