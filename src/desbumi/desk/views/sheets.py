"""Sheets of paper: what a village signs, files, hangs on its wall."""

from django.utils.translation import gettext as _

from desbumi.desk.forms import PaperFilter
from desbumi.desk.queries import sheets as queries
from desbumi.desk.views.places import only
from desbumi.pages import Request, Response, page
from desbumi.papers import printing
from desbumi.territory.models import Level, Territory


@page("desk/village.html", may="programme.see")
def village_sheet(request: Request, village: Territory) -> Response:
    """A village's sheet for paper: its steps, its agreements, whom to talk to, lines to sign on."""
    only(village, Level.VILLAGE)
    told = queries.village_sheet(request.user, village)
    paper = PaperFilter(request.GET).asked()["paper"] or "f4"
    printed = printing.sheet("village.typ", title=_("Village sheet"), place=village, told=told, paper=paper)
    return printing.pdf(printed, _("village-sheet-%(code)s-%(day)s.pdf") % {"code": village.code, "day": village.today.isoformat()})
