"""The summary of a refresh: through the command, against payloads served on loopback."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import payloads
import pytest
import time_machine
from payloads import Fault, Market, SourceServer

from generator.__main__ import main
from generator.refresh.movements import Moved
from generator.refresh.summary import Summary

EARLIER = payloads.LAST - timedelta(days=70)


@pytest.fixture(scope="module")
def server() -> Iterator[SourceServer]:
    """The sources on this machine, with the clients led there."""
    source = SourceServer(payloads.market())
    with payloads.redirected(source.port):
        yield source
    source.close()


@pytest.fixture(scope="module")
def earlier(server: SourceServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of ten weeks before."""
    data = tmp_path_factory.mktemp("earlier") / "data"
    assert refresh(server, data, market=payloads.market().until(EARLIER)) == 0
    return data


def refresh(
    server: SourceServer, data: Path, *words: str, market: Market | None = None, fault: str = ""
) -> int:
    """Run the command as the workflow does, and return its status."""
    server.market = market or payloads.market()
    server.faults = [Fault("500", fault)] if fault else []
    payloads.forget()
    with pytest.MonkeyPatch.context() as patch, time_machine.travel(payloads.NOW):
        patch.setenv("REFRESH_WAIT", "0")
        return main(["refresh", "--data", str(data), *words])


def test_the_summary_lists_what_moved_and_what_failed(
    server: SourceServer, earlier: Path, tmp_path: Path
) -> None:
    """Metrics, verdicts and states with both values; a source that failed, with the cause."""
    data, file = tmp_path / "data", tmp_path / "moved.md"
    shutil.copytree(earlier, data)
    assert refresh(server, data, "--summary", str(file), fault="static/*") == 0
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"Data to {payloads.LAST}, after {EARLIER}. Changed: monthly/SPY.csv")
    for title in ("Metrics", "Verdicts", "States of the text", "Warnings"):
        assert f"\n## {title}\n\n- " in text
    assert "- spy.total_return.ytd: " in text
    assert "- French: " in text
    assert "kept the values confirmed as of" in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "moved.md"]


def test_the_summary_says_when_nothing_changed(
    server: SourceServer, earlier: Path, tmp_path: Path
) -> None:
    """A second refresh on the same answers replaces an older summary with one line."""
    data, file = tmp_path / "data", tmp_path / "moved.md"
    shutil.copytree(earlier, data)
    file.write_text("of last week", encoding="utf-8")
    market = payloads.market().until(EARLIER)
    assert refresh(server, data, "--summary", str(file), market=market) == 0
    assert file.read_text(encoding="utf-8").startswith(f"Data to {EARLIER}: no data changed.\n")


def test_a_failed_refresh_writes_no_summary(
    server: SourceServer, earlier: Path, tmp_path: Path
) -> None:
    """Status 3, and no file that a commit could take for a message."""
    data, file = tmp_path / "data", tmp_path / "moved.md"
    shutil.copytree(earlier, data)
    assert refresh(server, data, "--summary", str(file), fault="chart/SPY") == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data"]


@pytest.mark.parametrize("name", ["", "no-such-folder/moved.md"])
def test_a_place_that_cannot_take_it_is_refused_before_anything_is_fetched(
    server: SourceServer, earlier: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture
) -> None:
    """The command ends with one clear line; no source was asked."""
    server.asked.clear()
    assert refresh(server, earlier, "--summary", str(tmp_path / name)) == 1
    assert capsys.readouterr().err.count("error: ") == 1
    assert server.asked == []


def test_flags_and_warnings_are_single_lines() -> None:
    """Each entry is one line of a list, whatever a source's message held."""
    flag = {
        "id": "iwm.fee", "seen": "0.19", "kept": "0.0019", "kept_as_of": "2026-09-18",
        "since": "2026-09-25", "reason": "outside 0.0001 to 0.03",
    }  # fmt: skip
    moved = (Moved("Verdicts", ("claim", "then", "now"), [("rotation", "holds", "partly")]),)
    day = date(2026, 9, 25)
    text = Summary(day, day, ["french.csv"], moved, ["French: one\ntwo"], [flag]).markdown()
    assert "- rotation: holds → partly\n" in text
    assert "- French: one two\n" in text
    assert "- iwm.fee: saw 0.19, kept 0.0019 of 2026-09-18, since 2026-09-25 (outside" in text


def test_data_that_moves_nothing_shown_is_said_to() -> None:
    """Changed files without a changed headline, verdict or state leave no empty parts."""
    moved = (Moved("Metrics", ("metric", "then", "now"), []),)
    text = Summary(EARLIER, payloads.LAST, ["french.csv"], moved, [], []).markdown()
    assert "No headline metric, no verdict and no state" in text
    assert "##" not in text
