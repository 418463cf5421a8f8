"""The people of the house as roles, each in prose, with what it is granted and how far that reaches.

A grant names deeds; seeing is a deed too: what a model calls its SENSITIVITY, with `.see` behind it. Nothing is
granted that does not stand here.
"""

from enum import Enum
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _


class Reach(Enum):
    """How far a grant reaches, seen from the territory of the assignment."""

    OWN_VILLAGE = "own_village"  # the territory of the assignment alone
    OWN_REGENCY = "own_regency"  # the territory of the assignment and all within it; for an assignment to the nation, all
    OWN_AND_ABOVE = "own_and_above"  # the territory of the assignment, all within it, and those above: what was agreed over one's head
    EVERYWHERE = "everywhere"  # what everyone in a programme shares: the programme itself, its partners
    AGGREGATES = "aggregates"  # counts by named queries; no record at all


OWN_VILLAGE, OWN_REGENCY, OWN_AND_ABOVE, EVERYWHERE, AGGREGATES = Reach

IN_REGENCIES, IN_THE_NATION = ("regency",), ("nation",)
VILLAGE_ROLES = frozenset({"service_officer", "village_secretary", "village_head", "village_council", "desbumi_board", "cadre"})
TEAM_ROLES = frozenset({"facilitator", "case_worker", "case_manager", "mel_officer"})

SHARED = {"open.see": EVERYWHERE, "agreement.see": OWN_AND_ABOVE, "event.see": OWN_AND_ABOVE}
CALLS = {"contact.see": OWN_AND_ABOVE}  # whom to call: in the own place, within it, and above it
IN_A_VILLAGE = {
    **SHARED, **CALLS, "village.see": OWN_VILLAGE, "place.see": OWN_VILLAGE, "programme.see": OWN_VILLAGE, "staff.see": OWN_VILLAGE,
    "commitment.see": OWN_VILLAGE,
}  # fmt: skip
IN_A_REGENCY = {
    **SHARED, **CALLS, "place.see": OWN_REGENCY, "programme.see": OWN_REGENCY, "staff.see": OWN_REGENCY, "board.see": OWN_REGENCY, "counts.see": OWN_REGENCY,
    "commitment.see": OWN_REGENCY, "activity.see": OWN_REGENCY,
}  # fmt: skip

# Events: who takes down who came, who plans and keeps the file, who answers for what was agreed and for the targets.
# Who came, by name, is seen where one's own place holds the event; slips of acceptance are typed and read by nobody of a village.
TAKES_DOWN = {"attendance.see": OWN_VILLAGE, "attendance.record": OWN_VILLAGE}
HOLDS_EVENTS = {
    **TAKES_DOWN, "activity.see": OWN_VILLAGE, "event.record": OWN_VILLAGE, "slip.record": OWN_VILLAGE, "commitment.record": OWN_VILLAGE,
    "answer.record": OWN_VILLAGE, "understanding.draft": OWN_VILLAGE, "team.record": OWN_VILLAGE, "target.set": OWN_VILLAGE,
}  # fmt: skip
TAKES_DOWN_AT_HOME = {
    **TAKES_DOWN,
    "slip.record": OWN_VILLAGE,
    "slip.see": OWN_VILLAGE,
    "acceptance.record": OWN_VILLAGE,
}  # at events of the own place, not of those within it
HOLDS_EVENTS_AROUND = {**dict.fromkeys(HOLDS_EVENTS, OWN_REGENCY), "slip.see": OWN_REGENCY, "acceptance.record": OWN_REGENCY}

LETS_IN = {
    "roster.see": OWN_REGENCY, "account.add": OWN_REGENCY, "assignment.give": OWN_REGENCY, "factor.reset": OWN_REGENCY, "reset.see": OWN_REGENCY,
}  # fmt: skip


