"""A PostgreSQL cluster for the tests: on a socket in a temporary folder, as an unprivileged user."""

import atexit
import os
import pwd
import shutil
import subprocess
from pathlib import Path

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


def install() -> None:
    """Debian's packages, when we may."""
    if programs() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": False}
        subprocess.run(["apt-get", "update"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "postgresql"], **quiet)  # type: ignore[call-overload]


def start(home: Path) -> str:
    """Start a cluster under this folder; it stops with the process. Returns its DATABASE_URL. Raises NoPostgreSQL."""
    install()
    folder = programs()
    if folder is None:
        raise NoPostgreSQL("PostgreSQL 15 or later is neither on PATH nor under /usr/lib/postgresql")
    cluster = home / "postgres"
    cluster.mkdir(parents=True)
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        person = pwd.getpwnam(USER)
        for path in (home, *home.parents):
            if path.owner() == "root" and path != Path("/tmp") and str(path).startswith(str(home)):
                path.chmod(0o755)
        os.chown(cluster, person.pw_uid, person.pw_gid)
        as_user = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    data = cluster / "data"
    for locale in LINGUISTIC:
        made = subprocess.run(
            [folder / "initdb", "-D", data, "-U", "desbumi", "--auth=trust", "--encoding=UTF8", "--no-sync", *locale],
            check=False,
            capture_output=True,
            cwd=cluster,
            **as_user,
        )  # type: ignore[call-overload]
        if made.returncode == 0:
            break
        shutil.rmtree(data, ignore_errors=True)
    options = (
        f"-c listen_addresses='' -c unix_socket_directories={cluster} -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    )
    subprocess.run(
        [folder / "pg_ctl", "-D", data, "-o", options, "-l", cluster / "log", "-w", "start"], check=True, stdout=subprocess.DEVNULL, cwd=cluster, **as_user
    )  # type: ignore[call-overload]
    atexit.register(
        subprocess.run, [folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd="/", **as_user,
    )  # fmt: skip
    return f"postgres://desbumi@/postgres?host={cluster}"
