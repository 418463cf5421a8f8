"""Pages and deeds about what is agreed: shared understandings, the Desbumi team, commitments."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access.policy import NotAllowed, can
from desbumi.pages import Request, Response, back_to, deed, page, paginate
from desbumi.papers.answers import download
from desbumi.papers.printing import pdf
from desbumi.programme import actions, sheets
from desbumi.programme.forms import promises as forms
from desbumi.programme.models import Commitment, Event, Place, Team, TeamMember
from desbumi.programme.queries import events
from desbumi.programme.queries import promises as queries
from desbumi.territory.models import Territory

TELL = {
    "keep": gettext_lazy("It is kept"),
    "break": gettext_lazy("It was not kept"),
    "drop": gettext_lazy("It is no longer needed"),
    "reopen": gettext_lazy("Open it again"),
}


@page("programme/agreed.html", may="event.see")
def agreed(request: Request, event: Event) -> dict[str, Any]:
    """What came of an event: the shared understanding of each village, and commitments."""
    around = events.around(request.user, event)
    return {
        "around": around,
        "tab": "agreed",
        "standings": queries.understandings(request.user, event, around.villages),
        "rows": [(each, *queries.whose(each)) for each in queries.commitments(request.user, event=event)],
        "places": [place for place in [*around.villages, event.territory] if can(request.user, "commitment.record", place)],
    }


@page("programme/understanding.html", may="understanding.draft")
def drafting(request: Request, place: Place, form: forms.DraftUnderstanding) -> dict[str, Any]:
    """Draft a village's shared understanding together."""
    agreement, text = queries.understanding_of(place)
    if request.method == "GET" and agreement is not None and agreement.status == "signed":
        raise actions.AlreadySigned
    key = str(form["event"].value() or "")
    event = form.fields["event"].among(request.user).filter(pk=key).first() if len(key) in (32, 36) else None  # type: ignore[attr-defined]
    if text is not None:
        names = ("form", "number", "body", "outreach_on", "outreach_at", "for_village", "for_implementer")
        form.initial = {**{name: getattr(text, name) for name in names}, **form.initial}
    else:
        form.initial = {**queries.template_of(place, event), **form.initial}
    return {"text": text}


@deed(may="understanding.draft", on=drafting)
def draft(request: Request, place: Place, form: forms.DraftUnderstanding) -> Response:
    """Keep the draft."""
    actions.draft_understanding(by=request.user, place=place, **form.asked(), **request.deed, **request.seen)
    return back_to(
        request, reverse("programme_understanding_sign", args=[place.pk]), _("The draft is kept. Print it, let it be signed, and bring the paper back in.")
    )


@page("programme/understanding_sign.html", may="understanding.draft")
def signing(request: Request, place: Place, form: forms.SignUnderstanding) -> dict[str, Any]:
    """Print the draft for signatures, and bring the signed paper back in."""
    agreement, text = queries.understanding_of(place)
    if request.method == "GET" and text is None:
        raise actions.NotDrafted
    return {"agreement": agreement, "text": text}


@deed(may="understanding.draft", on=signing)
def sign(request: Request, place: Place, form: forms.SignUnderstanding) -> Response:
    """It was signed."""
    actions.sign_understanding(by=request.user, place=place, **form.asked(), **request.deed)
    return back_to(request, place, _("Signed. The village goes on to its next stage by itself."))


@page("programme/understanding_sign.html", may="agreement.see")
def understanding_sheet(request: Request, place: Place) -> Response:
    """The shared understanding as a sheet for wet signatures."""
    agreement, text = queries.understanding_of(place)
    if agreement is None or text is None:
        raise NotAllowed
    return pdf(sheets.understanding(place, text), f"kesepahaman-{place.village_id}.pdf")


@page("programme/team.html", may="programme.see")
def team(request: Request, place: Place) -> dict[str, Any]:
    """The Desbumi team of a village: its decree, who is in it, women and returnees counted."""
    found = queries.team_of(request.user, place)
    return {
        "team": found,
        "members": queries.members(request.user, found) if found else None,
        "may_record": can(request.user, "team.record", place),
        "may_invite": can(request.user, "account.add", place.village),
    }


@page("programme/team_decree.html", may="team.record")
def filing(request: Request, place: Place, form: forms.FileDecree) -> dict[str, Any]:
    """File the village head's decree on the Desbumi team."""
    return {}


