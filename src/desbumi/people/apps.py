from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "desbumi.people"
    menu = (("ground", _("Erasures"), "circle-x", "people_erasures", "erasure.see"),)
    deeds = {
        "contact.added": _("added a contact person"),
        "contact.changed": _("changed a contact person"),
        "contact.removed": _("removed a contact person"),
        "erasure.asked": _("asked for an erasure; locked until then"),
        "erasure.confirmed": _("confirmed an erasure"),
        "erasure.stopped": _("stopped an erasure; nothing is locked any more"),
        "erasure.begun": _("began to erase"),
        "erasure.waits": _("erased here; a copy of the keys is still out"),
        "erasure.done": _("erased for good"),
    }
