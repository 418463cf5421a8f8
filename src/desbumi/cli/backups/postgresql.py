"""A PostgreSQL database copied with its own programs, and put into an empty one."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from desbumi.refusals import Refusal

MARK = "desbumi_restoring"  # a table that says: what else is here was put here by a restore that is not finished
DEBIAN = Path("/usr/lib/postgresql")


class ProgramMissing(Refusal):
    """PostgreSQL's own program is not there, or older than the server."""

    code, status = "backup.program_missing", 503
    says = _("%(program)s of PostgreSQL %(version)s or newer is not on this machine.")
    way_forward = _("Install the client programs of the server's version (package postgresql-client), then run it again.")


class ProgramFailed(Refusal):
    """The program was there, and did not come to its end."""

    code, status = "backup.program_failed", 503
    says = _("%(program)s did not come to its end: %(why)s")
    way_forward = _("Look into the reason, then run the same command again.")


def program(name: str) -> str:
    """The path of `pg_dump` or `pg_restore`, at least as new as the server. Raises ProgramMissing."""
    connection.ensure_connection()
    needed = connection.connection.info.server_version // 10_000
    found = [path for path in [shutil.which(name)] if path]
    found += [str(path) for path in sorted(DEBIAN.glob(f"*/bin/{name}"), reverse=True)]
    for path in found:
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 -- found above
        version = re.search(r"(\d+)", told)
        if version and int(version[1]) >= needed:
            return path
    raise ProgramMissing(program=name, version=needed)


def surroundings(database: str = "") -> dict[str, str]:
    """The address of the server for its programs: in the environment, for all can read a command line."""
    one: dict[str, Any] = settings.DATABASES["default"] | {"NAME": database or connection.settings_dict["NAME"]}
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    host = one.get("OPTIONS", {}).get("host", "")
    told = {name: str(one.get(key) or "") for name, key in names.items()} | ({"PGHOST": host} if host else {})
    return os.environ | {name: value for name, value in told.items() if value}


def run(name: str, *arguments: str) -> str:
    """Run one of the server's programs to its end; returns what it printed. Raises ProgramMissing, ProgramFailed, OSError."""
    done = subprocess.run([program(name), *arguments], env=surroundings(), capture_output=True, text=True, check=False)  # noqa: S603 -- found by `program`
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["–"])[-1]
        if "No space left" in done.stderr or "could not write" in done.stderr:
            raise OSError(28, why)
        raise ProgramFailed(program=name, why=why)
    return done.stdout


def copy(target: Path, left_out: Iterable[str], *, snapshot: str = "") -> None:
    """Dump in the custom format, as the database was at a snapshot; the rows of some tables stay behind."""
    there = set(connection.introspection.table_names())
    without = [f"--exclude-table-data={table}" for table in left_out if table in there]
    more = [f"--snapshot={snapshot}"] if snapshot else []
    run("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={target}", *without, *more)


def place(dump: Path, section: str) -> None:
    """Put one section of a dump (`pre-data`, `data`, `post-data`) into the database."""
    run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", f"--section={section}", f"--dbname={connection.settings_dict['NAME']}", str(dump))


def clean() -> None:
    """Take everything out of the schema: what an interrupted restore, or an upgrade that failed, left there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        cursor.execute(f'DROP SCHEMA "{schema}" CASCADE; CREATE SCHEMA "{schema}"')


def mark() -> None:
    """Say in the database itself that a restore is under way."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {MARK} ()")


def is_marked() -> bool:
    """Whether a restore is under way here, or was interrupted."""
    return MARK in connection.introspection.table_names()


def unmark() -> None:
    """The restore is finished."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {MARK}")
