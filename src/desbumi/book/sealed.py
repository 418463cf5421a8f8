"""A text that lies sealed in its table: who reads the file reads nothing, and an erased key leaves nothing to read.

The column holds subject ‖ nonce ‖ ciphertext under the subject's data key, bound to table and column. On the record
it is plain text. It cannot be searched or sorted by.
"""

import os
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import models

from desbumi.book import keys
from desbumi.book.layout import NONCE
from desbumi.book.models import reach

SUBJECT = 16

# At run time a field takes no parameters.
if TYPE_CHECKING:
    Text = models.TextField[str, str]
else:
    Text = models.TextField


class SealedTextField(Text):
    """Plain text on the record, sealed in the table; empty once the key of its subject is erased.

    `of` is the path to the subject; without it, the record's own.
    """

    def __init__(self, *args: Any, of: str = "subject_id", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **{"default": "", "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """As a migration writes it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | ({} if self.of == "subject_id" else {"of": self.of})

    def get_internal_type(self) -> str:
        """The column is one of bytes."""
        return "BinaryField"

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001 -- Django names it
        """The bytes for the column, under the key of the record's subject. Raises KeyGone when that is erased."""
        text = getattr(model_instance, self.attname)
        if not text:
            return b""
        subject, nonce = reach(model_instance, self.of), os.urandom(NONCE)
        return subject.bytes + nonce + keys.of(subject).cipher.encrypt(nonce, text.encode(), self._bound_to(subject))

    def get_prep_value(self, value: Any) -> Any:
        """Bytes alone reach the database: a text here would be a search by what is sealed."""
        if isinstance(value, str):
            raise TypeError(f"{self.name} lies sealed: nothing can be found by it")
        return value

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 -- Django names it
        """The bytes as the database takes them."""
        value = super().get_db_prep_value(value, connection, prepared)
        return value if value is None else connection.Database.Binary(value)

    def get_default(self) -> Any:
        """Nothing."""
        return ""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """As `get_db_prep_value`; the default of a new column is nothing."""
        return super().get_db_prep_save(value or b"", connection)

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> str | None:
        """The text; nothing when its key was erased, or when these are not the bytes that were sealed (`book verify --state` tells)."""
        if value is None:
            return None
        stored = bytes(value)
        if len(stored) <= SUBJECT + NONCE:
            return ""
        subject, nonce, sealed = UUID(bytes=stored[:SUBJECT]), stored[SUBJECT : SUBJECT + NONCE], stored[SUBJECT + NONCE :]
        try:
            return keys.of(subject).cipher.decrypt(nonce, sealed, self._bound_to(subject)).decode()
        except (keys.KeyGone, InvalidTag):
            return ""

    def _bound_to(self, subject: UUID) -> bytes:
        return f"{self.model._meta.label_lower} {self.name} ".encode() + subject.bytes
