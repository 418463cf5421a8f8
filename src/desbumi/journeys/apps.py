from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JourneysConfig(AppConfig):
    name = "desbumi.journeys"
    menu = (("ground", _("Sheets of the village"), "file-text", "journeys_imports", "import.see"),)
    deeds = {
        "journey.added": _("recorded a journey"),
        "journey.changed": _("changed what is known of a journey"),
        "journey.heard_of": _("recorded when the family last heard"),
        "document.kept": _("kept a paper of a journey"),
        "contract.recorded": _("recorded what stands in a contract"),
        "journey.told_of": _("told the regency’s team of a journey"),
        "promise.made": _("promised the family an answer"),
        "promise.answered": _("answered the family"),
        "import.brought": _("brought a sheet"),
        "wording.kept": _("told what a column of a sheet holds"),
        "import.agreed": _("agreed to what a sheet will do"),
        "people.imported": _("imported a sheet"),
        "row.decided": _("decided about a row of a sheet"),
        "import.undone": _("undid an import"),
        "import.left": _("left a sheet aside"),
        "import.forgotten": _("let the rows of a sheet go"),
    }
