"""What people do to tell of an event afterwards. Each function is one deed and one op in the book."""

from uuid import UUID

from desbumi.access.policy import require
from desbumi.book import heads
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.programme.models import Event, PressNote, Report
from desbumi.programme.queries.reports import frozen
from desbumi.refusals import NotNow


def freeze_report(*, by: Actor, event: Event, narrative: str = "", lessons: str = "", op: UUID | None = None, device: str = "") -> Report:
    """Freeze a report of an event as it is counted now, with the head of its book; a later one is a further version. Raises NotNow for a visit."""
    require(by, "event.record", event)
    if event.is_visit:
        raise NotNow
    with writing(event.territory, by=by, deed="report.frozen", op=op, device=device) as book:
        number = Report.objects.filter(event=event).count() + 1
        head = heads.printed(event.territory_id)
        return book.create(Report(event=event, number=number, head=head, figures=frozen(by, event), narrative=narrative, lessons=lessons))


def write_press_note(*, by: Actor, event: Event, text: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> PressNote:
    """Keep the note for the press as a person corrected it. Raises AlreadyMoved."""
    require(by, "event.record", event)
    with writing(event.territory, by=by, deed="press.written", op=op, device=device) as book:
        known = PressNote.objects.filter(event=event).first()
        return book.change(known, seen=seen, text=text) if known else book.create(PressNote(event=event, text=text))
