"""Words of the libraries that people see, said as this house says them: our catalogue comes before theirs."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

OURS = (
    _("Enter a whole number."),
    _("Enter a valid date."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("Ensure this value is less than or equal to %(limit_value)s."),
    _("Ensure this value is greater than or equal to %(limit_value)s."),
    _("Null characters are not allowed."),
    _("This field is required."),
    _("This password is too common."),
    _("Your password can’t be a commonly used password."),
    _("The username and/or password you specified are not correct."),
    _("Incorrect code."),
    _("Authenticator code"),
    _("Too many failed login attempts. Try again later."),
    ngettext_lazy(
        "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
        "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
        "limit_value",
    ),
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        "min_length",
    ),
)
