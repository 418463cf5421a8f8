"""Pages and deeds about those who work here: let in, given roles, let go."""

import re
from typing import Any

import segno
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from desbumi.access import actions
from desbumi.access.models import Account, Assignment, FactorReset
from desbumi.access.policy import can
from desbumi.access.queries import is_in_hand, link_ends, roles_to_give
from desbumi.desk import forms
from desbumi.desk.queries import people as queries
from desbumi.pages import Request, Response, back_to, deed, page, paginate, query_of
from desbumi.territory.models import Territory
from desbumi.territory.rules import CODE
from desbumi.ui.templatetags.ui import day

OPENED = "account.opened"  # how the read log calls it
LOOPBACK = ("localhost", "127.0.0.1")
ON_PAPER = 2_000  # lines of the roster that are printed as one


@page("desk/roster.html#rows", may="roster.see", trace="people.listed")
def roster(request: Request) -> dict[str, Any]:
    """Who has which role where: searched, filtered, and as one list for paper."""
    wanted = forms.RosterFilter(request.GET).asked()
    whole = wanted.pop("whole")
    shown = paginate(request, queries.roster(request.user, **wanted), size=ON_PAPER if whole else 50)
    return {
        "wanted": wanted,
        "whole": whole,
        "place": Territory.objects.filter(pk=wanted["place"]).first() if wanted["place"] else None,
        "now": timezone.now(),
        "query": query_of(wanted),
        "shown": shown,
        "rows": queries.held(shown),
        "roles": queries.roles_seen(request.user),
        "waiting": queries.resets_waiting(request.user),
        "opened_many": queries.opened_many(request.user),
        "may_invite": can(request.user, "account.add"),
    }


@page("desk/person.html", may="roster.see", trace=OPENED)
def person(request: Request, assignment: Assignment) -> dict[str, Any]:
    """One who works here: roles, locks, history, and what may be done."""
    return queries.person(request.user, assignment)


@page("desk/invite.html#found", may="account.add")
def inviting(request: Request, form: forms.Invite) -> dict[str, Any]:
    """Let someone in: first where, then as what and who."""
    return _where(request, form)


@deed(may="account.add", on=inviting)
def invite(request: Request, form: forms.Invite) -> Response:
    """Make the account and show the link that opens it."""
    account = actions.invite(by=request.user, **form.asked(), **request.deed)
    assignment = account.assignments.get()
    return back_to(request, f"/desk/people/{assignment.pk}/link/", _("%(name)s is invited.") % {"name": account.full_name})


def _where(request: Request, form: Any) -> dict[str, Any]:
    """The place that a role is given in: searched for, or chosen; and the roles that fit it."""
    text = request.GET.get("q", "").replace("\0", "")
    wanted = str(form["territory"].value() or "")
    chosen = queries.places_to_give_in(request.user).filter(pk=wanted).select_related("parent__parent").first() if re.fullmatch(CODE, wanted) else None
    if chosen is not None:
        forms.fit_roles(form, roles_to_give(request.user, chosen))
    return {"text": text, "chosen": chosen, "found": [] if chosen else queries.found_to_give_in(request.user, text)}


@page("desk/link.html", may="account.add", trace=OPENED)
def link(request: Request, assignment: Assignment) -> dict[str, Any]:
    """The one-time link of an account: as a card to print, and as a message to send."""
    account = _in_hand(request, assignment)
    ends = link_ends(account)
    address = request.build_absolute_uri(f"/sign-in/link/{actions.link_for(account)}/") if ends else ""
    message = _(
        "Hello %(name)s, you are invited to Desbumi as %(role)s in %(place)s. Open this link once, before %(day)s, and choose a password: %(link)s"
    ) % {
        "name": account.full_name, "role": assignment.get_role_display(), "place": assignment.territory.title, "day": day(ends), "link": address,
    }  # fmt: skip
    is_near = request.get_host().partition(":")[0] in LOOPBACK
    home = request.build_absolute_uri("/")
    return {
        "account": account, "ends": ends, "address": address, "message": message, "picture": _picture(address) if ends else "",
        "is_near": is_near, "home": home,
    }  # fmt: skip


