"""The people of the bad month, each as a program of its own; the installation is real, its ring closed by a passphrase.

python -m tests.torture.month prepare            an installation with a small register, a coordinator, a second person
python -m tests.torture.month work MANY          the coordinator at work: steps, mended agreements, contacts, scanned minutes
python -m tests.torture.month contact            a contact with words that stand nowhere else
python -m tests.torture.month ask                the contact asked to be forgotten, and two people agreed
python -m tests.torture.month forget             three days later: it is done
python -m tests.torture.month older              the schema of an older program
python -m tests.torture.month sign MANY          shared understandings of so many villages are signed
python -m tests.torture.month sheet FILE         the village's sheet, printed
python -m tests.torture.month open FILE FOLDER   a backup, opened with the keys of today
"""

import io
import os
import sys
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
django.setup()

import time_machine  # noqa: E402 -- Django is set up above
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.utils import timezone, translation  # noqa: E402
from PIL import Image  # noqa: E402

from desbumi.access.models import Account  # noqa: E402
from desbumi.book import keys  # noqa: E402
from desbumi.cli import installation  # noqa: E402
from desbumi.cli.backups import archive, placing  # noqa: E402
from desbumi.desk.queries import sheets  # noqa: E402
from desbumi.papers import printing  # noqa: E402
from desbumi.papers.cell import opened  # noqa: E402
from desbumi.people import actions as people  # noqa: E402
from desbumi.people.models import Contact, Erasure  # noqa: E402
from desbumi.people.reactions import go_on  # noqa: E402
from desbumi.programme import actions as programme  # noqa: E402
from desbumi.programme.models import Agreement, Organisation, Place  # noqa: E402
from desbumi.territory import register  # noqa: E402
from desbumi.testing.world import World  # noqa: E402
from tests.torture.acknowledging import PLACES, VILLAGE, tried  # noqa: E402

NAME, OFFICE, PHONE = "Tanamsukma Lupakanlah", "kepalatanam bagian lupa", "081277889900"
WORDS = (NAME, OFFICE, PHONE)


def who(name):
    """An account by its name."""
    return Account.objects.get(name=name)


def prepare():
    """What `init --empty` makes, with a part of the register; then the programme and its people."""
    home = Path(os.environ["DESBUMI_HOME"])
    (home / "keys").mkdir(parents=True, exist_ok=True)
    keys.make_closed_ring(os.environ["DESBUMI_PASSPHRASE"])
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    register.load(only=PLACES)
    world = World()
    world.founded()
    world.person("coordinator", "35.10", name="lilik", full_name="Lilik Indrawati", locked=True)
    world.person("programme_manager", "00", name="dewi", full_name="Dewi Kartika", locked=True)
    for mark in (installation.MADE, installation.EMPTY):
        keys.keep_once(home / mark, "")


def scanned(at):
    """A page of minutes as a phone takes it, through the cell."""
    page = io.BytesIO()
    Image.new("RGB", (600, 800), (250, 250, 240 - at % 40)).save(page, "JPEG")
    return opened(page.getvalue(), f"notulen-{at}.jpg")


def work(many):
    """Deeds of every kind, each acknowledged by its op, until it is done or killed."""
    leader, world = who("lilik"), World()
    place = world.village(VILLAGE)
    if not place.steps.filter(kind="assessed").exists():
        programme.record_step(by=leader, place=place, kind="assessed", done_on=date(2026, 1, 15), done_by="Lilik")
    agreement = Agreement.objects.filter(territory="35.10").first() or programme.record_agreement(
        by=leader, programme=place.programme, territory=world.place("35.10"), organisation=office(), kind="agreement", status="signed"
    )
    kinds = (
        lambda op, at: programme.add_evidence(by=leader, place=place, kind="assessed", files=[scanned(at)], op=op),
        lambda op, _at: programme.edit_agreement(by=leader, agreement=agreement, kind="agreement", signed_on=another_day(agreement), op=op),
        lambda op, at: programme.add_contact(by=leader, organisation=office(), name=f"Orang {at}", office="staf", phone="08123456789", op=op),
    )
    for at in range(many):
        op = uuid4()
        if tried(lambda at=at, op=op: kinds[at % len(kinds)](op, at)):
            os.write(1, f"{op.hex}\n".encode())


def another_day(agreement):
    """A day that is not recorded yet: what changes nothing is acknowledged too, and leaves no entry."""
    known = agreement.refreshed().signed_on
    return known + timedelta(days=1) if known and known < date(2025, 12, 1) else date(2025, 1, 1)


def office():
    """The implementer of the regency."""
    return Organisation.objects.filter(implements__territory="35.10").order_by("id")[0]


def contact():
    """One whose words stand nowhere else."""
    link = programme.add_contact(by=who("lilik"), organisation=office(), name=NAME, office="ketua", phone=PHONE)
    people.change_contact(by=who("lilik"), contact=link.contact, name=NAME, office=OFFICE, phone=PHONE)


def ask():
    """The contact asked to be forgotten: one asks for it, another confirms."""
    erasure = people.ask_erasure(by=who("lilik"), contact=Contact.objects.get(name=NAME), reason="atas permintaannya")
    people.confirm_erasure(by=who("dewi"), erasure=erasure)


def forget():
    """After three days it is done; prints what became of it."""
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        go_on()
    os.write(1, Erasure.objects.get().status.encode())


def older():
    """The schema of an older program: without its newest parts."""
    call_command("migrate", "people", "zero", verbosity=0, interactive=False)
    call_command("migrate", "programme", "0001", verbosity=0, interactive=False)


def sign(many):
    """Shared understandings of so many villages, signed: the worker has to follow."""
    leader, villages = who("lilik"), Place.objects.filter(stage="candidate").order_by("village")[:many]
    for place in villages:
        told = {"kind": "agreement", "status": "signed", "signed_on": date(2026, 3, 3)}
        programme.record_agreement(by=leader, programme=place.programme, territory=place.village, organisation=office(), **told)


def sheet(file):
    """The village's sheet as the coordinator prints it."""
    translation.activate("id")
    village = World().place(VILLAGE)
    Path(file).write_bytes(printing.sheet("village.typ", title="Lembar desa", place=village, told=sheets.village_sheet(who("lilik"), village)))


def opened_backup(file, folder):
    """All that lies in a backup, as files."""
    with archive.Reader(Path(file), keys.derived("backup")) as reader:
        for name, content, _size in placing._members(reader):
            target = Path(folder) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


if __name__ == "__main__":
    verb, *given = sys.argv[1:]
    {
        "prepare": prepare,
        "work": lambda: tried(lambda: work(int(given[0]))),
        "contact": contact,
        "ask": ask,
        "forget": forget,
        "older": older,
        "sign": lambda: sign(int(given[0])),
        "sheet": lambda: sheet(given[0]),
        "open": lambda: opened_backup(*given),
    }[verb]()
