"""A thing of each kind in each place, canaries in all their fields, and how an address finds its thing."""

from datetime import date, timedelta
from decimal import Decimal

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from desbumi.access import actions
from desbumi.access.models import Assignment, FactorReset
from desbumi.access.roles import ROLES
from desbumi.book.actors import Visitor
from desbumi.book.models import Conflict
from desbumi.book.writing import writing
from desbumi.journeys import actions as journeys
from desbumi.journeys.models import DocumentScan, Import, Journey, Promise, Row
from desbumi.papers import tables
from desbumi.papers.cell import Opened
from desbumi.papers.models import File
from desbumi.papers.tests import samples
from desbumi.people import actions as people
from desbumi.people.models import Consent, Contact, Erasure, Export, Pair, Person, Relative, RightsRequest
from desbumi.programme import actions as programme
from desbumi.programme.models import (
    Achievement,
    Agreement,
    AgreementScan,
    Attendance,
    BudgetLine,
    Commitment,
    Event,
    EventFile,
    Example,
    Implementer,
    Indicator,
    Organisation,
    OrganisationContact,
    Participant,
    Place,
    Programme,
    Question,
    Receipt,
    Report,
    StepFile,
    Target,
    Team,
    TeamMember,
)
from desbumi.programme.queries import first_programme
from desbumi.programme.rules.attendance import Typed
from desbumi.territory.models import Territory
from desbumi.testing.canaries import Canaries
from desbumi.testing.client import Browser
from tests.matrix.table import ANYWHERE, COLUMNS

VILLAGE, NEXT_VILLAGE, REGENCY, NATION = "35.10.04.2007", "35.10.04.2002", "35.10", "00"
HOMES = {"village": VILLAGE, "regency": REGENCY, "nation": NATION}
PLACES = {"village": (VILLAGE, "", NEXT_VILLAGE, REGENCY), "regency": (REGENCY, VILLAGE, "elsewhere", NATION), "nation": (NATION, VILLAGE, "", "")}
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
PAPER = Opened("halaman.pdf", "application/pdf", samples.pdf(), pages=1)
PHOTO = Opened("foto.png", "image/png", b"\x89PNG contoh", width=1, height=1)
SHEET = "Nama;NIK;Dusun;Negara;Status\nSiti Aminah;;Krajan;Taiwan;aktif\nSuprapti;3510046602900007;Krajan;Taiwan;putus kontak"
SPOKEN = {"change": "stall", "becomes": "keep", "paper": "minutes", "surface": "pdf", "token": "x"}
STAFF = {"village": "cadre", "regency": "facilitator", "nation": "analyst"}


def level_of(role):
    """Where the matrix lets a role be held: at its widest level."""
    return next(level for level in ("nation", "regency", "village") if level in ROLES[role].levels)


class Walker(Browser):
    """A browser that is told when to look: most of what the matrix gets is the absent page, again and again."""

    looks = False

    def send(self, variant, path):
        """Ask for an address in one of the ways: a method, or a part as htmx asks."""
        if variant.startswith("part"):
            return (self.post if "POST" in variant else self.get)(path, headers=PART)
        return self.generic(variant, path)


