"""What people do about events: plan, change, move, turn from one state to the next, tell a visit. Each function is one deed and one op in the book."""

from collections.abc import Collection, Sequence
from datetime import date, time
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.papers.actions import keep
from desbumi.papers.cell import Opened
from desbumi.people.actions.persons import no_number
from desbumi.programme.actions.reasons import ReasonMissing
from desbumi.programme.models import Event, EventFile, EventVillage, Implementer, Invitation, Programme
from desbumi.programme.queries.lacking import missing
from desbumi.programme.rules.events import LONGEST, SEVEN, WAY
from desbumi.refusals import AlreadyMoved, NotNow, Refusal
from desbumi.territory.models import Territory
from desbumi.ui.templatetags.ui import day

ENTRIES = {
    "begin": "event.begun", "complete": "event.completed", "reopen": "event.reopened", "stall": "event.stalled", "go_on": "event.resumed",
    "cancel": "event.cancelled",
}  # fmt: skip
WITH_A_REASON = ("stall", "cancel", "reopen")


class EndsBefore(Refusal):
    """Days in the wrong order."""

    code, status, field, constraint = "event.backwards", 422, "ends_on", ("programme_event_forward",)
    says = _("It would end before it begins.")
    way_forward = _("Write a last day that is the first one or later; of an event of one day leave it empty.")


class HoursBackwards(Refusal):
    """Hours in the wrong order."""

    code, status, field = "event.hours_backwards", 422, "ends_at"
    says = _("It would end at an hour before it begins.")
    way_forward = _("Write the hour at which it ends that day; if it goes on past midnight, write 23.59.")


class TooManyDays(Refusal):
    """An event of more than two weeks."""

    code, status, field = "event.too_long", 422, "ends_on"
    says = _("An event has at most %(most)s days.")
    way_forward = _("Look at the days once more. Something that goes on for longer is planned as several events.")


class StillToCome(Refusal):
    """Complete before its last day."""

    code, status = "event.still_to_come", 409
    says = _("The event lasts until %(day)s; until then it cannot be complete.")
    way_forward = _("Wait for that day; or move the event, if it was held earlier.")


class NotComplete(Refusal):
    """The file of the activity lacks something; `missing` names it with its owner."""

    code, status = "event.not_complete", 409
    says = _("The file is not complete yet. Missing: %(missing)s.")
    way_forward = _("Add it, or say of a paper why it is not needed. Then tell once more that the event is complete.")


class EventOver(Refusal):
    """An event that is complete or cancelled."""

    code, status = "event.over", 409
    says = _("This event is complete or cancelled.")
    way_forward = _("Whoever holds it can open it again, with a reason, on its page.")


class VisitToCome(Refusal):
    """A visit on a day that is still to come."""

    code, status, field = "visit.to_come", 422, "visited_on"
    says = _("That day is still to come.")
    way_forward = _("Tell a visit when you are there or afterwards. For what is to come write the next day.")


class NextIsPast(Refusal):
    """A next day that is not after the visit."""

    code, status, field = "visit.next_is_past", 422, "next_on"
    says = _("The next day would not be after this visit.")
    way_forward = _("Write a later day, or leave it empty when none was agreed.")


def plan(
    *, by: Actor, territory: Territory, kind: str, title: str, starts_on: date, ends_on: date | None = None, begins_at: time | None = None,
    ends_at: time | None = None, venue: str = "", about: str = "", villages: Collection[Territory] = (), programme: Programme | None = None,
    op: UUID | None = None, device: str = "",
) -> Event:  # fmt: skip
    """Plan an event in the book of its organiser's territory. A workshop begins with the seven roles invited, one of each from each village.

    Raises EndsBefore, TooManyDays, HoursBackwards.
    """
    require(by, "event.record", territory)
    last = ends_on or starts_on
    _check_days(starts_on, last)
    _check_hours(begins_at, ends_at)
    carried_out = Implementer.objects.on(starts_on).filter(territory=territory, **({"programme": programme} if programme else {}))
    implementer = carried_out.select_related("organisation").order_by("id").first()
    event = Event(
        territory=territory, kind=kind, title=title, starts_on=starts_on, ends_on=last, begins_at=begins_at, ends_at=ends_at, venue=venue, about=about,
        programme=programme, organiser=implementer.organisation if implementer else None,
    )  # fmt: skip
    with writing(territory, by=by, deed="event.planned", op=op, device=device) as book:
        book.create(event)
        _concern(book, event, villages)
        if kind == "workshop":
            book.bulk_create([Invitation(event=event, role=role, each_village=1 if villages else 0, others=0 if villages else 1) for role in SEVEN])
        return event


