"""Drawing fast: what was drawn is kept by the hash of its text, the rest shared with one worker.

A job is a text: a chart's JSON becomes an SVG, an SVG becomes a PNG. The worker is forked before
anything heavy is imported; a thread talks to it, taking jobs from the front of the line, while the
build takes what it needs from the back. The cache may be deleted or torn at any time and never
changes a byte.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from threading import Condition, Thread
from types import TracebackType

from generator.core.inputs import CACHE, ROOT, versions

_WARM = (
    '{"mark":"point","data":{"values":[{}]},'
    '"config":{"background":null,"view":{"stroke":null,"fill":null}}}'
)
"""The least that starts the engine; without paper and frame, which no chart has."""
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


class Drawer:
    """Does the jobs it was asked for; a context manager that owns the worker."""

    def __init__(self, cache: Path = CACHE / "charts", *, worker: bool = True) -> None:
        self._cache = cache
        self._version = _version()
        self._asked: set[str] = set()
        self._line: deque[str] = deque()
        self._done: dict[str, bytes] = {}
        self._news = Condition()
        self._ended = False
        self._worker: Connection | None = None
        self._pid = 0
        self._thread: Thread | None = None
        if worker and _may_fork():
            self._fork(warm=not any(cache.glob("*.svg")))

    def __enter__(self) -> Drawer:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        """Let the worker go."""
        with self._news:
            self._ended = True
            self._line.clear()
            self._news.notify_all()
        if self._worker is not None:
            # It writes nothing itself, so it may be cut off in the middle of a drawing.
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            if self._thread is not None:
                self._thread.join()
            self._worker.close()
            self._worker = None

    def ask(self, jobs: Iterable[str]) -> None:
        """Begin to draw; what is in the cache is done at once."""
        for job in jobs:
            if job in self._asked:
                continue
            self._asked.add(job)
            kept = self._read(job)
            with self._news:
                if kept is not None:
                    self._done[job] = kept
                else:
                    self._line.append(job)
                    self._news.notify_all()
        if self._line and self._worker is not None and self._thread is None:
            self._thread = Thread(target=self._talk, args=(self._worker,), daemon=True)
            self._thread.start()

    def svg(self, spec: str) -> str:
        """Return a chart's drawing."""
        return self._get(spec).decode()

    def png(self, svg: str) -> bytes:
        """Return an SVG as a picture, pixel by pixel as large as it says."""
        return self._get(svg)

    def _get(self, job: str) -> bytes:
        """Return a job's result, doing others' share while the worker has it."""
        self.ask((job,))
        while True:
            with self._news:
                while job not in self._done and not self._line:
                    self._news.wait()
                if job in self._done:
                    return self._done[job]
                mine = self._line.pop()
            self._keep(mine, _draw(mine))

    def _talk(self, worker: Connection) -> None:
        """Give the worker one job after the other; where it dies, leave the rest to the build."""
        while True:
            with self._news:
                while not self._line and not self._ended:
                    self._news.wait()
                if self._ended:
                    return
                job = self._line.popleft()
            try:
                worker.send(job)
                drawing = worker.recv()
            except (EOFError, OSError):
                drawing = None
            if isinstance(drawing, bytes):
                self._keep(job, drawing)
                continue
            with self._news:
                self._line.append(job)
                self._news.notify_all()
            return

    def _fork(self, *, warm: bool) -> None:
        here, there = Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            here.close()
            _serve(there, warm=warm)
        there.close()
        self._worker = here

    def _path(self, job: str) -> Path:
        name = hashlib.sha256(f"{self._version}\0{job}".encode()).hexdigest()
        return self._cache / f"{name}.{'png' if _is_picture(job) else 'svg'}"

    def _read(self, job: str) -> bytes | None:
        """Return what was kept of a job; a file that was cut short counts as none."""
        path = self._path(job)
        begin, end = (_PNG, _PNG_END) if _is_picture(job) else (b"<svg", b"</svg>")
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return data if data.startswith(begin) and data.endswith(end) else None

    def _keep(self, job: str, drawing: bytes) -> None:
        with self._news:
            self._done[job] = drawing
            self._news.notify_all()
        path = self._path(job)
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(f".{os.getpid()}")
            aside.write_bytes(drawing)
            aside.replace(path)
        except OSError:
            return  # without a cache every build draws


def _version() -> str:
    """Return what decides a drawing besides its text: engine, code, fonts."""
    digest = hashlib.sha256()
    digest.update("".join(name for name in versions() if name.startswith("vl_convert")).encode())
    charts = ROOT / "generator/charts"
    code = (charts / name for name in ("svg.py", "engine.py", "measure.py"))
    for path in (*sorted((charts / "fonts").glob("*")), *code):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _may_fork() -> bool:
    """Tell whether a worker can draw: there is fork, a second processor, and no engine yet.

    The engine's threads do not survive a fork: a child of a process that has drawn waits for ever.
    """
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and "vl_convert" not in sys.modules


def _is_picture(job: str) -> bool:
    return job.startswith("<svg")


def _draw(job: str) -> bytes:
    from generator.charts import engine, svg

    return engine.png(job) if _is_picture(job) else svg.svg(job).encode()


def _serve(pipe: Connection, *, warm: bool) -> None:
    """Draw whatever comes through the pipe until it closes; never returns."""
    try:
        if warm:
            _draw(_WARM)
        while True:
            job = pipe.recv()
            try:
                pipe.send(_draw(job))
            except Exception:
                pipe.send(None)  # the build draws it again and shows the error itself
    except BaseException:
        os._exit(0)
    os._exit(0)
