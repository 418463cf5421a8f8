"""A PostgreSQL cluster for the tests: on a socket in a temporary folder, as an unprivileged user."""

import atexit
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import Any

OLDEST = 15
USER = "nobody"
# A linguistic locale where it can be had: under it prefix ranges break unless their columns are collated C.
LINGUISTIC = (("--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8"), ("--locale=en_US.UTF-8",), ("--locale=C",))


class NoPostgreSQL(RuntimeError):
    """There is no server to be had; the run says so loudly."""


def programs() -> Path | None:
    """The folder of a PostgreSQL of 15 or later: on PATH, or where Debian keeps its versions."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: -int(folder.parent.name)) if Path("/usr/lib/postgresql").exists() else []
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists() and _version(folder) >= OLDEST:
            return folder
    return None


def _version(folder: Path) -> int:
    told = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.split()[2].partition(".")[0])


def start(home: Path) -> str:
    """Start a cluster under this folder; it stops with the process. Returns its DATABASE_URL. Raises NoPostgreSQL."""
    folder = programs()
    if folder is None:
        raise NoPostgreSQL("PostgreSQL 15 or later is neither on PATH nor under /usr/lib/postgresql")
    cluster = home / "postgres"
    cluster.mkdir(parents=True)
    if os.geteuid() == 0:
        home.chmod(0o755)
        os.chown(cluster, pwd.getpwnam(USER).pw_uid, pwd.getpwnam(USER).pw_gid)
    files = str(cluster / "data")
    for locale in LINGUISTIC:
        if _run(cluster, folder / "initdb", "-D", files, "-U", "desbumi", "--auth=trust", "--encoding=UTF8", "--no-sync", *locale) == 0:
            break
        shutil.rmtree(files, ignore_errors=True)
    careless = " ".join(f"-c {name}=off" for name in ("fsync", "synchronous_commit", "full_page_writes"))
    options = f"-c listen_addresses='' -c unix_socket_directories={cluster} -c max_connections=60 {careless}"
    if _run(cluster, folder / "pg_ctl", "-D", files, "-o", options, "-l", str(cluster / "log"), "-w", "start") != 0:
        raise NoPostgreSQL(f"the server in {folder} does not start")
    atexit.register(_run, cluster, folder / "pg_ctl", "-D", files, "-m", "immediate", "stop")
    return f"postgres://desbumi@/postgres?host={cluster}"


def _run(cluster: Path, program: Path, *arguments: str) -> int:
    """Run a program of the server, as an unprivileged user when we are root: it refuses root."""
    unprivileged: Any = {}
    if os.geteuid() == 0:
        person = pwd.getpwnam(USER)
        unprivileged = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    quiet = subprocess.DEVNULL
    return subprocess.run([str(program), *arguments], check=False, stdout=quiet, stderr=quiet, cwd=cluster, **unprivileged).returncode
