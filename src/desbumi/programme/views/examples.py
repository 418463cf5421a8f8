"""Pages and deeds about what villages tell each other."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.papers.answers import download
from desbumi.programme import actions
from desbumi.programme.forms import examples as forms
from desbumi.programme.models import Example, Place
from desbumi.programme.queries import examples as queries


@page("programme/share.html", may="step.record")
def sharing(request: Request, place: Place, form: forms.ShareExample) -> dict[str, Any]:
    """What the village tells other villages, and one thing more."""
    form.fields["of"].widget.choices = queries.to_tell(place)
    return {"rows": queries.with_files(queries.of_place(request.user, place))}


@deed(may="step.record", on=sharing)
def share(request: Request, place: Place, form: forms.ShareExample) -> Response:
    """Tell other villages."""
    example = actions.share(by=request.user, place=place, **form.asked(), **request.deed)
    return back_to(request, example, _("Thank you. The other villages of the programme see it beside that step or target."))


@deed(may="step.record")
def withdraw(request: Request, example: Example) -> Response:
    """Tell it no longer."""
    actions.withdraw(by=request.user, example=example, **request.deed)
    return back_to(request, example, _("Other villages no longer see it."))


@page("programme/share.html", may="open.see")
def example_file(request: Request, example: Example, document: UUID) -> Response:
    """A file that a village lets other villages open, to save."""
    ((_example, files),) = queries.with_files([example])
    found = next((each for each in files if each.pk == document), None)
    if found is None:
        raise NotAllowed
    return download(found)
