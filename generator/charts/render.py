"""Drawing beside the rest of a build, in a forked process; what was drawn is cached by its text.

A chart's JSON becomes an SVG, an SVG becomes a PNG. The cache may be deleted or torn at any time
and never changes a byte.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from generator.core.files import read_cached, write_file
from generator.core.inputs import CACHE, ROOT, versions

T = TypeVar("T")

_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


class Drawer:
    """Draws charts and pictures; a context manager that owns the processes in which it does."""

    def __init__(self, cache: Path = CACHE / "charts") -> None:
        self._cache = cache
        self._version = _version()
        self._pools: list[ProcessPoolExecutor] = []

    def __enter__(self) -> Drawer:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Let the processes go; what nobody waited for is not begun."""
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def begin(self, draw: Callable[[str], T], names: Iterable[str]) -> Callable[[], dict[str, T]]:
        """Have ``draw`` make something of each name, beside what the caller does meanwhile.

        Returns what waits for all of it. ``draw`` sees everything as it is now; what it makes is
        pickled. Where there can be no process, or one fails, it is called here: so an error comes
        from where it can be understood.
        """
        futures: dict[str, Future[Any] | None] = dict.fromkeys(names)
        if _may_fork():
            fork = multiprocessing.get_context("fork")
            pool = ProcessPoolExecutor(2, fork, initializer=_hold, initargs=(draw,))
            self._pools.append(pool)
            futures = {name: pool.submit(_draw, name) for name in futures}

        def wait() -> dict[str, T]:
            return {name: _result(future, draw, name) for name, future in futures.items()}

        return wait

    def svg(self, spec: str) -> str:
        """Return the drawing of a chart's JSON."""
        from generator.charts.svg import svg

        return self._cached(spec, "svg", lambda: svg(spec).encode()).decode()

    def png(self, drawing: str) -> bytes:
        """Return an SVG as a picture, pixel by pixel as large as it says."""
        from generator.charts.engine import png

        return self._cached(drawing, "png", lambda: png(drawing))

    def _cached(self, text: str, suffix: str, make: Callable[[], bytes]) -> bytes:
        """Return what was made of a text, made only if it is not in the cache."""
        name = hashlib.sha256(f"{self._version}\0{text}".encode()).hexdigest()
        path = self._cache / f"{name}.{suffix}"
        found = _read(path)
        if found is None:
            found = make()
            with suppress(OSError):  # without a cache every build draws
                write_file(path, found)
        return found


class BlankDrawer(Drawer):
    """Leaves every picture blank, a third of a build's work; the JSON that decides it is made.

    ``beside`` makes it in other processes as a build does; else here, where an error is seen at
    once.
    """

    def __init__(self, *, beside: bool = False) -> None:
        super().__init__()
        self._beside = beside

    def begin(self, draw: Callable[[str], T], names: Iterable[str]) -> Callable[[], dict[str, T]]:
        """Make something of each name; see ``Drawer.begin``."""
        if self._beside:
            return super().begin(draw, names)
        made = {name: draw(name) for name in names}
        return lambda: made

    def svg(self, spec: str) -> str:
        """Return an empty drawing."""
        return (
            '<svg class="marks" xmlns="http://www.w3.org/2000/svg" width="720" height="300" '
            'viewBox="0 0 720 300" font-size="12"></svg>'
        )

    def png(self, drawing: str) -> bytes:
        """Return an empty picture."""
        return b""


# --- The other process ----------------------------------------------------------------------------

_held: Callable[[str], Any]
"""Set in a forked process only: what it draws with cannot be pickled."""


def _hold(draw: Callable[[str], Any]) -> None:
    global _held
    _held = draw
    # Ctrl-C reaches both processes: the build hears it, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Should the build be killed, this process would wait for ever.
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)


def _draw(name: str) -> Any:
    return _held(name)


def _result(future: Future[T] | None, draw: Callable[[str], T], name: str) -> T:
    if future is not None:
        # A process that died, or an error whose traceback is the other process's: here the same
        # is drawn after all, or the same error tells more.
        with suppress(Exception):
            return future.result()
    return draw(name)


def _may_fork() -> bool:
    """Tell whether a process can draw: there is fork, a second processor, and no engine yet.

    The engine's threads do not survive a fork: a child of a process that has drawn waits for ever.
    """
    return (
        "fork" in multiprocessing.get_all_start_methods()
        and _processors() > 1
        and "vl_convert" not in sys.modules
    )


def _processors() -> int:
    """Return how many processors this process may use, often fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


# --- The cache ------------------------------------------------------------------------------------


def _version() -> str:
    """Return what decides a drawing besides its text: engine, code, fonts."""
    digest = hashlib.sha256()
    digest.update("".join(name for name in versions() if name.startswith("vl_convert")).encode())
    charts = ROOT / "generator/charts"
    code = (charts / name for name in ("svg.py", "engine.py", "measure.py"))
    for path in (*sorted((charts / "fonts").glob("*")), *code):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> bytes | None:
    """Return what was cached; a file that was cut short counts as none."""
    begin, end = (_PNG, _PNG_END) if path.suffix == ".png" else (b"<svg", b"</svg>")
    data = read_cached(path)
    return data if data and data.startswith(begin) and data.endswith(end) else None
