from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "desbumi.access"
    deeds = {
        "workday.announced": _("announced a work day"),
        "assignment.given": _("gave a role"),
        "assignment.ended": _("ended a role"),
        "account.link_renewed": _("made a new sign-in link"),
        "account.password_chosen": _("opened the link and chose a password"),
        "account.closed": _("closed the account"),
        "factor_reset.asked": _("asked that the second lock be reset"),
        "factor_reset.done": _("confirmed and reset the second lock"),
        "factor_reset.stopped": _("stopped a reset of the second lock"),
    }
