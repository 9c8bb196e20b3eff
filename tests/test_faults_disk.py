"""Replacing a snapshot: all of it or nothing, whenever the machine stops."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import payloads
import pytest
from languages import CONFIG
from payloads import SourceServer
from refreshing import (
    contents,
    refresh,
    serving,
    whole,
)

from generator.core.errors import RefreshError, UserError
from generator.refresh import store
from generator.snapshot import view as snapshot


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    with serving() as source:
        yield source


@pytest.fixture(scope="module")
def base(server: SourceServer) -> Path:
    """A snapshot made from whole answers."""
    return whole(server)


def _killed_at(stop: int, data: Path, files: dict[str, bytes]) -> None:
    """Replace a snapshot in a process that kills itself after some steps."""
    done: list[str] = []

    def step(name: str) -> None:
        done.append(name)
        if len(done) == stop:
            os.kill(os.getpid(), signal.SIGKILL)

    store.replace(data, files, step)


def with_another_series(data: Path) -> None:
    """Give a snapshot the months of a series that the settings no longer name."""
    lock = json.loads((data / "lock.json").read_text())
    lock["files"]["monthly/GONE.csv"] = lock["files"]["monthly/RSP.csv"]
    shutil.copyfile(data / "monthly/RSP.csv", data / "monthly/GONE.csv")
    (data / "lock.json").write_bytes(store.lock_bytes(lock))


@pytest.mark.parametrize("stored", ["nothing", "an-older-one", "one-with-a-series-dropped-since"])
def test_a_refresh_killed_after_any_step_leaves_a_snapshot_that_loads(
    stored: str, server: SourceServer, base: Path, tmp_path: Path
) -> None:
    """The old snapshot before the commit, the new one after it; the next refresh tidies up."""
    old, new = tmp_path / "old", contents(base)
    old.mkdir()
    if stored != "nothing":
        refresh(server, old, payloads.market().until(payloads.LAST - timedelta(days=7)))
    if stored == "one-with-a-series-dropped-since":
        with_another_series(old)
    before = contents(old)
    changed = {name: data for name, data in new.items() if before.get(name) != data}
    steps: list[str] = []
    store.replace(shutil.copytree(old, tmp_path / "whole"), changed, steps.append)
    assert contents(tmp_path / "whole") == new
    commit = steps.index("commit") + 1
    for stop in range(1, len(steps) + 1):
        data = shutil.copytree(old, tmp_path / f"at-{stop}")
        child = multiprocessing.get_context("fork").Process(
            target=_killed_at, args=(stop, data, changed)
        )
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        expected = new if stop >= commit else before
        if expected:
            lock = json.loads(expected["lock.json"])
            assert str(snapshot.load(data, CONFIG).as_of) == lock["as_of"]
        with store.exclusive(data):
            store.recover(data)
        assert contents(data) == expected
        assert not list(data.glob(".*"))


def test_a_full_disk_changes_nothing(
    server: SourceServer, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be written whole is cleared away and said, with exit status 3."""
    data = tmp_path / "data"
    refresh(server, data, payloads.market().until(payloads.LAST - timedelta(days=7)))
    before, flushed = contents(data), os.fsync

    def full(handle: int) -> None:
        if len(list(data.glob(".next.*/monthly/*.csv"))) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flushed(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(RefreshError, match="No space left"):
        refresh(server, data)
    assert contents(data) == before
    assert not list(data.glob(".*"))


def test_a_place_that_is_a_file_is_refused_before_anything_is_fetched(
    server: SourceServer, tmp_path: Path
) -> None:
    """Neither the file itself nor a folder below it can be a snapshot."""
    (tmp_path / "file").write_text("x")
    for data in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(UserError, match="cannot be written here"):
            refresh(server, data)
    assert (tmp_path / "file").read_text() == "x"
