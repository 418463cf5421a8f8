"""What people ask about their own data, and what left the house. Each function is one deed and one op in the book."""

from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.access.policy import NotAllowed, require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.people.actions.persons import check_present, no_number
from desbumi.people.models import Export, Person, RightsRequest
from desbumi.people.queries.rights import MOST_EXPORTED, exportable
from desbumi.people.rules import rights
from desbumi.people.rules.rights import WAY
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory


class AskedLater(Refusal):
    """A request of a day that is to come."""

    code, status, field = "request.asked_later", 422, "asked_on"
    says = _("This day has not come yet.")
    way_forward = _("Write the day on which it was asked: from then on the law counts three days.")


class AskerUnnamed(Refusal):
    """Who asks for another has a name."""

    code, status, field = "request.asker_unnamed", 422, "asker_name"
    says = _("Who asks for another has a name, and a paper that allows it.")
    way_forward = _("Write the name, and look at the paper.")


class RequestOver(Refusal):
    """Answered or refused before."""

    code, status = "request.over", 409
    says = _("This was answered already.")
    way_forward = _("Look at what stands there now. If it is asked again, record it anew.")


class NobodyToExport(Refusal):
    """A list of nobody."""

    code, status = "export.nobody", 422
    says = _("Nobody is left for this list.")
    way_forward = _("Narrow less. For a report only those are on it who said yes.")


class ExportTooLong(Refusal):
    """More people than one list may hold."""

    code, status = "export.too_long", 422
    says = _("That are more than %(most)s people: too many for one list.")
    way_forward = _("Choose one village, or narrow the list.")


def ask_right(
    *,
    by: Actor,
    person: Person,
    kind: str,
    asker: str = "self",
    asker_name: str = "",
    words: str = "",
    asked_on: date,
    op: UUID | None = None,
    device: str = "",
) -> RightsRequest:
    """A person asks for her file, a correction, or to stop: the clock of 3 × 24 hours runs. Raises AskedLater, AskerUnnamed, NumberInWords, PersonLocked."""
    require(by, "request.record", person)
    no_number(asker_name=asker_name, words=words)
    if asker != "self" and not asker_name.strip():
        raise AskerUnnamed
    since = _since(asked_on, person.village)
    with writing(person.village, by=by, deed="request.asked", op=op, device=device) as book:
        check_present(person)
        return book.create(
            RightsRequest(territory=person.village, person=person, kind=kind, asker=asker, asker_name=asker_name, words=words, asked_at=since, status="asked")
        )


def report_breach(*, by: Actor, territory: Territory, noticed_on: date, words: str, op: UUID | None = None, device: str = "") -> RightsRequest:
    """Data got into wrong hands, or lost: within 3 × 24 hours the people and the authority are told (UU 27/2022 art. 46).

    Raises AskedLater, NumberInWords.
    """
    require(by, "request.record", territory)
    no_number(words=words)
    since = _since(noticed_on, territory, "noticed_on")
    with writing(territory, by=by, deed="breach.noticed", op=op, device=device) as book:
        return book.create(RightsRequest(territory=territory, kind="breach", words=words, asked_at=since, status="asked"))


def answer_right(*, by: Actor, request: RightsRequest, answer: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> RightsRequest:
    """Done: what was handed over, corrected, stopped, or whom one told. Raises RequestOver, NumberInWords, AlreadyMoved."""
    require(by, "request.record", request)
    return _close(by, request, "answer", "request.answered", {"answer": answer}, seen, op, device)


def refuse_right(
    *, by: Actor, request: RightsRequest, ground: str, answer: str, seen: int | None = None, op: UUID | None = None, device: str = ""
) -> RightsRequest:
    """Refused, on one of the grounds of art. 33; the person is told which, and where to complain. Raises RequestOver, NumberInWords, AlreadyMoved."""
    require(by, "request.record", request)
    return _close(by, request, "refuse", "request.refused", {"ground": ground, "answer": answer}, seen, op, device)


def _close(by: Actor, request: RightsRequest, way: str, deed: str, told: dict[str, Any], seen: int | None, op: UUID | None, device: str) -> RightsRequest:
    no_number(answer=told["answer"])
    with writing(request.territory, by=by, deed=deed, op=op, device=device) as book:
        stored = request.refreshed()
        if stored.status != "asked":
            raise RequestOver
        return book.change(request, seen=seen, status=WAY.after(way, stored.status), answered_at=timezone.now(), **told)


def _since(day: date, place: Territory, field: str = "asked_on") -> Any:
    if day > place.today:
        raise AskedLater(field=field)
    return rights.asked_at(day, now=timezone.now(), zone=ZoneInfo(place.zone))


def export(
    *, by: Actor, territory: Territory, purpose: str, receiver: str, hamlet: str = "", sex: str = "", age: str = "", nik: str = "", op: UUID | None = None,
    device: str = "",
) -> Export:  # fmt: skip
    """A list leaves the house, numbers covered: for what, for whom, of whom. Raises NobodyToExport, ExportTooLong, NumberInWords."""
    require(by, "person.export", territory)
    no_number(receiver=receiver)
    if not isinstance(by, Account):
        raise NotAllowed
    people, left_out = exportable(by, territory, purpose, hamlet=hamlet, sex=sex, age=age, nik=nik)
    if not people:
        raise NobodyToExport
    if len(people) + left_out > MOST_EXPORTED:
        raise ExportTooLong(most=MOST_EXPORTED)
    with writing(territory, by=by, deed="people.exported", op=op, device=device) as book:
        return book.create(
            Export(
                territory=territory, purpose=purpose, receiver=receiver, place=territory.code, hamlet=hamlet, sex=sex, age=age, nik=nik, count=len(people),
                left_out=left_out, whom=b"".join(each.bytes for each in people), by=by.pk,
            )
        )  # fmt: skip
