from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "desbumi.journeys"
    deeds = {
        "import.brought": _("brought a sheet"),
        "wording.kept": _("told what a column of a sheet holds"),
        "people.imported": _("imported a sheet"),
        "row.decided": _("decided about a row of a sheet"),
        "import.undone": _("undid an import"),
        "import.left": _("left a sheet aside"),
    }
