"""What follows in the programme from what stands in the book: steps of a village's way, indicators that fill themselves."""

from datetime import date
from uuid import UUID, uuid5

from django.db.models import Q

from desbumi.book.actors import System
from desbumi.book.erasing import forgets, past_the_book
from desbumi.book.reactions import Heard, after, daily
from desbumi.programme import indicators
from desbumi.programme.actions import record_step, tell_achievement
from desbumi.programme.models import Agreement, Event, Participant, Place, Team, TeamMember
from desbumi.programme.queries.targets import counted_targets
from desbumi.programme.rules.way import KINDS, has_reached


@after("agreement.recorded", "agreement.dated")
def sign_step(entry: Heard, *, op: UUID) -> None:
    """A village that signed its shared understanding has made the step `signed`, and stands at the next stage.

    What stands today counts, not what stood then: an understanding that has ended moves nobody, a step that is
    recorded stays as it is. Without a day there is no step yet: `agreement.dated` brings it.
    """
    if entry.model != "programme.agreement":
        return
    agreement = Agreement.objects.filter(pk=entry.record, kind="agreement", status="signed").first()
    if agreement is None or agreement.signed_on is None:
        return
    place = Place.objects.select_related("village").filter(programme=agreement.programme_id, village=agreement.territory_id, stage="candidate").first()
    parties = ", ".join(str(party) for party in agreement.parties.select_related("organisation", "government_of").order_by("id"))
    _step(place, "signed", agreement.signed_on, parties, str(agreement.get_kind_display()), op)


@after("event.completed")
def event_step(entry: Heard, *, op: UUID) -> None:
    """Villages that took part in a workshop have made the step `workshop`; one in which its outreach was held stands at the next stage."""
    event = Event.objects.filter(pk=entry.record, status="complete").select_related("organiser", "territory").first()
    if event is None or event.kind not in ("workshop", "outreach"):
        return
    kind = "workshop" if event.kind == "workshop" else "outreach_held"
    by = event.organiser.name if event.organiser else event.territory.title
    came = set(event.participants.filter(attendances__is_sure=True).order_by().values_list("village_id", flat=True).distinct())
    for village in event.villages.order_by("village_id").values_list("village_id", flat=True):
        if village not in came and not (kind == "outreach_held" and event.territory_id == village):
            continue  # it was held for several villages, and nobody came from this one
        places = Place.objects.select_related("village").filter(village=village)
        for place in (places.filter(programme=event.programme_id) if event.programme_id else places).order_by("id"):
            _step(place, kind, event.ends_on, by, event.title, uuid5(op, place.pk.hex))


@after("step.recorded")
def look_again(entry: Heard, *, op: UUID) -> None:
    """What was there before the village had come so far counts now: an outreach that is complete, a team that is decreed."""
    place = Place.objects.select_related("village").filter(village=entry.territory_code).order_by("id").first()
    if entry.model != "programme.step" or place is None:
        return
    held = Event.objects.filter(kind="outreach", status="complete", villages__village=place.village_id).select_related("organiser", "territory")
    came = Q(participants__village=place.village_id, participants__attendances__is_sure=True) | Q(territory=place.village_id)
    for event in held.filter(came).order_by("ends_on", "id").distinct():
        by = event.organiser.name if event.organiser else event.territory.title
        _step(place.refreshed(), "outreach_held", event.ends_on, by, event.title, uuid5(op, event.pk.hex))
    team = Team.objects.filter(place=place, decreed_on__isnull=False).order_by("decreed_on", "id").last()
    if team is not None and team.decreed_on is not None:
        _step(place.refreshed(), "decree", team.decreed_on, place.village.title, team.decree_number, uuid5(op, team.pk.hex))


@after("team.decreed")
def decree_step(entry: Heard, *, op: UUID) -> None:
    """A village whose head decreed the Desbumi team, after its outreach, stands at assistance; a decree that comes earlier waits."""
    team = Team.objects.filter(pk=entry.record).select_related("place__village").first() if entry.model == "programme.team" else None
    if team is not None and team.decreed_on is not None:
        _step(team.place, "decree", team.decreed_on, team.place.village.title, team.decree_number, op)


def _step(place: Place | None, kind: str, on: date, by: str, evidence: str, op: UUID) -> None:
    """The step, when the village has come as far as it and has not made it yet."""
    if place is None or not has_reached(place.stage, KINDS[kind].stage) or not has_reached(KINDS[kind].stage, place.entered_at):
        return
    if place.steps.filter(kind=kind).exists():
        return
    record_step(by=System(), place=place, kind=kind, done_on=on, done_by=by[:120], evidence=evidence[:300], seen=place.version, op=op)


@daily(at=4)
def count_targets(day: date, *, op: UUID) -> None:
    """Targets whose indicator a room counts fill themselves; a value that is the same as before is not told again."""
    offered = indicators.offered()
    for target in counted_targets():
        count = offered.get(target.indicator.counted_by)
        value = count(target.place.village, day) if count else None
        if value is not None and value != target.latest_value:
            tell_achievement(by=System(), target=target, value=value, on=day, way="counted", op=uuid5(op, target.pk.hex))


@forgets
def forget_who_came(subject: UUID) -> None:
    """Whoever is forgotten is counted where she or he came, and is named no more."""
    for model in (Participant, TeamMember):
        past_the_book(model).filter(subject=subject).update(person=None, contact=None, **({"has_consented": False} if model is Participant else {}))
