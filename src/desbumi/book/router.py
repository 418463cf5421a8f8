"""Data keys live in the key store; everything else never does."""

from typing import Any

STORE, MODEL = "keys", "datakey"


class KeyStore:
    """Sends the data keys, and nothing else, to the key store."""

    def db_for_read(self, model: type[Any], **_hints: Any) -> str | None:
        """The key store for data keys."""
        return STORE if model._meta.label_lower == f"book.{MODEL}" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **_hints: Any) -> bool:
        """One table in the key store; RunPython asks `editor.connection.alias` itself."""
        return (app_label == "book" and model_name == MODEL) == (db == STORE)
