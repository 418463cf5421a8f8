"""Pages and deeds that tell of an event afterwards: reports on their surfaces, the note for the press."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.papers.answers import attachment
from desbumi.papers.printing import pdf
from desbumi.programme import actions, reporting
from desbumi.programme.forms import events as forms
from desbumi.programme.models import Event, PressNote, Report
from desbumi.programme.queries import events, lacking
from desbumi.programme.queries import reports as queries

KINDS = {"xlsx": (reporting.as_xlsx, reporting.XLSX), "docx": (reporting.as_docx, reporting.DOCX)}

SURFACES = (("pdf", "PDF"), ("docx", "DOCX"), ("xlsx", "XLSX"))


@page("programme/report.html", may="activity.see")
def report(request: Request, event: Event) -> dict[str, Any]:
    """The reports of an event, version by version, and a further one to freeze."""
    if event.is_visit:
        raise NotAllowed
    around = events.around(request.user, event)
    return {
        "around": around,
        "tab": "report",
        "reports": queries.reports(event),
        "missing": lacking.missing(event),
        "surfaces": SURFACES,
        "has_note": PressNote.objects.filter(event=event).exists(),
    }


@page("programme/report_freeze.html", may="event.record")
def freezing(request: Request, event: Event, form: forms.FreezeReport) -> dict[str, Any]:
    """Freeze a report: what is counted stands in it as it is now; what happened and what was learned is written."""
    last = next(iter(queries.reports(event)), None)
    if last is not None:
        form.initial = {"narrative": last.narrative, "lessons": last.lessons, **form.initial}
    return {"around": events.around(request.user, event), "tab": "report"}


@deed(may="event.record", on=freezing)
def freeze(request: Request, event: Event, form: forms.FreezeReport) -> Response:
    """Freeze it."""
    frozen = actions.freeze_report(by=request.user, event=event, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_report", args=[event.pk]), _("Version %(number)s is frozen.") % {"number": frozen.number})


@page("programme/report.html", may="activity.see")
def report_file(request: Request, report: Report, surface: str) -> Response:
    """A report as PDF, XLSX or DOCX, to save."""
    name = f"laporan-{report.event.starts_on.isoformat()}-{report.number}"
    if surface == "pdf":
        return pdf(reporting.as_pdf(report), f"{name}.pdf")
    if surface not in KINDS:
        raise NotAllowed
    make, content_type = KINDS[surface]
    return attachment(make(report), content_type, f"{name}.{surface}")


@page("programme/press.html", may="event.record")
def noting(request: Request, event: Event, form: forms.WritePressNote) -> dict[str, Any]:
    """The note for the press: a draft from what was counted, for a person to correct."""
    if event.is_visit:
        raise NotAllowed
    known = PressNote.objects.filter(event=event).first()
    form.initial = {"text": known.text if known else queries.press_draft(request.user, event), **form.initial}
    return {"around": events.around(request.user, event), "tab": "report", "known": known}


@deed(may="event.record", on=noting)
def note(request: Request, event: Event, form: forms.WritePressNote) -> Response:
    """Keep it."""
    actions.write_press_note(by=request.user, event=event, **form.asked(), **request.deed, **request.seen)
    return back_to(request, reverse("programme_press", args=[event.pk]), _("The note is kept."))
