"""Steps that many metrics share are computed once per view and kept with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from generator.snapshot.view import View

P = ParamSpec("P")
T = TypeVar("T")


def per_view(function: Callable[Concatenate[View, P], T]) -> Callable[Concatenate[View, P], T]:
    """Keep what a pure function of a view (and hashable arguments) returns.

    Callers must not change the returned value.
    """

    @wraps(function)
    def remembered(view: View, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function, args, tuple(kwargs.items()))
        if key not in view.memo:
            view.memo[key] = function(view, *args, **kwargs)
        found: T = view.memo[key]
        return found

    return remembered
