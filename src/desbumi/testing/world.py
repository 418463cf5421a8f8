"""`World`: a small founding installation, built of deeds, so that the book is true in every test."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from desbumi.access import actions as access
from desbumi.access.models import Account
from desbumi.book import following
from desbumi.book.actors import System
from desbumi.book.models import Position
from desbumi.book.writing import writing
from desbumi.people import actions as people
from desbumi.people.models import Contact, Erasure, Person
from desbumi.programme import actions as programme
from desbumi.programme.models import Event, Organisation, Place, Programme
from desbumi.programme.rules.attendance import Typed
from desbumi.territory.models import Territory

PASSWORD = "desa-peduli-2026"
EXPANSION = ("35.10.04.2003", "35.10.04.2002", "35.10.22.2002")  # Kedungasri, Kendalrejo, Siliragung

# Invented people of the demo: user name, name, role, territory.
PEOPLE = (
    ("lilik", "Lilik Indrawati", "coordinator", "35.10"),
    ("agus", "Agus Wahyudi", "facilitator", "35.10"),
    ("wiwik", "Wiwik Handayani", "service_officer", "35.10.04.2003"),
    ("bambang", "Bambang Sutrisno", "service_officer", "35.10.04.2002"),
    ("sumarni", "Sumarni", "service_officer", "35.10.04.2007"),
    ("paijan", "Paijan", "village_head", "35.10.04.2006"),
    ("rukmini", "Rukmini", "desbumi_board", "35.10.01.2002"),
    ("sriwati", "Sriwati", "cadre", "35.10.04.2003"),
    ("dewi", "Dewi Kartika", "programme_manager", "00"),
    ("yusuf", "Yusuf Hamdani", "auditor", "00"),
    ("ratna", "Ratna Palupi", "observer", "00"),
    ("admin", "Admin Contoh", "administrator", "00"),
)


def founding_text() -> str:
    """The founding document that ships with the package."""
    return files("desbumi.programme").joinpath("data/programme.json").read_text()


@dataclass
class World:
    """What stands in this world, by short names; each maker returns the world or the thing it made."""

    system: System = field(default_factory=System)
    people: dict[str, Account] = field(default_factory=dict)

    def founded(self) -> Programme:
        """Load the founding document."""
        return programme.load(by=self.system, text=founding_text())

    def person(self, role: str, territory: str = "35.10", *, name: str = "", full_name: str = "", locked: bool = False) -> Account:
        """An account with a role; `locked` gives it a password and a second factor."""
        name = name or f"{role}-{territory}".replace("_", "-")
        account = access.invite(by=self.system, name=name, full_name=full_name or name.title(), role=role, territory=self.place(territory))
        if locked:
            account.set_password(PASSWORD)
            account.save(update_fields=["password"])
        self.people[name] = account
        return account

    def place(self, code: str) -> Territory:
        """A place of the register."""
        return Territory.objects.get(pk=code)

    def contact(self, name: str = "Lilik Indrawati", office: str = "koordinator", phone: str = "0812 3344 7788", *, at: str = "") -> Contact:
        """A person to call at the implementer of Banyuwangi, or at the organisation of that key."""
        organisation = Organisation.objects.get(key=at) if at else Organisation.objects.filter(territory="35.10").order_by("id")[0]
        return programme.add_contact(by=self.leader, organisation=organisation, name=name, office=office, phone=phone).contact

    def resident(self, name: str = "Siti Aminah", *, village: str = "35.10.04.2003", by: Any = None, **known: Any) -> Person:
        """Someone of a village's register; `nik`, `phone` and `relatives` (relation → name) are recorded by their own deeds."""
        who = by or self.officer(village)
        numbers = {field: known.pop(field) for field in ("nik", "phone") if field in known}
        related = known.pop("relatives", {})
        person = people.add_person(by=who, village=self.place(village), name=name, **known)
        if numbers:
            people.change_numbers(by=who, person=person, **numbers)
        for relation, theirs in related.items():
            people.add_relative(by=who, person=person, relation=relation, name=theirs)
        return person.refreshed()

    def officer(self, village: str = "35.10.04.2003") -> Account:
        """The service officer of a village."""
        return self.people.get(f"service-officer-{village}") or self.person("service_officer", village)

    def erasure(self, contact: Contact, reason: str = "Ia memintanya sendiri, lewat telepon") -> Erasure:
        """An erasure that the coordinator asked and the programme manager confirmed."""
        asked = people.ask_erasure(by=self.leader, contact=contact, reason=reason)
        return people.confirm_erasure(by=self.people.get("programme-manager-00") or self.person("programme_manager", "00"), erasure=asked)

    def event(
        self, kind: str = "workshop", *, villages: Iterable[str] = EXPANSION, territory: str = "35.10", on: date | None = None, by: Any = None, **more: Any
    ) -> Event:
        """An event for some villages, today unless told; a workshop for the three expansion villages when nothing is said."""
        place = self.place(territory)
        return programme.plan(
            by=by or self.leader, territory=place, kind=kind, title=more.pop("title", "Lokakarya Perluasan Desbumi"), starts_on=on or place.today,
            villages=[self.place(code) for code in villages], programme=self.village().programme, venue=more.pop("venue", "Balai Desa Kedungasri"), **more,
        )  # fmt: skip

    def came(self, event: Event, *rows: tuple[Any, ...], day: date | None = None, by: Any = None) -> Event:
        """People who stand on the signed list of an event: (name, role, village's code, sex)."""
        programme.take_down(by=by or self.leader, event=event, day=day or event.starts_on, rows=self.typed(*rows))
        return event.refreshed()

    def typed(self, *rows: tuple[Any, ...]) -> list[Typed]:
        """Rows of a list as they were typed."""
        return [Typed(*row) for row in rows]

    def village(self, code: str = "35.10.04.2003") -> Place:
        """A village's place in the founding programme."""
        return Place.objects.select_related("village", "programme").get(village_id=code)

    def step(self, place: Place, kind: str, *, by: Any = None, on: date | None = None) -> Place:
        """A step done in a village."""
        who = by or self.leader
        programme.record_step(by=who, place=place, kind=kind, done_on=on or date(2026, 1, 15), done_by="Lilik Indrawati")
        return place.refreshed()

    def step_note(self, place: Place, text: str) -> None:
        """One small change of a village's place."""
        with writing(place.village, by=self.system, deed="place.set_back") as book:
            book.change(place, set_back_because=text)

    def steps(self, place: Place, kinds: Iterable[str]) -> Place:
        """Several steps done, one after another."""
        for kind in kinds:
            place = self.step(place, kind)
        return place

    def settle(self, *, bears_failure: bool = False) -> list[str]:
        """Let all reactions follow until nothing is new; returns which have failed. Raises AssertionError when one did, unless that is meant."""
        following.begin()
        while following.books_with_news():
            following.work()
        failed = [f"{each.reaction}: {each.failed_because}" for each in Position.objects.filter(failed_count__gt=0).order_by("id")]
        if failed and not bears_failure:
            raise AssertionError(failed)
        return failed

    @property
    def leader(self) -> Account:
        """The coordinator of Banyuwangi."""
        return self.people.get("coordinator-35.10") or self.person("coordinator")


def demo_people(world: World) -> list[dict[str, Any]]:
    """Make the invented accounts; return what the sign-in page of a demo shows."""
    told = []
    for name, full_name, role, code in PEOPLE:
        account = world.person(role, code, name=name, full_name=full_name, locked=True)
        role_class = account.assignments.get().role_class
        secret = generate_totp_secret() if role_class.needs_second_factor else ""
        if secret:
            TOTP.activate(account, secret)
            RecoveryCodes.activate(account)
        told.append({"name": name, "role": role, "territory": code, "password": PASSWORD, "secret": secret})
    return told
