"""Pages and deeds about the file of an activity: invitations, papers, budget, pages and photos, the bundle."""

from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desbumi.access.policy import NotAllowed, can
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.papers.answers import download
from desbumi.papers.printing import pdf
from desbumi.programme import actions, sheets
from desbumi.programme.forms import events as forms
from desbumi.programme.models import BudgetLine, Event, EventFile, Receipt
from desbumi.programme.queries import events, lacking, letterheads
from desbumi.programme.queries import files as queries
from desbumi.programme.rules.events import PAPER, ROLES
from desbumi.programme.views.events import message_about

NEW = {"seen": 0}  # a form without a version was opened when there was none


def _file_of(event: Event) -> str:
    return reverse("programme_file", args=[event.pk])


@page("programme/file.html", may="activity.see")
def file(request: Request, event: Event) -> dict[str, Any]:
    """The file of an activity: each paper, what is there, what is missing and whose it is; budget and spending; pages to be placed."""
    return {
        "around": events.around(request.user, event),
        "tab": "file",
        "shelves": queries.shelves(event),
        "missing": lacking.missing(event),
        "lines": event.budget.annotate(paid=Sum("receipts__paid_amount")).order_by("id"),
        "unplaced": list(queries.unplaced(event)),
        "totals": queries.totals(event),
        "may_head": can(request.user, "event.record", letterheads.whose(event)[0]),
    }


@page("programme/invitations.html", may="event.record")
def inviting(request: Request, event: Event, form: forms.InviteRoles) -> dict[str, Any]:
    """Who is invited, by role, with numbers; the letter, and ready messages."""
    around = events.around(request.user, event)
    known = {each.role: each for each in event.invitations.order_by("id")}
    return {
        "around": around,
        "tab": "file",
        "lines": [(code, label, known.get(code)) for code, label in ROLES],
        "message": message_about(event, around.villages),
    }


