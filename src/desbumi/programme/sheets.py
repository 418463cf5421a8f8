"""The papers of an event and of a shared understanding, in words for the press: which parts, which rows, which code on which page."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import segno
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desbumi.papers import printing
from desbumi.programme.models import AgreementText, Event, Participant, Place
from desbumi.programme.models.answers import ANSWERS
from desbumi.programme.queries import answers
from desbumi.programme.queries.attendance import by_name
from desbumi.programme.queries.doors import codes_of
from desbumi.programme.queries.events import villages_of
from desbumi.programme.queries.files import template_of
from desbumi.programme.queries.letterheads import printed, whose
from desbumi.programme.rules.events import PAPER, ROLES, TESTED, WANTED
from desbumi.programme.rules.pages import PageCode
from desbumi.ui.templatetags.ui import day

LINES = {"f4": 21, "a4": 18}  # rows of a list on a page
SPARE, MOST_PAGES, MOST_SLIPS = 5, 8, 120
WRITTEN = ("terms", "invitation", "assignment", "minutes")


def bundle(event: Event, *, paper: str = "f4", has_names: bool = True) -> bytes:
    """All sheets of an event in one print, each page with its code: papers, lists to sign, slips for the test and for acceptance.

    Lists name who is expected, unless whoever prints may not see names.
    """
    wanted = WANTED[event.kind]
    needless = set(event.papers.filter(is_needless=True).order_by("id").values_list("kind", flat=True))
    parts = [_written(event, kind) for kind in WRITTEN if kind in wanted and kind not in needless]
    people = by_name(event.participants.select_related("person", "contact", "village").order_by("id")) if has_names else []
    if "attendance" not in needless:
        parts += [page for number, each in enumerate(event.days, 1) for page in _attendance(event, people, each, number, paper)]
    if event.transport_amount and "transport" not in needless:
        parts += _transport(event, people, paper)
    parts += _slips(event, max(len(people), _wanted(event)))
    return _print(event, _("Papers of the event"), parts, paper)


def paper_of(event: Event, kind: str) -> bytes:
    """One written paper of an event."""
    return _print(event, capfirst(str(PAPER[kind].name)), [_written(event, kind)], "f4")


def understanding(place: Place, text: AgreementText) -> bytes:
    """A village's shared understanding, for wet signatures on both sides; at its foot the head of the village's book."""
    facts = [(_("Number"), text.number)] if text.number else []
    if text.outreach_on:
        facts.append((_("Outreach"), ", ".join(part for part in (day(text.outreach_on), text.outreach_at) if part)))
    signers = [{"office": text.for_village or place.village.title, "name": ""}, {"office": text.for_implementer, "name": ""}]
    part = {
        "shape": "text", "title": f"{text.get_form_display()}: {_('shared understanding')}", "facts": facts, "body": text.body.splitlines(), "codes": [],
        "signers": signers, "note": _("Signed on paper. The head at the foot tells how the book of the village stood when this was printed."),
    }  # fmt: skip
    told = {"parts": [part], **printed(place.village)}
    return printing.sheet("papers.typ", title=_("Shared understanding"), place=place.village, told=told)


def _print(event: Event, title: str, parts: Sequence[dict[str, Any]], paper: str) -> bytes:
    told = {"parts": list(parts), **printed(*whose(event))}
    return printing.sheet("papers.typ", title=title, place=event.territory, told=told, office=told["letterhead"], paper=paper)


def _codes(event: Event, kind: str, *, number: int = 0, first: int = 1, many: int = 1) -> list[dict[str, str]]:
    """The codes of so many pages of a paper, as pictures and in words."""
    told = [PageCode(event.pk.hex, kind, number, first + at) for at in range(many)]
    return [{"svg": segno.make(each.text, error="q").svg_inline(border=1, dark="#000", light="#fff"), "spoken": each.spoken} for each in told]


def _written(event: Event, kind: str) -> dict[str, Any]:
    """A letter or another written paper; before it is written, the one to begin with."""
    known = event.papers.filter(kind=kind).first()
    told = (
        known.__dict__
        if known and known.body
        else {"number": "", "addressed_to": "", "copies_to": "", "signed_by": "", "office": "", **template_of(event, kind)}
    )
    facts = [(_("Number"), told["number"] or "……………………"), (_("Date"), day(told["written_on"]))] if kind in ("invitation", "assignment") else []
    if kind == "invitation":
        facts += [(_("Subject"), told["subject"]), (_("Addressed to"), told["addressed_to"] or _("as invited"))]
        facts += [(_("Invited"), invited)] if (invited := _invited(event)) else []
    copies = _("Copies to: %(names)s") % {"names": told["copies_to"]} if told["copies_to"] else ""
    signer = {"office": told["office"] or (event.organiser.name if event.organiser else event.territory.title), "name": told["signed_by"]}
    return {
        "shape": "text", "title": capfirst(str(PAPER[kind].name)), "facts": facts, "body": told["body"].splitlines(), "signers": [signer], "note": copies,
        "codes": _codes(event, kind, many=MOST_PAGES),
    }  # fmt: skip


def _invited(event: Event) -> str:
    """Who is invited, in words: “village head (1 from each village)”."""
    names = dict(ROLES)
    told = []
    for each in event.invitations.order_by("id"):
        many = [_("%(many)s from each village") % {"many": each.each_village}] if each.each_village else []
        many += [_("%(many)s from elsewhere") % {"many": each.others}] if each.others else []
        told.append(f"{names[each.role]} ({', '.join(many)})")
    return "; ".join(told)


def _wanted(event: Event) -> int:
    many = len(villages_of(event))
    return sum(each.each_village * many + each.others for each in event.invitations.order_by("id"))


def _rows(event: Event, people: Sequence[Participant], paper: str) -> list[list[tuple[int, Participant | None]]]:
    """Lines of a list, page by page: who is expected, then blank ones, some to spare."""
    many = max(len(people), _wanted(event)) + SPARE
    lines = [(at + 1, people[at] if at < len(people) else None) for at in range(many)]
    return [lines[start : start + LINES[paper]] for start in range(0, len(lines), LINES[paper])]


def _attendance(event: Event, people: Sequence[Participant], on: date, number: int, paper: str) -> list[dict[str, Any]]:
    columns = [
        {"label": _("No."), "width": 9}, {"label": _("Name"), "width": 0}, {"label": _("Role"), "width": 32}, {"label": _("Village"), "width": 26},
        {"label": _("W/M"), "width": 10}, {"label": _("Age"), "width": 11}, {"label": _("I may be named"), "width": 16}, {"label": _("Signature"), "width": 30},
    ]  # fmt: skip
    lead = f"{event.title}. {day(on)}, {event.venue or '…'}."
    return [
        {
            "shape": "table", "title": _("Attendance sheet"), "lead": lead, "columns": columns, "codes": _codes(event, "attendance", number=number, first=at),
            "rows": [[str(line), *_line(each), "", ""] for line, each in lines],
            "note": _("Who does not want to be named leaves “I may be named” empty: she or he is counted, and no name is kept (UU 27/2022)."),
        }
        for at, lines in enumerate(_rows(event, people, paper), 1)
    ]  # fmt: skip


def _line(each: Participant | None) -> list[str]:
    if each is None:
        return ["", "", "", "", ""]
    return [
        each.name,
        str(each.get_role_display()),
        each.village.name if each.village else "",
        {"female": _("W"), "male": _("M")}.get(each.sex, ""),
        str(each.get_age_display()),
    ]


def _transport(event: Event, people: Sequence[Participant], paper: str) -> list[dict[str, Any]]:
    columns = [
        {"label": _("No."), "width": 9}, {"label": _("Name"), "width": 0}, {"label": _("Village"), "width": 34}, {"label": _("Amount"), "width": 32},
        {"label": _("Signature"), "width": 40},
    ]  # fmt: skip
    amount = f"Rp{event.transport_amount or 0:,}".replace(",", ".")
    return [
        {
            "shape": "table", "title": _("Transport list"), "lead": event.title, "columns": columns, "codes": _codes(event, "transport", first=at),
            "rows": [[str(line), each.name if each else "", each.village.name if each and each.village else "", amount, ""] for line, each in lines],
            "note": "",
        }
        for at, lines in enumerate(_rows(event, people, paper), 1)
    ]  # fmt: skip


def _slips(event: Event, many: int) -> list[dict[str, Any]]:
    """Slips to cut: the test before and after with the same code, once its questions stay as they are; and the slip of acceptance."""
    if event.kind not in TESTED:
        return []
    asked = answers.kept_at(event)
    codes = codes_of(event, min(many, MOST_SLIPS))
    parts = []
    if asked:
        lines = [{"text": f"{number}. {each.text}", "answers": [f"A  {each.a}", f"B  {each.b}", f"C  {each.c}"]} for number, each in enumerate(asked, 1)]
        about = [
            {"text": _("Role: ………………………  or village: ………………………"), "answers": []},
            {"text": _("I live with a disability:"), "answers": [_("yes"), _("no")]},
        ]  # fmt: skip
        slips = [
            {"title": title, "code": code, "lead": _("No name. One answer for each question."), "lines": [*lines, *about], "blank": 0}
            for code in codes
            for title in (_("Before"), _("After"))
        ]
        parts.append({"shape": "slips", "title": "", "slips": slips, "across": 2, "codes": []})
    choices = [{"text": _("Will you help to carry the programme out in your village?"), "answers": [str(label) for _code, label in ANSWERS]}]
    where = [{"text": _("Village: …………………………"), "answers": []}, {"text": _("Why, or on what condition?"), "answers": []}]
    accept = [
        {
            "title": _("Acceptance"),
            "code": "",
            "lead": _("No name. Fold it, and put it into the box."),
            "lines": [*choices, *where],
            "blank": 2,
        }
        for _code in codes
    ]
    parts.append({"shape": "slips", "title": "", "slips": accept, "across": 2, "codes": []})
    return parts
