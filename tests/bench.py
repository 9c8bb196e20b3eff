"""Measures builds and two peers, and writes BENCHMARKS.md: ``make bench``.

Every number is the median of several rounds. Each round measures the floor too, so that ratios
hold on a slower or a busy machine. Everything happens in throw-away folders and environments.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from importlib.metadata import version
from pathlib import Path
from statistics import median

import factory
from rich.console import Console

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "BENCHMARKS.md"
EDITIONS = (1, 12, 60, 240)
LONG = 60
"""Editions from which a build is measured once."""
PEERS = {"quantstats": "quantstats==0.0.86", "mkdocs": "mkdocs-material==9.8.2"}
LIBRARIES = ("altair", "vl-convert-python", "pandas", "jinja2", "markdown")
COPIED = ("generator", "templates", "content")
FILES = ("Makefile", "pyproject.toml", "requirements.lock", "requirements-dev.lock")

FLOOR = """\
import altair, jinja2, markdown, pandas, vl_convert
table = pandas.DataFrame({"x": [0, 1], "y": [0, 1]})
vl_convert.vegalite_to_svg(altair.Chart(table).mark_line().encode(x="x:Q", y="y:Q").to_json())
"""
LAUNCHER = """\
import json, os, subprocess, sys, time
start = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
_, status, usage = os.wait4(process.pid, 0)
wall = time.perf_counter() - start
print(json.dumps([wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000]))
sys.exit(os.waitstatus_to_exitcode(status))
"""
TEAR_SHEET = """\
import sys
import numpy, pandas, quantstats
days = pandas.bdate_range("2011-01-03", periods=252 * 15)
make = numpy.random.default_rng(1).normal
market = pandas.Series(make(0.0004, 0.010, len(days)), days, name="market")
fund = pandas.Series(0.9 * market + make(0.0, 0.006, len(days)), days, name="fund")
quantstats.reports.html(fund, benchmark=market, output=sys.argv[1], title="Tear sheet")
"""
MKDOCS = """\
site_name: Small caps
theme:
  name: material
  font: false
nav:
  - 한국어: ko/index.md
  - English: en/index.md
"""

# --- Running --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Run:
    """One run: seconds on the clock, seconds of processors, MB of its largest process."""

    wall: float
    cpu: float
    peak: float


@dataclass
class Case:
    """What is measured: ``prepare`` comes before each run and does not count.

    ``once`` is for what takes long: it is measured in the first round only. ``runner`` measures
    what is not one command's beginning and end.
    """

    name: str
    command: Sequence[str]
    folder: Path
    prepare: Callable[[], None] = lambda: None
    size: Callable[[], tuple[int, int]] | None = None
    once: bool = False
    runner: Callable[[], Run] | None = None
    runs: list[Run] = field(default_factory=list)
    bytes: tuple[int, int] | None = None

    def measure(self) -> None:
        """Run once."""
        self.prepare()
        self.runs.append(self.runner() if self.runner else run(self.command, self.folder))
        if self.size:
            self.bytes = self.size()

    @property
    def wall(self) -> float:
        """Return the median of the clock."""
        return median(each.wall for each in self.runs)

    @property
    def cpu(self) -> float:
        """Return the median of the processors' time."""
        return median(each.cpu for each in self.runs)

    @property
    def peak(self) -> float:
        """Return the largest memory."""
        return max(each.peak for each in self.runs)


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command and measure it with all processes it waits for; an error ends the bench."""
    # Through a small process: a child's largest memory counts what its parent had when it began.
    result = subprocess.run(
        (sys.executable, "-c", LAUNCHER, *command),
        cwd=folder,
        env=_environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{result.stdout}{result.stderr}")
    wall, cpu, peak = json.loads(result.stdout)
    return Run(wall, cpu, peak)


def _environ() -> dict[str, str]:
    return {
        name: text
        for name, text in os.environ.items()
        if not name.startswith("MAKE") and name not in ("ARGS", "MFLAGS", "PYTHONPATH")
    }


def weight(folder: Path) -> tuple[int, int]:
    """Return the bytes of all files below a folder, raw and each compressed by itself."""
    found = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    return sum(map(len, found)), sum(len(gzip.compress(body, 9)) for body in found)


# --- What is measured -----------------------------------------------------------------------------


def checkout(folder: Path) -> Path:
    """Copy what a clean checkout holds, with the environment in place."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, folder / name)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    return folder


def clean(folder: Path) -> None:
    """Remove what builds leave behind."""
    for path in (folder / "site", folder / ".cache", *folder.glob("generator/**/__pycache__")):
        shutil.rmtree(path, ignore_errors=True)


