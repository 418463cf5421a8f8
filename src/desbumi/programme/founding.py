"""Loading a founding document: a programme file is read whole, checked whole, then written in one deed."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.models import Recorded
from desbumi.book.writing import Writing, writing
from desbumi.programme.models import Agreement, AgreementParty, AgreementScope, Cohort, Implementer, Organisation, Place, Programme
from desbumi.programme.rules import ENTERED_AT, STAGES
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory
from desbumi.territory.rules import NATION, key_of, slips, spelling

# What a programme file may hold: key → whether it must be there.
SHAPES: dict[str, dict[str, bool]] = {
    "": {"source": False, "programme": True, "organisations": True, "agreements": True, "regencies": True, "villages": True, "event": False, "pillars": True},
    "programme": {"name": True, "component": False},
    "organisations": {"key": True, "name": True, "kind": True, "level": False, "territory": False, "role": False},
    "agreements": {"level": True, "territory": False, "parties": True, "status": True, "date": False, "scope": True},
    "regencies": {"code": True, "name": True, "province": False, "implementer": False, "implementers": False},
    "villages": {"code": True, "name": True, "district": False, "cohort": True, "joined_on": False, "expansion_round": False, "stage": False},
    "pillars": {"key": True, "id": True, "outcomes": True},
}
LISTS = ("organisations", "agreements", "regencies", "villages", "pillars")


class FileUnreadable(Refusal):
    """The programme file is no JSON: cut in half, or another kind of file."""

    code, status = "programme.unreadable", 422
    says = _("This file cannot be read: line %(line)s is cut off or is no JSON.")
    way_forward = _("Fetch the file again and load it whole. Nothing was changed.")


class FileWrong(Refusal):
    """The programme file is JSON, but something in it is not as a programme file is."""

    code, status = "programme.wrong", 422
    says = _("%(where)s: %(what)s")
    way_forward = _("Mend that place in the file and load it again. Nothing was changed.")


def read(text: str) -> dict[str, Any]:
    """Read and check a programme file. Raises FileUnreadable, FileWrong with the place in the file."""
    try:
        told = json.loads(text)
    except json.JSONDecodeError as problem:
        raise FileUnreadable(line=problem.lineno) from None
    _shape("", told)
    _shape("programme", told["programme"])
    for name in LISTS:
        if not isinstance(told[name], list):
            raise FileWrong(where=name, what=_("a list is expected here"))
        for at, row in enumerate(told[name], 1):
            _shape(name, row, f"{name} {at}")
    _check_values(told)
    return told


def _shape(name: str, row: Any, where: str = "") -> None:
    place = where or name or _("the file")
    if not isinstance(row, dict):
        raise FileWrong(where=place, what=_("an object with keys is expected here"))
    shape = SHAPES[name]
    for key in row:
        if key not in shape:
            near = min(shape, key=lambda known: OSA.distance(known, key))
            raise FileWrong(where=place, what=_("the key “%(key)s” is not known here, perhaps “%(near)s”?") % {"key": key, "near": near})
    for key, is_needed in shape.items():
        if is_needed and key not in row:
            raise FileWrong(where=place, what=_("the key “%(key)s” is missing") % {"key": key})


def _check_values(told: dict[str, Any]) -> None:
    organisations = [row["key"] for row in told["organisations"]]
    for at, row in enumerate(told["agreements"], 1):
        _day(row.get("date"), f"agreements {at}: date")
        _one_of(row["status"], ("drafted", "signed", "ended"), f"agreements {at}: status")
        for party in row["parties"]:
            _one_of(party, organisations, f"agreements {at}: parties")
    for at, row in enumerate(told["regencies"], 1):
        for key in _implementers(row):
            _one_of(key, organisations, f"regencies {at}: implementer")
    for at, row in enumerate(told["villages"], 1):
        _one_of(row["cohort"], Cohort.values, f"villages {at}: cohort")
        _one_of(row.get("stage", STAGES[0]), STAGES, f"villages {at}: stage")
        _day(row.get("joined_on"), f"villages {at}: joined_on")
    _known_places(told)


def _known_places(told: dict[str, Any]) -> None:
    """Every code stands in the register, under a name that is the file's but for a slip of the pen."""
    named = [(row["code"], row["name"], f"{name} {at}") for name in ("regencies", "villages") for at, row in enumerate(told[name], 1)]
    others = [(code, "", f"agreements {at}: scope") for at, row in enumerate(told["agreements"], 1) for code in row["scope"]]
    others += [(row["territory"], "", f"organisations {at}") for at, row in enumerate(told["organisations"], 1) if row.get("territory")]
    known = Territory.objects.in_bulk([code for code, _name, _where in named + others])
    for code, name, where in named + others:
        if code not in known:
            raise FileWrong(where=where, what=_("the register knows no place with the code %(code)s") % {"code": code})
        official = known[code].name
        if name and OSA.distance(key_of(code, name), spelling(known[code].short_name)) > max(1, slips(name)):
            raise FileWrong(where=where, what=_("%(code)s is %(official)s, not %(name)s") % {"code": code, "official": official, "name": name})


