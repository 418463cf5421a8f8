"""What stands on a village's sheet of paper, in words: the template sets them and knows none."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import visible
from desbumi.access.queries import staff_of
from desbumi.programme import queries as programme
from desbumi.programme.models import Agreement, Place, Stage
from desbumi.programme.rules.way import STAGES, has_reached
from desbumi.territory.models import Territory
from desbumi.territory.rules import NATION
from desbumi.ui.templatetags.ui import day


def village_sheet(user: Account, village: Territory) -> dict[str, Any]:
    """Everything on a village's sheet that this user may see."""
    regency = village.parent.parent if village.parent else None
    people = list(staff_of(user, village, *([regency] if regency else [])))
    places = list(visible(user, Place).filter(village=village).select_related("programme", "village").order_by("id"))
    working = {name: None for each in places for name in programme.implementers_by_regency(each.programme).get(village.code[:5], [])}
    return {
        "office": ", ".join(working),
        "stands": [_stand(user, each) for each in places],
        "people": [{"name": each.account.full_name, "more": f"{each.get_role_display()}, {each.territory}"} for each in people],
        "signers": [
            {"office": _("Village head of %(village)s") % {"village": village.name}, "name": _holder(people, "village_head")},
            {"office": _("Coordinator"), "name": _holder(people, "coordinator")},
        ],
        "words": _words(village),
    }


def _holder(people: list[Assignment], role: str) -> str:
    """Who signs as this; nobody when there are none or several, so that a hand writes the name."""
    names = {each.account.full_name for each in people if each.role == role}
    return names.pop() if len(names) == 1 else ""


def _stand(user: Account, place: Place) -> dict[str, Any]:
    agreements = [
        (each, above) for code, above in ((place.village_id, ""), (NATION, _("Above it:"))) for each in programme.agreements_of(user, place.programme, code)
    ]
    rests = [(_("Rests since"), f"{day(place.paused_on)}. {place.paused_because}")] if place.paused_on else []
    back = [(_("Set back"), place.set_back_because)] if place.set_back_because else []
    return {
        "programme": place.programme.name,
        "stages": [_stage(stage, name, place) for stage, name in Stage.choices],
        "facts": [
            (_("Stage"), place.get_stage_display()),
            (_("Cohort"), place.get_cohort_display()),
            (_("Joined on"), day(place.joined_on) or _("not known")),
            *rests,
            *back,
        ],
        "steps": [_step(each) for each in programme.way_of(user, place)],
        "agreements": [_agreement(each, above) for each, above in agreements],
    }


def _stage(stage: str, name: Any, place: Place) -> dict[str, str]:
    state = "now" if stage == place.stage else "done" if has_reached(place.stage, stage) else "later"
    says = {"now": _("now"), "done": _("passed"), "later": _("later")}[state]
    return {"name": f"{STAGES.index(stage) + 1}. {name}", "state": state, "says": says}


def _step(each: programme.Way) -> dict[str, str]:
    told = {"state": each.state, "name": str(each.kind.name), "day": "", "by": "", "evidence": "", "says": ""}
    if each.step is not None and each.state == "done":
        return told | {"day": day(each.step.done_on), "by": each.step.done_by, "evidence": each.step.evidence}
    owner = _("by: %(owner)s") % {"owner": each.kind.owner}
    says = {"open": owner, "left": " · ".join((_("not recorded"), owner)), "before": _("before this book"), "later": _("later")}
    return told | {"says": says[each.state]}


def _agreement(each: Agreement, above: str) -> dict[str, str]:
    signed = day(each.signed_on) if each.signed_on else _("date not known")
    name = f"{above} {capfirst(each.get_kind_display())}, {each.get_status_display()} ({signed})".strip()
    return {"name": name, "more": ", ".join(str(party) for party in each.parties.all())}


def _words(village: Territory) -> dict[str, str]:
    return {
        "sign": "", "step": _("Step"), "day": _("Date"), "by": _("Done by"), "evidence": _("Evidence"),
        "steps": _("Steps"), "agreements": _("Agreements"), "people": _("People in charge"),
        "no_agreement": _("None in this book yet."), "no_people": _("Nobody is named here yet."),
        "no_programme": _("This village is in no programme yet"),
        "signed_at": f"{village.name},", "sign_here": _("name, signature, stamp"),
    }  # fmt: skip
