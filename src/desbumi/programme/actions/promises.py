"""What people do about what is agreed: the shared understanding of a village, its Desbumi team, commitments. Each function is one deed and one op in the book."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require, visible
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.papers.actions import keep
from desbumi.papers.cell import Opened
from desbumi.people import actions as people
from desbumi.people.actions.persons import no_number
from desbumi.people.models import Contact, Person
from desbumi.people.rules.names import key
from desbumi.programme.actions.agreements import NotForward, NotYetPast
from desbumi.programme.models import (
    Agreement,
    AgreementParty,
    AgreementScan,
    AgreementScope,
    AgreementText,
    Commitment,
    Event,
    Implementer,
    Place,
    Team,
    TeamMember,
)
from desbumi.programme.rules.promises import COMMITMENT_WAY, has_left
from desbumi.refusals import NotNow, Refusal
from desbumi.territory.models import Territory

ONE_EACH = ("chair", "secretary", "treasurer")
MARK = "pengurus"  # the office of a contact who is known as a member of a team
ENTRIES = {"keep": "commitment.kept", "break": "commitment.broken", "drop": "commitment.dropped", "reopen": "commitment.reopened"}


class AlreadySigned(Refusal):
    """The village has signed its shared understanding."""

    code, status = "understanding.signed", 409
    says = _("The village has signed its shared understanding already; its text stays as it was signed.")
    way_forward = _("What changes is written in a new one, once this one is ended: the coordinator sets the village back, with a reason.")


class NotDrafted(Refusal):
    """A shared understanding without a text."""

    code, status = "understanding.not_drafted", 409
    says = _("There is no text yet that could be signed.")
    way_forward = _("Draft it together first; a draft can be printed and signed on the same day.")


class ScanMissing(Refusal):
    """Signed, without the paper."""

    code, status, field = "understanding.scan_missing", 422, "files"
    says = _("The signed paper is missing.")
    way_forward = _("Take a photo of each signed page, or choose the scan. The signatures on paper are what counts.")


class OutOfOffice(Refusal):
    """A commitment by someone who has left office."""

    code, status, field = "commitment.out_of_office", 422, "member"
    says = _("%(who)s is no longer in office.")
    way_forward = _("Ask who took over, and write that name; or leave the member empty and write whose it is in words.")


class OfficeTaken(Refusal):
    """A second chair, secretary or treasurer, or someone who is in the team already."""

    code, status, field = "team.office_taken", 409, "name"
    says = _("%(who)s stands in this team already, as %(office)s.")
    way_forward = _("Tell first that this person left the team; or choose another office.")


class NoMember(Refusal):
    """A member without a name."""

    code, status, field = "team.no_name", 422, "name"
    says = _("There is no name.")
    way_forward = _("Write the name as it stands in the decree.")


def draft_understanding(
    *, by: Actor, place: Place, form: str, body: str, outreach_on: date | None = None, outreach_at: str = "", number: str = "", for_village: str = "",
    for_implementer: str = "", event: Event | None = None, seen: int | None = None, op: UUID | None = None, device: str = "",
) -> AgreementText:  # fmt: skip
    """Draft a village's shared understanding together, or change the draft. Raises AlreadySigned, AlreadyMoved."""
    require(by, "understanding.draft", place)
    with writing(place.village, by=by, deed="understanding.drafted", op=op, device=device) as book:
        agreement = _agreement_under_way(by, book, place)
        told: dict[str, Any] = {
            "form": form, "body": body, "outreach_on": outreach_on, "outreach_at": outreach_at, "number": number, "for_village": for_village,
            "for_implementer": for_implementer,
        }  # fmt: skip
        known = AgreementText.objects.filter(agreement=agreement).first()
        if known is not None:
            return book.change(known, seen=seen, **told)
        return book.create(AgreementText(agreement=agreement, event=event, **told))


def sign_understanding(*, by: Actor, place: Place, signed_on: date, files: Sequence[Opened] = (), op: UUID | None = None, device: str = "") -> Agreement:
    """The paper was signed: its day, and its scans. The village then stands at the next stage. Raises NotYetPast, NotDrafted, ScanMissing, AlreadySigned."""
    require(by, "understanding.draft", place)
    if signed_on > place.village.today:
        raise NotYetPast(field="signed_on")
    if not files:
        raise ScanMissing
    with writing(place.village, by=by, deed="agreement.dated", op=op, device=device) as book:
        agreement = _agreement_under_way(by, book, place, create=False)
        with writing(place.village, by=by, deed="agreement.scanned"):
            for each in files:
                book.create(AgreementScan(agreement=agreement, file=keep(by=by, territory=place.village, opened=each)))
        return book.change(agreement, signed_on=signed_on, status="signed")


def file_decree(
    *, by: Actor, place: Place, decree_number: str, decreed_on: date, from_on: date, until_on: date | None = None, files: Sequence[Opened] = (),
    op: UUID | None = None, device: str = "",
) -> Team:  # fmt: skip
    """File the village head's decree on the Desbumi team, with its scan. With it the assistance begins. Raises NotYetPast, NotForward, ScanMissing."""
    require(by, "team.record", place)
    if decreed_on > place.village.today:
        raise NotYetPast(field="decreed_on")
    if until_on is not None and until_on <= from_on:
        raise NotForward(field="until_on")
    if not files:
        raise ScanMissing
    with writing(place.village, by=by, deed="team.decreed", op=op, device=device) as book:
        team = Team(place=place, decree_number=decree_number, decreed_on=decreed_on, from_on=from_on, until_on=until_on)
        team.scan = keep(by=by, territory=place.village, opened=files[0])
        return book.create(team)


