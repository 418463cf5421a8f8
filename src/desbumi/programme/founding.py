"""Loading a founding document: a programme file is read whole, checked whole, then written in one deed."""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import OSA

from desbumi.book.models import Recorded
from desbumi.book.writing import Writing, writing
from desbumi.programme.models import Agreement, AgreementParty, AgreementScope, Cohort, Implementer, Indicator, Organisation, Place, Programme, Question
from desbumi.programme.rules.way import ENTERED_AT, PILLARS, STAGES
from desbumi.refusals import Refusal
from desbumi.territory.models import Level, Territory
from desbumi.territory.rules import NATION, key_of, slips, spelling

# What a programme file may hold: key → its kind; a kind with `?` may be left out or null.
SHAPES: dict[str, dict[str, str]] = {
    "": {
        "source": "long?",
        "programme": "object",
        "organisations": "list",
        "agreements": "list",
        "regencies": "list",
        "villages": "list",
        "event": "object?",
        "pillars": "list",
    },
    "programme": {"name": "text", "component": "text?"},
    "organisations": {"key": "key", "name": "text", "kind": "text", "level": "text?", "territory": "text?", "role": "text?"},
    "agreements": {"level": "text", "territory": "text?", "parties": "texts+", "status": "text", "date": "text?", "scope": "texts+"},
    "regencies": {"code": "text", "name": "text", "province": "text?", "implementer": "text?", "implementers": "texts?"},
    "villages": {"code": "text", "name": "text", "district": "text?", "cohort": "text", "joined_on": "text?", "expansion_round": "number?", "stage": "text?"},
    "pillars": {"key": "pillar", "id": "text", "outcomes": "texts"},
}
LISTS = ("organisations", "agreements", "regencies", "villages", "pillars")
LONGEST, DEEPEST = 80, 12
FALLING = ("cost_months",)  # of the catalogue: less is better
KINDS: dict[str, tuple[Callable[[Any], bool], Any]] = {
    "text": (lambda value: isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable(), _("a text of 1 to 80 letters is expected here")),
    "long": (lambda value: isinstance(value, str) and "\0" not in value, _("a text is expected here")),
    "key": (
        lambda value: isinstance(value, str) and re.fullmatch(r"[a-z0-9-]{1,60}", value) is not None,
        _("small letters, digits and hyphens are expected here"),
    ),
    "pillar": (lambda value: value in PILLARS, _("social, economic or political is expected here")),
    "number": (lambda value: isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100, _("a number from 1 to 99 is expected here")),
    "object": (lambda value: isinstance(value, dict), _("an object with keys is expected here")),
    "list": (lambda value: isinstance(value, list), _("a list is expected here")),
    "texts+": (lambda value: KINDS["texts"][0](value) and bool(value), _("a list with at least one text is expected here")),
    "texts": (
        lambda value: isinstance(value, list) and all(isinstance(each, str) and each.isprintable() and each for each in value),
        _("a list of texts is expected here"),
    ),
}


class FileUnreadable(Refusal):
    """The programme file is no JSON: cut in half, or another kind of file."""

    code, status = "programme.unreadable", 422
    says = _("This file cannot be read: line %(line)s is cut off or is no JSON.")
    way_forward = _("Fetch the file again and load it whole. Nothing was changed.")


class FileWrong(Refusal):
    """The programme file is JSON, but something in it is not as a programme file is."""

    code, status = "programme.wrong", 422
    says = _("%(where)s: %(what)s.")
    way_forward = _("Mend that place in the file and load it again. Nothing was changed.")


def read(text: str) -> dict[str, Any]:
    """Read and check a programme file. Raises FileUnreadable, FileWrong with the place in the file."""
    try:
        told: dict[str, Any] = json.loads(text, parse_float=_no_number, parse_constant=_no_number)
    except json.JSONDecodeError as problem:
        raise FileUnreadable(line=problem.lineno) from None
    except RecursionError:
        raise FileUnreadable(line=1) from None
    _sound(told)
    _shape("", told)
    _shape("programme", told["programme"])
    for name in LISTS:
        for at, row in enumerate(told[name], 1):
            _shape(name, row, f"{name} {at}")
    _check_values(told)
    return told


def _no_number(text: str) -> None:
    raise FileWrong(where=_("the file"), what=_("%(text)s is no whole number") % {"text": text})


def _sound(value: Any, depth: int = 0) -> None:
    """Every text in the file can be kept: no half of a character, no NUL; and nothing is nested without end."""
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
        raise FileWrong(where=_("the file"), what=_("a text holds a character that cannot be kept"))
    if depth > DEEPEST:
        raise FileWrong(where=_("the file"), what=_("it is nested too deeply"))
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for each in value:
            _sound(each, depth + 1)