def article_cases(place: Path) -> list[Case]:
    """Return a cold build, one of nothing new and one after an edit, as typed by a user."""
    folder = checkout(place / "article")
    section = next((folder / "content").glob("010-*.en.md"))
    text = section.read_text(encoding="utf-8")
    edits = iter(range(1, 1000))

    def edit() -> None:
        words = "very " * next(edits)
        section.write_text(f"{text}\nThis sentence is {words}short.\n", encoding="utf-8")

    make = ("make", "--silent", "build")
    return [
        Case("cold build", make, folder, lambda: clean(folder), lambda: weight(folder / "site")),
        Case("rebuild, nothing changed", make, folder),
        Case("rebuild after editing one paragraph", make, folder, edit),
    ]


class Preview:
    """``make serve`` in a folder of its own: how long until an edit is on the page.

    It runs only while it is measured, so that it slows nothing else.
    """

    def __init__(self, place: Path) -> None:
        self.folder = checkout(place / "preview")
        self.section = next((self.folder / "content").glob("010-*.en.md"))
        self.before = self.section.read_text(encoding="utf-8")
        self.edits = iter(range(1, 1000))

    def measure(self) -> Run:
        """Start the preview, edit a paragraph, wait until the page has it, and stop."""
        process = subprocess.Popen(
            (sys.executable, "-m", "generator", "serve", "--port", "0"),
            cwd=self.folder,
            env={**_environ(), "PYTHONUNBUFFERED": "1"},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr
        try:
            address = process.stderr.readline().split()[0]
            while not process.stderr.readline().startswith("built"):
                if process.poll() is not None:
                    sys.exit("the preview has ended by itself")
            sentence = f"This is edit number {next(self.edits)}."
            start = time.perf_counter()
            self.section.write_text(f"{self.before}\n{sentence}\n", encoding="utf-8")
            while sentence.encode() not in self._page(f"{address}en/"):
                time.sleep(0.02)
            return Run(time.perf_counter() - start, 0, 0)
        finally:
            process.terminate()
            process.stderr.read()
            process.wait()

    @staticmethod
    def _page(address: str) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address) as answer:
            return bytes(answer.read())

    def case(self) -> Case:
        """Return what is measured."""
        return Case(
            "an edit in `make serve` until it is seen", (), self.folder, runner=self.measure
        )


def edition_cases(place: Path) -> list[Case]:
    """Return cold builds with many past editions, from made-up prices that reach back far enough.

    The committed data has too few months.
    """
    data = factory.write_snapshot(
        place / "data",
        starts={**factory.STARTS, **dict.fromkeys(("VTWO", "TNA"), date(2002, 1, 2))},
    )
    return [_edition_case(place / f"editions-{number}", data, number) for number in EDITIONS]


def _edition_case(folder: Path, data: Path, number: int) -> Case:
    checkout(folder)
    shutil.rmtree(folder / "content/data")
    shutil.copytree(data, folder / "content/data")
    settings = folder / "content/article.toml"
    text = settings.read_text(encoding="utf-8")
    as_of = re.search(r'"as_of": "(\d{4}-\d\d-\d\d)"', (data / "lock.json").read_text())
    assert as_of
    text = re.sub(r"(?m)^editions = .*$", f"editions = {number}", text)
    # The original's month always has a page; so late, only those asked for have one.
    text, found = re.subn(r"(?m)^original_date = .*$", f"original_date = {as_of[1]}", text)
    assert found == 1
    settings.write_text(text, encoding="utf-8")
    command = ("make", "--silent", "build")
    name = f"cold build, {number} edition{'s' * (number > 1)}"
    return Case(
        name,
        command,
        folder,
        lambda: clean(folder),
        lambda: weight(folder / "site"),
        once=number >= LONG,
    )


def peer_cases(place: Path, site: Path) -> list[Case]:
    """Return the peers, each in an environment of its own."""
    sheets, pages = place / "sheet", place / "pages"
    sheets.mkdir()
    (sheets / "sheet.py").write_text(TEAR_SHEET, encoding="utf-8")
    _documents(site, pages)
    return [
        Case(
            f"{PEERS['quantstats']}: one HTML tear sheet",
            (_environment(place, "quantstats"), "sheet.py", "out/sheet.html"),
            sheets,
            lambda: _empty(sheets / "out"),
            lambda: weight(sheets / "out"),
        ),
        Case(
            f"{PEERS['mkdocs']}: two pages with finished drawings",
            (_environment(place, "mkdocs"), "-m", "mkdocs", "build", "--quiet"),
            pages,
            lambda: _empty(pages / "site"),
            lambda: weight(pages / "site"),
        ),
    ]


