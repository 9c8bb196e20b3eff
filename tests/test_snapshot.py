"""A snapshot that contradicts itself is refused, with file and line, even where its lock agrees."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from languages import CONFIG
from sites import CONTENT, DATA

from generator.core import inputs as stamp
from generator.core.errors import UserError
from generator.snapshot.schema import monthly_file
from generator.snapshot.view import load

ROOT = Path(__file__).parents[1]
Edit = Callable[[list[str]], list[str]]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return a copy of the committed snapshot."""
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def reseal(data: Path, name: str, edit: Edit) -> None:
    """Change a file's lines, and let lock.json vouch for the result."""
    path = data / name
    lines = edit(path.read_text(encoding="utf-8").splitlines())
    path.write_bytes(("\n".join(lines) + "\n").encode())
    lock = json.loads((data / "lock.json").read_text(encoding="utf-8"))
    content = path.read_bytes()
    entry = {"sha256": hashlib.sha256(content).hexdigest(), "rows": len(lines) - 1}
    lock["files"][name] |= entry
    (data / "lock.json").write_text(json.dumps(lock), encoding="utf-8")


def cell(column: str, value: str, row: int = 20) -> Edit:
    """Return an edit that puts a value into a column of a row."""

    def edit(lines: list[str]) -> list[str]:
        at = lines[0].split(",").index(column)
        cells = lines[row].split(",")
        cells[at] = value
        return [*lines[:row], ",".join(cells), *lines[row + 1 :]]

    return edit


def fact(field: str, value: str) -> Edit:
    """Return an edit that gives every row of a field a value."""

    def edit(lines: list[str]) -> list[str]:
        return [
            re.sub(rf"^(\w+,{re.escape(field)},)[^,]*", rf"\g<1>{value}", line) for line in lines
        ]

    return edit


IWM = "monthly/IWM.csv"


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        (IWM, lambda lines: lines[:-2], r"IWM\.csv:\d+: the file ends on"),
        (IWM, lambda lines: [*lines[:20], *lines[21:]], r"IWM\.csv:21: .* follows"),
        (IWM, lambda lines: [*lines[:20], lines[20], *lines[20:]], r"IWM\.csv:22: .* follows"),
        (IWM, lambda lines: [lines[0].replace("tr_index", "tr"), *lines[1:]], "missing column"),
        (IWM, cell("tr_index", "nan"), r"IWM\.csv:21: column tr_index"),
        (IWM, cell("tr_index", "inf"), r"IWM\.csv:21: column tr_index"),
        (IWM, cell("tr_index", "1e3x"), r"IWM\.csv:21: column tr_index"),
        (IWM, cell("n_returns", "9" * 20), r"IWM\.csv:21: column n_returns"),
        (IWM, cell("n_returns", "-3"), r"IWM\.csv:21: days_3pct"),
        (IWM, cell("days_2pct", "400"), r"IWM\.csv:21: days_3pct"),
        (IWM, cell("low_drawdown", "5"), r"IWM\.csv:21: tr_running_max and low_drawdown"),
        (IWM, cell("tr_running_max", "1"), r"IWM\.csv:21: tr_running_max"),
        (IWM, cell("sum_log_sq", "0"), r"IWM\.csv:21: sum_log_sq"),
        (IWM, cell("sum_log", "0.5"), r"IWM\.csv:21: .*sum_log"),
        (IWM, cell("worst_day", ""), r"IWM\.csv:21: worst_day"),
        (IWM, cell("last_session", "2001-01-31"), r"IWM\.csv:21: last_session"),
        ("policy_rate.csv", cell("lower", "0.9"), r"policy_rate\.csv:21: .* no range of a rate"),
        ("policy_rate.csv", cell("date", "1980-01-01"), r"policy_rate\.csv:21: .* follows"),
        ("french.csv", lambda lines: lines[:1], r"french\.csv: the file has no rows"),
        ("fund_facts.csv", fact("fee", "cheap"), r"fund_facts\.csv:\d+: fee is 'cheap'"),
        ("constituents.csv", fact("coverage", "nan"), r"constituents\.csv:\d+: coverage"),
    ],
)
def test_what_contradicts_itself_is_refused(
    data: Path, name: str, edit: Edit, message: str
) -> None:
    """The message names file and line; a checksum alone makes nothing true."""
    reseal(data, name, edit)
    with pytest.raises(UserError) as error:
        load(data, CONFIG)
    assert re.search(message, str(error.value)), str(error.value)


def test_line_ends_of_another_system_are_refused(data: Path) -> None:
    """Files are what a refresh writes: LF alone, so that bytes can be compared."""
    path = data / IWM
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(UserError, match=r"IWM\.csv: line ends are not LF alone"):
        load(data, CONFIG)


def test_a_lock_without_end_is_refused(data: Path) -> None:
    """A lock nested beyond reason is told like any that is no JSON."""
    (data / "lock.json").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(UserError, match=r"lock\.json: not JSON"):
        load(data, CONFIG)


def test_the_committed_snapshot_is_sound() -> None:
    """What the rules above refuse is not in the repository."""
    load(DATA, CONFIG)


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


def _loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("make", [_pipe, _dangling, _loop])
def test_what_is_no_plain_file_is_named(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A pipe or a link to nowhere in the content ends the build with its name, at once."""
    content = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    make(content / "odd.md")
    with pytest.raises(UserError, match=r"odd\.md: is not a plain file"):
        stamp.digests(content)
    arguments = ("--content", content, "--site", tmp_path / "s")
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "odd.md" in done.stderr
    assert not (tmp_path / "s").exists()


def test_a_port_that_cannot_be_is_refused() -> None:
    """``serve --port`` takes a port, and says so."""
    done = subprocess.run(
        [sys.executable, "-m", "generator", "serve", "--port", "99999"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "--port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_month_is_an_edition_unless_a_fund_that_has_begun_lacks_it() -> None:
    """Before VTWO's first month the market's month-ends count; one that it lost later does not."""
    whole = load(DATA, CONFIG)
    name = monthly_file("VTWO")
    table = whole.tables[name]
    first = table["month"].iloc[0].to_timestamp().date()
    market = whole.monthly[CONFIG.market_ticker]
    ends = list(market.last_session[market.complete].dt.date)
    assert list(whole.month_ends()) == ends
    assert ends[0] < first
    lost = table["last_session"].iloc[20].date()
    cut = replace(whole, tables={**whole.tables, name: table.drop(table.index[20])})
    assert list(cut.month_ends()) == [day for day in ends if day != lost]
    late = replace(whole, tables={**whole.tables, name: table.iloc[20:]})
    assert list(late.month_ends()) == ends
