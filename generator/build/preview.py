"""A preview on this machine: rebuilt on every change, reloading by itself.

Three kinds of process: this one watches the files, keeps the libraries and the generator loaded
and forks a fresh build for each change, which loads the generator anew once its code was edited;
one serves the pages. Only the served copy has the reloading script.
"""

from __future__ import annotations

import errno
import html
import importlib
import json
import os
import signal
import sys
import tempfile
import threading
import time
import traceback
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from generator.core.errors import Problem, UserError
from generator.core.files import write_file
from generator.core.inputs import ROOT, base_folders, files_below

HOST = "127.0.0.1"
PAUSE = 0.1
"""Seconds between two looks at the files."""
PORTS = 20
"""Ports that are tried, the first one included."""

SCRIPT = """
const events = new EventSource("/~events");
let seen;
events.onmessage = ({ data }) => {
  const { build, problems } = JSON.parse(data);
  if (seen !== undefined && build !== seen && !problems.length) location.reload();
  seen ??= build;
  document.getElementById("problems")?.remove();
  if (!problems.length) return;
  const box = document.createElement("pre");
  box.id = "problems";
  box.textContent = problems.join("\\n");
  Object.assign(box.style, {
    position: "fixed", inset: "auto 0 0 0", margin: 0, padding: "1rem", maxHeight: "50vh",
    overflow: "auto", background: "#7a1020", color: "#fff", font: "14px/1.5 monospace",
    whiteSpace: "pre-wrap", zIndex: 99,
  });
  document.body.append(box);
};
"""
TAG = b'<script type="module" src="/~reload.js"></script></head>'


def serve(content: Path, port: int) -> None:
    """Serve a preview until interrupted; where the port is taken, on the next that is free.

    The pages lie in a temporary folder, which goes when the preview ends.

    Raises:
        UserError: where no port is free.
    """
    stopped = _until_stopped()
    with tempfile.TemporaryDirectory(prefix="preview-") as folder:
        place = Path(folder)
        server = _server(port, place)
        if port not in (0, server.server_port):
            _say(f"port {port} is taken")
        _report(place, 0, ["error: the first build is not finished"])
        address = f"http://{HOST}:{server.server_port}/"
        os.environ["SITE_URL"] = address
        pid = os.fork()
        if pid == 0:
            _forever(server)
        server.socket.close()
        _say(f"{address} (stop with Ctrl-C)")
        try:
            _load()
            _watch(
                (content, *base_folders(content), ROOT / "generator", ROOT / "templates"),
                content,
                place,
                stopped,
            )
        finally:
            # It holds nothing that must be put away, and a signal it handles may get lost.
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _until_stopped() -> threading.Event:
    """Return an event that Ctrl-C and SIGTERM set, as an import may swallow the exception."""
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    return stopped


def _server(port: int, place: Path) -> ThreadingHTTPServer:
    """Return a server on the port, or on the first free one after it."""
    ports = range(port, min(port + PORTS, 65536)) if port else (0,)
    for each in ports:
        try:
            return _Server((HOST, each), partial(_Handler, place=place))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    hint = 'name another with make serve ARGS="--port N"'
    raise UserError(Problem(f"no port from {port} to {ports[-1]} is free", hint=hint))


class _Server(ThreadingHTTPServer):
    """A server that never shares its port with another."""

    allow_reuse_port = False


def _watch(watched: tuple[Path, ...], content: Path, place: Path, stopped: threading.Event) -> None:
    """Build whenever a file has changed, until stopped."""
    loaded = _state(ROOT / "generator")
    seen: list[list[tuple[str, int, int]]] = []
    build = 0
    while not stopped.is_set():
        now = [_state(folder) for folder in watched]
        if now != seen:
            seen, build = now, build + 1
            _rebuild(content, place, build, anew=_state(ROOT / "generator") != loaded)
        time.sleep(PAUSE)
    raise KeyboardInterrupt


def _state(folder: Path) -> list[tuple[str, int, int]]:
    """Return names, sizes and times of a folder's files."""
    found = []
    for name, path in files_below(folder):
        try:
            status = path.stat()
        except OSError:
            continue  # deleted meanwhile
        found.append((name, status.st_size, status.st_mtime_ns))
    return found


