"""Changes the code in small ways and sees whether the tests notice: ``make mutants``.

A mutant is one operator, number or choice changed. Those of a seeded sample are tried, each by the
tests of its area in a process of its own; the score and the survivors go into docs/mutants.md,
where a survivor is either answered by a test or explained. Tools that exist for this skip decorated
functions, and here every formula and rule is one.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs/mutants.md"
# What is changed, and the tests that may notice, the fastest first: the first one ends a trial.
AREAS = {
    "metrics": (
        ("generator/metrics", "content/small_caps/metrics"),
        (
            "tests/test_metrics_set.py",
            "tests/test_metrics_hand.py",
            "tests/test_metrics_rates.py",
            "tests/test_metrics_*.py",
            "tests/test_oracle.py",
        ),
    ),
    "claims": (
        ("generator/claims", "content/small_caps/claims"),
        ("tests/test_claims*.py", "tests/test_history.py"),
    ),
    "states": (
        ("content/small_caps/states", "generator/language/states.py"),
        ("tests/test_states_*.py", "tests/test_every_state.py"),
    ),
}
COPIED = ("generator", "templates", "content", "tests", "docs", ".github")
SWAPS: dict[type[ast.AST], tuple[str, str]] = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="), ast.NotEq: ("!=", "=="), ast.Add: ("+", "-"), ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.And: ("and", "or"), ast.Or: ("or", "and"),
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "True": "False", "False": "True"}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, its line, the text before and after, and where it stands in bytes."""

    file: str
    line: int
    old: str
    new: str
    start: int

    def apply(self, source: bytes) -> bytes:
        """Return the file with the change."""
        old = self.old.encode()
        assert source[self.start : self.start + len(old)] == old, self
        return source[: self.start] + self.new.encode() + source[self.start + len(old) :]


def mutants(path: Path) -> Iterator[Mutant]:
    """Yield every mutant of a file; decorators, annotations and texts are left as they are."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    file = path.relative_to(ROOT).as_posix()

    def at(node: ast.expr, end: bool = False) -> int:
        line, column = (
            (node.end_lineno, node.end_col_offset) if end else (node.lineno, node.col_offset)
        )
        return starts[(line or 1) - 1] + (column or 0)

    def between(left: ast.expr, right: ast.expr, kind: type[ast.AST]) -> Iterator[Mutant]:
        if kind in SWAPS:
            old, new = SWAPS[kind]
            gap = source[at(left, end=True) : at(right)]
            if (found := gap.find(old.encode())) >= 0:
                yield Mutant(file, left.end_lineno or 0, old, new, at(left, end=True) + found)

    for node in _code(ast.parse(source)):
        if isinstance(node, ast.Compare):
            for left, op, right in zip(
                [node.left, *node.comparators], node.ops, node.comparators, strict=False
            ):
                yield from between(left, right, type(op))
        elif isinstance(node, ast.BinOp):
            yield from between(node.left, node.right, type(node.op))
        elif isinstance(node, ast.BoolOp):
            yield from between(node.values[0], node.values[1], type(node.op))
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield Mutant(file, node.lineno, "not ", "", at(node))
        elif isinstance(node, ast.Name) and node.id in NAMES:
            yield Mutant(file, node.lineno, node.id, NAMES[node.id], at(node))
        elif isinstance(node, ast.Constant):
            text = source[at(node) : at(node, end=True)].decode()
            if isinstance(node.value, bool):
                yield Mutant(file, node.lineno, text, NAMES[text], at(node))
            elif isinstance(node.value, int):
                yield Mutant(file, node.lineno, text, str(node.value + 1), at(node))
            elif isinstance(node.value, float):
                yield Mutant(file, node.lineno, text, repr(node.value * 2), at(node))


def _code(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that compute something."""
    for name, value in ast.iter_fields(tree):
        if name in ("decorator_list", "annotation", "returns"):
            continue
        for node in value if isinstance(value, list) else [value]:
            if isinstance(node, ast.AST) and not isinstance(node, ast.JoinedStr):
                yield node
                yield from _code(node)


# --- Trying ---------------------------------------------------------------------------------------


def copy(place: Path) -> Path:
    """Copy the project into a folder."""
    ignore = shutil.ignore_patterns("__pycache__", "images")
    for name in COPIED:
        shutil.copytree(ROOT / name, place / name, ignore=ignore)
    for path in ROOT.glob("*"):
        if path.is_file():
            shutil.copy(path, place)
    return place