def _shape(name: str, row: Any, where: str = "") -> None:
    place = where or name or _("the file")
    if not isinstance(row, dict):
        raise FileWrong(where=place, what=KINDS["object"][1])
    shape = SHAPES[name]
    for key in row:
        if key not in shape:
            near = min(shape, key=lambda known: OSA.distance(known, key))
            raise FileWrong(where=place, what=_("the key “%(key)s” is not known here, perhaps “%(near)s”?") % {"key": key, "near": near})
    for key, kind in shape.items():
        is_fitting, says = KINDS[kind.rstrip("?")]
        if key not in row and not kind.endswith("?"):
            raise FileWrong(where=place, what=_("the key “%(key)s” is missing") % {"key": key})
        if row.get(key) is None and kind.endswith("?"):
            continue
        if not is_fitting(row[key]):
            raise FileWrong(where=f"{place}: {key}", what=says)


def _check_values(told: dict[str, Any]) -> None:
    organisations = [row["key"] for row in told["organisations"]]
    where_known = dict(Organisation.objects.filter(key__in=organisations).values_list("key", "territory_id"))
    for at, row in enumerate(told["organisations"], 1):
        if where_known.get(row["key"], row.get("territory") or NATION) != (row.get("territory") or NATION):
            raise FileWrong(where=f"organisations {at}: territory", what=_("this organisation stands in another territory's book already, and stays there"))
        _one_of(row["kind"], ("ngo", "government", "other"), f"organisations {at}: kind")
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
        _one_of(row.get("stage") or STAGES[0], STAGES, f"villages {at}: stage")
        _day(row.get("joined_on"), f"villages {at}: joined_on")
    for name, key in (("organisations", "key"), ("regencies", "code"), ("villages", "code")):
        _each_once(told[name], name, key)
    _known_places(told)


def _each_once(rows: list[dict[str, Any]], name: str, key: str) -> None:
    seen: set[str] = set()
    for at, row in enumerate(rows, 1):
        if row[key] in seen:
            raise FileWrong(where=f"{name} {at}", what=_("%(key)s stands in the file twice") % {"key": row[key]})
        seen.add(row[key])


def _known_places(told: dict[str, Any]) -> None:
    """Every code stands in the register, under a name that is the file's but for a slip of the pen."""
    named = [(row["code"], row["name"], f"{name} {at}") for name in ("regencies", "villages") for at, row in enumerate(told[name], 1)]
    others = [(code, "", f"agreements {at}: scope") for at, row in enumerate(told["agreements"], 1) for code in row["scope"]]
    others += [
        (row["territory"], "", f"{name} {at}: territory")
        for name in ("organisations", "agreements")
        for at, row in enumerate(told[name], 1)
        if row.get("territory")
    ]
    known = Territory.objects.in_bulk([code for code, _name, _where in named + others])
    for code, name, where in named + others:
        if code not in known:
            raise FileWrong(where=where, what=_("the register knows no place with the code %(code)s") % {"code": code})
        level = {"villages": Level.VILLAGE, "regencies": Level.REGENCY}.get(where.partition(" ")[0], known[code].level)
        if known[code].level != level:
            raise FileWrong(where=where, what=_("%(code)s is of another level: %(place)s") % {"code": code, "place": known[code].title})
        official = known[code].name
        if name and OSA.distance(key_of(code, name), spelling(known[code].short_name)) > max(1, slips(name)):
            raise FileWrong(where=where, what=_("%(code)s is %(official)s, not %(name)s") % {"code": code, "official": official, "name": name})


def _one_of(value: Any, known: Iterable[str], where: str) -> None:
    if value not in (known := list(known)):
        raise FileWrong(where=where, what=_("“%(value)s” is none of: %(known)s") % {"value": value, "known": ", ".join(known)})


def _day(value: Any, where: str) -> date | None:
    try:
        return datetime.strptime(value, "%Y-%m-%d").date() if value is not None else None  # noqa: DTZ007 -- a day has no zone
    except (TypeError, ValueError):
        raise FileWrong(where=where, what=_("“%(value)s” is no date; write it as 2026-11-24, or null when it is unknown") % {"value": value}) from None


def _implementers(row: dict[str, Any]) -> list[str]:
    return list(row.get("implementers") or ([row["implementer"]] if row.get("implementer") else []))


def territories(told: dict[str, Any]) -> dict[str, Territory]:
    """The territories in whose books a file that was read is to be written, by code."""
    codes = {NATION, *(row["code"] for row in told["villages"]), *(row["code"] for row in told["regencies"] if _implementers(row))}
    codes |= {row["territory"] for rows in (told["organisations"], told["agreements"]) for row in rows if row.get("territory")}
    return Territory.objects.in_bulk(codes)


