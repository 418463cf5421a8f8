from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class BookConfig(AppConfig):
    name = "desbumi.book"
    deeds = {
        "epoch.opened": _("declared that the book goes on from a backup"),
        "conflict.found": _("wrote otherwise than another; both are kept"),
        "conflict.decided": _("decided between two values"),
    }

    def ready(self) -> None:
        """Put the refusing triggers back after each migration: SQLite drops them when it rebuilds a table."""
        from desbumi.book.triggers import place  # noqa: PLC0415 -- models are not loaded before

        post_migrate.connect(place, sender=self)
