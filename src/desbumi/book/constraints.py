"""Database constraints become Refusals, at this one place."""

from django.db import IntegrityError, models

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
