"""`desbumi`: the command line. Output with `--json` is one document on stdout, words go to stderr.

Exit codes: 0 done, 1 refused, 2 usage.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
django.setup()

from django.utils import translation  # noqa: E402 -- Django is set up above

translation.activate(os.environ.get("DESBUMI_LANGUAGE", "id"))  # before the commands below are described

from django.conf import settings  # noqa: E402 -- Django is set up above
from django.db import DatabaseError  # noqa: E402
from django.utils.translation import gettext as _  # noqa: E402
from django.utils.translation import gettext_lazy  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.progress import BarColumn, Progress, TextColumn  # noqa: E402
from rich.table import Table  # noqa: E402
from rich.text import Text  # noqa: E402

from desbumi.book.constraints import storage_refusal  # noqa: E402
from desbumi.refusals import Refusal  # noqa: E402

words = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
out = Console(highlight=False, soft_wrap=True, markup=False)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=_("Desbumi: villages that care for migrant workers."))
territory = typer.Typer(no_args_is_help=True, help=_("The register of places."))
user = typer.Typer(no_args_is_help=True, help=_("Accounts."))
programme = typer.Typer(no_args_is_help=True, help=_("Programmes and their founding documents."))
book = typer.Typer(no_args_is_help=True, help=_("The book (buku jejak)."))
for name, group in (("territory", territory), ("user", user), ("programme", programme), ("book", book)):
    app.add_typer(group, name=name)

AsJson = Annotated[bool, typer.Option("--json", help=_("One JSON document on stdout."))]


class PortTaken(Refusal):
    """Another program listens on the port."""

    code, status = "port.taken", 409
    says = gettext_lazy("Port %(port)s is in use by another program.")
    way_forward = gettext_lazy("Stop that program, or choose another port: make up PORT=%(next)s")


def main() -> None:
    """Run the command; a Refusal is one line on stderr and exit code 1."""
    try:
        app()
    except Refusal as refusal:
        _refuse(refusal)
    except (DatabaseError, OSError) as problem:
        refusal_of_it = storage_refusal(problem)
        if refusal_of_it is None:
            raise
        _refuse(refusal_of_it)
    except KeyboardInterrupt:
        say("✗", _("Stopped. Run it again to go on."), "yellow")
        sys.exit(130)


def _refuse(refusal: Refusal) -> None:
    say("✗", str(refusal), "bold red")
    sys.exit(1)


def say(sign: str, text: str, style: str = "green", *, to: Console = words) -> None:
    """A line with a coloured sign before it; the text is shown as it is, brackets and all."""
    to.print(Text.assemble((sign, style), " ", text))


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; yields what is called with (done, of)."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), console=words, transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def tell(document: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


@app.command(help=_("Make or migrate this installation. Twice changes nothing."))
def init(*, empty: Annotated[bool, typer.Option("--empty", help=_("Register only: no programme, no demo."))] = False) -> None:
    """Make or migrate this installation. Twice changes nothing."""
    from desbumi.cli import installation  # -- slow import

    with bar(_("Loading the register")) as progress:
        done = installation.make(is_empty=empty, progress=progress)
    for line in done:
        say("✓", line)
    words.print(_("Ready: %(where)s") % {"where": settings.DESBUMI_HOME})


@app.command(help=_("Set up what is missing and serve on this machine."))
def up(*, port: Annotated[int, typer.Option(help=_("Port on 127.0.0.1."), min=1, max=65535)] = 8000) -> None:
    """Set up what is missing and serve on this machine."""
    import socket

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(port=port, next=port + 1) from None
    init(empty=False)
    from desbumi.access import first  # -- after set-up
    from desbumi.access.demo import people

    words.print(Text.assemble("\n", ("Desbumi", "bold"), f"  http://localhost:{port}\n"))
    if token := first.token():
        words.print(_("Nobody has an account yet. Open this address once and make the first administrator:"))
        words.print(f"http://localhost:{port}/first-run/{token}/\n")
    if shown := people():
        table = Table(_("Name"), _("Password"), _("Code now"), _("Role"), _("Where"), box=None)
        for person in shown:
            table.add_row(person["name"], person["password"], person["code"] or "–", str(person["role_name"]), person["place"])
        words.print(_("Invented people of this demo; the sign-in page shows the code of the moment too:"))
        words.print(table)
    words.print(_("Stop with Ctrl-C."))
    sys.stderr.flush()
    # A fresh process: the memory of set-up goes. A worker that still starts when Ctrl-C comes is killed after 3 s.
    serve = [
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers-kill-timeout",
        "3",
        "--no-log",
        "desbumi.wsgi:application",
    ]
    os.execv(sys.executable, [sys.executable, "-m", *serve])  # noqa: S606 -- our own interpreter


@territory.command("find", help=_("Find places by name, best first; spelling need not be exact."))
def territory_find(
    text: str, *, level: Annotated[str | None, typer.Option(help=_("nation, province, regency, district or village."))] = None, as_json: AsJson = False
) -> None:
    """Find places by name, best first; spelling need not be exact."""
    from desbumi.territory.queries import find, with_place_above
    from desbumi.territory.rules import LEVELS

    if level is not None and level not in LEVELS:
        raise typer.BadParameter(_("choose one of: %(levels)s") % {"levels": ", ".join(LEVELS)}, param_hint="--level")
    found = find(text, level=level)
    if as_json:
        tell([{"code": place.code, "name": place.name, "level": place.level, "parent": place.parent_id} for place in found])
        return
    for place, above in with_place_above(found):
        out.print(f"{place.code:14} {place.title:34} {above}")
    if not found:
        words.print(_("Nothing like that. Write the name as it sounds, or only its beginning."))


@user.command("add", help=_("Make an account with its assignment; prints a one-time sign-in link."))
def user_add(
    name: str, *, role: Annotated[str, typer.Option(help=_("For instance coordinator, service_officer, observer."))],
    code: Annotated[str, typer.Option("--territory", help=_("Kemendagri code: 35.10, 35.10.04.2003, 00."))],
    full_name: Annotated[str, typer.Option(help=_("Name that others see."))] = "", port: int = 8000, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Make an account with its assignment; prints a one-time sign-in link."""
    from desbumi.access import actions
    from desbumi.book.actors import System
    from desbumi.territory.queries import get

    account = actions.invite(by=System(), name=name, full_name=full_name or name, role=role, territory=get(code), device="cli")
    link = f"http://localhost:{port}/sign-in/link/{actions.link_for(account)}/"
    if as_json:
        tell({"id": str(account.id), "name": account.name, "role": role, "territory": code, "link": link})
    else:
        words.print(_("Account %(name)s is made. Its owner opens this link once, within seven days:") % {"name": account.name})
        out.print(link, soft_wrap=True)


