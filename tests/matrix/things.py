"""A thing of each kind in each place, canaries in all their fields, and how an address finds its thing."""

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from desbumi.access import actions
from desbumi.access.models import Assignment, FactorReset
from desbumi.access.roles import ROLES
from desbumi.programme import actions as programme
from desbumi.programme.models import Agreement, Organisation, Place
from desbumi.programme.queries import first_programme
from desbumi.territory.models import Territory
from desbumi.testing.canaries import Canaries
from tests.matrix.table import ANYWHERE, COLUMNS

VILLAGE, NEXT_VILLAGE, REGENCY, NATION = "35.10.04.2003", "35.10.04.2002", "35.10", "00"
HOMES = {"village": VILLAGE, "regency": REGENCY, "nation": NATION}
PLACES = {"village": (VILLAGE, "", NEXT_VILLAGE, REGENCY), "regency": (REGENCY, VILLAGE, "elsewhere", NATION), "nation": (NATION, VILLAGE, "", "")}
STAFF = {"village": "cadre", "regency": "facilitator", "nation": "analyst"}


def level_of(role):
    """Where the matrix lets a role be held: at its widest level."""
    return next(level for level in ("nation", "regency", "village") if level in ROLES[role].levels)


class Things:
    """The world of the matrix."""

    def __init__(self, world):
        self.world, self.elsewhere = world, Territory.objects.filter(level="village", code__startswith="33.07.").order_by("code")[0].code
        self.asker = world.person("administrator", NATION, name="yang-meminta")
        first, partner = first_programme(), Organisation.objects.order_by("id")[0]
        programme.add_place(by=world.system, programme=first, village=world.place(self.elsewhere), cohort="expansion")
        for code in (VILLAGE, NEXT_VILLAGE, REGENCY, NATION, self.elsewhere):
            place = world.place(code)
            someone = world.person(STAFF[place.level], code, name=f"orang-{code}")
            TOTP.activate(someone, generate_totp_secret())
            actions.ask_reset(by=self.asker, assignment=someone.assignments.get(), reason="HP hilang")
            if place.level != "nation":
                programme.record_agreement(by=world.system, programme=first, territory=place, organisation=partner, kind="working_agreement", status="signed")
            if place.level == "village":
                world.step(world.village(code), "invited", by=world.person("facilitator", "33.07") if code == self.elsewhere else None)
        self.canaries = Canaries()
        self.canaries.plant()

    def parameters(self, route, role, column):
        """What fills an address for a role in a column; None when there is no such thing there."""
        code = VILLAGE if column == ANYWHERE else dict(zip(COLUMNS, PLACES[level_of(role)], strict=True))[column]
        if not code:
            return None
        found = {name: self._key(name, self.elsewhere if code == "elsewhere" else code) for name in route.parameters}
        return None if None in found.values() else found

    def _key(self, name, code):
        if name in ("village", "regency"):
            return code
        rows = {
            "kind": None,
            "place": Place.objects.filter(village=code),
            "agreement": Agreement.objects.filter(territory=code),
            "assignment": Assignment.objects.filter(territory=code, account__name__startswith="orang-"),
            "reset": FactorReset.objects.filter(territory=code),
        }[name]
        return "assessed" if rows is None else rows.order_by("id").values_list("pk", flat=True).first()
