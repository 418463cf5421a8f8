"""What a row of a table says of a person and a journey. No database here.

Nothing is guessed: what a cell does not say stays empty, and what it says wrongly is told and left out.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from desbumi.journeys.rules import tables, values, words
from desbumi.journeys.rules.columns import Column
from desbumi.journeys.rules.tables import Line, Place, Table
from desbumi.journeys.rules.values import Cell, When
from desbumi.people.rules import births, names, numbers, phones

MOST_KINDS, ENOUGH = 400, 0.5  # different values that are counted; share that has to be stages
MIGRANT_WORDS = {"tki": "working", "tkw": "working", "pmi": "working", "bmi": "working", "calon pmi": "preparing", "purna pmi": "returned", "calon tki": "preparing", "cpmi": "preparing", "mantan tki": "returned", "purna tki": "returned"}  # fmt: skip
FORMULA = ("=", "+", "@")  # how a formula begins, never a name
DEAD, MOVED, GONE = "2", "3", "6"  # OpenSID's status_dasar
PARENTS = (("person.father_name", "father"), ("person.mother_name", "mother"))
TEKNONYMS = ("amaq", "amak", "inaq", "inak")  # "father of x": in a column of parents it is not the parent's name


@dataclass
class Reading:
    """What a row says. What is empty is not known; `doubts` are codes of what is worth a look and holds nothing back."""

    sheet: str
    row: int
    name: str = ""
    nik: str = ""
    nik_damage: str = ""
    sex: str = ""
    birth: births.Birth = field(default_factory=births.Birth)
    birthplace: str = ""
    hamlet: str = ""
    rt: str = ""
    rw: str = ""
    phone: str = ""
    education: str = ""
    marital_status: str = ""
    card: str = ""
    relation: str = ""
    relatives: list[tuple[str, str]] = field(default_factory=list)
    is_migrant: bool = True
    stage: str = ""
    destination: str = ""
    destination_told: str = ""
    city: str = ""
    occupation: str = ""
    occupation_told: str = ""
    recruiter: str = ""
    employer: str = ""
    channel: str = ""
    departed: When = field(default_factory=When)
    returned: When = field(default_factory=When)
    remittance: str = ""
    wishes_to_go: bool | None = None
    passport: str = ""
    passport_until: date | None = None
    doubts: list[str] = field(default_factory=list)
    rejected: str = ""  # why the row cannot be anybody
    left_out: str = ""  # why the register does not need it

    @property
    def birth_differs(self) -> bool:
        """Whether the birth date disagrees with that of the NIK."""
        return "birth_differs" in self.doubts


@dataclass
class Sight:
    """What has to be known of a whole table before one of its rows can be read."""

    table: Table
    places: dict[str, int]  # field → column
    sheet: str
    today: date
    title: tables.Told
    knows_family: bool = False
    is_population: bool = False  # the export of a whole village
    coded: bool = False  # OpenSID's numbers stand for words
    homes_of_migrants: frozenset[str] = frozenset()
    cards: frozenset[str] = frozenset()  # numbers in the NIK column that several people bear

    def cell(self, line: Line, name: str) -> Cell:
        """What stands in the column of a field."""
        at = self.places.get(name)
        return line.at(at) if at is not None else None

    def text(self, line: Line, name: str) -> str:
        """The same as a text that says something."""
        told = values.text(self.cell(line, name))
        return "" if words.is_unknown(told) else told

    def ticked(self, line: Line, of: str) -> str:
        """Which of several columns is ticked, when it is one: "male" of "sex.male" and "sex.female"."""
        found = [name.partition(".")[2] for name, at in self.places.items() if name.startswith(f"{of}.") and values.is_tick(line.at(at))]
        return found[0] if len(found) == 1 else ""


def sight(table: Table, rows: Iterable[Line], *, sheet: str, today: date) -> Sight:
    """Look over all rows of a table: which column tells the stage, whether it is the export of a whole village."""
    places = {each.field: each.at for each in reversed(table.columns) if each.field}
    candidates = [each for each in table.columns if each.field in ("journey.stage", "remark")]
    told: dict[int, Counter[str]] = {each.at: Counter() for each in candidates}
    is_population = {"person.resident_status", "person.relation_to_head"} <= set(places)
    homes = set[str]()
    bearers: dict[str, int] = {}  # number → the mark of a name
    cards = set[str]()
    nik, name = places.get("person.nik"), table.names
    found = Sight(table, places, sheet, today, tables.told_by_title([*table.said, sheet]), is_population=is_population, coded=is_population)
    for line in rows:
        for at, counted in told.items():
            plain = words.bare(values.text(line.at(at)))
            if plain and (plain in counted or len(counted) < MOST_KINDS):
                counted[plain] += 1
        if is_population and _migrant(found, line) is not None:
            homes.add(values.family_card(found.cell(line, "household.family_card_number")))
        if nik is not None and name is not None and isinstance(number := line.at(nik), str) and len(number) >= numbers.LENGTH:
            who = hash(words.bare(values.text(line.at(name))))
            if bearers.setdefault(number, who) != who:
                cards.add(number)
    told_at = _stage_column(candidates, told)
    places.pop("journey.stage", None)
    if told_at is not None:
        places["journey.stage"] = told_at
        found.knows_family = {"preparing", "returned"} <= {values.stage(each, knows_family=False) for each in told[told_at]}
    for each in candidates:
        if each.field == "journey.stage" and each.at != told_at and _share(told[each.at], lambda plain: bool(values.marital(plain, is_coded=False))) >= ENOUGH:
            places.setdefault("person.marital_status", each.at)
    found.homes_of_migrants, found.cards = frozenset(homes - {""}), frozenset(cards)
    return found


def _stage_column(candidates: Sequence[Column], told: Mapping[int, Counter[str]]) -> int | None:
    """The column whose values are mostly stages; of those, the one that is called so."""
    shares = {each.at: _share(told[each.at], lambda plain: bool(values.stage(plain, knows_family=True))) for each in candidates}
    named = [each.at for each in candidates if each.field == "journey.stage"]
    good = sorted((at for at in shares if shares[at] >= ENOUGH), key=lambda at: (at not in named, -shares[at], at))
    if good:
        return good[0]
    return next((at for at in named if shares[at] > 0), None)


def _share(counted: Counter[str], says: Callable[[str], bool]) -> float:
    known = {plain: many for plain, many in counted.items() if not words.is_unknown(plain)}
    return sum(many for plain, many in known.items() if says(plain)) / max(1, sum(known.values()))


def reading(seen: Sight, line: Line, place: Place) -> Reading:
    """What a row says."""
    told = Reading(seen.sheet, line.number)
    _person(seen, line, told)
    if not told.hamlet and place.hamlet:
        told.hamlet = place.hamlet
    if not told.name:
        told.rejected = "no_name"
    elif not told.rejected and len(told.name) > names.MOST_LETTERS:
        told.rejected = "long_name"
    if seen.is_population:
        _of_population(seen, line, told)
    else:
        _journey(seen, line, told)
    return told


def _person(seen: Sight, line: Line, told: Reading) -> None:
    """Who it is."""
    today = seen.today
    number: Cell = seen.cell(line, "person.nik")
    named = seen.cell(line, "person.name")
    if named is None and "person.name + person.nik" in seen.places:
        named, beside = values.name_and_nik(seen.cell(line, "person.name + person.nik"))
        number = number or beside
    elif isinstance(named, str) and values.DIGITS_16.search(named):
        named, beside = values.name_and_nik(named)
        number = number or beside
    told.name = values.name(named)
    if told.name.startswith(FORMULA):
        told.rejected = "formula"
    told.sex = values.sex(seen.cell(line, "person.sex")) or seen.ticked(line, "sex")
    _birth(seen, line, told)
    _home(seen, line, told)
    told.card = values.family_card(seen.cell(line, "household.family_card_number"))
    told.relation = values.relation(seen.cell(line, "person.relation_to_head")) if "person.relation_to_head" in seen.places else ""
    nik = values.nik(number, today=today)
    told.nik, told.nik_damage = nik.number, nik.damage
    if told.nik:
        _doubt_the_number(seen, told, number)
    phone = seen.text(line, "person.phone")
    if phone and values.COVER not in phone:
        told.phone = phones.number(phone.split(" / ")[0].split("/")[0]) or ""
        if not told.phone:
            told.doubts.append("phone_unread")
    told.marital_status = values.marital(seen.cell(line, "person.marital_status"), is_coded=seen.coded)
    told.education = values.education(seen.cell(line, "person.education"), is_coded=seen.coded)
    _relatives(seen, line, told)


def _birth(seen: Sight, line: Line, told: Reading) -> None:
    born: births.Birth | None = births.Birth()
    if "person.birth_place + person.birth_date" in seen.places:
        told.birthplace, born = values.place_and_birth(seen.cell(line, "person.birth_place + person.birth_date"), today=seen.today)
    if "person.birth_date" in seen.places and not (born and born.year):
        own = seen.cell(line, "person.birth_date")
        born = values.birth(own, today=seen.today)
        if born is None and isinstance(own, str) and values.DAY_IN_TEXT.search(own):
            told.birthplace, born = values.place_and_birth(own, today=seen.today)
    if born is None:
        told.doubts.append("birth_unread")
        born = births.Birth()
    if not born.year and "person.age" in seen.places:
        born = values.age(seen.cell(line, "person.age"), today=seen.today)
    told.birth = born
    told.birthplace = (seen.text(line, "person.birth_place") or told.birthplace)[:80]
    if numbers.long_number(told.birthplace):
        told.birthplace = ""


def _home(seen: Sight, line: Line, told: Reading) -> None:
    address = values.home(seen.cell(line, "person.address"))
    told.hamlet = values.hamlet_name(seen.cell(line, "person.hamlet")) or address.hamlet
    told.rt, told.rw = values.neighbourhood(seen.cell(line, "person.rt")) or address.rt, values.neighbourhood(seen.cell(line, "person.rw")) or address.rw
    if "person.rt + person.rw" in seen.places:
        rt, rw = values.rt_and_rw(seen.cell(line, "person.rt + person.rw"))
        told.rt, told.rw = told.rt or rt, told.rw or rw
    if numbers.long_number(told.hamlet):
        told.hamlet = ""


def _doubt_the_number(seen: Sight, told: Reading, written: Cell) -> None:
    """A family card's number in the place of a NIK is none; what else disagrees is only told."""
    codes = numbers.doubts(
        told.nik, sex=told.sex, born_on=told.birth.on, born_year=told.birth.year, knows_region=True, card=told.card, today=seen.today
    )  # fmt: skip
    is_shared = written in seen.cards and "birth" in codes
    if {"is_card", "perhaps_card"} & set(codes) or is_shared:
        told.nik, told.nik_damage = "", "card"
    elif "birth" in codes:
        told.doubts.append("birth_differs")
    if "sex" in codes and told.nik:
        told.doubts.append("sex_differs")


