from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import factory
import pytest
from numpy._core import _multiarray_umath as numpy_core
from sites import ADDRESS, CONTENT, DATA, built, text_files

from generator.build import output as writer
from generator.build.audit import WORDS_LATIN, WORDS_OTHERWISE
from generator.build.html import word_count
from generator.build.pipeline import build
from generator.build.steps import month_end
from generator.charts import render as drawing
from generator.charts.render import Drawer
from generator.claims.history import History
from generator.core import cache
from generator.core import inputs as stamp
from generator.core.cache import BuildCache
from generator.core.errors import UserError
from generator.core.inputs import ROOT
from generator.core.settings import load_config
from generator.snapshot.view import load

HEAVY = ("pandas", "altair", "jinja2", "vl_convert", "numpy", "markdown", "babel")


def run(
    *arguments: str, cwd: Path = ROOT, python: str = sys.executable, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run a verb as a user would."""
    return subprocess.run(
        [python, "-m", "generator", *arguments],
        cwd=cwd,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def digest(folder: Path) -> dict[str, str]:
    """Return a checksum for each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the content with its data, free to be broken."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


# --- The same bytes everywhere --------------------------------------------------------------------


def faster_instructions() -> str:
    """Return what NumPy would use of this processor beyond the least that it needs."""
    known = numpy_core.__cpu_features__
    return " ".join(name for name in numpy_core.__cpu_dispatch__ if known.get(name))


# Read by Python before the command: sum() rounds as in the versions that are not this one.
ADDS_OTHERWISE = """\
import builtins, functools, math, operator, sys
plain = builtins.sum
def added(values, /, start=0):
    values = list(values)
    if not any(isinstance(each, float) for each in values):
        return plain(values, start)
    if sys.version_info < (3, 12):
        return start + math.fsum(values)
    return functools.reduce(operator.add, values, start)
builtins.sum = added
"""


def test_the_same_bytes_in_another_place_zone_locale_processor_and_hash_order(
    tmp_path: Path,
) -> None:
    """A site depends on data, content, code and address alone, not on the machine it is built on.

    The copy has no cache, so the drawings are made anew there. Sums must not depend on how many
    numbers a processor adds at once, on the library that NumPy asks for products, nor on Python,
    whose ``sum`` has rounded otherwise since 3.12. OTHER_PYTHON=path builds with that Python.
    """
    elsewhere = tmp_path / "else where"
    for name in ("generator", "templates", "content"):
        shutil.copytree(ROOT / name, elsewhere / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", elsewhere)
    start = tmp_path / "start"
    start.mkdir()
    (start / "sitecustomize.py").write_text(ADDS_OTHERWISE, encoding="utf-8")
    result = run(
        "build",
        cwd=elsewhere,
        python=os.environ.get("OTHER_PYTHON", sys.executable),
        PYTHONPATH=str(start),
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
        PYTHONHASHSEED="7",
        OPENBLAS_CORETYPE="Prescott",
        NPY_DISABLE_CPU_FEATURES=faster_instructions(),
        SITE_URL="https://someone.github.io/report",
    )
    assert result.returncode == 0, result.stderr
    assert digest(elsewhere / "site") == digest(built())


def test_a_cache_that_is_torn_or_lost_changes_no_byte(tmp_path: Path) -> None:
    """The cache only saves time: a drawing cut short is made anew."""
    spec = json.dumps(
        {
            "data": {"values": [{"a": 1, "b": 2}, {"a": 2, "b": 3}]},
            "mark": {"type": "line", "stroke": "var(--c-iwm)"},
            "encoding": {"x": {"field": "a", "type": "quantitative"}},
            # The frame is off, as in the charts' theme: the exporter refuses a mark no chart has.
            "config": {"view": {"stroke": None, "fill": None}, "background": None},
            "usermeta": {},
        }
    )
    drawer = Drawer(tmp_path)
    whole = drawer.svg(spec)
    kept = next(tmp_path.glob("*.svg"))
    kept.write_text(whole[: len(whole) // 2], encoding="utf-8")
    assert drawer.svg(spec) == whole
    assert kept.read_text(encoding="utf-8") == whole
    shutil.rmtree(tmp_path)
    assert drawer.svg(spec) == whole


def test_what_another_process_cannot_draw_is_drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside or not, the same is made; an error comes from this process, a dead one costs time."""
    here = os.getpid()

    def work(name: str) -> str:
        if name == "dies" and os.getpid() != here:
            os._exit(1)
        if name == "wrong":
            raise UserError(f"in {os.getpid()}")
        return name.upper()

    for beside in (True, False):
        monkeypatch.setattr(drawing, "_may_fork", lambda beside=beside: beside)
        with Drawer() as drawer:
            assert drawer.begin(work, ("a", "b", "dies", "c"))() == {
                "a": "A", "b": "B", "dies": "DIES", "c": "C",
            }  # fmt: skip
            wait = drawer.begin(work, ("wrong",))
            with pytest.raises(UserError, match=f"in {here}"):
                wait()


def test_a_process_draws_beside_only_where_it_may_use_two_processors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A container on a large machine may have one: then a second process would only wait."""
    monkeypatch.delitem(sys.modules, "vl_convert", raising=False)
    for may_use in ({3}, {3, 5}):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, may=may_use: may, raising=False)
        forks = "fork" in multiprocessing.get_all_start_methods()
        assert drawing._may_fork() is (forks and len(may_use) > 1)


def test_what_is_kept_is_found_again_unless_it_is_torn(tmp_path: Path) -> None:
    """A value is made once for one hash of inputs; a file that was cut short counts as none."""

    def put(text: str) -> str:
        cache = BuildCache("key", tmp_path)
        found = cache.get("name", lambda: text)
        cache.save()
        return found

    assert put("first") == "first"
    assert put("second") == "first"
    file = tmp_path / "key.values"
    file.write_bytes(file.read_bytes()[:-1])
    assert put("third") == "third"
    assert BuildCache("another", tmp_path).get("name", lambda: "other") == "other"


def test_what_a_build_no_longer_uses_is_not_kept(tmp_path: Path) -> None:
    """A name that a build of the same inputs did not ask for goes at once."""
    first = BuildCache("key", tmp_path)
    first.get("a", lambda: 1)
    first.get("b", lambda: 2)
    first.save()
    second = BuildCache("key", tmp_path)
    second.get("a", lambda: 1)
    second.save()
    assert not BuildCache("key", tmp_path).has("b")
    assert BuildCache("key", tmp_path).has("a")


def test_the_cache_is_bounded(tmp_path: Path) -> None:
    """What was used longest ago goes first, and what killed builds left behind at any age."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    for number, name in enumerate(("charts/old.svg", "builds/middle.values", "charts/new.svg")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 70)
        os.utime(path, (number, number))
    (tmp_path / f"builds/key.{dead.pid}").write_bytes(b"x")
    (tmp_path / f"builds/key.{os.getpid()}").write_bytes(b"x")
    cache.limit_size(tmp_path, 150)
    assert sorted(path.name for path in tmp_path.rglob("*.*")) == [
        f"key.{os.getpid()}", "middle.values", "new.svg",
    ]  # fmt: skip


# --- Nothing to do --------------------------------------------------------------------------------


def test_an_unchanged_site_is_recognised_without_the_libraries(tmp_path: Path) -> None:
    """A second build decides from content hashes, before anything heavy is imported."""
    site = tmp_path / "site"
    built()  # of the same inputs: what it made is found again
    first = run("build", "--site", str(site), SITE_URL=ADDRESS)
    assert first.returncode == 0, first.stderr
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    code = (
        "import sys; from generator.__main__ import main;"
        f"status = main(['build', '--site', {str(site)!r}]);"
        f"print(status, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "SITE_URL": ADDRESS},
    )  # fmt: skip
    assert result.stdout.strip() == "0 []"
    assert "nothing has changed" in result.stderr
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == before


@pytest.mark.parametrize(
    "change",
    [
        lambda content, site: (content / "a.md").write_text("b", encoding="utf-8"),
        lambda content, site: (content / "a.md").rename(content / "c.md"),
        lambda content, site: (site / "index.html").write_text("other", encoding="utf-8"),
        lambda content, site: (site / "index.html").unlink(),
        lambda content, site: (site / "more.txt").write_text("", encoding="utf-8"),
    ],
)
def test_any_change_of_input_or_output_calls_for_a_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path, Path], object]
) -> None:
    """A stamp holds only while both what went in and what came out are as they were."""
    monkeypatch.setattr(stamp, "CACHE", tmp_path / "cache")
    content, site = tmp_path / "content", tmp_path / "site"
    for folder, name in ((content, "a.md"), (site, "index.html")):
        folder.mkdir()
        (folder / name).write_text("a", encoding="utf-8")
    stamp.mark_current(site, stamp.inputs_key([stamp.digests(content)], {}))
    assert stamp.is_current(site, stamp.inputs_key([stamp.digests(content)], {}))
    change(content, site)
    assert not stamp.is_current(site, stamp.inputs_key([stamp.digests(content)], {}))


def test_address_and_arguments_count_as_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another address or another month makes another site from the same files."""
    monkeypatch.delenv("SITE_URL", raising=False)
    plain = stamp.inputs_key([], {"as_of": ""})
    assert stamp.inputs_key([], {"as_of": "2025-11"}) != plain
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    assert stamp.inputs_key([], {"as_of": ""}) != plain


# --- Bad input ------------------------------------------------------------------------------------


def _break_toml(content: Path) -> str:
    path = content / "text/ui.en.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n[nav", encoding="utf-8")
    return "ui.en.toml"


def _unknown_metric(content: Path) -> str:
    path = content / "010-intro.en.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '\n{{ m("iwm.volatilty.1y") | pct(1) }}\n', encoding="utf-8")
    return "010-intro.en.md"


def _missing_translation(content: Path) -> str:
    (content / "010-intro.ko.md").unlink()
    return "010-intro.ko.md"


def _duplicate_id(content: Path) -> str:
    path = content / "010-intro.en.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n## Again {#intro}\n", encoding="utf-8")
    return "010-intro.en.md"


def _checksum(content: Path) -> str:
    path = content / "data/monthly/IWM.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("true,", "false,", 1), encoding="utf-8")
    return "IWM.csv"


def _missing_file(content: Path) -> str:
    (content / "data/policy_rate.csv").unlink()
    return "policy_rate.csv"


@pytest.mark.parametrize(
    "fault",
    [_break_toml, _unknown_metric, _missing_translation, _duplicate_id, _checksum, _missing_file],
)
def test_bad_input_is_named_and_the_site_stays(
    copy: Path, tmp_path: Path, fault: Callable[[Path], str]
) -> None:
    """A fault is told with its file and no traceback; the site that stands keeps every byte."""
    site = tmp_path / "site"
    (site / "data").mkdir(parents=True)
    (site / "data/metrics.json").write_text("{}", encoding="utf-8")
    before = digest(site)
    file = fault(copy)
    with pytest.raises(UserError) as error:
        build(copy / "data", copy, site)
    assert file in str(error.value)
    assert digest(site) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "site"]