def add_member(
    *, by: Actor, team: Team, name: str, office: str, sex: str = "", is_returnee: bool | None = None, op: UUID | None = None, device: str = ""
) -> TeamMember:
    """Someone of the team, by the name in the decree; who is known in the register by that name alone, to whoever writes, is that person. Raises NoMember, OfficeTaken, NumberInWords."""
    require(by, "team.record", team)
    no_number(name=name)
    named = " ".join(name.split())
    if not any(letter.isalpha() for letter in named):
        raise NoMember
    village = team.place.village
    same = list(visible(by, Person).filter(village=village, name_key=key(named)).defer("nik", "phone").order_by("id")[:2])
    with writing(village, by=by, deed="member.added", op=op, device=device) as book:
        for each in team.members.select_related("person", "contact").filter(left_on__isnull=True).order_by("id"):
            if each.office == office in ONE_EACH or (each.name and key(each.name) == key(named)):
                raise OfficeTaken(who=each.name or _("Someone"), office=each.get_office_display())
        person = same[0] if len(same) == 1 else None
        contact = None if person else people.keep_contact(by=by, territory=village, name=named, office=MARK)
        who: Person | Contact = person or contact  # type: ignore[assignment]  # one of the two is there
        known_sex = person.sex if person else ""
        return book.create(
            TeamMember(team=team, office=office, sex=sex or known_sex, is_returnee=is_returnee, person=person, contact=contact, subject=who.pk)
        )  # fmt: skip


def leave_team(*, by: Actor, member: TeamMember, left_on: date, op: UUID | None = None, device: str = "") -> TeamMember:
    """Someone left the team. Raises NotYetPast, AlreadyMoved."""
    require(by, "team.record", member)
    if left_on > member.team.place.village.today:
        raise NotYetPast(field="left_on")
    with writing(member.team.place.village, by=by, deed="member.left", op=op, device=device) as book:
        return book.change(member, left_on=left_on)


def commit(
    *, by: Actor, territory: Territory, what: str, whose: str, due_on: date, member: TeamMember | None = None, event: Event | None = None,
    op: UUID | None = None, device: str = "",
) -> Commitment:  # fmt: skip
    """Someone promises something by a day. Raises OutOfOffice."""
    require(by, "commitment.record", territory)
    _check_in_office(member, territory)
    with writing(territory, by=by, deed="commitment.made", op=op, device=device) as book:
        return book.create(Commitment(territory=territory, event=event, what=what, whose=whose, member=member, due_on=due_on))


def tell_commitment(
    *, by: Actor, commitment: Commitment, change: str, told: str = "", seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Commitment:
    """What became of a commitment: keep, break, drop, reopen. Raises NotNow, AlreadyMoved."""
    require(by, "commitment.record", commitment)
    if change not in ENTRIES:
        raise NotNow
    with writing(commitment.territory, by=by, deed=ENTRIES[change], op=op, device=device) as book:
        return book.change(commitment, seen=seen, status=COMMITMENT_WAY.after(change, commitment.refreshed().status), told=told)


def hand_over(
    *, by: Actor, commitment: Commitment, whose: str, due_on: date, member: TeamMember | None = None, seen: int | None = None, op: UUID | None = None,
    device: str = "",
) -> Commitment:  # fmt: skip
    """Someone else takes a commitment over, perhaps to another day: who made it has left office. Raises OutOfOffice, NotNow, AlreadyMoved."""
    require(by, "commitment.record", commitment)
    _check_in_office(member, commitment.territory)
    with writing(commitment.territory, by=by, deed="commitment.handed_over", op=op, device=device) as book:
        if commitment.refreshed().status != "open":
            raise NotNow
        return book.change(commitment, seen=seen, whose=whose, member=member, due_on=due_on)


def _check_in_office(member: TeamMember | None, territory: Territory) -> None:
    if member is not None and has_left(member.left_on, member.team.until_on, territory.today):
        raise OutOfOffice(who=member.name or _("Whoever this was"))


def _agreement_under_way(by: Actor, book: Writing, place: Place, *, create: bool = True) -> Agreement:
    """The village's shared understanding that is being drafted; the first time it is recorded. Raises AlreadySigned, NotDrafted."""
    known = Agreement.objects.filter(programme=place.programme_id, territory=place.village_id, kind="agreement").exclude(status="ended")
    found = list(known.order_by("-status", "id"))
    if any(each.status == "signed" for each in found):
        raise AlreadySigned
    if not create:
        if not found or not AgreementText.objects.filter(agreement=found[0]).exists():
            raise NotDrafted
        return found[0]
    if found:
        return found[0]
    with writing(place.village, by=by, deed="agreement.recorded"):
        agreement = book.create(Agreement(programme=place.programme, territory=place.village, status="drafted"))
        book.create(AgreementParty(agreement=agreement, government_of=place.village))
        working = Implementer.objects.on(place.village.today).filter(programme=place.programme_id, territory__code__in=[place.village_id[:5], place.village_id])
        for implementer in working.order_by("id"):
            book.create(AgreementParty(agreement=agreement, organisation_id=implementer.organisation_id))
        book.create(AgreementScope(agreement=agreement, territory=place.village))
        return agreement
