"""Pages and deeds of places, agreements and implementers."""

import re
from typing import Any

from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed, can
from desbumi.pages import Request, Response, back_to, deed, page, paginate, query_of
from desbumi.programme import actions, queries
from desbumi.programme.forms import places as forms
from desbumi.programme.models import Agreement, Cohort, Organisation, OrganisationContact, Place, Stage
from desbumi.programme.queries import examples
from desbumi.programme.rules.way import KINDS, STAGES, has_reached
from desbumi.territory.rules import CODE, NATION


@page("programme/board.html#columns", may="board.see")
def board(request: Request) -> dict[str, Any]:
    """All villages by stage: what is incomplete, whose it is, what stalls."""
    wanted = forms.BoardFilter(request.GET).asked()
    programme = queries.chosen_programme(request.user, wanted.pop("programme"))
    return {
        "wanted": wanted,
        "programme": programme,
        "programmes": queries.programmes(request.user),
        "most_regencies": queries.MOST_REGENCIES,
        "implementers": queries.implementers_by_regency(programme) if programme else {},
        "board": queries.board(request.user, programme=programme, **wanted),
        "regencies": queries.regencies_seen(request.user),
        "cohorts": Cohort.choices,
        "may_add": can(request.user, "place.add"),
    }


@page("programme/villages.html", may="board.see")
def villages(request: Request) -> dict[str, Any]:
    """The villages of one stage or regency as a list, page by page."""
    wanted = forms.PlaceFilter(request.GET).asked()
    query = query_of(wanted)
    programme = queries.chosen_programme(request.user, wanted.pop("programme"))
    shown = paginate(request, queries.listed(request.user, programme=programme, **wanted))
    measures = queries.reached_by_pillar([place.pk for place in shown])
    return {
        "wanted": wanted,
        "query": query,
        "shown": shown,
        "rows": [queries.row(place, measures.get(place.pk)) for place in shown],
        "stage": dict(Stage.choices).get(wanted["stage"], ""),
    }


@page("programme/nation.html", may="counts.see")
def nation(request: Request) -> dict[str, Any]:
    """The programme as its founding document tells it: agreement, regencies with implementers, pillars, event."""
    programme = queries.first_programme()
    return {
        "programme": programme,
        "agreements": queries.agreements_of(request.user, programme, NATION) if programme else [],
        "house": queries.nations_house(request.user, programme) if programme else None,
        "tallies": queries.counts(request.user, programme) if programme else [],
        "stages": Stage.choices,
        "is_seen": queries.regencies_seen(request.user),
        "may_know": can(request.user, "open.see"),
        "may_add_agreement": can(request.user, "agreement.record"),
        "may_add_implementer": can(request.user, "implementer.record"),
    }


@page("programme/add.html#found", may="place.add")
def adding(request: Request, form: forms.AddPlace) -> dict[str, Any]:
    """Add a village: look for it in the register, choose cohort and round."""
    text = request.GET.get("q", "").replace("\0", "")
    wanted = str(form["village"].value() or "")
    chosen = queries.villages_to_add(request.user).filter(pk=wanted).select_related("parent__parent").first() if re.fullmatch(CODE, wanted) else None
    return {"text": text, "found": queries.found_to_add(request.user, text), "chosen": chosen, "programmes": queries.programmes(request.user)}


@deed(may="place.add", on=adding)
def add(request: Request, form: forms.AddPlace) -> Response:
    """Take the chosen village in."""
    place = actions.add_place(by=request.user, **form.asked(), **request.deed)
    return back_to(request, place, _("%(village)s is in the programme now.") % {"village": place.village.title})


@page("programme/step.html", may="step.record")
def step(request: Request, place: Place, kind: str, form: forms.RecordStep) -> dict[str, Any]:
    """A step done, on one screen."""
    if kind not in KINDS:
        raise NotAllowed
    if request.method == "GET":
        actions.check_step(place, kind)
    return {"step": KINDS[kind], "opens": dict(Stage.choices).get(KINDS[kind].opens or ""), "examples": examples.told_to(request.user, place, step=kind)}


@deed(may="step.record", on=step)
def record_step(request: Request, place: Place, kind: str, form: forms.RecordStep) -> Response:
    """Record that the step was done."""
    if kind not in KINDS:
        raise NotAllowed
    actions.record_step(by=request.user, place=place, kind=kind, **form.asked(), **request.deed, **request.seen)
    return back_to(request, place, _("Recorded: %(step)s.") % {"step": KINDS[kind].name})


@page("programme/set_back.html", may="place.set_back")
def setting_back(request: Request, place: Place, form: forms.SetBack) -> dict[str, Any]:
    """Set a village back, with a reason."""
    earlier = [stage for stage in STAGES if has_reached(place.stage, stage) and stage != place.stage and has_reached(stage, place.entered_at)]
    form.fields["to"].choices = [(stage, label) for stage, label in Stage.choices if stage in earlier]  # type: ignore[attr-defined]
    return {"earlier": earlier}


@deed(may="place.set_back", on=setting_back)
def set_back(request: Request, place: Place, form: forms.SetBack) -> Response:
    """Set the village back."""
    actions.set_back(by=request.user, place=place, **form.asked(), **request.deed, **request.seen)
    return back_to(request, place, _("The village stands at an earlier stage now. The reason is in the history."))


