"""What was answered without a name: tests of understanding, slips of acceptance, what villages decided. Nothing of fewer than five."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from desbumi.access.policy import can, visible
from desbumi.book.actors import Actor
from desbumi.programme.models import AcceptanceSlip, Event, EventQuestion, Programme, Question, UnderstandingSlip, VillageAnswer
from desbumi.programme.models.answers import ANSWERS
from desbumi.programme.rules.attendance import FEWEST, withheld
from desbumi.programme.rules.events import ROLES
from desbumi.programme.rules.results import Question as Told
from desbumi.programme.rules.results import by_question, understands
from desbumi.territory.models import Territory


@dataclass(frozen=True)
class Group:
    """People of one role or one village: how many understood before and after, of how many; None where they are fewer than five."""

    name: Any
    before: int | None
    before_of: int
    after: int | None
    after_of: int


@dataclass(frozen=True)
class Understanding:
    """What the tests of an event show. Where fewer than five answered it says 0 of 0, and names the moment in `few`."""

    before: int
    before_of: int
    after: int
    after_of: int
    paired: int
    improved: int
    cards: int
    questions: list[Told]
    groups: list[Group]
    cut: str  # "role" or "village": never both
    few: frozenset[str]  # "before", "after": answered by some, and by fewer than five

    @property
    def is_told(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.before_of or self.after_of or any(each.before_of or each.after_of for each in self.questions))


def kept_at(event: Event) -> list[Question]:
    """The questions that an event keeps, in order: those on its printed slips, or of those who answered."""
    return [each.question for each in EventQuestion.objects.filter(event=event).select_related("question").order_by("number")]


def is_paired_or_first(slip: UnderstandingSlip) -> bool:
    """Whether a test from afterwards has one from before with its code; one from before comes first."""
    return slip.moment == "before" or UnderstandingSlip.objects.filter(event=slip.event_id, moment="before", code=slip.code).exists()


def asked_at(event: Event) -> list[Question]:
    """The questions of an event, in order; before any was asked those that its programme asks now."""
    return kept_at(event) or list(Question.objects.filter(programme=event.programme_id, is_asked=True).order_by("number"))


def questions_of(user: Actor, programme: Programme) -> QuerySet[Question]:
    """The questions that a programme asks now, in order."""
    return visible(user, Question).filter(programme=programme, is_asked=True).order_by("number")


def understanding(event: Event, *, cut: str = "role") -> Understanding:
    """What the tests show: all together, question by question, and by role or by village, never by both."""
    asked = asked_at(event)
    key = "".join(each.right for each in asked)
    slips = list(UnderstandingSlip.objects.filter(event=event).order_by("id").values_list("moment", "code", "answers", "role", "village__name"))
    at = 3 if cut == "role" else 4
    told: dict[str, dict[str, bool]] = {"before": {}, "after": {}}
    groups: dict[str, dict[str, Counter[bool]]] = {"before": defaultdict(Counter), "after": defaultdict(Counter)}
    for slip in slips:
        told[slip[0]][slip[1]] = understands(slip[2], key)
        groups[slip[0]][slip[at] or ""][understands(slip[2], key)] += 1
    before, after = told["before"], told["after"]
    paired = [code for code in before if code in after]
    cards = {(each.number, each.moment): _held(each, asked) for each in event.cards.order_by("id") if each.number <= len(asked)}
    answers = {moment: [slip[2] for slip in slips if slip[0] == moment] for moment in ("before", "after")}
    questions = [
        Told(each.number, each.text, **_enough("before", each.before, each.before_of), **_enough("after", each.after, each.after_of))
        for each in by_question([each.text for each in asked], key, answers["before"], answers["after"], cards)
    ]
    points = {code: _points(slips, code, key) for code in paired}
    heads = max((sum(each) for each in ((c.a_count, c.b_count, c.c_count) for c in event.cards.all())), default=0)
    pairs = len(paired) if len(paired) >= FEWEST else 0
    return Understanding(
        **_enough("before", sum(before.values()), len(before)), **_enough("after", sum(after.values()), len(after)), paired=pairs,
        improved=sum(later > first for first, later in points.values()) if pairs else 0, cards=heads if heads >= FEWEST else 0, questions=questions,
        groups=_groups(groups, cut), cut=cut, few=frozenset(moment for moment in told if 0 < len(told[moment]) < FEWEST),
    )  # fmt: skip


def _enough(moment: str, done: int, of: int) -> dict[str, int]:
    """So many of so many, as fields of a moment; nothing of fewer than five."""
    return {moment: done, f"{moment}_of": of} if of >= FEWEST else {moment: 0, f"{moment}_of": 0}


def _points(slips: list[Any], code: str, key: str) -> tuple[int, int]:
    found = {moment: sum(a == b for a, b in zip(answers, key, strict=False)) for moment, each, answers, _role, _village in slips if each == code}
    return found.get("before", 0), found.get("after", 0)


def _held(card: Any, asked: list[Question]) -> tuple[int, int]:
    counts = {"A": card.a_count, "B": card.b_count, "C": card.c_count}
    return counts[asked[card.number - 1].right], sum(counts.values())


def _groups(groups: dict[str, dict[str, Counter[bool]]], cut: str) -> list[Group]:
    labels = dict(ROLES) if cut == "role" else {}
    names = sorted({*groups["before"], *groups["after"]})
    many = {moment: {name: sum(groups[moment][name].values()) for name in names} for moment in groups}
    hidden = {moment: withheld(many[moment]) for moment in groups}
    return [
        Group(
            labels.get(name, name), None if name in hidden["before"] else groups["before"][name][True], many["before"][name],
            None if name in hidden["after"] else groups["after"][name][True], many["after"][name],
        )
        for name in names
    ]  # fmt: skip


@dataclass(frozen=True)
class Acceptance:
    """Slips of acceptance: how many of each answer, all together and by village where they are five at least; reasons without whose they are.

    To whoever does not read slips they are told when the event is complete: numbers that grow would tell whose slip came last.
    """

    counts: list[tuple[str, Any, int]]
    total: int
    by_village: list[tuple[str, int, int | None]]  # village, slips, of them accepting with or without conditions; None: fewer than five
    reasons: list[str]
    is_open: bool  # whether they are told to this user


def acceptance(user: Actor, event: Event) -> Acceptance:
    """What the slips say, to this user."""
    if event.status != "complete" and not can(user, "slip.see", event):
        return Acceptance([], 0, [], [], is_open=False)
    rows = list(
        AcceptanceSlip.objects.filter(event=event).values_list("answer", "village__name").annotate(many=Count("id")).order_by("answer", "village__name")
    )
    all_of: Counter[str] = Counter()
    villages: dict[str, Counter[str]] = defaultdict(Counter)
    for answer, village, many in rows:
        all_of[answer] += many
        villages[village or ""][answer] += many
    sums = {name: sum(told.values()) for name, told in villages.items()}
    hidden = withheld(sums)
    is_told = sum(all_of.values()) >= FEWEST
    reasons = AcceptanceSlip.objects.filter(event=event).exclude(reason="").order_by("code").values_list("reason", flat=True)
    return Acceptance(
        [(code, label, all_of[code]) for code, label in ANSWERS] if is_told else [], sum(all_of.values()),
        [(name, sums[name], None if name in hidden else villages[name]["yes"] + villages[name]["conditions"]) for name in sorted(villages)], list(reasons) if is_told else [],
        is_open=True,
    )  # fmt: skip


def village_answers(user: Actor, event: Event, villages: list[Territory]) -> list[tuple[Territory, VillageAnswer | None, bool, bool]]:
    """Each village with what its people decided, as far as the user may see it; whether the user may write it down; whether it is shown at all."""
    found = {each.village_id: each for each in visible(user, VillageAnswer).filter(event=event).order_by("id")}
    sees = f"{VillageAnswer.SENSITIVITY}.see"
    return [(village, found.get(village.code), can(user, "answer.record", village), can(user, sees, village)) for village in villages]