@deed(may="team.record", on=filing)
def file_decree(request: Request, place: Place, form: forms.FileDecree) -> Response:
    """Keep the decree."""
    filed = actions.file_decree(by=request.user, place=place, **form.asked(), **request.deed)
    return back_to(request, filed, _("The decree is filed. Now write who is in the team."))


@page("programme/team_member.html", may="team.record")
def adding_member(request: Request, team: Team, form: forms.AddMember) -> dict[str, Any]:
    """Add someone of the team."""
    return {}


@deed(may="team.record", on=adding_member)
def add_member(request: Request, team: Team, form: forms.AddMember) -> Response:
    """Keep the member."""
    actions.add_member(by=request.user, team=team, **form.asked(), **request.deed)
    return back_to(request, team, _("The member is recorded."))


@page("programme/team_leave.html", may="team.record", trace="person.opened")
def leaving(request: Request, member: TeamMember, form: forms.LeaveTeam) -> dict[str, Any]:
    """Someone leaves the team."""
    return {}


@deed(may="team.record", on=leaving)
def leave_team(request: Request, member: TeamMember, form: forms.LeaveTeam) -> Response:
    """Keep that someone left."""
    actions.leave_team(by=request.user, member=member, **form.asked(), **request.deed)
    return back_to(request, member.team, _("Recorded. What this member promised can be handed over."))


@page("programme/team.html", may="programme.see")
def decree(request: Request, team: Team) -> Response:
    """The scan of the decree, to save."""
    if team.scan is None:
        raise NotAllowed
    return download(team.scan)


@page("programme/commitments.html", may="commitment.see")
def commitments(request: Request) -> dict[str, Any]:
    """What was promised where the user works, open ones first."""
    shown = paginate(request, queries.commitments(request.user, status=request.GET.get("status", "open")[:10]))
    return {"shown": shown, "rows": [(each, *queries.whose(each)) for each in shown], "status": request.GET.get("status", "open")[:10]}


@page("programme/commit.html", may="commitment.record")
def committing(request: Request, territory: Territory, event: Event, form: forms.Commit) -> dict[str, Any]:
    """Take down what someone promises."""
    return {"around": events.around(request.user, event), "tab": "agreed"}


@deed(may="commitment.record", on=committing)
def commit(request: Request, territory: Territory, event: Event, form: forms.Commit) -> Response:
    """Keep it."""
    actions.commit(by=request.user, territory=territory, event=event, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_agreed", args=[event.pk]), _("The commitment is recorded. It shows on Today when its day comes near."))


@page("programme/commitment.html", may="commitment.see")
def commitment(request: Request, commitment: Commitment) -> dict[str, Any]:
    """A commitment: what became of it; who made it may have left office."""
    who, has_left = queries.whose(commitment)
    may = can(request.user, "commitment.record", commitment)
    return {
        "who": who,
        "has_left": has_left,
        "may_record": may,
        "changes": [(name, TELL[name]) for name, starts, _to in commitment.WAYS["status"].rows if commitment.status in starts] if may else [],
    }


@page("programme/commitment_tell.html", may="commitment.record")
def telling(request: Request, commitment: Commitment, becomes: str, form: forms.TellCommitment) -> dict[str, Any]:
    """Tell what became of a commitment."""
    if becomes not in TELL:
        raise NotAllowed
    return {"label": TELL[becomes]}


@deed(may="commitment.record", on=telling)
def tell(request: Request, commitment: Commitment, becomes: str, form: forms.TellCommitment) -> Response:
    """Keep it."""
    actions.tell_commitment(by=request.user, commitment=commitment, change=becomes, **form.asked(), **request.deed, **request.seen)
    return back_to(request, commitment, _("Recorded."))


@page("programme/commitment_hand.html", may="commitment.record")
def handing(request: Request, commitment: Commitment, form: forms.HandOver) -> dict[str, Any]:
    """Someone else takes a commitment over."""
    form.initial = {"due_on": commitment.due_on, **form.initial}
    return {"who": queries.whose(commitment)[0]}


@deed(may="commitment.record", on=handing)
def hand_over(request: Request, commitment: Commitment, form: forms.HandOver) -> Response:
    """Keep who takes it over."""
    actions.hand_over(by=request.user, commitment=commitment, **form.asked(), **request.deed, **request.seen)
    return back_to(request, commitment, _("Handed over."))