def _relatives(seen: Sight, line: Line, told: Reading) -> None:
    """Names of relatives; never the person's own."""
    found: dict[str, str] = {}
    for name, relation in PARENTS:
        found[relation] = seen.text(line, name)
    kin = words.bare(seen.text(line, "person.next_of_kin_relation"))
    of_kin = {"suami": "spouse", "istri": "spouse", "isteri": "spouse", "ayah": "father", "bapak": "father", "ibu": "mother", "anak": "child", "saudara": "sibling", "kakak": "sibling", "adik": "sibling"}  # fmt: skip
    if next_of_kin := seen.text(line, "person.next_of_kin_name"):
        found[of_kin.get(kin, "other")] = next_of_kin
    for each in seen.table.columns:
        if each.field.startswith("relative.") and each.field.endswith(".name"):
            relation = each.field.split(".")[1]
            found[relation] = found.get(relation, "") or values.text(line.at(each.at))
    kept = ((relation, values.name(name)[: names.MOST_LETTERS]) for relation, name in found.items())
    told.relatives = [(relation, name) for relation, name in kept if name and not numbers.long_number(name) and words.bare(name).split()[0] not in TEKNONYMS]


def _journey(seen: Sight, line: Line, told: Reading) -> None:
    """Where to, as what, with whom, since when."""
    written = seen.text(line, "journey.stage")
    told.stage = values.stage(written, knows_family=seen.knows_family)
    told.stage = told.stage or seen.ticked(line, "stage")
    if written and not told.stage:
        told.doubts.append("stage_unread")
    if "journey.stage" not in seen.places and not told.stage:
        told.stage = seen.title.stage
    where = seen.text(line, "journey.destination")
    told.destination = values.destination(where) if where else ""
    if where and not told.destination:
        told.destination_told = where[:80]
        told.doubts.append("destination_unread")
    if "journey.destination" not in seen.places:
        told.destination = seen.title.destination
    told.city = seen.text(line, "journey.destination_city")[:80]
    as_what = seen.text(line, "journey.occupation") or seen.text(line, "journey.sector")
    told.occupation = values.occupation(as_what) if as_what else ""
    told.occupation_told = "" if told.occupation else as_what[:80]
    told.recruiter = (seen.text(line, "journey.recruiter") or seen.text(line, "journey.employer_or_recruiter"))[:120]
    told.employer = seen.text(line, "journey.employer")[:120]
    told.channel = words.channels().get(words.bare(seen.text(line, "journey.channel")), "")
    told.departed = values.when(seen.cell(line, "journey.departure_date"), today=seen.today)
    if not told.departed.year:
        told.departed = values.when(seen.cell(line, "journey.departure_year"), today=seen.today)
    told.returned = values.when(seen.cell(line, "journey.homecoming_date"), today=seen.today)
    if not told.stage and told.returned.year and "journey.stage" not in seen.places and (told.returned.on or date(told.returned.year, 1, 1)) <= seen.today:
        told.stage = "returned"
    told.remittance = seen.text(line, "journey.remittance_habit")[:200]
    wish = words.bare(seen.text(line, "journey.wishes_to_return_abroad"))
    told.wishes_to_go = {"ya": True, "iya": True, "mau": True, "ingin": True, "tidak": False, "tdk": False}.get(wish)
    _passport(seen, line, told)