def _rebuild(content: Path, place: Path, build: int, *, anew: bool) -> None:
    """Build in a process of its own and report how it went, to the terminal and the pages.

    ``anew`` says that the generator's code is no longer what was loaded.
    """
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, signal.SIG_DFL)
        if anew:
            for name in [name for name in sys.modules if name.partition(".")[0] == "generator"]:
                del sys.modules[name]
        problems = _built(content, place / "site")
        _report(place, build, problems)
        os._exit(1 if problems else 0)
    _, status = os.waitpid(pid, 0)
    spent = time.perf_counter() - start
    if status:
        for problem in _problems(place):
            _say(problem)
    _say(f"{'failed' if status else 'built'} in {spent:.1f} s")


def _built(content: Path, site: Path) -> list[str]:
    """Build; return what is wrong, one problem a line."""
    try:
        from generator.build.pipeline import build
        from generator.core.errors import UserError as Refused  # loaded anew with the code
        from generator.core.errors import fault_in
        from generator.core.settings import data_folder
    except Exception:
        return traceback.format_exc().splitlines()
    try:
        build(data_folder(content), content, site, warn=lambda found: _say(f"warning: {found}"))
    except Refused as error:
        return [f"error: {problem}" for problem in error.problems]
    except Exception as error:
        told = fault_in(content, error)
        return [f"error: {told}"] if told else traceback.format_exc().splitlines()
    return []


def _load() -> None:
    """Import what every build needs."""
    for name in ("vl_convert", "generator.build.steps", "generator.pages.site"):
        importlib.import_module(name)


def _report(place: Path, build: int, problems: list[str]) -> None:
    status = {"build": build, "problems": problems}
    write_file(place / "status.json", json.dumps(status).encode())


def _problems(place: Path) -> list[str]:
    found: list[str] = json.loads((place / "status.json").read_text(encoding="utf-8"))["problems"]
    return found


def _forever(server: ThreadingHTTPServer) -> None:
    """Serve in this process, which never returns: whoever forked it ends it."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        server.serve_forever()
    finally:
        os._exit(0)


def _end_with_parent() -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


class _Handler(SimpleHTTPRequestHandler):
    """Serves the preview with the reloading script put in."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, place: Path) -> None:
        self.place = place
        super().__init__(*arguments, directory=str(place / "site"))  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a page, the script, or the stream of builds."""
        path = self.path.partition("?")[0]
        if path == "/~events":
            self._events()
        elif path == "/~reload.js":
            self._send(200, "text/javascript", SCRIPT.encode())
        elif path.endswith(("/", ".html")):
            self._page(path)
        else:
            super().do_GET()

    def end_headers(self) -> None:
        """Let nothing be kept by the browser."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the terminal for builds and their problems."""

    def _page(self, path: str) -> None:
        site = (self.place / "site").resolve()
        file = Path(self.translate_path(path))
        file = file / "index.html" if path.endswith("/") else file
        if file.is_file() and file.resolve().is_relative_to(site):
            self._send(
                200, "text/html; charset=utf-8", file.read_bytes().replace(b"</head>", TAG, 1)
            )
        elif (site / "404.html").is_file():
            body = (site / "404.html").read_bytes().replace(b"</head>", TAG, 1)
            self._send(404, "text/html; charset=utf-8", body)
        else:
            text = html.escape("\n".join(_problems(self.place)))
            page = f"<!doctype html><html><head></head><body><pre>{text}</pre></body></html>"
            self._send(503, "text/html; charset=utf-8", page.encode().replace(b"</head>", TAG, 1))

    def _send(self, code: int, kind: str, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _events(self) -> None:
        """Send the state of the last build whenever it changes, until the page is closed."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        last = b""
        quiet = 0.0
        try:
            while True:
                now = (self.place / "status.json").read_bytes()
                if now != last or quiet > 10:
                    self.wfile.write(b"data: " + now + b"\n\n")
                    self.wfile.flush()
                    last, quiet = now, 0.0
                time.sleep(0.05)
                quiet += 0.05
        except (OSError, ValueError):
            return  # the page was closed


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - the preview's messages
