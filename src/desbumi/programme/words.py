"""Sentences of the founding document, gathered for translation: pages show them in the language of the moment."""

from django.utils.translation import gettext_lazy as _

FOUNDING = (
    _("programme holder"),
    _("represents the government of Indonesia in the agreement"),
    _("implementer in Banyuwangi"),
    _("outreach and workshop"),
    _("participants understand the programme"),
    _("participants can accept to carry out Program INKLUSI together in their own village"),
    _("a shared understanding (kesepahaman) to hold the outreach that opens the assistance (pendampingan) by Migrant CARE Banyuwangi"),
    _("a set of change targets (target perubahan) for developing Desbumi in the expansion villages"),
    _("access to public services"),
    _("social protection"),
    _("protection from violence"),
    _("benefit from work and livelihoods that are fair, safe and productive"),
    _("active participation in development decisions"),
    _("benefit from development"),
    _("the opportunity to be involved in decision making"),
)