def change_event(
    *, by: Actor, event: Event, title: str, venue: str = "", about: str = "", begins_at: time | None = None, ends_at: time | None = None,
    transport_amount: int | None = None, villages: Collection[Territory] = (), seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Event:  # fmt: skip
    """Change what is told of an event; its days are moved, not changed. Raises EventOver, AlreadyMoved, HoursBackwards."""
    require(by, "event.record", event)
    _check_hours(begins_at, ends_at)
    with writing(event.territory, by=by, deed="event.changed", op=op, device=device) as book:
        check_open(event)
        _concern(book, event, villages)
        return book.change(
            event, seen=seen, title=title, venue=venue, about=about, begins_at=begins_at, ends_at=ends_at, transport_amount=transport_amount
        )  # fmt: skip


def move_event(
    *, by: Actor, event: Event, starts_on: date, ends_on: date | None = None, reason: str = "", seen: int | None = None, op: UUID | None = None,
    device: str = "",
) -> Event:  # fmt: skip
    """Move an event to other days; its page then says whom to tell. Raises EndsBefore, TooManyDays, NotNow once someone attended, AlreadyMoved."""
    require(by, "event.record", event)
    last = ends_on or starts_on
    _check_days(starts_on, last)
    with writing(event.territory, by=by, deed="event.moved", op=op, device=device) as book:
        stored = event.refreshed()
        if stored.status != "planned" or stored.participants.filter(attendances__isnull=False).exists():
            raise NotNow
        moved = book.change(event, seen=seen, starts_on=starts_on, ends_on=last, moved_from=stored.starts_on, because=reason)
        if (moved.starts_on, moved.ends_on) != (starts_on, last):
            raise AlreadyMoved
        return moved


def turn(*, by: Actor, event: Event, change: str, reason: str = "", seen: int | None = None, op: UUID | None = None, device: str = "") -> Event:
    """Turn an event to its next state: begin, complete, stall, go_on, cancel, reopen.

    Raises ReasonMissing where one is wanted, StillToCome before its last day, NotComplete when its file lacks something, NotNow, AlreadyMoved.
    """
    require(by, "event.record", event)
    if change in WITH_A_REASON and not reason.strip():
        raise ReasonMissing
    with writing(event.territory, by=by, deed=ENTRIES[change], op=op, device=device) as book:
        status = WAY.after(change, event.refreshed().status)
        if change == "complete" and event.territory.today < event.ends_on:
            raise StillToCome(day=day(event.ends_on))
        if change == "complete" and (lacks := missing(event)):
            raise NotComplete(missing="; ".join(lacks))
        return book.change(event, seen=seen, status=status, because=reason.strip())


def tell_visit(
    *, by: Actor, village: Territory, visited_on: date, met: str, agreed: str = "", next_on: date | None = None, photos: Sequence[Opened] = (),
    is_agreed: bool = False, op: UUID | None = None, device: str = "",
) -> Event:  # fmt: skip
    """Tell a visit to a village: whom one met, what was agreed, when one comes again, photos. Raises VisitToCome, NextIsPast, StorageFull."""
    require(by, "event.record", village)
    if visited_on > village.today:
        raise VisitToCome
    if next_on is not None and next_on <= visited_on:
        raise NextIsPast
    no_number(met=met, agreed=agreed)
    place = village.places.select_related("programme").order_by("id").first()
    event = Event(
        territory=village, kind="visit", title="", starts_on=visited_on, ends_on=visited_on, status="complete", met=met, agreed=agreed, next_on=next_on,
        programme=place.programme if place else None,
    )  # fmt: skip
    with writing(village, by=by, deed="visit.told", op=op, device=device) as book:
        book.create(event)
        book.create(EventVillage(event=event, village=village))
        for number, each in enumerate(photos, 1):
            file = keep(by=by, territory=village, opened=each)
            book.create(
                EventFile(
                    event=event, kind="photo", day=visited_on, page=number, file=file, taken_at=each.taken_at, taken_where=each.taken_where, is_agreed=is_agreed
                )
            )
        return event


def check_open(event: Event) -> None:
    """Raise EventOver when nothing of an event is to be changed any more."""
    if event.refreshed().status in ("complete", "cancelled"):
        raise EventOver


def begin_if_planned(book: Writing, event: Event) -> None:
    """Whoever came first begins a planned event, as part of that deed."""
    if event.status == "planned" and (stored := event.refreshed()).status == "planned":
        book.change(stored, status="in_progress")


def _check_hours(begins_at: time | None, ends_at: time | None) -> None:
    if begins_at and ends_at and ends_at <= begins_at:
        raise HoursBackwards


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise EndsBefore
    if last - first >= LONGEST:
        raise TooManyDays(most=LONGEST.days)


def _concern(book: Writing, event: Event, villages: Collection[Territory]) -> None:
    """The event concerns these villages, and no others any more."""
    known = {each.village_id: each for each in event.villages.order_by("id")} if event.version else {}
    wanted = {village.code: village for village in villages}
    book.bulk_create([EventVillage(event=event, village=village) for code, village in wanted.items() if code not in known])
    for code, each in known.items():
        if code not in wanted:
            book.remove(each)
