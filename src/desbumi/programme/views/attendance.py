"""Pages and deeds about who came: the list, typing a signed list, ticking, the door for phones, who is perhaps the same."""

from typing import Any

import segno
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desbumi.access.policy import NotAllowed
from desbumi.pages import Request, Response, back_to, deed, page, paginate, query_of
from desbumi.people.models.persons import SEXES
from desbumi.programme import actions
from desbumi.programme.forms import attendance as forms
from desbumi.programme.models import Attendance, Event, Participant
from desbumi.programme.queries import attendance as queries
from desbumi.programme.queries import events
from desbumi.programme.rules.events import AGES, ROLES

LISTED = "person.searched"  # a list of names is one question to the register
ROWS = 30


def _list_of(event: Event) -> str:
    return reverse("programme_participants", args=[event.pk])


@page("programme/participants.html", may="attendance.see", trace=LISTED)
def participants(request: Request, event: Event) -> dict[str, Any]:
    """Who is on the list, and who was there on which day; ticked here on an organiser's phone."""
    wanted = forms.ParticipantFilter(request.GET).asked()
    around = events.around(request.user, event)
    today = event.territory.today
    day = wanted["day"] if wanted["day"] in event.days else today if today in event.days else event.days[0]
    everyone = queries.listed(request.user, event, role=wanted["role"], village=wanted["village"])
    shown = paginate(request, everyone, 100)
    rows = queries.by_name(queries.participants(request.user, event).filter(pk__in=[each.pk for each in shown]))
    return {
        "around": around,
        "tab": "participants",
        "wanted": wanted,
        "day": day,
        "may_tick": around.may_take_down and day <= today and event.status not in ("complete", "cancelled"),
        "shown": shown,
        "query": query_of(wanted),
        "rows": [(each, any(there.day == day and there.is_sure for there in each.attendances.all())) for each in rows],
        "roles": ROLES,
        "figures": queries.figures(event, around.villages),
        "same": queries.perhaps_the_same(everyone),
        "waiting": list(queries.waiting(request.user, event)),
        "sheets": list(queries.sheets(event, None)) if around.may_see_file else [],
    }


@page("programme/participants_type.html", may="attendance.record", trace=LISTED)
def typing(request: Request, event: Event, form: forms.TakeDown) -> dict[str, Any]:
    """Type a signed list: one line for each line of the paper, by keyboard alone."""
    around = events.around(request.user, event)
    today = event.territory.today
    typed = form["rows"].value() if form.is_bound else []
    blank = dict.fromkeys(forms.COLUMNS, "")
    return {
        "around": around,
        "tab": "participants",
        "lines": [*(typed or []), *[blank] * max(5, ROWS - len(typed or []))],
        "first_day": today if today in event.days else event.days[0],
        "roles": ROLES,
        "sexes": SEXES,
        "ages": AGES,
        "known": queries.known_names(request.user, event, around.villages),
        "there": [[each.name, each.village_id or ""] for each in queries.listed(request.user, event) if each.name],
    }


@deed(may="attendance.record", on=typing)
def take_down(request: Request, event: Event, form: forms.TakeDown) -> Response:
    """Keep the list."""
    taken = actions.take_down(by=request.user, event=event, **form.asked(), **request.deed)
    says = ngettext("%(many)s new name is on the list.", "%(many)s new names are on the list.", taken.added) % {"many": taken.added}
    if taken.known:
        says += " " + ngettext("%(many)s was there already, and is not doubled.", "%(many)s were there already, and are not doubled.", taken.known) % {
            "many": taken.known
        }
    if taken.twice:
        says += " " + _("Twice on the sheet, counted once: line %(lines)s.") % {"lines": ", ".join(map(str, taken.twice))}
    if taken.nameless_before:
        says += " " + ngettext(
            "%(many)s person without a name stood on that day’s list before. If it is the same sheet, take the double lines off.",
            "%(many)s people without a name stood on that day’s list before. If it is the same sheet, take the double lines off.",
            taken.nameless_before,
        ) % {"many": taken.nameless_before}
    return back_to(request, _list_of(event), says)


@deed(may="attendance.record")
def tick(request: Request, participant: Participant, form: forms.Tick) -> Response:
    """Tick someone as there on a day, or take the tick away."""
    actions.tick(by=request.user, participant=participant, **form.asked(), **request.deed)
    return back_to(request, f"{_list_of(participant.event)}?day={form.cleaned_data['day'].isoformat()}")


@deed(may="attendance.record")
def take_off(request: Request, participant: Participant) -> Response:
    """Take someone off the list."""
    actions.take_off(by=request.user, participant=participant, **request.deed)
    return back_to(request, _list_of(participant.event), _("Taken off the list. What stood there is in the history."))


@deed(may="attendance.record")
def put_together(request: Request, participant: Participant, form: forms.PutTogether) -> Response:
    """Two entries are one person."""
    actions.put_together(by=request.user, participant=participant, **form.asked(), **request.deed)
    return back_to(request, _list_of(participant.event), _("Put together: one person, with the days of both."))


@deed(may="attendance.record")
def keep_apart(request: Request, participant: Participant) -> Response:
    """Two entries are two people."""
    actions.keep_apart(by=request.user, participant=participant, **request.deed)
    return back_to(request, _list_of(participant.event), _("They stay two people."))


@deed(may="attendance.record")
def decide(request: Request, attendance: Attendance, form: forms.DecideAttendance) -> Response:
    """Decide about someone who came in by a phone that was perhaps elsewhere."""
    actions.decide_attendance(by=request.user, attendance=attendance, **form.asked(), **request.deed)
    return back_to(request, _list_of(attendance.participant.event), _("Decided."))


@page("programme/door.html", may="attendance.record")
def door_of(request: Request, event: Event) -> dict[str, Any]:
    """The door for phones: a QR code for the wall, and the number that is written beside it."""
    address = request.build_absolute_uri(reverse("programme_in", args=[event.token])) if event.token else ""
    return {"around": events.around(request.user, event), "tab": "participants", "address": address, "picture": _picture(address) if address else ""}


@deed(may="attendance.record", on=door_of)
def open_door(request: Request, event: Event) -> Response:
    """Open the door, or a new one: the old code opens nothing any more."""
    actions.open_door(by=request.user, event=event, **request.deed, **request.seen)
    return back_to(request, reverse("programme_door", args=[event.pk]), _("The door is open. Hang the code up, and write the number beside it."))


@deed(may="attendance.record")
def close_door(request: Request, event: Event) -> Response:
    """Close the door."""
    if not event.token:
        raise NotAllowed
    actions.close_door(by=request.user, event=event, **request.deed, **request.seen)
    return back_to(request, reverse("programme_door", args=[event.pk]), _("The door is closed."))


def _picture(address: str) -> str:
    """A QR code as SVG, to be drawn in place."""
    return mark_safe(segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True, dark="#000", light="#fff", svgclass="qr"))  # noqa: S308 -- drawn of modules
