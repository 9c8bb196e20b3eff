# ruff: noqa: T201 - a script that prints a table
"""The large fault matrix: the refresh against a market replay that the caller has.

    python tests/fault_matrix.py --replay DIR --data DIR [--only PATTERN]

Makes a snapshot with whole answers, then refreshes a copy of it under each fault and compares exit
status, message and files with what is expected. A fault that struck 0 times tested nothing and
counts as a failure. Every different snapshot that results has to build.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from edited import (
    Edit,
    copy,
    day_later,
    doubled_payments,
    fred,
    french,
    frozen,
    gain_twice,
    holding_in_two_rows,
    renamed_sector,
    scaled,
    stuck,
    three_of_ten,
    without_payments,
)

NEWEST = "2026-12-31"  # or any later day than the data has
ROOT = Path(__file__).resolve().parent.parent
AS_OF = "2026-10-03"
LIMIT = 300  # seconds that any faulty refresh may take without waits
OPTIONAL = ("fund facts", "holdings", "screener", "French", "USREC", "DEXKOUS", "RSP")
ALL_OPTIONAL = (
    "http500@quote*", "down@screener", "http503@holdings", "http500@static", "html@fred/USREC",
    "blank@fred/DEXKOUS", "http500@chart/RSP",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Faults, and what a refresh has to do under them.

    ``names`` are words that the messages must contain. With exit 3 no byte may change; with exit 0
    no byte of the required files, and with ``same`` none at all.
    """

    faults: tuple[str, ...]
    exit: int
    names: tuple[str, ...] = ()
    same: bool = True
    empty: bool = False  # start from nothing
    edit: Edit | None = None  # of the replay's data, for wrong values in whole answers
    label: str = ""


def _fails(*faults: str, names: tuple[str, ...]) -> Case:
    return Case(faults, 3, names)


def _keeps(*faults: str, names: tuple[str, ...]) -> Case:
    return Case(faults, 0, names)


def _wrong(label: str, edit: Edit, *names: str) -> Case:
    """Values that only their siblings or their own past contradict: refused."""
    return Case((), 3, names, edit=edit, label=label)


def _doubted(label: str, edit: Edit, *names: str) -> Case:
    """Values of optional sources, or payments: kept out or flagged, the refresh goes on."""
    return Case((), 0, names, same=False, edit=edit, label=label)


def _survives(*faults: str) -> Case:
    return Case(faults, 0)


