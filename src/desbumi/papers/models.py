"""What papers store: a file's row; its sealed bytes lie beside the database."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.territory.models import Territory


class File(Recorded):
    """A sealed file. Nobody is granted `file.see`: it is reached only through the record that holds it."""

    SUBJECT = "subject"
    STAYS_BLANK = True
    SENSITIVITY = "file"
    NOT_TOLD = ("territory", "subject", "kind", "size", "pages", "width", "height", "blob")
    KINDS = (("image/jpeg", "JPG"), ("image/png", "PNG"), ("application/pdf", "PDF"), ("application/x-rows", _("rows of a table")))

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    subject = models.UUIDField(_("about whom"), null=True)  # nobody: the book's own key seals it
    name = models.CharField(_("file"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    size = models.PositiveIntegerField(_("bytes"))
    pages = models.PositiveIntegerField(_("pages"), null=True)
    width = models.PositiveIntegerField(_("width"), null=True)
    height = models.PositiveIntegerField(_("height"), null=True)
    blob = models.CharField(_("hash of the sealed bytes"), max_length=64, blank=True)  # nothing: forgotten with its subject

    class Meta:
        verbose_name = _("file")
        indexes = (models.Index(fields=["blob"], name="papers_file_blob"), models.Index(fields=["subject"], name="papers_file_subject"))

    def __str__(self) -> str:
        return self.name

    @classmethod
    def past_the_book(cls) -> models.QuerySet["File"]:
        """Rows that may be blanked past the book: for erasure alone, whose key is gone."""
        return models.QuerySet(cls)
