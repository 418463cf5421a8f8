"""Pages and deeds of imports: file, columns, preview, done."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desbumi.access.policy import can
from desbumi.journeys import actions, result, words
from desbumi.journeys.forms import imports as forms
from desbumi.journeys.models import Import, Row
from desbumi.journeys.queries import sheets as queries
from desbumi.pages import Request, Response, back_to, deed, page, paginate, query_of
from desbumi.papers.answers import attachment
from desbumi.people.lists import XLSX

SEARCHED = "person.searched"  # a page of a sheet counts as one search in the read log


@page("journeys/imports.html", may="import.see")
def imports(request: Request) -> dict[str, Any]:
    """Sheets that were brought, and what became of them."""
    return {"shown": paginate(request, queries.brought(request.user), size=20), "may_bring": can(request.user, "people.import")}


@page("journeys/bring.html", may="people.import")
def bringing(request: Request, form: forms.BringSheet) -> dict[str, Any]:
    """Step one: the file."""
    return {}


@deed(may="people.import", on=bringing)
def bring(request: Request, form: forms.BringSheet) -> Response:
    """Keep the rows sealed, and ask what the columns hold."""
    made = actions.bring(by=request.user, **form.asked(), **request.deed)
    return back_to(request, f"{made.get_absolute_url()}columns/")


@page("journeys/columns.html", may="people.import", trace=SEARCHED)
def columns(request: Request, imported: Import, form: forms.KeepWordings) -> dict[str, Any]:
    """Step two: what each column holds."""
    return {"sheets": queries.columns(imported), "fields": words.FIELDS}


@deed(may="people.import", on=columns)
def keep_wordings(request: Request, imported: Import, form: forms.KeepWordings) -> Response:
    """Remember it for this village."""
    return back_to(request, actions.keep_wordings(by=request.user, imported=imported, **form.asked(), **request.deed))


@page("journeys/import.html#whole", may="import.see", trace=SEARCHED)
def imported(request: Request, imported: Import) -> dict[str, Any]:
    """Steps three and four: what the sheet will do, and what it did."""
    wanted = forms.RowFilter(request.GET).asked()
    told: dict[str, Any] = {"may_import": can(request.user, "people.import", imported), "step": {"brought": 2, "agreed": 3}.get(imported.status, 4)}
    if imported.status == "brought":
        counts, rows = queries.preview(imported)
        return {**told, **_outcomes(request, wanted, counts, rows), "counts": counts, "waiting": []}
    if imported.status == "agreed":
        done, of = queries.done_of(imported)
        return {**told, "done": done, "of": of}
    waiting, form = queries.waiting(imported), forms.DecideRow(user=request.user)
    return {**told, **_outcomes(request, wanted, imported, queries.rows_of(imported, wanted["outcome"])), "counts": imported, "waiting": waiting, "form": form}


def _outcomes(request: Request, wanted: dict[str, Any], counted: Any, rows: list[queries.Shown]) -> dict[str, Any]:
    """What becomes of the rows: all of it as numbers, and a page of those that are asked for."""
    shown = [each for each in rows if wanted["outcome"] in ("", each.outcome)]
    return {
        "totals": queries.totals(counted), "all": counted.row_count, "shown": paginate(request, shown, size=50), "query": query_of(wanted), **wanted,
    }  # fmt: skip


@deed(may="people.import")
def agree(request: Request, imported: Import) -> Response:
    """Agree: the worker writes it."""
    return back_to(request, actions.agree(by=request.user, imported=imported, **request.deed, **request.seen))


@deed(may="people.import")
def leave(request: Request, imported: Import) -> Response:
    """Leave the sheet aside."""
    return back_to(request, actions.leave(by=request.user, imported=imported, **request.deed, **request.seen), _("Left aside: nothing of it was imported."))


@deed(may="people.import")
def undo(request: Request, imported: Import) -> Response:
    """Take the import back."""
    stayed = actions.undo(by=request.user, imported=imported, **request.deed, **request.seen)
    told = (
        ngettext("%(many)s person was edited since and stays: %(names)s.", "%(many)s people were edited since and stay: %(names)s.", len(stayed))
        if stayed
        else ""
    )
    names = ", ".join(each.name for each in stayed[:20])
    return back_to(request, imported, " ".join((_("Undone."), told % {"many": len(stayed), "names": names} if told else "")).strip())


@deed(may="people.import")
def decide(request: Request, row: Row, form: forms.DecideRow) -> Response:
    """Decide about a row that needs a look."""
    actions.decide(by=request.user, row=row, **form.asked(), **request.deed, **request.seen)
    return back_to(request, row.brought, _("Recorded."))


@page("journeys/import.html", may="people.import", trace=SEARCHED)
def sheet(request: Request, imported: Import) -> Response:
    """The sheet as it was brought, with what became of each row."""
    name = imported.name.rpartition(".")[0] or imported.name
    return attachment(result.spreadsheet(imported), XLSX, _("%(name)s-result.xlsx") % {"name": name[:80]})
