"""The four expected results of an event, judged from its records: state, figures, gaps, in words."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desbumi.access.policy import can
from desbumi.book.actors import Actor
from desbumi.programme.models import Agreement, AgreementText, Event, Target, VillageAnswer
from desbumi.programme.queries.answers import Understanding, acceptance, understanding
from desbumi.programme.rules.results import Result, judged_understanding, state_of
from desbumi.programme.rules.way import PILLARS
from desbumi.territory.models import Territory
from desbumi.ui.house import part_name
from desbumi.ui.templatetags.ui import day

TAKES_PART = ("yes", "conditions")


def results(user: Actor, event: Event, villages: list[Territory], tests: Understanding | None = None, *, named: Collection[str] | None = None) -> list[Result]:
    """The four results, in the order of the founding document. Of villages that are not `named` (codes; all, unless told) nothing is told one by one."""
    told = [_understanding(tests or understanding(event)), _acceptance(user, event, villages), _agreement(event, villages), _targets(event, villages)]
    hidden = [each.name for each in villages if named is not None and each.code not in named]
    return [replace(each, figures=_without(hidden, each.figures), gaps=_without(hidden, each.gaps)) for each in told] if hidden else told


def _without(names: Collection[str], lines: Collection[str]) -> tuple[str, ...]:
    """These lines but for those that begin with one of these names."""
    return tuple(line for line in lines if not line.startswith(tuple(f"{name}{end}" for name in names for end in (" ", ":"))))


def _understanding(told: Understanding) -> Result:
    if not told.is_told:
        is_tested = bool(told.few)
        says = _("Fewer than five people were tested: nothing is told of them.") if is_tested else _("No test was handed in.")
        return Result("understanding", "nothing", (says,) if is_tested else (), () if is_tested else (says,))
    state = judged_understanding(told.before, told.before_of, told.after, told.after_of)
    figures = [_("Understood afterwards: %(done)s of %(all)s.") % {"done": told.after, "all": told.after_of}] if told.after_of else []
    figures += [_("Understood before: %(done)s of %(all)s.") % {"done": told.before, "all": told.before_of}] if told.before_of else []
    if told.paired:
        figures.append(
            _("%(improved)s of %(paired)s whose slips pair gave more right answers afterwards.") % {"improved": told.improved, "paired": told.paired}
        )
    unclear = [each.text for each in told.questions if each.is_unclear]
    gaps = [_("Still unclear: %(questions)s") % {"questions": "; ".join(unclear)}] if unclear else []
    if "after" in told.few:
        gaps.append(_("Fewer than five were tested afterwards: nothing is told of them."))
    elif not told.after_of:
        gaps.append(_("Nobody was tested afterwards."))
    return Result("understanding", state, tuple(figures), tuple(gaps))


def _acceptance(user: Actor, event: Event, villages: list[Territory]) -> Result:
    answers = {each.village_id: each for each in VillageAnswer.objects.filter(event=event).order_by("id")}
    takes_part = [village for village in villages if village.code in answers and answers[village.code].answer in TAKES_PART]
    slips = acceptance(user, event)
    counts = {code: many for code, _label, many in slips.counts}
    figures = [_("Villages that take part: %(done)s of %(all)s.") % {"done": len(takes_part), "all": len(villages)}]
    if counts:
        told = {"yes": counts["yes"], "conditions": counts["conditions"], "ask": counts["ask"], "no": counts["no"], "all": slips.total}
        figures.append(_("Of %(all)s slips: %(yes)s accept, %(conditions)s with conditions, %(ask)s want to ask first, %(no)s do not.") % told)
    shown = [each for each in villages if can(user, f"{VillageAnswer.SENSITIVITY}.see", each)]  # a village's answer is its own
    gaps = [_("%(village)s has not answered yet.") % {"village": each.name} for each in shown if each.code not in answers]
    for village in shown:
        found = answers.get(village.code)
        if found is not None and found.answer not in TAKES_PART:
            gaps.append(f"{village.name}: {found.get_answer_display()}" + (f" – {found.reason}" if found.reason else "") + ".")
    state = "nothing" if not answers and not slips.total else state_of(len(takes_part), len(villages))
    return Result("acceptance", state, tuple(figures), tuple(gaps))


def _agreement(event: Event, villages: list[Territory]) -> Result:
    known: dict[str, list[Agreement]] = defaultdict(list)
    rows = Agreement.objects.filter(programme=event.programme_id, territory__in=[each.code for each in villages], kind="agreement").exclude(status="ended")
    for each in rows.order_by("id"):
        known[each.territory_id].append(each)
    texts = {each.agreement_id: each for each in AgreementText.objects.filter(agreement__in=rows).order_by("id")}
    signed, gaps = 0, []
    for village in villages:
        found = next((each for each in known[village.code] if each.status == "signed"), None)
        text = texts.get(found.pk) if found else None
        if found is None:
            is_drafted = any(each.pk in texts for each in known[village.code])
            gaps.append((_("%(village)s has a draft that is not signed yet.") if is_drafted else _("%(village)s has none yet.")) % {"village": village.name})
        elif text is None or text.outreach_on is None:
            gaps.append(_("%(village)s signed, and named no day for its outreach.") % {"village": village.name})
        else:
            signed += 1
    figures = [_("Signed, with a day for the own outreach: %(done)s of %(all)s villages.") % {"done": signed, "all": len(villages)}]
    figures += [
        _("%(village)s: outreach on %(day)s.") % {"village": each.agreement.territory.name, "day": day(each.outreach_on)}
        for each in AgreementText.objects.filter(agreement__in=rows, outreach_on__isnull=False, agreement__status="signed").select_related("agreement__territory").order_by("outreach_on", "id")
    ]  # fmt: skip
    return Result("agreement", state_of(signed, len(villages)), tuple(figures), tuple(gaps))


def _targets(event: Event, villages: list[Territory]) -> Result:
    pillars: dict[str, set[str]] = defaultdict(set)
    many = 0
    rows = Target.objects.filter(place__programme=event.programme_id, place__village__in=[each.code for each in villages], dropped_because="")
    for code, pillar in rows.order_by("id").values_list("place__village_id", "indicator__pillar"):
        pillars[code].add(pillar)
        many += 1
    whole = [each for each in villages if set(PILLARS) <= pillars[each.code]]
    gaps = []
    for village in villages:
        missing = [part_name(each).lower() for each in PILLARS if each not in pillars[village.code]]
        if len(missing) == len(PILLARS):
            gaps.append(_("%(village)s has set no target yet.") % {"village": village.name})
        elif missing:
            gaps.append(_("%(village)s has none under: %(pillars)s.") % {"village": village.name, "pillars": ", ".join(missing)})
    figures = (
        ngettext("%(many)s target is set.", "%(many)s targets are set.", many) % {"many": many},
        _("Villages with targets under all three pillars: %(done)s of %(all)s.") % {"done": len(whole), "all": len(villages)},
    )  # fmt: skip
    state = "partly" if many and not whole else state_of(len(whole), len(villages))
    return Result("change_targets", state, figures, tuple(gaps))
