"""Who came: figures, the list, who is perhaps the same, what waits for a decision."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _

from desbumi.access.policy import visible
from desbumi.access.queries import staff_of
from desbumi.book.actors import Actor
from desbumi.people.models import Contact
from desbumi.people.models.persons import SEXES
from desbumi.programme.models import Attendance, Event, EventFile, Participant
from desbumi.programme.models.attendance import WAYS_OF_COMING
from desbumi.programme.rules.attendance import alike_pairs, bare, withheld
from desbumi.programme.rules.events import AGES, ROLES
from desbumi.territory.models import Territory

SURE = Exists(Attendance.objects.filter(participant=OuterRef("pk"), is_sure=True))


@dataclass(frozen=True)
class Row:
    """A line of a table of attendance: what of, how many were wanted (None: not said), came, of them women, of them with a disability (None: not told)."""

    name: Any
    wanted: int | None
    came: int
    women: int
    disabled: int | None


@dataclass(frozen=True)
class Figures:
    """Who came to an event, in numbers; each opens to the list and the signed sheets. Of fewer than five no disability and no age is told: None."""

    came: int
    wanted: int
    women: int
    disabled: int | None
    by_disability: list[tuple[Any, int | None]]
    unnamed: int
    by_role: list[Row]
    by_village: list[Row]
    by_sex: list[tuple[Any, int]]
    by_age: list[tuple[Any, int | None]]
    by_day: list[tuple[date, int, dict[str, int], int]]  # day, came, by way, signed sheets
    waiting: int
    expected: int
    codes: dict[str, int] = field(default_factory=dict)


def figures(event: Event, villages: list[Territory]) -> Figures:
    """Who came, by role, village, sex, age, disability and day: counted from days that are sure."""
    named = {each.code: each.name for each in villages}
    came = event.participants.filter(SURE)
    groups = list(
        came.order_by().values_list("role", "village_id", "sex", "age", "has_disability", "has_consented").annotate(many=Count("id")).order_by("role")
    )
    tables: dict[str, dict[Any, Counter[str]]] = {name: defaultdict(Counter) for name in ("role", "village", "sex", "age")}
    total: Counter[str] = Counter()
    for role, village, sex, age, disability, consented, many in groups:
        told = Counter(
            {
                "came": many,
                "women": many * (sex == "female"),
                "disabled": many * (disability is True),
                "unknown": many * (disability is None),
                "unnamed": many * (not consented),
            }
        )
        total += told
        for name, key in (("role", role), ("village", village), ("sex", sex), ("age", age)):
            tables[name][key] += told
    wanted = {each.role: each.each_village * len(named) + each.others for each in event.invitations.order_by("id")}
    roles = [(code, label) for code, label in ROLES if code in wanted or code in tables["role"]]
    others = [code for code in tables["village"] if code and code not in named]
    known = named | ({each.code: each.name for each in Territory.objects.filter(pk__in=others)} if others else {})
    disabled = _enough({code: tables["village"][code]["disabled"] for code in (*known, *([None] if tables["village"][None] else []))}, noughts=True)
    ages = _enough({code: told["came"] for code, told in tables["age"].items()})
    answers = _enough({"yes": total["disabled"], "no": total["came"] - total["disabled"] - total["unknown"], "": total["unknown"]})
    return Figures(
        total["came"], sum(wanted.values()), total["women"], answers["yes"],
        [(label, answers[code]) for code, label in (("yes", _("yes")), ("no", _("no")), ("", _("not asked")))], total["unnamed"],
        [_row(label, wanted.get(code), tables["role"][code], None) for code, label in roles],
        [_row(name, None, tables["village"][code], disabled[code]) for code, name in sorted(known.items(), key=lambda each: each[1])] + ([_row("", None, tables["village"][None], disabled[None])] if tables["village"][None] else []),
        [(label, tables["sex"][code]["came"]) for code, label in (*SEXES, ("", "")) if tables["sex"][code]["came"]],
        [(label, ages[code]) for code, label in (*AGES, ("", "")) if tables["age"][code]["came"]],
        _by_day(event), Attendance.objects.filter(participant__event=event, is_sure=False).count(), event.participants.count(),
        {code or "": told["came"] for code, told in tables["village"].items()},
    )  # fmt: skip


def _row(name: Any, wanted: int | None, told: Counter[str], disabled: int | None) -> Row:
    return Row(name, wanted, told["came"], told["women"], disabled)


def _enough(counts: dict[Any, int], *, noughts: bool = False) -> dict[Any, int | None]:
    """Counts of groups; None where it would be told of fewer than five."""
    hidden = withheld(counts, noughts=noughts)
    return {group: None if group in hidden else many for group, many in counts.items()}


def _by_day(event: Event) -> list[tuple[date, int, dict[str, int], int]]:
    ways: dict[date, Counter[str]] = defaultdict(Counter)
    sure = Attendance.objects.filter(participant__event=event, is_sure=True)
    for day, way, many in sure.values_list("day", "way").annotate(many=Count("id")).order_by("day", "way"):
        ways[day][way] += many
    sheets = Counter(EventFile.objects.filter(event=event, kind="attendance").order_by("id").values_list("day", flat=True))
    return [
        (day, sum(ways[day].values()), {way: ways[day][way] for way, _name in WAYS_OF_COMING}, sheets[day] + (sheets[None] if len(event.days) == 1 else 0))
        for day in event.days
    ]


def participants(user: Actor, event: Event, *, role: str = "", village: str = "") -> QuerySet[Participant]:
    """Who is on the list of an event, by village and role, with their days; as far as the user may see names."""
    rows = visible(user, Participant).filter(event=event)
    if role:
        rows = rows.filter(role=role)
    if village:
        rows = rows.filter(village=village)
    days = Attendance.objects.order_by("day")
    detailed = rows.select_related("person", "contact", "village").prefetch_related(Prefetch("attendances", days))
    return detailed.order_by("village__name", "role", "id")


def by_name(rows: Iterable[Participant]) -> list[Participant]:
    """These participants by name; who has none comes last."""
    return sorted(rows, key=lambda each: (not each.name, bare(each.name), str(each.pk)))


LIGHT = (
    "village_id",
    "person_id",
    "contact_id",
    "is_apart",
    *(f"{who}__{name}" for who in ("person", "contact") for name in ("name", "is_locked")),
    "person__merged_into",
)


def listed(user: Actor, event: Event, *, role: str = "", village: str = "") -> list[Participant]:
    """Who is on the list by name, with nothing read but the name: to find a page of it, or who stands there twice."""
    rows = participants(user, event, role=role, village=village).prefetch_related(None).select_related(None)
    return by_name(rows.select_related("person", "contact").only(*LIGHT))


def perhaps_the_same(rows: Iterable[Participant]) -> list[tuple[Participant, Participant]]:
    """Pairs on the list that could be one person: names that sound alike, of one village; who was told apart is left out. At most 20."""
    groups: dict[Any, list[Participant]] = defaultdict(list)
    for each in rows:
        if each.name and not each.is_apart:
            groups[each.village_id].append(each)
    pairs = [(group[one], group[other]) for group in groups.values() for one, other in alike_pairs([each.name for each in group])]
    found = [pair for pair in pairs if not (pair[0].person_id and pair[1].person_id)]
    found = sorted(found, key=lambda pair: (pair[0].name, str(pair[0].pk)))[:20]
    whole = Participant.objects.select_related("person", "contact", "village").in_bulk([each.pk for pair in found for each in pair])
    return [(whole[one.pk], whole[other.pk]) for one, other in found]


def waiting(user: Actor, event: Event) -> QuerySet[Attendance]:
    """Who came in by a phone that was perhaps elsewhere, oldest first."""
    rows = visible(user, Attendance).filter(participant__event=event, is_sure=False)
    return rows.select_related("participant__person", "participant__contact", "participant__village").order_by("created_at", "id")


def known_names(user: Actor, event: Event, villages: list[Territory], most: int = 400) -> list[tuple[str, str]]:
    """Names to suggest while a list is typed: who is on it already, who took part before, who works in these villages: (name, village's code)."""
    codes = [each.code for each in villages]
    found: dict[tuple[str, str], None] = {}
    for each in participants(user, event):
        if each.name:
            found[each.name, each.village_id or ""] = None
    for contact in Contact.objects.filter(territory__in=codes, is_locked=False, office="peserta").defer("phone").order_by("-id")[:most]:
        found[contact.name, contact.territory_id] = None
    for assignment in staff_of(user, *villages):
        found[assignment.account.full_name, assignment.territory_id] = None
    return list(found)[:most]


def sheets(event: Event, day: date | None) -> QuerySet[EventFile]:
    """The signed sheets that stand behind the number of a day."""
    rows = event.files.filter(kind="attendance")
    return (rows.filter(day=day) if day else rows).select_related("file").order_by("day", "page", "id")


def took_part(people: Iterable[Any]) -> list[Attendance]:
    """The days on which someone (all ids that the person had) was at an event, the newest first; nobody is asked: it is for the person's own file."""
    rows = Attendance.objects.filter(participant__person__in=list(people), is_sure=True).select_related("participant__event__territory")
    return list(rows.order_by("-day", "id"))