@deed(may="event.record", on=inviting)
def invite(request: Request, event: Event, form: forms.InviteRoles) -> Response:
    """Keep who is invited."""
    actions.invite_roles(by=request.user, event=event, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_invitations", args=[event.pk]), _("Recorded who is invited."))


@page("programme/paper.html", may="event.record")
def writing(request: Request, event: Event, paper: str, form: forms.WritePaper) -> dict[str, Any]:
    """Write a paper of an event: terms of reference, a letter, minutes."""
    if paper not in PAPER or PAPER[paper].made != "written":
        raise NotAllowed
    known = event.papers.filter(kind=paper).first()
    names = ("number", "subject", "written_on", "addressed_to", "body", "copies_to", "signed_by", "office")
    told = {name: getattr(known, name) for name in names} if known and known.body else queries.template_of(event, paper)
    form.initial = {**told, **form.initial}
    return {"around": events.around(request.user, event), "tab": "file", "sort": PAPER[paper], "known": known}


@deed(may="event.record", on=writing)
def write(request: Request, event: Event, paper: str, form: forms.WritePaper) -> Response:
    """Keep the paper."""
    if paper not in PAPER or PAPER[paper].made != "written":
        raise NotAllowed
    actions.write_paper(by=request.user, event=event, kind=paper, **form.asked(), **request.deed, **(request.seen or NEW))
    return back_to(request, _file_of(event), _("The paper is kept. It can be printed."))


@page("programme/paper_waive.html", may="event.record")
def waiving(request: Request, event: Event, paper: str, form: forms.WaivePaper) -> dict[str, Any]:
    """Say why a paper is not needed."""
    if paper not in PAPER:
        raise NotAllowed
    return {"around": events.around(request.user, event), "tab": "file", "sort": PAPER[paper]}


@deed(may="event.record", on=waiving)
def waive(request: Request, event: Event, paper: str, form: forms.WaivePaper) -> Response:
    """Keep the reason."""
    if paper not in PAPER:
        raise NotAllowed
    actions.waive_paper(by=request.user, event=event, kind=paper, **form.asked(), **request.deed)
    return back_to(request, _file_of(event), _("Recorded why it is not needed."))


@page("programme/letterhead.html", may="event.record")
def heading(request: Request, event: Event, form: forms.WriteLetterhead) -> dict[str, Any]:
    """The head of the letters: address, how one is reached, the mark."""
    known = letterheads.letterhead_of(event)
    form.initial = {**({"address": known.address, "reached_by": known.reached_by} if known else {}), **form.initial}
    return {"around": events.around(request.user, event), "tab": "file", "known": known, "has_mark": bool(known and known.mark_id)}


@deed(may="event.record", on=heading)
def write_head(request: Request, event: Event, form: forms.WriteLetterhead) -> Response:
    """Keep it."""
    actions.write_letterhead(by=request.user, event=event, **form.asked(), **request.deed, **(request.seen or NEW))
    return back_to(request, _file_of(event), _("The letterhead is kept, for all letters to come."))


@page("programme/budget.html", may="event.record")
def budgeting(request: Request, event: Event, form: forms.AddLine) -> dict[str, Any]:
    """Add a budget line."""
    return {"around": events.around(request.user, event), "tab": "file"}


@deed(may="event.record", on=budgeting)
def add_line(request: Request, event: Event, form: forms.AddLine) -> Response:
    """Keep the line."""
    actions.add_line(by=request.user, event=event, **form.asked(), **request.deed)
    return back_to(request, _file_of(event), _("The budget line is planned."))


@page("programme/pay.html", may="event.record")
def paying(request: Request, line: BudgetLine, form: forms.Pay) -> dict[str, Any]:
    """Tell what was paid from a budget line, with its receipt."""
    return {
        "around": events.around(request.user, line.event),
        "event": line.event,
        "tab": "file",
        "paid": queries.paid_of(line),
        "receipts": queries.receipts_of(line),
    }


@deed(may="event.record", on=paying)
def pay(request: Request, line: BudgetLine, form: forms.Pay) -> Response:
    """Keep the receipt."""
    actions.pay(by=request.user, line=line, **form.asked(), **request.deed)
    over = queries.paid_of(line) - line.planned_amount
    says = (
        _("The payment is kept. “%(line)s” is now above its plan; write in the minutes why.") % {"line": line.what} if over > 0 else _("The payment is kept.")
    )
    if not form.cleaned_data["files"]:
        says += " " + _("Its receipt is still missing.")
    return back_to(request, _file_of(line.event), says)


@deed(may="event.record")
def unpay(request: Request, receipt: Receipt) -> Response:
    """Take a payment back that was written wrongly."""
    line = receipt.line
    actions.unpay(by=request.user, receipt=receipt, **request.deed)
    return back_to(request, reverse("programme_pay", args=[line.pk]), _("Taken back. Write it anew as it was."))


@page("programme/pages_add.html", may="event.record")
def adding_pages(request: Request, event: Event, form: forms.AddPages) -> dict[str, Any]:
    """A pile of photos or scans: each goes to its place by the code on it."""
    return {"around": events.around(request.user, event), "tab": "file", "unplaced": queries.unplaced(event).count()}


@deed(may="event.record", on=adding_pages)
def add_pages(request: Request, event: Event, form: forms.AddPages) -> Response:
    """Keep and sort them."""
    kept = actions.add_pages(by=request.user, event=event, **form.asked(), **request.deed)
    left = sum(not each.kind for each in kept)
    says = ngettext("%(many)s page is in its place.", "%(many)s pages are in their place.", len(kept) - left) % {"many": len(kept) - left}
    if left:
        says += " " + ngettext(
            "%(many)s has no code that can be read, and waits to be placed by hand.",
            "%(many)s have no code that can be read, and wait to be placed by hand.",
            left,
        ) % {"many": left}
    return back_to(request, _file_of(event), says)


@page("programme/page_place.html", may="event.record")
def placing(request: Request, page: EventFile, form: forms.PlacePage) -> dict[str, Any]:
    """Place a page by hand."""
    form.initial = {"kind": page.kind or None, "day": page.day, "note": page.note, "is_agreed": page.is_agreed, **form.initial}
    return {"around": events.around(request.user, page.event), "event": page.event, "tab": "file", "stray": queries.stray(page)}


@deed(may="event.record", on=placing)
def place(request: Request, page: EventFile, form: forms.PlacePage) -> Response:
    """Place it."""
    actions.place_page(by=request.user, page=page, **form.asked(), **request.deed, **request.seen)
    return back_to(request, _file_of(page.event), _("The page is in its place."))


@page("programme/page_take.html", may="event.record")
def taking_away(request: Request, page: EventFile, form: forms.TakePageAway) -> dict[str, Any]:
    """Take a page or photo away, with a reason."""
    return {"around": events.around(request.user, page.event), "event": page.event, "tab": "file"}


@deed(may="event.record", on=taking_away)
def take_away(request: Request, page: EventFile, form: forms.TakePageAway) -> Response:
    """Take it away."""
    actions.take_page_away(by=request.user, page=page, **form.asked(), **request.deed)
    return back_to(request, _file_of(page.event), _("The page is taken away. The reason is in the history."))


@page("programme/file.html", may="activity.see")
def kept(request: Request, page: EventFile) -> Response:
    """A page or photo, to save."""
    return download(page.file)


@page("programme/file.html", may="event.record")
def bundle(request: Request, event: Event) -> Response:
    """All sheets of an event as one print, each page with its code."""
    printed = sheets.bundle(event, paper="a4" if request.GET.get("paper") == "a4" else "f4", has_names=can(request.user, "attendance.see", event))
    return pdf(printed, f"berkas-{event.starts_on.isoformat()}.pdf")


@deed(may="event.record")
def print_bundle(request: Request, event: Event) -> Response:
    """Print all sheets: the questions on the slips stay as they are printed."""
    actions.settle_test(by=request.user, event=event, **request.deed)
    return back_to(request, reverse("programme_bundle", args=[event.pk]))


@page("programme/file.html", may="activity.see")
def sheet(request: Request, event: Event, paper: str) -> Response:
    """One paper of an event as a sheet."""
    if paper not in PAPER or not event.papers.filter(kind=paper, is_needless=False).exclude(body="").exists():
        raise NotAllowed
    return pdf(sheets.paper_of(event, paper), f"{slugify(str(PAPER[paper].name))}-{event.starts_on.isoformat()}.pdf")
