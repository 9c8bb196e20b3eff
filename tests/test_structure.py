"""The house one finds one's way in: rooms, layers, no circles, one name for one thing."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter, defaultdict
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest
from importlinter.cli import lint_imports

from generator.core.settings import load_config

ROOT = Path(__file__).parents[1]
ENGINE = sorted((ROOT / "generator").rglob("*.py"))
PACKAGE = ROOT / "content" / load_config(ROOT / "content").package
CODE = [*ENGINE, *sorted(PACKAGE.rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ARCHITECTURE = ROOT / "docs/architecture.md"


@cache
def tree(path: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def graph() -> grimp.ImportGraph:
    """Return who imports whom, imports for type checking included."""
    return grimp.build_graph("generator", include_external_packages=True, cache_dir=None)


def inside() -> set[str]:
    """Return the names of the generator's own modules."""
    return {name for name in graph().modules if name.partition(".")[0] == "generator"}


# --- Rooms ----------------------------------------------------------------------------------------


def rooms() -> list[str]:
    """Return what stands directly in the generator, its marker and leftovers not counted."""
    return sorted(
        path.name
        for path in (ROOT / "generator").iterdir()
        if path.name not in ("__init__.py", "__pycache__")
    )


def test_few_rooms_and_nothing_loose() -> None:
    """At most twelve entries: folders, and the verbs."""
    found = rooms()
    assert len(found) <= 12
    assert [each for each in found if each.endswith(".py")] == ["__main__.py"]


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_long(path: Path) -> None:
    """What has more than 400 lines has more than one concern."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_the_story_of_a_build_is_short() -> None:
    """pipeline.py tells a build in at most 80 lines."""
    text = (ROOT / "generator/build/pipeline.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80


def test_no_module_imports_itself_round_a_circle() -> None:
    """Not even for type checking: what needs each other belongs together, or below both."""
    edges = {
        name: {each for each in graph().find_modules_directly_imported_by(name) if each != name}
        & inside()
        for name in inside()
    }
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_the_layers_hold() -> None:
    """import-linter's contracts in pyproject.toml hold, and every room stands in the layers."""
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_logo=True) == 0
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layered = {
        layer.removeprefix("generator.")
        for contract in contracts
        if contract["type"] == "layers"
        for layer in contract["layers"]
    }
    assert {each for each in rooms() if not each.endswith(".py")} == layered


def test_the_engine_knows_no_article() -> None:
    """What another article needs does not know this one: its settings alone name its package."""
    assert [path.name for path in ENGINE if PACKAGE.name in path.read_text("utf-8")] == []


def test_the_engine_knows_no_fund() -> None:
    """Which funds and indices an article rests on, its settings and its package say."""
    config = load_config(ROOT / "content")
    tickers = {each.ticker for each in config.series} | {each.key for each in config.series}
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in ENGINE
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and tickers & set(re.split(r"[^\w^]", node.value))
        and "\n" not in node.value  # a docstring may give an example
        and len(node.value) < 40
    ]
    assert found == []


# --- Names ----------------------------------------------------------------------------------------


def test_no_two_public_classes_share_a_name() -> None:
    """A name found is the thing meant."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for path in CODE:
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_one_name_for_the_project() -> None:
    """Package, README and example settings call the project by one name."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        name = tomllib.load(file)["project"]["name"]
    title = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert re.sub(r"[^a-z]+", "-", title.lower()).strip("-") == name
    for path in [*CODE, *TESTS, *sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md"))]:
        text = path.read_text(encoding="utf-8")
        if path != Path(__file__):
            assert "small-cap-report" not in text, path


# --- Dependencies ---------------------------------------------------------------------------------


def imported(paths: list[Path]) -> set[str]:
    """Return the top-level names that files import, anywhere in them."""
    found = set()
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Import):
                found |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add((node.module or "").partition(".")[0])
    return found


def distributions(names: set[str]) -> set[str]:
    """Return the packages that provide top-level names, as pyproject.toml writes them."""
    known = packages_distributions()
    return {normal(each) for name in names for each in known.get(name, ())}


def normal(requirement: str) -> str:
    """Return a requirement's package in its normal form, without extras and versions."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~! ;]", requirement)[0]).lower()


def test_every_dependency_is_imported() -> None:
    """What is declared is used: by the generator, or, of the dev group, by tests or commands."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    used = distributions(imported(CODE))
    declared = {normal(each) for each in project["project"]["dependencies"]}
    assert declared - used == {"brotli", "tzdata"}, (
        "fontTools packs with one, Python reads the other"
    )
    text = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("Makefile", "pyproject.toml")
    )
    by_tests = distributions(imported([*CODE, *TESTS]))
    for each in sorted({normal(each) for each in project["dependency-groups"]["dev"]}):
        by_name = re.search(rf"-m {re.escape(each)}\b|\[tool\.{re.escape(each)}\b", text)
        of_pytest = each.startswith("pytest-") or each == "pytest"
        stubs = each.startswith("types-") or each.endswith("-stubs")
        assert each in by_tests or by_name or of_pytest or stubs, (
            f"{each} is declared and never used"
        )


# --- The page that shows the way ------------------------------------------------------------------


def places() -> dict[str, list[str]]:
    """Return the table of docs/architecture.md: concern → the places it names."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: re.findall(r"`([\w./<>*-]+/[\w./<>*-]*)`", row[1]) for row in rows[1:]}


def test_the_way_is_shown_to_places_that_are_there() -> None:
    """Every concern leads to files or folders that exist."""
    found = places()
    assert len(found) >= 20
    for concern, names in found.items():
        assert names, concern
        for name in names:
            form = re.sub(r"<\w+>", "*", name)
            assert list(ROOT.glob(form)), f"{concern}: {name}"


def test_every_room_is_on_the_map() -> None:
    """The picture and the table know each room of the generator."""
    text = ARCHITECTURE.read_text(encoding="utf-8")
    picture = text.partition("```")[2].partition("```")[0]
    named = Counter(name.split("/")[1] for names in places().values() for name in names
                    if name.startswith("generator/"))  # fmt: skip
    for room in rooms():
        if not room.endswith(".py"):
            assert room in picture, room
            assert named[room], room


def test_the_map_is_one_page() -> None:
    """Whoever opens it reads it to the end."""
    assert len(ARCHITECTURE.read_text(encoding="utf-8").splitlines()) <= 100