def _in_hand(request: Request, assignment: Assignment) -> Account:
    """The account of an assignment, when it is open and the user's to let in and out. Raises AlreadyClosed, NotYoursToGive."""
    account = assignment.account
    if account.closed_at is not None:
        raise actions.AlreadyClosed
    if not is_in_hand(request.user, account):
        raise actions.NotYoursToGive
    return account


def _picture(address: str) -> str:
    """A QR code as SVG, to be drawn in place."""
    return mark_safe(segno.make(address, error="m").svg_inline(scale=4, border=2, omitsize=True, dark="#000", light="#fff", svgclass="qr"))  # noqa: S308 -- drawn of modules


@deed(may="account.add")
def renew_link(request: Request, assignment: Assignment) -> Response:
    """Make a new link; the old one opens nothing any more."""
    actions.renew_link(by=request.user, assignment=assignment, **request.deed)
    return back_to(request, f"/desk/people/{assignment.pk}/link/", _("This is the new link. The old one, and the password, open nothing any more."))


@page("desk/role.html#found", may="assignment.give", trace=OPENED)
def giving(request: Request, assignment: Assignment, form: forms.GiveRole) -> dict[str, Any]:
    """Give a further role to someone who is in."""
    return {"account": assignment.account, **_where(request, form)}


@deed(may="assignment.give", on=giving)
def give(request: Request, assignment: Assignment, form: forms.GiveRole) -> Response:
    """Give the role."""
    given = actions.assign(by=request.user, account=assignment.account, **form.asked(), **request.deed)
    return back_to(request, given, _("The role is given."))


@page("desk/end.html", may="assignment.give", trace=OPENED)
def ending(request: Request, assignment: Assignment, form: forms.EndRole) -> dict[str, Any]:
    """End a role, at once or on a day."""
    if request.method == "GET" and assignment.state == "over":
        raise actions.AlreadyEnded
    if not queries.may_end(request.user, assignment):
        raise actions.NotYoursToGive
    form.fields["reason"].initial = assignment.ended_because
    return {"account": assignment.account}


@deed(may="assignment.give", on=ending)
def end(request: Request, assignment: Assignment, form: forms.EndRole) -> Response:
    """End it."""
    ended = actions.end(by=request.user, assignment=assignment, **form.asked(), **request.deed, **request.seen)
    says = _("The role ends on %(day)s.") % {"day": day(ended.until_on)} if ended.ended_at is None else _("The role has ended.")
    return back_to(request, ended if can(request.user, "roster.see", ended) else "/", says)


@page("desk/close.html", may="account.add", trace=OPENED)
def closing(request: Request, assignment: Assignment, form: forms.CloseAccount) -> dict[str, Any]:
    """Close an account for good."""
    return {"account": _in_hand(request, assignment)}


@deed(may="account.add", on=closing)
def close(request: Request, assignment: Assignment, form: forms.CloseAccount) -> Response:
    """Close it."""
    actions.close(by=request.user, assignment=assignment, **form.asked(), **request.deed)
    return back_to(request, assignment, _("The account is closed."))


@page("desk/reset.html", may="factor.reset", trace=OPENED)
def asking_reset(request: Request, assignment: Assignment, form: forms.AskReset) -> dict[str, Any]:
    """Ask that a lost second factor be reset."""
    return {"account": assignment.account}


@deed(may="factor.reset", on=asking_reset)
def ask_reset(request: Request, assignment: Assignment, form: forms.AskReset) -> Response:
    """Ask; another confirms."""
    actions.ask_reset(by=request.user, assignment=assignment, **form.asked(), **request.deed)
    return back_to(request, assignment, _("Asked. Now a second person must confirm it, within three days."))


@deed(may="factor.reset")
def confirm_reset(request: Request, reset: FactorReset) -> Response:
    """Confirm as the second person."""
    actions.confirm_reset(by=request.user, reset=reset, **request.deed, **request.seen)
    return back_to(request, _page_of(reset), _("The second lock is reset. It is set up anew at the next sign-in."))


@deed(may="factor.reset")
def stop_reset(request: Request, reset: FactorReset) -> Response:
    """Stop what someone asked."""
    actions.stop_reset(by=request.user, reset=reset, **request.deed)
    return back_to(request, _page_of(reset), _("Stopped: the second lock stays as it is."))


def _page_of(reset: FactorReset) -> Any:
    """The page of the person whose factor it is."""
    return reset.account.assignments.filter(territory=reset.territory).order_by("-id").first() or "/desk/people/"
