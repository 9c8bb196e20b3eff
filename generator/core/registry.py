"""The one way in which a report adds metrics, claims, charts and states.

A decorator beside a function turns it into a frozen entry (a ``Family``, a ``Claim`` …); an entry
is in as soon as a module of the report's package holds it. Nothing else lists it, and nothing is
registered by importing: what a package holds is read off it.
"""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import TypeVar

REPORT = "generator.report"
"""What this report alone has. The engine reads it by this name and imports none of it."""

T = TypeVar("T")


def report(name: str) -> ModuleType:
    """Return a package of the report: ``metrics``, ``claims``, ``states`` or ``charts``."""
    return importlib.import_module(f"{REPORT}.{name}")


def entries(package: ModuleType, kind: type[T]) -> tuple[T, ...]:
    """Return the entries of a kind in a package's modules: by module, then as they are written.

    An entry that one module imports from another counts once, where it was first met.
    """
    found: dict[int, T] = {}
    for module in modules(package):
        for value in held(module, kind):
            found.setdefault(id(value), value)
    return tuple(found.values())


def held(module: ModuleType, kind: type[T]) -> tuple[T, ...]:
    """Return the entries of a kind in one module, as they are written."""
    found: list[T] = []
    for value in vars(module).values():
        if isinstance(value, kind):
            found.append(value)
        elif isinstance(value, tuple | list):
            # A module may write a row of similar entries as one tuple.
            found += (each for each in value if isinstance(each, kind))
    return tuple(found)


def modules(package: ModuleType) -> tuple[ModuleType, ...]:
    """Return every module below a package, by name."""
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return tuple(importlib.import_module(each.name) for each in sorted(found, key=lambda m: m.name))
