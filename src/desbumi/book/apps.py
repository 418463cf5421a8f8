from django.apps import AppConfig
from django.db.models.signals import post_migrate


class BookConfig(AppConfig):
    name = "desbumi.book"

    def ready(self) -> None:
        """Put the refusing triggers back after each migration: SQLite drops them when it rebuilds a table."""
        from desbumi.book.triggers import place  # noqa: PLC0415 -- models are not loaded before

        post_migrate.connect(place, sender=self)
