"""What was agreed: the shared understanding of villages, their Desbumi teams, commitments."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from desbumi.access.policy import can, reached, visible
from desbumi.book.actors import Actor
from desbumi.programme.models import Agreement, AgreementText, Commitment, Event, Implementer, Place, Target, Team, TeamMember
from desbumi.programme.queries.events import when
from desbumi.programme.rules.promises import has_left
from desbumi.territory.models import Territory


@dataclass(frozen=True)
class Standing:
    """How far a village is with its shared understanding: none, drafted, signed; whether the user may go on with it."""

    village: Territory
    place: Place | None
    agreement: Agreement | None
    text: AgreementText | None
    may_draft: bool

    @property
    def state(self) -> str:
        """none, drafted or signed."""
        if self.agreement is not None and self.agreement.status == "signed":
            return "signed"
        return "drafted" if self.text is not None else "none"


def understandings(user: Actor, event: Event, villages: list[Territory]) -> list[Standing]:
    """How far each village of an event is with its shared understanding, as far as the user sees it."""
    codes = [each.code for each in villages]
    there = {each.village_id: each for each in visible(user, Place).filter(programme=event.programme_id, village__in=codes).order_by("id")}
    agreements: dict[str, Agreement] = {}
    rows = visible(user, Agreement).filter(programme=event.programme_id, territory__in=codes, kind="agreement").exclude(status="ended")
    for each in rows.order_by("status", "id"):  # drafted, then signed: what is signed stays
        agreements[each.territory_id] = each
    texts = {each.agreement_id: each for each in AgreementText.objects.filter(agreement__in=agreements.values()).order_by("id")}
    found = []
    for village in villages:
        place, agreement = there.get(village.code), agreements.get(village.code)
        if place is not None:
            found.append(Standing(village, place, agreement, texts.get(agreement.pk) if agreement else None, can(user, "understanding.draft", place)))
    return found


def understanding_of(place: Place) -> tuple[Agreement | None, AgreementText | None]:
    """The village's shared understanding that holds or is being drafted, with its text."""
    rows = Agreement.objects.filter(programme=place.programme_id, territory=place.village_id, kind="agreement").exclude(status="ended")
    agreement = rows.order_by("-status", "id").first()
    return agreement, AgreementText.objects.filter(agreement=agreement).first() if agreement else None


def template_of(place: Place, event: Event | None) -> dict[str, Any]:
    """A draft to begin with, in Indonesian: who agrees with whom on what; the village's targets are named in it."""
    working = Implementer.objects.on(place.village.today).filter(programme=place.programme_id, territory__code__in=[place.village_id[:5], place.village_id])
    names = [each.organisation.name for each in working.select_related("organisation").order_by("id")] or ["pelaksana program"]
    held = [str(each) for each in Target.objects.filter(place=place, dropped_because="").select_related("indicator").order_by("id")]
    held_on = f"pada kegiatan “{event.title}”, {when(event)}, di {event.venue or '…'}" if event else "dalam musyawarah bersama"
    told = [
        f"Pemerintah {place.village.title} dan {' serta '.join(names)}, {held_on}, telah bersepaham:",
        f"1. {place.village.title} bersedia mengikuti {place.programme.name} dan membangun Desbumi (Desa Peduli Buruh Migran).",
        "2. Desa mengadakan sosialisasi kepada warga pada hari yang tertulis di bawah ini. Sosialisasi itu membuka pendampingan.",
        f"3. {names[0]} mendampingi desa: menyiapkan sosialisasi, melatih tim Desbumi, dan mengunjungi desa secara tetap.",
        "4. Sesudah sosialisasi, kepala desa menetapkan tim Desbumi dengan surat keputusan.",
    ]
    if held:
        told.append("5. Target perubahan yang disepakati: " + "; ".join(held) + ".")
    return {"form": "record", "body": "\n".join(told), "for_village": f"Kepala {place.village.title}", "for_implementer": names[0]}


def team_of(user: Actor, place: Place) -> Team | None:
    """The newest team of a village, as far as the user sees it."""
    return visible(user, Team).filter(place=place).select_related("scan", "place__village").order_by("-from_on", "-id").first()


@dataclass(frozen=True)
class Members:
    """The members of a team in office, and those who left; women and returnees counted beside the whole."""

    now: list[TeamMember]
    before: list[TeamMember]
    women: int
    returnees: int


def members(user: Actor, team: Team) -> Members:
    """Who is in the team, in the order of the offices."""
    rows = list(visible(user, TeamMember).filter(team=team).select_related("person", "contact").order_by("id"))
    offices = [code for code, _name in TeamMember._meta.get_field("office").choices or ()]
    rows.sort(key=lambda each: offices.index(each.office))
    today = team.place.village.today
    now = [each for each in rows if not has_left(each.left_on, team.until_on, today)]
    return Members(now, [each for each in rows if each not in now], sum(each.sex == "female" for each in now), sum(each.is_returnee is True for each in now))


def members_in_office(user: Actor) -> QuerySet[TeamMember]:
    """Members of teams who may make a commitment: in office today, where the user takes commitments down."""
    rows = reached(user, "commitment.record", TeamMember.objects.filter(left_on__isnull=True))
    return rows.select_related("person", "contact", "team__place__village").order_by("team__place__village__name", "id")


def commitments(user: Actor, *, event: Event | None = None, village: Territory | None = None, status: str = "") -> QuerySet[Commitment]:
    """What was promised, soonest first; what is over comes last."""
    rows = visible(user, Commitment)
    if event is not None:
        rows = rows.filter(event=event)
    if village is not None:
        rows = rows.filter(Q(territory=village))
    if status:
        rows = rows.filter(status=status)
    return rows.select_related("territory", "member__person", "member__contact", "member__team__place__village", "event").order_by("status", "due_on", "id")


def whose(commitment: Commitment) -> tuple[str, bool]:
    """By whom a commitment is, in words, and whether that one has left office."""
    member = commitment.member
    if member is None:
        return commitment.whose, False
    return commitment.whose or member.name or _("a member of the team"), has_left(member.left_on, member.team.until_on, commitment.territory.today)