@programme.command("load", help=_("Load a founding document; the same file twice changes nothing."))
def programme_load(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Load a founding document; the same file twice changes nothing."""
    from desbumi.book.actors import System
    from desbumi.programme import actions, founding

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise founding.FileUnreadable(line=1) from None
    loaded = actions.load(by=System(), text=text, device="cli")
    say("✓", loaded.name)


@programme.command("show", help=_("Show the programme's facts: organisations, agreements, regencies, villages, events, pillars."))
def programme_show(*, as_json: AsJson = False) -> None:
    """Show the programme's facts: organisations, agreements, regencies, villages, events, pillars."""
    from desbumi.book.actors import System
    from desbumi.programme import queries

    first = queries.first_programme()
    if first is None:
        raise NoProgramme
    told = queries.facts(System(), first)
    if as_json:
        tell(told)
        return
    out.print(f"{told['programme']['name']}, {told['programme']['component']}")
    for regency in told["regencies"]:
        out.print(f"  {regency['code']:6} {regency['name']:26} {', '.join(regency['implementers'])}")
    for village in told["villages"]:
        out.print(f"  {village['code']:14} {village['name']:16} {village['district']:14} {village['cohort']:10} {village['stage']}")


class NoProgramme(Refusal):
    """No founding document was loaded."""

    code, status = "programme.none", 404
    says = gettext_lazy("No programme is loaded.")
    way_forward = gettext_lazy("Load its founding document: desbumi programme load FILE")


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
    from desbumi.book.queries import WHY, differing, verify
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


@app.command(help=_("Say what is wrong with this installation and how to mend it; exit code 1 when something is."))
def doctor(*, as_json: AsJson = False) -> None:
    """Say what is wrong with this installation and how to mend it; exit code 1 when something is."""
    from desbumi.cli.installation import examine

    found = examine()
    if as_json:
        tell([{"check": each.name, "state": each.state, "says": each.says, "mend": each.mend} for each in found])
    else:
        signs = {"good": ("✓", "green"), "watch": ("!", "yellow"), "stop": ("✗", "bold red")}
        for each in found:
            sign, style = signs[each.state]
            say(sign, f"{each.says}  {each.mend}".strip(), style, to=out)
    raise typer.Exit(1 if any(each.state == "stop" for each in found) else 0)
