from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desbumi.desk"
    menu = (
        ("", _("Today"), "calendar-days", "desk_today", "programme.see"),
        ("roof", _("Our village"), "house", "desk_own", "village.see"),
        ("ground", _("People and roles"), "users-round", "desk_people", "roster.see"),
        ("ground", _("Work days"), "calendar-days", "desk_workdays", "workday.announce"),
        ("ground", _("Erasures"), "circle-x", "people_erasures", "erasure.see"),
    )
