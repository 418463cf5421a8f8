"""What the database or the disk refuses becomes a Refusal, at this one place."""

import errno

from django.db import DatabaseError, IntegrityError, models
from django.utils.translation import gettext_lazy as _

from desbumi.refusals import Refusal


def refusal_of(model: type[models.Model], problem: IntegrityError) -> Refusal | None:
    """The Refusal whose `constraint` was broken; None when no Refusal speaks for it.

    PostgreSQL names the constraint, SQLite the columns of a unique one.
    """
    text = str(problem)
    for refusal in Refusal.known.values():
        if any(name in text or _columns(model, name) in text for name in refusal.constraint):
            return refusal()
    return None


def _columns(model: type[models.Model], name: str) -> str:
    """The columns of a unique constraint as SQLite lists them."""
    for constraint in model._meta.constraints:
        if constraint.name == name and isinstance(constraint, models.UniqueConstraint):
            columns = (getattr(model._meta.get_field(field), "column", field) for field in constraint.fields)
            return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)
    return f"no constraint {name}"


class StorageFull(Refusal):
    """No room on the disk."""

    code, status, stops_the_house = "storage.full", 507, True
    says = _("There is no room left on the disk, so nothing was recorded.")
    way_forward = _("Make room, then send it once more. Everything that was recorded before is safe.")


class StorageClosed(Refusal):
    """The folder or database cannot be written to."""

    code, status, stops_the_house = "storage.closed", 503, True
    says = _("The folder of this installation cannot be written to.")
    way_forward = _("Look whether the disk is full, read-only, or belongs to someone else. Nothing was lost.")


class DatabaseUnusable(Refusal):
    """The database does not answer, or is none."""

    code, status, stops_the_house = "database.unusable", 503, True
    says = _("The database does not answer, or the file is not a database.")
    way_forward = _("Look whether the server runs and the address is right, or put the newest backup back.")


class NotSetUp(Refusal):
    """The database is not there, or older than the program."""

    code, status, stops_the_house = "installation.not_set_up", 503, True
    says = _("This installation is not set up.")
    way_forward = _("Run: desbumi init")


SIGNS: tuple[tuple[type[Refusal], tuple[str, ...]], ...] = (
    (StorageFull, ("disk is full", "no space left", "disk i/o error")),
    (StorageClosed, ("readonly database", "read-only", "permission denied")),
    (NotSetUp, ("no such table", "no such column", "does not exist", "unable to open database file")),
    (DatabaseUnusable, ("not a database", "malformed", "connection", "could not connect", "failed to resolve", "password authentication")),
)


def storage_refusal(problem: DatabaseError | OSError) -> Refusal | None:
    """The Refusal for a problem of disk or database; None when it is a mistake of ours."""
    if isinstance(problem, OSError):
        if problem.errno == errno.ENOSPC:
            return StorageFull()
        return StorageClosed() if problem.errno in (errno.EROFS, errno.EACCES, errno.EPERM, errno.EEXIST, errno.ENOTDIR) else None
    text = str(problem).lower()
    return next((refusal() for refusal, signs in SIGNS if any(sign in text for sign in signs)), None)
