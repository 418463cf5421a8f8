"""Pages and deeds about what a person allows."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.papers.answers import download
from desbumi.people import actions
from desbumi.people.forms import consents as forms
from desbumi.people.models import Consent, Person
from desbumi.people.queries import persons
from desbumi.people.queries.persons import who_stayed

OPENED = "person.opened"


@page("people/consent.html", may="person.record", trace=OPENED)
def asking(request: Request, person: Person, form: forms.RecordConsent) -> dict[str, Any]:
    """Ask the person: what is said to her, and what she answers."""
    return {"purposes": persons.purposes(persons.consents_of(persons.all_of(person)))}


@deed(may="person.record", on=asking)
def record(request: Request, person: Person, form: forms.RecordConsent) -> Response:
    """Keep the answer."""
    actions.record_consent(by=request.user, person=person, **form.asked(), **request.deed)
    return back_to(request, person, _("The answer is recorded."))


@page("people/withdraw.html", may="person.record", trace=OPENED)
def withdrawing(request: Request, consent: Consent, form: forms.WithdrawConsent) -> dict[str, Any]:
    """Take a yes back."""
    return {"person": consent.person}


@deed(may="person.record", on=withdrawing)
def withdraw(request: Request, consent: Consent, form: forms.WithdrawConsent) -> Response:
    """Keep that it was taken back."""
    withdrawn = actions.withdraw_consent(by=request.user, consent=consent, **form.asked(), **request.deed)
    done = {
        "photo": _("Taken back. No photo is kept any more."), "referral": _("Taken back. From now on nothing of this person is passed on to others."),
    }.get(withdrawn.purpose, _("Taken back. From now on lists that leave the village leave this person out."))  # fmt: skip
    return back_to(request, who_stayed(withdrawn.person), done)


@page("people/consent.html", may="person.see", trace=OPENED)
def paper(request: Request, consent: Consent) -> Response:
    """The signed paper, to save."""
    if consent.paper is None:
        raise NotAllowed
    return download(consent.paper)
