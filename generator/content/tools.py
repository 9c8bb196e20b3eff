"""How an article declares a calculator: a decorator beside the function that fills its table.

Its template is the macro of its id in ``templates/tools.html``, its form the script's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from generator.core.registry import entries, subpackage

Values = Callable[..., dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Tool:
    """A calculator.

    ``values(frame, edition, words)`` returns what its template shows; ``table(edition)`` the CSV
    file that its script reads, empty where there is nothing to read.
    """

    id: str
    values: Values
    table: Callable[..., str] | None = None


def tool(id: str, *, table: Callable[..., str] | None = None) -> Callable[[Values], Tool]:
    """Declare the function below as a calculator."""
    return lambda values: Tool(id, values, table)


@cache
def tools(package: str) -> Mapping[str, Tool]:
    """Return every calculator of an article by id."""
    return {each.id: each for each in entries(subpackage(package, "tools"), Tool)}
