"""Pages and deeds about two people who are perhaps one."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed, visible
from desbumi.pages import Request, Response, back_to, deed, page, paginate
from desbumi.people import actions
from desbumi.people.forms import pairs as forms
from desbumi.people.forms.persons import OfPerson
from desbumi.people.models import Pair, Person
from desbumi.people.queries import finding
from desbumi.people.queries import pairs as queries
from desbumi.people.rules.pairs import likeness

OPENED = "person.opened"


@page("people/pairs.html", may="person.merge")
def pairs(request: Request) -> dict[str, Any]:
    """Who is perhaps the same, most alike first."""
    return {"shown": paginate(request, queries.waiting(request.user), size=20)}


@page("people/pair.html", may="person.merge", trace=OPENED)
def pair(request: Request, pair: Pair, form: forms.Merge) -> dict[str, Any]:
    """Both side by side: one person, two people, or later."""
    _only_seen(request, pair)
    form.name_both(pair)
    return {"rows": queries.side_by_side(pair.first, pair.second), "is_open": pair.status in ("open", "later")}


@deed(may="person.merge", on=pair)
def merge(request: Request, pair: Pair, form: forms.Merge) -> Response:
    """They are one."""
    _only_seen(request, pair)
    stays = actions.merge(by=request.user, pair=pair, **form.asked(), **request.deed)
    return back_to(request, stays, _("The two are one now. If that was wrong, it can be undone at the foot of this page."))


@deed(may="person.merge")
def part(request: Request, pair: Pair) -> Response:
    """They are two."""
    _only_seen(request, pair)
    actions.part(by=request.user, pair=pair, **request.deed, **request.seen)
    return back_to(request, reverse("people_pairs"), _("Two people: nobody is asked about them again."))


@deed(may="person.merge")
def postpone(request: Request, pair: Pair) -> Response:
    """Not now."""
    _only_seen(request, pair)
    actions.postpone(by=request.user, pair=pair, **request.deed, **request.seen)
    return back_to(request, reverse("people_pairs"), _("Left for later; it stays on this list."))


@page("people/pair_up.html#found", may="person.merge", trace=OPENED)
def looking(request: Request, person: Person, form: forms.PairUp) -> dict[str, Any]:
    """Who is the same as this person? Proposed, or looked for."""
    asked = OfPerson(request.GET).asked()
    found = [each for each in finding.find(request.user, asked["text"]) if each.person.pk != person.pk] if asked["text"] else None
    return {"text": asked["text"], "found": found, "alike": queries.alike_seen(request.user, person, least=1) if found is None else []}


@deed(may="person.merge", on=looking)
def pair_up(request: Request, person: Person, form: forms.PairUp) -> Response:
    """Lay the two side by side."""
    other = form.asked()["other"]
    told = queries.facts([person, other])
    made = actions.pair_up(by=request.user, person=person, likeness=likeness(told[person.pk], told[other.pk]), **form.asked(), **request.deed)
    return back_to(request, made)


@deed(may="person.merge")
def part_again(request: Request, person: Person) -> Response:
    """Undo the merge by which others became part of this person: the newest first."""
    merged = Person._base_manager.filter(merged_into=person).order_by("-version").first()
    if merged is None or not visible(request.user, Person).filter(pk=person.pk).exists():
        raise NotAllowed
    back = actions.part_again(by=request.user, person=merged, **request.deed)
    return back_to(request, back.refreshed(), _("Undone: they are two people again."))


def _only_seen(request: Request, pair: Pair) -> None:
    """A pair of which one is not for this account is absent; of one that was put together meanwhile it is told so. Raises PairDecided."""
    if queries.is_seen(request.user, pair):
        return
    if queries.is_over(request.user, pair):
        raise actions.PairDecided
    raise NotAllowed