# People of the register: who sees them, who writes down what they tell, who looks at a whole number, who says that two are one.
KNOWS_PEOPLE = {"person.see": OWN_VILLAGE, "person.record": OWN_VILLAGE, "person.unmask": OWN_VILLAGE, "confided.tell": OWN_VILLAGE}
KEEPS_PEOPLE = {
    **KNOWS_PEOPLE, "person.merge": OWN_VILLAGE,
    "erasure.see": OWN_VILLAGE, "erasure.ask": OWN_VILLAGE, "erasure.stop": OWN_VILLAGE,  # stops what it asked itself
    "request.see": OWN_VILLAGE, "request.record": OWN_VILLAGE,
    "export.see": OWN_AND_ABOVE,
    "people.import": OWN_VILLAGE, "import.see": OWN_VILLAGE,
}  # fmt: skip
SEES_PEOPLE = {"person.see": OWN_REGENCY, "person.unmask": OWN_REGENCY, "confided.see": OWN_REGENCY}
ACCOMPANIES_PEOPLE = {
    **SEES_PEOPLE, "person.record": OWN_REGENCY, "person.merge": OWN_REGENCY, "request.see": OWN_REGENCY, "request.record": OWN_REGENCY,
    "export.see": OWN_AND_ABOVE, "people.import": OWN_REGENCY, "import.see": OWN_REGENCY, "confided.tell": OWN_REGENCY,
}  # fmt: skip
TAKES_LISTS_OUT = {"person.export": OWN_REGENCY, "export.see": OWN_REGENCY}

DECIDES_ERASURE = {"erasure.see": OWN_REGENCY, "erasure.ask": OWN_REGENCY, "erasure.confirm": OWN_REGENCY, "erasure.stop": OWN_REGENCY}


class Role:
    """What a person is to the programme."""

    code: ClassVar[str] = ""
    name: ClassVar[Any] = ""
    needs_second_factor: ClassVar[bool] = True
    levels: ClassVar[tuple[str, ...]] = ("village",)  # where the role can be held
    gives: ClassVar[frozenset[str]] = frozenset()  # roles that it may give to others
    grants: ClassVar[dict[str, Reach]] = {}


class ServiceOfficer(Role):
    """Kaur Pelayanan: registers migrants and serves requests at the desk of the own village."""

    code, name = "service_officer", _("service officer")
    grants = {**IN_A_VILLAGE, **KEEPS_PEOPLE, **HOLDS_EVENTS, "step.record": OWN_VILLAGE}


class VillageSecretary(ServiceOfficer):
    """Sekretaris Desa: keeps the village's papers; may do what the service officer does."""

    code, name = "village_secretary", _("village secretary")


class VillageHead(ServiceOfficer):
    """Kepala Desa: answers for the village's duties under art. 42 of UU 18/2017."""

    code, name = "village_head", _("village head")


class VillageCouncil(Role):
    """BPD: deliberates and decides; reads where the village stands."""

    code, name, needs_second_factor = "village_council", _("village council"), False
    grants = IN_A_VILLAGE


class DesbumiBoard(Role):
    """Pengurus Desbumi: chair, secretary, treasurer and divisions; records the team's steps, and what people tell."""

    code, name, needs_second_factor = "desbumi_board", _("Desbumi board"), False
    grants = {**IN_A_VILLAGE, **KNOWS_PEOPLE, **HOLDS_EVENTS, "step.record": OWN_VILLAGE}


class Cadre(Role):
    """Kader: often a returnee, with a phone in the hamlets; knows the people of the village and writes down what they tell."""

    code, name, needs_second_factor = "cadre", _("cadre"), False
    grants = {**IN_A_VILLAGE, **KNOWS_PEOPLE, **TAKES_DOWN}


class Facilitator(Role):
    """Pendamping: accompanies and visits the villages of a regency and records their steps."""

    code, name, levels = "facilitator", _("facilitator"), IN_REGENCIES
    grants = {**IN_A_REGENCY, **ACCOMPANIES_PEOPLE, **HOLDS_EVENTS_AROUND, "step.record": OWN_REGENCY}


class CaseWorker(Role):
    """Pendamping kasus: handles cases; finds the people whom they are about, and reads where villages stand."""

    code, name, levels = "case_worker", _("case worker"), IN_REGENCIES
    grants = {**IN_A_REGENCY, **SEES_PEOPLE}


class CaseManager(CaseWorker):
    """Manajer kasus: assigns cases and answers for them."""

    code, name = "case_manager", _("case manager")


class MelOfficer(Role):
    """Petugas MEL: follows change targets and figures of the regency; takes lists out of it, without whole numbers."""

    code, name, levels = "mel_officer", _("MEL officer"), IN_REGENCIES
    grants = {**IN_A_REGENCY, **HOLDS_EVENTS_AROUND, "person.see": OWN_REGENCY, **TAKES_LISTS_OUT}


