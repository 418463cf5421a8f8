from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "desbumi.access"
    deeds = {"assignment.given": _("gave a role"), "assignment.ended": _("ended a role")}