class Things:
    """The world of the matrix."""

    def __init__(self, world):
        self.world, self.elsewhere = world, Territory.objects.filter(level="village", code__startswith="33.07.").order_by("code")[0].code
        self.asker = world.person("administrator", NATION, name="yang-meminta")
        first, partner = first_programme(), Organisation.objects.order_by("id")[0]
        programme.add_place(by=world.system, programme=first, village=world.place(self.elsewhere), cohort="expansion")
        for code in (VILLAGE, NEXT_VILLAGE, REGENCY, NATION, self.elsewhere):
            place = world.place(code)
            someone = world.person(STAFF[place.level], code, name=f"orang-{code}", locked=True)
            TOTP.activate(someone, generate_totp_secret())
            actions.ask_reset(by=self.asker, assignment=someone.assignments.get(), reason="HP hilang")
            if place.level != "nation":
                programme.record_agreement(by=world.system, programme=first, territory=place, organisation=partner, kind="working_agreement", status="signed")
            self._quarrel(place)
            programme.add_scans(by=world.system, agreement=Agreement.objects.filter(territory=place).order_by("id")[0], files=[PAPER])
            if place.level == "village":
                by = world.person("facilitator", "33.07") if code == self.elsewhere else world.leader
                kind = "baseline" if code == VILLAGE else "invited"
                world.step(world.village(code), kind, by=by)
                programme.add_evidence(by=by, place=world.village(code), kind=kind, files=[PAPER])
                self._example(by, code, kind)
        self.office = world.person("programme_manager", NATION, name="kantor-pusat")
        for code in (VILLAGE, NEXT_VILLAGE, REGENCY, NATION, self.elsewhere):
            self._contact(world.place(code))
            self._erasure(world.place(code))
        self.many = 0
        for code in (VILLAGE, NEXT_VILLAGE, self.elsewhere):
            self._residents(world.place(code))
        for code in (VILLAGE, NEXT_VILLAGE, REGENCY, NATION, self.elsewhere):
            self._event(world.place(code))
        for code in (VILLAGE, NEXT_VILLAGE, self.elsewhere):
            self._agreed(world.place(code))
        self.canaries = Canaries()
        self.canaries.plant()

    def _contact(self, place):
        """A person to call at an organisation of a place, which carries the programme out there."""
        found = Organisation.objects.filter(key=f"lembaga-{place.code.replace('.', '-')}").first()
        if found is None:
            with writing(place, by=self.world.system, deed="implementer.recorded") as book:
                found = book.create(Organisation(key=f"lembaga-{place.code.replace('.', '-')}", name=f"Lembaga {place.code}", kind="ngo", territory=place))
                book.create(Implementer(programme=first_programme(), organisation=found, territory=place))
        return programme.add_contact(by=self.office, organisation=found, name="Orang yang dihubungi", office="pengurus", phone="0812 3344 7788").contact

    def _erasure(self, place):
        """An erasure that was asked in a place."""
        return people.ask_erasure(by=self.office, contact=self._contact(place), reason="Ia memintanya sendiri")

    def _residents(self, village):
        """Two people of a village's register who are perhaps one; one of them with household, relative, consent, a request, on a list."""
        by, world = self._keeper(village.code), self.world
        one, other = (world.resident(name, village=village.code, by=by, nik="3510044502840007", hamlet="Krajan") for name in ("Siti Aminah", "St. Aminah"))
        people.set_up_household(by=by, person=one, card="3510040101990001")
        people.join_household(by=by, person=other, of=one, relation="child")
        people.add_relative(by=by, person=one, relation="spouse", name="Slamet", phone="0812 1111 2222")
        people.record_consent(by=by, person=one, purpose="share", answer="yes", manner="signature", given_on=village.today, scans=[PAPER])
        people.record_consent(by=by, person=one, purpose="photo", answer="yes", manner="thumb", given_on=village.today)
        people.set_photo(by=by, person=one, scans=[PHOTO])
        people.ask_right(by=by, person=one, kind="file", asker="agent", asker_name="Kuasa", words="Salinan", asked_on=village.today)
        people.pair_up(by=by, person=one, other=other)
        people.export(by=by, territory=village, purpose="duty", receiver="Dinas")
        is_due = village.code == VILLAGE and self.many == 0  # more than a page of what waits would hide some of it
        journey = journeys.add_journey(
            by=by, person=one, stage="working", destination="TWN", city="Taichung", recruiter_told="PT", employer="Tuan", departed="2019"
        )
        journeys.keep_document(by=by, journey=journey, kind="passport", until=village.today + timedelta(days=200), scans=[PAPER])
        journeys.record_contract(by=by, journey=journey, contents={"job": True}, wage_amount=1, currency="TWD")
        journeys.hear(by=by, journey=journey, last_heard_on=village.today - timedelta(days=9), usual_days=3 if is_due else 300)
        journeys.promise(by=by, journey=journey, due_on=village.today + timedelta(days=0 if is_due else 99), to_whom="Ibunya")
        made = journeys.bring(by=by, village=village, brought=tables.opened(SHEET.encode(), "lembar.csv"))
        journeys.write(by=by, imported=journeys.agree(by=by, imported=made))

    def _event(self, place):
        """An event that is held in a place, with who came, what was answered, its file, a report."""
        by, village = (
            self._keeper(place.code) if place.level != "nation" else self.office,
            self.world.place(VILLAGE if place.level != "village" else place.code),
        )
        today = place.today
        event = programme.plan(by=by, territory=place, kind="training", title="Pelatihan", starts_on=today, villages=[village], programme=first_programme())
        for name in ("Siti Aminah", "Sumiyati"):
            programme.take_down(by=by, event=event, day=today, rows=[Typed(name, "cadre", village.code)])
        programme.open_door(by=by, event=event)
        programme.arrive(by=Visitor(), event=event.refreshed(), name="Sutinah", role="resident", village=village.code, has_consented=True)
        programme.hand_in(by=by, event=event, moment="before", code="KODE9", answers="A", role="cadre", village=village)
        programme.count_cards(by=by, event=event, moment="before", counts={1: (1, 0, 0)})
        programme.accept(by=by, event=event, answer="ask", reason="Mau tanya", village=village)
        programme.write_paper(
            by=by,
            event=event,
            kind="minutes",
            body="Notulen",
            number="1",
            subject="Perihal",
            addressed_to="Kades",
            copies_to="Camat",
            signed_by="Lilik",
            office="Koordinator",
        )
        programme.pay(
            by=by, line=programme.add_line(by=by, event=event, what="Konsumsi", planned_amount=1), paid_amount=2, paid_on=today, paid_to="Warung", files=[PAPER]
        )
        programme.add_pages(by=by, event=event, files=[PAPER])
        programme.commit(by=by, territory=place, what="Menyusul", whose="Kades", due_on=today + timedelta(days=9), event=event)
        programme.write_press_note(by=by, event=event, text="Siaran")
        programme.freeze_report(by=by, event=event, narrative="Kejadian", lessons="Pelajaran")
        return event

    def _agreed(self, village):
        """What is agreed in a village: a draft, a team, a target with news."""
        by, place, today = self._keeper(village.code), self.world.village(village.code), village.today
        programme.draft_understanding(by=by, place=place, form="record", body="Isi", outreach_at="Balai", number="2", for_village="Kades", for_implementer="MC")
        team = programme.file_decree(by=by, place=place, decree_number="3", decreed_on=today, from_on=today, files=[PAPER])
        programme.add_member(by=by, team=team, name="Sulastri", office="chair")
        indicator = Indicator.objects.filter(counted_by="").order_by("id")[0]
        target = programme.set_target(
            by=by,
            place=place,
            indicator=indicator,
            value=Decimal(80),
            due_on=today + timedelta(days=99),
            answers_for_it="Sekdes",
            baseline_value=Decimal(5),
            baseline_source="Buku",
            shown_by="Daftar",
        )
        programme.tell_achievement(by=by, target=target, value=Decimal(10), on=today, evidence="Lembar", files=[PAPER])
        programme.tell_visit(by=by, village=village, visited_on=today, met="Kader", agreed="Datang lagi", photos=[PAPER])

    def _more_targets(self, at):
        """One more target in the village and its neighbours, one more question, member, visit."""
        village, place = self.world.place(VILLAGE), self.world.village(VILLAGE)
        free = Indicator.objects.exclude(targets__place=place).order_by("id")[at]
        target = programme.set_target(
            by=self.world.leader, place=place, indicator=free, value=Decimal(9), due_on=village.today + timedelta(days=99), answers_for_it="Sekdes"
        )
        programme.tell_achievement(by=self.world.leader, target=target, value=Decimal(1), on=village.today, evidence="Lembar", files=[PAPER])
        programme.add_member(
            by=self.world.leader, team=Team.objects.filter(place=place).order_by("-from_on", "-id")[0], name=f"Anggota {'abc'[at]}", office="cases"
        )
        programme.tell_visit(by=self.world.leader, village=village, visited_on=village.today, met="Kader", photos=[PAPER])

    def _keeper(self, code):
        """Who leads the regency of a village."""
        return self.world.leader if code.startswith("35.10") else self.world.people.get("coordinator-33.07") or self.world.person("coordinator", "33.07")

    def grow(self, to):
        """As many more, in all, of everything that pages list."""
        while self.many < to:
            self._one_more(first_programme(), Organisation.objects.order_by("id")[0], self.many)
            self.many += 1
        self.canaries.plant()
        for at in range(8):  # as many as a village's page tells: the newest entries are of one kind, whatever there is else
            self.world.step_note(self.world.village(VILLAGE), f"catatan {at}")

    def _one_more(self, first, partner, at):
        world, village = self.world, self.world.place(VILLAGE)
        code = Territory.objects.filter(level="village", code__startswith="35.10.04.", places__isnull=True).order_by("code")[0].code
        programme.add_place(by=world.system, programme=first, village=world.place(code), cohort="expansion")
        programme.record_agreement(by=world.system, programme=first, territory=village, organisation=partner, kind="agreement", status="drafted")
        programme.add_scans(by=world.system, agreement=Agreement.objects.filter(territory=village).order_by("id")[0], files=[PAPER])
        for where in (VILLAGE, REGENCY, NATION):
            self._contact(world.place(where))
            self._erasure(world.place(where))
        world.step(world.village(VILLAGE), ("service_place", "regulation", "budget_line")[at])
        self._quarrel(village)
        self._residents(village)
        for where in (VILLAGE, REGENCY, NATION):
            self._event(world.place(where))
        self._more_targets(at)
        actions.announce(by=world.leader, territory=world.place(REGENCY), on=village.today, persons=5, reason="Hari pendataan")
        programme.add_evidence(by=world.leader, place=world.village(VILLAGE), kind="baseline", files=[PAPER])
        for code, kind in ((VILLAGE, "baseline"), (NEXT_VILLAGE, "invited")):
            self._example(world.leader, code, kind)
        for where in (VILLAGE, REGENCY, NATION):
            someone = world.person(STAFF[world.place(where).level], where, name=f"lagi-{at}-{where}", locked=True)
            TOTP.activate(someone, generate_totp_secret())
            actions.ask_reset(by=self.asker, assignment=someone.assignments.get(), reason="HP hilang")

    def _example(self, by, code, kind):
        told = {"words": "Bersama RT", "agreed_by": "Kepala desa", "call": "Petugas layanan"}
        programme.share(by=by, place=self.world.village(code), of=kind, has_files=True, **told)

    def _quarrel(self, place):
        """Two people who saw the same agreement and wrote different days."""
        agreement = Agreement.objects.filter(territory=place).order_by("-id").first()
        seen = agreement.version
        for day in (date(2025, 3, 1), date(2025, 3, 2)):
            programme.edit_agreement(by=self.world.system, agreement=agreement, kind=agreement.kind, signed_on=day, until_on=None, seen=seen)

    def parameters(self, route, role, column):
        """What fills an address for a role in a column; None when there is no such thing there."""
        code = VILLAGE if column == ANYWHERE else dict(zip(COLUMNS, PLACES[level_of(role)], strict=True))[column]
        if not code:
            return None
        found = {name: self._key(name, self.elsewhere if code == "elsewhere" else code) for name in route.parameters}
        return None if None in found.values() else found

    def elsewhere_of(self, route):
        """What fills an address with a thing of another regency."""
        return {name: self._key(name, self.elsewhere) for name in route.parameters}

    def _key(self, name, code):
        if name in ("village", "regency", "territory"):
            return code
        if name in SPOKEN:
            return SPOKEN[name]
        rows = {
            "kind": lambda: None,
            "event": lambda: Event.objects.filter(territory=code).exclude(kind="visit"),
            "participant": lambda: Participant.objects.filter(event__territory=code),
            "attendance": lambda: Attendance.objects.filter(participant__event__territory=code),
            "receipt": lambda: Receipt.objects.filter(line__event__territory=code),
            "line": lambda: BudgetLine.objects.filter(event__territory=code),
            "page": lambda: EventFile.objects.filter(event__territory=code),
            "report": lambda: Report.objects.filter(event__territory=code),
            "example": lambda: Example.objects.filter(place__village=code),
            "document": lambda: File.objects.filter(stepfile__place__village=code, stepfile__removed_because=""),
            "commitment": lambda: Commitment.objects.filter(territory=code),
            "team": lambda: Team.objects.filter(place__village=code),
            "member": lambda: TeamMember.objects.filter(team__place__village=code),
            "target": lambda: Target.objects.filter(place__village=code),
            "achievement": lambda: Achievement.objects.filter(target__place__village=code),
            "programme": lambda: Programme.objects.all(),
            "question": lambda: Question.objects.filter(is_asked=True),
            "place": lambda: Place.objects.filter(village=code),
            "scan": lambda: AgreementScan.objects.filter(agreement__territory=code),
            "file": lambda: StepFile.objects.filter(place__village=code),
            "agreement": lambda: Agreement.objects.filter(territory=code),
            "assignment": lambda: Assignment.objects.filter(territory=code, account__name__startswith="orang-"),
            "person": lambda: Person.objects.filter(village=code),
            "relative": lambda: Relative.objects.filter(person__village=code),
            "consent": lambda: Consent.objects.filter(person__village=code),
            "pair": lambda: Pair.objects.filter(first__village=code),
            "request_about": lambda: RightsRequest.objects.filter(territory=code),
            "export": lambda: Export.objects.filter(territory=code),
            "imported": lambda: Import.objects.filter(territory=code),
            "journey": lambda: Journey.objects.filter(person__village=code),
            "promise": lambda: Promise.objects.filter(journey__person__village=code),
            "leaf": lambda: DocumentScan.objects.filter(document__journey__person__village=code),
            "row": lambda: Row.objects.filter(brought__territory=code),
            "conflict": lambda: Conflict.objects.filter(territory=code),
            "organisation": lambda: Organisation.objects.filter(territory=code, name__isnull=False, implements__territory=code),
            "contact": lambda: Contact.objects.filter(territory=code),
            "link": lambda: OrganisationContact.objects.filter(contact__territory=code, contact__is_locked=False),
            "erasure": lambda: Erasure.objects.filter(territory=code),
            "reset": lambda: FactorReset.objects.filter(territory=code),
        }[name]()
        return "handed_over" if rows is None else rows.order_by("id").values_list("pk", flat=True).first()
