"""`desbumi book`: does it hold, what does it tell."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _
from rich.text import Text

from desbumi.cli.frame import AsJson, app, bar, out, say, tell, words

book = typer.Typer(no_args_is_help=True, help=_("The book (buku jejak)."))
app.add_typer(book, name="book")


@book.command("verify", help=_("Recompute every chain; exit code 1 and the first broken entry of each book when one does not hold."))
def book_verify(
    *,
    code: Annotated[str, typer.Option("--territory", help=_("Only the books of this place and all within it."))] = "00",
    state: Annotated[bool, typer.Option("--state", help=_("Also compare every record with what its book tells; slower."))] = False,
    as_json: AsJson = False,
) -> None:
    """Recompute every chain; exit code 1 and the first broken entry of each book when one does not hold."""
    from desbumi.access.policy import require
    from desbumi.book.actors import System
    from desbumi.book.queries import differing
    from desbumi.book.verifying import WHY, verify
    from desbumi.territory.queries import get

    require(System(), "book.verify", get(code))
    with bar(_("Verifying")) as progress:
        verdict = verify(code, progress=progress)
    differs = differing(code) if state else []
    if as_json:
        tell(dict(verdict) | ({"differing": differs} if state else {}))
    else:
        for record in differs:
            say("✗", _("%(book)s: %(model)s %(record)s is not what the book tells") % record, "bold red")
        for found in verdict["broken"]:
            say("✗", f"{found['book']} no. {found['seq']}: {WHY[found['why']]}", "bold red")
        if not verdict["broken"] and not differs:
            say("✓", _("%(entries)s entries in %(books)s books, all as they were written.") % dict(verdict))
    raise typer.Exit(1 if verdict["broken"] or differs else 0)


@book.command("heads", help=_("The signed heads of all books, to be kept elsewhere."))
def book_heads(
    *, code: Annotated[str, typer.Option("--territory", help=_("Only the books of this place and all within it."))] = "00", as_json: AsJson = False
) -> None:
    """The signed heads of all books, to be kept elsewhere."""
    from desbumi.access.policy import require
    from desbumi.book.actors import System
    from desbumi.book.heads import printed, signed
    from desbumi.territory.queries import get

    require(System(), "book.verify", get(code))
    found = signed(code)
    if as_json:
        tell(found)
        return
    for head in found["heads"]:
        out.print(printed(head["book"].partition("/")[0]))
    words.print(_("Keep them with others: desbumi book heads --json > FILE. Later: desbumi book witness FILE"))


@book.command("witness", help=_("Compare our books with heads kept elsewhere: files, or the line of a printed sheet; exit code 1 when one does not hold."))
def book_witness(kept: Annotated[list[str], typer.Argument(help=_("Files of “book heads --json”, or the line at the foot of a sheet in quotes."))]) -> None:
    """Compare our books with heads kept elsewhere; a declared epoch is told, it is no alarm."""
    from desbumi.access.policy import require
    from desbumi.book import heads
    from desbumi.book.actors import System
    from desbumi.territory.queries import get

    require(System(), "book.verify", get("00"))
    said = heads.witness(head for each in kept for head in heads.read(_document(each)))
    for one in said:
        if one.is_alarm:
            say("✗", f"{one.book} no. {one.seq}: {heads.WHY[one.why]}", "bold red")
        elif one.why:
            say("!", f"{one.book} no. {one.seq}: {heads.WHY[one.why]}: {one.told}", "yellow")
    held = sum(not one.why for one in said)
    if held:
        say("✓", _("%(held)s kept heads agree with our books.") % {"held": held})
    raise typer.Exit(1 if any(one.is_alarm for one in said) else 0)


def _document(given: str) -> Any:
    """What was given: the document in a file, or the line of a sheet itself."""
    path = Path(given)
    if not path.is_file():
        return given
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    try:
        return json.loads(text)
    except ValueError:
        return text


@book.command("show", help=_("Show the book of a place, entry by entry."))
def book_show(*, code: Annotated[str, typer.Option("--territory", help=_("Whose book."))], as_json: AsJson = False) -> None:
    """Show the book of a place, entry by entry."""
    from desbumi.access.policy import require
    from desbumi.access.queries import names_of
    from desbumi.book.actors import System
    from desbumi.book.models import Entry
    from desbumi.book.queries import lines, state_of
    from desbumi.territory.queries import get
    from desbumi.territory.rules import zone_of
    from desbumi.ui.templatetags.ui import moment

    require(System(), "book.show", get(code))
    entries = Entry.objects.filter(book=f"{code}/main").order_by("seq")
    names = names_of(entries.values_list("actor", flat=True))
    if as_json:
        tell([
            {"seq": entry.seq, "at": entry.at, "deed": entry.deed, "actor": entry.actor, "device": entry.device, "model": entry.model,
             "record": entry.record, "changes": state_of(entry)[0], "hash": entry.hash}
            for entry in entries
        ])  # fmt: skip
        return
    for line in lines(entries):
        told = "; ".join(f"{change.label}: {change.before or '–'} → {change.after or '–'}" for change in line.changes)
        when = moment(line.at, zone_of(code))
        out.print(Text.assemble(f"{line.entry.seq:5}  {when}  {names.get(line.entry.actor, '?')} {line.deed}  ", (told, "dim")))
