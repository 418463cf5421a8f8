"""Events: the list, one event, where they may be held."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from desbumi.access.policy import NotAllowed, any_of, can, reached, scopes, visible
from desbumi.access.queries import names_of
from desbumi.book.actors import Actor
from desbumi.book.models import Recorded
from desbumi.book.queries import history
from desbumi.programme.models import Event, EventFile, EventVillage, Place, Programme
from desbumi.programme.rules.events import OPEN
from desbumi.territory.models import Level, Territory
from desbumi.territory.rules import level_of
from desbumi.ui.templatetags.ui import day as day_of

MOST_VILLAGES = 120  # that are offered to choose from


def events(user: Actor) -> QuerySet[Event]:
    """Events that the user is to know of: of the places where the user works; of those above, what concerns these places."""
    codes = [scope.territory for scope in scopes(user, "event.see")]
    own = any_of(scopes(user, "board.see"), "territory_id") or Q(pk__in=[])
    villages = [code for code in codes if level_of(code) == Level.VILLAGE]
    concerned = EventVillage.objects.filter(event=OuterRef("pk"), village__in=villages)
    rows = visible(user, Event)
    return rows.filter(own | Q(territory__in=codes) | Exists(concerned)) if villages else rows


def listed(user: Actor, *, kind: str = "", status: str = "", when: str = "", village: str = "", day: date | None = None) -> QuerySet[Event]:
    """Events as a list, the newest day first; what is to come, the next one first."""
    today = day or timezone.localdate()
    rows = events(user)
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status=status)
    if village:
        rows = rows.filter(Exists(EventVillage.objects.filter(event=OuterRef("pk"), village=village)))
    if when == "coming":
        rows = rows.filter(ends_on__gte=today)
    elif when == "past":
        rows = rows.filter(ends_on__lt=today)
    elif when == "open":
        rows = rows.filter(status__in=OPEN, ends_on__lt=today)
    order = ("starts_on", "id") if when == "coming" else ("-starts_on", "id")
    return with_villages(rows).order_by(*order)


def with_villages(rows: QuerySet[Event]) -> QuerySet[Event]:
    """The same events with their territory and the villages that they concern, for a list."""
    named = EventVillage.objects.select_related("village").order_by("village__name", "id")
    return rows.select_related("territory").prefetch_related(Prefetch("villages", named))


def of_village(user: Actor, village: Territory, many: int = 6) -> list[Event]:
    """The newest events that concern a village, as far as the user may know of them."""
    rows = events(user).filter(Exists(EventVillage.objects.filter(event=OuterRef("pk"), village=village)))
    return list(with_villages(rows).order_by("-starts_on", "id")[:many])


def villages_of(event: Event) -> list[Territory]:
    """The villages that an event concerns, by name."""
    return [each.village for each in event.villages.select_related("village").order_by("village__name", "id")]


def places_to_hold_in(user: Actor) -> QuerySet[Territory]:
    """Territories in whose name the user may hold an event: nation, regencies and villages of the programmes."""
    rows = Territory.objects.filter(Q(in_programme=True) | Q(level=Level.NATION), level__in=[Level.NATION, Level.REGENCY, Level.VILLAGE])
    return reached(user, "event.record", rows).order_by("level", "name", "code")


def villages_to_concern(user: Actor) -> QuerySet[Territory]:
    """Villages of the programmes that the user sees, by name."""
    rows: QuerySet[Territory] = Territory.objects.filter(level=Level.VILLAGE, places__in=visible(user, Place)).order_by("name", "code").distinct()
    return rows


def villages_to_visit(user: Actor) -> QuerySet[Territory]:
    """Villages of the programmes in which the user may tell a visit, by name."""
    rows = Territory.objects.filter(level=Level.VILLAGE, places__isnull=False).order_by("name", "code").distinct()
    return reached(user, "event.record", rows)


def programmes_of(user: Actor) -> QuerySet[Programme]:
    """Programmes to which an event may belong, the first loaded first."""
    return visible(user, Programme).order_by("id")


@dataclass(frozen=True)
class Around:
    """What stands around an event for a user: what may be done, its villages, those of them that are the user's own."""

    event: Event
    villages: list[Territory]
    may_record: bool
    may_take_down: bool
    may_see_names: bool
    may_see_file: bool
    may_slip: bool


def around(user: Actor, event: Event) -> Around:
    """An event with what this user may do about it. Raises NotAllowed when it is none of those that the user is to know of."""
    villages = villages_of(event)
    if not _is_to_know(user, event, villages):
        raise NotAllowed
    return Around(
        event, villages, can(user, "event.record", event), can(user, "attendance.record", event), can(user, "attendance.see", event),
        can(user, "activity.see", event), can(user, "slip.record", event),
    )  # fmt: skip


def _is_to_know(user: Actor, event: Event, villages: list[Territory]) -> bool:
    """What `events` asks of the database, of one event."""
    codes = {scope.territory for scope in scopes(user, "event.see")}
    if not any(level_of(code) == Level.VILLAGE for code in codes):
        return True
    return event.territory_id in codes or can(user, "board.see", event) or any(each.code in codes for each in villages)


def when(event: Event) -> str:
    """The days of an event in words: one, or the first and the last."""
    return day_of(event.starts_on) if event.starts_on == event.ends_on else f"{day_of(event.starts_on)} – {day_of(event.ends_on)}"


def story(event: Event, more: list[Recorded] | None = None) -> dict[str, Any]:
    """What happened to an event, newest first, with the names of who did it."""
    lines = history([event, *(more or [])])
    return {"lines": lines, "names": names_of(line.entry.actor for line in lines)}


def photos_of(event: Event) -> QuerySet[EventFile]:
    """The photos of an event, in order of day and page."""
    return event.files.filter(kind="photo").select_related("file").order_by("day", "page", "id")


def to_tell(event: Event) -> list[str]:
    """After an event was moved: whom to tell, by the names on its list; nobody when it was not."""
    if event.moved_from is None:
        return []
    rows = event.participants.filter(has_consented=True).select_related("person", "contact").order_by("id")
    return sorted(each.name for each in rows if each.name)
