from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "desbumi.journeys"
    menu = (("ground", _("Sheets of the village"), "file-text", "journeys_imports", "import.see"),)
    deeds = {
        "import.brought": _("brought a sheet"),
        "wording.kept": _("told what a column of a sheet holds"),
        "import.agreed": _("agreed to what a sheet will do"),
        "people.imported": _("imported a sheet"),
        "row.decided": _("decided about a row of a sheet"),
        "import.undone": _("undid an import"),
        "import.left": _("left a sheet aside"),
        "import.forgotten": _("let the rows of a sheet go"),
    }
