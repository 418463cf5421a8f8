"""Asking people what they allow, and keeping what they said. Each function is one deed and one op in the book."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.papers import actions as papers
from desbumi.papers.cell import Opened
from desbumi.people.actions.persons import check_present, no_number
from desbumi.people.actions.photos import nameless, take_photos_out
from desbumi.people.models import Consent, Person
from desbumi.people.queries.persons import entries_of, who_stayed
from desbumi.people.rules import births
from desbumi.people.rules.consents import WAY
from desbumi.refusals import Refusal


class WitnessMissing(Refusal):
    """A spoken yes needs someone who heard it."""

    code, status, field, constraint = "consent.witness_missing", 422, "witness", ("people_consent_witness",)
    says = _("What is spoken needs a witness.")
    way_forward = _("Write who was there and heard it: a name is enough.")


class GiverUnnamed(Refusal):
    """Who speaks for a person has a name."""

    code, status, field, constraint = "consent.giver_unnamed", 422, "giver_name", ("people_consent_giver_named",)
    says = _("Who answered for the person, or helped with it?")
    way_forward = _("Write the name of the parent, guardian or helper.")


class ChildNeedsGuardian(Refusal):
    """A child's consent comes from the guardian (UU 27/2022 art. 25)."""

    code, status, field = "consent.child_needs_guardian", 422, "giver"
    says = _("This person is younger than 18: a parent or guardian answers.")
    way_forward = _("Ask the parent or guardian, and hear the child too.")


class GivenLater(Refusal):
    """An answer that is to come."""

    code, status, field = "consent.given_later", 422, "given_on"
    says = _("This day has not come yet.")
    way_forward = _("Write the day on which the person answered.")


class NotWithdrawn(Refusal):
    """Only a yes can be withdrawn."""

    code, status = "consent.not_withdrawn", 409
    says = _("This consent does not hold any more.")
    way_forward = _("Look at what stands there now.")


def record_consent(
    *, by: Actor, person: Person, purpose: str, answer: str, giver: str = "self", giver_name: str = "", manner: str = "signature", witness: str = "",
    given_on: date, scans: Sequence[Opened] = (), op: UUID | None = None, device: str = "",
) -> Consent:  # fmt: skip
    """An answer, `yes` or `no`, for one purpose; the newest holds.

    Raises WitnessMissing, GiverUnnamed, NumberInWords, ChildNeedsGuardian, GivenLater, PersonLocked.
    """
    require(by, "person.record", person)
    no_number(giver_name=giver_name, witness=witness)
    if given_on > person.village.today:
        raise GivenLater
    if births.is_child(person.born_on, person.born_year, given_on) and giver != "guardian":
        raise ChildNeedsGuardian
    if manner == "spoken" and not witness.strip():
        raise WitnessMissing
    if giver != "self" and not giver_name.strip():
        raise GiverUnnamed
    entries = entries_of(person)
    with writing(*{each.village_id: each.village for each in entries}.values(), by=by, deed="consent.recorded", op=op, device=device) as book:
        check_present(person)
        if purpose == "photo" and answer != "yes":
            take_photos_out(book, by, entries)
        paper = papers.keep(by=by, territory=person.village, opened=nameless(scans[0], "persetujuan"), subject=person.pk) if scans else None
        return book.create(
            Consent(
                person=person, purpose=purpose, status=WAY.after("allow" if answer == "yes" else "deny", None), giver=giver, giver_name=giver_name,
                manner=manner, witness=witness, given_on=given_on, paper=paper,
            )
        )  # fmt: skip


def withdraw_consent(*, by: Actor, consent: Consent, withdrawn_on: date, op: UUID | None = None, device: str = "") -> Consent:
    """Take a yes back; from now on exports leave the person out. A yes that was given under an entry since merged, too.

    Raises NotWithdrawn, GivenLater, PersonLocked.
    """
    require(by, "person.record", consent)
    if withdrawn_on > consent.person.village.today:
        raise GivenLater(field="withdrawn_on")
    now = who_stayed(consent.person.refreshed())
    entries = entries_of(now)
    with writing(*{each.village_id: each.village for each in entries}.values(), by=by, deed="consent.withdrawn", op=op, device=device) as book:
        check_present(now)
        stored = consent.refreshed()
        if stored.status != "yes":
            raise NotWithdrawn
        if stored.purpose == "photo":
            take_photos_out(book, by, entries)
        return book.change(consent, status=WAY.after("withdraw", stored.status), withdrawn_on=max(withdrawn_on, stored.given_on))
