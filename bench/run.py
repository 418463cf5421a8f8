"""make bench: what the issue names, measured in one run; prints a table, writes JSON under bench/results/."""

import atexit
import json
import os
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from desbumi.testing.postgres import NoPostgreSQL, start

ROOT = Path(__file__).parents[1]


def clean(**more):
    """The surroundings of this process without those of a test or another installation."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("DESBUMI", "DATABASE", "DJANGO"))} | more


def first_make_up(folder):
    """From a fresh clone to a set-up installation, package caches warm; and how much the web part weighs."""
    clone = folder / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    begun = time.perf_counter()
    subprocess.run(["make", "-s", ".venv/.web"], cwd=clone, env=clean(), check=True, stdout=subprocess.DEVNULL)
    subprocess.run([".venv/bin/desbumi", "init"], cwd=clone, env=clean(), check=True, stderr=subprocess.DEVNULL)
    spent = time.perf_counter() - begun
    weight = int(subprocess.run(["du", "-sm", str(clone / ".venv")], capture_output=True, text=True, check=True).stdout.split()[0])
    return clone, spent, weight


def serving(clone):
    """How soon a set-up installation answers, and what its worker weighs when idle."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    with subprocess.Popen(
        ["make", "-s", "up", f"PORT={port}"], cwd=clone, env=clean(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=2).read()
                break
            except OSError:
                time.sleep(0.05)
        ready = time.perf_counter() - begun
        time.sleep(1)
        memory = max(rss(pid) for pid in below(process.pid))
        os.killpg(process.pid, signal.SIGINT)
        process.wait(15)
    return ready, memory


def below(pid):
    """A process and all that it and they have started."""
    started = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [pid, *(each for child in started for each in below(int(child)))]


