"""A drawer that draws nothing, for tests of what stands around the drawings."""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.charts.render import Drawer


class NoPencil(Drawer):
    """Takes every job and returns an empty picture of the form that pages expect."""

    def __init__(self) -> None:
        """Start no worker and open no cache."""

    def ask(self, jobs: Iterable[str]) -> None:
        """Take jobs and leave them."""

    def svg(self, spec: str) -> str:
        """Return an empty picture of a chart, whose JSON is read at least."""
        json.loads(spec)
        return (
            '<svg class="marks" xmlns="http://www.w3.org/2000/svg" '
            'width="1" height="1" viewBox="0 0 1 1"></svg>'
        )

    def png(self, svg: str) -> bytes:
        """Return an empty file."""
        return b""
