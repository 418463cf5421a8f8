"""Contact persons."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.book.sealed import SealedTextField
from desbumi.people.rules.phones import masked, shown
from desbumi.territory.models import Territory


class Unlocked(models.Manager["Contact"]):
    """Contacts that nobody has asked to erase: the others are on no page, and no deed reaches them."""

    def get_queryset(self) -> RecordedQuerySet["Contact"]:
        """Those that are not locked."""
        return RecordedQuerySet(self.model, using=self._db).filter(is_locked=False)


class Contact(Recorded):
    """A person to call: of an organisation, in its territory. The phone number lies sealed in the table."""

    SUBJECT = "pk"
    CHANGED_BY = "contact.record"
    SENSITIVITY = "contact"
    NOT_TOLD = ("territory", "is_locked", "person")

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    name = models.CharField(_("name"), max_length=120)
    office = models.CharField(_("office held"), max_length=120, blank=True)
    phone = SealedTextField(_("phone"))
    person = models.ForeignKey("people.Person", models.PROTECT, verbose_name=_("in the register as"), related_name="contacts", null=True, blank=True)
    is_locked = models.BooleanField(_("locked"), default=False)

    objects: ClassVar[Any] = Unlocked()

    class Meta:
        verbose_name = _("contact person")

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """The contact's page."""
        return f"/people/contacts/{self.pk}/"

    @property
    def phone_masked(self) -> str:
        """The number for a list."""
        return masked(self.phone)

    @property
    def phone_shown(self) -> str:
        """The number for the person's own page."""
        return shown(self.phone)
