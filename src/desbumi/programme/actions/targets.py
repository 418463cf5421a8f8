"""What people do about change targets. Each function is one deed and one op in the book."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.papers.actions import keep
from desbumi.papers.cell import Opened
from desbumi.programme.actions.agreements import NotYetPast
from desbumi.programme.actions.reasons import ReasonMissing
from desbumi.programme.models import Achievement, Event, Indicator, Place, Programme, Target
from desbumi.programme.rules.targets import is_backwards, is_reached
from desbumi.refusals import NotNow, Refusal
from desbumi.territory.models import Territory


class AboveAll(Refusal):
    """More than a hundred of a hundred."""

    code, status, field = "target.above_all", 422, "value"
    says = _("This is counted of 100; more than 100 there is not.")
    way_forward = _("Write how many of 100 it shall be.")


class TargetBackwards(Refusal):
    """A target that is worse than what is there."""

    code, status, field = "target.backwards", 422, "value"
    says = _("The target asks for less than the baseline: %(value)s, where it stands at %(baseline)s.")
    way_forward = _("Look at both values. A target is what is to become better than today.")


class TargetTwice(Refusal):
    """The village has a target for this indicator."""

    code, status, field, constraint = "target.twice", 409, "indicator", ("programme_target_once",)
    says = _("The village has a target for this already.")
    way_forward = _("Open that one. If it should ask for something else, drop it with a reason and set it anew.")


class DueBefore(Refusal):
    """A target whose last day is not to come."""

    code, status, field = "target.due_before", 422, "due_on"
    says = _("That day is not to come.")
    way_forward = _("Write the day until which it is to be reached.")


class AlreadyCorrected(Refusal):
    """A value that was corrected before."""

    code, status, constraint = "achievement.corrected", 409, ("programme_achievement_corrects_id_key",)
    says = _("This value was corrected already.")
    way_forward = _("Correct the newer one, if that is wrong too.")


def write_indicator(
    *, by: Actor, programme: Programme, territory: Territory, pillar: str, outcome: str, target_id: str, measures: str, unit: str, is_falling: bool = False,
    op: UUID | None = None, device: str = "",
) -> Indicator:  # fmt: skip
    """Add an indicator to the catalogue: for the whole programme, or for a regency."""
    require(by, "indicator.write", territory)
    with writing(territory, by=by, deed="indicator.written", op=op, device=device) as book:
        code = slugify(target_id)[:34] or "indikator"
        taken = Indicator.objects.filter(programme=programme, code__startswith=code).count()
        return book.create(
            Indicator(
                programme=programme, territory=territory, code=f"{code}-{taken + 1}" if taken else code, pillar=pillar, outcome=outcome, target_id=target_id,
                measures=measures, unit=unit, is_falling=is_falling, as_of=territory.today,
            )
        )  # fmt: skip


def set_target(
    *, by: Actor, place: Place, indicator: Indicator, value: Decimal, due_on: date, answers_for_it: str, baseline_value: Decimal | None = None,
    baseline_on: date | None = None, baseline_source: str = "", shown_by: str = "", event: Event | None = None, op: UUID | None = None, device: str = "",
) -> Target:  # fmt: skip
    """A village sets itself a target; the baseline may be unknown. Raises AboveAll, TargetBackwards, TargetTwice, DueBefore, NotYetPast."""
    require(by, "target.set", place)
    today = place.village.today
    if due_on <= today:
        raise DueBefore
    if baseline_on is not None and baseline_on > today:
        raise NotYetPast(field="baseline_on")
    if indicator.unit == "percent" and max(value, baseline_value or 0) > 100:
        raise AboveAll
    if is_backwards(baseline_value, value, is_falling=indicator.is_falling):
        raise TargetBackwards(value=value, baseline=baseline_value)
    with writing(place.village, by=by, deed="target.set", op=op, device=device) as book:
        if Target.objects.filter(place=place, indicator=indicator, dropped_because="").exists():
            raise TargetTwice
        return book.create(
            Target(
                place=place, indicator=indicator, event=event, baseline_value=baseline_value, baseline_on=baseline_on, baseline_source=baseline_source,
                value=value, due_on=due_on, answers_for_it=answers_for_it, shown_by=shown_by,
            )
        )  # fmt: skip


def drop_target(*, by: Actor, target: Target, reason: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> Target:
    """A village no longer has this target, with a reason; its past stays. Raises ReasonMissing, AlreadyMoved."""
    require(by, "target.set", target)
    if not reason.strip():
        raise ReasonMissing
    with writing(target.place.village, by=by, deed="target.dropped", op=op, device=device) as book:
        return book.change(target, seen=seen, dropped_because=reason.strip())


def tell_achievement(
    *, by: Actor, target: Target, value: Decimal, on: date, evidence: str = "", files: Sequence[Opened] = (), is_shared: bool = False,
    way: str = "told", op: UUID | None = None, device: str = "",
) -> Achievement:  # fmt: skip
    """How far a target is on a day, with what shows it. Raises NotYetPast, NotNow for one that was dropped, StorageFull."""
    require(by, "target.set", target)
    if target.indicator.unit == "percent" and value > 100:
        raise AboveAll
    if on > target.place.village.today:
        raise NotYetPast(field="on")
    with writing(target.place.village, by=by, deed="achievement.told", op=op, device=device) as book:
        if target.refreshed().dropped_because:
            raise NotNow
        told = Achievement(target=target, value=value, on=on, evidence=evidence, is_shared=is_shared, way=way)
        return _keep(by, book, told, files)


def correct_achievement(
    *, by: Actor, achievement: Achievement, value: Decimal, on: date, evidence: str = "", is_shared: bool = False, op: UUID | None = None, device: str = ""
) -> Achievement:
    """The right value in the place of a wrong one, which stays readable. Raises AlreadyCorrected, NotYetPast."""
    require(by, "target.set", achievement)
    target = achievement.target
    if on > target.place.village.today:
        raise NotYetPast(field="on")
    with writing(target.place.village, by=by, deed="achievement.corrected", op=op, device=device) as book:
        if Achievement.objects.filter(corrects=achievement).exists():
            raise AlreadyCorrected
        return _keep(by, book, Achievement(target=target, value=value, on=on, evidence=evidence, is_shared=is_shared, corrects=achievement), ())


def _keep(by: Actor, book: Writing, told: Achievement, files: Sequence[Opened]) -> Achievement:
    """The value, its file, and on the target which value is the newest one now."""
    target = told.target
    if files:
        told.file = keep(by=by, territory=target.place.village, opened=files[0])
    book.create(told)
    newest = Achievement.objects.filter(target=target, corrected_by__isnull=True).order_by("-on", "-id").first()
    latest: dict[str, Any] = {"latest_value": None, "latest_on": None, "is_reached": False}
    if newest is not None:
        latest = {"latest_value": newest.value, "latest_on": newest.on, "is_reached": is_reached(target.aim, newest.value)}
    book.change(target, **latest)
    return told
