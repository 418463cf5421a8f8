from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "desbumi.people"
    deeds = {
        "contact.added": _("added a contact person"),
        "contact.changed": _("changed a contact person"),
        "contact.removed": _("removed a contact person"),
        "person.added": _("registered a person"),
        "person.changed": _("changed what is known of a person"),
        "photo.changed": _("kept or took out a photo"),
        "household.set_up": _("set up a household"),
        "household.joined": _("recorded who lives together"),
        "household.left": _("recorded that someone left a household"),
        "household.changed": _("changed a household"),
        "relative.added": _("added a relative"),
        "relative.changed": _("changed a relative"),
        "relative.removed": _("took a relative out"),
        "relative.released": _("took out a link to someone who was erased"),
        "consent.recorded": _("recorded an answer about consent"),
        "consent.withdrawn": _("recorded that a consent was withdrawn"),
        "number.unmasked": _("looked at a whole number"),
        "pair.found": _("found two people who are perhaps one"),
        "pair.parted": _("decided that they are two people"),
        "pair.postponed": _("left for later whether they are one"),
        "person.merged": _("recorded that two entries are one person"),
        "person.parted": _("undid that two entries are one person"),
        "request.asked": _("recorded a request about data"),
        "request.answered": _("answered a request about data"),
        "request.refused": _("refused a request about data"),
        "breach.noticed": _("recorded a breach"),
        "people.exported": _("took a list out of the house"),
        "contact.joined": _("found a contact person in the register"),
        "erasure.asked": _("asked for an erasure; locked until then"),
        "erasure.confirmed": _("confirmed an erasure"),
        "erasure.stopped": _("stopped an erasure; nothing is locked any more"),
        "erasure.begun": _("began to erase"),
        "erasure.waits": _("erased here; a copy of the keys is still out"),
        "erasure.done": _("erased for good"),
    }
    menu = (
        ("ground", _("Residents"), "user", "people_people", "person.see"),
        ("ground", _("Perhaps one person"), "columns-3", "people_pairs", "person.merge"),
        ("ground", _("Requests about data"), "shield-check", "people_requests", "request.see"),
    )

    def ready(self) -> None:
        """After each migration: the full-text index is put back, and all is made anew when the rules of spelling have changed."""
        from desbumi.people.search import fulltext, keeping  # noqa: PLC0415 -- models are not loaded before

        post_migrate.connect(fulltext.place, sender=self)
        post_migrate.connect(keeping.follow_the_rules, sender=self)
