"""Pages and deeds of change targets: a village's, one with its way, the catalogue, villages beside each other."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed, can
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.papers.answers import download
from desbumi.programme import actions
from desbumi.programme.forms import promises as forms
from desbumi.programme.models import Achievement, Place, Programme, Target
from desbumi.programme.queries import examples
from desbumi.programme.queries import targets as queries
from desbumi.programme.rules.targets import tally


@page("programme/targets.html", may="programme.see")
def targets(request: Request, place: Place) -> dict[str, Any]:
    """The change targets of a village under the three pillars, and the village beside others."""
    day = place.village.today
    pillars = queries.by_pillar(request.user, place, day)
    reached, total = tally(each.state for pillar in pillars for each in pillar.rows)
    return {
        "pillars": pillars, "reached": reached, "total": total, "beside": queries.beside(request.user, place, day),
        "may_set": can(request.user, "target.set", place),
    }  # fmt: skip


@page("programme/target_set.html", may="target.set")
def setting(request: Request, place: Place, form: forms.SetTarget) -> dict[str, Any]:
    """Set a target: what is to change, from where to where, until when, who answers for it."""
    found = queries.indicators_for(request.user, place)
    form.fields["indicator"].widget.choices = [("", _("choose …")), *_grouped(found)]
    return {}


def _grouped(found: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Indicators under their pillar, as a list to choose from shows them."""
    table: dict[str, list[tuple[str, str]]] = {}
    for each in found:
        table.setdefault(str(each.get_pillar_display()).capitalize(), []).append((str(each.pk), f"{each} ({each.unit_shown})"))
    return list(table.items())


@deed(may="target.set", on=setting)
def set_target(request: Request, place: Place, form: forms.SetTarget) -> Response:
    """Keep it."""
    actions.set_target(by=request.user, place=place, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_targets", args=[place.pk]), _("The target is set."))


@page("programme/target.html", may="programme.see")
def target(request: Request, target: Target) -> dict[str, Any]:
    """A target: how far it is, in words and a small chart; who is further, and what shows it there."""
    day = timezone.localdate()
    told = queries.achievements(target)
    return {
        "shown": queries.shown(target, day), "told": told, "points": queries.points(told, target.aim), "further": queries.further(request.user, target),
        "examples": examples.told_to(request.user, target.place, indicator=target.indicator),
        "may_set": can(request.user, "target.set", target) and not target.dropped_because,
    }  # fmt: skip


@page("programme/target_tell.html", may="target.set")
def telling(request: Request, target: Target, form: forms.TellAchievement) -> dict[str, Any]:
    """Tell how far a target is."""
    return {}


@deed(may="target.set", on=telling)
def tell(request: Request, target: Target, form: forms.TellAchievement) -> Response:
    """Keep it."""
    actions.tell_achievement(by=request.user, target=target, **form.asked(), **request.deed)
    return back_to(request, target, _("Recorded."))


@page("programme/target_drop.html", may="target.set")
def dropping(request: Request, target: Target, form: forms.DropTarget) -> dict[str, Any]:
    """Drop a target, with a reason."""
    return {}


@deed(may="target.set", on=dropping)
def drop(request: Request, target: Target, form: forms.DropTarget) -> Response:
    """Drop it."""
    actions.drop_target(by=request.user, target=target, **form.asked(), **request.deed, **request.seen)
    return back_to(request, reverse("programme_targets", args=[target.place_id]), _("The target is dropped. Its past and the reason stay in the history."))


@page("programme/target_correct.html", may="target.set")
def correcting(request: Request, achievement: Achievement, form: forms.CorrectAchievement) -> dict[str, Any]:
    """Correct a value; the wrong one stays readable."""
    known = {name: getattr(achievement, name) for name in ("value", "on", "evidence", "is_shared")}
    form.initial = {**known, **form.initial}
    return {}


@deed(may="target.set", on=correcting)
def correct(request: Request, achievement: Achievement, form: forms.CorrectAchievement) -> Response:
    """Keep the right value."""
    actions.correct_achievement(by=request.user, achievement=achievement, **form.asked(), **request.deed)
    return back_to(request, achievement.target, _("Corrected. What was told before stays readable beside it."))


@page("programme/target.html", may="programme.see")
def evidence(request: Request, achievement: Achievement) -> Response:
    """What shows an achievement, to save."""
    if achievement.file is None:
        raise NotAllowed
    return download(achievement.file)


@page("programme/catalogue.html", may="open.see")
def catalogue(request: Request, programme: Programme) -> dict[str, Any]:
    """The catalogue: what can be measured under each outcome of the three pillars, with its source."""
    return {"pillars": queries.catalogue(request.user, programme), "may_write": can(request.user, "indicator.write")}


@page("programme/indicator.html", may="indicator.write")
def adding(request: Request, form: forms.WriteIndicator) -> dict[str, Any]:
    """Add an indicator to the catalogue."""
    return {}


@deed(may="indicator.write", on=adding)
def add(request: Request, form: forms.WriteIndicator) -> Response:
    """Keep it."""
    added = actions.write_indicator(by=request.user, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_catalogue", args=[added.programme_id]), _("The indicator is in the catalogue."))
