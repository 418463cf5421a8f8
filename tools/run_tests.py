"""All tests: on SQLite with the browser jobs, then on PostgreSQL. Sets up what is missing, counts, says what was not run.

python tools/run_tests.py            # everything
python tools/run_tests.py --counts F # also writes {"passed": …, "failed": …} to F
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOUD = "!" * 100


def debian(*packages: str) -> None:
    """Install Debian's packages, when we are root and apt is there."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(packages)} …", flush=True)
        quietly("apt-get", "update")
        quietly("apt-get", "install", "-y", "--no-install-recommends", *packages)


def quietly(*command: str) -> bool:
    """Run a program without its output; whether it succeeded."""
    return subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def chromium() -> str | None:
    """A Chromium: on PATH, else Debian's, else Playwright's own download. None when it cannot be had."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    debian("chromium")
    if found := shutil.which("chromium"):
        return found
    return "" if quietly(sys.executable, "-m", "playwright", "install", "chromium") else None


def has_recorder() -> bool:
    """Whether strace, which records writes and makes them fail, is to be had."""
    if not shutil.which("strace"):
        debian("strace")
    return shutil.which("strace") is not None


def has_postgresql() -> bool:
    """Whether a PostgreSQL of 15 or later is to be had."""
    sys.path.insert(0, str(ROOT / "src"))
    from desbumi.testing.postgres import programs  # noqa: PLC0415 -- needs the path above

    if programs() is None:
        debian("postgresql")
    return programs() is not None


def run(name: str, workers: int, report: Path, *arguments: str, **surroundings: str) -> tuple[int, int]:
    """One run of pytest, told when it has ended; returns how many passed and failed."""
    begun = time.monotonic()
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", str(workers), "--dist", "loadgroup", f"--junit-xml={report}", *arguments],
        cwd=ROOT, env={**os.environ, **surroundings}, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    passed, failed = counted(report)
    if told.returncode != 0 and failed == 0:
        failed = 1  # the run broke before or behind its tests
    print(f"\n=== {name}\n{told.stdout}=== {name}: {passed} passed, {failed} failed in {time.monotonic() - begun:.0f} s", flush=True)
    return passed, failed


def counted(report: Path) -> tuple[int, int]:
    """Passed and failed of a JUnit report; a skipped test counts as failed: none is to be skipped."""
    if not report.exists():
        return 0, 1
    suites = [{key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")} for suite in ET.parse(report).getroot().iter("testsuite")]  # noqa: S314 -- our own file
    failed = sum(suite["failures"] + suite["errors"] + suite["skipped"] for suite in suites)
    return sum(suite["tests"] for suite in suites) - failed, failed


def slowest(reports: dict[str, Path], many: int = 10) -> list[str]:
    """The tests that took longest over all runs, set-up included, one line each: seconds, database, name."""
    told = [
        (float(case.get("time", 0)), database, f"{case.get('classname', '').rpartition('.')[2]}: {case.get('name', '')}")
        for database, report in reports.items()
        if report.exists()
        for case in ET.parse(report).getroot().iter("testcase")  # noqa: S314 -- our own file
    ]
    return [f"{seconds:6.1f} s  {database:<10}  {name}" for seconds, database, name in sorted(told, reverse=True)[:many]]


def main() -> int:
    """Run everything; 0 when nothing failed. Jobs wait for a browser much of the time, so the units run beside them."""
    missing, units = [], [("SQLite", {"DESBUMI_TEST_ON": "sqlite"})]
    browser = chromium()
    if has_postgresql():
        units.append(("PostgreSQL", {"DESBUMI_TEST_ON": "postgresql"}))
    else:
        missing.append("PostgreSQL 15 or later is not to be had: NOTHING WAS TESTED ON IT")
    if not has_recorder():
        missing.append("strace is not to be had: power cuts and failing disks cannot be tried")
    if browser is None:
        missing.append("Chromium is not to be had: NO BROWSER JOB WAS TESTED")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor() as beside:
        reports = {name: Path(folder) / f"{name}.xml" for name in ("Jobs", *(name for name, _surroundings in units))}
        print("Running: units on each database, browser jobs beside them; each is told when it has ended.", flush=True)
        jobs = beside.submit(run, "Jobs", 1, reports["Jobs"], "-m", "job", DESBUMI_TEST_ON="sqlite", DESBUMI_CHROMIUM=browser) if browser is not None else None
        told = [run(name, 2, reports[name], "-m", "not job", **surroundings) for name, surroundings in units]
        told += [jobs.result()] if jobs else []
        totals = [sum(each[at] for each in told) for at in (0, 1)]
        print("\nThe ten slowest:", *slowest(reports), sep="\n")
    for line in missing:
        print(f"\n{LOUD}\n!!! {line}\n{LOUD}")
    if "--counts" in sys.argv:
        Path(sys.argv[sys.argv.index("--counts") + 1]).write_text(json.dumps({"passed": totals[0], "failed": totals[1]}))
    print(f"\nTests: {totals[0]} passed, {totals[1]} failed")
    return 1 if totals[1] else 0


if __name__ == "__main__":
    sys.exit(main())
