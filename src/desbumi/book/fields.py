"""A record's fields as they stand in a payload: text, whole numbers, yes or no, nothing; never a float."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from django.db import models

BOOKKEEPING = frozenset({"id", "book", "version", "created_at", "updated_at"})


@cache
def content(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The fields of a model that the book tells of: all but its bookkeeping, and what is worked out of the others."""
    return [field for field in model._meta.concrete_fields if field.name not in BOOKKEEPING and field.name not in getattr(model, "DERIVED", ())]


def plain(value: Any) -> Any:
    """A field's value for a payload."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date | time) else value


def python(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A plain value of a payload as Python has it; of a reference the key."""
    if value is None:
        return None
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return bytes.fromhex(value) if isinstance(field, models.BinaryField) else field.to_python(value)


def values(record: models.Model) -> dict[str, Any]:
    """All content of a record, ready for a payload."""
    return {field.name: plain(getattr(record, field.attname)) for field in content(type(record))}