def _one_of(value: Any, known: Iterable[str], where: str) -> None:
    if value not in (known := list(known)):
        raise FileWrong(where=where, what=_("“%(value)s” is none of: %(known)s") % {"value": value, "known": ", ".join(known)})


def _day(value: Any, where: str) -> date | None:
    try:
        return date.fromisoformat(value) if value is not None else None
    except (TypeError, ValueError):
        raise FileWrong(where=where, what=_("“%(value)s” is no date; write it as 2026-11-24, or null when it is unknown") % {"value": value}) from None


def _implementers(row: dict[str, Any]) -> list[str]:
    return list(row.get("implementers") or ([row["implementer"]] if row.get("implementer") else []))


def load(*, by: Actor, text: str, device: str = "") -> Programme:
    """Load a programme file; what is there already stays, so the same file twice changes nothing.

    Raises FileUnreadable, FileWrong; then nothing was written.
    """
    told = read(text)
    nation = Territory.objects.get(pk=NATION)
    require(by, "programme.load", nation)
    codes = {NATION, *(row["code"] for row in told["villages"]), *(row["code"] for row in told["regencies"] if _implementers(row))}
    codes |= {row["territory"] for rows in (told["organisations"], told["agreements"]) for row in rows if row.get("territory")}
    places = Territory.objects.in_bulk(codes)
    with writing(*places.values(), by=by, deed="programme.loaded", device=device) as book:
        loading = _Loading(book, places)
        return loading.all(told)


class _Loading:
    """One loading: what exists is looked up, what is new is created, what differs is changed."""

    def __init__(self, book: Writing, places: dict[str, Territory]) -> None:
        self.book, self.places = book, places

    def all(self, told: dict[str, Any]) -> Programme:
        """Write everything that the file tells."""
        nation, head = self.places[NATION], told["programme"]
        programme = self._settle(
            Programme, {"name": head["name"], "component": head.get("component", "")},
            territory=nation, source=told.get("source", ""), pillars=told["pillars"], event=told.get("event"),
        )  # fmt: skip
        organisations = {
            row["key"]: self._settle(
                Organisation, {"key": row["key"]}, territory=self.places[row.get("territory") or NATION],
                name=row["name"], kind=row["kind"], role=row.get("role", ""),
            )
            for row in told["organisations"]
        }  # fmt: skip
        for row in told["agreements"]:
            self._agreement(programme, row, organisations)
        for row in told["regencies"]:
            for key in _implementers(row):
                self._settle(Implementer, {"programme": programme, "organisation": organisations[key], "territory": self.places[row["code"]]})
        for row in told["villages"]:
            self._place(programme, row)
        Territory.objects.filter(pk__in=[row["code"] for name in ("regencies", "villages") for row in told[name]]).update(in_programme=True)
        return programme

    def _settle(self, model: type[Any], named: dict[str, Any], **fields: Any) -> Any:
        found: Recorded | None = model._base_manager.filter(**named).first()
        return self.book.change(found, **fields) if found else self.book.create(model(**named, **fields))

    def _agreement(self, programme: Programme, row: dict[str, Any], organisations: dict[str, Organisation]) -> None:
        territory = self.places[row.get("territory") or NATION]
        agreement = self._settle(
            Agreement, {"programme": programme, "territory": territory, "kind": "agreement"}, status=row["status"], signed_on=_day(row.get("date"), "date")
        )
        for key in row["parties"]:
            self._settle(AgreementParty, {"agreement": agreement, "organisation": organisations[key]})
        for code in row["scope"]:
            self._settle(AgreementScope, {"agreement": agreement, "territory": Territory.objects.get(pk=code)})

    def _place(self, programme: Programme, row: dict[str, Any]) -> None:
        """A village that is there keeps its stage and steps: the file tells how it entered, people tell how it went on."""
        village, entered = self.places[row["code"]], row.get("stage") or ENTERED_AT[row["cohort"]]
        told = {"cohort": row["cohort"], "joined_on": _day(row.get("joined_on"), "joined_on"), "expansion_round": row.get("expansion_round")}
        if not Place.objects.filter(programme=programme, village=village).exists():
            with writing(village, by=self.book.by, deed="place.added") as book:
                book.create(Place(programme=programme, village=village, entered_at=entered, stage=entered, **told))
