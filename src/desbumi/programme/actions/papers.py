"""What people do about the file of an activity: invitations, papers, budget and receipts, scans and photos. Each function is one deed and one op in the book."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.papers.actions import discard, keep
from desbumi.papers.cell import Opened
from desbumi.programme.actions.agreements import NotYetPast
from desbumi.programme.actions.events import check_open
from desbumi.programme.actions.reasons import ReasonMissing, WrittenMeanwhile
from desbumi.programme.models import BudgetLine, Event, EventFile, Invitation, Paper, Receipt
from desbumi.programme.rules.events import PAPER
from desbumi.programme.rules.pages import PageCode, read_code
from desbumi.refusals import NotNow, Refusal


class NoSuchPlace(Refusal):
    """A day or kind that the event does not have."""

    code, status, field = "page.no_such_place", 422, "day"
    says = _("This event has no such day.")
    way_forward = _("Choose one of its days, or leave the day empty.")


def invite_roles(*, by: Actor, event: Event, wanted: Mapping[str, tuple[int, int]], op: UUID | None = None, device: str = "") -> list[Invitation]:
    """How many of each role are wanted: role → (from each village, from elsewhere). Nought is not invited. Raises EventOver."""
    require(by, "event.record", event)
    with writing(event.territory, by=by, deed="event.invited", op=op, device=device) as book:
        check_open(event)
        known = {each.role: each for each in event.invitations.order_by("id")}
        found = []
        for role, (each_village, others) in wanted.items():
            if role in known and not (each_village or others):
                book.remove(known[role])
            elif role in known:
                found.append(book.change(known[role], each_village=each_village, others=others))
            elif each_village or others:
                found.append(book.create(Invitation(event=event, role=role, each_village=each_village, others=others)))
        return found


def write_paper(
    *, by: Actor, event: Event, kind: str, body: str, number: str = "", subject: str = "", written_on: date | None = None, addressed_to: str = "",
    copies_to: str = "", signed_by: str = "", office: str = "", seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Paper:  # fmt: skip
    """Write a paper of an event, or change it: terms of reference, letters, minutes.

    `seen` is its version; 0 says that there was none. Raises EventOver, WrittenMeanwhile, AlreadyMoved.
    """
    require(by, "event.record", event)
    told: dict[str, Any] = {
        "body": body, "number": number, "subject": subject, "written_on": written_on, "addressed_to": addressed_to, "copies_to": copies_to,
        "signed_by": signed_by, "office": office, "is_needless": False, "needless_because": "",
    }  # fmt: skip
    with writing(event.territory, by=by, deed="paper.written", op=op, device=device) as book:
        check_open(event)
        known = event.papers.filter(kind=kind).first()
        if known and seen == 0:
            raise WrittenMeanwhile
        return book.change(known, seen=seen, **told) if known else book.create(Paper(event=event, kind=kind, **told))


def waive_paper(*, by: Actor, event: Event, kind: str, reason: str, op: UUID | None = None, device: str = "") -> Paper:
    """A paper is not needed at this event, with a reason. Raises ReasonMissing, EventOver."""
    require(by, "event.record", event)
    if not reason.strip():
        raise ReasonMissing
    with writing(event.territory, by=by, deed="paper.waived", op=op, device=device) as book:
        check_open(event)
        known = event.papers.filter(kind=kind).first()
        told: dict[str, Any] = {"is_needless": True, "needless_because": reason.strip()}
        return book.change(known, **told) if known else book.create(Paper(event=event, kind=kind, **told))


def add_line(*, by: Actor, event: Event, what: str, planned_amount: int, op: UUID | None = None, device: str = "") -> BudgetLine:
    """A budget line of an event, in whole rupiah. Raises EventOver."""
    require(by, "event.record", event)
    with writing(event.territory, by=by, deed="budget.planned", op=op, device=device) as book:
        check_open(event)
        return book.create(BudgetLine(event=event, what=what, planned_amount=planned_amount))


def pay(
    *, by: Actor, line: BudgetLine, paid_amount: int, paid_on: date, paid_to: str = "", files: Sequence[Opened] = (), op: UUID | None = None, device: str = ""
) -> Receipt:
    """Something was paid from a line, with its receipt. More than the line is kept, and told on the page. Raises NotYetPast, EventOver."""
    require(by, "event.record", line)
    event = line.event
    if paid_on > event.territory.today:
        raise NotYetPast(field="paid_on")
    with writing(event.territory, by=by, deed="receipt.kept", op=op, device=device) as book:
        check_open(event)
        receipt = book.create(Receipt(line=line, paid_amount=paid_amount, paid_on=paid_on, paid_to=paid_to))
        for each in files:
            book.create(EventFile(event=event, kind="receipt", day=paid_on, receipt=receipt, file=keep(by=by, territory=event.territory, opened=each)))
        return receipt


def unpay(*, by: Actor, receipt: Receipt, op: UUID | None = None, device: str = "") -> None:
    """A payment that was written wrongly is taken back; the book keeps what stood there. Its pages wait to be placed anew. Raises EventOver, AlreadyMoved."""
    require(by, "event.record", receipt)
    event = receipt.line.event
    with writing(event.territory, by=by, deed="receipt.removed", op=op, device=device) as book:
        check_open(event)
        for page in EventFile.objects.filter(receipt=receipt).order_by("id"):
            book.change(page, receipt=None, kind="")
        book.remove(receipt)


def add_pages(
    *, by: Actor, event: Event, files: Sequence[Opened], kind: str = "", is_agreed: bool = False, op: UUID | None = None, device: str = ""
) -> list[EventFile]:
    """A pile of photos or scans: what bears a code of this event goes to its place by itself, whatever kind was named.

    What bears another code, or none when no kind was named, waits to be placed by hand.

    Raises EventOver, StorageFull.
    """
    require(by, "event.record", event)
    with writing(event.territory, by=by, deed="pages.kept", op=op, device=device) as book:
        check_open(event)
        found = []
        for each in files:
            code = next((read for text in each.codes if (read := read_code(text)) is not None), None)
            place = _place_of(event, code) or {"kind": "" if code else kind, "day": None if code else _day_of(event, each, kind)}
            file = keep(by=by, territory=event.territory, opened=each)
            found.append(
                book.create(
                    EventFile(
                        event=event, file=file, code=code.text if code else "", taken_at=each.taken_at, taken_where=each.taken_where, is_agreed=is_agreed, **place
                    )
                )
            )  # fmt: skip
        return found


def place_page(
    *, by: Actor, page: EventFile, kind: str, day: date | None = None, note: str = "", is_agreed: bool = False, seen: int | None = None,
    op: UUID | None = None, device: str = "",
) -> EventFile:  # fmt: skip
    """Place a page by hand: what it is, of which day. Raises NoSuchPlace, NotNow, AlreadyMoved."""
    require(by, "event.record", page)
    if kind not in PAPER:
        raise NotNow
    if day is not None and day not in page.event.days:
        raise NoSuchPlace
    with writing(page.event.territory, by=by, deed="page.placed", op=op, device=device) as book:
        return book.change(page, seen=seen, kind=kind, day=day, note=note, is_agreed=is_agreed)


def take_page_away(*, by: Actor, page: EventFile, reason: str, op: UUID | None = None, device: str = "") -> None:
    """Take a page or photo away, with a reason that stays in the book; its bytes go a day later. Raises ReasonMissing, EventOver, AlreadyMoved."""
    require(by, "event.record", page)
    if not reason.strip():
        raise ReasonMissing
    with writing(page.event.territory, by=by, deed="page.removed", op=op, device=device) as book:
        check_open(page.event)
        kept = page.file
        book.change(page, note=reason.strip())
        book.remove(page)
        discard(by=by, file=kept)


def _place_of(event: Event, code: PageCode | None) -> dict[str, object] | None:
    """Where a page with this code belongs in the file of this event; nothing when it is another's, or a day that was moved away."""
    if code is None or code.event != event.pk.hex or code.kind not in PAPER:
        return None
    if code.day > len(event.days):
        return None
    day = event.days[code.day - 1] if code.day > 0 else None
    return {"kind": code.kind, "day": day, "page": code.page}


def _day_of(event: Event, each: Opened, kind: str) -> date | None:
    """The day of the event on which a photo says it was taken; of other papers none."""
    day = each.taken_at.date() if each.taken_at else None
    return day if kind == "photo" and day in event.days else None
