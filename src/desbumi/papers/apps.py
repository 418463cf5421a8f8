from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "desbumi.papers"
    deeds = {
        "file.kept": _("kept a file"),
        "file.discarded": _("took a file away"),
    }
