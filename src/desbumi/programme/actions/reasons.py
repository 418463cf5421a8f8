"""The reason that some deeds ask for."""

from django.utils.translation import gettext_lazy as _

from desbumi.refusals import Refusal


class ReasonMissing(Refusal):
    """Setting back, pausing or taking away without a reason."""

    code, status, field = "reason.missing", 422, "reason"
    says = _("A reason is missing.")
    way_forward = _("Write in a few words why, so that others understand it later.")


class WrittenMeanwhile(Refusal):
    """A first text where someone else wrote one meanwhile."""

    code, status = "text.written_meanwhile", 409
    says = _("Someone else wrote this meanwhile; nothing of it was overwritten.")
    way_forward = _("Open the page once more: what you typed is kept on this device. Put both together.")