class Coordinator(Role):
    """Koordinator: leads the implementer's team in a regency; takes villages in and moves them."""

    code, name, levels = "coordinator", _("coordinator"), IN_REGENCIES
    gives = VILLAGE_ROLES | TEAM_ROLES
    grants = {
        **Facilitator.grants, "place.add": OWN_REGENCY, "place.set_back": OWN_REGENCY, "place.pause": OWN_REGENCY,
        "agreement.record": OWN_REGENCY, "indicator.write": OWN_REGENCY, "conflict.see": OWN_REGENCY, "contact.record": OWN_REGENCY, "contact.join": OWN_REGENCY,
        "workday.announce": OWN_REGENCY, "workday.see": OWN_REGENCY, **TAKES_LISTS_OUT, **LETS_IN, **DECIDES_ERASURE,
    }  # fmt: skip


class ProgrammeManager(Role):
    """Manajer program at the national office: programme, agreements, implementers; villages of all regencies, no person of theirs."""

    code, name, levels = "programme_manager", _("programme manager"), IN_THE_NATION
    gives = VILLAGE_ROLES | TEAM_ROLES | {"coordinator", "analyst", "observer"}
    grants = {
        **{deed: reach for deed, reach in Coordinator.grants.items() if not deed.startswith(("person.", "people.", "import.", "confided.", "request.", "export.", "contact.join", "attendance.", "slip."))}, "programme.load": OWN_REGENCY,
        "implementer.record": OWN_REGENCY, "question.write": OWN_REGENCY, **TAKES_DOWN_AT_HOME,
    }  # fmt: skip


class Analyst(Role):
    """Analis at the national office: seven regencies at a glance; changes nothing."""

    code, name, levels = "analyst", _("analyst"), IN_THE_NATION
    grants = IN_A_REGENCY


class Auditor(Role):
    """Auditor: proof that data is right; reads who holds which role and the history, changes nothing."""

    code, name, levels = "auditor", _("auditor"), (*IN_THE_NATION, *IN_REGENCIES)
    grants = {**IN_A_REGENCY, "book.verify": OWN_REGENCY, "roster.see": OWN_REGENCY, "reset.see": OWN_REGENCY, "erasure.see": OWN_REGENCY}


class Observer(Role):
    """Pengamat (Bappenas, INKLUSI): counts by regency, stage and cohort; no village, no person."""

    code, name, levels = "observer", _("observer"), (*IN_THE_NATION, *IN_REGENCIES)
    grants = {"counts.see": AGGREGATES}


class Administrator(Role):
    """Administrator: accounts, assignments, backups, upgrades; reads no person."""

    code, name, levels = "administrator", _("administrator"), (*IN_THE_NATION, *IN_REGENCIES, "village")
    gives = VILLAGE_ROLES | TEAM_ROLES | {"coordinator", "programme_manager", "analyst", "auditor", "observer", "administrator"}
    grants = {"staff.see": OWN_REGENCY, "place.see": OWN_REGENCY, "book.verify": OWN_REGENCY, **LETS_IN}


ROLES: dict[str, type[Role]] = {
    role.code: role
    for role in (
        ServiceOfficer, VillageSecretary, VillageHead, VillageCouncil, DesbumiBoard, Cadre, Facilitator, CaseWorker, CaseManager,
        MelOfficer, Coordinator, ProgrammeManager, Analyst, Auditor, Observer, Administrator,
    )
}  # fmt: skip

# What the program itself may do: the command line without `--as` (set-up, letting people in, looking whether the books
# hold) and reactions (a step that follows from a signed understanding).
# What someone without an account may do at a door that an event has opened; the code of the door says of which event.
VISITOR_GRANTS = frozenset({"door.use"})

SYSTEM_GRANTS = frozenset(
    {
        "programme.load",
        "implementer.record",
        "agreement.record",
        "place.add",
        "step.record",
        "erasure.go_on",
        "import.forget",
        "pair.find",
        "account.add",
        "assignment.give",
        "book.verify",
        "book.show",
        "place.see",
        "open.see",
        "programme.see",
        "agreement.see",
        "target.set",
    }
)
