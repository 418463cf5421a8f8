"""What follows by itself: a sheet that was agreed to is written; its rows are discarded a month later."""

from contextlib import suppress
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from desbumi.access.models import Account
from desbumi.book.actors import System
from desbumi.book.erasing import forget, forgets
from desbumi.book.reactions import Heard, after, daily
from desbumi.journeys import actions, progress
from desbumi.journeys.models import Import
from desbumi.people.models import Person

KEPT = timedelta(days=30)  # that the rows of a sheet are kept, for the sheet with its outcomes


@after("import.agreed")
def write(entry: Heard, *, op: UUID) -> None:
    """Write the sheet, as whoever agreed to it."""
    imported = Import.objects.filter(pk=entry.record, status="agreed").select_related("territory", "file").first()
    account = Account.objects.filter(pk=imported.agreed_by).first() if imported and imported.agreed_by else None
    if imported is None or account is None:
        return
    with suppress(actions.AlreadyWritten):
        actions.write(by=account, imported=imported, tells=lambda done: progress.tell(imported.pk, done), op=op)
    progress.forget(imported.pk)


@forgets
def forget_sheets(subject: UUID) -> None:
    """Of whoever is forgotten the sheets of the village must tell nothing more: those whose rows are kept, and those of which rows needed a look."""
    person = Person._base_manager.filter(pk=subject).first()
    if person is None:
        return
    told = Import.objects.filter(territory=person.village_id).filter(Q(file__isnull=False) | Q(rows__isnull=False))
    if sheets := list(told.order_by("pk").values_list("pk", flat=True).distinct()):
        forget(sheets)


@daily(at=4)
def discard_rows(_day: date, *, op: UUID) -> None:  # noqa: ARG001 -- what is discarded once is gone
    """Rows of sheets that were brought a month ago."""
    for imported in Import.objects.filter(file__isnull=False, created_at__lt=timezone.now() - KEPT).exclude(status="agreed").order_by("pk"):
        actions.discard_rows(by=System(), imported=imported)