def test_the_command_says_it_in_one_line_a_problem(copy: Path, tmp_path: Path) -> None:
    """On the command line: message with the nearest id on stderr, status 1, no traceback."""
    _unknown_metric(copy)
    result = run("build", "--content", str(copy), "--site", str(tmp_path / "site"))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if "iwm.volatilty.1y" in line]
    assert lines
    assert all(line.startswith("error: ") for line in lines)
    assert "iwm.volatility.1y" in lines[0]
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("asked", ["1993-01", "2030-01", "2030-01-31", "1993-01-31", "2020-13"])
def test_a_month_without_data_is_refused(asked: str) -> None:
    """``--as-of`` takes months that the data has, or a day by which one ended; it says which."""
    with pytest.raises(UserError, match=f"no edition can be built for '{asked}' .*from 1993-02"):
        build(DATA, CONTENT, Path("never"), asked)
    assert not Path("never").exists()


def test_a_day_stands_for_the_last_month_end_by_it() -> None:
    """``--as-of 2024-04-29`` is the edition of March 2024, which ended on the 28th."""
    history = History(load(DATA, load_config(CONTENT)))
    days = {asked: month_end(history, asked) for asked in ("2024-03", "2024-03-28", "2024-04-29")}
    assert set(days.values()) == {date(2024, 3, 28)}
    assert month_end(history, "2024-03-27") == date(2024, 2, 29)


