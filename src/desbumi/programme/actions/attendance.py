"""What people do about who came. Each function is one deed and one op in the book."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hmac import compare_digest
from secrets import choice, token_hex
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require, visible
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.people import actions as people
from desbumi.people.actions.persons import no_number
from desbumi.people.models import Contact, Person
from desbumi.people.rules.names import MOST_LETTERS, words
from desbumi.programme.actions.events import begin_if_planned, check_open
from desbumi.programme.actions.questions import settled
from desbumi.programme.models import Attendance, Event, Participant
from desbumi.programme.queries.doors import DoorClosed
from desbumi.programme.rules.attendance import Typed, bare, is_in_the_room
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory
from desbumi.ui.templatetags.ui import day as day_of

MOST_BY_PHONE = 1_000  # who come in by one door; more are no participants
DIGITS = "23456789"  # of the word of the room: none that is taken for a letter


class NotADay(Refusal):
    """A day on which the event is not held, or that is still to come."""

    code, status, field = "attendance.not_a_day", 422, "day"
    says = _("The event is not held on that day, or the day is still to come.")
    way_forward = _("Choose one of its days. If it was held on another one, move the event first.")


class NobodyTyped(Refusal):
    """A list without a row."""

    code, status, field = "attendance.nobody", 422, "rows"
    says = _("There is no name and no role in the list.")
    way_forward = _("Type one line for each line of the paper. Who did not agree to be named has a role and no name.")


class DoorFull(Refusal):
    """More people came in by phone than any event has."""

    code, status = "attendance.door_full", 409
    says = _("Very many have come in by this code already.")
    way_forward = _("Tell an organiser in the room; your name is written on the list there.")


class NotAlike(Refusal):
    """Two entries that cannot be put together."""

    code, status = "attendance.not_alike", 409
    says = _("These two cannot be put together: they belong to different events, or both are known in the register as different people.")
    way_forward = _("Leave both as they are.")


class WasThere(Refusal):
    """Someone to be taken off the list who was there."""

    code, status = "participant.was_there", 409
    says = _("On the list stands that this person was there: %(days)s.")
    way_forward = _("If that is wrong, choose that day and take the tick away first; then take the person off the list.")


@dataclass(frozen=True)
class TakenDown:
    """What became of a typed list: how many were new, how many were on the list already, on which lines stood who was on it already.

    `nameless_before` is how many were there without a name on that day before this list, when it holds such rows too.
    """

    added: int
    known: int
    twice: tuple[int, ...]
    nameless_before: int


def take_down(*, by: Actor, event: Event, rows: Sequence[Typed], day: date | None = None, op: UUID | None = None, device: str = "") -> TakenDown:
    """Take down a signed list: each row was there on that day; without a day they are expected, and on the list to be ticked.

    Who is known by name and village is the same person. Without consent a row is counted and not named; its name goes nowhere.
    On another day such a row is someone who was nameless before, of the same role, village, sex, age and disability.
    Raises NobodyTyped, NotADay, EventOver, NumberInWords, NameTooLong.
    """
    require(by, "attendance.record", event)
    if not rows:
        raise NobodyTyped
    _check_day(event, day)
    for each in rows:
        _check_name(each.name)
    there = Territory.objects.in_bulk(sorted({each.village for each in rows if each.village}))
    with writing(event.territory, *there.values(), by=by, deed="attendance.taken_down", op=op, device=device) as book:
        check_open(event)
        known, people_known = _on_the_list(event), _known_people(by, event, rows)
        others, before = _nameless(event, day)
        fresh, twice, seen = 0, [], set()
        for line, each in enumerate(rows, 1):
            key = (bare(each.name), each.village)
            is_named = bool(key[0]) and each.has_consented
            if is_named and key in seen:
                twice.append(line)
                continue
            if is_named:
                seen.add(key)
            participant = known.get(key) if is_named else next(others[_looks(each)], None)
            if participant is None:
                participant = _enter(by, book, event, each, there.get(each.village), people_known.get(key) if is_named else None)
                fresh += 1
            if day is not None:
                _was_there(book, participant, day, "paper")
        if day is not None:
            begin_if_planned(book, event)
        has_nameless = any(not (bare(each.name) and each.has_consented) for each in rows)
        return TakenDown(fresh, len(rows) - fresh - len(twice), tuple(twice), before if has_nameless else 0)


def tick(*, by: Actor, participant: Participant, day: date, is_there: bool, op: UUID | None = None, device: str = "") -> Participant:
    """Tick someone on the prepared list as there on a day, or take the tick away. Twice is once. Raises NotADay, EventOver, AlreadyMoved."""
    require(by, "attendance.record", participant)
    event = participant.event
    _check_day(event, day)
    with writing(event.territory, by=by, deed="attendance.ticked", op=op, device=device) as book:
        check_open(event)
        participant.refreshed()
        if is_there:
            _was_there(book, participant, day, "list")
            begin_if_planned(book, event)
        else:
            for each in participant.attendances.filter(day=day).order_by("id"):
                book.remove(each)
        return participant


def open_door(*, by: Actor, event: Event, seen: int | None = None, op: UUID | None = None, device: str = "") -> Event:
    """Open the door for phones: a code for the wall, and a word that only who is in the room can read. Anew: the old ones open nothing any more.

    From here on the event keeps its questions, for phones show them. Raises EventOver.
    """
    require(by, "attendance.record", event)
    with writing(event.territory, by=by, deed="door.opened", op=op, device=device) as book:
        check_open(event)
        settled(book, event)
        return book.change(event, seen=seen, token=token_hex(16), word="".join(choice(DIGITS) for _digit in range(6)))


def close_door(*, by: Actor, event: Event, seen: int | None = None, op: UUID | None = None, device: str = "") -> Event:
    """Close the door for phones."""
    require(by, "attendance.record", event)
    with writing(event.territory, by=by, deed="door.closed", op=op, device=device) as book:
        return book.change(event, seen=seen, token="", word="")


def arrive(
    *, by: Actor, event: Event, name: str = "", role: str, village: str = "", sex: str = "", age: str = "", has_disability: bool | None = None,
    has_consented: bool = False, word: str = "", op: UUID | None = None, device: str = "",
) -> Attendance:  # fmt: skip
    """Someone comes in by an own phone, without an account. Not in the room by word, day and hour: kept, and a person decides.

    Raises DoorClosed, DoorFull, NotADay outside of its days, NumberInWords, NameTooLong.
    """
    require(by, "door.use", event)
    _check_name(name)
    now = timezone.now().astimezone(ZoneInfo(event.territory.zone))
    if now.date() not in event.days:
        raise NotADay
    home = Territory.objects.filter(pk=village, events__event=event).first() if village else None
    typed = Typed(name if has_consented else "", role, home.code if home else "", sex, age, has_disability, has_consented and bool(name))
    with writing(event.territory, *([home] if home else []), by=by, deed="attendance.told", op=op, device=device) as book:
        stored = at_the_door(event)
        if stored.participants.count() >= MOST_BY_PHONE:
            raise DoorFull
        participant = _named(stored, typed) or _enter(by, book, stored, typed, home, None)
        is_sure = is_in_the_room(now, now.date(), stored.begins_at, stored.ends_at, knows_the_word=knows(stored, word))
        begin_if_planned(book, stored)
        return _was_there(book, participant, now.date(), "phone", is_sure=is_sure)


def decide_attendance(*, by: Actor, attendance: Attendance, was_there: bool, op: UUID | None = None, device: str = "") -> None:
    """Decide about someone who came in by a phone that was perhaps elsewhere. Raises AlreadyMoved."""
    require(by, "attendance.record", attendance)
    with writing(attendance.participant.event.territory, by=by, deed="attendance.decided", op=op, device=device) as book:
        if was_there:
            book.change(attendance, is_sure=True)
        else:
            book.remove(attendance)


def put_together(*, by: Actor, participant: Participant, other: Participant, op: UUID | None = None, device: str = "") -> Participant:
    """Two entries of one person become one: the days of the other go over to the first. Raises NotAlike, AlreadyMoved."""
    require(by, "attendance.record", participant)
    if participant.event_id != other.event_id or participant.pk == other.pk or (participant.person_id and other.person_id):
        raise NotAlike
    with writing(participant.event.territory, by=by, deed="participant.joined", op=op, device=device) as book:
        participant.refreshed()
        days = {each.day: each for each in participant.attendances.order_by("day")}
        for each in other.attendances.order_by("day"):
            known = days.get(each.day)
            if known is None:
                book.create(Attendance(participant=participant, day=each.day, way=each.way, is_sure=each.is_sure))
            elif each.is_sure and not known.is_sure:
                book.change(known, is_sure=True, way=each.way)
            book.remove(each)
        told: dict[str, Any] = {name: getattr(participant, name) or getattr(other, name) for name in ("sex", "age")}
        told["has_disability"] = other.has_disability if participant.has_disability is None else participant.has_disability
        if other.person_id and not participant.person_id:  # the register knows better than a list
            told |= {"person": other.person, "contact": None, "subject": other.subject, "has_consented": True}
        book.remove(other)
        return book.change(participant, **told)


def keep_apart(*, by: Actor, participant: Participant, op: UUID | None = None, device: str = "") -> Participant:
    """Someone who is named like another is another person. Raises AlreadyMoved."""
    require(by, "attendance.record", participant)
    with writing(participant.event.territory, by=by, deed="participant.apart", op=op, device=device) as book:
        return book.change(participant, is_apart=True)


def take_off(*, by: Actor, participant: Participant, op: UUID | None = None, device: str = "") -> None:
    """Someone who never came, or stands on the list by mistake, is taken off it. Raises WasThere, EventOver, AlreadyMoved."""
    require(by, "attendance.record", participant)
    with writing(participant.event.territory, by=by, deed="participant.removed", op=op, device=device) as book:
        check_open(participant.event)
        came = list(participant.attendances.order_by("day"))
        if sure := [day_of(each.day) for each in came if each.is_sure]:
            raise WasThere(days=", ".join(sure))
        for each in came:
            book.remove(each)
        book.remove(participant)


def knows(event: Event, word: str) -> bool:
    """Whether this is the number that is written in the room."""
    return compare_digest(word.strip().encode(), event.word.encode())


def at_the_door(event: Event) -> Event:
    """The event as it stands under the lock, if its door is still open with the code that was used. Raises DoorClosed."""
    stored = event.refreshed()
    if not stored.token or stored.token != event.token or stored.status in ("complete", "cancelled"):
        raise DoorClosed
    stored.territory = event.territory
    return stored


def _check_day(event: Event, day: date | None) -> None:
    if day is not None and (day not in event.days or day > event.territory.today):
        raise NotADay


def _check_name(name: str) -> None:
    no_number(name=name)
    if len(name) > MOST_LETTERS:
        raise people.NameTooLong(most=MOST_LETTERS)


def _on_the_list(event: Event) -> dict[tuple[str, str], Participant]:
    """Who is on the list by name: (name in small letters, village) → participant."""
    rows = event.participants.filter(has_consented=True).select_related("person", "contact", "event__territory").order_by("id")
    return {(bare(each.name), each.village_id or ""): each for each in rows if each.name}


def _looks(each: Typed | Participant) -> tuple[Any, ...]:
    """What is told of someone who has no name."""
    village = each.village_id if isinstance(each, Participant) else each.village
    return each.role, village or "", each.sex, each.age, each.has_disability


def _nameless(event: Event, day: date | None) -> tuple[dict[tuple[Any, ...], Iterator[Participant]], int]:
    """Who was nameless on other days alone, by what is told of them, one after another; and how many were there without a name on this day."""
    others: dict[tuple[Any, ...], list[Participant]] = defaultdict(list)
    if day is None:
        return defaultdict(lambda: iter(())), 0
    here = set(Attendance.objects.filter(participant__event=event, day=day).values_list("participant", flat=True))
    rows = list(event.participants.filter(has_consented=False).order_by("id"))
    for each in rows:
        if each.pk not in here:
            others[_looks(each)].append(each)
    return defaultdict(lambda: iter(()), {looks: iter(them) for looks, them in others.items()}), sum(each.pk in here for each in rows)


def _named(event: Event, typed: Typed) -> Participant | None:
    """Who stands on the list by this name and village; of many only names are read."""
    if not typed.name:
        return None
    rows = event.participants.filter(has_consented=True, village=typed.village or None).exclude(person__is_locked=True).exclude(contact__is_locked=True)
    names = rows.order_by("-id").values_list("id", "person__name", "contact__name")
    same = next((pk for pk, *names in names if bare(typed.name) in map(bare, filter(None, names))), None)
    return event.participants.get(pk=same) if same else None


def _known_people(by: Actor, event: Event, rows: Iterable[Typed]) -> dict[tuple[str, str], Person | Contact]:
    """Who of these is known by name, and no other of that name: of the register, as far as the actor sees it, else who took part before."""
    codes = [*event.villages.order_by("id").values_list("village_id", flat=True), event.territory_id]
    found: dict[tuple[str, str], Person | Contact] = {}
    for each in Contact.objects.filter(territory__in=codes, office=MARK).defer("phone").order_by("id"):
        found[bare(each.name), "" if each.territory_id == event.territory_id and event.territory.level != "village" else each.territory_id] = each
    wanted = {(bare(each.name), each.village) for each in rows if each.village and each.has_consented}
    there = visible(by, Person).filter(village__in={village for _name, village in wanted}, name_key__in={name for name, _village in wanted})
    registered: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in there.defer("nik", "phone").order_by("id"):
        registered[person.name_key, person.village_id].append(person)
    return found | {key: same[0] for key, same in registered.items() if len(same) == 1}


MARK = "peserta"  # what the office of a contact begins with who took part in an event; the word stands in the record, not on the screen


def _enter(by: Actor, book: Writing, event: Event, typed: Typed, village: Territory | None, known: Person | Contact | None) -> Participant:
    """A new participant; with consent named by the register, or by a contact in the book of the own village."""
    who = None
    if typed.has_consented and words(typed.name):
        who = known or people.keep_contact(by=by, territory=village or event.territory, name=" ".join(typed.name.split()), office=MARK)
    return book.create(
        Participant(
            event=event, role=typed.role, village=village, sex=typed.sex or getattr(who, "sex", ""), age=typed.age, has_disability=typed.has_disability,
            has_consented=who is not None, person=who if isinstance(who, Person) else None, contact=who if isinstance(who, Contact) else None,
            subject=who.pk if who else None,
        )
    )  # fmt: skip


def _was_there(book: Writing, participant: Participant, day: date, way: str, *, is_sure: bool = True) -> Attendance:
    """The day of a participant, once; who was not sure is, when a list says so, and not when the phone tries another number."""
    known = Attendance.objects.filter(participant=participant, day=day).first()
    if known is None:
        return book.create(Attendance(participant=participant, day=day, way=way, is_sure=is_sure))
    return book.change(known, is_sure=True, way=way) if is_sure and not known.is_sure and way != "phone" else known
