"""Pages and deeds of events: the list, planning, one event, moving it, its states; visits."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access.policy import NotAllowed, can
from desbumi.pages import Request, Response, back_to, deed, page, paginate, query_of
from desbumi.programme import actions
from desbumi.programme.forms import events as forms
from desbumi.programme.models import Event
from desbumi.programme.queries import answers, attendance, lacking, promises, results
from desbumi.programme.queries import events as queries
from desbumi.programme.rules.events import KINDS, STATES, WAY
from desbumi.ui.templatetags.ui import day

MOST_LISTED = 10_000
CHANGES = {
    "begin": gettext_lazy("Begin it"), "complete": gettext_lazy("It is complete"), "reopen": gettext_lazy("Open it again"), "stall": gettext_lazy("It stalls"), "go_on": gettext_lazy("It goes on"),
    "cancel": gettext_lazy("Cancel it"),
}  # fmt: skip


@page("programme/events.html", may="event.see")
def events(request: Request) -> dict[str, Any]:
    """Events that the user is to know of: what is to come, what was, what is not complete."""
    wanted = forms.EventFilter(request.GET).asked()
    rows = queries.listed(request.user, **wanted)
    return {
        "wanted": wanted,
        "query": query_of(wanted),
        "shown": paginate(request, rows, most=MOST_LISTED),
        "kinds": KINDS,
        "states": STATES,
        "used": sum(bool(wanted[name]) for name in ("kind", "status", "village")),
        "may_plan": can(request.user, "event.record"),
    }


@page("programme/event.html", may="event.see")
def event(request: Request, event: Event) -> dict[str, Any]:
    """An event: its four results, who came, what was understood and accepted, what is agreed, what its file lacks."""
    around = queries.around(request.user, event)
    tests = None if event.is_visit else answers.understanding(event)
    standings = [] if event.is_visit else promises.understandings(request.user, event, around.villages)
    return {
        "around": around,
        "tab": "event",
        "results": []
        if event.is_visit or event.kind not in ("workshop", "outreach")
        else results.results(request.user, event, around.villages, tests, named={each.village.code for each in standings}),
        "figures": None if event.is_visit else attendance.figures(event, around.villages),
        "tests": tests,
        "acceptance": None if event.is_visit else answers.acceptance(request.user, event),
        "standings": standings,
        "commitments": promises.commitments(request.user, event=event)[:5],
        "missing": lacking.missing(event) if around.may_see_file else [],
        "photos": list(queries.photos_of(event)) if around.may_see_file else [],
        "to_tell": queries.to_tell(event) if around.may_see_names else [],
        "message": message_about(event, around.villages),
        "changes": [(name, CHANGES[name]) for name, starts, _to in WAY.rows if event.status in starts] if around.may_record and not event.is_visit else [],
        **queries.story(event),
    }


def message_about(event: Event, villages: list[Any]) -> str:
    """A ready text about an event, for whoever sends it with the own phone."""
    hours = f", {event.begins_at:%H.%M}" if event.begins_at else ""
    told = {
        "title": event.title,
        "when": queries.when(event) + hours,
        "where": event.venue or "…",
        "villages": ", ".join(each.name for each in villages),
        "before": day(event.moved_from),
    }
    if event.moved_from:
        return _("Good day. “%(title)s” was moved from %(before)s to %(when)s. Place: %(where)s. Please pass it on.") % told
    return _("Good day. You are invited to “%(title)s”: %(when)s. Place: %(where)s. For: %(villages)s. Please tell us whether you can come.") % told


@page("programme/event_plan.html", may="event.record")
def planning(request: Request, form: forms.Plan) -> dict[str, Any]:
    """Plan an event: what, in whose name, for which villages, when and where."""
    return {}


@deed(may="event.record", on=planning)
def plan(request: Request, form: forms.Plan) -> Response:
    """Plan it."""
    planned = actions.plan(by=request.user, **form.asked(), **request.deed)
    return back_to(request, planned, _("Planned. Next: who is invited, and the papers."))


@page("programme/event_change.html", may="event.record")
def changing(request: Request, event: Event, form: forms.ChangeEvent) -> dict[str, Any]:
    """Change what is told of an event."""
    known = {name: getattr(event, name) for name in ("title", "venue", "about", "begins_at", "ends_at", "transport_amount")}
    form.initial = {**known, "villages": [each.code for each in queries.villages_of(event)], **form.initial}
    return {}


@deed(may="event.record", on=changing)
def change(request: Request, event: Event, form: forms.ChangeEvent) -> Response:
    """Keep the change."""
    changed = actions.change_event(by=request.user, event=event, **form.asked(), **request.deed, **request.seen)
    return back_to(request, changed, _("The event is changed."))


@page("programme/event_move.html", may="event.record")
def moving(request: Request, event: Event, form: forms.MoveEvent) -> dict[str, Any]:
    """Move an event to other days."""
    form.initial = {"starts_on": event.starts_on, "ends_on": event.ends_on if event.ends_on != event.starts_on else None, **form.initial}
    return {}


@deed(may="event.record", on=moving)
def move(request: Request, event: Event, form: forms.MoveEvent) -> Response:
    """Move it, and say whom to tell."""
    moved = actions.move_event(by=request.user, event=event, **form.asked(), **request.deed, **request.seen)
    return back_to(request, moved, _("Moved. Below stands whom to tell, with a ready message."))


@page("programme/event_turn.html", may="event.record")
def turning(request: Request, event: Event, change: str, form: forms.Turn) -> dict[str, Any]:
    """Turn an event to its next state; complete only when nothing is missing."""
    if change not in CHANGES or event.is_visit:
        raise NotAllowed
    return {"change": change, "label": CHANGES[change], "missing": lacking.missing(event) if change == "complete" else []}


@deed(may="event.record", on=turning)
def turn(request: Request, event: Event, change: str, form: forms.Turn) -> Response:
    """Turn it."""
    if change not in CHANGES or event.is_visit:
        raise NotAllowed
    turned = actions.turn(by=request.user, event=event, change=change, **form.asked(), **request.deed, **request.seen)
    return back_to(request, turned, _("The event is now: %(state)s.") % {"state": turned.get_status_display()})


@page("programme/visit.html", may="event.record")
def telling_visit(request: Request, form: forms.TellVisit) -> dict[str, Any]:
    """Tell a visit in a minute: village, whom, what was agreed, when again, photo."""
    return {}


@deed(may="event.record", on=telling_visit)
def tell_visit(request: Request, form: forms.TellVisit) -> Response:
    """Keep it."""
    told = actions.tell_visit(by=request.user, **form.asked(), **request.deed)
    return back_to(request, told, _("The visit is told."))
