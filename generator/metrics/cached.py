"""Steps that many metrics share are computed once per view, or per snapshot, and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from generator.snapshot.view import Snapshot, View


class _Remembers(Protocol):
    @property
    def memo(self) -> dict[object, Any]: ...


P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=_Remembers)


def _remembered(function: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    @wraps(function)
    def remembered(source: S, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function, args, tuple(kwargs.items()))
        memo = source.memo
        if key not in memo:
            memo[key] = function(source, *args, **kwargs)
        found: T = memo[key]
        return found

    return remembered


def cached_per_view(
    function: Callable[Concatenate[View, P], T],
) -> Callable[Concatenate[View, P], T]:
    """Keep what a pure function of a view (and hashable arguments) returns.

    Callers must not change the returned value.
    """
    return _remembered(function)


def cached_per_snapshot(
    function: Callable[Concatenate[Snapshot, P], T],
) -> Callable[Concatenate[Snapshot, P], T]:
    """Keep what a pure function of a snapshot returns, for all its views.

    It sees the months after a view's date: only for what each month has by itself, or with months
    that the caller cuts at that date.
    """
    return _remembered(function)