def _passport(seen: Sight, line: Line, told: Reading) -> None:
    number = seen.text(line, "journey.passport_number")
    told.passport = "".join(each for each in number.upper() if each.isascii() and each.isalnum())[:12] if values.COVER not in number else ""
    until = values.birth(seen.cell(line, "journey.passport_expiry"), today=date(2200, 1, 1))
    told.passport_until = until.on if until else None


def _migrant(seen: Sight, line: Line) -> str | None:
    """The stage of a migrant in a population export; None for who is none. A rule of the register, told in docs/import.md."""
    by_work = MIGRANT_WORDS.get(words.bare(values.text(seen.cell(line, "person.occupation_at_home"))))
    if by_work:
        return by_work
    is_gone = values.text(seen.cell(line, "person.resident_status")) == GONE
    return "working" if is_gone and values.destination(seen.text(line, "person.current_address")) else None


def _of_population(seen: Sight, line: Line, told: Reading) -> None:
    """Of a whole village the register takes migrants and those who live with them; whoever died or moved is not of the household any more."""
    stage, status = _migrant(seen, line), values.text(seen.cell(line, "person.resident_status"))
    told.is_migrant = stage is not None
    if stage is not None:
        told.stage = stage
        told.destination = values.destination(seen.text(line, "person.current_address"))
        _passport(seen, line, told)
        return
    told.relatives = []
    if status in (DEAD, MOVED):
        told.left_out = "dead" if status == DEAD else "moved"
    elif told.card not in seen.homes_of_migrants:
        told.left_out = "no_migrant"
    if told.left_out:
        told.rejected = ""
