from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "desbumi.papers"
    deeds = {
        "file.kept": _("kept a file"),
        "file.discarded": _("took a file away"),
    }

    def ready(self) -> None:
        """Whoever forgets a subject forgets its files, in the worker or not."""
        from desbumi.papers import reactions  # noqa: F401, PLC0415 -- models are not loaded before
