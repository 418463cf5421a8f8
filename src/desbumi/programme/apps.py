from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "desbumi.programme"
    menu = (
        ("", _("Board of villages"), "list-filter", "programme_board", "board.see"),
        ("roof", _("Programme"), "landmark", "programme_nation", "counts.see"),
    )
    deeds = {
        "programme.loaded": _("loaded the founding document"),
        "place.added": _("took the village into the programme"),
        "step.recorded": _("recorded a step"),
        "place.moved": _("moved the village to its next stage"),
        "place.set_back": _("set the village back"),
        "place.paused": _("paused the village"),
        "place.resumed": _("resumed the village"),
        "agreement.recorded": _("recorded an agreement"),
        "agreement.dated": _("told on which day an agreement was signed"),
        "agreement.edited": _("mended what is recorded of an agreement"),
        "agreement.extended": _("extended an agreement"),
        "agreement.scanned": _("added scans of an agreement"),
        "step.shown": _("added evidence of a step"),
        "step.evidence_removed": _("took evidence of a step away"),
        "implementer.recorded": _("recorded who carries the programme out"),
    }