@pytest.mark.parametrize("month", ["1993-02", "2008-06"])
def test_an_edition_from_before_a_fund_says_that_the_fund_is_missing(month: str) -> None:
    """The first month whose market has one before it can be built, be a required fund or none.

    What needs a fund that began later is missing with the reason, never an error or a number; the
    reasons do not make the article longer than it may be.
    """
    files = text_files(DATA, CONTENT, month)
    found = json.loads(files["data/metrics.json"])
    assert found["month_end"] == month
    for fund in ("tna", "vtwo"):
        assert not [name for name in found["metrics"] if name.startswith(f"{fund}.")]
        assert "no prices at this date" in found["missing"][f"{fund}.max_drawdown.max"]
    assert found["metrics"]["cycles.any_month.12m.n"]["value"] > 0
    claims = {each["id"]: each for each in json.loads(files["data/claims.json"])["claims"]}
    for claim in ("vtwo_same_index", "tna_3x_daily", "decay"):
        assert claims[claim]["verdict"] == "untestable"
        assert all(claims[claim]["evidence"].values())
    assert word_count(files["en/index.html"]) <= WORDS_LATIN
    assert word_count(files["ko/index.html"]) <= WORDS_OTHERWISE


# --- The swap -------------------------------------------------------------------------------------


def test_only_a_built_site_is_replaced(tmp_path: Path) -> None:
    """A slip of ``--site`` must not delete someone's folder."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos/cat.jpg").write_bytes(b"cat")
    with pytest.raises(UserError, match="not a built site"):
        writer.replace_site(tmp_path / "photos", {"data/metrics.json": b"{}"})
    assert (tmp_path / "photos/cat.jpg").read_bytes() == b"cat"


def test_a_site_is_replaced_whole(tmp_path: Path) -> None:
    """Files that are no longer made are gone; nothing is left beside the site."""
    site = tmp_path / "site"
    writer.replace_site(site, {"data/metrics.json": b"1", "old.html": b"old"})
    writer.replace_site(site, {"data/metrics.json": b"2", "new/index.html": b"new"})
    assert sorted(digest(site)) == ["data/metrics.json", "new/index.html"]
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_killed_build_is_cleaned_up_and_a_half_swap_undone(tmp_path: Path) -> None:
    """What a killed build left goes away; if it had moved the site aside, that comes back."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / f".site-site-{dead.pid}").mkdir()
    old = tmp_path / f".site-site-{dead.pid}-old"
    (old / "data").mkdir(parents=True)
    (old / "data/metrics.json").write_text("{}", encoding="utf-8")
    writer._clean(tmp_path / "site")
    assert sorted(digest(tmp_path)) == ["site/data/metrics.json"]