def run(folder: Path, tests: Sequence[str], seconds: float = 0) -> tuple[bool, float]:
    """Run tests in a process of its own; return whether they passed and the processor's seconds.

    ``seconds`` of the processor end it, since a mutant may never end by itself; 0 is no limit.
    """
    pid = os.fork()
    if pid == 0:
        try:
            if seconds:
                resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 5))
            os.chdir(folder)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            sys.path[:] = [str(folder), str(folder / "tests")] + [
                each for each in sys.path if not each.startswith(str(ROOT / "tests")) and each
            ]
            import pytest

            options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header"]
            os._exit(int(pytest.main([*options, *tests])))
        except BaseException:  # a mutant may end in anything
            os._exit(99)
    _, status, usage = os.wait4(pid, 0)
    return status == 0, usage.ru_utime + usage.ru_stime


def preload() -> None:
    """Import the libraries once; the project's own modules are imported by each process."""
    import hypothesis
    import jinja2
    import pandas
    import pydantic

    assert all((hypothesis, jinja2, pandas, pydantic))


def main() -> int:
    """Try a sample of each area's mutants and write the report."""
    parser = argparse.ArgumentParser(prog="make mutants ARGS=")
    parser.add_argument("--sample", type=int, default=60, help="mutants tried in each area")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--area", choices=AREAS, action="append", help="only this area")
    parser.add_argument("--report", type=Path, default=REPORT)
    options = parser.parse_args()
    preload()
    results: dict[str, tuple[int, int, list[Mutant]]] = {}
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = copy(Path(name))
        for area in options.area or AREAS:
            results[area] = _area(folder, area, options.sample, options.seed)
    options.report.write_text(report(results, options.seed), encoding="utf-8")
    _say(f"{options.report} is written")
    return 0


def _area(folder: Path, area: str, sample: int, seed: int) -> tuple[int, int, list[Mutant]]:
    """Return how many mutants there are, how many were tried, and the survivors."""
    sources, patterns = AREAS[area]
    files = [each for name in sources for each in _files(ROOT / name)]
    paths = dict.fromkeys(each for name in patterns for each in sorted(ROOT.glob(name)))
    tests = [str(each.relative_to(ROOT)) for each in paths]
    passed, usual = run(folder, tests)
    if not passed:
        sys.exit(f"the tests of {area} fail without any change: {' '.join(tests)}")
    known = [mutant for path in files for mutant in mutants(path)]
    tried = random.Random(seed).sample(known, min(sample, len(known)))
    survivors = []
    for number, mutant in enumerate(tried, 1):
        path = folder / mutant.file
        source = path.read_bytes()
        path.write_bytes(mutant.apply(source))
        survived, _ = run(folder, tests, 3 * usual + 30)
        path.write_bytes(source)
        if survived:
            survivors.append(mutant)
        _say(
            f"{area} {number}/{len(tried)}: {'SURVIVED' if survived else 'noticed'}: {_row(mutant)}"
        )
    return len(known), len(tried), survivors


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.rglob("*.py"))


def _row(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.line}: `{mutant.old.strip()}` → `{mutant.new.strip() or ' '}`"


def report(results: dict[str, tuple[int, int, list[Mutant]]], seed: int) -> str:
    """Return docs/mutants.md."""
    tried = sum(each for _, each, _ in results.values())
    survived = sum(len(each) for _, _, each in results.values())
    share = 100 * (tried - survived) / tried
    lines = [
        "# Do the tests bite?",
        "",
        "Written by `make mutants`: one operator, number or choice of the code is changed at a",
        "time, and the area's tests either notice or do not. A sample of each area is tried (seed",
        f"{seed}), on {time.strftime('%Y-%m-%d')}.",
        "",
        f"**{tried - survived} of {tried} were noticed: {share:.0f} %.**",
        "",
        "| area | mutants | tried | noticed |",
        "|---|---|---|---|",
    ]
    for area, (known, count, left) in results.items():
        lines.append(f"| {area} | {known} | {count} | {count - len(left)} |")
    lines += ["", "Survivors:", ""]
    lines += [f"- {_row(each)}" for _, _, left in results.values() for each in left] or ["- none"]
    return "\n".join(lines) + "\n"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201 - how far it is


if __name__ == "__main__":
    sys.exit(main())