def _environment(place: Path, name: str) -> str:
    """Install a peer; return its Python."""
    folder = place / f"env-{name}"
    for command in (
        (sys.executable, "-m", "venv", folder),
        (folder / "bin/python", "-m", "pip", "install", "--quiet", PEERS[name]),
    ):
        subprocess.run(command, check=True)
    return str(folder / "bin/python")


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _documents(site: Path, folder: Path) -> None:
    """Write the article of both languages as Markdown, its drawings as files."""
    for lang in ("ko", "en"):
        document = folder / "docs" / lang
        document.mkdir(parents=True)
        reader = _Markdown()
        html = (site / lang / "index.html").read_text(encoding="utf-8")
        html = html[html.index("<main") : html.index("</main>")]
        sheet = (site / lang / "drawings.svg").read_text(encoding="utf-8")
        for number, drawing in enumerate(re.findall(r"<svg id.*?</svg>", sheet, re.DOTALL)):
            text = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
            (document / f"{number}.svg").write_text(text, encoding="utf-8")
        html = re.sub(r"<picture>.*?</picture>", _Numbered(), html, flags=re.DOTALL)
        reader.feed(re.sub(r"<svg.*?</svg>", "", html, flags=re.DOTALL))
        (document / "index.md").write_text("".join(reader.out), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")


class _Numbered:
    """Puts two images in the place of each chart: its layouts."""

    def __init__(self) -> None:
        self.number = -1

    def __call__(self, match: re.Match[str]) -> str:
        self.number += 2
        return f"\n\n![wide]({self.number - 1}.svg)\n\n![narrow]({self.number}.svg)\n\n"


class _Markdown(HTMLParser):
    """Turns a page's text into Markdown: headings, paragraphs, lists and tables."""

    STARTS = {"h1": "\n\n# ", "h2": "\n\n## ", "h3": "\n\n### ", "p": "\n\n", "li": "\n- "}  # noqa: RUF012
    CELLS = ("td", "th")

    def __init__(self) -> None:
        super().__init__()
        self.out: list[str] = []
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self.STARTS:
            self.out.append(self.STARTS[tag])
        elif tag == "table":
            self.out.append("\n\n")
        elif tag == "tr":
            self.cells = 0
        elif tag in self.CELLS:
            self.cells += 1
            self.out.append("| ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr":
            self.out.append("|\n")
        elif tag == "thead":
            self.out.append("|---" * self.cells + "|\n")

    def handle_data(self, data: str) -> None:
        self.out.append(data if data.startswith("\n\n![") else re.sub(r"\s+", " ", data))


# --- The report -----------------------------------------------------------------------------------


QUIET = 10 / 12
"""Seconds of the floor on the machine for which the bounds in seconds are set."""
MEMORY = 700
"""MB that a build's largest process may take."""


def report(
    floor: Case, bare: Case, cases: Sequence[Case], peers: Sequence[Case], counts: tuple[int, int]
) -> str:
    """Return BENCHMARKS.md."""
    cold, nothing, edit, seen, *grown = cases
    drawings, pages = counts
    first, last = grown[0], grown[-1]
    edition = (last.wall - first.wall) / (EDITIONS[-1] - EDITIONS[0])
    memory = max(each.peak for each in cases)
    slowness = max(1.0, floor.wall / QUIET)
    bounds = [
        ("an edit in `make serve`, until seen", 1.5, seen.wall),
        ("a rebuild with nothing changed", 0.3, nothing.wall),
        ("a paragraph edited and built", 2.5, edit.wall),
        (f"a cold build at {pages // 2} editions", 10.0, cold.wall),
        ("one edition more, both languages", 0.15, edition),
    ]
    lines = [
        "# Benchmarks",
        "",
        f"Written by `make bench`: medians of {len(floor.runs)} runs in turn ({LONG} editions and",
        "more: one run). *Ratio* is the time on the clock divided by the floor's of the same",
        "rounds; *processor* is the time of all processors; *memory* is that of the largest",
        "process. The floor is one process that imports pandas, altair, jinja2, markdown and",
        "vl_convert and draws one chart.",
        "",
        *_table(
            ("what", "time", "ratio", "processor", "memory", "bytes", "compressed"),
            [_row(each, floor) for each in (bare, floor, *cases, *peers)],
        ),
        "",
        "## Fast where people wait",
        "",
        f"The bounds are set for two quiet processors whose floor is {QUIET:.2f} s; where it is",
        f"slower, they grow with it: here by {slowness:.2f}. The cold build makes {drawings}",
        f"drawings and {pages} pages of past editions.",
        "",
        *_table(
            ("what", "bound", "allowed here", "measured", ""),
            [
                (name, f"{limit:g} s", _s(limit * slowness), _s(took), _met(took, limit * slowness))
                for name, limit, took in bounds
            ]
            + [
                (
                    "memory of the largest process",
                    f"{MEMORY} MB",
                    f"{MEMORY} MB",
                    f"{memory:.0f} MB",
                    _met(memory, MEMORY),
                ),
            ],
        ),
        "",
        "## What is compared",
        "",
        "The peers do comparable, not the same work:",
        "",
        "- **QuantStats** computes some sixty statistics of one daily series against another and",
        "  draws with Matplotlib into one page in one language. It tests no claim, checks no text,",
        "  draws no second layout and keeps nothing of an earlier run.",
        "- **MkDocs Material** gets both articles as finished Markdown and all their charts as",
        "  finished SVGs; it computes and draws nothing. It adds a search index and icons, which",
        "  the report does not have, and has no ledger, no editions and no data files to build.",
        "- The report's builds compute every metric, judge every claim at every month-end, check",
        "  all texts, draw each chart in two layouts per language and write all pages. Those with",
        "  N editions read made-up prices, because the committed data has too few months.",
        "",
        "## Machine",
        "",
        *_machine(),
        "",
    ]
    return "\n".join(lines)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _row(case: Case, floor: Case) -> tuple[str, ...]:
    sizes = [f"{each / 1000:,.0f} KB" for each in case.bytes] if case.bytes else ["", ""]
    ratio = f"{case.wall / floor.wall:.2f}"
    used = (_s(case.cpu), f"{case.peak:.0f} MB") if case.peak else ("", "")
    return (case.name, _s(case.wall), ratio, *used, *sizes)


def _met(found: float, limit: float) -> str:
    return "met" if found <= limit else "MISSED"


def _s(seconds: float) -> str:
    return f"{seconds:.2f} s"


def _machine() -> list[str]:
    info = Path("/proc/cpuinfo")
    model = re.search(r"model name\s*: (.*)", info.read_text()) if info.exists() else None
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    peers = ", ".join(PEERS.values())
    return [
        f"- {model[1] if model else platform.processor()}, {os.cpu_count()} processors, "
        f"{pages / 1e9:.0f} GB, {platform.system()} {platform.release()}",
        f"- Python {platform.python_version()}; {libraries}; peers: {peers}",
        f"- measured on {time.strftime('%Y-%m-%d')}; load (1, 5, 15 minutes) at the end: "
        f"{', '.join(f'{each:.1f}' for each in os.getloadavg())}. A load above the number of "
        "processors lengthens every time on the clock, the floor's too.",
    ]


# --- The command ----------------------------------------------------------------------------------


def main() -> None:
    """Measure everything and write the report."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=")
    parser.add_argument("--rounds", type=int, default=5, help="how often all is measured")
    parser.add_argument("--report", type=Path, default=REPORT)
    parser.add_argument("--alone", action="store_true", help="without the peers, which are fetched")
    options = parser.parse_args()
    console = Console(stderr=True)
    if not hasattr(os, "wait4"):
        sys.exit("make bench needs a system with wait4 (Linux, macOS)")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        place = Path(name)
        with console.status("Preparing") as status:

            def tell(what: str) -> None:
                if console.is_terminal:
                    status.update(what)
                else:
                    console.print(what)

            floor = Case("floor", (sys.executable, "-c", FLOOR), place)
            bare = Case("`python -c pass`", (sys.executable, "-c", "pass"), place)
            cases = article_cases(place)
            cases[0].prepare()
            run(cases[0].command, cases[0].folder)
            counts = _counts(cases[0].folder)
            cases += [Preview(place).case(), *edition_cases(place)]
            peers = []
            if not options.alone:
                tell("Installing the peers")
                peers = peer_cases(place, cases[0].folder / "site")
            everything = [bare, floor, *cases, *peers]
            for number in range(options.rounds):
                for case in everything:
                    if number and case.once:
                        continue
                    tell(f"Round {number + 1} of {options.rounds}: {case.name}")
                    case.measure()
        options.report.write_text(report(floor, bare, cases, peers, counts), encoding="utf-8")
    console.print(f"{options.report} is written")


def _counts(folder: Path) -> tuple[int, int]:
    """Return how many drawings a cold build made, and how many pages of past editions."""
    drawings = len(list((folder / ".cache/charts").glob("*.svg")))
    return drawings, len(list((folder / "site").glob("*/editions/*/index.html")))


if __name__ == "__main__":
    main()