def test_a_write_that_fails_keeps_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk in the middle of writing leaves the old site."""
    site = tmp_path / "site"
    writer.replace_site(site, {"data/metrics.json": b"1"})

    def fail(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(UserError, match="No space left"):
        writer.replace_site(site, {"data/metrics.json": b"2"})
    monkeypatch.undo()
    assert (site / "data/metrics.json").read_bytes() == b"1"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# --- A past month ---------------------------------------------------------------------------------


def test_an_edition_of_the_past_speaks_of_its_time() -> None:
    """As of November 2025 rates were falling, and nothing later is in any page or file."""
    files = text_files(DATA, CONTENT, "2025-11", editions=2)
    metrics = json.loads(files["data/metrics.json"])
    assert metrics["as_of"] == "2025-11-28"
    assert metrics["metrics"]["rate.regime"]["value"] == "easing"
    for path, body in files.items():
        assert not (path.endswith(".csv") and b"2025-12" in body), path
    assert b"Sep 2026" not in files["en/index.html"]
    assert not [path for path in files if path.startswith("en/editions/2025-12")]


def test_the_first_weeks_of_the_youngest_fund(tmp_path: Path) -> None:
    """As soon as all six funds exist there is a site, without a past edition to cite."""
    data = factory.write_snapshot(tmp_path / "data", as_of=date(2010, 10, 15))
    files = text_files(data, CONTENT)
    for lang in ("ko", "en"):
        page = files[f"{lang}/index.html"].decode()
        assert "editions/2010" not in page
        assert re.search(rf"url = {{https://\S+/{lang}/}}", page)


@pytest.mark.skipif(
    "OTHER_PYTHON" not in os.environ,
    reason="OTHER_PYTHON names no second Python that has the libraries",
)
def test_another_python_writes_the_same_bytes(tmp_path: Path) -> None:
    """What 3.11 and 3.13 build from nothing is the same, file by file."""
    found = []
    for number, python in enumerate((sys.executable, os.environ["OTHER_PYTHON"])):
        place = tmp_path / str(number)
        for name in ("generator", "templates", "content", "examples"):
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, place / name, ignore=leave)
        words = ["-m", "generator", "build", "--content", "examples/equal-weight"]
        subprocess.run([python, *words], cwd=place, check=True, capture_output=True)
        files = (path for path in (place / "site").rglob("*") if path.is_file())
        found.append({path.relative_to(place): path.read_bytes() for path in files})
    assert found[0]
    assert found[0] == found[1]
