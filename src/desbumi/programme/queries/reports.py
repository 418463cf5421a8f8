"""What a report of an event tells, counted at one moment, in both languages; and the draft of a note for the press."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from desbumi.access.policy import can, visible
from desbumi.book.actors import Actor
from desbumi.programme.models import Commitment, Event, Report, Target
from desbumi.programme.queries import answers, attendance, lacking, results
from desbumi.programme.queries.events import villages_of, when
from desbumi.programme.queries.files import totals
from desbumi.territory.models import Territory
from desbumi.ui.templatetags.ui import day, figure, rupiah


def frozen(by: Actor, event: Event) -> dict[str, Any]:
    """Everything that a report tells, as it is now: language → its parts in words and whole numbers."""
    found = {}
    for language in ("id", "en"):
        with translation.override(language):
            found[language] = _told(by, event)
    return found


def _told(by: Actor, event: Event) -> dict[str, Any]:
    villages = villages_of(event)
    came = attendance.figures(event, villages)
    tests = answers.understanding(event)
    accepted = answers.acceptance(by, event)
    return {
        "about": _about(event, villages),
        "results": [[_name_of(each.key), _state_of(each.state), list(each.figures), list(each.gaps), str(each.rule)] for each in results.results(by, event, villages, tests, named=_seen(by, villages))],
        "attendance": [
            [_("By role"), [_("Role"), _("Wanted"), _("Came"), _("Women")], [[str(row.name), row.wanted or 0, row.came, row.women] for row in came.by_role]],
            [_("By village"), [_("Village"), _("Came"), _("Women"), _("With a disability")], [[str(row.name) or _("elsewhere"), row.came, row.women, _if_told(row.disabled)] for row in came.by_village]],
            [_("By sex"), [_("Sex"), _("Came")], [[str(name) or _("not told"), many] for name, many in came.by_sex]],
            [_("By age"), [_("Age"), _("Came")], [[str(name) or _("not told"), _if_told(many)] for name, many in came.by_age]],
            [_("By disability"), [_("Disability"), _("Came")], [[str(name), _if_told(many)] for name, many in came.by_disability]],
            [_("Day by day"), [_("Day"), _("Came"), _("Signed sheets")], [[day(on), many, sheets] for on, many, _ways, sheets in came.by_day]],
        ],
        "came": [came.came, came.wanted, came.women, _if_told(came.disabled), came.unnamed],
        "understanding": [[each.text, f"{each.before}/{each.before_of}", f"{each.after}/{each.after_of}", _("still unclear") if each.is_unclear else ""] for each in tests.questions] if tests.is_told else [],
        "acceptance": [[str(label), many] for _code, label, many in accepted.counts],
        "targets": [_target(each) for each in visible(by, Target).filter(event=event, dropped_because="").select_related("indicator", "place__village").order_by("place__village__name", "id")],
        "commitments": [[each.what, each.whose, day(each.due_on), str(each.get_status_display())] for each in visible(by, Commitment).filter(event=event).order_by("due_on", "id")],
        "money": [[line.what, rupiah(line.planned_amount), rupiah(sum(each.paid_amount for each in line.receipts.all()))] for line in event.budget.prefetch_related("receipts").order_by("id")],
        "totals": [rupiah(many) for many in totals(event)],
        "missing": lacking.missing(event),
    }  # fmt: skip


def _seen(by: Actor, villages: list[Territory]) -> set[str]:
    """Codes of the villages of which a report may tell one by one: those that whoever makes it sees."""
    return {each.code for each in villages if can(by, "programme.see", each)}


def _if_told(many: int | None) -> Any:
    return _("fewer than five, or not told") if many is None else many


def _about(event: Event, villages: list[Territory]) -> list[list[str]]:
    holder = event.organiser.name if event.organiser else event.territory.title
    return [
        [_("Title"), event.title], [_("Kind"), str(event.get_kind_display())], [_("When"), when(event)], [_("Where"), event.venue or "–"], [_("Held by"), holder],
        [_("Villages"), ", ".join(each.name for each in villages) or "–"],
    ]  # fmt: skip


def _target(each: Target) -> list[str]:
    baseline = figure(each.baseline_value) if each.baseline_value is not None else _("not known")
    return [
        each.place.village.name,
        str(each.indicator),
        baseline,
        f"{figure(each.value)} ({each.indicator.unit_shown})",
        day(each.due_on),
        each.answers_for_it,
    ]


def _name_of(key: str) -> str:
    return {
        "understanding": _("They understand the programme"), "acceptance": _("They accept to carry it out"), "agreement": _("There is a shared understanding"),
        "change_targets": _("There are change targets"),
    }[key]  # fmt: skip


def _state_of(state: str) -> str:
    return {"reached": _("Reached"), "partly": _("In part"), "not_yet": _("Not yet"), "nothing": _("Nothing to judge by yet")}[state]


def headings() -> dict[str, str]:
    """The headings of a report, in the language of the moment."""
    return {
        "report": _("Report"), "results": _("The four expected results"), "attendance": _("Who came"), "understanding": _("Understanding before and after"),
        "acceptance": _("Slips of acceptance"), "targets": _("Change targets"), "commitments": _("Commitments"), "money": _("Plan and spending"),
        "missing": _("What is missing"), "narrative": _("What happened"), "lessons": _("What was learned"), "summary": _("Summary in English"),
        "question": _("Question"), "before": _("Before"), "after": _("After"), "answer": _("Answer"), "slips": _("Slips"), "village": _("Village"),
        "target": _("Target"), "baseline": _("Baseline"), "to": _("Target value"), "until": _("Until"), "answers": _("Answers for it"), "what": _("What"),
        "whose": _("By whom"), "state": _("State"), "line": _("Budget line"), "planned": _("Planned"), "paid": _("Paid"), "all": _("All"),
        "none": _("None."), "version": _("Version"), "rule": _("Rule"),
    }  # fmt: skip


def reports(event: Event) -> list[Report]:
    """The reports of an event, the newest version first."""
    return list(Report.objects.filter(event=event).order_by("-number"))


def press_draft(user: Actor, event: Event) -> str:
    """A note in the shape of the founding article, in Indonesian, from what was counted; a person corrects it before it goes out."""
    with translation.override("id"):
        villages = villages_of(event)
        came = attendance.figures(event, villages)
        told = results.results(user, event, villages, named=_seen(user, villages))
        holder = event.organiser.name if event.organiser else event.territory.title
        roles = ", ".join(f"{row.name} ({row.came})" for row in came.by_role if row.came)
        where = event.territory.short_name if event.territory.level != "village" else event.territory.title
        parts = [
            f"{holder} Gelar {event.title}",
            f"{where} – {holder} menggelar {event.title} di {event.venue or where}, {when(event)}. Kegiatan ini untuk {_listed([each.title for each in villages])}.",
            f"Hadir {came.came} peserta, {came.women} di antaranya perempuan." + (f" Mereka adalah {roles}." if roles else ""),
        ]
        parts += [f"{_name_of(each.key)}: {_state_of(each.state).lower()}. {' '.join(each.figures)}" for each in told]
        if event.programme:
            pillars = [str(pillar.get("id", "")).lower() for pillar in event.programme.pillars]
            parts.append(f"Kegiatan ini bagian dari {event.programme.name}, yang bertumpu pada {_listed(pillars)}.")
        parts.append("(Rancangan dari catatan kegiatan. Periksa, lengkapi kutipan, dan minta izin orang yang disebut sebelum dikirim.)")
        return "\n\n".join(parts)


def _listed(words: list[str]) -> str:
    """“a, b, dan c”."""
    if len(words) < 2:
        return words[0] if words else "…"
    return f"{', '.join(words[:-1])}{',' if len(words) > 2 else ''} dan {words[-1]}"