def rss(pid):
    """Resident memory of a process in MB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def inside(folder, name, *asked, script="measure.py", **more):
    """What a script of ours finds in an installation of its own."""
    home = folder / name
    surroundings = clean(DESBUMI_HOME=str(home), DJANGO_SETTINGS_MODULE="bench.settings", PYTHONPATH=str(ROOT), **more)
    told = subprocess.run([sys.executable, str(ROOT / "bench" / script), *asked], env=surroundings, cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(told.stderr)
    return json.loads(told.stdout)


def peopled(folder):
    """The register of people at each size (make bench PEOPLE=10000,100000,1000000), on both databases; how well it finds, once."""
    told = {}
    for size in os.environ.get("PEOPLE", "10000,100000").split(","):
        asked = [size, *(["quality"] if size == "100000" else [])]
        told[f"SQLite, {size}"] = inside(folder, f"people-{size}", *asked, script="people.py")
        with suppress(NoPostgreSQL):
            told[f"PostgreSQL, {size}"] = inside(folder, f"people-pg-{size}", size, script="people.py", DATABASE_URL=start(folder / f"cluster-{size}"))
    return told


def imported(folder):
    """Sheets of 20,000 rows on both databases, beside django-import-export; and one of 100,000, for its memory."""
    told = {"SQLite": inside(folder, "imports", "20000", script="imports.py")}
    with suppress(NoPostgreSQL):
        told["PostgreSQL"] = inside(folder, "imports-pg", "20000", script="imports.py", DATABASE_URL=start(folder / "cluster-imports"))
    told["SQLite, 100,000"] = inside(folder, "imports-large", "100000", "memory", script="imports.py")
    return told


def backed_up(entries):
    """Backup and restore of so many entries: minutes, so only when asked for (make bench ENTRIES=1000000)."""
    told = subprocess.run([sys.executable, str(ROOT / "bench/backups.py"), entries], env=clean(), cwd=ROOT, capture_output=True, text=True, check=False)
    if told.returncode:
        raise SystemExit(told.stderr)
    return json.loads(told.stdout)


def main():
    folder = Path(tempfile.mkdtemp(prefix="desbumi-bench-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)  # registered first, so it runs after the server's stop
    results = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
    }
    clone, spent, weight = first_make_up(folder)
    ready, memory = serving(clone)
    results |= {"first make up, s": round(spent, 1), "ready when set up, s": round(ready, 1), "web install, MB": weight, "web worker idle, MB": round(memory)}
    results["SQLite"] = inside(folder, "sqlite")
    try:
        results["PostgreSQL"] = inside(folder, "postgresql", DATABASE_URL=start(folder))
    except NoPostgreSQL as problem:
        results["PostgreSQL"] = str(problem)
    results["people"] = peopled(folder)
    results["events"] = {"SQLite": inside(folder, "events", script="events.py")}
    with suppress(NoPostgreSQL):
        results["events"]["PostgreSQL"] = inside(folder, "events-pg", script="events.py", DATABASE_URL=start(folder / "cluster-events"))
    results["imports"] = imported(folder)
    if entries := os.environ.get("ENTRIES"):
        results["backup"] = backed_up(entries)
    show(results)
    target = ROOT / "bench/results" / f"{datetime.now(UTC):%Y-%m-%d-%H%M}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(results, indent=2) + "\n")
    print(f"\n{target.relative_to(ROOT)}")


def show(results):
    """The table."""
    table = Table("what", "measured", "aim")
    for name, aim in (("first make up, s", "< 60"), ("ready when set up, s", "< 3"), ("web install, MB", "< 350"), ("web worker idle, MB", "< 100")):
        table.add_row(name, str(results[name]), aim)
    for database in ("SQLite", "PostgreSQL"):
        told = results[database]
        if isinstance(told, str):
            table.add_row(database, told, "")
            continue
        table.add_section()
        peer = told["writes a second"]["django-simple-history"]
        for name, many in told["writes a second"].items():
            ratio = f"{many / peer:.2f} × django-simple-history" if name != "django-simple-history" else ""
            table.add_row(f"{database}: writes a second, {name}", str(many), f"{ratio}{'  (aim ≥ 1.0)' if name in ('one village', 'over many') else ''}")
        sealed = told["seal and chain"]
        table.add_row(
            f"{database}: writes a second with seal and chain, and without",
            f"{sealed['with']}, {sealed['without']}: they add {sealed['without'] / sealed['with'] - 1:.0%}",
            "≤ 35%",
        )
        table.add_row(f"{database}: entries verified a second ({told['entries']})", str(told["verified a second"]), "100,000")
        for path, spent in told["board"].items():
            table.add_row(
                f"{database}: {path}, {told['villages on the board']} villages",
                f"{spent['median_ms']} ms, p95 {spent['p95_ms']} ms",
                "< 150 ms" if path == "/programme/board/" else "",
            )
        files = told["file of 5 MB"]
        table.add_row(f"{database}: a file of 5 MB kept", f"{files['kept']['median_ms']} ms, p95 {files['kept']['p95_ms']} ms", "< 200 ms")
        table.add_row(f"{database}: a photo of {files['photo, MB']} MB opened in the cell", f"{files['opened']['median_ms']} ms", "")
        search = told["search"]
        table.add_row(
            f"{database}: territory search",
            f"p95 {search['p95_ms']} ms, median {search['median_ms']} ms; found {search['found_in_first_20']:.0%}",
            "p95 < 30 ms",
        )
        letter = told["letter as PDF/A"]
        for name in ("press", "with its questions"):
            table.add_row(
                f"{database}: a letter as PDF/A, {name}",
                f"{letter[name]['median_ms']} ms, p95 {letter[name]['p95_ms']} ms",
                "< 30 ms" if name == "press" else "",
            )
    show_people(table, results.get("people", {}))
    show_events(table, results.get("events", {}))
    show_imports(table, results.get("imports", {}))
    aims = {"backup while serving, s": "< 60 for 1,000,000", "restore, s": "< 300 for 1,000,000"}
    for name, measured in results.get("backup", {}).items():
        table.add_row(f"SQLite: {name}", str(measured), aims.get(name, ""))
    Console(width=150).print(table)


def show_people(table, people):
    """What the register of people does at each size, beside the same list and search as Django's admin asks them."""
    aims = {"search": "< 50 ms", "list": "< 80 ms", "person": "< 80 ms", "duplicate check at entry": "< 50 ms"}
    for where, told in people.items():
        table.add_section()
        table.add_row(f"{where} people: registered a second", str(told["registered a second"]), "5,000")
        for name, spent in told["pages"].items():
            if isinstance(spent, int):
                table.add_row(f"{where} people: {name}", str(spent), "≤ 15")
                continue
            peer = told["as Django's admin asks"].get(name)
            ratio = f"; {spent['p95_ms'] / peer['p95_ms']:.2f} × the questions of Django's admin" if peer else ""
            table.add_row(f"{where} people: {name}", f"{spent['median_ms']} ms, p95 {spent['p95_ms']} ms{ratio}", aims.get(name, ""))
        for name, value in told.get("finding", {}).items():
            table.add_row(f"{where} people, finding: {name}", json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value), "")
        for name, value in told.get("duplicates", {}).items():
            table.add_row(f"{where} people, duplicates: {name}", json.dumps(value) if isinstance(value, dict) else str(value), "")


def show_events(table, events):
    """What events do: phones at once, an event of 500, thousands in the list, the bundle, the pile of photos."""
    aims = {
        "forty phones at once": "p95 < 300 ms, none lost or doubled",
        "an event of 500": "< 100 ms",
        "report of an event of 500 on three surfaces, s": "< 3",
        "bundle of a workshop with 40, s": "< 5",
        "pile of 60 photos": "< 60 s",
        "list of events": "< 100 ms with 10,000",
    }
    for where, told in events.items():
        table.add_section()
        for name, value in told.items():
            spent = f"{value['median_ms']} ms, p95 {value['p95_ms']} ms" if isinstance(value, dict) and "p95_ms" in value else json.dumps(value)
            more = {key: each for key, each in value.items() if not key.endswith("_ms")} if isinstance(value, dict) and "p95_ms" in value else {}
            table.add_row(f"{where}, events: {name}", f"{spent}{f' {json.dumps(more)}' if more else ''}", aims.get(name, ""))


def show_imports(table, imports):
    """How fast sheets become a register, beside a tool that keeps no journal."""
    aims = {"rows a second": "2,000", "memory, MB": "< 300 with 100,000 rows", "ratio, ours to theirs": "≥ 1.0"}
    for where, told in imports.items():
        table.add_section()
        for name, value in told.items():
            table.add_row(f"{where}, import: {name}", str(value), aims.get(name, ""))


main()