CASES = (
    # The whole of Yahoo, or one ticker, refuses or breaks off.
    _fails("http429@*", names=("SPY", "429")),
    _fails("http429@chart/IWM", names=("IWM", "429")),
    _fails("http500@chart/QQQ", names=("QQQ",)),
    _fails("http404@*/TNA", names=("TNA",)),
    _fails("http401@chart/SPY", names=("SPY",)),
    _fails("html@chart/IJR", names=("IJR",)),
    _fails("truncated@chart/VTWO", names=("VTWO",)),
    _fails("partial@chart/SPY", names=("SPY",)),
    _fails("blank@chart/^RUT", names=("^RUT",)),
    _fails("empty@chart/^NDX", names=("^NDX",)),
    _fails("empty@tz/SPY", names=("SPY",)),
    _fails("down@chart", names=("SPY",)),
    _fails("reset@chart/IWM", names=("IWM",)),
    _fails("hangup@chart/TNA", names=("TNA",)),
    _fails("timeout@chart/^GSPC", names=("^GSPC",)),
    _fails("timeout@tz/SPY", names=("SPY",)),
    # Two failures in a row on one series are survived.
    _survives("http429@chart/SPY*4"),
    _survives("http429@tz/IWM*4"),
    _survives("http500@chart/IWM*4"),
    _survives("reset@chart/QQQ*2"),
    _survives("hangup@chart/QQQ*2"),
    _survives("html@chart/TNA*2"),
    _survives("truncated@chart/TNA*2"),
    _survives("timeout@chart/IJR*2"),
    _survives("http429@fred/DFEDTARU*2"),
    _survives("http500@fred/DFEDTAR*2"),
    _survives("html@tz/^RUT*2"),
    _survives("slow@chart/SPY"),
    _survives("timeout@cookie"),
    _survives("html@crumb"),
    _survives("badcrumb@quote*"),
    # The values of a series are wrong.
    _fails("spike@chart/SPY", names=("SPY",)),
    _fails("spike@chart/QQQ,at=2015-06-15,factor=1.02", names=("QQQ", "2015-06", "accepted.toml")),
    _fails("negative@chart/IWM", names=("IWM", "not positive")),
    _fails("zero@chart/VTWO", names=("VTWO", "not positive")),
    _fails("crossed@chart/IJR", names=("IJR", "low and high")),
    _fails("nan@chart/SPY,keep_volume=1", names=("SPY", "no close")),
    _fails("nan@chart/SPY", names=("SPY",)),
    _survives("duplicate@chart/IWM"),
    _survives("duplicate@chart/IWM,late=1"),
    _fails("gap@chart/QQQ", names=("QQQ",)),
    _fails("gap@chart/QQQ,rows=9", names=("QQQ", "no bar")),
    _fails("stale@chart/TNA", names=("TNA",)),
    _fails("stale@chart,days=14", names=("SPY", "end")),
    _fails("split2x@chart/TNA", names=("TNA", "split")),
    _fails("unsplit@chart/IJR", names=("IJR", "split")),
    _fails("noevents@chart/SPY", names=("SPY", "distributions")),
    _fails("baddiv@chart/IWM", names=("IWM", "distribution")),
    _fails("baddiv@chart/IWM,factor=2", names=("IWM", "distribution")),
    _fails("unadjusted@chart/VTWO", names=("VTWO", "distributions")),
    # FRED's required series.
    _fails("http500@fred/DFEDTARU", names=("DFEDTARU",)),
    _fails("empty@fred/DFEDTARU", names=("DFEDTARU",)),
    _fails("html@fred/DFEDTARL", names=("DFEDTARL",)),
    _fails("blank@fred/DFEDTAR", names=("DFEDTAR",)),
    _fails("truncated@fred/DFEDTARU", names=("DFEDTARU",)),
    _fails("timeout@fred/DFEDTAR", names=("DFEDTAR",)),
    _fails("spike@fred/DFEDTARU", names=("DFEDTARU",)),
    _fails("spike@fred/DFEDTARU,at=2026-09-20", names=("DFEDTARU",)),
    _fails("negative@fred/DFEDTARL", names=("DFEDTARL",)),
    _fails("zero@fred/DFEDTARU,at=2026-09-20", names=("DFEDTARU",)),
    _fails("stale@fred/DFEDTARU,days=30", names=("DFEDTARU",)),
    _fails("gap@fred/DFEDTARU", names=("DFEDTARU",)),
    _survives("duplicate@fred/DFEDTARU"),
    # Optional sources keep what they had.
    _keeps("http500@quoteSummary", names=("fund facts",)),
    _keeps("http429@quoteSummary", names=("fund facts", "429", "screener")),
    _keeps("html@quoteSummary/IWM", names=("fund facts",)),
    _keeps("empty@quoteSummary", names=("fund facts",)),
    _keeps("timeout@quoteSummary", names=("fund facts",)),
    _keeps("badcrumb@quote**99", names=("fund facts",)),
    _keeps("empty@quote", names=("fund facts",)),
    _keeps("http500@quote", names=("fund facts",)),
    _keeps("modules,drop=topHoldings", names=("fund facts", "topHoldings")),
    _keeps("modules@quoteSummary/QQQ,drop=fundProfile+summaryDetail", names=("fund facts", "QQQ")),
    _keeps("modules@quoteSummary/IJR,drop=quoteType", names=("fund facts", "IJR")),
    _keeps("http500@screener", names=("screener",)),
    _keeps("http429@screener/500", names=("screener", "429")),
    _keeps("http500@screener/250*9", names=("screener",)),
    _keeps("empty@screener", names=("screener",)),
    _keeps("empty@screener/3500", names=("screener",)),
    _keeps("gap@screener/250", names=("screener",)),
    _keeps("truncated@screener/0", names=("screener",)),
    _keeps("timeout@screener/250", names=("screener",)),
    _survives("duplicate@screener/250"),
    _keeps("http500@holdings", names=("holdings",)),
    _keeps("empty@holdings/IWM", names=("holdings",)),
    _keeps("html@holdings/IJR", names=("holdings",)),
    _keeps("truncated@holdings/IVV", names=("holdings",)),
    _keeps("timeout@holdings", names=("holdings",)),
    _keeps("http500@static", names=("French",)),
    _keeps("truncated@static", names=("French",)),
    _keeps("html@static", names=("French",)),
    _keeps("timeout@static", names=("French",)),
    _keeps("http500@fred/USREC", names=("USREC",)),
    _keeps("empty@fred/USREC", names=("USREC",)),
    _keeps("negative@fred/USREC,at=2009-03-01", names=("USREC",)),
    _keeps(*ALL_OPTIONAL, names=OPTIONAL),
    # A single fact out of its range is kept and flagged.
    Case(
        ("modules@quoteSummary/IWM,fundProfile.feesExpensesInvestment.annualReportExpenseRatio=0.5",),
        0, ("iwm.fee", "accepted.toml"), same=False,
    ),
    Case(
        ("modules@quoteSummary/SPY,summaryDetail.totalAssets=1000000000",),
        0, ("spy.net_assets", "accepted.toml"), same=False,
    ),
    # Lists that are empty, and sizes in another money or in none.
    Case(("modules@quoteSummary/QQQ,topHoldings.holdings=[]",), 0,
         ("qqq.top_holdings", "no longer given"), same=False),
    Case(("modules@quoteSummary/IJR,topHoldings.sectorWeightings=[]",), 0,
         ("ijr.sectors", "no longer given"), same=False),
    Case(("modules@quoteSummary/TNA,summaryDetail.currency=null",), 0,
         ("tna.net_assets", "without a currency", "accepted.toml"), same=False),
    _keeps('modules@quoteSummary/IJR,summaryDetail.currency="EUR"', names=("in EUR, not in USD",)),
    # Quiet faults of the newest prices.
    _wrong("frozen IWM", frozen("IWM", "2026-09-14", "2026-09-25"), "IWM", "stand still"),
    _wrong("frozen ^NDX", frozen("^NDX", "2026-09-25", "2026-09-25"), "^NDX", "stand still"),
    _wrong("TNA 2:1", scaled("TNA", "2026-09-16", NEWEST, 1 / 2), "3 × IWM", "accepted.toml"),
    _wrong("IJR 3:1", scaled("IJR", "2026-09-16", NEWEST, 1 / 3), "IJR"),
    _wrong("QQQ 1:4", scaled("QQQ", "2026-09-16", NEWEST, 4), "QQQ"),
    _wrong("IWM 10:9", scaled("IWM", "2026-09-22", NEWEST, 0.9), "^RUT", "VTWO", "accepted.toml"),
    _wrong("SPY halved", scaled("SPY", "2026-09-01", NEWEST, 1 / 2), "SPY"),
    _wrong("IJR 4 % off", scaled("IJR", "2026-09-10", "2026-09-10", 1.04), "IJR", "IWM"),
    _wrong("^GSPC 2 % off", scaled("^GSPC", "2026-09-25", NEWEST, 1.02), "SPY", "^GSPC"),
    _wrong("closes of SPY stuck", stuck("SPY", "2026-09-24", NEWEST), "^GSPC", "accepted.toml"),
    _wrong("^RUT doubled", scaled("^RUT", "1900-01-01", NEWEST, 2), "^RUT", "turnover"),
    Case((), 3, ("VTWO", "one session before"), empty=True, edit=day_later("VTWO"),
         label="VTWO a day later"),
    Case((), 0, ("IJR", "no payment listed"), empty=True, edit=without_payments("IJR", ""),
         label="IJR without any payment"),
    _fails("nan@chart/VTWO,at=2026-08-31", names=("VTWO", "last session", "accepted.toml")),
    _fails("stale@chart/^RUT,days=1", names=("^RUT", "before the stored")),
    # Payments, and lists and series that are optional.
    Case((), 0, ("SPY", "expected payment"), empty=True, edit=without_payments("SPY", "2026-06"),
         label="SPY without a payment"),
    Case((), 0, ("VTWO", "expected payment"), empty=True, edit=without_payments("VTWO", "2026-03"),
         label="VTWO without a payment"),
    Case((), 0, ("RSP", "far above the usual"), empty=True,
         edit=doubled_payments("RSP", "2026-06"), label="RSP payment doubled"),
    Case((), 0, (), empty=True, edit=gain_twice("TNA", "2026-09-22", 2.042, 2.0),
         label="TNA gain twice"),
    Case((), 0, (), edit=holding_in_two_rows, label="a holding in two rows"),
    _doubted("sector renamed", renamed_sector, "qqq.sectors", "unknown sector"),
    _doubted("three of ten", three_of_ten, "qqq.top_holdings", "no longer given"),
    _doubted("French in fractions", french(r"\d{4}", lambda x: x / 100), "another unit"),
    _doubted("French of the fifties", french("195[0-9]", lambda x: -x), "another past"),
    _doubted("won inverted", fred("DEXKOUS", lambda x: 1 / x), "DEXKOUS", "won on 1981-04-13"),
    _doubted("recessions inverted", fred("USREC", lambda x: 1 - x), "USREC", "NBER", "cannot be"),
    Case((), 3, ("DFEDTAR", "less than"), empty=True, edit=fred("DFEDTAR", lambda x: x / 100),
         label="DFEDTAR in fractions"),
    _doubted("RSP halved", scaled("RSP", "2026-09-16", NEWEST, 1 / 2), "RSP", "SPY"),
    _keeps("http500@chart/RSP", names=("RSP",)),
    Case(("stale@chart/RSP,days=14",), 0, ("RSP", "before the stored"), same=False),
    _keeps("http500@fred/DEXKOUS", names=("DEXKOUS",)),
    _keeps("truncated@fred/DEXKOUS", names=("DEXKOUS",)),
    _keeps("negative@fred/DEXKOUS", names=("DEXKOUS",)),
    Case(("spike@fred/DEXKOUS",), 0, ("DEXKOUS", "accepted.toml"), same=False),
    # From nothing.
    Case(("stale@chart/^NDX,days=3",), 0, ("the data ends",), empty=True),
    Case(("http500@chart/IWM",), 3, ("IWM",), empty=True),
    Case(("stale@chart/IWM,days=14",), 3, ("IWM",), empty=True),
    Case(ALL_OPTIONAL, 0, OPTIONAL, empty=True),
)  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What one refresh did."""

    exit: int
    output: str
    seconds: float

    @property
    def strikes(self) -> list[tuple[str, int]]:
        """Return how often each fault struck."""
        found = re.findall(r"fault (\S+) struck (\d+)x", self.output)
        return [(name, int(count)) for name, count in found]


class Matrix:
    """Runs the cases in a folder of its own."""

    def __init__(self, replay: Path, data: Path, folder: Path, builds: bool) -> None:
        self.replay, self.data, self.folder, self.builds = replay, data, folder, builds
        self.built: dict[str, str] = {}

    def refresh(self, target: Path, faults: Sequence[str], edit: Edit | None = None) -> Run:
        """Refresh ``target`` against the replay with faults, or with edited data."""
        script = self.replay / "replay.py" if self.replay.is_dir() else self.replay
        data = self.data
        if edit is not None:
            shutil.rmtree(self.folder / "edited", ignore_errors=True)
            data = copy(self.data, self.folder / "edited")
            edit(data)
        command = [sys.executable, str(script), "run", "--data", str(data)]
        command += ["--as-of", AS_OF, "--fake-clock", "--log", "none"]
        command += [part for fault in faults for part in ("--fault", fault)]
        command += ["--", sys.executable, "-m", "generator", "refresh", "--data", str(target)]
        began = time.monotonic()
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "REFRESH_WAIT": "0"}, text=True, check=False,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        return Run(done.returncode, done.stdout, time.monotonic() - began)

    def problems(self, case: Case, run: Run, before: Mapping[str, str], target: Path) -> list[str]:
        """Say what went otherwise than expected."""
        found = []
        if run.exit != case.exit:
            found.append(f"exit {run.exit}, not {case.exit}")
        if "Traceback" in run.output:
            found.append("a traceback")
        found += [f"{name!r} is not named" for name in case.names if name not in run.output]
        found += [f"{name} struck 0 times" for name, count in run.strikes if not count]
        if len(run.strikes) != len(case.faults):
            found.append("the replay did not count its faults")
        if run.seconds > LIMIT:
            found.append(f"took {run.seconds:.0f} s")
        after = checksums(target)
        if case.empty and case.exit and target.exists():
            found.append("something was left behind")
        if not case.empty:
            found += compare(before, after, case)
        if after and self.builds:
            found += self.build(target, after)
        return found

    def build(self, target: Path, after: Mapping[str, str]) -> list[str]:
        """Build a snapshot once for all cases that end with it."""
        key = repr(sorted(after.items()))
        if key not in self.built:
            site = self.folder / "site"
            command = [sys.executable, "-m", "generator", "build"]
            done = subprocess.run(
                [*command, "--data", str(target), "--site", str(site)], cwd=ROOT,
                text=True, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            shutil.rmtree(site, ignore_errors=True)
            last = done.stdout.strip().splitlines()[-1:] or [""]
            self.built[key] = f"does not build: {last[0]}" if done.returncode else ""
        return [self.built[key]] if self.built[key] else []


def checksums(folder: Path) -> dict[str, str]:
    """Return the checksum of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def compare(before: Mapping[str, str], after: Mapping[str, str], case: Case) -> list[str]:
    """Say which files changed that may not."""
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if case.exit or case.same:
        # Where a source failed, the lock may say that its values are confirmed less recently.
        return [f"changed: {', '.join(changed)}"] if changed else []
    required = [name for name in changed if name != "monthly/RSP.csv"
                and (name.startswith("monthly/") or "policy" in name)]  # fmt: skip
    return [f"changed: {', '.join(required)}"] if required else []


