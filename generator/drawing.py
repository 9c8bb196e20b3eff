"""Drawing fast: what was drawn is kept by the hash of its text, the rest shared with one worker.

A job is a text: a chart's JSON becomes an SVG, an SVG becomes a PNG.

The worker is forked before anything heavy is imported, so it starts the chart engine while the
build reads its data. The cache may be deleted or torn at any time and never changes a byte.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from types import TracebackType

from generator.stamp import CACHE, ROOT, versions

KEEP = 400
"""Drawings kept: four articles' worth of charts in two languages and two layouts."""
_PNG, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


class Drawer:
    """Does the jobs it was asked for; a context manager that owns the worker."""

    def __init__(self, cache: Path = CACHE / "charts", *, worker: bool = True) -> None:
        self._cache = cache
        self._version = _version()
        self._worker: Connection | None = None
        self._pid = 0
        if worker and hasattr(os, "fork") and (os.cpu_count() or 1) > 1:
            self._fork()
        self._waiting: list[str] = []
        self._sent: str | None = None
        self._done: dict[str, bytes] = {}

    def __enter__(self) -> Drawer:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Let the worker go and keep the cache small."""
        if self._worker is not None:
            self._worker.close()
            os.waitpid(self._pid, 0)
            self._worker = None
        self._prune()

    def ask(self, jobs: Iterable[str]) -> None:
        """Begin to draw; what is in the cache is done at once."""
        for job in jobs:
            if job in self._done or job in self._waiting or job == self._sent:
                continue
            if (kept := self._read(job)) is not None:
                self._done[job] = kept
            else:
                self._waiting.append(job)
        self._feed()

    def svg(self, spec: str) -> str:
        """Return a chart's drawing."""
        return self._get(spec).decode()

    def png(self, svg: str) -> bytes:
        """Return an SVG as a picture, pixel by pixel as large as it says."""
        return self._get(svg)

    def _get(self, job: str) -> bytes:
        """Return a job's result, doing others' share while it is awaited."""
        self.ask((job,))
        while job not in self._done:
            if self._worker is not None and self._sent is not None and (
                self._worker.poll() or not self._waiting
            ):
                self._receive()
            else:
                # The worker takes from the front, this process from the back.
                last = self._waiting.pop()
                self._keep(last, _draw(last))
        return self._done[job]

    def _feed(self) -> None:
        if self._worker is None:
            return
        if self._sent is not None and self._worker.poll():
            self._receive()
        if self._sent is None and self._waiting:
            self._sent = self._waiting.pop(0)
            self._worker.send(self._sent)

    def _receive(self) -> None:
        """Take the worker's answer; where it died, draw here and go on without it."""
        assert self._worker is not None
        assert self._sent is not None
        job, self._sent = self._sent, None
        try:
            drawing = self._worker.recv()
        except EOFError:
            self._worker.close()
            os.waitpid(self._pid, 0)
            self._worker, drawing = None, None
        self._keep(job, drawing if isinstance(drawing, bytes) else _draw(job))
        self._feed()

    def _fork(self) -> None:
        here, there = Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self._pid = os.fork()
        if self._pid == 0:
            here.close()
            _serve(there)
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
        self._done[job] = drawing
        path = self._path(job)
        try:
            self._cache.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(f".{os.getpid()}")
            aside.write_bytes(drawing)
            aside.replace(path)
        except OSError:
            return  # without a cache every build draws

    def _prune(self) -> None:
        """Delete the drawings that were used longest ago, and what killed builds left."""
        try:
            found = sorted(self._cache.iterdir(), key=lambda path: path.stat().st_mtime)
        except OSError:
            return
        drawings = [path for path in found if path.suffix in (".svg", ".png")]
        torn = [path for path in found if path not in drawings]
        for path in [*drawings[: max(0, len(drawings) - KEEP)], *torn]:
            path.unlink(missing_ok=True)


def _version() -> str:
    """Return what decides a drawing besides its text: engine, code, fonts."""
    digest = hashlib.sha256()
    digest.update("".join(name for name in versions() if name.startswith("vl_convert")).encode())
    charts = ROOT / "generator/charts"
    for path in (*sorted((charts / "fonts").glob("*")), charts / "svg.py", charts / "theme.py"):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _is_picture(job: str) -> bool:
    return job.startswith("<svg")


def _draw(job: str) -> bytes:
    from generator.charts import svg

    return svg.png(job, scale=1) if _is_picture(job) else svg.svg(job).encode()


def _serve(pipe: Connection) -> None:
    """Draw whatever comes through the pipe until it closes; never returns."""
    code = 0
    try:
        while True:
            job = pipe.recv()
            try:
                pipe.send(_draw(job))
            except Exception:
                pipe.send(None)  # the build draws it again and shows the error itself
    except (EOFError, OSError, KeyboardInterrupt):
        pass
    except BaseException:
        code = 1
    os._exit(code)
