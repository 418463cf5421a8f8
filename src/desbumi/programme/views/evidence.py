"""Pages and deeds about scans of agreements and evidence of steps."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desbumi.access.policy import NotAllowed
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.papers.answers import download
from desbumi.programme import actions
from desbumi.programme.forms import places as forms
from desbumi.programme.models import Agreement, AgreementScan, Place, StepFile
from desbumi.programme.rules.way import KINDS


@page("programme/scans_add.html", may="agreement.record")
def adding_scans(request: Request, agreement: Agreement, form: forms.AddScans) -> dict[str, Any]:
    """Add scans of the signed paper."""
    return {}


@deed(may="agreement.record", on=adding_scans)
def add_scans(request: Request, agreement: Agreement, form: forms.AddScans) -> Response:
    """Keep the scans."""
    added = actions.add_scans(by=request.user, agreement=agreement, **form.asked(), **request.deed)
    return back_to(request, agreement, _kept(len(added)))


def _kept(many: int) -> str:
    return ngettext("%(many)s file is kept.", "%(many)s files are kept.", many) % {"many": many}


@page("programme/agreement.html", may="agreement.see")
def scan(request: Request, agreement: Agreement, scan: AgreementScan) -> Response:
    """A scan, to save."""
    if scan.agreement_id != agreement.pk:
        raise NotAllowed
    return download(scan.file)


@page("programme/evidence_add.html", may="step.record")
def adding_evidence(request: Request, place: Place, kind: str, form: forms.AddEvidence) -> dict[str, Any]:
    """Add files that show that a step was done."""
    if kind not in KINDS:
        raise NotAllowed
    return {"step": KINDS[kind]}


@deed(may="step.record", on=adding_evidence)
def add_evidence(request: Request, place: Place, kind: str, form: forms.AddEvidence) -> Response:
    """Keep the files."""
    if kind not in KINDS:
        raise NotAllowed
    added = actions.add_evidence(by=request.user, place=place, kind=kind, **form.asked(), **request.deed)
    return back_to(request, place, _kept(len(added)))


@page("programme/evidence_add.html", may="programme.see")
def evidence(request: Request, place: Place, file: StepFile) -> Response:
    """A file that shows a step, to save."""
    if file.place_id != place.pk:
        raise NotAllowed
    return download(file.file)


@page("programme/evidence_remove.html", may="place.set_back")
def removing_evidence(request: Request, place: Place, file: StepFile, form: forms.RemoveEvidence) -> dict[str, Any]:
    """Take a file away, with a reason."""
    if file.place_id != place.pk:
        raise NotAllowed
    return {}


@deed(may="place.set_back", on=removing_evidence)
def remove_evidence(request: Request, place: Place, file: StepFile, form: forms.RemoveEvidence) -> Response:
    """Take the file away."""
    if file.place_id != place.pk:
        raise NotAllowed
    actions.remove_evidence(by=request.user, file=file, **form.asked(), **request.deed, **request.seen)
    return back_to(request, place, _("The file is taken away. The reason is in the history."))