class Loading:
    """One loading: what exists is looked up, what is new is created, what differs is changed."""

    def __init__(self, book: Writing, places: dict[str, Territory]) -> None:
        self.book, self.places = book, places

    def all(self, told: dict[str, Any]) -> Programme:
        """Write everything that the file tells."""
        nation, head = self.places[NATION], told["programme"]
        programme: Programme = self._settle(
            Programme, {"name": head["name"], "component": head.get("component") or ""},
            territory=nation, source=told.get("source") or "", pillars=told["pillars"], event=told.get("event"),
        )  # fmt: skip
        organisations = {
            row["key"]: self._settle(
                Organisation, {"key": row["key"]}, territory=self.places[row.get("territory") or NATION],
                name=row["name"], kind=row["kind"], role=row.get("role") or "",
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
        self._questions(programme)
        self._catalogue(programme)
        Territory.objects.filter(pk__in=[row["code"] for name in ("regencies", "villages") for row in told[name]]).update(in_programme=True)
        return programme

    def _questions(self, programme: Programme) -> None:
        """A programme without questions begins with ten; what was written or dropped since stays as it is."""
        if Question.objects.filter(programme=programme).exists():
            return
        told = _shipped("questions")["questions"]
        self.book.bulk_create([Question(programme=programme, number=number, **row) for number, row in enumerate(told, 1)])

    def _catalogue(self, programme: Programme) -> None:
        """The catalogue of indicators as it ships; what is there already stays as it is."""
        known = set(Indicator.objects.filter(programme=programme).values_list("code", flat=True).order_by("code"))
        rows = [row for name in ("change_target_catalogue", "own_indicators") for row in _shipped(name)["records"] if row["code"] not in known]
        self.book.bulk_create([_indicator(programme, row) for row in rows])

    def _settle(self, model: type[Any], named: dict[str, Any], **fields: Any) -> Any:
        found: Recorded | None = model._base_manager.filter(**named).first()
        return self.book.change(found, **fields) if found else self.book.create(model(**named, **fields))

    def _agreement(self, programme: Programme, row: dict[str, Any], organisations: dict[str, Organisation]) -> None:
        """An agreement is known by its territory and parties; one that is there keeps its state, and learns a date it did not know."""
        territory, signed_on = self.places[row.get("territory") or NATION], _day(row.get("date"), "date")
        parties = {organisations[key].pk for key in row["parties"]}
        for known in Agreement.objects.filter(programme=programme, territory=territory, kind="agreement").order_by("id"):
            if set(known.parties.values_list("organisation", flat=True)) == parties:
                if known.signed_on is None and signed_on:
                    self.book.change(known, signed_on=signed_on)
                return
        agreement = self.book.create(Agreement(programme=programme, territory=territory, status=row["status"], signed_on=signed_on))
        scope = Territory.objects.in_bulk(row["scope"])
        self.book.bulk_create([AgreementParty(agreement=agreement, organisation=organisations[key]) for key in dict.fromkeys(row["parties"])])
        self.book.bulk_create([AgreementScope(agreement=agreement, territory=scope[code]) for code in dict.fromkeys(row["scope"])])

    def _place(self, programme: Programme, row: dict[str, Any]) -> None:
        """A village that is there keeps its stage and steps: the file tells how it entered, people tell how it went on."""
        village, entered = self.places[row["code"]], row.get("stage") or ENTERED_AT[row["cohort"]]
        told = {"cohort": row["cohort"], "joined_on": _day(row.get("joined_on"), "joined_on"), "expansion_round": row.get("expansion_round")}
        known = Place.objects.filter(programme=programme, village=village).first()
        if known is not None:
            learned = {name: value for name, value in told.items() if value is not None and getattr(known, name) is None}
            if learned:
                self.book.change(known, **learned)
        else:
            with writing(village, by=self.book.by, deed="place.added") as book:
                book.create(Place(programme=programme, village=village, entered_at=entered, stage=entered, **told))


def _shipped(name: str) -> dict[str, Any]:
    """A data file of this room."""
    told: dict[str, Any] = json.loads(files("desbumi.programme").joinpath(f"data/{name}.json").read_text(encoding="utf-8"))
    return told


def _indicator(programme: Programme, row: dict[str, Any]) -> Indicator:
    return Indicator(
        programme=programme, territory=programme.territory, code=row["code"], pillar=row["pillar"], outcome=row["outcome"], target_id=row["target_id"],
        target_en=row.get("target_en", ""), measures=row["indicator"], unit=row["unit"], is_falling=row["code"] in FALLING, counted_as=row.get("counted_as", ""),
        counted_by=row.get("counted_by", ""), source=row.get("source", ""), as_of=_day(row.get("as_of"), "as_of"), standing=row.get("status", ""),
    )  # fmt: skip