@page("programme/pause.html", may="place.pause")
def pausing(request: Request, place: Place, form: forms.Pause) -> dict[str, Any]:
    """Let a village rest, with a reason."""
    if request.method == "GET" and place.paused_on:
        raise actions.AlreadyPaused
    return {}


@deed(may="place.pause", on=pausing)
def pause(request: Request, place: Place, form: forms.Pause) -> Response:
    """Let the village rest."""
    actions.pause(by=request.user, place=place, **form.asked(), **request.deed, **request.seen)
    return back_to(request, place, _("The village rests. It does not count as stalled meanwhile."))


@deed(may="place.pause")
def resume(request: Request, place: Place) -> Response:
    """The village goes on."""
    actions.resume(by=request.user, place=place, **request.deed, **request.seen)
    return back_to(request, place, _("The village goes on."))


@page("programme/agreement.html", may="agreement.see")
def agreement(request: Request, agreement: Agreement, form: forms.Extend) -> dict[str, Any]:
    """An agreement: its parties, where it holds, since when and until when; extending it."""
    shown = queries.agreements_of(request.user, agreement.programme, agreement.territory_id).get(pk=agreement.pk)
    return {"shown": shown, "scans": queries.scans_of(request.user, agreement), "may_record": can(request.user, "agreement.record", agreement)}


@deed(may="agreement.record", on=agreement)
def extend(request: Request, agreement: Agreement, form: forms.Extend) -> Response:
    """Extend the agreement."""
    actions.extend(by=request.user, agreement=agreement, **form.asked(), **request.deed, **request.seen)
    return back_to(request, agreement, _("The extension is recorded."))


@page("programme/implementer.html", may="implementer.record")
def adding_implementer(request: Request, form: forms.AddImplementer) -> dict[str, Any]:
    """Who carries a programme out where."""
    return {}


@deed(may="implementer.record", on=adding_implementer)
def add_implementer(request: Request, form: forms.AddImplementer) -> Response:
    """Record who carries the programme out."""
    added = actions.add_implementer(by=request.user, **form.asked(), **request.deed)
    return back_to(request, f"/desk/regencies/{added.territory_id}/", _("%(name)s is recorded.") % {"name": added.organisation.name})


@page("programme/agreement_date.html", may="agreement.record")
def dating(request: Request, agreement: Agreement, form: forms.DateAgreement) -> dict[str, Any]:
    """Tell on which day an agreement was signed."""
    return {}


@deed(may="agreement.record", on=dating)
def date_agreement(request: Request, agreement: Agreement, form: forms.DateAgreement) -> Response:
    """Keep the day of signing."""
    actions.date_agreement(by=request.user, agreement=agreement, **form.asked(), **request.deed, **request.seen)
    return back_to(request, agreement, _("The day of signing is recorded."))


@page("programme/agreement_edit.html", may="agreement.record")
def editing_agreement(request: Request, agreement: Agreement, form: forms.EditAgreement) -> dict[str, Any]:
    """Mend what is recorded of an agreement."""
    form.initial = {"kind": agreement.kind, "signed_on": agreement.signed_on, "until_on": agreement.until_on, **form.initial}
    return {}


@deed(may="agreement.record", on=editing_agreement)
def edit_agreement(request: Request, agreement: Agreement, form: forms.EditAgreement) -> Response:
    """Keep what was mended."""
    actions.edit_agreement(by=request.user, agreement=agreement, **form.asked(), **request.deed, **request.seen)
    return back_to(request, agreement, _("What was mended is recorded."))


@page("programme/agreement_add.html", may="agreement.record")
def recording_agreement(request: Request, form: forms.RecordAgreement) -> dict[str, Any]:
    """Record an agreement with the government of a regency or village."""
    return {}


@deed(may="agreement.record", on=recording_agreement)
def record_agreement(request: Request, form: forms.RecordAgreement) -> Response:
    """Record the agreement."""
    return back_to(request, actions.record_agreement(by=request.user, **form.asked(), **request.deed), _("The agreement is recorded."))


@page("programme/organisation.html", may="open.see")
def organisation(request: Request, organisation: Organisation) -> dict[str, Any]:
    """An organisation: what it is, its part, where it works, what it agreed, whom to call there."""
    return {"may_record": can(request.user, "contact.record", organisation), **queries.organisation(request.user, organisation)}


@page("programme/contact_add.html", may="contact.record")
def adding_contact(request: Request, organisation: Organisation, form: forms.AddContact) -> dict[str, Any]:
    """A person to call at an organisation."""
    return {}


@deed(may="contact.record", on=adding_contact)
def add_contact(request: Request, organisation: Organisation, form: forms.AddContact) -> Response:
    """Keep whom to call."""
    actions.add_contact(by=request.user, organisation=organisation, **form.asked(), **request.deed)
    return back_to(request, organisation, _("The contact person is recorded."))


@page("programme/contact_remove.html", may="contact.record", trace="person.opened")
def removing_contact(request: Request, link: OrganisationContact) -> dict[str, Any]:
    """Take a contact person out: what stays, and what to do instead when the person asks to be forgotten."""
    if link.contact.is_locked:
        raise NotAllowed
    return {"may_erase": can(request.user, "erasure.ask", link)}


@deed(may="contact.record", on=removing_contact)
def remove_contact(request: Request, link: OrganisationContact) -> Response:
    """Take the contact person out."""
    actions.remove_contact(by=request.user, link=link, **request.deed, **request.seen)
    return back_to(request, link, _("The contact person is removed."))
