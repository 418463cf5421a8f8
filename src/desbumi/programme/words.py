"""Sentences of the founding document and of the catalogue, gathered for translation: pages show them in the language of the moment."""

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

MEASURED = (
    _("people with a journey whose stage was confirmed in the last 6 months, of all people with an open journey"),
    _("weeks with at least one request served"),
    _("requests finished on or before their promise date, of all finished"),
    _("departures with all documents of art. 13 ticked, of all departures"),
    _("family permissions recorded after a recorded talk, of all"),
    _("people working abroad with a valid social-security number, of all working abroad"),
    _('households found "likely" that later reported receiving it'),
    _("children of people abroad with a named carer, of all such children"),
    _("cases with a first action within 3 days of intake, of all"),
    _("referrals acknowledged, of all sent"),
    _("people attending outreach whose answers improved, of all tested before and after"),
    _("departures with an offer check before them, of all departures"),
    _("median of all costs paid by the worker divided by the first month's pay (SDG 10.7.1)"),
    _("groups with a closed meeting in each of the last 3 months"),
    _("businesses of returnees with turnover recorded in the last 6 months"),
    _("deliberations in which a returnee or family member spoke, of all"),
    _("proposals that reached the APBDes, of all agreed in musdes"),
    _("rupiah spent on migrants' proposals, of rupiah budgeted"),
    _("a regulation gazetted after a recorded consultation"),
    _("events that concerned the village and are complete, in the last 12 months, visits left out"),
    _("people of the village who attended an event in the last 12 months, each event counted"),
    _("people in the village's register"),
    _("visits to the village in the last 12 months"),
    _("the stage of five at which the village stands"),
)