def main() -> int:
    """Run the matrix; return 1 if a case did not go as expected."""
    parser = argparse.ArgumentParser(description="The refresh under the faults of a market replay.")
    parser.add_argument("--replay", type=Path, required=True, help="the replay's folder")
    parser.add_argument("--data", type=Path, required=True, help="its data directory")
    parser.add_argument("--only", default="", help="only cases whose faults match this")
    parser.add_argument("--no-build", action="store_true", help="do not build what results")
    options = parser.parse_args()
    only = re.compile(options.only)
    cases = [case for case in CASES if only.search(" ".join((*case.faults, case.label)))]
    failed = 0
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        replay, data = options.replay.resolve(), options.data.resolve()
        matrix = Matrix(replay, data, Path(name), builds=not options.no_build)
        base = Path(name) / "base"
        first = matrix.refresh(base, ())
        if first.exit:
            print(first.output)
            return 1
        before = checksums(base)
        print(f"{'':6} {'exit':>4} {'struck':>7} {'s':>5}  faults")
        for case in cases:
            target = Path(name) / "case" / "data"
            shutil.rmtree(target.parent, ignore_errors=True)
            if not case.empty:
                shutil.copytree(base, target)
            run = matrix.refresh(target, case.faults, case.edit)
            problems = matrix.problems(case, run, before, target)
            failed += bool(problems)
            strikes = "+".join(str(count) for _, count in run.strikes)
            mark = "FAILED" if problems else "ok"
            faults = " ".join(case.faults) or case.label
            print(f"{mark:6} {run.exit:>4} {strikes:>7} {run.seconds:>5.1f}  {faults}", flush=True)
            for problem in problems:
                print(f"       {problem}", flush=True)
            if problems:
                lines = run.output.strip().splitlines()
                kept = [line for line in lines if not line.startswith("fetching")][:12]
                print("\n".join(f"       | {line}" for line in kept), flush=True)
    print(f"{len(cases)} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
