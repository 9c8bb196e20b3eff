"""The one way in which an article adds metrics, claims, charts and states.

A decorator beside a function turns it into a frozen entry (a ``Family``, a ``Claim`` …); an entry
is in as soon as a module of the article's package holds it. Nothing else lists it, and nothing is
registered by importing: what a package holds is read off it.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from generator.core.errors import Problem, UserError, fault_in

T = TypeVar("T")


def add_package(folder: Path, package: str) -> None:
    """Make an article's package importable: it lies in the article's folder under that name.

    An empty name is none.

    Raises:
        UserError: where the folder has no such package, it cannot be imported, or the name is
            somebody else's.
    """
    if not package:
        return
    place = folder / package / "__init__.py"
    problem = partial(Problem, file=str(folder / "article.toml"), id="package")
    if not place.is_file():
        raise UserError(problem(f"there is no {place}", hint="make the package, or name none"))
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    try:
        found = importlib.import_module(package)
    except Exception as error:
        text = f"{package} cannot be imported: {type(error).__name__}: {error}"
        raise fault_in(folder, error) or UserError(problem(text)) from error
    # A copy of an article is no other article: what both hold is the same.
    home = getattr(found, "__file__", None) or "part of Python"
    if Path(home).name != place.name or _code(place.parent) != _code(Path(home).parent):
        hint = "give the package a name of its own"
        raise UserError(problem(f"{package} is {home} already", hint=hint))


def _code(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.py")}


def subpackage(package: str, name: str) -> ModuleType | None:
    """Return a part of an article's package: ``metrics``, ``claims``, ``states`` or ``charts``.

    None where the article has no package (an empty name), or the package no such part.
    """
    if not package or importlib.util.find_spec(f"{package}.{name}") is None:
        return None
    return importlib.import_module(f"{package}.{name}")


def entries(package: ModuleType | None, kind: type[T]) -> tuple[T, ...]:
    """Return the entries of a kind in a package's modules: by module, then as they are written.

    No package has none. What one module imports from another counts once, where it was first met.

    Raises:
        UserError: where two entries have one id.
    """
    found: dict[int, T] = {}
    places: dict[str, ModuleType] = {}
    problems: list[Problem] = []
    for module in modules(package) if package else ():
        for value in entries_in_module(module, kind):
            if id(value) in found:
                continue
            found[id(value)] = value
            name = str(getattr(value, "id", None) or getattr(value, "name", ""))
            if not name:
                problems.append(Problem(f"a {kind.__name__} has no id", module.__file__))
            elif name in places:
                text = f"there is another in {places[name].__file__}"
                hint = "give one of them another id"
                problems.append(Problem(text, module.__file__, id=name, hint=hint))
            places.setdefault(name, module)
    if problems:
        raise UserError(problems)
    return tuple(found.values())


def entries_in_module(module: ModuleType, kind: type[T]) -> tuple[T, ...]:
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
