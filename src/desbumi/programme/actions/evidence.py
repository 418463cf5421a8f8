"""Scans of agreements and evidence of steps: files that the programme holds. Who may see the record may open its file."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.papers.actions import discard, keep
from desbumi.papers.cell import Opened
from desbumi.programme.actions.reasons import ReasonMissing
from desbumi.programme.models import Agreement, AgreementScan, Place, StepFile
from desbumi.refusals import Refusal


class StepNotDone(Refusal):
    """Evidence for a step that is not recorded."""

    code, status = "step.not_done", 409
    says = _("This step is not recorded yet, so there is nothing that a file could show.")
    way_forward = _("Record the step; its files can be given in the same form.")


def add_scans(*, by: Actor, agreement: Agreement, files: Sequence[Opened], op: UUID | None = None, device: str = "") -> list[AgreementScan]:
    """Keep scans of the signed paper, in order. Raises StorageFull."""
    require(by, "agreement.record", agreement)
    with writing(agreement.territory, by=by, deed="agreement.scanned", op=op, device=device) as book:
        return [book.create(AgreementScan(agreement=agreement, file=keep(by=by, territory=agreement.territory, opened=each))) for each in files]


def add_evidence(*, by: Actor, place: Place, kind: str, files: Sequence[Opened], op: UUID | None = None, device: str = "") -> list[StepFile]:
    """Keep more files that show that a step was done. Raises StepNotDone, StorageFull."""
    require(by, "step.record", place)
    with writing(place.village, by=by, deed="step.shown", op=op, device=device):
        if not place.steps.filter(kind=kind).exists():
            raise StepNotDone
        return keep_evidence(by, place, kind, files)


def keep_evidence(by: Actor, place: Place, kind: str, files: Sequence[Opened]) -> list[StepFile]:
    """The files of a step, within the deed that gives them."""
    with writing(place.village, by=by, deed="step.shown") as book:
        return [book.create(StepFile(place=place, kind=kind, file=keep(by=by, territory=place.village, opened=each))) for each in files]


def remove_evidence(*, by: Actor, file: StepFile, reason: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> None:
    """Take a file away from a step, with a reason that stays in the book; its bytes go a day later. Raises ReasonMissing, AlreadyMoved."""
    require(by, "place.set_back", file)
    if not reason.strip():
        raise ReasonMissing
    with writing(file.place.village, by=by, deed="step.evidence_removed", op=op, device=device) as book:
        kept = file.file
        book.change(file, seen=seen, removed_because=reason.strip())
        book.remove(file)
        discard(by=by, file=kept)
